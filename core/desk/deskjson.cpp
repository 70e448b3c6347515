// SPDX-License-Identifier: MIT
#include "core/desk/deskjson.h"

#include <QLocale>

#include <cmath>

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

void append(QByteArray& out, const json::value& value)
{
    if (const json::object* object = value.if_object()) {
        out += '{';
        for (const auto& [key, member] : *object) {
            if (!out.endsWith('{'))
                out += ',';
            out += jsonString(QByteArrayView(key.data(), static_cast<qsizetype>(key.size()))) + ':';
            append(out, member);
        }
        out += '}';
    } else if (const json::array* array = value.if_array()) {
        out += '[';
        for (std::size_t i = 0; i < array->size(); ++i) {
            if (i > 0)
                out += ',';
            append(out, array->at(i));
        }
        out += ']';
    } else if (const double* number = value.if_double()) {
        out += std::isfinite(*number) ? QByteArray::number(*number, 'g', QLocale::FloatingPointShortest) : QByteArray("null");
    } else {
        out += toJson(value);
    }
}

} // namespace

QByteArray plainJson(const json::value& value)
{
    QByteArray out;
    append(out, value);
    return out;
}

json::string jsonOf(QStringView text)
{
    return json::string(toView(text.toUtf8()));
}

json::array jsonOf(const QStringList& texts)
{
    json::array array;
    for (const QString& text : texts)
        array.emplace_back(jsonOf(text));
    return array;
}

QStringList textsOf(const json::object& object, std::string_view key)
{
    QStringList texts;
    if (const json::array* array = jsonArray(object, key)) {
        for (const json::value& value : *array) {
            if (value.is_string())
                texts.append(toQString(value.as_string()));
        }
    }
    return texts;
}

qint64 wholeNumber(const json::object& object, std::string_view key, qint64 fallback)
{
    const json::value* value = object.if_contains(key);
    if (!value || !value->is_number())
        return fallback;
    if (const double* number = value->if_double()) {
        constexpr double kMost = 9e15;
        return std::fabs(*number) < kMost ? static_cast<qint64>(*number) : fallback;
    }
    return jsonInt(object, key, fallback);
}

QString listed(const QStringList& names)
{
    if (names.size() < 2)
        return names.value(0);
    return names.first(names.size() - 1).join(u", "_s) + u" and "_s + names.last();
}

} // namespace aios::desk
