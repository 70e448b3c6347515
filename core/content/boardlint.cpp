// SPDX-License-Identifier: MIT
#include "core/content/boardlint.h"

#include "core/base/rootdir.h"
#include "core/content/fewofeach.h"
#include "core/content/piecereader.h"
#include "core/content/pipeline.h"
#include "core/content/recordlint.h"

#include <QFileInfo>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// The statuses that count: those of the version the person has accepted.
StatusFlow acceptedFlow(const QString& file)
{
    const auto bytes = file.isEmpty() ? fail(ErrorCode::NotFound, {}) : readOwnFile(file);
    const auto pipeline = bytes ? parsePipeline(*bytes) : Result<Pipeline>(std::unexpected(bytes.error()));
    return pipeline ? pipeline->flow : StatusFlow();
}

void lintBoard(LayerReader& reader, const QList<Piece>& pieces, const StatusFlow& flow)
{
    const QString path = reader.rootPath() + u"/context/active-work.md"_s;
    const std::optional<LayerBytes> board = reader.read(path, Origin::Project);
    if (!board || !board->file.problem.isEmpty())
        return; // what is wrong with the file itself is said where the context is read
    for (const ContentWarning& warning : compareBoard(parseBoard(board->bytes), path, pieces, flow))
        reader.warn(warning.severity, warning.code, warning.path, warning.text, warning.line);
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

void lintPieces(LayerReader& reader, const ContentSnapshot& content)
{
    const QString root = reader.rootPath();
    if (!QFileInfo::exists(root + u"/context/active-work.md"_s) && !QFileInfo::exists(root + u"/config/pipeline.yaml"_s))
        return; // "content" may be anything in a folder that has neither, and of any size
    const StatusFlow flow = acceptedFlow(reader.options().acceptedPipeline);
    const std::shared_ptr<const PieceReader> known = reader.options().pieces;
    const Result<PieceLook> look = known ? known->look(flow) : PieceReader(root).look(flow);
    if (!look)
        return;
    if (!look->leftOut.isEmpty())
        reader.warn(ContentWarning::Severity::Warning, u"piece.left-out"_s, root + u"/content"_s, look->leftOut);
    FewOfEach broken;
    for (const Piece& piece : look->pieces) {
        if (!piece.problem.isEmpty())
            broken.add({ContentWarning::Severity::Warning, u"piece.broken"_s, piece.path, piece.problemLine, piece.problem});
        else if (piece.status == PieceStatus::Published && !piece.saysWhere)
            broken.add({ContentWarning::Severity::Info, u"piece.unproven"_s, piece.path, piece.statusLine,
                        u"It says that it is published, and nothing proves it: no url and no published_id. Give its address, or set it back to the "
                        "status it has."_s});
    }
    for (const ContentWarning& warning : broken.take())
        reader.warn(warning.severity, warning.code, warning.path, warning.text, warning.line);
    lintBoard(reader, look->pieces, flow);
    lintRecords(reader, content, look->pieces);
}

} // namespace aios
