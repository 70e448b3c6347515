// SPDX-License-Identifier: MIT
#include "core/mcp/mcpimport.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/mcp/toolnames.h"

#include <QFileInfo>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kMostServices = 200;
constexpr qsizetype kShortestKey = 8;
constexpr qsizetype kLongestName = 40;
const QString kClaudeCode = u"claude-code"_s;
const QString kClaudeDesktop = u"claude-desktop"_s;
const QString kKeyWords = u"key|token|secret|passw|pwd|authorization|credential|cookie"_s;

bool namesKey(const QString& name)
{
    static const QRegularExpression kNames(kKeyWords, QRegularExpression::CaseInsensitiveOption);
    return kNames.match(name).hasMatch();
}

bool isPlainKey(const QString& value)
{
    return value.size() >= kShortestKey && !value.contains("${"_L1);
}

QString variableFor(const QString& name, const QString& server)
{
    static const QRegularExpression kOther(u"[^A-Za-z0-9]+"_s);
    QString base = name.compare("authorization"_L1, Qt::CaseInsensitive) == 0 ? QString(server + u"_TOKEN"_s) : name;
    base = base.replace(kOther, u"_"_s).toUpper();
    while (base.startsWith(u'_'))
        base.remove(0, 1);
    return base.isEmpty() || base.front().isDigit() ? QString(u"KEY_"_s + base) : base;
}

