// SPDX-License-Identifier: MIT
#include "core/agent/preconditions.h"

#include "core/agent/conditionvalues.h"
#include "core/agent/programwrites.h"
#include "core/base/json.h"
#include "core/content/board.h"
#include "core/content/pieces.h"
#include "core/gate/rulegrammar.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostBytes = 1024 * 1024;

/// Whether the permission rule is about this call.
bool isAbout(const QString& rule, const AccessRequest& access, const QString& root)
{
    PermissionSettings settings;
    settings.rules = {{RuleEffect::Deny, RuleSource::Project, rule, {}, {}, {}, {}}};
    const Verdict verdict = Policy(settings, root).decide(access, PermissionMode::Default);
    return verdict.effect == RuleEffect::Deny && verdict.by == Verdict::By::Rule;
}

/// The file that the call writes, relative, and its frontmatter: as the call would write it, else as it stands.
std::pair<QString, Frontmatter> writtenPiece(const SessionCore& core, const AccessRequest& access)
{
    for (const PathAccess& path : access.paths) {
        const QString prefix = core.services.root + u'/';
        if (path.kind != PathAccess::Kind::Write || !path.path.startsWith(prefix))
            continue;
        const QString relative = path.path.sliced(prefix.size());
        const auto input = parseJson(access.inputJson);
        QByteArray text = input && input->is_object() ? jsonText(input->as_object(), "content").toUtf8() : QByteArray();
        if (const auto file = text.isEmpty() ? core.services.rootDir->read(relative.toUtf8(), kMostBytes) : Result<FileContent>(FileContent());
            file && text.isEmpty())
            text = file->bytes;
        const auto document = parseMarkdownDocument(text);
        return {relative, document ? document->frontmatter : Frontmatter()};
    }
    return {};
}

QString listed(const QStringList& files)
{
    return u"“"_s + files.join(u"”, “"_s) + u"”"_s;
}

/// What the session has read so far, in order, relative where it is in the folder.
QStringList readSoFar(const SessionCore& core)
{
    QStringList history;
    const QString prefix = core.services.root + u'/';
    const auto paths = core.ledger.history();
    for (const QString& path : paths)
        history.append(path.startsWith(prefix) ? path.sliced(prefix.size()) : path);
    return history;
}

QString missingFiles(const SessionCore& core, const AccessRequest& access, const EnforceRule& rule)
{
    const auto [piece, settings] = writtenPiece(core, access);
    const QStringList required = filesToRead(rule, settings, piece);
    const QStringList missing = missingReads(required, readSoFar(core));
    if (missing.isEmpty())
        return {};
    QString text =
        u"Before this, %1 must have been read in this session, in this order. Still missing: %2. Read them with the Read tool, then call again."_s
            .arg(listed(required), listed(missing));
    if (missing.join(u' ').contains(u'{'))
        text += u" (What stands in {…} comes from the frontmatter of the file you write; give it there.)"_s;
    return text;
}

QString missingCall(const SessionCore& core, const EnforceRule& rule)
{
    bool foundNothing = false;
    for (const WorkedCall& call : core.worked) {
        if (!wildcardMatch(rule.called, call.tool) || !matchesWith(call.tool, call.inputJson, rule.with, core.names))
            continue;
        if (!call.foundNothing)
            return {};
        foundNothing = true;
    }
    QStringList with;
    for (const auto& [name, value] : rule.with)
        with.append(name + u" = "_s + value);
    QString text =
        u"Before this, a call of %1%2 must have worked in this session, and found or made something. Make it first, then call again."_s.arg(
            rule.called, with.isEmpty() ? QString() : u" with "_s + with.join(u", "_s));
    if (foundNothing)
        text += u" (The calls so far found nothing: what they looked for is not there yet. Make it.)"_s;
    return text;
}

/// For an id that may stand for what the rule speaks of.
QString doubtWords(const WhenMatch& match)
{
    return u" It may not be about this call: %1 is “%2”, and nothing in this session says whether that is “%3”. Say it by its name, or list what the service has (with a tool such as "
           "list_tables), then call again."_s.arg(match.argument, match.value, match.wanted);
}

/// For a command line, or a service's tool, that may write what a rule about edits speaks of.
QString programWords(const QString& because)
{
    return u" This counts as such a write, because %1. Write the file with Write or Edit instead; to look at it, use Read."_s.arg(because);
}

/// What a rule misses for this call; empty when it is met, or not about it.
QString missingOf(const SessionCore& core, const AccessRequest& access, const EnforceRule& rule)
{
    const WhenMatch match = matchWhen(access.tool, access.inputJson, rule.when, core.names);
    if (match.kind == WhenMatch::Kind::No)
        return {};
    const bool about = isAbout(rule.before, access, core.services.root);
    const QString writes = about ? QString() : mayWrite(rule.before, access, core.services.root);
    if (!about && writes.isEmpty())
        return {};
    QString text = rule.read.isEmpty() ? QString() : missingFiles(core, access, rule);
    if (text.isEmpty() && !rule.called.isEmpty())
        text = missingCall(core, rule);
    if (text.isEmpty())
        return {};
    if (match.kind == WhenMatch::Kind::Doubt)
        text += doubtWords(match);
    return writes.isEmpty() ? text : text + programWords(writes);
}

} // namespace

