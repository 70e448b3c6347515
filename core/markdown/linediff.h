// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>

namespace aios {

struct DiffLine {
    enum class Kind : std::uint8_t { Context, Removed, Added };
    Kind kind = Kind::Context;
    QByteArray text; ///< With its line end.
};

struct DiffHunk {
    int oldStart = 0; ///< 1-based first line; 0 when oldLines is 0 at the start.
    int oldLines = 0;
    int newStart = 0;
    int newLines = 0;
    QList<DiffLine> lines;
};

/// Line diff of two texts (libgit2), with `context` lines around each change. Empty when equal. Thread-safe.
[[nodiscard]] QList<DiffHunk> diffLines(const QByteArray& before, const QByteArray& after, int context = 3);

/// `before` with only the hunks whose index is in `kept` applied.
[[nodiscard]] QByteArray applyHunks(const QByteArray& before, const QList<DiffHunk>& hunks, const QList<int>& kept);

} // namespace aios
