// SPDX-License-Identifier: MIT
#include "core/tools/poolrun.h"

using namespace Qt::StringLiterals;

namespace aios {

PoolRun::PoolRun(const ToolContext& context, Work work, Reply reply) : m_reply(std::move(reply))
{
    Q_ASSERT(context.pool && context.guard);
    context.pool->run(
        &m_receiver,
        [work = std::move(work), own = ToolContext(context), guard = *context.guard, cancelled = m_cancelled]() mutable -> Result<ToolOutput> {
            if (*cancelled)
                return fail(ErrorCode::Cancelled, u"The call was stopped before it began."_s);
            own.guard = &guard;
            own.pool = nullptr;
            own.transport = nullptr;
            return work(own, *cancelled);
        },
        [this](Result<ToolOutput> result) {
            Reply answer = std::move(m_reply); // answering may destroy this
            answer(std::move(result));
        });
}

PoolRun::~PoolRun()
{
    *m_cancelled = true;
}

QueuedRun::QueuedRun(Work work, Once<Result<ToolOutput>> reply) : m_reply(std::move(reply))
{
    auto run = [this, work = std::make_shared<Work>(std::move(work))] {
        Once<Result<ToolOutput>> answer = std::move(m_reply); // answering may destroy this
        answer((*work)());
    };
    QMetaObject::invokeMethod(&m_receiver, std::move(run), Qt::QueuedConnection);
}

ToolOutput toolError(QString text)
{
    ToolOutput output;
    output.text = std::move(text);
    output.isError = true;
    return output;
}

ToolOutput toolText(QString text)
{
    ToolOutput output;
    output.text = std::move(text);
    return output;
}

} // namespace aios
