// SPDX-License-Identifier: MIT
#include "core/desk/records/recordmodel.h"

#include "core/base/text.h"
#include "core/desk/deskjson.h"

#include <QDate>
#include <QDateTime>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QUrl>

#include <array>
#include <cmath>

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxText = 100'000;
constexpr std::size_t kMaxItems = 500;

struct TypeName {
    FieldType type;
    QLatin1StringView name;
};
constexpr std::array kTypes = {TypeName{FieldType::Text, "singleLineText"_L1},
                               TypeName{FieldType::LongText, "multilineText"_L1},
                               TypeName{FieldType::Number, "number"_L1},
                               TypeName{FieldType::Checkbox, "checkbox"_L1},
                               TypeName{FieldType::Select, "singleSelect"_L1},
                               TypeName{FieldType::MultiSelect, "multipleSelects"_L1},
                               TypeName{FieldType::Date, "date"_L1},
                               TypeName{FieldType::DateTime, "dateTime"_L1},
                               TypeName{FieldType::Url, "url"_L1},
                               TypeName{FieldType::Email, "email"_L1},
                               TypeName{FieldType::Links, "multipleRecordLinks"_L1}};

std::unexpected<Error> refuse(const Field& field, const QString& why)
{
    return fail(ErrorCode::InvalidInput, u"The field “%1” %2"_s.arg(field.name, why));
}

Result<json::value> textValue(const Field& field, const QString& text)
{
    if (text.size() > kMaxText)
        return refuse(field, u"holds at most %1 characters."_s.arg(kMaxText));
    if (text.contains(QChar(0)))
        return refuse(field, u"cannot hold a NUL character."_s);
    if (field.type == FieldType::Text && text.contains(u'\n'))
        return refuse(field, u"holds a single line. Remove the line breaks."_s);
    return json::value(jsonOf(text));
}

Result<json::value> choiceValue(const Field& field, const QString& text)
{
    if (field.choices.contains(text))
        return json::value(jsonOf(text));
    return refuse(field, u"cannot be “%1”. Its choices are %2."_s.arg(elided(showHidden(text), 60), listed(field.choices)));
}

Result<json::value> dateValue(const Field& field, const QString& text)
{
    const QDate date = QDate::fromString(text, u"yyyy-MM-dd"_s);
    if (!date.isValid())
        return refuse(field, u"takes a date like 2026-11-30, not “%1”."_s.arg(elided(showHidden(text), 40)));
    return json::value(jsonOf(text));
}

Result<json::value> dateTimeValue(const Field& field, const QString& text)
{
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!time.isValid() || !text.contains(u'T') || time.timeSpec() == Qt::LocalTime)
        return refuse(field, u"takes a time with its zone, like 2026-11-30T09:00:00Z, not “%1”."_s.arg(elided(showHidden(text), 40)));
    const QString utc = time.toUTC().toString(u"yyyy-MM-ddTHH:mm:ss.zzz"_s) + u'Z';
    return json::value(jsonOf(utc));
}

Result<json::value> addressValue(const Field& field, const QString& text)
{
    if (field.type == FieldType::Email) {
        static const QRegularExpression plain(u"\\A[^@\\s]{1,64}@[^@\\s]{1,190}\\z"_s);
        return plain.match(text).hasMatch() ? Result<json::value>(jsonOf(text)) : refuse(field, u"takes one e-mail address."_s);
    }
    const QUrl url(text, QUrl::StrictMode);
    static const QStringList schemes = {u"http"_s, u"https"_s, u"file"_s, u"mailto"_s};
    if (!url.isValid() || !schemes.contains(url.scheme()))
        return refuse(field, u"takes an address that begins with https://, http://, file:// or mailto:."_s);
    return json::value(jsonOf(text));
}

