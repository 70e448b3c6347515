// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <chrono>

namespace aios {

/// Where shfmt stands: in the absolute folders of PATH, but never beneath one of `exceptBeneath`. Empty when it is nowhere.
[[nodiscard]] QString findShfmt(QByteArrayView path, const QStringList& exceptBeneath);

/// Runs `program --to-json -ln bash` with `script` as its input, an environment of its own and / as its folder, and returns the JSON. Blocking, for
/// the pool. Errors: Unavailable (cannot start), Timeout (killed at `deadline`), TooLarge (killed at 1 MB), InvalidInput (it refused the script).
[[nodiscard]] Result<QByteArray> runShfmt(const QString& program, const QByteArray& script, std::chrono::steady_clock::time_point deadline);

} // namespace aios
