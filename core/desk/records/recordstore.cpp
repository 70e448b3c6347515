// SPDX-License-Identifier: MIT
// RecordStore: the records.
#include "core/desk/records/recordstore.h"

#include "core/base/text.h"
#include "core/desk/deskjson.h"

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

std::unexpected<Error> noRecord(const Table& table, const QString& id)
{
    return fail(ErrorCode::NotFound, u"There is no record “%1” in the table “%2”."_s.arg(elided(showHidden(id), 40), table.name));
}

} // namespace

Result<QList<Record>> RecordStore::read(const Table& table, const QString& only)
{
    QList<Record> records;
    QHash<QString, qsizetype> places;
    const QByteArray one = only.toUtf8();
    auto done = m_database.each("SELECT id, created, fields FROM records WHERE table_id = ?1 AND (?2 = '' OR id = ?2) ORDER BY position",
                                {table.id.toUtf8(), one}, [&](const SqlRow& row) -> Result<void> {
                                    auto values = parseJson(row.bytes(2));
                                    if (!values || !values->is_object())
                                        return fail(ErrorCode::Io, u"The record %1 cannot be read."_s.arg(row.text(0)));
                                    places.insert(row.text(0), records.size());
                                    records.append({row.text(0), row.text(1), std::move(values->as_object())});
                                    return {};
                                });
    if (!done)
        return std::unexpected(done.error());
    done = m_database.each("SELECT l.record_id, l.field_id, l.target_id FROM links l JOIN fields f ON f.id = l.field_id "
                           "WHERE f.table_id = ?1 AND (?2 = '' OR l.record_id = ?2) ORDER BY l.record_id, l.field_id, l.position",
                           {table.id.toUtf8(), one}, [&](const SqlRow& row) -> Result<void> {
                               const auto place = places.constFind(row.text(0));
                               if (place == places.constEnd())
                                   return {}; // removed by another program between the two queries
                               json::value& list = records[*place].values[toView(row.bytes(1))];
                               if (!list.is_array())
                                   list = json::array{};
                               list.as_array().emplace_back(toView(row.bytes(2)));
                               return {};
                           });
    return done ? Result<QList<Record>>(std::move(records)) : std::unexpected(done.error());
}

Result<QList<Record>> RecordStore::records(const Table& table)
{
    return read(table, {});
}

Result<Record> RecordStore::record(const Table& table, const QString& id)
{
    if (id.isEmpty())
        return noRecord(table, id);
    auto found = read(table, id);
    if (!found)
        return std::unexpected(found.error());
    return found->isEmpty() ? Result<Record>(noRecord(table, id)) : Result<Record>(found->takeFirst());
}

Result<QHash<QString, QString>> RecordStore::names(const QString& tableId)
{
    QHash<QString, QString> names;
    const auto done =
        m_database.each("SELECT r.id, json_extract(r.fields, '$.' || (SELECT id FROM fields WHERE table_id = ?1 ORDER BY position LIMIT 1)) "
                        "FROM records r WHERE r.table_id = ?1",
                        {tableId.toUtf8()}, [&](const SqlRow& row) {
                            names.insert(row.text(0), row.text(1));
                            return Result<void>();
                        });
    return done ? Result<QHash<QString, QString>>(std::move(names)) : std::unexpected(done.error());
}

/// The values by field id, each as it may be stored.
Result<json::object> RecordStore::checkedValues(const Table& table, const Change& change)
{
    json::object values;
    for (const auto& [key, value] : change.values) {
        const Field* field = table.field(toQString(key));
        if (!field) {
            QStringList names;
            for (const Field& known : table.fields)
                names.append(known.name);
            return fail(ErrorCode::InvalidInput, u"The table “%1” has no field “%2”. Its fields are %3."_s.arg(
                                                     table.name, elided(showHidden(toQString(key)), 60), listed(names)));
        }
        const QByteArray id = field->id.toUtf8();
        if (values.contains(toView(id)))
            return fail(ErrorCode::InvalidInput, u"The field “%1” is given twice."_s.arg(field->name));
        auto stored = storableValue(*field, value);
        if (!stored)
            return std::unexpected(stored.error());
        values[toView(id)] = std::move(*stored);
    }
    return values;
}

Result<void> RecordStore::checkRequired(const Table& table, const json::object& values, bool fresh)
{
    QStringList missing;
    for (const Field& field : table.fields) {
        const QByteArray id = field.id.toUtf8();
        const json::value* value = values.if_contains(toView(id));
        if (field.required && (value ? isBlank(*value) : fresh))
            missing.append(u"“%1”"_s.arg(field.name));
    }
    if (missing.isEmpty())
        return {};
    return fail(ErrorCode::InvalidInput, u"A record of the table “%1” must have a value for %2. %3"_s.arg(
                                             table.name, listed(missing), fresh ? u"Nothing was created."_s : u"Nothing was changed."_s));
}

Result<void> RecordStore::storeLinks(const Field& field, const QString& record, const json::value& targets)
{
    if (auto cleared = m_database.run("DELETE FROM links WHERE record_id = ?1 AND field_id = ?2", {record.toUtf8(), field.id.toUtf8()}); !cleared)
        return cleared;
    qint64 position = 0;
    for (const json::value& target : targets.is_array() ? targets.as_array() : json::array{}) {
        const QString id = toQString(target.as_string());
        const auto there = count("SELECT count(*) FROM records WHERE id = ?1 AND table_id = ?2", {id.toUtf8(), field.linkedTable.toUtf8()});
        if (!there)
            return std::unexpected(there.error());
        if (*there == 0) {
            const auto linked = table(field.linkedTable);
            return fail(ErrorCode::InvalidInput, u"The field “%1” links to records of the table “%2”, and there is no record “%3” in it. "
                                                 "Create that record first, or use list_records to find its id."_s.arg(
                                                     field.name, linked ? linked->name : field.linkedTable, elided(showHidden(id), 40)));
        }
        if (auto added = m_database.run("INSERT INTO links VALUES(?1, ?2, ?3, ?4)", {field.id.toUtf8(), record.toUtf8(), id.toUtf8(), position++});
            !added)
            return added;
    }
    return {};
}

