// SPDX-License-Identifier: MIT
#include "core/agent/promptpreparation.h"

#include "core/agent/pathrules.h"
#include "core/agent/promptrules.h"
#include "core/base/hash.h"
#include "core/base/text.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kMostMention = 256 * 1024;
constexpr qsizetype kMostNames = 1000; ///< Of a mentioned folder.
constexpr qint64 kMostSkill = 4 * 1024 * 1024;

} // namespace

Result<QString> readSkillBody(const SessionServices& services, const SkillFile& skill)
{
    if (!skill.file.problem.isEmpty() && skill.file.sha256.isEmpty()) // not read when the layers were: no consent, another's file
        return fail(ErrorCode::Denied, skill.file.problem);
    QString relative = skill.file.relative;
    if (const QString real = QFileInfo(skill.file.path).canonicalFilePath(); !relative.isEmpty() && real.startsWith(services.root + u'/'))
        relative = real.sliced(services.root.size() + 1); // an absolute link that stays in the folder is one to RootDir only this way
    Result<QByteArray> bytes;
    if (!skill.file.linkTarget.isEmpty() || relative.isEmpty()) { // consented, or the person's own
        bytes = readOwnFile(skill.file.linkTarget.isEmpty() ? skill.file.path : skill.file.linkTarget, kMostSkill);
    } else if (auto content = services.rootDir->read(relative.toUtf8(), kMostSkill); content) {
        bytes = std::move(content->bytes);
    } else {
        bytes = std::unexpected(content.error());
    }
    if (!bytes)
        return std::unexpected(bytes.error());
    const auto document = parseMarkdownDocument(*bytes);
    if (!document)
        return std::unexpected(document.error());
    return document->body;
}

QString effortOf(const ContentSnapshot& content, const QString& command)
{
    if (const SkillFile* skill = content.skill(command); skill && skill->userInvocable)
        return skill->effort;
    const CommandFile* file = content.command(command);
    return file ? file->effort : QString();
}

PromptPreparation::PromptPreparation(SessionCore& core, LoopScope& scope) : m_core(core), m_scope(scope), m_inserts(core, scope) {}

void PromptPreparation::prepare(const QString& prompt, std::function<void(Result<PreparedPrompt>)> done)
{
    m_done = std::move(done);
    m_prepared = {};
    m_attached.clear();
    m_typedMentions = fileMentions(prompt);
    m_prepared.typed = splitPrompt(prompt);
    const bool mayMeanServices = m_prepared.typed.command.startsWith("mcp__"_L1) ||
                                 std::ranges::any_of(m_typedMentions, [](const QString& each) { return each.contains(u':'); });
    if (!mayMeanServices || !m_core.services.inserts.whenKnown)
        return begin(prompt);
    m_core.services.inserts.whenKnown(this, [this, prompt, attempt = ++m_attempt] {
        if (attempt == m_attempt && m_done)
            begin(prompt);
    });
}

void PromptPreparation::begin(const QString& prompt)
{
    if (isOfService(m_prepared.typed.command))
        return preparePromptOfService();
    auto expansion = expand(prompt);
    if (!expansion)
        return std::exchange(m_done, nullptr)(std::unexpected(expansion.error()));
    if (expansion->shell.isEmpty())
        return expanded(std::move(*expansion));
    auto shell = expansion->shell;
    addPromptRules(m_core, m_core.services.trusted() ? expansion->allowedTools : QStringList(), expansion->disallowedTools);
    m_inserts.run(shell, [this, expansion = std::move(*expansion)](Result<QStringList> outputs) mutable {
        if (!outputs)
            return std::exchange(m_done, nullptr)(std::unexpected(outputs.error()));
        expansion.text = expansion.finish(*outputs);
        expansion.shell.clear();
        expanded(std::move(expansion));
    });
}

void PromptPreparation::cancel()
{
    ++m_attempt;
    m_inserts.cancel();
}

/// What the folder has under that name comes first.
bool PromptPreparation::isOfService(const QString& command) const
{
    const ContentPtr content = m_core.services.content();
    return command.startsWith("mcp__"_L1) && m_core.services.inserts.prompt && !content->skill(command) && !content->command(command);
}

