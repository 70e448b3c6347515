// SPDX-License-Identifier: MIT
#include "core/base/workpool.h"

#include <QRunnable>
#include <QThread>

namespace aios {

namespace {

constexpr int kIdleThreadMs = 5'000; ///< A thread without work ends soon: a program at rest wakes up for nothing.

thread_local const std::atomic<bool>* t_ending = nullptr; ///< Of the pool whose work runs on this thread.

class Task final : public QRunnable {
public:
    Task(std::move_only_function<void()> function, const std::atomic<bool>& ending) : m_function(std::move(function)), m_ending(ending) {}
    void run() override
    {
        t_ending = &m_ending;
        m_function();
    }

private:
    std::move_only_function<void()> m_function;
    const std::atomic<bool>& m_ending; ///< The pool outlives what it runs.
};

} // namespace

WorkPool::WorkPool(int threads, QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(threads > 0 ? threads : std::max(2, QThread::idealThreadCount()));
    m_pool.setExpiryTimeout(kIdleThreadMs);
    m_pool.setObjectName(QStringLiteral("aios work"));
}

WorkPool::~WorkPool()
{
    m_ending = true;
    m_pool.clear();
    m_pool.waitForDone();
}

bool WorkPool::isEnding()
{
    return t_ending && *t_ending;
}

void WorkPool::start(std::move_only_function<void()> function)
{
    m_pool.start(new Task(std::move(function), m_ending)); // The pool owns and deletes it.
}

void WorkPool::post(std::move_only_function<void()> function)
{
    auto shared = std::make_shared<std::move_only_function<void()>>(std::move(function));
    QMetaObject::invokeMethod(this, [shared = std::move(shared)] { (*shared)(); }, Qt::QueuedConnection);
}

} // namespace aios
