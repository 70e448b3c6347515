// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/pieces.h"

#include <atomic>
#include <memory>

namespace aios {

class LayerReader;

struct PieceLimits {
    qsizetype maxFiles = 100'000; ///< About a kilobyte of memory each.
    qint64 maxFileBytes = 4 * 1024 * 1024;
    qint64 settledNs = 2'000'000'000; ///< A file that was younger than this when it was read is read again: file systems count time in steps.
};

/// The pieces of a folder (content/**/*.md) as one look at it found them. Broken ones are there with a `problem`.
struct PieceLook {
    QList<Piece> pieces; ///< Sorted by path.
    QString leftOut; ///< A sentence for the person when not all of them are here; else empty.
    qsizetype filesRead = 0; ///< By this look; the others were known.
};

/// Reads the pieces of one folder again and again. A look walks through the folder, and reads only the files that changed since the look before: all
/// have a stamp (place on the disk, size, times). One that could not be read is tried again each time. Thread-safe: looks share nothing but the last result. Owned by those who look.
class PieceReader {
public:
    explicit PieceReader(QString root, const PieceLimits& limits = {});
    ~PieceReader();
    PieceReader(const PieceReader&) = delete;
    PieceReader& operator=(const PieceReader&) = delete;

    /// Blocking; for the work pool. Fails only when the folder itself cannot be opened, and (Cancelled) when the pool ends.
    [[nodiscard]] Result<PieceLook> look(const StatusFlow& flow) const;

private:
    struct Memory;
    struct Read {
        Piece piece;
        bool whole = false; ///< False: its bytes could not be had.
    };
    [[nodiscard]] std::optional<Read> readPiece(LayerReader& reader, const QString& path, const StatusFlow& flow) const;

    QString m_root;
    PieceLimits m_limits;
    mutable std::atomic<std::shared_ptr<const Memory>> m_last;
};

/// One look, by somebody who looks once.
[[nodiscard]] Result<QList<Piece>> loadPieces(const QString& root, const PieceLimits& limits = {}, const StatusFlow& flow = {});

} // namespace aios
