// SPDX-License-Identifier: MIT
#include "core/mcp/toolschema.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <QSet>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kMostBytes = 256 * 1024;
constexpr int kMostDepth = 64;
constexpr std::array kCombinators{"anyOf", "oneOf", "allOf"};
constexpr int kMostHops = 32;

/// `#/a/b/0` within `root`; null where it leads nowhere, or elsewhere: nothing is ever fetched.
const json::value* resolved(const json::value& root, std::string_view reference)
{
    if (!reference.starts_with('#'))
        return nullptr;
    boost::system::error_code failed;
    const json::value* found = root.find_pointer(reference.substr(1), failed);
    return failed ? nullptr : found;
}

/// A chain of references that comes back without ever reaching a schema of its own would keep a checker busy for ever.
bool hasEmptyCycle(const json::value& root, const json::value& value)
{
    if (value.is_array())
        return std::ranges::any_of(value.get_array(), [&root](const json::value& each) { return hasEmptyCycle(root, each); });
    if (!value.is_object())
        return false;
    const json::value* at = &value;
    for (int hop = 0; at && at->is_object(); ++hop) {
        const json::value* reference = at->get_object().if_contains("$ref");
        if (!reference || !reference->is_string())
            break;
        if (hop == kMostHops)
            return true;
        at = resolved(root, reference->get_string());
        if (at == &value)
            return true;
    }
    return std::ranges::any_of(value.get_object(), [&root](const auto& member) { return hasEmptyCycle(root, member.value()); });
}

void mergeProperties(const json::object& from, json::object& properties)
{
    if (const json::object* own = jsonObject(from, "properties")) {
        for (const auto& [name, schema] : *own) {
            if (!properties.contains(name))
                properties.emplace(name, schema);
        }
    }
}

/// The groups of required names in words, because the merged schema can no longer say "these or those".
QString groupWords(const json::array& branches)
{
    QStringList groups;
    for (const json::value& branch : branches) {
        const json::object* object = branch.if_object();
        const json::array* required = object ? jsonArray(*object, "required") : nullptr;
        QStringList names;
        for (std::size_t i = 0; required && i < required->size(); ++i) {
            if ((*required)[i].is_string())
                names.append(toQString((*required)[i].get_string()));
        }
        if (!names.isEmpty())
            groups.append(names.join(u" and "_s));
    }
    return groups.isEmpty() ? QString() : u"Give one of these groups: "_s + groups.join(u"; or "_s) + u'.';
}

void flatten(json::object& schema)
{
    json::object properties;
    json::array required;
    QStringList words;
    mergeProperties(schema, properties);
    if (const json::array* own = jsonArray(schema, "required"))
        required = *own;
    for (const char* combinator : kCombinators) {
        const json::array* branches = jsonArray(schema, combinator);
        for (std::size_t i = 0; branches && i < branches->size(); ++i) {
            const json::object* branch = (*branches)[i].if_object();
            if (!branch)
                continue;
            mergeProperties(*branch, properties);
            const json::array* all = std::string_view(combinator) == "allOf" ? jsonArray(*branch, "required") : nullptr;
            if (all)
                required.insert(required.end(), all->begin(), all->end());
        }
        if (branches && std::string_view(combinator) != "allOf")
            words.append(groupWords(*branches));
        schema.stable_erase(combinator);
    }
    words.removeAll(QString());
    schema["properties"] = std::move(properties);
    if (!required.empty())
        schema["required"] = std::move(required);
    if (!words.isEmpty()) {
        const QString before = jsonText(schema, "description");
        const QByteArray text = (before.isEmpty() ? words.join(u' ') : before + u' ' + words.join(u' ')).toUtf8();
        schema["description"] = toView(text);
    }
}

bool isToken(std::string_view text)
{
    constexpr std::string_view kMore = "!#$%&'*+-.^_`|~";
    return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, [kMore](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || kMore.find(c) != std::string_view::npos;
    });
}

/// Only arguments that are one plain value can stand in a header.
bool mayBeHeader(const json::object& property)
{
    const QString type = jsonText(property, "type");
    return type == "string"_L1 || type == "integer"_L1 || type == "boolean"_L1;
}

