// SPDX-License-Identifier: MIT
#pragma once

#include <QtTypes>

#include <ctime>

namespace aios::test {

/// The processor time that this process uses, all threads together: what an input costs, however busy the machine is. For inputs that are made to run away; how
/// fast something is, is measured by ./dev bench.
class WorkClock {
public:
    void start() { m_from = now(); }
    [[nodiscard]] qint64 elapsed() const { return now() - m_from; } ///< Milliseconds.

private:
    static qint64 now()
    {
        timespec time{};
        ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
        return static_cast<qint64>(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
    }

    qint64 m_from = now();
};

} // namespace aios::test
