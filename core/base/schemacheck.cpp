// SPDX-License-Identifier: MIT
#include "core/base/schemacheck.h"

#include "core/base/text.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr qsizetype kMaxProblems = 8;

bool isWholeNumber(const json::value& value)
{
    return value.is_int64() || value.is_uint64() || (value.is_double() && std::trunc(value.get_double()) == value.get_double());
}

bool hasType(const json::value& value, std::string_view type)
{
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) || (type == "string" && value.is_string()) ||
           (type == "boolean" && value.is_bool()) || (type == "null" && value.is_null()) || (type == "number" && value.is_number()) ||
           (type == "integer" && isWholeNumber(value));
}

QString typeName(const json::value& value)
{
    switch (value.kind()) {
    case json::kind::object:
        return u"object"_s;
    case json::kind::array:
        return u"array"_s;
    case json::kind::string:
        return u"string"_s;
    case json::kind::bool_:
        return u"boolean"_s;
    case json::kind::null:
        return u"null"_s;
    default:
        return u"number"_s;
    }
}

/// Collects what is wrong with a value, in the words models know from other tools.
class InputCheck {
public:
    void check(const json::value& value, const json::object& schema, const QString& where);
    [[nodiscard]] const QStringList& problems() const { return m_problems; }

private:
    void checkObject(const json::object& value, const json::object& schema, const QString& where);
    void checkArray(const json::array& value, const json::object& schema, const QString& where);
    void checkString(const json::string& value, const json::object& schema, const QString& where);
    void checkNumber(const json::value& value, const json::object& schema, const QString& where);
    [[nodiscard]] bool checkType(const json::value& value, const json::object& schema, const QString& where);
    void problem(const QString& text)
    {
        if (m_problems.size() < kMaxProblems)
            m_problems.append(text);
    }

    QStringList m_problems;
};

QString member(const QString& where, std::string_view key)
{
    const QString name = elided(showHidden(toQString(key)), 60);
    return where.isEmpty() ? name : where + u'.' + name;
}

bool InputCheck::checkType(const json::value& value, const json::object& schema, const QString& where)
{
    const json::value* type = schema.if_contains("type");
    if (!type)
        return true;
    QStringList wanted;
    if (type->is_string())
        wanted.append(toQString(type->get_string()));
    else if (type->is_array()) {
        for (const json::value& one : type->get_array())
            wanted.append(one.is_string() ? toQString(one.get_string()) : QString());
    }
    for (const QString& one : std::as_const(wanted)) {
        const QByteArray name = one.toUtf8();
        if (hasType(value, toView(name)))
            return true;
    }
    problem(u"The parameter `%1` is expected to be %2, but it is %3"_s.arg(where.isEmpty() ? u"(input)"_s : where, wanted.join(u" or "_s),
                                                                           typeName(value)));
    return false;
}

void InputCheck::check(const json::value& value, const json::object& schema, const QString& where)
{
    if (!checkType(value, schema, where))
        return;
    if (const json::array* allowed = jsonArray(schema, "enum")) {
        if (std::find(allowed->begin(), allowed->end(), value) == allowed->end())
            problem(u"The parameter `%1` must be one of %2"_s.arg(where, QString::fromUtf8(toJson(*allowed))));
    }
    if (value.is_object())
        checkObject(value.get_object(), schema, where);
    else if (value.is_array())
        checkArray(value.get_array(), schema, where);
    else if (value.is_string())
        checkString(value.get_string(), schema, where);
    else if (value.is_number())
        checkNumber(value, schema, where);
}

void InputCheck::checkObject(const json::object& value, const json::object& schema, const QString& where)
{
    if (const json::array* required = jsonArray(schema, "required")) {
        for (const json::value& key : *required) {
            if (key.is_string() && !value.contains(key.get_string()))
                problem(u"The required parameter `%1` is missing"_s.arg(member(where, key.get_string())));
        }
    }
    static const json::object kNone;
    const json::object* found = jsonObject(schema, "properties");
    const json::object& properties = found ? *found : kNone;
    const json::value* additional = schema.if_contains("additionalProperties");
    for (const auto& [key, one] : value) {
        if (const json::object* property = jsonObject(properties, key))
            check(one, *property, member(where, key));
        else if (additional && additional->is_bool() && !additional->get_bool())
            problem(u"An unexpected parameter `%1` was given"_s.arg(member(where, key)));
        else if (additional && additional->is_object())
            check(one, additional->get_object(), member(where, key));
    }
}

void InputCheck::checkArray(const json::array& value, const json::object& schema, const QString& where)
{
    const auto size = static_cast<qint64>(value.size());
    if (size < jsonInt(schema, "minItems", 0))
        problem(u"The parameter `%1` needs at least %2 items"_s.arg(where).arg(jsonInt(schema, "minItems")));
    if (size > jsonInt(schema, "maxItems", size))
        problem(u"The parameter `%1` may have at most %2 items"_s.arg(where).arg(jsonInt(schema, "maxItems")));
    const json::object* items = jsonObject(schema, "items");
    if (!items)
        return;
    for (std::size_t i = 0; i < value.size() && m_problems.size() < kMaxProblems; ++i)
        check(value[i], *items, where + u'[' + QString::number(i) + u']');
}

void InputCheck::checkString(const json::string& value, const json::object& schema, const QString& where)
{
    const auto bytes = static_cast<qint64>(value.size());
    const qint64 least = jsonInt(schema, "minLength", 0);
    const qint64 most = jsonInt(schema, "maxLength", bytes);
    if (bytes < least) // lengths are counted only where bytes cannot decide
        problem(least == 1 ? u"The parameter `%1` must not be empty"_s.arg(where)
                           : u"The parameter `%1` needs at least %2 characters"_s.arg(where).arg(least));
    if (bytes > most && toQString(value).toUcs4().size() > most)
        problem(u"The parameter `%1` may have at most %2 characters"_s.arg(where).arg(most));
}

void InputCheck::checkNumber(const json::value& value, const json::object& schema, const QString& where)
{
    const double number = value.to_number<double>();
    if (schema.contains("minimum") && number < jsonDouble(schema, "minimum"))
        problem(u"The parameter `%1` must be at least %2"_s.arg(where).arg(jsonDouble(schema, "minimum")));
    if (schema.contains("maximum") && number > jsonDouble(schema, "maximum"))
        problem(u"The parameter `%1` must be at most %2"_s.arg(where).arg(jsonDouble(schema, "maximum")));
}

} // namespace

QStringList schemaProblems(const json::value& value, const json::object& schema)
{
    InputCheck check;
    check.check(value, schema, {});
    return check.problems();
}

} // namespace aios
