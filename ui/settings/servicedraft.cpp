// SPDX-License-Identifier: MIT
#include "ui/settings/servicedraft.h"

#include "core/base/text.h"
#include "core/mcp/mcpconfig.h"
#include "core/mcp/toolnames.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("aios::ServiceDraft", text);
}

bool namesKey(const QString& name)
{
    static const QRegularExpression kNames(u"key|token|secret|passw|pwd|authorization|credential|cookie"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    return kNames.match(name).hasMatch();
}

/// A value that would be a key in plain text: under a name of keys, without a reference, and no mere switch.
bool isPlainKey(const QString& name, const QString& value)
{
    return namesKey(name) && !value.contains("${"_L1) && value.size() >= 8 && value != "undefined"_L1;
}

QString variableFor(const QString& name, const QString& server)
{
    static const QRegularExpression kOther(u"[^A-Za-z0-9]+"_s);
    QString base = name.compare("authorization"_L1, Qt::CaseInsensitive) == 0 ? QString(server % u"_TOKEN"_s) : name;
    base = base.replace(kOther, u"_"_s).toUpper();
    while (base.startsWith(u'_'))
        base.remove(0, 1);
    return base.isEmpty() || base.front().isDigit() ? QString(u"KEY_"_s % base) : base;
}

/// Moves keys out of one object of texts (env or headers).
void moveKeys(const QString& server, json::value* place, ServiceDraft& out)
{
    if (!place || !place->is_object())
        return;
    static const QRegularExpression kScheme(u"^((?:Bearer|Basic|Token)\\s+)(.+)$"_s, QRegularExpression::CaseInsensitiveOption);
    for (auto& [key, value] : place->get_object()) {
        if (!value.is_string())
            continue;
        const QString name = toQString(key);
        const QString text = toQString(value.get_string());
        if (!isPlainKey(name, text))
            continue;
        const QRegularExpressionMatch scheme = kScheme.match(text);
        const QString before = scheme.hasMatch() ? scheme.captured(1) : QString();
        const QString variable = variableFor(name, server);
        out.keys.append({variable, text.sliced(before.size()).toUtf8()});
        const QByteArray reference = QString(before % u"${"_s % variable % u'}').toUtf8();
        value = json::string(toView(reference));
        out.notes += tr("The key in %1 stood there in plain text. It goes to the keychain, and only ${%2} is stored in the file.")
                         .arg(showHidden(elided(name, 60)), variable);
    }
}

void noteKeysElsewhere(const json::object& entry, ServiceDraft& out)
{
    static const QRegularExpression kForm(u"(?:key|token|secret|passw\\w*)=[^$]|^(?:sk-|ghp_|pat[A-Za-z0-9]{10})"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    QStringList texts{jsonText(entry, "url")};
    if (const json::array* arguments = jsonArray(entry, "args")) {
        for (const json::value& argument : *arguments)
            texts += argument.is_string() ? toQString(argument.get_string()) : QString();
    }
    if (std::ranges::any_of(texts, [](const QString& text) { return kForm.match(text).hasMatch(); }))
        out.notes +=
            tr("An argument or the address looks as if it held a key, which would stand in the file in plain text. Write ${NAME} in its place.");
}

/// Names without a default: those need a value before it can start.
QStringList neededVariables(const McpServerConfig& config, const QByteArray& json)
{
    QStringList names = variablesOf(config);
    names.removeIf([&](const QString& name) { return json.contains(QByteArray("${" + name.toUtf8() + ":-")); });
    return names;
}

} // namespace

QByteArray entryText(const json::value& value)
{
    QByteArray text;
    const auto separate = [&text](bool& first) {
        if (!std::exchange(first, false))
            text += ", ";
    };
    bool first = true;
    if (value.is_object()) {
        for (const auto& [key, member] : value.get_object()) {
            separate(first);
            text += jsonString(toQString(key)) + ": " + entryText(member);
        }
        return '{' + text + '}';
    }
    if (value.is_array()) {
        for (const json::value& item : value.get_array()) {
            separate(first);
            text += entryText(item);
        }
        return '[' + text + ']';
    }
    return toJson(value);
}

ServiceDraft serviceDraft(const QString& name, json::object entry)
{
    ServiceDraft out;
    moveKeys(name, entry.if_contains("env"), out);
    moveKeys(name, entry.if_contains("headers"), out);
    noteKeysElsewhere(entry, out);
    out.json = entryText(entry);
    const QString checked = serviceNameProblem(name).isEmpty() ? name : u"service"_s;
    McpConfigFile file;
    file.file = tr("the form");
    file.bytes = R"({"mcpServers":{)" + jsonString(checked) + ':' + out.json + "}}";
    const McpConfigSet read = readMcpConfig({file});
    if (read.servers.size() != 1) {
        out.problem = read.problems.value(0, tr("The entry cannot be read."));
        return out;
    }
    out.problem = read.servers.constFirst().problem;
    out.notes += read.servers.constFirst().warnings;
    out.variables = neededVariables(read.servers.constFirst(), out.json);
    return out;
}

QString serviceNameProblem(const QString& name)
{
    if (name.isEmpty())
        return tr("Give the service a name, such as “airtable”.");
    return isServerName(name) && name.size() <= 40 ? QString() : tr("A name holds only letters, digits, - and single _, and at most 40 of them.");
}

bool replacesService(const QString& name, ServiceScope scope, const QList<ServiceStatus>& servers)
{
    return std::ranges::any_of(servers, [&](const ServiceStatus& status) { return status.name == name && status.scope == scope; });
}

QString serviceNameTaken(const QString& name, ServiceScope scope, const QList<ServiceStatus>& servers)
{
    const auto same = std::ranges::find(servers, name, &ServiceStatus::name);
    if (same == servers.end())
        return {};
    if (same->scope == scope)
        return tr("There is a service “%1” there already. Storing this one replaces its entry.").arg(name);
    return scope < same->scope ? tr("There is a service “%1” in another place. This one is used instead of it.").arg(name)
                               : tr("There is a service “%1” in a place that wins over this one, so this one would not be used.").arg(name);
}

} // namespace aios
