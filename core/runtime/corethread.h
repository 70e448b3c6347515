// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/runtime.h"

#include <QThread>

namespace aios {

/// The core thread of a program with a window: starts it, makes the Runtime on it, and ends both in order. Lives on the GUI thread. At the end of the
/// program: first the windows go, then this, then the facades (a late answer of the core must find them).
class CoreThread {
public:
    explicit CoreThread(Runtime::Options options);
    ~CoreThread(); ///< Stops sessions, then the thread. Waits at most a few seconds.
    [[nodiscard]] Runtime& runtime() { return *m_runtime; }

private:
    QThread* m_thread; ///< Left alone when it does not end in time: the end of the program ends it.
    Runtime* m_runtime = nullptr; ///< Deleted on its own thread.
};

} // namespace aios
