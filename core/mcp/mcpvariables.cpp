// SPDX-License-Identifier: MIT
// ${NAME} in configurations (folder.md 5.2).
#include "core/mcp/mcpconfig.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

const QRegularExpression& form()
{
    static const QRegularExpression kForm(u"\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?\\}"_s);
    return kForm;
}

} // namespace

QByteArray expandVariables(const QString& text, const McpVariables& variables, QStringList& missing)
{
    QByteArray out;
    qsizetype at = 0;
    for (auto match = form().globalMatch(text); match.hasNext();) {
        const QRegularExpressionMatch found = match.next();
        out += text.sliced(at, found.capturedStart() - at).toUtf8();
        at = found.capturedEnd();
        const auto value = variables(found.captured(1));
        if (value && !(value->isEmpty() && found.hasCaptured(2))) {
            out += *value;
        } else if (found.hasCaptured(2)) {
            out += found.captured(3).toUtf8();
        } else {
            out += found.captured(0).toUtf8();
            if (!missing.contains(found.captured(1)))
                missing.append(found.captured(1));
        }
    }
    return out + text.sliced(at).toUtf8();
}

QStringList variablesOf(const McpServerConfig& config)
{
    QStringList texts{config.command, config.url};
    texts += config.arguments;
    for (const auto& pairs : {config.environment, config.headers, config.oauth}) {
        for (const auto& [name, value] : pairs)
            texts.append(value);
    }
    QStringList names;
    for (const QString& text : std::as_const(texts)) {
        for (auto match = form().globalMatch(text); match.hasNext();) {
            if (const QString name = match.next().captured(1); !names.contains(name))
                names.append(name);
        }
    }
    return names;
}

} // namespace aios
