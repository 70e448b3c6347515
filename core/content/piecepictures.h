// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/piecemedia.h"

#include <QByteArray>
#include <QList>

namespace aios {

/// A picture (or other media) of a piece, found once: what is shown is what goes out.
struct PiecePicture {
    QString target;    ///< As written in the piece.
    PieceMedia::Kind kind = PieceMedia::Kind::Outside;
    QString path;      ///< Of a file: the one that is meant, relative to the folder.
    QString type;      ///< "image/png", by its bytes.
    QByteArray sha256; ///< Hex, of its bytes; empty: it is no file, or cannot be read.
    QString problem;   ///< Why it cannot go out, whatever the service takes; empty: it can.
    friend bool operator==(const PiecePicture&, const PiecePicture&) = default;
};

inline constexpr qsizetype kMostPictures = 50; ///< Of one piece; so many are shown, and no more go out.

/// Looks at the files, beneath the folder, first beside the piece and then from the top. At most 100 MB of all together. Blocking.
[[nodiscard]] QList<PiecePicture> piecePictures(const QString& root, const QString& piece, const QStringList& targets);
/// Over which files are meant and what is in them; empty: none is a file. What an approval is bound to.
[[nodiscard]] QByteArray picturesSha256(const QList<PiecePicture>& pictures);
/// Whether the files are there with the same bytes. Blocking.
[[nodiscard]] bool arePicturesAsBefore(const QString& root, const QList<PiecePicture>& pictures);

} // namespace aios
