// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/workpool.h"
#include "core/content/piecepictures.h"

#include <QImage>
#include <QStringList>
#include <QWidget>

class QVBoxLayout;

namespace aios {

/// One image of a piece, as far as it can be shown here.
struct PieceImage {
    QString target;   ///< As written in the piece.
    QString relative; ///< The file beneath the folder; empty when none is meant.
    QString problem;  ///< Why it is not shown: one sentence; empty: it is.
    QSize size;       ///< Its own, in pixels.
    qint64 bytes = 0;
    QImage picture;   ///< Fitted into `room`.
};

/// Reads and decodes an image that a piece names: a file beneath `root` (opened beneath it, links that lead out fail), of at most 32 MB and 40 megapixels, PNG,
/// JPEG, GIF or WebP. An image on another computer is named, never fetched. `sha256`: what it must hold, when that is known; another one is not shown. Blocking; for
/// the pool.
[[nodiscard]] PieceImage loadPieceImage(const QString& root, const QString& piece, const QString& target, const QSize& room,
                                        const QByteArray& sha256 = {});

/// The images of a piece below one another, each with where it is, how large, or why it is not there. Read and decoded on a pool of its own, at most kMostPictures.
/// GUI thread.
class PieceImages : public QWidget {
    Q_OBJECT
public:
    explicit PieceImages(QWidget* parent = nullptr);
    /// `root`: absolute path of the folder; empty: it is not known here, so they are only named. `found`: what would go out for each target, when somebody has
    /// looked: then only that is shown.
    void setImages(const QString& root, const QString& piece, const QStringList& targets, const QList<PiecePicture>& found = {});
    void reload(); ///< The same ones: the files may have changed.

private:
    void showOne(int index, const PieceImage& image);
    [[nodiscard]] QString captionOf(const PieceImage& image) const;

    WorkPool m_pool{1};
    QVBoxLayout* m_column;
    QString m_root;
    QString m_piece;
    QStringList m_targets;
    QList<PiecePicture> m_found;
    int m_run = 0;
};

} // namespace aios
