// SPDX-License-Identifier: MIT
#include "core/mcp/nodeversions.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kMostVersions = 20;
constexpr qsizetype kMostNamed = 3;

QVersionNumber versionIn(QStringView text)
{
    static const QRegularExpression number(u"(\\d+(?:\\.\\d+){0,2})"_s);
    const auto found = number.matchView(text);
    return found.hasMatch() ? QVersionNumber::fromString(found.captured(1)) : QVersionNumber();
}

/// Folders named by versions beneath `folder`, each with its program at `beneath`.
void addFrom(QList<NodeInstallation>& all, const QString& folder, const QString& beneath)
{
    for (const QString& name : QDir(folder).entryList(QDir::Dirs | QDir::NoSymLinks | QDir::NoDotAndDotDot)) {
        const NodeInstallation one{folder + u'/' + name + beneath, versionIn(name)};
        if (!one.version.isNull() && QFileInfo(one.program).isExecutable())
            all.append(one);
    }
}

QString named(const NodeInstallation& one)
{
    return one.version.isNull() ? one.program : u"Node.js %1 (%2)"_s.arg(one.version.toString(), one.program);
}

} // namespace

QList<NodeInstallation> nodeInstallations(const QProcessEnvironment& environment)
{
    const QString home = environment.value(u"HOME"_s);
    if (!home.startsWith(u'/'))
        return {};
    const auto place = [&](const QString& variable, const QString& usual) {
        const QString given = environment.value(variable);
        return given.startsWith(u'/') ? given : home + usual;
    };
    QList<NodeInstallation> all;
    addFrom(all, place(u"NVM_DIR"_s, u"/.nvm"_s) + u"/versions/node"_s, u"/bin/node"_s);
    addFrom(all, place(u"FNM_DIR"_s, u"/.local/share/fnm"_s) + u"/node-versions"_s, u"/installation/bin/node"_s);
    addFrom(all, place(u"MISE_DATA_DIR"_s, u"/.local/share/mise"_s) + u"/installs/node"_s, u"/bin/node"_s);
    addFrom(all, place(u"VOLTA_HOME"_s, u"/.volta"_s) + u"/tools/image/node"_s, u"/bin/node"_s);
    addFrom(all, place(u"ASDF_DATA_DIR"_s, u"/.asdf"_s) + u"/installs/nodejs"_s, u"/bin/node"_s);
    std::ranges::stable_sort(all, [](const NodeInstallation& a, const NodeInstallation& b) { return a.version > b.version; });
    return all.first(std::min(all.size(), kMostVersions));
}

QVersionNumber wantedNode(const QString& errors)
{
    static const QList<QRegularExpression> forms{
        // npm: EBADENGINE   required: { node: '>=22.0.0' },
        QRegularExpression(u"required:\\s*\\{[^}]*\\bnode:\\s*['\"]([^'\"]+)['\"]"_s),
        // requires Node.js 20, needs node >= 18.17, Unsupported: at least Node v20
        QRegularExpression(
            u"(?:requires?|needs?|at least|minimum|unsupported|must use|please use|upgrade to)[^\\n]{0,60}?\\bnode(?:\\.?js)?\\b[^\\n\\d]{0,30}(\\d+(?:\\.\\d+){0,2})"_s,
            QRegularExpression::CaseInsensitiveOption),
        // Node.js >= 20 is required, node v20 or newer
        QRegularExpression(
            u"\\bnode(?:\\.?js)?\\b[^\\n\\d]{0,20}?(?:>=\\s*v?(\\d+(?:\\.\\d+){0,2})|v?(\\d+(?:\\.\\d+){0,2})\\+?\\s*(?:or|and)\\s*(?:higher|newer|later|above|up))"_s,
            QRegularExpression::CaseInsensitiveOption),
        QRegularExpression(u"\\bnode(?:\\.?js)?\\b[^\\n\\d]{0,20}?v?(\\d+(?:\\.\\d+){0,2})\\+?\\s*(?:is|are)?\\s*required"_s,
                           QRegularExpression::CaseInsensitiveOption)};
    for (const QRegularExpression& form : forms) {
        const auto found = form.match(errors);
        if (!found.hasMatch())
            continue;
        const QString range = found.captured(1).isEmpty() ? found.captured(2) : found.captured(1);
        if (const QVersionNumber version = versionIn(range); !version.isNull())
            return version;
    }
    return {};
}

QVersionNumber runningNode(const QString& errors)
{
    static const QList<QRegularExpression> forms{
        QRegularExpression(u"current:\\s*\\{[^}]*\\bnode:\\s*['\"]v?(\\d+(?:\\.\\d+){0,2})"_s), // npm
        QRegularExpression(u"^Node\\.js v(\\d+(?:\\.\\d+){0,2})$"_s, QRegularExpression::MultilineOption)}; // the last line of a crash
    for (const QRegularExpression& form : forms) {
        if (const auto found = form.match(errors); found.hasMatch())
            return versionIn(found.captured(1));
    }
    return {};
}

void explainNode(DiagnosisLine& line, const QString& errors, const NodeInstallation& used, const QList<NodeInstallation>& others)
{
    const QVersionNumber wanted = wantedNode(errors);
    const QVersionNumber running = runningNode(errors).isNull() ? used.version : runningNode(errors);
    if (wanted.isNull() || (!running.isNull() && QVersionNumber::compare(running, wanted) >= 0))
        return;
    QStringList newer;
    for (const NodeInstallation& other : others) {
        if (other.version >= wanted && other.program != used.program && newer.size() < kMostNamed)
            newer.append(named(other));
    }
    const QString was = named({used.program, running});
    line.words += u" It asks for Node.js %1 or newer, and was started with %2."_s.arg(wanted.toString(), was.isEmpty() ? u"another one"_s : was);
    line.advice = newer.isEmpty()
                      ? u"Install Node.js %1 or newer, for example with a version manager, and restart the service."_s.arg(wanted.toString())
                      : u"There is a newer one here: %1. Make it the default of your version manager, or give the full path of the npx beside it "
                        "in the service's entry."_s.arg(newer.join(u", "_s));
}

} // namespace aios
