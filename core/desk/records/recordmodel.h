// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"

#include <QHash>
#include <QList>
#include <QStringList>

#include <optional>

namespace aios::desk {

/// The kinds of fields, by the names Airtable gives them.
enum class FieldType : std::uint8_t { Text, LongText, Number, Checkbox, Select, MultiSelect, Date, DateTime, Url, Email, Links };

struct Field {
    QString id; ///< "fld…"
    QString name;
    QString description;
    FieldType type = FieldType::Text;
    bool required = false;
    QStringList choices;  ///< Select, MultiSelect.
    QString linkedTable;  ///< Links: id of the table.
};

/// A saved way of looking at a table.
struct View {
    QString id; ///< "viw…"
    QString name;
    QString filter; ///< A formula; empty: every record.
    json::array sort; ///< {field, direction}, as list_records takes it.
};

struct Table {
    QString id; ///< "tbl…"
    QString name;
    QString description;
    QList<Field> fields; ///< The first is the primary one: it names the record.
    QList<View> views;

    [[nodiscard]] const Field* field(QStringView idOrName) const;
    [[nodiscard]] const View* view(QStringView idOrName) const;
    [[nodiscard]] const Field& primary() const { return fields.first(); }
};

/// A record: values by field id, as they are given to callers (links: array of record ids).
struct Record {
    QString id; ///< "rec…"
    QString created; ///< ISO 8601, UTC.
    json::object values;
};

[[nodiscard]] QString fieldTypeName(FieldType type);
[[nodiscard]] std::optional<FieldType> fieldTypeFrom(QStringView name);
[[nodiscard]] QStringList fieldTypeNames();

/// A value as one may be stored in `field`, or why not; null clears the field. Links are checked for form only.
[[nodiscard]] Result<json::value> storableValue(const Field& field, const json::value& value);
/// True for what counts as no value: null, "", [], false.
[[nodiscard]] bool isBlank(const json::value& value);

/// Prefix and 14 random letters and digits, as Airtable's ids look.
[[nodiscard]] QString newRecordId(QLatin1StringView prefix);

} // namespace aios::desk
