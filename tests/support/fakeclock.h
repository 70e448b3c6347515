// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"

#include <QDateTime>
#include <QTimeZone>

#include <atomic>

namespace aios::test {

/// A clock that stands still until advanced. Thread-safe, as the contract asks.
class FakeClock final : public Clock {
public:
    explicit FakeClock(const QDateTime& start = QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5), QTimeZone::UTC)) : m_start(start) {}

    void advance(std::chrono::milliseconds by) { m_passed += by.count(); }

    QDateTime now() const override { return m_start.addMSecs(m_passed); }
    std::chrono::steady_clock::time_point steady() const override
    {
        return std::chrono::steady_clock::time_point(std::chrono::hours(1) + std::chrono::milliseconds(m_passed.load()));
    }

private:
    QDateTime m_start;
    std::atomic<qint64> m_passed = 0;
};

} // namespace aios::test
