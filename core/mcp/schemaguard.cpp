// SPDX-License-Identifier: MIT
#include "core/mcp/schemaguard.h"

#include "core/base/text.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

// Keywords by what they hold. Others are left out: they say nothing that is checked, or nothing that could be.
constexpr std::array<std::string_view, 5> kMaps{"properties", "$defs", "definitions", "dependentSchemas", "dependencies"};
constexpr std::array<std::string_view, 4> kLists{"allOf", "anyOf", "oneOf", "prefixItems"};
constexpr std::array<std::string_view, 11> kSingles{
    "items", "additionalItems", "additionalProperties", "unevaluatedItems", "unevaluatedProperties", "contains", "propertyNames", "not", "if", "then",
    "else"};
constexpr std::array<std::string_view, 21> kPlain{"type",
                                                  "enum",
                                                  "const",
                                                  "required",
                                                  "minimum",
                                                  "maximum",
                                                  "exclusiveMinimum",
                                                  "exclusiveMaximum",
                                                  "minLength",
                                                  "maxLength",
                                                  "minItems",
                                                  "maxItems",
                                                  "minProperties",
                                                  "maxProperties",
                                                  "uniqueItems",
                                                  "multipleOf",
                                                  "minContains",
                                                  "maxContains",
                                                  "dependentRequired",
                                                  "$ref",
                                                  "title"};
constexpr std::array<std::string_view, 6> kDialects{"https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2019-09/schema",
                                                    "http://json-schema.org/draft-07/schema#",      "http://json-schema.org/draft-07/schema",
                                                    "http://json-schema.org/draft-06/schema#",      "http://json-schema.org/draft-04/schema#"};

constexpr int kMostSteps = 500'000;   ///< Of a walk that goes everywhere a validator could go.
constexpr int kMostLevels = 200;      ///< Of it, in depth.
constexpr int kMostMatches = 2'000;   ///< Of regular expressions against texts.
constexpr qsizetype kLongestText = 64 * 1024; ///< That one is tried on.
constexpr std::size_t kMostFoundKeys = 2'000; ///< Copies of schemas for the keys a pattern matches.

template <std::size_t N>
bool isOne(const std::array<std::string_view, N>& of, std::string_view key)
{
    return std::ranges::contains(of, key);
}

/// All texts of an instance: values and keys.
void collectTexts(const json::value& value, QSet<QString>& texts)
{
    if (value.is_string())
        texts.insert(toQString(value.get_string()));
    if (const json::array* array = value.if_array()) {
        for (const json::value& each : *array)
            collectTexts(each, texts);
    }
    if (const json::object* object = value.if_object()) {
        for (const auto& [key, each] : *object) {
            texts.insert(toQString(key));
            collectTexts(each, texts);
        }
    }
}

void addToAll(json::object& schema, json::value more)
{
    json::value& all = schema["allOf"];
    if (!all.is_array())
        all = json::array();
    all.get_array().push_back(std::move(more));
}

class Guard {
public:
    Guard(const json::value& root, const json::value& instance) : m_root(root)
    {
        note(root, true);
        collectTexts(instance, m_texts);
        walk(root, instance, 0);
    }
    [[nodiscard]] const QString& problem() const { return m_problem; }
    [[nodiscard]] json::value rebuild()
    {
        json::value rebuilt = rebuiltFrom(m_root);
        const json::value* dialect = m_root.is_object() ? m_root.get_object().if_contains("$schema") : nullptr;
        if (rebuilt.is_object() && dialect && dialect->is_string() && isOne(kDialects, dialect->get_string()))
            rebuilt.get_object()["$schema"] = *dialect;
        return rebuilt;
    }

private:
    enum class Answer : std::uint8_t { No, Yes, Unknown };

    void refuse(const QString& why)
    {
        if (m_problem.isEmpty())
            m_problem = why;
    }
    void note(const json::value& schema, bool isRoot);
    [[nodiscard]] const json::value* target(const json::object& schema);
    void walk(const json::value& schema, const json::value& instance, int level);
    void walkMembers(const json::object& schema, const json::object& instance, int level);
    void walkItems(const json::object& schema, const json::array& instance, int level);
    [[nodiscard]] json::value rebuiltFrom(const json::value& schema);
    void rebuildPattern(const json::object& from, json::object& to);
    void rebuildPatternProperties(const json::object& from, json::object& to);
    [[nodiscard]] Answer matches(const QString& pattern, const QString& text);

