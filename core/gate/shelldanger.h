// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

namespace aios {

/// Why this command must be looked at whatever a rule says: it can run other programs, write files no rule names, or change what the next command
/// means. Plain words that follow "because"; empty when nothing of that is known. Looks through transparent wrappers.
[[nodiscard]] QString commandDanger(const QStringList& words);

} // namespace aios
