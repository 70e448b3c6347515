// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/boardrequest.h"

#include <QObject>

namespace aios {

class Runtime;

/// The board of the open folder as the window sees it. Lives on the caller's thread; every call is queued to the core thread and returns at once.
class BoardLink : public QObject {
    Q_OBJECT
public:
    explicit BoardLink(Runtime& runtime, QObject* parent = nullptr);
    ~BoardLink() override;

    /// While somebody watches, boardChanged() tells of every change, whoever made it. Counted.
    void watch(bool watching);
    void request(const BoardRequest& request); ///< -> done, refused or approvalRequested, and boardChanged
    void undo();
    void redo();
    [[nodiscard]] const BoardView& board() const { return m_board; }
    [[nodiscard]] bool isLoaded() const { return m_loaded; }

Q_SIGNALS:
    void boardChanged(const aios::BoardView& board);
    void done(const QString& words, const aios::CardKey& card); ///< What was done, and the card it was done to, where it stands now.
    void refused(const QString& why); ///< Nothing was changed; one plain sentence.
    void
    approvalRequested(const QString& piece); ///< A legal move to Approved: the person has to see that piece as it will be published, and approve it.
    void pieceCreated(const QString& piece);

private:
    void tell(const BoardView& board);

    Runtime& m_runtime;
    BoardView m_board;
    bool m_loaded = false;
};

} // namespace aios
