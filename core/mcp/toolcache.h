// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcplaunch.h"
#include "core/mcp/toollist.h"

namespace aios {

/// What a server listed, as it came.
struct ListedTools {
    QList<QByteArray> raw;
    bool resources = false; ///< It also holds resources.
    QString instructions;   ///< As McpHandshake has them.
    friend bool operator==(const ListedTools&, const ListedTools&) = default;
};

/// Lists of tools as servers gave them last, in the person's cache folder (never in a project), so that a turn need not wait for a server to start. What is
/// kept is only offered: a call waits for the server's own list. One file an entry, checked by its hash: a damaged one is none. Bounded in number and size,
/// the oldest go first. Immutable; blocking, for the pool.
class ToolCache {
public:
    static constexpr qsizetype kMostBytes = 4 * 1024 * 1024; ///< Of one list; a longer one is not kept.
    static constexpr qint64 kMostInAll = 64 * 1024 * 1024;
    static constexpr qsizetype kMostFiles = 300;

    explicit ToolCache(QString folder) : m_folder(std::move(folder)) {}

    /// Under which name a list is kept: the configuration, and the program it resolves to as it lies on disk now, so that an update is another one; beside
    /// them the folder in which it works, which may decide what it offers. Empty: it cannot be started as it is, so nothing is kept.
    [[nodiscard]] static QByteArray key(const McpServerConfig& config, const McpLaunch& launch);

    [[nodiscard]] std::optional<ListedTools> read(const QByteArray& key) const;
    [[nodiscard]] Result<void> write(const QByteArray& key, const ListedTools& listed) const;

private:
    [[nodiscard]] QString fileOf(const QByteArray& key) const;
    void makeRoom() const;

    QString m_folder;
};

} // namespace aios