bool mentionsHeader(const json::value& value)
{
    if (value.is_array())
        return std::ranges::any_of(value.get_array(), mentionsHeader);
    return value.is_object() && (value.get_object().contains("x-mcp-header") ||
                                 std::ranges::any_of(value.get_object(), [](const auto& member) { return mentionsHeader(member.value()); }));
}

/// Those of the properties of `schema`, and of theirs. False: one of them, or one that stands elsewhere, cannot be.
bool findHeaders(const json::object& schema, const QByteArrayList& path, QList<McpParamHeader>& headers, QSet<QByteArray>& seen)
{
    json::object rest = schema;
    rest.erase("properties");
    rest.erase("x-mcp-header"); // whoever asked has looked at it
    const json::object* properties = jsonObject(schema, "properties");
    if (mentionsHeader(rest) || (path.isEmpty() && schema.contains("x-mcp-header")))
        return false;
    for (const auto& [name, property] : properties ? *properties : json::object()) {
        const json::object* one = property.if_object();
        if (!one && mentionsHeader(property))
            return false;
        if (!one)
            continue;
        const QByteArrayList here = path + QByteArrayList{QByteArray(name.data(), static_cast<qsizetype>(name.size()))};
        if (const json::value* header = one->if_contains("x-mcp-header")) {
            if (!header->is_string() || !isToken(header->get_string()) || !mayBeHeader(*one))
                return false;
            const QByteArray key(header->get_string().data(), static_cast<qsizetype>(header->get_string().size()));
            if (seen.contains(key.toLower()))
                return false;
            seen.insert(key.toLower());
            headers.append({here, key});
        }
        if (!findHeaders(*one, here, headers, seen))
            return false;
    }
    return true;
}

void eraseHeaders(json::object& schema)
{
    json::value* properties = schema.if_contains("properties");
    if (!properties || !properties->is_object())
        return;
    for (auto& member : properties->get_object()) {
        if (json::object* property = member.value().if_object()) {
            property->stable_erase("x-mcp-header");
            eraseHeaders(*property);
        }
    }
}

} // namespace

Result<QByteArray> modelSchema(QByteArrayView raw)
{
    if (raw.isEmpty())
        return fail(ErrorCode::InvalidInput, u"it has no input schema"_s);
    const auto value = parseJson(raw, {kMostDepth, kMostBytes, true});
    if (!value)
        return fail(ErrorCode::InvalidInput, u"its input schema cannot be used: "_s + value.error().message);
    if (!value->is_object())
        return fail(ErrorCode::InvalidInput, u"its input schema is not an object"_s);
    const json::object& schema = value->get_object();
    if (hasEmptyCycle(*value, *value))
        return fail(ErrorCode::InvalidInput, u"its input schema refers to itself without end"_s);
    const json::value* type = schema.if_contains("type");
    if (type && !(type->is_string() && std::string_view(type->get_string()) == "object"))
        return fail(ErrorCode::InvalidInput, u"its input schema does not describe an object"_s);
    const json::value* properties = schema.if_contains("properties");
    if (properties && !properties->is_object())
        return fail(ErrorCode::InvalidInput, u"the properties of its input schema are not an object"_s);
    const bool combined = std::ranges::any_of(kCombinators, [&schema](const char* key) { return schema.contains(key); });
    if (type && !combined)
        return raw.toByteArray();
    json::object merged = schema;
    merged["type"] = "object";
    if (combined)
        flatten(merged);
    return toJson(merged);
}

Result<QList<McpParamHeader>> mcpParamHeaders(QByteArrayView schema)
{
    const auto value = parseJson(schema, {kMostDepth, kMostBytes, false});
    const json::object* object = value ? value->if_object() : nullptr;
    QList<McpParamHeader> headers;
    QSet<QByteArray> seen;
    if (object && !findHeaders(*object, {}, headers, seen))
        return fail(ErrorCode::InvalidInput, u"it asks for a request header that cannot be (x-mcp-header)"_s);
    return headers;
}

QByteArray withoutParamHeaders(QByteArrayView schema)
{
    const auto headers = mcpParamHeaders(schema);
    auto value = headers && !headers->isEmpty() ? parseJson(schema, {kMostDepth, kMostBytes, true}) : Result<json::value>(json::value());
    if (!value || !value->is_object())
        return schema.toByteArray();
    eraseHeaders(value->get_object());
    return toJson(*value);
}

} // namespace aios
