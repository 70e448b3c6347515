// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QList>

#include <functional>
#include <memory>
#include <variant>

struct sqlite3;
struct sqlite3_stmt;

namespace aios::desk {

using SqlValue = std::variant<std::nullptr_t, qint64, QByteArray>;

/// The row a query stands on; valid inside the callback only.
class SqlRow {
public:
    explicit SqlRow(sqlite3_stmt* statement) : m_statement(statement) {}
    [[nodiscard]] qint64 integer(int column) const;
    [[nodiscard]] QByteArray bytes(int column) const;
    [[nodiscard]] QString text(int column) const { return QString::fromUtf8(bytes(column)); }

private:
    sqlite3_stmt* m_statement;
};

/// A SQLite file of ours: write-ahead log, every commit on disk before it returns, foreign keys on, waits for another writer. Belongs to one thread.
class Database {
public:
    /// Opens or makes it (0600). `what` names it in sentences ("the records of this folder").
    [[nodiscard]] static Result<Database> open(const QString& path, const QString& what);
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    /// Several statements without values.
    [[nodiscard]] Result<void> script(const char* sql);
    [[nodiscard]] Result<void> run(const char* sql, const QList<SqlValue>& values = {});
    /// `row` for each row; what it fails with ends the query.
    [[nodiscard]] Result<void> each(const char* sql, const QList<SqlValue>& values, const std::function<Result<void>(const SqlRow&)>& row);
    [[nodiscard]] int changes() const; ///< Rows of the last run().

    /// One change, whole or not at all, with no other writer in between. What `work` fails with undoes it.
    [[nodiscard]] Result<void> transaction(const std::function<Result<void>()>& work);

private:
    Database(sqlite3* handle, QString what) : m_handle(handle), m_what(std::move(what)) {}
    [[nodiscard]] std::unexpected<Error> failure(int code) const;
    sqlite3* m_handle = nullptr;
    QString m_what;
};

} // namespace aios::desk