    const json::value& m_root;
    QSet<const json::value*> m_schemas; ///< Every place that a reference may lead to.
    QSet<QString> m_texts;
    QString m_problem;
    QHash<QString, QRegularExpression> m_patterns;
    int m_steps = 0;
    int m_matched = 0;
    std::size_t m_foundKeys = 0;
};

void Guard::note(const json::value& schema, bool isRoot)
{
    m_schemas.insert(&schema);
    const json::object* object = schema.if_object();
    if (!object)
        return;
    for (const char* foreign : {"$dynamicRef", "$recursiveRef"}) {
        if (object->contains(foreign))
            return refuse(u"its output schema refers to itself in a way that is not followed here"_s);
    }
    if (!isRoot && (object->contains("$id") || object->contains("id") || object->contains("$schema")))
        return refuse(u"its output schema holds another schema of its own name"_s);
    for (const auto& [key, value] : *object) { // by reference: places are remembered
        const std::string_view name = key;
        if ((isOne(kMaps, name) || name == "patternProperties") && value.is_object()) {
            for (const auto& [property, each] : value.get_object())
                note(each, false);
        } else if ((isOne(kLists, name) || name == "items") && value.is_array()) {
            for (const json::value& each : value.get_array())
                note(each, false);
        } else if (isOne(kSingles, name)) {
            note(value, false);
        }
    }
}

const json::value* Guard::target(const json::object& schema)
{
    const json::value* reference = schema.if_contains("$ref");
    if (!reference)
        return nullptr;
    const std::string_view text = reference->is_string() ? std::string_view(reference->get_string()) : std::string_view("?");
    boost::system::error_code failed;
    const bool within = text.starts_with('#') && text.find("patternProperties") == std::string_view::npos;
    const json::value* found = within ? m_root.find_pointer(text.substr(1), failed) : nullptr;
    if (failed || !found || !m_schemas.contains(found)) {
        refuse(u"its output schema refers to something that is not a schema within it"_s);
        return nullptr;
    }
    return found;
}

/// Goes wherever a validator could go, and further: nothing is cut short. What ends here ends there.
void Guard::walk(const json::value& schema, const json::value& instance, int level)
{
    const json::object* object = schema.if_object();
    if (!m_problem.isEmpty() || !object)
        return;
    if (++m_steps > kMostSteps || level > kMostLevels)
        return refuse(u"checking it against its output schema would take too long"_s);
    if (const json::value* reference = target(*object))
        walk(*reference, instance, level + 1);
    for (const char* list : {"allOf", "anyOf", "oneOf"}) {
        if (const json::array* all = jsonArray(*object, list)) {
            for (const json::value& each : *all)
                walk(each, instance, level + 1);
        }
    }
    for (const char* one : {"not", "if", "then", "else"}) {
        if (const json::value* each = object->if_contains(one))
            walk(*each, instance, level + 1);
    }
    for (const char* map : {"dependentSchemas", "dependencies"}) {
        if (const json::object* all = jsonObject(*object, map)) {
            for (const auto& [name, each] : *all)
                walk(each, instance, level + 1);
        }
    }
    if (const json::array* choices = jsonArray(*object, "enum"))
        m_steps += static_cast<int>(choices->size());
    if (instance.is_object())
        walkMembers(*object, instance.get_object(), level);
    else if (instance.is_array())
        walkItems(*object, instance.get_array(), level);
}

void Guard::walkMembers(const json::object& schema, const json::object& instance, int level)
{
    const json::object* properties = jsonObject(schema, "properties");
    const json::object* patterns = jsonObject(schema, "patternProperties");
    for (const auto& [key, member] : instance) {
        if (const json::value* own = properties ? properties->if_contains(key) : nullptr)
            walk(*own, member, level + 1);
        if (patterns) {
            for (const auto& [pattern, each] : *patterns)
                walk(each, member, level + 1);
        }
        for (const char* rest : {"additionalProperties", "unevaluatedProperties"}) {
            if (const json::value* each = schema.if_contains(rest))
                walk(*each, member, level + 1);
        }
        if (const json::value* names = schema.if_contains("propertyNames"))
            walk(*names, json::value(key), level + 1);
        if (!m_problem.isEmpty())
            return;
    }
}

