// SPDX-License-Identifier: MIT
#include "core/desk/records/recordquery.h"

#include "core/base/text.h"
#include "core/desk/deskjson.h"

#include <compare>

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

const json::value* valueOf(const Record& record, const Field& field)
{
    const QByteArray id = field.id.toUtf8();
    return record.values.if_contains(toView(id));
}

/// As formulas and searches see it: lists become "a, b", links the names of what they lead to.
json::value flatValue(const Record& record, const Field& field, const RecordQuery::Names& names)
{
    const json::value* value = valueOf(record, field);
    if (!value)
        return nullptr;
    if (!value->is_array())
        return *value;
    QStringList items;
    for (const json::value& item : value->as_array()) {
        const QString text = toQString(item.as_string());
        items.append(field.type == FieldType::Links ? names.value(text, text) : text);
    }
    return jsonOf(items.join(u", "_s));
}

std::weak_ordering compareValues(const json::value& a, const json::value& b, const Field& field)
{
    if (a.is_null() || b.is_null())
        return !a.is_null() <=> !b.is_null(); // blank ones first
    if (a.is_number() && b.is_number()) {
        const double left = a.to_number<double>();
        const double right = b.to_number<double>();
        return left < right ? std::weak_ordering::less : left > right ? std::weak_ordering::greater : std::weak_ordering::equivalent;
    }
    if (!a.is_string() || !b.is_string())
        return std::weak_ordering::equivalent;
    const QString left = toQString(a.as_string());
    const QString right = toQString(b.as_string());
    if (field.type == FieldType::Select) // in the order of the choices, which is the order of the work
        return field.choices.indexOf(left) <=> field.choices.indexOf(right);
    return left.compare(right, Qt::CaseInsensitive) <=> 0;
}

Result<Field> fieldOf(const Table& table, const QString& name)
{
    if (const Field* field = table.field(name))
        return *field;
    return fail(ErrorCode::InvalidInput,
                u"The table “%1” has no field “%2”; describe_table names them."_s.arg(table.name, elided(showHidden(name), 60)));
}

Result<QList<Field>> fieldsOf(const Table& table, const QStringList& names)
{
    QList<Field> fields;
    for (const QString& name : names) {
        auto field = fieldOf(table, name);
        if (!field)
            return std::unexpected(field.error());
        fields.append(std::move(*field));
    }
    return names.isEmpty() ? table.fields : fields;
}

} // namespace

Result<RecordQuery> RecordQuery::make(const Table& table, const Parts& parts)
{
    RecordQuery query(table);
    if (!parts.filter.trimmed().isEmpty()) {
        auto formula = Formula::parse(parts.filter, [&](const QString& name) {
            const Field* field = table.field(name);
            return field ? field->id : QString();
        });
        if (!formula)
            return std::unexpected(formula.error());
        query.m_filter = std::move(*formula);
    }
    for (const json::value& key : parts.sort) {
        auto field = fieldOf(table, key.is_object() ? jsonText(key.as_object(), "field") : QString());
        if (!field)
            return std::unexpected(field.error());
        query.m_sort.append({std::move(*field), jsonText(key.as_object(), "direction") == "desc"_L1});
    }
    auto shown = fieldsOf(table, parts.fields);
    auto searched = fieldsOf(table, parts.searchFields);
    if (!shown || !searched)
        return std::unexpected(shown ? searched.error() : shown.error());
    query.m_shown = std::move(*shown);
    query.m_searched = std::move(*searched);
    query.m_search = parts.search;
    return query;
}

bool RecordQuery::found(const Record& record, const Names& names) const
{
    return std::any_of(m_searched.begin(), m_searched.end(), [&](const Field& field) {
        const json::value value = flatValue(record, field, names);
        const QString text = value.is_string() ? toQString(value.as_string()) : value.is_number() ? QString::fromUtf8(plainJson(value)) : QString();
        return text.contains(m_search, Qt::CaseInsensitive);
    });
}

bool RecordQuery::matches(const Record& record, const Names& names, const QDateTime& now) const
{
    if (!m_search.isEmpty() && !found(record, names))
        return false;
    if (!m_filter)
        return true;
    const auto value = [&](const QString& fieldId) {
        const Field* field = m_table.field(fieldId);
        return field ? flatValue(record, *field, names) : json::value(nullptr);
    };
    return m_filter->holds({value, record.id, now});
}

QList<Record> RecordQuery::apply(QList<Record> records, const Names& names, const QDateTime& now) const
{
    records.removeIf([&](const Record& record) { return !matches(record, names, now); });
    // The least important key first: a stable sort keeps what the earlier ones did among equals.
    for (auto key = m_sort.crbegin(); key != m_sort.crend(); ++key) {
        std::stable_sort(records.begin(), records.end(), [&](const Record& a, const Record& b) {
            const auto order = compareValues(flatValue(a, key->field, names), flatValue(b, key->field, names), key->field);
            return key->descending ? order > 0 : order < 0;
        });
    }
    return records;
}

json::object RecordQuery::shown(const Record& record) const
{
    json::object fields;
    for (const Field& field : m_shown) {
        const QByteArray name = field.name.toUtf8();
        if (const json::value* value = valueOf(record, field); value && !isBlank(*value))
            fields[toView(name)] = *value;
    }
    return {{"id", jsonOf(record.id)}, {"createdTime", jsonOf(record.created)}, {"fields", std::move(fields)}};
}

} // namespace aios::desk
