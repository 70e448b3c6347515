// SPDX-License-Identifier: MIT
#include "core/desk/database.h"

#include "core/base/rootdir.h"

#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

constexpr int kBusyMs = 5000;
constexpr int kOpenAttempts = 50;
constexpr unsigned int kOpenPauseUs = 20'000;

/// synchronous=FULL: in write-ahead mode a commit is on disk when it returns. trusted_schema: a damaged or forged file runs nothing of its own.
constexpr const char* kSetup = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
                               "PRAGMA cell_size_check=ON; PRAGMA wal_autocheckpoint=500;";

int bind(sqlite3_stmt* statement, int index, const SqlValue& value)
{
    if (const auto* number = std::get_if<qint64>(&value))
        return sqlite3_bind_int64(statement, index, *number);
    if (const auto* bytes = std::get_if<QByteArray>(&value))
        return sqlite3_bind_text64(statement, index, bytes->constData(), static_cast<sqlite3_uint64>(bytes->size()), SQLITE_TRANSIENT, SQLITE_UTF8);
    return sqlite3_bind_null(statement, index);
}

} // namespace

qint64 SqlRow::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

QByteArray SqlRow::bytes(int column) const
{
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
    return {data, data ? sqlite3_column_bytes(m_statement, column) : 0};
}

Database::Database(Database&& other) noexcept : m_handle(std::exchange(other.m_handle, nullptr)), m_what(std::move(other.m_what)) {}

Database& Database::operator=(Database&& other) noexcept
{
    std::swap(m_handle, other.m_handle);
    std::swap(m_what, other.m_what);
    return *this;
}

Database::~Database()
{
    sqlite3_close_v2(m_handle);
}

Result<Database> Database::open(const QString& path, const QString& what)
{
    if (const auto made = makeOwnFolder(QFileInfo(path).path()); !made)
        return std::unexpected(made.error());
    // SQLite gives its companions the mode of this file, so it is made by us first.
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
    if (fd < 0)
        return failErrno(errno, u"Cannot open %1 (%2)"_s.arg(what, path));
    ::close(fd);
    sqlite3* handle = nullptr;
    const int opened = sqlite3_open_v2(path.toUtf8().constData(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database(handle, what);
    if (opened != SQLITE_OK)
        return database.failure(opened);
    sqlite3_busy_timeout(handle, kBusyMs);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // Two programs that open a new file at once: the change to write-ahead mode does not wait by itself.
    auto ready = database.script(kSetup);
    for (int attempt = 0; !ready && ready.error().code == ErrorCode::Timeout && attempt < kOpenAttempts; ++attempt) {
        ::usleep(kOpenPauseUs);
        ready = database.script(kSetup);
    }
    return ready ? Result<Database>(std::move(database)) : std::unexpected(ready.error());
}

std::unexpected<Error> Database::failure(int code) const
{
    const QString detail = u"SQLite %1: %2"_s.arg(code).arg(QString::fromUtf8(m_handle ? sqlite3_errmsg(m_handle) : "no handle"));
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail(ErrorCode::Timeout, u"Another program is writing to %1 and did not finish in time. Try again."_s.arg(m_what), detail);
    case SQLITE_FULL:
        return fail(ErrorCode::Io, u"Cannot write to %1: the disk is full. Nothing was changed."_s.arg(m_what), detail);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        return fail(ErrorCode::Denied, u"Cannot open or write %1: the file or its folder may not be written."_s.arg(m_what), detail);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return fail(ErrorCode::Io, u"Cannot read %1: its file is damaged. Restore it from a backup, or move it away to begin anew."_s.arg(m_what),
                    detail);
    default:
        return fail(ErrorCode::Io, u"Cannot read or write %1: %2."_s.arg(m_what, detail), detail);
    }
}

Result<void> Database::script(const char* sql)
{
    const int code = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? Result<void>() : failure(code);
}

Result<void> Database::run(const char* sql, const QList<SqlValue>& values)
{
    return each(sql, values, [](const SqlRow&) { return Result<void>(); });
}

Result<void> Database::each(const char* sql, const QList<SqlValue>& values, const std::function<Result<void>(const SqlRow&)>& row)
{
    sqlite3_stmt* raw = nullptr;
    int code = sqlite3_prepare_v2(m_handle, sql, -1, &raw, nullptr);
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(raw, &sqlite3_finalize);
    for (qsizetype i = 0; code == SQLITE_OK && i < values.size(); ++i)
        code = bind(raw, static_cast<int>(i) + 1, values[i]);
    if (code != SQLITE_OK)
        return failure(code);
    while ((code = sqlite3_step(raw)) == SQLITE_ROW) {
        if (auto done = row(SqlRow(raw)); !done)
            return done;
    }
    return code == SQLITE_DONE ? Result<void>() : failure(code);
}

int Database::changes() const
{
    return sqlite3_changes(m_handle);
}

Result<void> Database::transaction(const std::function<Result<void>()>& work)
{
    if (auto begun = script("BEGIN IMMEDIATE"); !begun)
        return begun;
    auto done = work();
    if (done)
        done = script("COMMIT");
    if (!done && sqlite3_get_autocommit(m_handle) == 0)
        sqlite3_exec(m_handle, "ROLLBACK", nullptr, nullptr, nullptr);
    return done;
}

} // namespace aios::desk
