// SPDX-License-Identifier: MIT
#include "core/agent/sessiontools/skilltool.h"

#include "core/agent/promptpreparation.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/content/skilllisting.h"

#include <QFileInfo>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

struct SkillCall {
    QString name;
    QString arguments;
};

SkillCall skillCall(QByteArrayView inputJson)
{
    const auto value = parseJson(inputJson);
    if (!value || !value->is_object())
        return {};
    QString name = jsonText(value->as_object(), "skill");
    if (name.startsWith(u'/'))
        name.remove(0, 1);
    return {name, jsonText(value->as_object(), "args")};
}

constexpr auto kHead = "Skill %1 (base folder "_L1;
constexpr auto kHeadEnd = "):\n\n"_L1;

/// The inline shell of a skill on its way.
class SkillRun final : public ToolRun {
public:
    SkillRun(SessionCore& core, const LoopScope& scope) : inserts(core, scope) {}
    ShellInserts inserts;
};

/// A skill of a service on its way.
class ServedSkillRun final : public QObject, public ToolRun {
public:
    explicit ServedSkillRun(Once<Result<ToolOutput>> given) : reply(std::move(given)) {}
    Once<Result<ToolOutput>> reply;
};

class SkillTool final : public SessionTool {
public:
    SkillTool(SessionCore& core, LoopScope& scope) : m_core(core), m_scope(scope) {}

    [[nodiscard]] const ToolSpec& spec() const override
    {
        static const ToolSpec kSpec{
            u"Skill"_s,
            u"Load a skill's full instructions into the conversation. The skills are listed in the system prompt; load one before work it covers."_s,
            R"({"type":"object","properties":{"skill":{"type":"string","description":"Name of the skill"},"args":{"type":"string","description":"Arguments, if the skill takes any"}},"required":["skill"]})",
            false, true};
        return kSpec;
    }

    [[nodiscard]] ToolPlan plan(const ToolCall& call, const ToolContext&) const override
    {
        const SkillCall wanted = skillCall(call.inputJson);
        const ContentPtr content = m_core.services.content();
        const auto skill = skillOrCommand(*content, wanted.name);
        ToolPlan plan;
        plan.access.grade = Grade::Read;
        plan.access.neverAsks = true;
        plan.access.subject = wanted.name;
        plan.title = u"Load skill "_s + wanted.name;
        const auto served = skill ? std::nullopt : servedSkill(wanted.name);
        plan.digest = sha256Fields({"Skill", call.inputJson, skill ? skill->file.sha256 : served ? served->digest : QByteArray()});
        if (served) // turned on by the person as it is; what it says is checked before it is loaded
            plan.title += u" from the service "_s + served->server;
        else if (!skill || !skill->modelInvocable)
            plan.refusal = u"There is no skill named %1 that you may load."_s.arg(wanted.name);
        else if (!skill->file.problem.isEmpty() && skill->bodyTokens == 0)
            plan.refusal = u"The skill %1 cannot be used: %2"_s.arg(wanted.name, skill->file.problem);
        return plan;
    }

    [[nodiscard]] std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext&, ToolProgress,
                                                 Once<Result<ToolOutput>> reply) const override
    {
        const SkillCall wanted = skillCall(call.inputJson);
        const ContentPtr content = m_core.services.content();
        const auto skill = skillOrCommand(*content, wanted.name);
        if (const auto served = skill ? std::nullopt : servedSkill(wanted.name))
            return startServed(*served, wanted.arguments, std::move(reply));
        if (!skill) {
            reply(error(u"The skill %1 is gone."_s.arg(wanted.name)));
            return nullptr;
        }
        auto expanded = expansionOf(*content, *skill, wanted);
        if (!expanded) {
            reply(error(u"The skill %1 cannot be read: %2"_s.arg(wanted.name, expanded.error().message)));
            return nullptr;
        }
        PromptExpansion expansion = std::move(*expanded);
        addRules(expansion);
        const SkillFile kept = *skill;
        if (expansion.shell.isEmpty()) {
            reply(loaded(kept, expansion.text));
            return nullptr;
        }
        LoopScope scope;
        scope.owner = m_scope.owner;
        scope.tools = m_core.services.tools;
        auto run = std::make_unique<SkillRun>(m_core, scope);
        auto shell = expansion.shell;
        auto answer = std::make_shared<Once<Result<ToolOutput>>>(std::move(reply));
        run->inserts.run(shell, [this, answer, kept, expansion = std::move(expansion)](Result<QStringList> outputs) {
            (*answer)(outputs ? loaded(kept, expansion.finish(*outputs)) : error(outputs.error().message));
        });
        return run;
    }

