// SPDX-License-Identifier: MIT
#include "core/mcp/toolnames.h"

#include "core/base/hash.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

QString cleaned(const QString& name)
{
    QString out = name;
    for (QChar& c : out) {
        if (!(c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_' || c == u'-')))
            c = u'_';
    }
    return out;
}

QString withHash(const QString& full, const QString& server, const QString& tool)
{
    const QString hash = QString::fromLatin1(sha256Fields({server.toUtf8(), tool.toUtf8()}).first(8));
    return full.left(kLongestToolName - hash.size() - 1) + u'_' + hash;
}

} // namespace

QHash<QString, QString> mcpToolNames(const QString& server, const QStringList& tools)
{
    const QString prefix = u"mcp__"_s + server + u"__"_s;
    QHash<QString, QString> names;
    QHash<QString, int> wanted;
    for (const QString& tool : tools) {
        if (names.contains(tool))
            continue;
        const QString full = prefix + cleaned(tool);
        names.insert(tool, full.size() > kLongestToolName ? withHash(full, server, tool) : full);
        ++wanted[names.value(tool)];
    }
    for (auto name = names.begin(); name != names.end(); ++name) {
        if (wanted.value(*name) > 1 && *name != prefix + name.key())
            *name = withHash(*name, server, name.key());
    }
    return names;
}

bool isServerName(const QString& name)
{
    static const QRegularExpression form(u"^[A-Za-z0-9-]+(_[A-Za-z0-9-]+)*$"_s);
    return name.size() <= 40 && form.match(name).hasMatch();
}

} // namespace aios
