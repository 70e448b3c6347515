// SPDX-License-Identifier: MIT
#include "core/agent/preconditions.h"

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

bool hasArguments(const QByteArray& inputJson, const QList<std::pair<QString, QString>>& wanted)
{
    if (wanted.isEmpty())
        return true;
    const auto input = parseJson(inputJson);
    if (!input || !input->is_object())
        return false;
    return std::ranges::all_of(wanted, [&](const auto& pair) {
        const QByteArray key = pair.first.toUtf8();
        return jsonText(input->as_object(), std::string_view(key.constData(), static_cast<std::size_t>(key.size()))) == pair.second;
    });
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

QString missingFiles(const SessionCore& core, const AccessRequest& access, const EnforceRule& rule)
{
    const auto [piece, settings] = writtenPiece(core, access);
    const QStringList required = filesToRead(rule, settings, piece);
    QStringList history;
    const QString prefix = core.services.root + u'/';
    for (const QString& path : core.ledger.history())
        history.append(path.startsWith(prefix) ? path.sliced(prefix.size()) : path);
    const QStringList missing = missingReads(required, history);
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
    const bool done = std::ranges::any_of(
        core.worked, [&rule](const WorkedCall& call) { return wildcardMatch(rule.called, call.tool) && hasArguments(call.inputJson, rule.with); });
    if (done)
        return {};
    QStringList with;
    for (const auto& [name, value] : rule.with)
        with.append(name + u" = "_s + value);
    return u"Before this, a call of %1%2 must have worked in this session. Make it first, then call again."_s.arg(
        rule.called, with.isEmpty() ? QString() : u" with "_s + with.join(u", "_s));
}

} // namespace

std::optional<UnmetCondition> unmetCondition(const SessionCore& core, const AccessRequest& access)
{
    const ContentPtr content = core.services.content ? core.services.content() : nullptr;
    if (!content)
        return std::nullopt;
    for (const RuleFile& file : content->rules) {
        for (const EnforceRule& rule : file.enforce) {
            if (!isAbout(rule.before, access, core.services.root) || !hasArguments(access.inputJson, rule.when))
                continue;
            QString text = rule.read.isEmpty() ? QString() : missingFiles(core, access, rule);
            if (text.isEmpty() && !rule.called.isEmpty())
                text = missingCall(core, rule);
            if (!text.isEmpty())
                return UnmetCondition{rule.file, u"The rule %1 holds this back. "_s.arg(rule.file) + text};
        }
    }
    return std::nullopt;
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
