// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "tests/bench/scene.h"

namespace aios::bench {

class Report;

/// What `aios-desktop` is measured on: the sample project, trusted, and `sessions` conversations of `messages` messages each, which a window that is started again
/// brings back. In a home of its own.
class DesktopScene {
public:
    DesktopScene() : m_scene(0) {}
    [[nodiscard]] Result<void> make(int sessions, int messages);
    [[nodiscard]] QByteArray project() const { return m_scene.path("sample"); }
    [[nodiscard]] QList<QByteArray> environment() const { return m_scene.environment() + QList<QByteArray>{"AIOS_TIMINGS=1"}; }

private:
    Scene m_scene;
};

/// False, and it is said, when there is no display.
[[nodiscard]] bool haveDisplay(Report& report);

} // namespace aios::bench
