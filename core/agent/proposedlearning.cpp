// SPDX-License-Identifier: MIT
#include "core/agent/proposedlearning.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/content/textlines.h"
#include "core/markdown/frontmatter.h"

#include <QRegularExpression>

#include <functional>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kQuote = 140;
constexpr qsizetype kMostFromPrompts = 3;

/// As part of a sentence: without the full stop of its own.
QString quote(const QString& text)
{
    QString words = text.simplified();
    if (words.endsWith(u'.') && !words.endsWith("..."_L1))
        words.chop(1);
    return u'“' + elided(words, kQuote) + u'”';
}

QString commandOf(const ApprovalRequest& request)
{
    return request.origin.startsWith(u'/') ? request.origin.sliced(1) : QString();
}

struct Change {
    QString removed;
    QString added;
};

/// Of two versions of a paragraph only the sentences that differ.
Change narrowed(const Change& change)
{
    const QString was = change.removed.simplified();
    const QString is = change.added.simplified();
    const qsizetype shorter = std::min(was.size(), is.size());
    qsizetype front = 0;
    while (front < shorter && was[front] == is[front])
        ++front;
    qsizetype back = 0;
    while (back < shorter - front && was[was.size() - 1 - back] == is[is.size() - 1 - back])
        ++back;
    const auto sentence = [](QChar mark) { return mark == u'.' || mark == u'!' || mark == u'?'; };
    while (front > 0 && !(front > 1 && was[front - 1] == u' ' && sentence(was[front - 2])))
        --front;
    while (back > 0 && !sentence(was[was.size() - 1 - back]))
        --back;
    if (back > 0)
        --back; // the full stop belongs to the sentence
    return {was.mid(front, was.size() - front - back).trimmed(), is.mid(front, is.size() - front - back).trimmed()};
}

/// The first place where two texts differ, of those that count.
Change firstChange(const QString& before, const QString& after, const std::function<bool(const Change&)>& counts = {})
{
    for (const DiffHunk& hunk : diffLines(before.toUtf8() + '\n', after.toUtf8() + '\n', 0)) {
        Change change;
        for (const DiffLine& line : hunk.lines)
            (line.kind == DiffLine::Kind::Removed ? change.removed : change.added) += QString::fromUtf8(line.text);
        if (change.removed.simplified() == change.added.simplified())
            continue;
        if (!change.removed.isEmpty() && !change.added.isEmpty())
            change = narrowed(change);
        if (!counts || counts(change))
            return change;
    }
    return {};
}

/// The first text of a call that the person changed, with its key.
std::pair<QString, Change> editedText(const QByteArray& before, const QByteArray& after)
{
    const auto was = parseJson(before);
    const auto is = parseJson(after);
    if (!was || !is || !was->is_object() || !is->is_object())
        return {};
    for (const auto& [key, value] : is->as_object()) {
        const std::string_view name(key);
        if (!value.is_string())
            continue;
        const Change change = firstChange(jsonText(was->as_object(), name), toQString(value.as_string()));
        if (!change.removed.isEmpty() || !change.added.isEmpty())
            return {toQString(name), change};
    }
    return {};
}

QString changeWords(const Change& change, const QString& verb)
{
    const QString removed = change.removed.simplified();
    const QString added = change.added.simplified();
    if (removed.isEmpty())
        return u"Add %1"_s.arg(quote(added));
    if (added.isEmpty())
        return u"Leave out %1"_s.arg(quote(removed));
    return u"%1 %2, not %3"_s.arg(verb, quote(added), quote(removed));
}

/// A whole sentence of `words`, with the file they are about; empty stays empty.
QString sentenceAbout(const ApprovalRequest& request, const QString& words)
{
    if (words.isEmpty())
        return {};
    return request.preview.path.isEmpty() ? words + u'.' : u"%1 (%2)."_s.arg(words, request.preview.path);
}

