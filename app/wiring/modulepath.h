// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace aios {

/// Where a part of this program lies that is loaded late (`aios-keychain.so`): beside our own program (also where tests stand one folder below), else where it is
/// installed. Never a name for the loader to look up. Empty: it is missing.
[[nodiscard]] QString modulePath(QLatin1StringView name);

} // namespace aios
