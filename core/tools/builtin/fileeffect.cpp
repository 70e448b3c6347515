// SPDX-License-Identifier: MIT
#include "core/tools/builtin/fileeffect.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/gate/policy.h"
#include "core/tools/linenumbers.h"
#include "core/tools/outputlimits.h"

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr qint64 kMaxFileBytes = 16 * 1024 * 1024;
constexpr qsizetype kMaxOriginalKept = 64 * 1024;

using Refusal = std::unexpected<QString>;

Refusal refuse(const QString& text)
{
    return Refusal(text);
}

/// An existing file may only be changed by who has seen it, as it is now.
std::expected<void, QString> checkLedger(const FileEffectRequest& request, const FileEffect& effect, const ToolContext& context)
{
    const auto record = context.reads.constFind(effect.path.realAbsolute);
    if (record == context.reads.constEnd())
        return refuse(u"%1 has not been read yet. Read it first, then change it."_s.arg(effect.path.shown));
    if (record->sha256 != effect.beforeSha256)
        return refuse(
            u"%1 has changed since it was read (by the person or another program). Read it again before changing it."_s.arg(effect.path.shown));
    if (request.wholeRead && record->partial)
        return refuse(
            u"Only a part of %1 has been read, so it cannot be replaced as a whole. Change the part with Edit, or read all of it first."_s.arg(
                effect.path.shown));
    return {};
}

std::expected<void, QString> loadBefore(FileEffect& effect, const ToolContext& context)
{
    auto content = context.guard->root().read(effect.path.relative, kMaxFileBytes);
    if (!content && content.error().code == ErrorCode::NotFound)
        return {};
    if (!content && content.error().code == ErrorCode::TooLarge)
        return refuse(u"%1 has more than %2, too much to be changed with this tool."_s.arg(effect.path.shown, byteCount(kMaxFileBytes)));
    if (!content)
        return refuse(content.error().message);
    effect.exists = true;
    effect.before = std::move(content->bytes);
    effect.beforeSha256 = std::move(content->sha256);
    effect.stamp = content->stamp;
    return {};
}

QString alwaysAskReason(const FileEffect& effect)
{
    QStringList reasons;
    if (isProtectedPath(QString::fromUtf8(effect.path.relative)))
        reasons.append(u"%1 is protected: it decides what programs and assistants may do here, so each change is asked."_s.arg(effect.path.shown));
    if (effect.path.looksLikeAnother)
        reasons.append(u"The name has characters that cannot be seen or that make it look like another file: %1"_s.arg(effect.path.shown));
    if (effect.exists && effect.stamp.links > 1)
        reasons.append(
            u"This file has %1 names (hard links). Only this one gets the new content; the others keep the old."_s.arg(effect.stamp.links));
    return reasons.join(u' ');
}

void countLines(const QList<DiffHunk>& hunks, ToolOutput::FileChange& change)
{
    for (const DiffHunk& hunk : hunks) {
        for (const DiffLine& line : hunk.lines) {
            change.added += line.kind == DiffLine::Kind::Added ? 1 : 0;
            change.removed += line.kind == DiffLine::Kind::Removed ? 1 : 0;
        }
    }
}

/// Reduces the effect to the hunks the person kept.
void keepHunks(AppliedEffect& applied, const QList<int>& kept)
{
    FileEffect& effect = applied.effect;
    QList<int> valid;
    for (int index = 0; index < effect.hunks.size(); ++index) {
        if (kept.contains(index))
            valid.append(index);
    }
    applied.wroteAll = valid.size() == effect.hunks.size();
    applied.wroteNothing = valid.isEmpty() && !effect.hunks.isEmpty();
    if (applied.wroteAll)
        return;
    effect.after = applyHunks(effect.before, effect.hunks, valid);
    effect.hunks = diffLines(effect.before, effect.after);
}

} // namespace

std::expected<FileEffect, QString> computeFileEffect(const FileEffectRequest& request, const ToolContext& context)
{
    auto path = context.guard->check(request.namedPath, PathAccess::Kind::Write);
    if (!path)
        return refuse(path.error().message);
    FileEffect effect;
    effect.path = std::move(*path);
    if (effect.path.relative == ".")
        return refuse(u"That is the project folder itself, not a file."_s);
    if (auto loaded = loadBefore(effect, context); !loaded)
        return Refusal(loaded.error());
    if (effect.exists) {
        if (auto seen = checkLedger(request, effect, context); !seen)
            return Refusal(seen.error());
    }
    auto after = request.make(effect.exists ? &effect.before : nullptr);
    if (!after)
        return Refusal(after.error());
    effect.after = std::move(*after);
    if (effect.after.size() > kMaxFileBytes)
        return refuse(u"The new content has more than %1, too much for this tool."_s.arg(byteCount(kMaxFileBytes)));
    if (effect.exists && effect.after == effect.before)
        return refuse(u"%1 already has exactly this content; there is nothing to change."_s.arg(effect.path.shown));
    effect.hunks = diffLines(effect.before, effect.after);
    effect.digest = sha256Fields({request.tool.toUtf8(), context.projectRoot.toUtf8(), effect.path.relative, effect.exists ? "exists" : "missing",
                                  effect.beforeSha256, sha256Hex(effect.after)});
    return effect;
}

