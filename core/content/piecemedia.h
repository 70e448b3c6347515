// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

namespace aios {

/// Where the target of an image in a piece leads.
struct PieceMedia {
    enum class Kind : std::uint8_t {
        File,    ///< Beneath the folder, if it is there: the first of `candidates` that is.
        Remote,  ///< On another computer. Never fetched to be shown.
        Inline,  ///< Written into the text itself (data:).
        Outside, ///< Out of the folder, or a scheme that is no place for pictures.
    };
    Kind kind = Kind::Outside;
    QStringList candidates; ///< Relative to the folder: from the piece's own place, as every Markdown tool reads it, then from the top of the folder.
    friend bool operator==(const PieceMedia&, const PieceMedia&) = default;
};

/// `piece`: relative path of the file it stands in; `target`: as written in Markdown. Nothing is read.
[[nodiscard]] PieceMedia pieceMedia(const QString& piece, const QString& target);

} // namespace aios
