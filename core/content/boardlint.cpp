// SPDX-License-Identifier: MIT
#include "core/content/boardlint.h"

#include "core/base/rootdir.h"
#include "core/content/pieces.h"
#include "core/content/pipeline.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Read at every load, so a folder with more is compared in part, and says so.
constexpr PieceLimits kLimits{.maxFiles = 2000, .maxFileBytes = 1024 * 1024};

/// The statuses that count: those of the version the person has accepted.
StatusFlow acceptedFlow(const QString& file)
{
    const auto bytes = file.isEmpty() ? fail(ErrorCode::NotFound, {}) : readOwnFile(file);
    const auto pipeline = bytes ? parsePipeline(*bytes) : Result<Pipeline>(std::unexpected(bytes.error()));
    return pipeline ? pipeline->flow : StatusFlow();
}

} // namespace

void lintPipeline(LayerReader& reader)
{
    const QString path = reader.rootPath() + u"/config/pipeline.yaml"_s;
    const std::optional<LayerBytes> file = reader.read(path, Origin::Project);
    if (!file || !file->file.problem.isEmpty() || file->bytes.trimmed().isEmpty())
        return;
    const auto pipeline = parsePipeline(file->bytes);
    if (!pipeline)
        return reader.warn(ContentWarning::Severity::Warning, u"pipeline.unreadable"_s, path, pipeline.error().message);
    for (const Pipeline::Problem& problem : pipeline->problems)
        reader.warn(ContentWarning::Severity::Warning, u"pipeline.entry"_s, path, problem.text, problem.line);
}

void lintBoard(LayerReader& reader)
{
    const QString path = reader.rootPath() + u"/context/active-work.md"_s;
    const std::optional<LayerBytes> board = reader.read(path, Origin::Project);
    if (!board || !board->file.problem.isEmpty())
        return; // what is wrong with the file itself is said where the context is read
    const StatusFlow flow = acceptedFlow(reader.options().acceptedPipeline);
    const Result<QList<Piece>> pieces = loadPieces(reader.rootPath(), kLimits, flow);
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
    for (const ContentWarning& warning : compareBoard(parseBoard(board->bytes), path, *pieces, flow))
        reader.warn(warning.severity, warning.code, warning.path, warning.text, warning.line);
}

} // namespace aios
