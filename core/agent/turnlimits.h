// SPDX-License-Identifier: MIT
#pragma once

#include <QMetaType>

namespace aios {

/// Caps of one turn of the person (all requests until the model ends). 0: none.
struct TurnLimits {
    int maxTurns = 200;
    qint64 maxTokens = 0;
    double maxCostUsd = 0;
    bool operator==(const TurnLimits&) const = default;
};

} // namespace aios
Q_DECLARE_METATYPE(aios::TurnLimits)
