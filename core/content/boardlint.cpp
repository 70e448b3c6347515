// SPDX-License-Identifier: MIT
#include "core/content/boardlint.h"

#include "core/content/pieces.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Read at every load, so a folder with more is compared in part, and says so.
constexpr PieceLimits kLimits{.maxFiles = 2000, .maxFileBytes = 1024 * 1024};

} // namespace

void lintBoard(LayerReader& reader)
{
    const QString path = reader.rootPath() + u"/context/active-work.md"_s;
    const std::optional<LayerBytes> board = reader.read(path, Origin::Project);
    if (!board || !board->file.problem.isEmpty())
        return; // what is wrong with the file itself is said where the context is read
    const Result<QList<Piece>> pieces = loadPieces(reader.rootPath(), kLimits);
    if (!pieces)
        return;
    for (const Piece& piece : *pieces) {
        if (!piece.problem.isEmpty())
            reader.warn(ContentWarning::Severity::Warning, u"piece.broken"_s, piece.path, piece.problem, piece.problemLine);
    }
    if (pieces->size() >= kLimits.maxFiles) {
        reader.warn(ContentWarning::Severity::Info, u"board.too-many-pieces"_s, path,
                    u"content/ holds more than %1 files, so board and pieces were not compared."_s.arg(kLimits.maxFiles));
        return;
    }
    for (const ContentWarning& warning : compareBoard(parseBoard(board->bytes), path, *pieces))
        reader.warn(warning.severity, warning.code, warning.path, warning.text, warning.line);
}

} // namespace aios
