// SPDX-License-Identifier: MIT
#include "core/content/layers.h"

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// The first usable entry of that name; else the first at all, so that a broken file is found and can say what is wrong.
template <typename List>
auto findUsable(const List& list, QStringView name, auto member) -> const typename List::value_type*
{
    const typename List::value_type* broken = nullptr;
    for (const auto& entry : list) {
        if (entry.*member != name)
            continue;
        if (entry.file.problem.isEmpty())
            return &entry;
        broken = broken ? broken : &entry;
    }
    return broken;
}

} // namespace

QString originName(Origin origin)
{
    switch (origin) {
    case Origin::Managed:
        return u"managed"_s;
    case Origin::User:
        return u"user"_s;
    case Origin::Parent:
        return u"parent"_s;
    case Origin::Project:
        return u"project"_s;
    case Origin::Local:
        return u"local"_s;
    case Origin::Nested:
        return u"nested"_s;
    case Origin::Session:
        return u"session"_s;
    case Origin::Aios:
        return u"aios"_s;
    }
    return {};
}

QString loadReasonName(LoadReason reason)
{
    switch (reason) {
    case LoadReason::NotLoaded:
        return u"not_loaded"_s;
    case LoadReason::SessionStart:
        return u"session_start"_s;
    case LoadReason::NestedTraversal:
        return u"nested_traversal"_s;
    case LoadReason::PathGlobMatch:
        return u"path_glob_match"_s;
    case LoadReason::Include:
        return u"include"_s;
    case LoadReason::Compact:
        return u"compact"_s;
    case LoadReason::CommandRun:
        return u"command_run"_s;
    case LoadReason::SkillRun:
        return u"skill_run"_s;
    case LoadReason::Mention:
        return u"mention"_s;
    }
    return {};
}

QString severityName(ContentWarning::Severity severity)
{
    switch (severity) {
    case ContentWarning::Severity::Info:
        return u"info"_s;
    case ContentWarning::Severity::Warning:
        return u"warning"_s;
    case ContentWarning::Severity::Error:
        return u"error"_s;
    }
    return {};
}

const CommandFile* ContentSnapshot::command(QStringView wanted) const
{
    return findUsable(commands, wanted, &CommandFile::name);
}

const SkillFile* ContentSnapshot::skill(QStringView wanted) const
{
    return findUsable(skills, wanted, &SkillFile::name);
}

const AgentFile* ContentSnapshot::agent(QStringView wanted) const
{
    return findUsable(agents, wanted, &AgentFile::name);
}

const LearningFile* ContentSnapshot::learning(QStringView command) const
{
    return findUsable(learnings, command, &LearningFile::command);
}

} // namespace aios
