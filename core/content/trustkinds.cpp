// SPDX-License-Identifier: MIT
#include "core/content/trustkinds.h"

#include <QtGlobal>

#include <algorithm>
#include <array>

namespace aios {

namespace {

// What is only listed says so: a line here that counts for nothing would make people trust, or refuse, for the wrong reason.
constexpr std::array kKinds{
    TrustKind{u"hook", QT_TRANSLATE_NOOP("aios::Trust", "Hooks: programs the folder wants to start"),
              QT_TRANSLATE_NOOP("aios::Trust", "Listed so that you know. This version never runs hooks, trusted or not.")},
    TrustKind{u"service", QT_TRANSLATE_NOOP("aios::Trust", "Services the folder names"),
              QT_TRANSLATE_NOOP("aios::Trust",
                                "Programs or addresses for tools. What they do still asks, unless a rule allows it; publishing always does.")},
    TrustKind{u"command-shell", QT_TRANSLATE_NOOP("aios::Trust", "Shell lines inside commands and skills"),
              QT_TRANSLATE_NOOP("aios::Trust",
                                "They run when you use that command, where your rules or its own allowed tools allow them. Else it is not sent.")},
    TrustKind{u"allow-rule", QT_TRANSLATE_NOOP("aios::Trust", "Rules that allow something without asking"),
              QT_TRANSLATE_NOOP("aios::Trust", "Once trusted, calls that match these rules run without a card.")},
    TrustKind{u"command-tools", QT_TRANSLATE_NOOP("aios::Trust", "Tools that commands and skills allow themselves"),
              QT_TRANSLATE_NOOP("aios::Trust", "While such a command runs, these calls do not ask.")},
    TrustKind{u"agent-tools", QT_TRANSLATE_NOOP("aios::Trust", "What agents ask for themselves"),
              QT_TRANSLATE_NOOP("aios::Trust", "Listed so that you know. Services and permission modes of agents do nothing here, trusted or not.")},
    TrustKind{u"linked-layer", QT_TRANSLATE_NOOP("aios::Trust", "Files linked from outside the folder"),
              QT_TRANSLATE_NOOP("aios::Trust", "They would be read as if they stood in the folder.")},
    TrustKind{u"import", QT_TRANSLATE_NOOP("aios::Trust", "Imports from outside the folder"),
              QT_TRANSLATE_NOOP("aios::Trust", "They would be read into every session.")},
    TrustKind{u"env", QT_TRANSLATE_NOOP("aios::Trust", "Environment variables the folder wants to set"),
              QT_TRANSLATE_NOOP("aios::Trust", "Listed so that you know. This version gives none of them to any program, trusted or not.")},
    TrustKind{u"folder", QT_TRANSLATE_NOOP("aios::Trust", "Other folders it wants to work in"),
              QT_TRANSLATE_NOOP("aios::Trust", "Listed so that you know. This version works in the folder itself only, trusted or not.")},
    TrustKind{u"helper", QT_TRANSLATE_NOOP("aios::Trust", "Programs for the display of Claude Code"),
              QT_TRANSLATE_NOOP("aios::Trust", "Listed so that you know. This version runs none of them, trusted or not.")},
    TrustKind{u"setting", QT_TRANSLATE_NOOP("aios::Trust", "Settings of Claude Code that loosen"),
              QT_TRANSLATE_NOOP("aios::Trust", "Listed so that you know. They do nothing here, trusted or not.")},
    TrustKind{u"refused", QT_TRANSLATE_NOOP("aios::Trust", "What no folder may set"),
              QT_TRANSLATE_NOOP("aios::Trust", "Never taken from a folder, trusted or not.")},
};

} // namespace

std::span<const TrustKind> trustKinds()
{
    return kKinds;
}

const TrustKind* trustKind(QStringView kind)
{
    const auto it = std::ranges::find_if(kKinds, [&](const TrustKind& known) { return kind == QStringView(known.kind); });
    return it == kKinds.end() ? nullptr : &*it;
}

} // namespace aios
