// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/content/layerentries.h"

namespace aios {

/// A file to be made: never over one that is there.
struct NewLayerFile {
    QString relative;
    QByteArray bytes;
};

/// What is wrong with a name for a new skill, command or agent, as a sentence; empty when it can be used. Small letters, digits and single hyphens, at most
/// 64 (agentskills.io); commands may have folders before a colon ("web:deploy").
[[nodiscard]] QString layerNameProblem(LayerKind kind, const QString& name);

/// Worth knowing about a good name, as a sentence; empty when there is nothing: Claude Code has a command of that name.
[[nodiscard]] QString layerNameHint(LayerKind kind, const QString& name);

/// A good start for a new skill, command or agent: frontmatter with `description`, and a body that says what belongs where. Refused when the name is bad,
/// or something of this folder has it.
[[nodiscard]] Result<NewLayerFile> newLayerFile(LayerKind kind, const QString& name, const QString& description, const ContentSnapshot& content);

} // namespace aios