private:
    /// A command is a skill in a single file; a skill of the same name wins.
    static std::optional<SkillFile> skillOrCommand(const ContentSnapshot& content, const QString& name)
    {
        if (const SkillFile* skill = content.skill(name))
            return *skill;
        const CommandFile* command = content.command(name);
        return command ? std::optional(commandAsSkill(*command)) : std::nullopt;
    }

    [[nodiscard]] Result<PromptExpansion> expansionOf(const ContentSnapshot& content, const SkillFile& skill, const SkillCall& wanted) const
    {
        ExpansionVariables variables{m_core.id, m_core.services.root, QFileInfo(skill.file.path).absolutePath(), {}};
        const LearningFile* learning = content.learning(wanted.name);
        if (const CommandFile* command = content.skill(wanted.name) ? nullptr : content.command(wanted.name)) {
            variables.skillDir.clear();
            return expandCommand(*command, wanted.arguments, learning, variables);
        }
        return readSkillBody(m_core.services, skill).transform([&](const QString& body) {
            return expandSkill(skill, body, wanted.arguments, learning, variables);
        });
    }

    [[nodiscard]] std::optional<ServedSkill> servedSkill(const QString& name) const
    {
        const ServedSkills& skills = m_core.services.inserts.skills;
        for (const ServedSkill& skill : skills.list ? skills.list() : QList<ServedSkill>()) {
            if (skill.name == name)
                return skill;
        }
        return std::nullopt;
    }

    /// Its words are a service's: nothing in them is run or filled in, and its settings allow nothing.
    [[nodiscard]] std::unique_ptr<ToolRun> startServed(const ServedSkill& served, const QString& arguments, Once<Result<ToolOutput>> reply) const
    {
        auto run = std::make_unique<ServedSkillRun>(std::move(reply));
        m_core.services.inserts.skills.load(served, run.get(), [this, running = run.get(), served, arguments](const Result<QString>& text) {
            SkillFile skill;
            skill.name = served.name;
            skill.file.path = served.uri;
            skill.file.sha256 = served.digest;
            skill.bodyTokens = text ? estimateTokens(text->toUtf8().size()) : 0;
            const QString words = arguments.isEmpty() ? QString() : u"\n\nARGUMENTS: "_s + arguments;
            Once<Result<ToolOutput>> answer = std::move(running->reply); // answering may destroy it
            answer(text ? loaded(skill, *text + words) : error(text.error().message));
        });
        return run;
    }

    static ToolOutput error(const QString& text)
    {
        ToolOutput output;
        output.text = text;
        output.isError = true;
        return output;
    }

    /// The skill's own rules, until the person's next prompt: what it allows as if the person had run it, once the folder is trusted, and not to agents;
    /// what it forbids always.
    void addRules(const PromptExpansion& expansion) const
    {
        const auto add = [this](RuleEffect effect, const QStringList& rules) {
            for (const QString& rule : rules)
                m_core.addSessionRule({effect, RuleSource::Skill, rule, {}, {}});
        };
        if (m_core.services.trusted() && m_scope.owner.agent.isEmpty())
            add(RuleEffect::Allow, expansion.allowedTools);
        add(RuleEffect::Deny, expansion.disallowedTools);
    }

    [[nodiscard]] ToolOutput loaded(const SkillFile& skill, const QString& text) const
    {
        ToolOutput output;
        const QByteArray digest = sha256Hex(text.toUtf8());
        if (m_scope.loadedSkills.value(skill.name).digest == digest) {
            output.text = u"The skill %1 is already loaded, unchanged. Its instructions stand above."_s.arg(skill.name);
            return output;
        }
        noteSkillLoaded(m_scope, skill.name, text);
        const QString folder = skill.file.path.section(u'/', 0, -2); // of a file, or of an address of a service
        output.text = QString(kHead).arg(skill.name) + folder + kHeadEnd + text;
        m_core.journal.context(m_core.origin.promptNumber,
                               {{u"skill"_s, skill.name, skill.file.path, loadReasonName(LoadReason::SkillRun), skill.bodyTokens, skill.file.sha256}},
                               m_scope.owner);
        return output;
    }

    SessionCore& m_core;
    LoopScope& m_scope;
};

} // namespace

std::shared_ptr<const Tool> makeSkillTool(SessionCore& core, LoopScope& scope)
{
    return std::make_shared<const SkillTool>(core, scope);
}

void noteSkillLoaded(LoopScope& scope, const QString& name, const QString& text)
{
    scope.loadedSkills.insert(name, {sha256Hex(text.toUtf8()), text, ++scope.skillCounter});
}

void noteSkillsOf(const QList<Message>& history, LoopScope& scope)
{
    QHash<QString, QString> names; // of calls
    for (const Message& message : history) {
        for (const Block& block : message.blocks) {
            if (const auto* call = std::get_if<ToolUseBlock>(&block); call && call->name == "Skill"_L1)
                names.insert(call->id, skillCall(call->inputJson).name);
            const auto* result = std::get_if<ToolResultBlock>(&block);
            const QString name = result ? names.value(result->toolUseId) : QString();
            if (name.isEmpty() || !result->text.startsWith(QString(kHead).arg(name)))
                continue;
            if (const qsizetype body = result->text.indexOf(kHeadEnd); body >= 0)
                noteSkillLoaded(scope, name, result->text.sliced(body + kHeadEnd.size()));
        }
    }
}

} // namespace aios
