// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/toollist.h"
#include "core/tools/tool.h"

#include <QPointer>

#include <atomic>

namespace aios {

class McpServer;

/// What may change while a tool is in use: the person's choices. Shared with plan(), which runs on the pool.
struct McpToolChoice {
    std::atomic<ServiceEffect> effect = ServiceEffect::Unset;
    std::atomic<bool> on = true;
};

/// One tool of a service as the agent sees it. Immutable but for the person's choices; calls go to the server, as long as it is there and the tool is
/// what it was when the call was approved.
class McpTool final : public Tool {
public:
    McpTool(McpToolInfo info, QString server, std::shared_ptr<const McpToolChoice> choice, McpServer* owner);

    [[nodiscard]] const ToolSpec& spec() const override { return m_spec; }
    [[nodiscard]] ToolPlan plan(const ToolCall& call, const ToolContext& context) const override;
    [[nodiscard]] std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext& context, ToolProgress progress,
                                                 Once<Result<ToolOutput>> reply) const override;
    [[nodiscard]] const McpToolInfo& info() const { return m_info; }
    [[nodiscard]] const QString& server() const { return m_server; }
    [[nodiscard]] McpServer* coming() const; ///< Its server, while that is on its way: calls wait for it.
    /// Why start() would refuse the call now, before anything is sent; empty: it would not. Core thread.
    [[nodiscard]] QString whyNotStarted(const ToolCall& call, const ToolContext& context) const;

private:
    [[nodiscard]] QByteArray digestOf(const ToolCall& call) const;
    void setAccess(AccessRequest& access) const;

    McpToolInfo m_info;
    QString m_server;
    std::shared_ptr<const McpToolChoice> m_choice;
    QPointer<McpServer> m_owner;
    ToolSpec m_spec;
};

/// The argument that best says what a changing call is about, as `name:value` for a rule: the last required one that is a short plain text. Empty: none.
[[nodiscard]] QString argumentPattern(QByteArrayView schema, QByteArrayView inputJson);

} // namespace aios
