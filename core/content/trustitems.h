// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layers.h"
#include "core/project/trust.h"

namespace aios {

/// Everything in the folder that would run a program, connect, or allow something: hooks, .mcp.json servers, permission allow rules, env, helpers,
/// inline shell and allowed-tools of commands and skills, layer files reached through links, imports from outside. Reads files only.
[[nodiscard]] QList<TrustItem> collectTrustItems(const ContentSnapshot& content);

} // namespace aios
