// SPDX-License-Identifier: MIT
#include "core/content/settingsitems.h"

#include "core/base/json.h"

#include <array>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QString textOf(const json::value& value)
{
    return value.is_string() ? toQString(value.as_string()) : QString::fromUtf8(toJson(value));
}

class SettingsReader {
public:
    SettingsReader(const json::object& settings, const QString& path) : m_settings(settings), m_path(path) {}

    QList<TrustItem> read()
    {
        addHooks();
        for (const char* key : {"apiKeyHelper", "awsAuthRefresh", "awsCredentialExport", "gcpAuthRefresh", "otelHeadersHelper", "proxyAuthHelper"})
            addValue("refused", key);
        addValue("helper", "statusLine");
        addValue("helper", "fileSuggestion");
        addEnvironment();
        addPermissions();
        for (const char* key :
             {"enableAllProjectMcpServers", "enabledMcpjsonServers", "sandbox", "disableAllHooks", "extraKnownMarketplaces", "enabledPlugins"})
            addValue("setting", key);
        return std::move(m_items);
    }

private:
    const json::object& m_settings;
    QString m_path;
    QList<TrustItem> m_items;

    void add(const QString& kind, const QString& title, const QString& detail) { m_items.append(makeTrustItem(kind, title, m_path, detail)); }

    void addValue(const char* kind, const char* key)
    {
        if (const json::value* value = m_settings.if_contains(key); value && !value->is_null())
            add(QString::fromLatin1(kind), QString::fromLatin1(key), QString::fromLatin1(key) + u": "_s + textOf(*value));
    }

    void addHooks()
    {
        const json::value* hooks = m_settings.if_contains("hooks");
        if (!hooks)
            return;
        if (!hooks->is_object()) {
            add(u"hook"_s, u"hooks"_s, textOf(*hooks));
            return;
        }
        for (const auto& [event, groups] : hooks->as_object())
            addEventHooks(toQString(event), groups);
    }

    /// One item a handler where the shape is the known one, else one for the whole, so that nothing runnable stays unseen.
    void addEventHooks(const QString& event, const json::value& groups)
    {
        if (!groups.is_array()) {
            add(u"hook"_s, event, textOf(groups));
            return;
        }
        for (const json::value& group : groups.as_array()) {
            const json::object* object = group.if_object();
            const json::array* handlers = object ? jsonArray(*object, "hooks") : nullptr;
            if (!handlers) {
                add(u"hook"_s, event, textOf(group));
                continue;
            }
            const QString matcher = jsonText(*object, "matcher");
            for (const json::value& handler : *handlers)
                add(u"hook"_s, matcher.isEmpty() ? event : event + u" ("_s + matcher + u')', textOf(handler));
        }
    }

    void addEnvironment()
    {
        const json::object* variables = jsonObject(m_settings, "env");
        if (!variables)
            return;
        for (const auto& [name, value] : *variables) {
            const QString variable = toQString(name);
            const bool forbidden = isForbiddenVariable(variable);
            add(forbidden ? u"refused"_s : u"env"_s, forbidden ? variable + u" (never taken from a folder)"_s : variable,
                variable + u'=' + textOf(value));
        }
    }

    void addPermissions()
    {
        const json::object* permissions = jsonObject(m_settings, "permissions");
        if (!permissions)
            return;
        if (const json::array* rules = jsonArray(*permissions, "allow")) {
            for (const json::value& rule : *rules)
                add(u"allow-rule"_s, textOf(rule), textOf(rule));
        }
        if (const json::array* folders = jsonArray(*permissions, "additionalDirectories")) {
            for (const json::value& folder : *folders)
                add(u"folder"_s, textOf(folder), u"additionalDirectories: "_s + textOf(folder));
        }
        const QString mode = jsonText(*permissions, "defaultMode");
        if (!mode.isEmpty() && mode != "default"_L1 && mode != "manual"_L1 && mode != "plan"_L1 && mode != "dontAsk"_L1)
            add(u"refused"_s, u"defaultMode (a folder cannot loosen the mode)"_s, u"defaultMode: "_s + mode);
    }
};

} // namespace

QList<TrustItem> settingsTrustItems(const QByteArray& bytes, const QString& path)
{
    const Result<json::value> value = parseJson(bytes);
    return value && value->is_object() ? SettingsReader(value->as_object(), path).read() : QList<TrustItem>();
}

bool isForbiddenVariable(const QString& name)
{
    const QString upper = name.toUpper();
    constexpr std::array kParts = {"BASE_URL"_L1, "ENDPOINT"_L1, "API_KEY"_L1,        "AUTH_TOKEN"_L1,
                                   "_PROXY"_L1,   "SSL_CERT"_L1, "CUSTOM_HEADERS"_L1, "CA_BUNDLE"_L1};
    constexpr std::array kPrefixes = {"LD_"_L1,     "DYLD_"_L1, "BASH_"_L1,  "GIT_"_L1, "AIOS_"_L1, "ANTHROPIC_"_L1,
                                      "OPENAI_"_L1, "NODE_"_L1, "PYTHON"_L1, "QT_"_L1,  "XDG_"_L1};
    constexpr std::array kNames = {"PATH"_L1,      "HOME"_L1,           "SHELL"_L1,   "ENV"_L1,      "IFS"_L1,      "PS4"_L1,
                                   "SHELLOPTS"_L1, "PROMPT_COMMAND"_L1, "ZDOTDIR"_L1, "PERL5OPT"_L1, "PERL5LIB"_L1, "RUBYOPT"_L1,
                                   "RUBYLIB"_L1,   "EDITOR"_L1,         "VISUAL"_L1,  "PAGER"_L1,    "BROWSER"_L1};
    return std::any_of(kParts.begin(), kParts.end(), [&](QLatin1StringView part) { return upper.contains(part); }) ||
           std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](QLatin1StringView prefix) { return upper.startsWith(prefix); }) ||
           std::find(kNames.begin(), kNames.end(), upper) != kNames.end();
}

} // namespace aios
