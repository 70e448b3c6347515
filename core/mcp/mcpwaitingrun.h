// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcpserver.h"

namespace aios {

/// A call of a service that is on its way: it is made once the service has listed its tools itself, or told that it will not come. Destroying it stops.
/// Core thread.
class McpWaitingRun final : public QObject, public ToolRun {
public:
    /// `make` starts the call, and looks at everything again itself.
    using Make = std::function<std::unique_ptr<ToolRun>(ToolProgress progress, Once<Result<ToolOutput>> reply)>;
    McpWaitingRun(McpServer& server, Make make, ToolProgress progress, Once<Result<ToolOutput>> reply);

private:
    void look();

    QPointer<McpServer> m_server;
    Make m_make;
    ToolProgress m_progress;
    Once<Result<ToolOutput>> m_reply;
    std::unique_ptr<ToolRun> m_run;
};

} // namespace aios
