// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/content/board.h"
#include "core/content/layers.h"
#include "core/content/statusflow.h"

#include <QDateTime>

namespace aios {

/// A file beneath content/ by its frontmatter, which is the truth about its status.
struct Piece {
    QString path;     ///< Absolute.
    QString relative;
    QString title;    ///< Else the first heading, else the file name.
    QString type;
    QString platform;
    PieceStatus status = PieceStatus::Unknown;
    QString statusText; ///< As written.
    QString statusName; ///< As the flow calls it; empty for Unknown.
    int statusRank = -1; ///< Its place in the flow.
    int statusLine = 0; ///< 1-based; 0: none is given.
    QStringList sources;
    QString slug;     ///< `slug`, else the file name.
    bool inRecord = false; ///< Its frontmatter names a record, in which its text lives.
    QString publishedId; ///< `published_id`: what the service called it when it went out; empty: nothing to update.
    bool saysWhere = false; ///< It has `url` or `published_id`: where it is out, or was.
    QByteArray sha256;
    QDateTime changed; ///< When the file was last written; who reads it from the disk knows.
    QString problem;
    int problemLine = 0;
};

/// One piece from its bytes.
[[nodiscard]] Piece pieceFrom(const QString& root, const QString& relative, const QByteArray& bytes, const StatusFlow& flow = {});

/// The same file by another flow.
void judgeStatus(Piece& piece, const StatusFlow& flow);

/// The file with its status set: only the value's bytes change; a missing key is added at the end of the frontmatter, a missing frontmatter at the top.
[[nodiscard]] Result<QByteArray> withPieceStatus(const QByteArray& file, PieceStatus status, const StatusFlow& flow = {});

/// The file with one plain value of its frontmatter set, by the same rules. `value` becomes one line; it is quoted where YAML would read something else.
[[nodiscard]] Result<QByteArray> withPieceValue(const QByteArray& file, const QString& key, const QString& value);

/// The file without that value: its line is gone, every other byte stays. Error: it is written over several lines.
[[nodiscard]] Result<QByteArray> withoutPieceValue(const QByteArray& file, const QString& key);

/// Where board and pieces disagree: "board.card-without-piece", "piece.status-differs" (the piece is right), "piece.without-card" (it is in work, and
/// the board does not show it), "piece.same-slug". A few of each; the last of them says how many more there are.
[[nodiscard]] QList<ContentWarning> compareBoard(const Board& board, const QString& boardPath, const QList<Piece>& pieces,
                                                 const StatusFlow& flow = {});

} // namespace aios
