// SPDX-License-Identifier: MIT
// The live cards among the rows of TranscriptView: where they stand, and which one is shown.
#include "ui/chat/transcriptmodel.h"
#include "ui/chat/transcriptview.h"

namespace aios {

void TranscriptView::setCard(const QString& cardId, QWidget* cardWidget)
{
    cardWidget->setParent(viewport());
    cardWidget->installEventFilter(this);
    cardWidget->move(0, -10'000);
    m_cards.insert(cardId, cardWidget);
    scheduleSettle(0);
}

int TranscriptView::cardHeight(const QString& cardId, int width) const
{
    QWidget* widget = m_cards.value(cardId);
    if (!widget)
        return QFontMetrics(font()).height() * 4;
    const int wanted =
        qMax(widget->minimumSizeHint().height(), widget->hasHeightForWidth() ? widget->heightForWidth(width) : widget->sizeHint().height());
    return qBound(widget->minimumHeight(), wanted, widget->maximumHeight());
}

void TranscriptView::dropCardsWithoutRow()
{
    for (auto it = m_cards.begin(); it != m_cards.end();) {
        if (m_model.rowOfEntry(QStringLiteral("card:") + it.key()) >= 0) {
            ++it;
            continue;
        }
        if (*it)
            (*it)->deleteLater();
        it = m_cards.erase(it);
    }
}

void TranscriptView::showCard(const QString& cardId)
{
    const int row = m_model.rowOfEntry(QStringLiteral("card:") + cardId);
    if (row < 0)
        return;
    showRow(row);
    // The whole of it, with its buttons; of one that is too high for that, the beginning.
    const QRect place = rowRect(row);
    if (const int hidden = qMin(place.bottom() - viewport()->height(), place.top()); place.isValid() && hidden > 0) {
        m_flow.scrollBy(hidden);
        settle();
    }
}

void TranscriptView::placeCards()
{
    QHash<QString, QRect> places;
    TranscriptPainter painter(m_flow, m_paint);
    for (const TranscriptFlow::Shown& shown : m_flow.shown()) {
        const Segment& segment = m_flow.segment(shown.row, shown.segment);
        if (segment.kind == Segment::Kind::Card)
            places.insert(segment.source, painter.segmentRect(shown).adjusted(0, segment.above, 0, -segment.below));
    }
    for (auto it = m_cards.cbegin(); it != m_cards.cend(); ++it) {
        QWidget* widget = it.value();
        if (!widget)
            continue;
        if (const auto place = places.constFind(it.key()); place != places.cend()) {
            widget->setGeometry(*place);
            widget->show();
        } else {
            widget->move(widget->x(), -widget->height() - 10'000); // Kept alive and focused, only out of sight.
        }
    }
}

} // namespace aios
