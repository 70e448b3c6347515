// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/desk/database.h"
#include "core/desk/records/recordmodel.h"

namespace aios::desk {

/// Tables with linked records in one SQLite file. Several processes may use the file: every call reads the tables anew, every change is one transaction.
/// Blocking; belongs to one thread.
class RecordStore {
public:
    /// What a new record, or a change of one, is given: values by field name or id.
    struct Change {
        QString id; ///< Empty for a new record.
        json::object values;
    };
    static constexpr qsizetype kMaxTables = 100;
    static constexpr qsizetype kMaxFields = 200;
    static constexpr qsizetype kMaxViews = 50;
    static constexpr qint64 kMaxRecords = 50'000; ///< A table.

    /// Opens or makes the file; a new one gets the tables of `templateJson` (resources/desk/records/*.json), all or none.
    [[nodiscard]] static Result<RecordStore> open(const QString& path, QByteArrayView templateJson, const Clock& clock);

    [[nodiscard]] const QString& baseId() const { return m_baseId; }
    [[nodiscard]] const QString& baseName() const { return m_baseName; }

    [[nodiscard]] Result<QList<Table>> tables();
    [[nodiscard]] Result<Table> table(const QString& idOrName);
    /// `definition`: name, description, fields, views, as create_table takes it. A field may link to a table that is there.
    [[nodiscard]] Result<Table> createTable(const json::object& definition);
    [[nodiscard]] Result<Field> createField(const QString& table, const json::object& definition);
    [[nodiscard]] Result<View> createView(const QString& table, const json::object& definition);

    /// All records, oldest first.
    [[nodiscard]] Result<QList<Record>> records(const Table& table);
    [[nodiscard]] Result<Record> record(const Table& table, const QString& id);
    [[nodiscard]] Result<QList<Record>> create(const QString& table, const QList<Change>& changes);
    [[nodiscard]] Result<QList<Record>> update(const QString& table, const QList<Change>& changes);
    /// Refused while a required link of another record leads to one of them.
    [[nodiscard]] Result<void> remove(const QString& table, const QStringList& ids);
    /// Record id -> what its primary field says.
    [[nodiscard]] Result<QHash<QString, QString>> names(const QString& tableId);

private:
    RecordStore(Database database, const Clock& clock) : m_database(std::move(database)), m_clock(&clock) {}
    [[nodiscard]] Result<void> prepare(QByteArrayView templateJson);
    [[nodiscard]] Result<void> applyTemplate(QByteArrayView templateJson);
    [[nodiscard]] Result<void> readFields(QList<Table>& tables);
    [[nodiscard]] Result<void> readViews(QList<Table>& tables);
    [[nodiscard]] Result<QString> addTable(const QString& name, const QString& description);
    [[nodiscard]] Result<Field> addField(const QString& tableId, const json::object& definition);
    [[nodiscard]] Result<View> addView(const QString& tableId, const json::object& definition);
    [[nodiscard]] Result<Field> fieldFrom(const json::object& definition);
    [[nodiscard]] Result<void> store(const Table& table, const Change& change, const QString& id);
    [[nodiscard]] Result<void> storeLinks(const Field& field, const QString& record, const json::value& targets);
    [[nodiscard]] Result<json::object> checkedValues(const Table& table, const Change& change);
    [[nodiscard]] Result<void> checkRequired(const Table& table, const json::object& values, bool fresh);
    [[nodiscard]] Result<void> checkUnneeded(const QString& id, const QStringList& leaving);
    [[nodiscard]] Result<qint64> count(const char* sql, const QList<SqlValue>& values);
    [[nodiscard]] Result<QList<Record>> read(const Table& table, const QString& only);

    Database m_database;
    const Clock* m_clock;
    QString m_baseId;
    QString m_baseName;
};

} // namespace aios::desk