/// What the hunks that were left out would have done.
QString leftOutWords(const ApprovalRequest& request, const QList<int>& kept)
{
    const auto& hunks = request.preview.hunks;
    for (qsizetype i = 0; i < hunks.size(); ++i) {
        if (kept.contains(static_cast<int>(i)))
            continue;
        Change change;
        for (const DiffLine& line : hunks.at(i).lines) {
            if (line.kind != DiffLine::Kind::Context)
                (line.kind == DiffLine::Kind::Removed ? change.removed : change.added) += QString::fromUtf8(line.text);
        }
        if (change.removed.simplified().isEmpty())
            return u"Do not add %1"_s.arg(quote(change.added));
        return change.added.simplified().isEmpty() ? u"Do not take out %1"_s.arg(quote(change.removed))
                                                   : u"Leave %1 as it is, not %2"_s.arg(quote(change.removed), quote(change.added));
    }
    return {};
}

/// The first sentence-like line of a reply: no heading, list mark, quote or code.
QString gist(const QString& markdown)
{
    static const QRegularExpression marks(u"^[>*+#\\s-]*|[*_`]+"_s);
    const QByteArray bytes = markdown.toUtf8();
    QString heading;
    for (const TextLine& line : textLines(bytes)) {
        const QString words = QString::fromUtf8(line.content).remove(marks).simplified();
        if (line.inFence || words.isEmpty())
            continue;
        if (headingLevel(line.content) == 0)
            return words;
        heading = heading.isEmpty() ? words : heading;
    }
    return heading;
}

/// Bullets beneath a line or heading that speaks of learnings: "- /write: the sentence", "- the sentence (for /write)".
QList<LearningProposal> listedLearnings(const QString& reply)
{
    static const QRegularExpression bullet(u"^\\s{0,3}(?:[-*+]|\\d+[.)])\\s+(?:\\[[ xX]?\\]\\s*)?(.+)$"_s);
    static const QRegularExpression before(u"^[*_`]*/([\\w:-]+)[*_`]*\\s*[:–-]\\s*(.+)$"_s);
    static const QRegularExpression behind(u"^(.+?)\\s*\\((?:for )?[`]?/([\\w:-]+)[`]?\\)\\.?$"_s);
    QList<LearningProposal> found;
    bool about = false;
    const QByteArray bytes = reply.toUtf8();
    for (const TextLine& line : textLines(bytes)) {
        const QString words = QString::fromUtf8(line.content);
        const auto match = line.inFence ? QRegularExpressionMatch() : bullet.match(words);
        if (!match.hasMatch()) {
            if (!words.trimmed().isEmpty())
                about = !line.inFence && words.contains("learning"_L1, Qt::CaseInsensitive) &&
                        (headingLevel(line.content) > 0 || words.trimmed().endsWith(u':'));
            continue;
        }
        if (!about)
            continue;
        LearningProposal proposal;
        proposal.text = match.captured(1).simplified();
        if (const auto first = before.match(proposal.text); first.hasMatch()) {
            proposal.command = first.captured(1);
            proposal.text = first.captured(2);
        } else if (const auto last = behind.match(proposal.text); last.hasMatch()) {
            proposal.command = last.captured(2);
            proposal.text = last.captured(1);
        }
        proposal.origin = u"/wrap listed it."_s;
        found.append(proposal);
    }
    return found;
}

/// What the person said in plain words after a command had run: the best candidates, in their own words.
QList<LearningProposal> saidAfterCommands(const SessionRecord& record)
{
    QList<LearningProposal> found;
    QString command;
    for (const TranscriptEntry& entry : record.entries) {
        if (entry.kind != TranscriptEntry::Kind::User || !entry.parentToolId.isEmpty())
            continue;
        const PromptParts typed = splitPrompt(entry.text);
        if (!typed.command.isEmpty()) {
            command = typed.command;
            continue;
        }
        if (command.isEmpty() || entry.text.simplified().size() < 4)
            continue;
        LearningProposal proposal;
        proposal.command = command;
        proposal.text = elided(entry.text.simplified(), 2 * kQuote);
        proposal.origin = u"You said it after /%1 had run in this session."_s.arg(command);
        found.append(proposal);
    }
    return found.sliced(std::max<qsizetype>(0, found.size() - kMostFromPrompts));
}

} // namespace

