// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/boardplan.h"
#include "core/runtime/boardrequest.h"

#include <QObject>
#include <QTimer>

namespace aios {

class PieceReader;
class Runtime;

/// The board of the open folder: read while somebody watches, and changed as the person asks. Every request is planned on the files as they are at that moment
/// and written with their hashes, the piece first, because it is the truth; what changed in between is planned again or refused, never overwritten. Remembers
/// what was done, to take it back. Core thread; owned by the runtime.
class BoardKeeper : public QObject {
    Q_OBJECT
public:
    explicit BoardKeeper(Runtime& runtime);
    ~BoardKeeper() override;

    void watch(bool watching); ///< Counted.
    void request(const BoardRequest& request);
    void undo();
    void redo();

Q_SIGNALS:
    void changed(const aios::BoardView& board);
    void done(const QString& words, const aios::CardKey& card);
    void refused(const QString& why);
    void approvalRequested(const QString& piece);
    void pieceCreated(const QString& piece);

private:
    struct File {
        bool exists = false;
        QByteArray bytes;
        QByteArray sha256;
    };
    struct Change {
        QString relative;
        std::optional<QByteArray> before; ///< Nothing: it did not exist.
        std::optional<QByteArray> after;
    };
    /// What a request comes to on the files as they are.
    struct Plan {
        QList<Change> changes; ///< In the order they are written.
        CardKey card;
        QString words;
        QString approval; ///< Instead of changes.
        std::optional<MoveBack> back; ///< Of a move.
    };
    struct Step {
        BoardRequest request;
        Plan plan;
    };
    struct Loaded {
        File board;
        QString problem;
        QList<Piece> pieces;
        QString leftOut; ///< Of the pieces.
        StatusFlow flow; ///< By which their statuses were read.
    };

    // boardkeeper.cpp
    [[nodiscard]] static Loaded load(const QString& root, const PieceReader& pieces, const StatusFlow& flow);
    void projectOpened();
    void filesChanged(const QStringList& relativePaths);
    void startLoading();
    void publish();
    bool run(const BoardRequest& request, bool again); ///< Whether something was written. `again`: it is a step done before.
    [[nodiscard]] Result<void> write(const QList<Change>& changes);
    [[nodiscard]] Result<void> writeOne(const Change& change);
    void take(const QList<Change>& changes);
    [[nodiscard]] Result<File> read(const QString& relative) const;
    // boardrequests.cpp
    [[nodiscard]] Result<Plan> plan(const BoardRequest& request);
    [[nodiscard]] Result<Plan> planFor(const MoveCard& move, const File& board);
    [[nodiscard]] Result<Plan> planFor(const FollowPiece& follow, const File& board);
    [[nodiscard]] Result<Plan> planFor(const AddCard& add, const File& board);
    [[nodiscard]] Result<Plan> planFor(const EditNote& edit, const File& board);
    [[nodiscard]] Result<Plan> planFor(const CheckCard& check, const File& board);
    [[nodiscard]] Result<Plan> planFor(const LinkCard& link, const File& board);
    [[nodiscard]] Result<Plan> planFor(const CreatePiece& create, const File& board);
    [[nodiscard]] Result<Plan> planFor(const CreateBoard& create, const File& board);
    [[nodiscard]] static Result<Plan> changedCard(const QByteArray& board, CardPosition at, const Result<QByteArray>& after, const QString& words);
    [[nodiscard]] Result<QByteArray> freshPiece(const QByteArray& board, const CardKey& card);
    [[nodiscard]] Result<Plan> planUndo(const Step& step);

    Runtime& m_runtime;
    int m_watchers = 0;
    Loaded m_state;
    QList<Step> m_done;
    QList<Step> m_undone;
    QTimer m_soon;
    bool m_loading = false;
    bool m_again = false; ///< Once more when this look is over.
    bool m_stale = false; ///< What this look finds is old already.
    bool m_loaded = false;
};

} // namespace aios