std::optional<UnmetCondition> unmetCondition(const SessionCore& core, const AccessRequest& access)
{
    const ContentPtr content = core.services.content ? core.services.content() : nullptr;
    if (!content)
        return std::nullopt;
    for (const RuleFile& file : content->rules) {
        for (const EnforceRule& rule : file.enforce) {
            if (const QString text = missingOf(core, access, rule); !text.isEmpty())
                return UnmetCondition{rule.file, u"The rule %1 holds this back. "_s.arg(rule.file) + text};
        }
    }
    return std::nullopt;
}

QString unmetByProgram(const SessionCore& core, const QList<FolderState::Change>& changes)
{
    constexpr qsizetype kMostFiles = 20;
    const ContentPtr content = core.services.content ? core.services.content() : nullptr;
    if (!content)
        return {};
    const QStringList history = readSoFar(core);
    QStringList lines;
    for (const RuleFile& file : content->rules) {
        for (const EnforceRule& rule : file.enforce) {
            for (const FolderState::Change& change : changes.first(std::min(changes.size(), kMostFiles))) {
                if (rule.read.isEmpty() || change.kind == FolderState::Change::Kind::Removed ||
                    !isAboutFile(rule.before, change.path, core.services.root))
                    continue;
                const auto now = core.services.rootDir->read(change.path.toUtf8(), kMostBytes);
                const auto document = now ? parseMarkdownDocument(now->bytes) : decltype(parseMarkdownDocument({}))();
                const QStringList missing = missingReads(filesToRead(rule, document ? document->frontmatter : Frontmatter(), change.path), history);
                if (!missing.isEmpty())
                    lines.append(u"%1 (the rule %2 asks for %3 first)"_s.arg(change.path, rule.file, listed(missing)));
            }
        }
    }
    lines.removeDuplicates();
    return lines.isEmpty()
               ? QString()
               : u"This command changed files that a rule holds back until others were read: %1. Read what is missing now, then look at these files "
                 "again and mend them with Write or Edit."_s.arg(lines.join(u"; "_s));
}

namespace {

QString notYours(const StatusFlow& flow, PieceStatus status)
{
    const QString why =
        flow.isGated(status)
            ? u"Only the person approves, on the page that shows the piece; Scheduled and Published are set by the program on proof from the service."_s
            : u"The folder's pipeline leaves that move to the person."_s;
    return u"Not done: you do not move a piece to %1. %2 You may say that it is ready."_s.arg(flow.name(status), why);
}

/// Texts of the cards in the columns of statuses that are not the assistant's.
QStringList cardsOfOthers(const QByteArray& file, const StatusFlow& flow, QHash<QString, PieceStatus>& where)
{
    QStringList cards;
    for (const BoardColumn& column : parseBoard(file).columns) {
        const PieceStatus status = flow.statusOf(column.title);
        if (flow.assistantEnters(status))
            continue;
        for (const BoardCard& card : column.cards) {
            cards.append(flow.name(status) + u'\n' + card.title + u'\n' + card.slug);
            where.insert(cards.constLast(), status);
        }
    }
    return cards;
}

} // namespace

std::optional<UnmetCondition> forbiddenStatus(const SessionCore& core, const ToolPlan& plan)
{
    if (plan.preview.kind != ApprovalPreview::Kind::FileDiff)
        return std::nullopt;
    const StatusFlow flow = core.services.statusFlow ? core.services.statusFlow() : StatusFlow();
    const QString& path = plan.preview.path;
    if (path.startsWith("content/"_L1) && path.endsWith(".md"_L1)) {
        const PieceStatus before = plan.preview.creates ? PieceStatus::Unknown : pieceFrom({}, path, plan.preview.before, flow).status;
        const PieceStatus after = pieceFrom({}, path, plan.preview.after, flow).status;
        return flow.assistantMoves(before, after) ? std::nullopt : std::optional(UnmetCondition{u"status"_s, notYours(flow, after)});
    }
    if (path != "context/active-work.md"_L1)
        return std::nullopt;
    QHash<QString, PieceStatus> where;
    QStringList before = cardsOfOthers(plan.preview.before, flow, where);
    for (const QString& card : cardsOfOthers(plan.preview.after, flow, where)) {
        if (!before.removeOne(card))
            return UnmetCondition{u"status"_s, notYours(flow, where.value(card))};
    }
    return std::nullopt;
}

} // namespace aios
