// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

namespace aios {

/// `paths` with their {a,b} written out. All share a budget of 1,000 patterns and 4 MiB; a pattern that would pass it stays as it is and then
/// matches nothing.
[[nodiscard]] QStringList expandBraces(const QStringList& paths);

/// Why this glob can match nothing, as the second half of a sentence; empty when it can.
[[nodiscard]] QString globProblem(const QString& glob);

} // namespace aios
