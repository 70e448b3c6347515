// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/outputcollector.h"
#include "core/tools/processrunner.h"
#include "core/tools/tool.h"

#include <QTimer>

namespace aios {

struct BashJob {
    QString command;
    ProcessRequest request;
    bool background = false;
};

/// A foreground command on its way: gathers its output, tells progress, and makes the result. Core thread.
class BashRun final : public ToolRun {
public:
    [[nodiscard]] static std::unique_ptr<ToolRun> start(const BashJob& job, const ToolContext& context, ToolProgress progress,
                                                        Once<Result<ToolOutput>> reply);

private:
    BashRun(const BashJob& job, const ToolContext& context, ToolProgress progress, Once<Result<ToolOutput>> reply);
    void finish(const ProcessResult& result);
    /// The directory the shell ended in, when it is one of the project's; a notice for the model when it is not.
    [[nodiscard]] QString newDirectory(const ProcessResult& result, QString& notice) const;

    BashJob m_job;
    PathGuard m_guard;
    OutputCollector m_output;
    ToolProgress m_progress;
    QTimer m_throttle; ///< Started when idle, never pushed back, so that a flood is still told ten times a second.
    Once<Result<ToolOutput>> m_reply;
    std::unique_ptr<ProcessRunner> m_runner; ///< Last: it calls into the others until it is gone.
};

} // namespace aios
