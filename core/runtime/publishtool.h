// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/servicestatus.h"
#include "core/runtime/publishkeeper.h"
#include "core/tools/tool.h"

#include <QPointer>

namespace aios {

/// A tool of a service that may publish. Where a gate speaks of it, what is sent is the approved piece as the core renders it, once, whatever the call says; a
/// call without an approval asks the person, who sees the piece as it will be published. Any other tool stays as it is. Immutable.
class PublishTool final : public Tool {
public:
    /// `own`: the service is Local Desk as it is shipped, whose word that it refused a call is this program's own.
    PublishTool(std::shared_ptr<const Tool> inner, QString service, QString tool, ServiceIdentity identity, PublishKeeper& keeper, bool own = false);

    [[nodiscard]] const ToolSpec& spec() const override { return m_inner->spec(); }
    [[nodiscard]] ToolPlan plan(const ToolCall& call, const ToolContext& context) const override;
    [[nodiscard]] std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext& context, ToolProgress progress,
                                                 Once<Result<ToolOutput>> reply) const override;

    /// What a call comes to. Reads the folder; for the pool.
    struct Judged {
        PreparedPublish prepared;
        ToolPlan inner; ///< Of the call as it will be sent.
        QByteArray digest;
    };
    [[nodiscard]] Judged judge(const ToolCall& call, const ToolContext& context) const;
    [[nodiscard]] const std::shared_ptr<const Tool>& inner() const { return m_inner; }
    [[nodiscard]] bool isOwn() const { return m_own; }

private:
    [[nodiscard]] bool publishes(const ToolCall& call) const;
    [[nodiscard]] ToolPlan heldPlan(const ToolCall& call, const ToolContext& context) const;

    std::shared_ptr<const Tool> m_inner;
    QString m_service;
    QString m_tool;
    ServiceIdentity m_identity;
    std::shared_ptr<const PublishKeeper::SharedRules> m_rules;
    QPointer<PublishKeeper> m_keeper;
    bool m_own = false;
};

/// The tools of services, each that may publish held to the approvals.
[[nodiscard]] QList<std::shared_ptr<const Tool>> withPublishing(const QList<std::shared_ptr<const Tool>>& served, PublishKeeper& keeper);

/// What a ticket for a call of this tool is bound to: its digest covers the server's configuration as well.
[[nodiscard]] ServiceIdentity identityOf(const ServiceTool& tool);

} // namespace aios