void Guard::walkItems(const json::object& schema, const json::array& instance, int level)
{
    const auto size = static_cast<qint64>(instance.size());
    if (jsonBool(schema, "uniqueItems") && size * size > kMostSteps)
        return refuse(u"checking it against its output schema would take too long"_s);
    for (std::size_t i = 0; i < instance.size() && m_problem.isEmpty(); ++i) {
        for (const char* list : {"prefixItems", "items"}) {
            const json::array* fixed = jsonArray(schema, list);
            if (fixed && i < fixed->size())
                walk((*fixed)[i], instance[i], level + 1);
        }
        for (const char* rest : {"items", "additionalItems", "unevaluatedItems", "contains"}) {
            if (const json::value* each = schema.if_contains(rest))
                walk(*each, instance[i], level + 1);
        }
    }
}

json::value Guard::rebuiltFrom(const json::value& schema)
{
    const json::object* from = schema.if_object();
    if (!from)
        return schema;
    json::object to;
    for (const auto& [key, value] : *from) {
        const std::string_view name = key;
        if (isOne(kMaps, name) && value.is_object()) {
            json::object map;
            for (const auto& [property, each] : value.get_object())
                map[property] = rebuiltFrom(each);
            to[key] = std::move(map);
        } else if ((isOne(kLists, name) || name == "items") && value.is_array()) {
            json::array list;
            for (const json::value& each : value.get_array())
                list.push_back(rebuiltFrom(each));
            to[key] = std::move(list);
        } else if (isOne(kSingles, name)) {
            to[key] = rebuiltFrom(value);
        } else if (isOne(kPlain, name) && !(name == "multipleOf" && !(value.is_number() && value.to_number<double>() > 0))) {
            to[key] = value;
        }
    }
    rebuildPattern(*from, to);
    rebuildPatternProperties(*from, to);
    return to;
}

/// "matches P" is, for the texts there are, "is one of those that do".
void Guard::rebuildPattern(const json::object& from, json::object& to)
{
    if (!from.contains("pattern") || !from.at("pattern").is_string())
        return;
    const QString pattern = jsonText(from, "pattern");
    json::array fitting;
    for (const QString& text : std::as_const(m_texts)) {
        if (matches(pattern, text) != Answer::No) {
            const QByteArray utf8 = text.toUtf8();
            fitting.emplace_back(toView(utf8));
        }
    }
    json::object isText{{"type", "string"}};
    addToAll(to, json::object{{"anyOf", json::array{json::object{{"not", std::move(isText)}}, json::object{{"enum", std::move(fitting)}}}}});
}

/// A pattern of keys is, for the keys there are, a list of properties. Where it cannot be tried, what it would have let through is let through.
void Guard::rebuildPatternProperties(const json::object& from, json::object& to)
{
    const json::object* patterns = jsonObject(from, "patternProperties");
    if (!patterns)
        return;
    json::object known = jsonObject(to, "properties") ? *jsonObject(to, "properties") : json::object();
    for (const auto& [pattern, schema] : *patterns) {
        json::object found;
        const json::value rebuilt = rebuiltFrom(schema);
        for (const QString& key : std::as_const(m_texts)) {
            const Answer answer = matches(toQString(pattern), key);
            const QByteArray utf8 = key.toUtf8();
            if (answer == Answer::No || ++m_foundKeys > kMostFoundKeys)
                continue;
            if (answer == Answer::Yes)
                found[toView(utf8)] = rebuilt;
            if (!known.contains(toView(utf8)))
                known[toView(utf8)] = json::object();
        }
        if (m_foundKeys > kMostFoundKeys)
            return refuse(u"checking it against its output schema would take too long"_s);
        addToAll(to, json::object{{"properties", std::move(found)}});
    }
    to["properties"] = std::move(known);
}

Guard::Answer Guard::matches(const QString& pattern, const QString& text)
{
    if (text.size() > kLongestText || ++m_matched > kMostMatches)
        return Answer::Unknown;
    auto found = m_patterns.find(pattern);
    if (found == m_patterns.end())
        found = m_patterns.insert(pattern, QRegularExpression(u"(*LIMIT_MATCH=100000)"_s + pattern));
    if (!found->isValid())
        return Answer::Unknown;
    const QRegularExpressionMatch match = found->match(text);
    return match.hasMatch() ? Answer::Yes : match.isValid() ? Answer::No : Answer::Unknown;
}

} // namespace

Result<json::value> guardedSchema(const json::value& schema, const json::value& instance)
{
    Guard guard(schema, instance);
    if (!guard.problem().isEmpty())
        return fail(ErrorCode::InvalidInput, guard.problem());
    json::value rebuilt = guard.rebuild();
    if (!guard.problem().isEmpty())
        return fail(ErrorCode::InvalidInput, guard.problem());
    return rebuilt;
}

} // namespace aios
