// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/jsonrpcpeer.h"

#include <QElapsedTimer>
#include <QTimer>

namespace aios {

/// A server's list of tools, read page by page: one reading at a time, whatever the server says meanwhile. Asked for during one, it is read once more when
/// that has ended, and never so often that a server which says "changed" with each answer keeps us busy. Core thread; owned by McpClient.
class ToolListing : public QObject {
    Q_OBJECT
public:
    using Listed = Once<Result<QList<QByteArray>>>;
    using AskPage = std::function<void(const QByteArray& members, JsonRpcPeer::Reply reply)>;

    explicit ToolListing(AskPage askPage);

    /// Each tool as raw JSON. Cancelled: it was asked for again before this one began, or this one failed and the next will tell.
    void list(Listed listed);
    [[nodiscard]] const QList<QByteArray>& tools() const { return m_tools; } ///< Of the last reading that came to its end.

private:
    void beginWhenDue();
    void begin();
    void ask(const QString& cursor);
    void took(const Result<RpcAnswer>& answer);
    void end(Result<QList<QByteArray>> result);

    AskPage m_askPage;
    Listed m_running;
    Listed m_next; ///< Waits for the running one, or for its time.
    QList<QByteArray> m_tools;
    QList<QByteArray> m_coming; ///< Of the pages so far.
    QStringList m_cursors;
    qsizetype m_bytes = 0;
    QElapsedTimer m_begun;
    QTimer m_pause;
};

} // namespace aios
