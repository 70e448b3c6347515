// SPDX-License-Identifier: MIT
#include "core/base/clock.h"

namespace aios {

namespace {

class SystemClock final : public Clock {
public:
    QDateTime now() const override { return QDateTime::currentDateTimeUtc(); }
    std::chrono::steady_clock::time_point steady() const override { return std::chrono::steady_clock::now(); }
};

} // namespace

const Clock& Clock::system()
{
    static const SystemClock clock;
    return clock;
}

} // namespace aios
