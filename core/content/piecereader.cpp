// SPDX-License-Identifier: MIT
#include "core/content/piecereader.h"

#include "core/base/workpool.h"
#include "core/content/layerreader.h"

#include <chrono>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

qint64 nowNs()
{
    return std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
}

QString leftOutWords(const LayerReader& reader, const QList<ContentWarning>& warnings)
{
    QStringList words;
    for (const ContentWarning& warning : warnings) {
        if (warning.code == "layer.too-many-files"_L1 || warning.code == "layer.too-deep"_L1)
            words += u"%1: %2"_s.arg(reader.relative(warning.path), warning.text);
    }
    if (words.size() > 3)
        words = words.first(3) << u"%1 more folders like these."_s.arg(words.size() - 3);
    return words.isEmpty() ? QString() : u"Not all pieces are here. "_s + words.join(u' ');
}

} // namespace

/// What the last look found, and how the files were then.
struct PieceReader::Memory {
    struct Seen {
        std::optional<LayerStamp> stamp;
        bool settled = false; ///< Whoever changes it from now on gives it another stamp.
    };
    StatusFlow flow;
    QList<Piece> pieces;
    QList<Seen> seen; ///< Of the piece in the same place.
};

PieceReader::PieceReader(QString root, const PieceLimits& limits) : m_root(std::move(root)), m_limits(limits) {}

PieceReader::~PieceReader() = default;

Result<PieceLook> PieceReader::look(const StatusFlow& flow) const
{
    Result<RootDir> folder = RootDir::open(m_root);
    if (!folder)
        return std::unexpected(folder.error());
    LayerReader reader(std::move(*folder), {});
    const QStringList files = reader.filesBeneath(reader.rootPath() + u"/content"_s, u".md"_s, m_limits.maxFiles);
    PieceLook look{.leftOut = leftOutWords(reader, reader.takeWarnings())};
    const std::shared_ptr<const Memory> before = m_last.load();
    const auto now = std::make_shared<Memory>(Memory{.flow = flow});
    now->pieces.reserve(files.size());
    now->seen.reserve(files.size());
    qsizetype known = 0; // both lists are sorted alike
    for (const QString& path : files) {
        if (WorkPool::isEnding())
            return fail(ErrorCode::Cancelled, u"The look through the pieces was ended."_s);
        Memory::Seen seen{.stamp = LayerReader::stamp(path)};
        seen.settled = seen.stamp && nowNs() - qMax(seen.stamp->ctimeNs, seen.stamp->mtimeNs) > m_limits.settledNs;
        while (before && known < before->pieces.size() && before->pieces[known].path < path)
            ++known;
        if (before && known < before->pieces.size() && before->pieces[known].path == path && before->seen[known].settled &&
            before->seen[known].stamp == seen.stamp) {
            now->pieces.append(before->pieces[known]);
            if (before->flow != flow)
                judgeStatus(now->pieces.back(), flow);
        } else if (const std::optional<Read> read = readPiece(reader, path, flow)) {
            now->pieces.append(read->piece);
            seen.settled = seen.settled && read->whole; // what failed may go well without any change of the file
            look.filesRead += read->whole ? 1 : 0;
        } else {
            continue; // gone meanwhile
        }
        if (seen.stamp)
            now->pieces.back().changed = QDateTime::fromMSecsSinceEpoch(seen.stamp->mtimeNs / 1'000'000);
        now->seen.append(seen);
    }
    look.pieces = now->pieces;
    m_last.store(now);
    return look;
}

std::optional<PieceReader::Read> PieceReader::readPiece(LayerReader& reader, const QString& path, const StatusFlow& flow) const
{
    const std::optional<LayerBytes> read = reader.read(path, Origin::Project, m_limits.maxFileBytes);
    if (!read)
        return std::nullopt;
    Read found{pieceFrom(reader.rootPath(), read->file.relative, read->bytes, flow), !read->file.sha256.isEmpty()};
    if (!read->file.problem.isEmpty())
        found.piece.problem = read->file.problem;
    return found;
}

Result<QList<Piece>> loadPieces(const QString& root, const PieceLimits& limits, const StatusFlow& flow)
{
    return PieceReader(root, limits).look(flow).transform([](const PieceLook& look) { return look.pieces; });
}

} // namespace aios
