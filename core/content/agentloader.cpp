// SPDX-License-Identifier: MIT
#include "core/content/layerloaders.h"
#include "core/content/parentfolders.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Why Claude Code would skip this agent without a word; empty when it is fine.
QString agentProblem(const AgentFile& agent, const Frontmatter& settings)
{
    if (agent.name.isEmpty()) {
        return settings.present
                   ? u"The agent has no “name” in its settings, so nothing can call it. Add name: to the lines between the --- marks."_s
                   : u"The file has no settings between --- lines, so it is not an agent. Add name: and description:, or move it elsewhere."_s;
    }
    if (agent.name.startsWith(u'-') || agent.name.contains(u':'))
        return u"The agent's name “%1” starts with - or holds a colon, so it is not used. Use small letters and hyphens."_s.arg(agent.name);
    if (agent.description.isEmpty())
        return u"The agent has no “description”, so the model cannot know when to use it. Add one."_s;
    return {};
}

AgentFile agentFrom(LayerReader& reader, LayerDocument read)
{
    const Frontmatter& settings = read.document.frontmatter;
    AgentFile agent;
    agent.file = std::move(read.file);
    agent.name = settings.text(u"name").trimmed();
    agent.description = settings.text(u"description").trimmed();
    agent.toolsGiven = settings.find(u"tools") != nullptr;
    agent.tools = settings.list(u"tools");
    agent.disallowedTools = settings.list(u"disallowedTools");
    agent.model = settings.text(u"model").trimmed();
    agent.effort = settings.text(u"effort").trimmed().toLower();
    agent.maxTurns = std::clamp(settings.text(u"maxTurns").toInt(), 0, 10'000);
    agent.skills = settings.list(u"skills", true);
    agent.body = std::move(read.document.body);
    if (agent.file.problem.isEmpty()) {
        agent.file.problem = agentProblem(agent, settings);
        if (!agent.file.problem.isEmpty()) {
            const QString code = agent.name.isEmpty()          ? u"agent.no-name"_s
                                 : agent.description.isEmpty() ? u"agent.no-description"_s
                                                               : u"agent.bad-name"_s;
            reader.warn(ContentWarning::Severity::Warning, code, agent.file.path, agent.file.problem);
        }
    }
    return agent;
}

} // namespace

QList<AgentFile> loadAgents(LayerReader& reader)
{
    QList<AgentFile> agents;
    const auto addFrom = [&](const QString& folder, Origin origin) {
        for (const QString& path : reader.filesBeneath(folder, u".md"_s)) {
            if (std::optional<LayerDocument> read = reader.readDocument(path, origin))
                agents.append(agentFrom(reader, std::move(*read)));
        }
    };
    addFrom(reader.rootPath() + u"/.claude/agents"_s, Origin::Project); // first: the folder's wins, then the nearest above it
    for (const QString& config : parentConfigFolders(reader.rootPath(), reader.options()))
        addFrom(config + u"/agents"_s, Origin::Parent);
    if (!reader.options().userConfigDir.isEmpty())
        addFrom(reader.options().userConfigDir + u"/agents"_s, Origin::User);
    return agents;
}

} // namespace aios
