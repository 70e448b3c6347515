// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/compiledrules.h"

namespace aios {

/// Whether allow rules cover a whole command line, and if not, why and what could be remembered. Denies, asks and modes are not its business.
[[nodiscard]] Verdict judgeCommandLine(const ShellScript& script, const CompiledRules& rules, const QStringList& roots);

} // namespace aios
