// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/servedskills.h"
#include "core/content/layerentries.h"
#include "core/mcp/serviceskill.h"

namespace aios {

class ProjectServices;

/// A skill of a service as the list of skills shows it, with what is the matter with it.
[[nodiscard]] LayerEntry layerEntryOf(const ServiceSkill& skill);

/// The text of a served SKILL.md as the model gets it: marked as the service's, without its frontmatter, with the addresses of its other files.
[[nodiscard]] QString servedSkillText(const QString& server, const QString& name, const QByteArray& markdown, const QStringList& files);

/// What a session's Skill tool and listing get of them.
[[nodiscard]] ServedSkills makeServedSkills(ProjectServices& services);

} // namespace aios
