// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <sys/inotify.h>

#include <cstdint>
#include <functional>

namespace aios {

/// What the watcher asks of the kernel; tests put a kernel in its place that has run out of something.
struct WatchCalls {
    std::function<int()> open = [] { return inotify_init1(IN_NONBLOCK | IN_CLOEXEC); };
    std::function<int(int watcher, const QByteArray& path, std::uint32_t events)> add =
        [](int watcher, const QByteArray& path, std::uint32_t events) { return inotify_add_watch(watcher, path.constData(), events); };
};

} // namespace aios