ToolPlan planFileEffect(const FileEffectRequest& request, const ToolCall& call, const ToolContext& context)
{
    ToolPlan plan;
    plan.access.tool = request.tool;
    plan.access.inputJson = call.inputJson;
    plan.access.grade = Grade::ChangesFiles;
    plan.title = request.tool + u' ' + elided(shownPath(request.namedPath), 200);
    plan.verb = u"Write File"_s;
    auto effect = computeFileEffect(request, context);
    if (!effect) {
        plan.refusal = effect.error();
        return plan;
    }
    plan.title = request.tool + u' ' + effect->path.shown;
    plan.access.paths = {context.guard->access(effect->path, PathAccess::Kind::Write)};
    plan.access.alwaysAskReason = alwaysAskReason(*effect);
    plan.access.alwaysAsk = !plan.access.alwaysAskReason.isEmpty();
    plan.digest = effect->digest;
    plan.preview.kind = ApprovalPreview::Kind::FileDiff;
    plan.preview.path = QString::fromUtf8(effect->path.relative);
    plan.preview.creates = !effect->exists;
    plan.preview.before = std::move(effect->before);
    plan.preview.after = std::move(effect->after);
    plan.preview.hunks = std::move(effect->hunks);
    return plan;
}

std::expected<AppliedEffect, QString> applyFileEffect(const FileEffectRequest& request, const ToolContext& context)
{
    auto effect = computeFileEffect(request, context);
    if (!effect)
        return Refusal(effect.error());
    if (context.approvedDigest.isEmpty() || effect->digest != context.approvedDigest)
        return refuse(
            u"%1 is not what was approved any more, so nothing was written. Read it again and make the call anew."_s.arg(effect->path.shown));
    AppliedEffect applied;
    applied.effect = std::move(*effect);
    if (context.decision && context.decision->keptHunks)
        keepHunks(applied, *context.decision->keptHunks);
    if (applied.wroteNothing)
        return applied;
    FileEffect& done = applied.effect;
    const auto expectation = done.exists ? WriteExpectation::hash(done.beforeSha256) : WriteExpectation::missing();
    const auto written = context.guard->root().write(done.path.relative, done.after, expectation);
    if (!written)
        return refuse(written.error().message);
    ToolOutput::FileChange change;
    change.path = done.path.absolute;
    change.beforeSha256 = done.beforeSha256;
    change.afterSha256 = written->sha256;
    countLines(done.hunks, change);
    applied.output.filesChanged.append(change);
    applied.output.filesRead.append({done.path.realAbsolute, written->sha256});
    const auto record = context.reads.constFind(done.path.realAbsolute);
    if (!applied.wroteAll || (record != context.reads.constEnd() && record->partial))
        applied.output.partialReads.append(done.path.realAbsolute);
    return applied;
}

QByteArray structuredPatch(const QList<DiffHunk>& hunks)
{
    QByteArray out = "[";
    for (const DiffHunk& hunk : hunks) {
        if (out.size() > 1)
            out += ',';
        out += R"({"oldStart":)" + QByteArray::number(hunk.oldStart) + R"(,"oldLines":)" + QByteArray::number(hunk.oldLines) + R"(,"newStart":)" +
               QByteArray::number(hunk.newStart) + R"(,"newLines":)" + QByteArray::number(hunk.newLines) + R"(,"lines":[)";
        for (qsizetype i = 0; i < hunk.lines.size(); ++i) {
            const DiffLine& line = hunk.lines[i];
            QByteArray text = line.text.endsWith('\n') ? line.text.chopped(1) : line.text;
            text.prepend(line.kind == DiffLine::Kind::Added ? '+' : line.kind == DiffLine::Kind::Removed ? '-' : ' ');
            out += (i > 0 ? "," : "") + jsonString(text.isValidUtf8() ? QString::fromUtf8(text) : cleanOutput(text));
        }
        out += "]}";
    }
    return out + "]";
}

QByteArray originalFileJson(const FileEffect& effect)
{
    if (!effect.exists || effect.before.size() > kMaxOriginalKept || !effect.before.isValidUtf8())
        return "null";
    return jsonString(QByteArrayView(effect.before));
}

QString describeApplied(const AppliedEffect& applied)
{
    const FileEffect& effect = applied.effect;
    if (applied.wroteNothing)
        return u"The person kept none of the changes; %1 is as it was."_s.arg(effect.path.shown);
    const ToolOutput::FileChange& change = applied.output.filesChanged.first();
    QString text = effect.exists ? u"Updated %1 (+%2 −%3 lines)."_s.arg(effect.path.shown).arg(change.added).arg(change.removed)
                                 : u"Created %1 (%2 lines)."_s.arg(effect.path.shown).arg(change.added);
    if (!applied.wroteAll)
        text += u" The person kept only some of the changes; the file now differs from what you proposed. Read it before you go on."_s;
    if (effect.exists)
        text += u"\nThe changed lines now:\n"_s + changedLines(effect.hunks);
    return text;
}

} // namespace aios
