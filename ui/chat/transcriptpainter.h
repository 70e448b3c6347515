// SPDX-License-Identifier: MIT
#pragma once

#include "ui/chat/transcriptselection.h"
#include "ui/common/icons.h"

#include <QRect>

class QPainter;

namespace aios {

/// A place in a segment that does something when clicked.
struct TranscriptZone {
    enum class Action : std::uint8_t { None, Toggle, CopyCode, SaveCode, ShowAll, OpenInTab, CopyRow, EditRow, AskAgain };
    Action action = Action::None;
    QRect rect; ///< In the viewport.
    int row = -1;
    int segment = -1;
    QString words;
    Icon icon = Icon::Copy;
};

/// What the view knows and the drawing needs.
struct TranscriptPaintState {
    int left = 0; ///< Of the text column.
    const TranscriptSelection* selection = nullptr;
    QString find;
    TextPlace current; ///< Find's current hit.
    quint64 currentRow = 0; ///< Marked when the keyboard is in use.
    QPoint mouse{-1, -1};
    quint64 hotRow = 0;    ///< Under the mouse: what can be done with it is shown.
    quint64 copiedRow = 0; ///< What was just copied says so: a code block of it, or all of it.
    int copiedCode = -1;
};

/// Draws what TranscriptFlow laid out. No state of its own.
class TranscriptPainter {
public:
    TranscriptPainter(TranscriptFlow& flow, const TranscriptPaintState& state) : m_flow(flow), m_state(state) {}
    void draw(QPainter& painter, const QRect& viewport);
    /// The clickable places of a shown segment.
    [[nodiscard]] QList<TranscriptZone> zones(const TranscriptFlow::Shown& shown);
    [[nodiscard]] QRect segmentRect(const TranscriptFlow::Shown& shown); ///< Whole segment in the viewport.
    [[nodiscard]] QPoint textOrigin(const TranscriptFlow::Shown& shown); ///< Where its body's (0, 0) is.

private:
    void drawGround(QPainter& painter, const Segment& segment, const QRect& rect) const;
    void drawHead(QPainter& painter, const TranscriptFlow::Shown& shown, const QRect& rect);
    void drawText(QPainter& painter, const TranscriptFlow::Shown& shown, const QRect& viewport);
    void drawZones(QPainter& painter, const TranscriptFlow::Shown& shown);
    void drawRowZones(QPainter& painter, const TranscriptFlow::Shown& shown);
    [[nodiscard]] QList<TranscriptZone> rowZones(const TranscriptFlow::Shown& shown); ///< Copy, edit, ask again: over the row's upper edge.
    void drawRowMarks(QPainter& painter, const TranscriptFlow::Shown& shown, const QRect& rect);
    [[nodiscard]] QList<TextMark> marks(const TranscriptFlow::Shown& shown);

    TranscriptFlow& m_flow;
    const TranscriptPaintState& m_state;
};

} // namespace aios
