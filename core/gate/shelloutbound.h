// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/access.h"

#include <QString>

namespace aios {

/// Why a command line leaves this computer, or says that it does: words that follow "because", such as "“git push” leaves this computer". Empty when its
/// words tell nothing of that; a script or program of the person's own may still do it. Looks into wrappers, nested scripts and what is not understood.
/// What is told counts as publishing: it is asked for every time and never remembered.
[[nodiscard]] QString outboundReason(const ShellScript& script);

} // namespace aios
