// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/net/httptransport.h"

#include <optional>

namespace aios {

/// How often and when a failed request is sent again.
struct RetryPolicy {
    int maxTries = 8;        ///< Requests in all, the first included.
    int maxConnectTries = 4; ///< The same where no connection could be made: waiting longer seldom helps, and the person should hear of it.
    std::chrono::milliseconds firstDelay{500};
    std::chrono::milliseconds maxDelay{32'000};
    std::chrono::milliseconds maxRetryAfter{5 * 60 * 1000};

    /// The wait after try number `attempt` (from 1): what the server asked for, else doubling, with jitter from `random` in [0, 1).
    [[nodiscard]] std::chrono::milliseconds delay(int attempt, std::optional<std::chrono::milliseconds> retryAfter, double random) const;
};

/// The wait a reply's headers ask for: retry-after-ms, or retry-after in seconds or as an HTTP date (RFC 9110, 10.2.3). Never negative.
[[nodiscard]] std::optional<std::chrono::milliseconds> retryAfterOf(const HttpHead& head, const QDateTime& now);

} // namespace aios