std::optional<LearningProposal> learningFromDecision(const ApprovalRequest& request, const Decision& decision)
{
    if (!request.questions.isEmpty())
        return std::nullopt;
    LearningProposal proposal;
    proposal.command = commandOf(request);
    proposal.sessionId = request.sessionId;
    const QString what = quote(request.title);
    if (decision.kind == Decision::Kind::Deny && !decision.feedback.simplified().isEmpty()) {
        proposal.source = u"rejected"_s;
        proposal.text = decision.feedback.simplified();
        proposal.origin = u"You said it when you rejected %1."_s.arg(what);
    } else if (decision.kind == Decision::Kind::Allow && !decision.editedInput.isEmpty()) {
        const auto [key, change] = editedText(request.access.inputJson, decision.editedInput);
        proposal.source = u"edited"_s;
        proposal.text = key.isEmpty() ? QString() : sentenceAbout(request, changeWords(change, key == "command"_L1 ? u"Run"_s : u"Write"_s));
        proposal.origin = u"You changed %1 before it ran."_s.arg(what);
    } else if (decision.kind == Decision::Kind::Allow && decision.keptHunks) {
        proposal.source = u"hunks"_s;
        proposal.text = sentenceAbout(request, leftOutWords(request, *decision.keptHunks));
        proposal.origin = u"You left out a part of %1."_s.arg(what);
    }
    return proposal.text.isEmpty() ? std::nullopt : std::optional(proposal);
}

std::optional<LearningProposal> learningFromEdit(const QString& relative, const QByteArray& before, const QByteArray& after,
                                                 const std::optional<LaterEdit>& later)
{
    const auto body = [](const QByteArray& file) {
        const auto document = parseMarkdownDocument(file);
        return document ? document->body : QString::fromUtf8(file);
    };
    const QString written = later ? body(later->written).simplified() : QString();
    const auto counts = [&later, &written](const Change& change) {
        const QString removed = change.removed.simplified();
        return removed.isEmpty() ? later->additions : written.contains(removed);
    };
    const Change change = firstChange(body(before), body(after), later ? std::function<bool(const Change&)>(counts) : nullptr);
    if (change.removed.simplified().isEmpty() && change.added.simplified().isEmpty())
        return std::nullopt;
    LearningProposal proposal;
    proposal.source = u"edited"_s;
    proposal.text = u"%1 (%2)."_s.arg(changeWords(change, u"Write"_s), relative);
    proposal.origin = u"You changed %1 after the assistant had written it."_s.arg(relative);
    return proposal;
}

QString commandOfCall(const SessionRecord& record, const QString& toolUseId)
{
    QString command;
    for (const TranscriptEntry& entry : record.entries) {
        if (entry.kind == TranscriptEntry::Kind::User && entry.parentToolId.isEmpty()) {
            const QString typed = splitPrompt(entry.text).command;
            command = typed.isEmpty() || typed == "compact"_L1 ? command : typed;
        }
        if (entry.kind == TranscriptEntry::Kind::Tool && entry.tool.id == toolUseId)
            return command;
    }
    return {};
}

LearningProposal learningFromRating(const QString& prompt, const QString& reply, bool good)
{
    LearningProposal proposal;
    proposal.source = good ? u"thumbs-up"_s : u"thumbs-down"_s;
    proposal.command = splitPrompt(prompt).command;
    const QString words = gist(reply);
    if (words.isEmpty())
        return proposal;
    proposal.text = good ? u"More like this: %1"_s.arg(quote(words)) : u"Not like this: %1"_s.arg(quote(words));
    proposal.origin = good ? u"You liked this reply."_s : u"You did not like this reply. Say what would have been better."_s;
    return proposal;
}

QList<LearningProposal> learningsFromWrap(const SessionRecord& record)
{
    qsizetype wrap = -1;
    for (qsizetype i = 0; i < record.entries.size(); ++i) {
        const TranscriptEntry& entry = record.entries.at(i);
        if (entry.kind == TranscriptEntry::Kind::User && entry.parentToolId.isEmpty())
            wrap = splitPrompt(entry.text).command == "wrap"_L1 ? i : -1;
    }
    if (wrap < 0)
        return {};
    QList<LearningProposal> found;
    for (const TranscriptEntry& entry : record.entries.sliced(wrap)) {
        if (entry.kind == TranscriptEntry::Kind::Assistant && entry.parentToolId.isEmpty())
            found += listedLearnings(entry.text);
    }
    found += saidAfterCommands(record);
    for (LearningProposal& proposal : found) {
        proposal.source = u"wrap"_s;
        proposal.sessionId = record.summary.id;
    }
    return found;
}

} // namespace aios