/// Its text is the service's, so nothing in it is expanded.
void PromptPreparation::preparePromptOfService()
{
    const PromptParts& typed = m_prepared.typed;
    m_core.services.inserts.prompt(typed.command, typed.arguments, this, [this, attempt = ++m_attempt](const Result<ServiceInsert>& insert) {
        if (attempt != m_attempt || !m_done)
            return;
        if (!insert)
            return std::exchange(m_done, nullptr)(std::unexpected(insert.error()));
        PromptExpansion plain;
        plain.text = insert->text;
        plain.parts.append(take(*insert, u'/' + m_prepared.typed.command));
        expanded(std::move(plain));
    });
}

/// What it gives besides its text goes with the prompt; the text is placed by whoever asked for it.
ContextPart PromptPreparation::take(const ServiceInsert& insert, const QString& written)
{
    m_prepared.images += insert.images;
    if (!insert.leftOut.isEmpty())
        addNotice(insert.leftOut);
    const QByteArray bytes = insert.text.toUtf8();
    return {u"mention"_s, written, {}, loadReasonName(LoadReason::Mention), estimateTokens(bytes.size()), sha256Hex(bytes)};
}

Result<PromptExpansion> PromptPreparation::expand(const QString& prompt)
{
    const QString name = m_prepared.typed.command;
    if (name.isEmpty()) {
        PromptExpansion plain;
        plain.text = prompt;
        plain.fileMentions = fileMentions(prompt);
        return plain;
    }
    const ContentPtr content = m_core.services.content();
    ExpansionVariables variables{m_core.id, m_core.services.root, {}, {}};
    const SkillFile* skill = content->skill(name);
    if (skill && skill->userInvocable) { // a skill wins over a command of the same name
        const auto body = readSkillBody(m_core.services, *skill);
        if (!body)
            return std::unexpected(body.error());
        m_prepared.skill = skill->name;
        variables.skillDir = QFileInfo(skill->file.path).absolutePath();
        return expandSkill(*skill, *body, m_prepared.typed.arguments, content->learning(name), variables);
    }
    if (const CommandFile* command = content->command(name); command && command->userInvocable) {
        if (!command->file.problem.isEmpty() && command->file.sha256.isEmpty())
            return fail(ErrorCode::Denied, u"/%1 cannot be used: %2"_s.arg(name, command->file.problem));
        return expandCommand(*command, m_prepared.typed.arguments, content->learning(name), variables);
    }
    QStringList known;
    for (const CommandFile& command : content->commands) {
        if (command.userInvocable)
            known.append(u"/"_s + command.name);
    }
    return fail(ErrorCode::NotFound, known.isEmpty()
                                         ? u"There is no command /%1: this folder has no commands in .claude/commands. Nothing was sent."_s.arg(name)
                                         : u"There is no command /%1 in this folder. It has: %2. Nothing was sent."_s.arg(name, known.join(u", "_s)));
}

void PromptPreparation::expanded(PromptExpansion expansion)
{
    m_prepared.text = std::move(expansion.text);
    m_prepared.model = expansion.model;
    m_prepared.effort = expansion.effort;
    m_prepared.disallowedTools = expansion.disallowedTools;
    m_prepared.parts = expansion.parts;
    if (!expansion.allowedTools.isEmpty()) {
        if (m_core.services.trusted())
            m_prepared.allowedTools = expansion.allowedTools;
        else
            addNotice(u"The allowed-tools of /%1 do not count: the folder is not trusted."_s.arg(m_prepared.typed.command));
    }
    attach(expansion.fileMentions);
}

void PromptPreparation::attach(const QStringList& mentions)
{
    for (qsizetype i = 0; i < mentions.size(); ++i) {
        const auto path = m_core.services.guard->check(mentions[i], PathAccess::Kind::Read);
        if (!path || !path->exists) {
            const ServiceInserts& inserts = m_core.services.inserts;
            if (!m_typedMentions.contains(mentions[i]) || !inserts.isResource || !inserts.isResource(mentions[i]))
                continue; // not a file of ours: the text stays as typed
            m_mentions = mentions.sliced(i + 1);
            return attachResource(mentions[i]);
        }
        const auto text = mentioned(*path);
        if (text)
            m_attached += *text;
        else
            addNotice(u"@%1 was not attached: %2"_s.arg(path->shown, text.error().message));
    }
    m_prepared.text += m_attached;
    std::exchange(m_done, nullptr)(std::move(m_prepared));
}

