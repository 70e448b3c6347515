// SPDX-License-Identifier: MIT
#pragma once

#include <QDateTime>

#include <chrono>

namespace aios {

/// Time as the core sees it, replaceable in tests. Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual QDateTime now() const = 0; ///< Wall clock, UTC.
    [[nodiscard]] virtual std::chrono::steady_clock::time_point steady() const = 0;

    /// The system's clock; lives for ever.
    [[nodiscard]] static const Clock& system();
};

} // namespace aios
