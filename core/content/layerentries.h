// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layers.h"

namespace aios {

enum class LayerKind : std::uint8_t { Skill, Command, Agent };
[[nodiscard]] QString layerKindName(LayerKind kind); ///< "skill", "command", "agent"; the same words as ContextPart::kind.

/// Something the person should see at once beside a name. `code` is stable: "invalid", "unused", "shadowed", "invisible", "person-only", "model-only".
struct LayerBadge {
    QString code;
    QString label; ///< Two or three words.
    QString reason; ///< One plain sentence or two.
    bool wrong = false; ///< It is not (fully) used; else it is only worth knowing.
};

/// A skill, command or agent as a list shows it: what it costs, where it comes from, what is the matter with it.
struct LayerEntry {
    LayerKind kind = LayerKind::Skill;
    QString name; ///< As it is called, without slash; never empty.
    LayerFile file;
    QString service; ///< That offers it; empty: it is a file.
    QString description;
    QString whenToUse;
    QString argumentHint;
    qint64 frontmatterTokens = 0; ///< Skills: in every session, as their line in the listing. Estimates.
    qint64 bodyTokens = 0; ///< Only when it is used.
    bool singleFile = true; ///< A skill may be a folder with SKILL.md instead.
    bool runnable = false; ///< The person can run it as /name.
    bool convertible = false; ///< A single-file skill of this folder that could be <name>/SKILL.md.
    QList<LayerBadge> badges; ///< The weightiest first.
    QStringList notes; ///< What the lint says of its file besides.
};

/// All skills, commands and agents of the folder, the person's own and those of folders above it, in the order in which names count.
[[nodiscard]] QList<LayerEntry> layerEntries(const ContentSnapshot& content);

} // namespace aios
