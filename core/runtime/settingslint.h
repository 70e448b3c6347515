// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/rootdir.h"
#include "core/content/layers.h"

namespace aios {

/// Adds to the warnings of a folder what its own settings files ask for in vain: rules that are never consulted or name no tool (a deny rule among them
/// protects nothing), and keys that do nothing in this program. Beside core/content's lint, because what a rule means is known to the gate. Blocking
/// (small) file access.
void lintSettings(ContentSnapshot& content, const RootDir& root);

} // namespace aios
