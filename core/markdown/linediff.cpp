// SPDX-License-Identifier: MIT
#include "core/markdown/linediff.h"

#include <git2.h>

#include <algorithm>

namespace aios {

namespace {

constexpr qsizetype kMaxDiffBytes = 16 * 1024 * 1024;

void ensureLibgit2()
{
    static const int initialised = git_libgit2_init();
    Q_ASSERT(initialised > 0);
    static_cast<void>(initialised);
}

int onHunk(const git_diff_delta*, const git_diff_hunk* hunk, void* payload)
{
    static_cast<QList<DiffHunk>*>(payload)->append(
        DiffHunk{.oldStart = hunk->old_start, .oldLines = hunk->old_lines, .newStart = hunk->new_start, .newLines = hunk->new_lines});
    return 0;
}

int onLine(const git_diff_delta*, const git_diff_hunk*, const git_diff_line* line, void* payload)
{
    auto& hunks = *static_cast<QList<DiffHunk>*>(payload);
    DiffLine::Kind kind = DiffLine::Kind::Context;
    if (line->origin == GIT_DIFF_LINE_ADDITION)
        kind = DiffLine::Kind::Added;
    else if (line->origin == GIT_DIFF_LINE_DELETION)
        kind = DiffLine::Kind::Removed;
    else if (line->origin != GIT_DIFF_LINE_CONTEXT)
        return 0; // the notes about a missing newline at the end: our texts carry their own line ends
    if (!hunks.isEmpty())
        hunks.back().lines.append({kind, QByteArray(line->content, static_cast<qsizetype>(line->content_len))});
    return 0;
}

QList<DiffLine> allLines(const QByteArray& text, DiffLine::Kind kind)
{
    QList<DiffLine> lines;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype newline = text.indexOf('\n', at);
        const qsizetype end = newline < 0 ? text.size() : newline + 1;
        lines.append({kind, text.sliced(at, end - at)});
        at = end;
    }
    return lines;
}

/// One hunk that replaces everything, for texts too large to compare line by line.
QList<DiffHunk> replaceAll(const QByteArray& before, const QByteArray& after)
{
    DiffHunk hunk;
    hunk.lines = allLines(before, DiffLine::Kind::Removed);
    hunk.oldLines = static_cast<int>(hunk.lines.size());
    hunk.lines += allLines(after, DiffLine::Kind::Added);
    hunk.newLines = static_cast<int>(hunk.lines.size()) - hunk.oldLines;
    hunk.oldStart = hunk.oldLines > 0 ? 1 : 0;
    hunk.newStart = hunk.newLines > 0 ? 1 : 0;
    return {hunk};
}

} // namespace

QList<DiffHunk> diffLines(const QByteArray& before, const QByteArray& after, int context)
{
    if (before == after)
        return {};
    if (before.size() + after.size() > kMaxDiffBytes)
        return replaceAll(before, after);
    ensureLibgit2();
    git_diff_options options;
    git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
    options.context_lines = static_cast<uint32_t>(std::max(context, 0));
    options.flags = GIT_DIFF_FORCE_TEXT;
    QList<DiffHunk> hunks;
    const int failed = git_diff_buffers(before.constData(), static_cast<size_t>(before.size()), nullptr, after.constData(),
                                        static_cast<size_t>(after.size()), nullptr, &options, nullptr, nullptr, onHunk, onLine, &hunks);
    return failed != 0 || hunks.isEmpty() ? replaceAll(before, after) : hunks;
}

QByteArray applyHunks(const QByteArray& before, const QList<DiffHunk>& hunks, const QList<int>& kept)
{
    const QList<DiffLine> old = allLines(before, DiffLine::Kind::Context);
    QByteArray result;
    qsizetype next = 0; // first line of `before` not copied yet
    const auto copyUntil = [&](qsizetype line) {
        for (; next < std::min(line, old.size()); ++next)
            result += old[next].text;
    };
    for (int index = 0; index < hunks.size(); ++index) {
        if (!kept.contains(index))
            continue;
        const DiffHunk& hunk = hunks[index];
        copyUntil(hunk.oldLines > 0 ? hunk.oldStart - 1 : hunk.oldStart); // an empty old side names the line it stands behind
        for (const DiffLine& line : hunk.lines) {
            if (line.kind != DiffLine::Kind::Removed)
                result += line.text;
        }
        next = std::max<qsizetype>(next, (hunk.oldLines > 0 ? hunk.oldStart - 1 : hunk.oldStart) + hunk.oldLines);
    }
    copyUntil(old.size());
    return result;
}

} // namespace aios
