// SPDX-License-Identifier: MIT
#pragma once

#include "core/desk/records/formula.h"
#include "core/desk/records/recordmodel.h"

namespace aios::desk {

/// Which records of a table, in which order, with which fields: what list_records, search_records and views ask for. Immutable.
class RecordQuery {
public:
    struct Parts {
        QString filter; ///< A formula; empty: all.
        json::array sort; ///< {field, direction: asc|desc}, the first counts most.
        QStringList fields; ///< Names or ids to show; empty: all.
        QString search; ///< Case does not count; empty: all.
        QStringList searchFields; ///< Empty: all.
    };
    /// Names of linked records by id, of all tables that the table links to.
    using Names = QHash<QString, QString>;

    [[nodiscard]] static Result<RecordQuery> make(const Table& table, const Parts& parts);

    [[nodiscard]] QList<Record> apply(QList<Record> records, const Names& names, const QDateTime& now) const;
    /// {id, createdTime, fields} with the wanted fields by name; blank ones are left out.
    [[nodiscard]] json::object shown(const Record& record) const;

private:
    struct SortKey {
        Field field;
        bool descending = false;
    };
    explicit RecordQuery(Table table) : m_table(std::move(table)) {}
    [[nodiscard]] bool matches(const Record& record, const Names& names, const QDateTime& now) const;
    [[nodiscard]] bool found(const Record& record, const Names& names) const;

    Table m_table;
    std::optional<Formula> m_filter;
    QList<SortKey> m_sort;
    QList<Field> m_shown;
    QString m_search;
    QList<Field> m_searched;
};

} // namespace aios::desk
