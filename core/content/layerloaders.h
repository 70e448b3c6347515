// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layerreader.h"

namespace aios {

/// One function a layer; each reads only the places of its layer and turns what it cannot use into a `problem`.
[[nodiscard]] QList<RuleFile> loadRules(LayerReader& reader);
[[nodiscard]] QList<CommandFile> loadCommands(LayerReader& reader);
[[nodiscard]] QList<SkillFile> loadSkills(LayerReader& reader);
[[nodiscard]] QList<AgentFile> loadAgents(LayerReader& reader);
[[nodiscard]] QList<LearningFile> loadLearnings(LayerReader& reader);
[[nodiscard]] QList<ContextFile> loadContextFiles(LayerReader& reader);
[[nodiscard]] QList<ServiceEntry> loadServices(LayerReader& reader);

/// First paragraph of a body that is not a heading, on one line; the heading's text when there is nothing else. For files without `description`.
[[nodiscard]] QString firstParagraph(const QString& body);

/// A command of Claude Code itself has this name, so that there it runs instead of a file's (folder.md 2.1).
[[nodiscard]] bool isClaudeCodeCommand(const QString& name);

} // namespace aios
