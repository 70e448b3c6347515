// SPDX-License-Identifier: MIT
#include "core/tools/inputfit.h"

#include "core/base/json.h"

#include <array>
#include <cmath>
#include <optional>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

/// Parameters of Claude Code's tools (folder.md 7) that models give out of habit.
constexpr std::array<std::pair<QLatin1StringView, std::string_view>, 2> kIgnored{{{"Read"_L1, "pages"}, {"Read"_L1, "allow_large"}}};

class InputFit {
public:
    explicit InputFit(const QString& tool) : m_tool(tool) {}
    void fit(json::object& value, const json::object& schema);
    [[nodiscard]] bool changed() const { return m_changed; }

private:
    [[nodiscard]] bool isToBeLeftOut(std::string_view key, const json::value& value, const json::object* property, bool required) const;
    void fitMember(json::value& value, const json::object& schema);
    void replace(json::value& value, json::value with)
    {
        value = std::move(with);
        m_changed = true;
    }

    QString m_tool;
    bool m_changed = false;
};

bool takes(const json::object& schema, std::string_view type)
{
    const json::value* wanted = schema.if_contains("type");
    if (!wanted)
        return true;
    if (const json::array* several = wanted->if_array())
        return std::any_of(several->begin(), several->end(), [&](const json::value& one) { return one.is_string() && one.get_string() == type; });
    return wanted->is_string() && wanted->get_string() == type;
}

bool isRequired(const json::object& schema, std::string_view key)
{
    const json::array* required = jsonArray(schema, "required");
    return required &&
           std::any_of(required->begin(), required->end(), [&](const json::value& one) { return one.is_string() && one.get_string() == key; });
}

/// The number that `text` is, when it is nothing else.
std::optional<json::value> numberOf(const QString& text, bool whole)
{
    bool good = false;
    if (const qint64 integer = text.trimmed().toLongLong(&good); good)
        return json::value(integer);
    const double number = text.trimmed().toDouble(&good);
    if (!good || !std::isfinite(number) || (whole && std::trunc(number) != number))
        return std::nullopt;
    return json::value(number);
}

std::optional<bool> truthOf(const QString& text)
{
    const QString word = text.trimmed().toLower();
    return word == "true"_L1 ? std::optional(true) : word == "false"_L1 ? std::optional(false) : std::nullopt;
}

bool InputFit::isToBeLeftOut(std::string_view key, const json::value& value, const json::object* property, bool required) const
{
    if (!property)
        return std::ranges::any_of(kIgnored, [&](const auto& ignored) { return ignored.first == m_tool && ignored.second == key; });
    if (required)
        return false;
    return (value.is_null() && !takes(*property, "null")) ||
           (value.is_number() && property->contains("minimum") && value.to_number<double>() < jsonDouble(*property, "minimum"));
}

void InputFit::fitMember(json::value& value, const json::object& schema)
{
    const bool number = takes(schema, "integer") || takes(schema, "number");
    if (value.is_string() && !takes(schema, "string")) {
        const QString text = toQString(value.get_string());
        if (const auto found = number ? numberOf(text, !takes(schema, "number")) : std::nullopt)
            replace(value, *found);
        else if (const auto truth = takes(schema, "boolean") ? truthOf(text) : std::nullopt)
            replace(value, *truth);
    }
    if (value.is_number() && schema.contains("maximum") && value.to_number<double>() > jsonDouble(schema, "maximum"))
        replace(value, schema.at("maximum"));
    if (json::object* object = value.if_object())
        fit(*object, schema);
    const json::object* items = jsonObject(schema, "items");
    if (json::array* list = items ? value.if_array() : nullptr) {
        for (json::value& item : *list)
            fitMember(item, *items);
    }
}

void InputFit::fit(json::object& value, const json::object& schema)
{
    const json::object* properties = jsonObject(schema, "properties");
    if (!properties)
        return;
    json::object kept;
    for (auto& [key, member] : value) {
        const json::object* property = jsonObject(*properties, key);
        if (property)
            fitMember(member, *property);
        if (isToBeLeftOut(key, member, property, isRequired(schema, key)))
            m_changed = true;
        else
            kept.emplace(key, std::move(member));
    }
    value = std::move(kept);
}

} // namespace

QByteArray fittedInput(const ToolSpec& spec, const QByteArray& inputJson)
{
    auto input = parseJson(inputJson);
    const auto schema = parseJson(spec.inputSchemaJson);
    if (!input || !input->is_object() || !schema || !schema->is_object())
        return inputJson;
    InputFit fit(spec.name);
    fit.fit(input->get_object(), schema->get_object());
    return fit.changed() ? toJson(*input) : inputJson;
}

} // namespace aios
