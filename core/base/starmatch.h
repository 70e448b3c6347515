// SPDX-License-Identifier: MIT
#pragma once

#include <QtTypes>

namespace aios {

/// Whether a text of `textSize` elements matches a pattern of `patternSize` items, of which those that `isStar` (item) stand for any run of elements.
/// `next` (item, element): where the pattern goes on after an item that matches the element, or -1. Only the last star is ever retried: earlier ones have
/// matched as little as they can, which never loses a match. At most patternSize x textSize steps.
template <typename IsStar, typename Next>
[[nodiscard]] bool starMatch(qsizetype patternSize, qsizetype textSize, IsStar isStar, Next next)
{
    qsizetype p = 0;
    qsizetype t = 0;
    qsizetype star = -1;
    qsizetype retry = 0;
    while (t < textSize) {
        if (p < patternSize && isStar(p)) {
            star = p++;
            retry = t;
            continue;
        }
        const qsizetype after = p < patternSize ? next(p, t) : -1;
        if (after >= 0) {
            p = after;
            ++t;
        } else if (star >= 0) {
            p = star + 1;
            t = ++retry;
        } else {
            return false;
        }
    }
    while (p < patternSize && isStar(p))
        ++p;
    return p == patternSize;
}

} // namespace aios
