// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace aios {

/// Words of a service as they may stand in or beside a block of ours (`<system-reminder>`, `<service-instructions>`): they can neither begin nor end one.
/// Trimmed; Unicode tag characters are gone.
[[nodiscard]] QString withoutOurMarks(const QString& words);

} // namespace aios
