// SPDX-License-Identifier: MIT
#pragma once

#include "ui/chat/drawnsegments.h"
#include "ui/chat/transcriptpainter.h"

#include <QAbstractScrollArea>
#include <QHash>
#include <QPointer>
#include <QTimer>

class QToolButton;

namespace aios {

class FindBar;
class TranscriptModel;

/// The transcript of one session. Lays out only what is on screen, keeps what is read where it is while rows above are corrected or text streams in
/// below, follows the stream only while at its end, selects and copies across rows, and holds live cards at their row. Opens nothing by itself.
class TranscriptView : public QAbstractScrollArea {
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds kReleaseAfter{3'000}; ///< Hidden for so long, it keeps nothing that is laid out.
    explicit TranscriptView(TranscriptModel& model, QWidget* parent = nullptr);
    ~TranscriptView() override;

    /// Shows `card` at the row the model made for `cardId`; the view becomes its parent. Removing that row deletes it.
    void setCard(const QString& cardId, QWidget* card);
    [[nodiscard]] QWidget* card(const QString& cardId) const { return m_cards.value(cardId); }
    void setEmptyText(const QString& title, const QString& text);

    void scrollToEnd();
    void showRow(int row);
    void showCard(const QString& cardId);
    [[nodiscard]] bool followsEnd() const { return m_flow.follows(); }
    [[nodiscard]] int newCount() const { return m_new; }
    void openFind();
    void copySelection();
    void selectAll();
    void clearSelection();
    [[nodiscard]] QString selectedText();
    [[nodiscard]] TranscriptModel& model() const { return m_model; }
    [[nodiscard]] TranscriptFlow& flow() { return m_flow; }

    void settle();                             ///< Now, not at the next turn of the event loop.
    [[nodiscard]] QRect rowRect(int row);      ///< In the viewport; empty when not on screen.
    [[nodiscard]] int rowAt(const QPoint& point);
    [[nodiscard]] TextPlace placeAt(const QPoint& point); ///< Nearest text.
    void activateRow(int row);                 ///< Enter or click on a head: unfold or fold.
    [[nodiscard]] int currentRow() const;
    void setCurrentRow(int row);

    /// Find: all hits counted, the current one shown and marked. False when there are none.
    bool findStep(const QString& query, bool backwards, bool stay);
    void endFind();
    [[nodiscard]] int findCount() const { return m_findTotal; }
    [[nodiscard]] int findIndex() const { return m_findIndex; }

Q_SIGNALS:
    void linkActivated(const QString& target); ///< The person clicked it; it passed isOpenableLink().
    void linkHovered(const QString& target);   ///< Empty when none any more.
    void openInTabRequested(const QString& title, const QString& text);
    void saveCodeRequested(const QString& suggestedName, const QString& code);
    void followsEndChanged(bool follows);
    void rewindRequested(const QString& entryId, const QString& text, bool send); ///< SessionView tells what it means.
    void rated(const QString& reply, const QString& prompt, bool good); ///< A thumb of the person; `prompt` is what the reply answers.

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void connectModel();
    void scheduleSettle(int delay);
    void release();
    void applyStyle();
    void updateColumn();
    void updateBar();
    void placeCards();
    void placeOverlays();
    void repaintChanged();
    void noteFollowing();
    void dropCardsWithoutRow();
    [[nodiscard]] int cardHeight(const QString& cardId, int width) const;
    [[nodiscard]] TranscriptZone zoneAt(const QPoint& point);
    [[nodiscard]] QString linkAt(const QPoint& point);
    void runZone(const TranscriptZone& zone);
    void rewind(int row, bool send);
    void rate(int row, bool good);
    void hover(const QPoint& point);
    void autoScroll();
    void moveCurrent(int rows, bool select);
    void scrollPage(int pages);
    QString codeName(int row, int code);
    void copyText(const QString& text);
    void addRowActions(class QMenu& menu, int row, const QPoint& point);
    void showHit();

    TranscriptModel& m_model;
    TranscriptFlow m_flow;
    TranscriptSelection m_selection;
    TranscriptPaintState m_paint;
    DrawnSegments m_drawn;
    QSet<quint64> m_changedRows; ///< Since the last layout.
    QHash<QString, QPointer<QWidget>> m_cards;
    QTimer m_settleTimer;
    QTimer m_autoScroll;
    QTimer m_copiedTimer;
    QTimer m_releaseTimer; ///< While nobody sees it.
    FindBar* m_findBar = nullptr;
    QToolButton* m_pill = nullptr;
    QString m_emptyTitle;
    QString m_emptyText;
    QString m_hoverLink;
    QString m_pressedLink;
    QPoint m_mouse;
    quint64 m_current = 0;
    int m_new = 0;
    int m_findTotal = 0;
    int m_findIndex = 0; ///< From 1.
    QString m_findQuery;
    bool m_findStale = false;
    QList<std::pair<quint64, int>> m_findRows; ///< Row and number of hits before it.
    bool m_keyboard = false; ///< The current row is marked only while keys move it.
    bool m_selecting = false;
    bool m_followed = true;
    bool m_updatingBar = false;
    bool m_dirty = true;
};

} // namespace aios
