// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/tool.h"

#include <expected>

namespace aios {

/// What Write or Edit would do to one file: computed by plan(), computed again by start() and compared by digest.
struct FileEffect {
    GuardedPath path;
    bool exists = false;
    FileStamp stamp;
    QByteArray before;
    QByteArray beforeSha256; ///< Empty when it does not exist.
    QByteArray after;
    QList<DiffHunk> hunks;
    QByteArray digest;
};

/// Makes the new content from the old one (null: no file); the error is text for the model.
using MakeContent = std::function<std::expected<QByteArray, QString>(const QByteArray* before)>;

struct FileEffectRequest {
    QString tool;
    QString namedPath;
    bool wholeRead = false; ///< A partial read of the existing file is not enough.
    MakeContent make;
};

/// The error is text for the model: not read before, changed since, too large, not a place to write …
[[nodiscard]] std::expected<FileEffect, QString> computeFileEffect(const FileEffectRequest& request, const ToolContext& context);

/// The plan of such a tool: title, diff, digest, and what makes it always ask.
[[nodiscard]] ToolPlan planFileEffect(const FileEffectRequest& request, const ToolCall& call, const ToolContext& context);

struct AppliedEffect {
    FileEffect effect; ///< `after` and `hunks` are what was really written.
    bool wroteAll = true;
    bool wroteNothing = false; ///< The person kept none of it.
    ToolOutput output;         ///< Without text and structured.
};

/// Computes again, compares with the approved digest, applies the kept hunks, writes. The error is text for the model.
[[nodiscard]] std::expected<AppliedEffect, QString> applyFileEffect(const FileEffectRequest& request, const ToolContext& context);

/// structuredPatch of toolUseResult: [{oldStart,oldLines,newStart,newLines,lines}].
[[nodiscard]] QByteArray structuredPatch(const QList<DiffHunk>& hunks);
/// originalFile of toolUseResult: a JSON string, or null when there was none or it is too long to keep twice.
[[nodiscard]] QByteArray originalFileJson(const FileEffect& effect);
/// What the model is told about a written file: what happened, the hunks left out, the changed lines.
[[nodiscard]] QString describeApplied(const AppliedEffect& applied);

} // namespace aios