/// One new or changed record, inside a transaction.
Result<void> RecordStore::store(const Table& table, const Change& change, const QString& id)
{
    const bool fresh = change.id.isEmpty();
    auto values = checkedValues(table, change);
    if (!values)
        return std::unexpected(values.error());
    if (auto complete = checkRequired(table, *values, fresh); !complete)
        return complete;
    json::object stored;
    if (!fresh) {
        auto before = record(table, id);
        if (!before)
            return std::unexpected(before.error());
        stored = std::move(before->values);
    }
    json::object links;
    for (const Field& field : table.fields) {
        const QByteArray key = field.id.toUtf8();
        const json::value* value = values->if_contains(toView(key));
        if (field.type == FieldType::Links) {
            stored.erase(toView(key)); // they have a table of their own
            if (value)
                links[toView(key)] = *value;
        } else if (value && isBlank(*value)) {
            stored.erase(toView(key));
        } else if (value) {
            stored[toView(key)] = *value;
        }
    }
    const QByteArray created = m_clock->now().toUTC().toString(u"yyyy-MM-ddTHH:mm:ss.zzz"_s).toUtf8() + 'Z';
    auto done = fresh ? m_database.run("INSERT INTO records(id, table_id, created, fields) VALUES(?1, ?2, ?3, ?4)",
                                       {id.toUtf8(), table.id.toUtf8(), created, plainJson(stored)})
                      : m_database.run("UPDATE records SET fields = ?2 WHERE id = ?1", {id.toUtf8(), plainJson(stored)});
    for (const auto& [key, targets] : links) {
        if (done)
            done = storeLinks(*table.field(toQString(key)), id, targets);
    }
    return done;
}

Result<QList<Record>> RecordStore::create(const QString& tableName, const QList<Change>& changes)
{
    QList<Record> made;
    const auto done = m_database.transaction([&]() -> Result<void> {
        const auto owner = table(tableName);
        const auto there = owner ? count("SELECT count(*) FROM records WHERE table_id = ?1", {owner->id.toUtf8()}) : std::unexpected(owner.error());
        if (!there)
            return std::unexpected(there.error());
        if (*there + changes.size() > kMaxRecords)
            return fail(ErrorCode::TooLarge,
                        u"The table “%1” holds %2 records, and no more than %3 fit."_s.arg(owner->name).arg(*there).arg(kMaxRecords));
        for (const Change& change : changes) {
            const QString id = newRecordId("rec"_L1);
            if (auto stored = store(*owner, {{}, change.values}, id); !stored)
                return stored;
            auto one = record(*owner, id);
            if (!one)
                return std::unexpected(one.error());
            made.append(std::move(*one));
        }
        return {};
    });
    return done ? Result<QList<Record>>(std::move(made)) : std::unexpected(done.error());
}

Result<QList<Record>> RecordStore::update(const QString& tableName, const QList<Change>& changes)
{
    QList<Record> changed;
    const auto done = m_database.transaction([&]() -> Result<void> {
        const auto owner = table(tableName);
        if (!owner)
            return std::unexpected(owner.error());
        for (const Change& change : changes) {
            if (change.id.isEmpty())
                return noRecord(*owner, change.id);
            if (auto stored = store(*owner, change, change.id); !stored)
                return stored;
            auto one = record(*owner, change.id);
            if (!one)
                return std::unexpected(one.error());
            changed.append(std::move(*one));
        }
        return {};
    });
    return done ? Result<QList<Record>>(std::move(changed)) : std::unexpected(done.error());
}

/// Refused while a required link of a record that stays leads to it and to no other.
Result<void> RecordStore::checkUnneeded(const QString& id, const QStringList& leaving)
{
    return m_database.each("SELECT l.record_id, f.name, t.name FROM links l JOIN fields f ON f.id = l.field_id JOIN tables t ON t.id = f.table_id "
                           "WHERE l.target_id = ?1 AND f.required = 1",
                           {id.toUtf8()}, [&](const SqlRow& row) -> Result<void> {
                               if (leaving.contains(row.text(0)))
                                   return {};
                               return fail(ErrorCode::Denied,
                                           u"The record %1 cannot be deleted: the record %2 of the table “%3” needs it in its field “%4”. "
                                           "Change or delete that one first. Nothing was deleted."_s.arg(id, row.text(0), row.text(2), row.text(1)));
                           });
}

Result<void> RecordStore::remove(const QString& tableName, const QStringList& ids)
{
    return m_database.transaction([&]() -> Result<void> {
        const auto owner = table(tableName);
        if (!owner)
            return std::unexpected(owner.error());
        for (const QString& id : ids) {
            if (auto unneeded = checkUnneeded(id, ids); !unneeded)
                return unneeded;
        }
        for (const QString& id : ids) {
            if (auto gone = m_database.run("DELETE FROM records WHERE id = ?1 AND table_id = ?2", {id.toUtf8(), owner->id.toUtf8()}); !gone)
                return gone;
            if (m_database.changes() == 0)
                return noRecord(*owner, id);
        }
        return {};
    });
}

} // namespace aios::desk
