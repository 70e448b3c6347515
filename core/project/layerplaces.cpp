// SPDX-License-Identifier: MIT
#include "core/project/layerplaces.h"

#include <algorithm>
#include <array>

namespace aios {

namespace {

constexpr std::array<QByteArrayView, 7> kFiles{
    "CLAUDE.md", "CLAUDE.local.md", "AGENTS.md", ".mcp.json", ".claude/CLAUDE.md", ".claude/settings.json", ".claude/settings.local.json"};
constexpr std::array<QByteArrayView, 2> kFolders{".claude", ".claude/skills"};
/// With the Markdown files at any depth.
constexpr std::array<QByteArrayView, 5> kTrees{".claude/rules", ".claude/commands", ".claude/agents", "learnings", "context"};
constexpr QByteArrayView kSkills(".claude/skills/");

bool isMarkdown(QByteArrayView name)
{
    return name.size() >= 3 && name.last(3).compare(".md", Qt::CaseInsensitive) == 0;
}

bool isBeneath(QByteArrayView path, QByteArrayView folder)
{
    return path.size() > folder.size() && path.startsWith(folder) && path[folder.size()] == '/';
}

/// A skill is a folder with SKILL.md, or a single file.
bool isSkillPlace(QByteArrayView beneathSkills, bool isFolder)
{
    const qsizetype slash = beneathSkills.indexOf('/');
    if (slash < 0)
        return isFolder || isMarkdown(beneathSkills);
    return !isFolder && beneathSkills.sliced(slash + 1) == "SKILL.md";
}

} // namespace

bool isLayerPlace(QByteArrayView relative, bool isFolder)
{
    if (isFolder ? std::ranges::contains(kFolders, relative) : std::ranges::contains(kFiles, relative))
        return true;
    if (relative.startsWith(kSkills))
        return isSkillPlace(relative.sliced(kSkills.size()), isFolder);
    return std::ranges::any_of(kTrees, [&](QByteArrayView tree) {
        return isFolder ? relative == tree || isBeneath(relative, tree) : isBeneath(relative, tree) && isMarkdown(relative);
    });
}

} // namespace aios
