// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/tool.h"

#include <QObject>
#include <QPointer>

#include <atomic>
#include <memory>

namespace aios {

/// A call whose work is one blocking function on the pool. Destroying it before the work began drops it; work that runs sees `cancelled` and stops
/// where it can. Lives on the core thread.
class PoolRun final : public ToolRun {
public:
    using Reply = Once<Result<ToolOutput>>;
    using Work = std::move_only_function<Result<ToolOutput>(const ToolContext& context, const std::atomic_bool& cancelled)>;

    /// `work` gets its own copy of the context and of the path guard, so that it outlives a closing session.
    PoolRun(const ToolContext& context, Work work, Reply reply);
    ~PoolRun() override;

private:
    QObject m_receiver;
    std::shared_ptr<std::atomic_bool> m_cancelled = std::make_shared<std::atomic_bool>(false);
    Reply m_reply;
};

/// A call that needs no time: `work` runs on the core thread when start() has returned.
class QueuedRun final : public ToolRun {
public:
    using Work = std::move_only_function<Result<ToolOutput>()>;
    QueuedRun(Work work, Once<Result<ToolOutput>> reply);

private:
    QObject m_receiver;
    Once<Result<ToolOutput>> m_reply;
};

/// Text for the model that says what went wrong.
[[nodiscard]] ToolOutput toolError(QString text);
[[nodiscard]] ToolOutput toolText(QString text);

} // namespace aios