Result<json::value> stringValue(const Field& field, const json::value& value)
{
    if (!value.is_string())
        return refuse(field, u"takes a text."_s);
    const QString text = toQString(value.as_string());
    switch (field.type) {
    case FieldType::Select:
        return choiceValue(field, text);
    case FieldType::Date:
        return dateValue(field, text);
    case FieldType::DateTime:
        return dateTimeValue(field, text);
    case FieldType::Url:
    case FieldType::Email:
        return addressValue(field, text);
    default:
        return textValue(field, text);
    }
}

Result<json::value> listValue(const Field& field, const json::value& value)
{
    const bool links = field.type == FieldType::Links;
    const json::array* array = value.if_array();
    if (!array)
        return refuse(field, links ? u"takes an array of record ids, like [\"rec…\"]."_s : u"takes an array of its choices."_s);
    if (array->size() > kMaxItems)
        return refuse(field, u"holds at most %1 items."_s.arg(kMaxItems));
    QStringList items;
    for (const json::value& item : *array) {
        if (!item.is_string())
            return refuse(field, u"takes texts only in its array."_s);
        const QString text = toQString(item.as_string());
        if (!links) {
            if (const auto known = choiceValue(field, text); !known)
                return known;
        }
        if (!items.contains(text))
            items.append(text);
    }
    return json::value(jsonOf(items));
}

} // namespace

const Field* Table::field(QStringView idOrName) const
{
    const auto byId = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.id == idOrName; });
    if (byId != fields.end())
        return &*byId;
    const auto byName =
        std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.name.compare(idOrName, Qt::CaseInsensitive) == 0; });
    return byName == fields.end() ? nullptr : &*byName;
}

const View* Table::view(QStringView idOrName) const
{
    const auto found = std::find_if(views.begin(), views.end(),
                                    [&](const View& view) { return view.id == idOrName || view.name.compare(idOrName, Qt::CaseInsensitive) == 0; });
    return found == views.end() ? nullptr : &*found;
}

QString fieldTypeName(FieldType type)
{
    return kTypes[static_cast<std::size_t>(type)].name;
}

std::optional<FieldType> fieldTypeFrom(QStringView name)
{
    for (const TypeName& known : kTypes) {
        if (name == known.name)
            return known.type;
    }
    return name == "richText"_L1 ? std::optional(FieldType::LongText) : std::nullopt;
}

QStringList fieldTypeNames()
{
    QStringList names;
    for (const TypeName& known : kTypes)
        names.append(known.name);
    return names;
}

bool isBlank(const json::value& value)
{
    return value.is_null() || (value.is_string() && value.as_string().empty()) || (value.is_array() && value.as_array().empty()) ||
           (value.is_bool() && !value.as_bool());
}

Result<json::value> storableValue(const Field& field, const json::value& value)
{
    if (value.is_null() || (value.is_string() && value.as_string().empty()))
        return json::value(nullptr);
    switch (field.type) {
    case FieldType::Number: {
        if (!value.is_number())
            return refuse(field, u"takes a number."_s);
        const double number = value.to_number<double>();
        constexpr double kExact = 9'007'199'254'740'992.0;
        if (!std::isfinite(number) || std::fabs(number) > kExact)
            return refuse(field, u"takes a number that is not so large."_s);
        return std::trunc(number) == number ? json::value(static_cast<std::int64_t>(number)) : json::value(number);
    }
    case FieldType::Checkbox:
        return value.is_bool() ? Result<json::value>(value) : refuse(field, u"takes true or false."_s);
    case FieldType::MultiSelect:
    case FieldType::Links:
        return listValue(field, value);
    default:
        return stringValue(field, value);
    }
}

QString newRecordId(QLatin1StringView prefix)
{
    static constexpr QLatin1StringView kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"_L1;
    constexpr int kLength = 14;
    QString id = prefix;
    for (int i = 0; i < kLength; ++i)
        id += kLetters[QRandomGenerator::system()->bounded(static_cast<int>(kLetters.size()))];
    return id;
}

} // namespace aios::desk
