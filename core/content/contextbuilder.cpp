// SPDX-License-Identifier: MIT
#include "core/content/contextbuilder.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/content/skilllisting.h"
#include "core/content/systemtext.h"

#include <QRegularExpression>
#include <QSet>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxAgentDescription = 1024;
constexpr qsizetype kMaxAgentBytes = 20'000;

/// Collects text and the record of what it is made of.
class ContextWriter {
public:
    explicit ContextWriter(QString& text, QList<ContextPart>& parts) : m_text(text), m_parts(parts) {}

    void add(const QString& section, ContextPart part)
    {
        if (section.isEmpty())
            return;
        if (!m_text.isEmpty())
            m_text += u"\n\n"_s;
        m_text += section;
        const QByteArray bytes = section.toUtf8();
        part.tokens = estimateTokens(bytes.size());
        part.sha256 = sha256Hex(bytes);
        m_parts.append(std::move(part));
    }

private:
    QString& m_text;
    QList<ContextPart>& m_parts;
};

QString skillsSection(const ContentSnapshot& content, const ContextEnvironment& environment)
{
    if (!environment.toolSkillAvailable)
        return {};
    const qsizetype most = environment.skillDescriptionChars > 0 ? environment.skillDescriptionChars : kMostSkillDescription;
    const QString listing = skillListing(skillsAndCommands(content), skillListingBudget(environment), most);
    if (listing.isEmpty())
        return {};
    return u"# Skills\nKnowledge kept in files, loaded with the Skill tool. Before a task that one of them covers, load it.\n"_s + listing.trimmed();
}

QString agentsSection(const ContentSnapshot& content, const ContextEnvironment& environment)
{
    if (!environment.toolAgentAvailable)
        return {};
    QString lines;
    QSet<QString> seen;
    for (const AgentFile& agent : content.agents) {
        if (!agent.file.problem.isEmpty() || seen.contains(agent.name) || lines.size() > kMaxAgentBytes)
            continue;
        seen.insert(agent.name);
        lines += u"\n- "_s + agent.name + u": "_s + elided(withoutTagCharacters(agent.description).simplified(), kMaxAgentDescription);
    }
    return lines.isEmpty() ? QString() : u"# Agents\nWorkers for the Agent tool, each with its own instructions and tools."_s + lines;
}

QString pathFor(const LayerFile& file)
{
    return file.relative.isEmpty() ? file.path : file.relative;
}

QString whyText(const BrainFile& brain, const ContentSnapshot& content)
{
    switch (brain.file.origin) {
    case Origin::User:
        return u"the person's own instructions for all folders"_s;
    case Origin::Parent:
        return u"instructions of a folder above"_s;
    case Origin::Local:
        return u"the person's own instructions for this folder"_s;
    default:
        break;
    }
    if (brain.file.reason == LoadReason::Include) {
        const QString inside = brain.parentPath.startsWith(content.root + u'/') ? brain.parentPath.sliced(content.root.size() + 1) : brain.parentPath;
        return u"imported by "_s + inside;
    }
    return u"instructions of this folder"_s;
}

/// A file's text under a label that says what it is. The file cannot end the block it stands in: our own marks lose their meaning in it.
QString labelled(const QString& path, const QString& why, const QString& text)
{
    static const QRegularExpression mark(u"<(/?system-reminder)"_s, QRegularExpression::CaseInsensitiveOption);
    return u"## "_s + showHidden(path) + u" ("_s + why + u")\n\n"_s + withoutTagCharacters(text).trimmed().replace(mark, u"&lt;\\1"_s);
}

void addBrain(ContextWriter& writer, const ContentSnapshot& content)
{
    // Rules without paths stand beside the CLAUDE.md of their own level: the person's before the folder's.
    const auto addRules = [&](Origin origin) {
        for (const RuleFile& rule : content.rules) {
            if (rule.file.origin != origin || rule.file.reason != LoadReason::SessionStart)
                continue;
            writer.add(labelled(pathFor(rule.file), u"rule, always on"_s, rule.body),
                       {.kind = u"rule"_s, .title = pathFor(rule.file), .path = rule.file.path, .why = loadReasonName(rule.file.reason)});
        }
    };
    const auto addFiles = [&](Origin origin) {
        for (const BrainFile& brain : content.brain) {
            if (brain.file.origin != origin || brain.file.reason == LoadReason::NotLoaded)
                continue;
            writer.add(labelled(pathFor(brain.file), whyText(brain, content), brain.text),
                       {.kind = u"brain"_s, .title = pathFor(brain.file), .path = brain.file.path, .why = loadReasonName(brain.file.reason)});
        }
    };
    for (const Origin origin : {Origin::User, Origin::Parent, Origin::Project}) {
        addFiles(origin);
        addRules(origin);
    }
    addFiles(Origin::Local);
}

} // namespace

BuiltContext buildContext(const ContentSnapshot& content, const ContextEnvironment& environment)
{
    BuiltContext built;
    ContextWriter system(built.system, built.parts);
    system.add(productText(environment) + u"\n\n"_s + environmentText(environment),
               {.kind = u"system"_s, .title = u"AIOS Desktop"_s, .path = {}, .why = loadReasonName(LoadReason::SessionStart)});
    system.add(skillsSection(content, environment), {.kind = u"skills"_s, .title = u"Skill list"_s, .path = {}, .why = u"names and descriptions"_s});
    system.add(agentsSection(content, environment), {.kind = u"agents"_s, .title = u"Agent list"_s, .path = {}, .why = u"names and descriptions"_s});

    QString sections;
    ContextWriter project(sections, built.parts);
    addBrain(project, content);
    for (const ContextFile& file : content.context) {
        if (file.file.reason == LoadReason::NotLoaded || file.text.trimmed().isEmpty())
            continue;
        const bool board = file.file.relative.endsWith("active-work.md"_L1);
        project.add(labelled(pathFor(file.file), board ? u"the board: work in hand"_s : u"the newest entries of the session log"_s, file.text),
                    {.kind = u"context"_s, .title = pathFor(file.file), .path = file.file.path, .why = loadReasonName(file.file.reason)});
    }
    if (!sections.isEmpty()) {
        built.projectContext =
            u"<system-reminder>\nThe folder's files for this session. Its instructions override your defaults; later text wins.\n\n"_s + sections +
            u"\n</system-reminder>"_s;
    }
    return built;
}

} // namespace aios
