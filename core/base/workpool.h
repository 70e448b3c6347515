// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

namespace aios {

/// Blocking leaf work (big reads, greps, scans, hashes, diffs) away from the thread that made the pool (core, or GUI for its
/// own pool). Only values cross: `work` runs on a pool thread and must not touch QObjects; `done` runs on the pool's own
/// thread, and not at all when `context` (living there too) is gone by then.
class WorkPool : public QObject {
    Q_OBJECT
public:
    explicit WorkPool(int threads = 0, QObject* parent = nullptr); ///< 0: number of processors, at least 2.
    ~WorkPool() override;                                          ///< Waits for what runs; what waits is dropped.

    /// For work that goes on for long, on its pool thread: its pool ends, so nobody wants what it makes.
    [[nodiscard]] static bool isEnding();

    template <typename Work, typename Done>
    void run(QObject* context, Work work, Done done)
    {
        Q_ASSERT(context->thread() == thread());
        start([this, guard = QPointer<QObject>(context), work = std::move(work), done = std::move(done)]() mutable {
            auto value = std::make_shared<decltype(work())>(work());
            post([guard = std::move(guard), value, done = std::move(done)]() mutable {
                if (guard)
                    done(std::move(*value));
            });
        });
    }

private:
    void start(std::move_only_function<void()> function);
    void post(std::move_only_function<void()> function); ///< To this object's thread, from any.

    std::atomic<bool> m_ending = false;
    QThreadPool m_pool;
};

} // namespace aios