/// A resource of a service, by the person's own word; a deny rule holds all the same. The other mentions follow.
void PromptPreparation::attachResource(const QString& mention)
{
    AccessRequest access;
    access.tool = u"ReadMcpResourceTool"_s;
    access.grade = Grade::Read;
    if (const Verdict verdict = m_core.policy.decide(access, m_core.mode); verdict.effect == RuleEffect::Deny) {
        addNotice(u"@%1 was not attached: %2"_s.arg(showHidden(mention), verdict.reason));
        return attach(std::exchange(m_mentions, {}));
    }
    m_core.services.inserts.resource(mention, m_core.id, this, [this, mention, attempt = ++m_attempt](const Result<ServiceInsert>& insert) {
        if (attempt != m_attempt || !m_done)
            return;
        if (insert) {
            m_prepared.parts.append(take(*insert, mention));
            m_attached += u"\n\n"_s + insert->text;
        } else {
            addNotice(u"@%1 was not attached: %2"_s.arg(showHidden(mention), insert.error().message));
        }
        attach(std::exchange(m_mentions, {}));
    });
}

/// A mentioned file, or a folder's list, as the model gets it, with the rules that go with it.
Result<QString> PromptPreparation::mentioned(const GuardedPath& path)
{
    const SessionServices& services = m_core.services;
    AccessRequest access;
    access.tool = u"Read"_s;
    access.grade = Grade::Read;
    access.paths = {services.guard->access(path, PathAccess::Kind::Read)};
    if (const Verdict verdict = m_core.policy.decide(access, m_core.mode); verdict.effect != RuleEffect::Allow)
        return fail(ErrorCode::Denied, verdict.reason);
    const QString why = loadReasonName(LoadReason::Mention);
    const auto stamp = services.rootDir->stat(path.realRelative);
    if (stamp && stamp->folder) {
        const QString list = folderList(path);
        m_prepared.parts.append(
            {u"mention"_s, path.shown + u'/', path.absolute, why, estimateTokens(list.toUtf8().size()), sha256Hex(list.toUtf8())});
        return QString(u"\n\n<folder path=\""_s + path.shown + u"\">\n"_s + list + u"</folder>"_s);
    }
    const auto content = services.rootDir->read(path.realRelative, kMostMention);
    if (!content)
        return std::unexpected(content.error());
    const auto text = decodeText(content->bytes);
    if (!text)
        return fail(ErrorCode::InvalidInput, u"it is not text."_s);
    m_core.noteFiles({{services.root + u'/' + QString::fromUtf8(path.realRelative), {content->sha256, false}}});
    m_prepared.parts.append({u"mention"_s, path.shown, path.absolute, why, estimateTokens(content->bytes.size()), content->sha256});
    return QString(u"\n\n<file path=\""_s + path.shown + u"\">\n"_s + withoutTagCharacters(*text) + u"\n</file>"_s +
                   pathRulesText(m_core, m_scope, QString::fromUtf8(path.relative), m_prepared.parts));
}

/// Names in the folder, sorted, folders with a slash; only what a read may look at. Each is checked beneath the root again: the folder may have become
/// a link meanwhile.
QString PromptPreparation::folderList(const GuardedPath& path) const
{
    QStringList names;
    bool cut = false;
    for (QDirIterator it(path.realAbsolute, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot); it.hasNext() && !cut;) {
        const QFileInfo entry = it.nextFileInfo();
        const auto checked = m_core.services.guard->check(path.absolute + u'/' + entry.fileName(), PathAccess::Kind::Read);
        if (!checked || m_core.policy.deniesRead(checked->absolute, checked->realAbsolute))
            continue;
        names.append(shownPath(entry.fileName()) + (entry.isDir() ? u"/"_s : QString()));
        cut = names.size() == kMostNames;
    }
    names.sort();
    return names.join(u'\n') + (names.isEmpty() ? QString() : u"\n"_s) + (cut ? u"(and more; use Glob)\n"_s : QString());
}

void PromptPreparation::addNotice(const QString& text)
{
    m_prepared.notice += (m_prepared.notice.isEmpty() ? QString() : u"\n"_s) + text;
}

} // namespace aios