/// Takes the key out of a text that is one, or has one behind a scheme (`Bearer …`). The text with the reference.
QString takeKey(ImportedService& service, const QString& name, const QString& text)
{
    static const QRegularExpression kScheme(u"^((?:Bearer|Basic|Token)\\s+)(.+)$"_s, QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch scheme = kScheme.match(text);
    const QString before = scheme.hasMatch() ? scheme.captured(1) : QString();
    QString variable = variableFor(name, service.name);
    const QByteArray value = text.sliced(before.size()).toUtf8();
    for (int number = 2; std::ranges::contains(service.keys, variable, &std::pair<QString, Secret>::first); ++number)
        variable = variableFor(name, service.name) + u'_' + QString::number(number);
    service.keys.append({variable, Secret(value)});
    service.notes.append(u"The key in %1 goes to the keychain; ${%2} stands in its place."_s.arg(showHidden(elided(name, 60)), variable));
    return before + u"${"_s + variable + u'}';
}

/// `--api-key=…`, or what follows `--api-key`, or a header given as an argument (`Authorization: Bearer …`).
QString withoutKey(ImportedService& service, const QString& argument, const QString& before)
{
    static const QRegularExpression kFlag(u"^(--?[A-Za-z0-9_-]*(?:"_s + kKeyWords + u")[A-Za-z0-9_-]*)=(.+)$"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression kHeader(u"^([A-Za-z0-9-]*(?:"_s + kKeyWords + u")[A-Za-z0-9-]*):\\s*(.+)$"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch flag = kFlag.match(argument);
    if (flag.hasMatch() && isPlainKey(flag.captured(2)))
        return flag.captured(1) + u'=' + takeKey(service, flag.captured(1), flag.captured(2));
    const QRegularExpressionMatch header = kHeader.match(argument);
    if (header.hasMatch() && isPlainKey(header.captured(2)))
        return header.captured(1) + u": "_s + takeKey(service, header.captured(1), header.captured(2));
    if (before.startsWith(u'-') && !before.contains(u'=') && namesKey(before) && !argument.startsWith(u'-') && isPlainKey(argument))
        return takeKey(service, before, argument);
    return argument;
}

/// Splices references over the keys; every other byte of the entry stays.
void takePlainKeys(ImportedService& service, const json::object& entry)
{
    const auto splice = [&service](const QList<QByteArray>& path, const QByteArray& text) {
        if (const auto spliced = spliceJson(service.entryJson, path, text))
            service.entryJson = *spliced;
    };
    for (const char* part : {"env", "headers"}) {
        const json::object* pairs = jsonObject(entry, part);
        for (const auto& [key, value] : pairs ? *pairs : json::object()) {
            const QString text = value.is_string() ? toQString(value.get_string()) : QString();
            if (namesKey(toQString(key)) && isPlainKey(text))
                splice({part, toQString(key).toUtf8()}, jsonString(takeKey(service, toQString(key), text)));
        }
    }
    const json::array* given = jsonArray(entry, "args");
    QStringList before;
    QStringList after;
    for (std::size_t i = 0; given && i < given->size(); ++i) {
        before.append((*given)[i].is_string() ? toQString((*given)[i].get_string()) : QString::fromUtf8(toJson((*given)[i])));
        after.append(withoutKey(service, before.last(), before.value(before.size() - 2)));
    }
    if (before == after)
        return;
    QByteArrayList texts;
    for (const QString& argument : std::as_const(after))
        texts.append(jsonString(argument));
    splice({"args"}, '[' + texts.join(", ") + ']');
}

/// Letters that no name here may have become `-`.
QString nameHere(const QString& name)
{
    static const QRegularExpression kOther(u"[^A-Za-z0-9_-]+"_s);
    static const QRegularExpression kMany(u"_{2,}"_s);
    static const QRegularExpression kEnds(u"^[_-]+|[_-]+$"_s);
    QString here = name.trimmed();
    here.replace(kOther, u"-"_s).replace(kMany, u"_"_s);
    return here.left(kLongestName).remove(kEnds);
}

void check(ImportedService& service, const ImportSource& source, const QSet<QString>& taken)
{
    const QByteArray document = R"({"mcpServers":{)" + jsonString(service.name) + ':' + service.entryJson + "}}";
    const McpConfigSet set = readMcpConfig({{service.scope, source.file, document}});
    if (set.servers.size() != 1) {
        service.problem = set.problems.value(0, u"The entry cannot be read."_s);
        return;
    }
    const McpServerConfig& config = set.servers.first();
    service.shown = config.type == McpServerConfig::Type::Stdio ? (QStringList{config.command} + config.arguments).join(u' ') : config.url;
    service.problem = config.problem;
    if (taken.contains(service.name))
        service.problem = u"There is a service “%1” here already; it is left as it is."_s.arg(service.name);
}

} // namespace

QStringList importSources()
{
    return {kClaudeCode, kClaudeDesktop};
}

std::optional<ImportSource> importSource(const QString& name, const QProcessEnvironment& environment, const QString& projectRoot)
{
    const QString home = environment.value(u"HOME"_s);
    const QByteArray servers = "mcpServers";
    if (name == kClaudeCode)
        return ImportSource{name,
                            environment.value(u"CLAUDE_CONFIG_DIR"_s, home) + u"/.claude.json"_s,
                            {{ServiceScope::Local, {"projects", projectRoot.toUtf8(), servers}}, {ServiceScope::User, {servers}}}};
    if (name == kClaudeDesktop) {
        const QString configured = environment.value(u"XDG_CONFIG_HOME"_s);
        return ImportSource{name,
                            (configured.startsWith(u'/') ? configured : home + u"/.config"_s) + u"/Claude/claude_desktop_config.json"_s,
                            {{ServiceScope::User, {servers}}}};
    }
    return std::nullopt;
}

Result<QList<ImportedService>> readImport(const ImportSource& source, const QByteArray& bytes, const QSet<QString>& taken)
{
    const auto document = parseJson(bytes);
    if (!document || !document->is_object())
        return fail(ErrorCode::InvalidInput, u"The services in %1 cannot be read: it is not a JSON object. Correct the file."_s.arg(source.file));
    QList<ImportedService> services;
    QSet<QString> names = taken;
    for (const auto& [scope, path] : source.places) {
        const json::object* at = document->if_object();
        for (const QByteArray& key : path)
            at = at ? jsonObject(*at, toView(key)) : nullptr;
        for (const auto& [key, value] : at ? *at : json::object()) {
            const QString there = toQString(key);
            const auto span = findJsonValue(bytes, path + QList<QByteArray>{there.toUtf8()});
            if (!span || !value.is_object() || services.size() >= kMostServices)
                continue;
            ImportedService service;
            service.name = nameHere(there);
            service.scope = scope;
            service.entryJson = bytes.sliced(span->begin, span->end - span->begin);
            if (service.name != there)
                service.notes.append(u"It is called “%1” there."_s.arg(showHidden(elided(there, 60))));
            takePlainKeys(service, value.get_object());
            check(service, source, names);
            if (service.problem.isEmpty())
                names.insert(service.name);
            services.append(std::move(service));
        }
    }
    return services;
}

} // namespace aios
