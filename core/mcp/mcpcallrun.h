// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/jsonrpcpeer.h"
#include "core/mcp/toollist.h"
#include "core/tools/tool.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

namespace aios {

class McpServer;

/// A running `tools/call`. Destroying it tells the server to stop. Core thread.
class McpCallRun final : public QObject, public ToolRun {
public:
    /// `harmless`: the person chose that the tool only reads.
    McpCallRun(McpServer& server, const McpToolInfo& tool, bool harmless, const ToolCall& call, const ToolContext& context, ToolProgress progress,
               Once<Result<ToolOutput>> reply);
    ~McpCallRun() override;

private:
    void told(const RpcProgress& progress);
    void tell(const QString& text);
    void answered(Result<RpcAnswer> answer);
    void finish(ToolOutput output);

    QPointer<McpServer> m_server;
    QString m_name;
    QString m_sessionId;
    QString m_scratchDir;
    QByteArray m_outputSchema;
    qint64 m_maxChars = 0;
    WorkPool* m_pool = nullptr;
    ToolProgress m_progress;
    Once<Result<ToolOutput>> m_reply;
    QElapsedTimer m_lastTold;
    QString m_late; ///< Told too soon after that; nothing newer has come since.
    QTimer m_tellLate;
    qint64 m_id = 0; ///< 0 when it has ended.
};

/// The request headers that mirror arguments (2026-07-28): texts, whole numbers and truth values; what is missing or null is left out.
[[nodiscard]] QList<HttpHeader> mirroredHeaders(const QList<McpParamHeader>& wanted, QByteArrayView argumentsJson);

} // namespace aios
