// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layerreader.h"

namespace aios {

/// Warns of files beneath config/ (and .env files) that git tracks and that look as if they held a secret: "config.tracked-secret". Looks at git's list
/// of files only; runs no git, changes nothing, and never repeats the secret.
void lintTrackedSecrets(LayerReader& reader);

/// 1-based line of the first text that looks like a key, token or password; 0: none. Names of variables and placeholders are none.
[[nodiscard]] int secretLine(QStringView text);

} // namespace aios
