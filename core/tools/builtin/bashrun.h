// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/outputcollector.h"
#include "core/tools/processrunner.h"
#include "core/tools/tool.h"

#include <QTimer>

#include <functional>

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
    /// Looks at the folder, then goes on; at once where nobody asked for it.
    void look(std::function<void()> then);
    void spawn();
    void finish(const ProcessResult& result);
    void answer(ToolOutput output);
    void tellChanges(ToolOutput& output) const;
    /// The directory the shell ended in, when it is one of the project's; a notice for the model when it is not.
    [[nodiscard]] QString newDirectory(const ProcessResult& result, QString& notice) const;

    BashJob m_job;
    PathGuard m_guard;
    WorkPool* m_pool;
    std::shared_ptr<FolderMemory> m_memory;
    std::shared_ptr<const FolderState> m_before; ///< The folder before the command ran.
    std::shared_ptr<const FolderState> m_after;
    OutputCollector m_output;
    ToolProgress m_progress;
    QTimer m_throttle; ///< Started when idle, never pushed back, so that a flood is still told ten times a second.
    Once<Result<ToolOutput>> m_reply;
    QObject m_receiver; ///< Gone with this: looks that come later are dropped.
    std::unique_ptr<ProcessRunner> m_runner; ///< Last: it calls into the others until it is gone.
};

} // namespace aios
