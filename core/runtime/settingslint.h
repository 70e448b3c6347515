// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/rootdir.h"
#include "core/content/layers.h"

namespace aios {

/// Adds to the warnings of a folder what its own settings files ask for in vain: rules that are never consulted or name no tool (a deny rule among them
/// protects nothing), and keys that do nothing in this program. Beside core/content's lint, because what a rule means is known to the gate. Blocking
/// (small) file access.
void lintSettings(ContentSnapshot& content, const RootDir& root);

/// What skillOverrides of the settings says of the folder's skills and commands: "name-only" tells the model no more than the name, "user-invocable-only" leaves
/// them to the person, "off" to nobody. They stay in the lists, marked.
void applySkillOverrides(ContentSnapshot& content, const QHash<QString, QString>& overrides);

} // namespace aios
