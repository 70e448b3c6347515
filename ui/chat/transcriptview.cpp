// SPDX-License-Identifier: MIT
#include "ui/chat/transcriptview.h"

#include "ui/chat/findbar.h"
#include "ui/chat/transcriptaccessible.h"
#include "ui/chat/transcriptmodel.h"
#include "ui/common/highlightservice.h"
#include "ui/common/safetextbrowser.h"

#include <QAccessible>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QLayout>
#include <QPaintEvent>
#include <QPainter>
#include <QResizeEvent>
#include <QScrollBar>
#include <QToolButton>

#include <algorithm>

namespace aios {

TranscriptView::TranscriptView(TranscriptModel& model, QWidget* parent) : QAbstractScrollArea(parent), m_model(model), m_flow(model)
{
    installTranscriptAccessibility();
    setAccessibleName(tr("Transcript"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setAutoFillBackground(true);

    m_pill = new QToolButton(this);
    m_pill->setFocusPolicy(Qt::NoFocus);
    m_pill->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_pill->setIcon(icon(Icon::Down));
    m_pill->setCursor(Qt::PointingHandCursor);
    m_pill->hide();
    connect(m_pill, &QToolButton::clicked, this, &TranscriptView::scrollToEnd);

    m_findBar = new FindBar(this);
    connect(m_findBar, &FindBar::step, this, [this](const QString& query, bool backwards, bool stay) {
        findStep(query, backwards, stay);
        m_findBar->setResult(m_findIndex, m_findTotal);
    });
    connect(m_findBar, &FindBar::closed, this, [this] {
        endFind();
        setFocus();
    });

    m_settleTimer.setSingleShot(true);
    connect(&m_settleTimer, &QTimer::timeout, this, &TranscriptView::settle);
    m_autoScroll.setInterval(30);
    connect(&m_autoScroll, &QTimer::timeout, this, &TranscriptView::autoScroll);
    m_copiedTimer.setSingleShot(true);
    m_copiedTimer.setInterval(1500);
    connect(&m_copiedTimer, &QTimer::timeout, this, [this] {
        m_paint.copiedRow = 0;
        viewport()->update();
    });
    m_releaseTimer.setSingleShot(true);
    m_releaseTimer.setInterval(kReleaseAfter);
    connect(&m_releaseTimer, &QTimer::timeout, this, &TranscriptView::release);
    m_flow.setCardHeights([this](const QString& cardId, int width) { return cardHeight(cardId, width); });
    m_paint.selection = &m_selection;
    connect(&HighlightService::instance(), &HighlightService::ready, this, [this] {
        m_flow.dropBodies();
        scheduleSettle(0);
    });
    connectModel();
    applyStyle();
}

TranscriptView::~TranscriptView() = default;

void TranscriptView::connectModel()
{
    connect(&m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_flow.reset();
        m_flow.setFollows(true);
        m_selection.clear();
        m_findStale = true;
        m_new = 0;
        dropCardsWithoutRow();
        scheduleSettle(0);
    });
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex&, int first, int last) {
        m_flow.rowsInserted(first, last);
        if (!m_flow.follows() && last == m_model.rowCount() - 1)
            m_new += last - first + 1;
        m_findStale = true;
        scheduleSettle(0);
    });
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, [this](const QModelIndex&, int first, int last) {
        m_flow.rowsRemoved(first, last);
        m_findStale = true;
        dropCardsWithoutRow();
        scheduleSettle(0);
    });
    connect(&m_model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex& first, const QModelIndex& last) {
        for (int row = first.row(); row <= last.row(); ++row) {
            m_flow.rowChanged(row);
            m_changedRows.insert(m_model.item(row).uid);
        }
        m_findStale = true;
        scheduleSettle(10); // A stream of deltas makes one layout a frame, not one a delta.
    });
    connect(&m_model, &TranscriptModel::messageFinished, this, [this](const QString& text) {
        QAccessibleAnnouncementEvent event(this, text);
        QAccessible::updateAccessibility(&event);
    });
}

void TranscriptView::setEmptyText(const QString& title, const QString& text)
{
    m_emptyTitle = title;
    m_emptyText = text;
    viewport()->update();
}

// --- Layout ---

void TranscriptView::scheduleSettle(int delay)
{
    m_dirty = true;
    if (!m_settleTimer.isActive() || (delay == 0 && m_settleTimer.remainingTime() > 0))
        m_settleTimer.start(delay);
}

void TranscriptView::settle()
{
    m_settleTimer.stop();
    if (!isVisible())
        m_releaseTimer.start();
    m_dirty = false;
    m_flow.settle();
    updateBar();
    placeCards();
    noteFollowing();
    placeOverlays();
    repaintChanged();
}

/// Moves the pixels that only moved and paints what changed; whatever lies over the text would be moved along, so then all of it is painted.
void TranscriptView::repaintChanged()
{
    const DrawnSegments::Difference difference =
        m_drawn.take(m_flow, std::exchange(m_changedRows, {}), viewport()->size(), QFontMetrics(font()).height());
    const auto overlaid = [this] {
        return m_pill->isVisible() || m_findBar->isVisible() || std::ranges::any_of(m_cards, [this](const QPointer<QWidget>& card) {
                   return card && card->isVisible() && card->geometry().intersects(viewport()->rect());
               });
    };
    if (difference.everything || (difference.shift != 0 && overlaid())) {
        viewport()->update();
        return;
    }
    QRegion changed = difference.changed;
    if (difference.shift != 0) {
        viewport()->scroll(0, difference.shift, viewport()->rect());
        // What is lit under the mouse, and a row's buttons while its top is out of sight, stay where they are.
        const int unit = QFontMetrics(font()).height();
        for (const int top : {m_paint.mouse.y() - 2 * unit, 0}) {
            const QRect lit(0, top, viewport()->width(), 4 * unit);
            changed += lit;
            changed += lit.translated(0, difference.shift);
        }
    }
    viewport()->update(changed);
}

void TranscriptView::applyStyle()
{
    TextStyle style;
    style.font = font();
    style.fixed = fixedFont(font());
    style.palette = palette();
    style.colours = Colours::of(palette());
    style.richStyle = richTextStyle(font(), palette());
    m_flow.setStyle(style);
    m_drawn.forget();
    updateColumn();
    scheduleSettle(0);
}

/// The text column: as wide as reads well, in the middle of a wide window.
void TranscriptView::updateColumn()
{
    const int unit = QFontMetrics(font()).height();
    const int width = qMax(unit * 6, qMin(viewport()->width() - unit * 2, QFontMetrics(font()).averageCharWidth() * 112));
    m_paint.left = (viewport()->width() - width) / 2;
    m_flow.setSize(width, viewport()->height());
}

void TranscriptView::updateBar()
{
    m_updatingBar = true;
    QScrollBar* bar = verticalScrollBar();
    bar->setSingleStep(QFontMetrics(font()).height() * 3 / 2);
    bar->setPageStep(viewport()->height());
    bar->setRange(0, m_flow.maximum());
    if (!bar->isSliderDown()) // The handle belongs to the hand that holds it.
        bar->setValue(m_flow.value());
    m_updatingBar = false;
}

void TranscriptView::placeOverlays()
{
    const int unit = QFontMetrics(font()).height();
    m_pill->setVisible(m_new > 0 && !m_flow.follows());
    if (m_pill->isVisible()) {
        m_pill->setText(tr("%n new ↓", nullptr, m_new));
        m_pill->setAccessibleName(tr("%n new, go to the end", nullptr, m_new));
        m_pill->adjustSize();
        const QRect area = viewport()->geometry();
        m_pill->move(area.center().x() - m_pill->width() / 2, area.bottom() - m_pill->height() - unit / 2);
        m_pill->raise();
    }
    m_findBar->adjustSize();
    m_findBar->move(viewport()->geometry().right() - m_findBar->width() - unit / 2, viewport()->geometry().top() + unit / 3);
}

void TranscriptView::noteFollowing()
{
    if (m_flow.follows())
        m_new = 0;
    if (m_followed != m_flow.follows()) {
        m_followed = m_flow.follows();
        Q_EMIT followsEndChanged(m_followed);
    }
}

void TranscriptView::scrollToEnd()
{
    m_flow.setFollows(true);
    settle();
}

void TranscriptView::showRow(int row)
{
    if (row < 0 || row >= m_model.rowCount())
        return;
    m_flow.settle();
    m_flow.showRow(row);
    settle();
}

QRect TranscriptView::rowRect(int row)
{
    if (m_dirty)
        settle();
    QRect rect;
    TranscriptPainter painter(m_flow, m_paint);
    for (const TranscriptFlow::Shown& shown : m_flow.shown()) {
        if (shown.row == row)
            rect |= painter.segmentRect(shown);
    }
    return rect;
}

// --- Events ---

bool TranscriptView::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::LayoutRequest && qobject_cast<QWidget*>(watched) && static_cast<QWidget*>(watched)->parentWidget() == viewport())
        scheduleSettle(0);
    return QAbstractScrollArea::eventFilter(watched, event);
}

void TranscriptView::paintEvent(QPaintEvent* event)
{
    if (m_dirty) {
        m_flow.settle();
        m_drawn.forget(); // Part of the screen is ahead of the rest now.
        m_settleTimer.start(0); // Cards and the scroll bar follow outside the painting.
        m_dirty = false;
    }
    QPainter painter(viewport());
    if (m_model.rowCount() == 0) {
        const QRect area = viewport()->rect().adjusted(30, 30, -30, -30);
        painter.setPen(palette().color(QPalette::Text));
        painter.setFont(scaledFont(font(), 1.3));
        QRect used;
        const QRect upper(area.left(), area.top(), area.width(), area.height() / 2);
        painter.drawText(upper, Qt::AlignHCenter | Qt::AlignBottom | Qt::TextWordWrap, m_emptyTitle, &used);
        painter.setFont(font());
        painter.setPen(m_flow.style().colours.muted);
        painter.drawText(QRect(area.left(), upper.bottom() + 12, area.width(), area.height() / 2 - 12),
                         Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_emptyText);
        return;
    }
    m_paint.find = m_findQuery;
    m_paint.currentRow = hasFocus() && m_keyboard ? m_current : 0;
    TranscriptPainter(m_flow, m_paint).draw(painter, event->rect());
}

void TranscriptView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateColumn();
    settle();
}

void TranscriptView::showEvent(QShowEvent* event)
{
    m_releaseTimer.stop();
    QAbstractScrollArea::showEvent(event);
}

void TranscriptView::hideEvent(QHideEvent* event)
{
    m_releaseTimer.start();
    QAbstractScrollArea::hideEvent(event);
}

/// A session behind other tabs costs what was said in it, not how it looked.
void TranscriptView::release()
{
    m_flow.release();
    m_drawn.forget();
    m_dirty = true; // painted again, it is laid out first
}

void TranscriptView::scrollContentsBy(int, int dy)
{
    if (m_updatingBar)
        return;
    const int value = verticalScrollBar()->value();
    if (value >= verticalScrollBar()->maximum())
        m_flow.scrollToEnd();
    else if (verticalScrollBar()->isSliderDown() || qAbs(dy) > 2 * viewport()->height())
        m_flow.scrollTo(value);
    else
        m_flow.scrollBy(-dy);
    settle();
}

void TranscriptView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        applyStyle();
}

void TranscriptView::copyText(const QString& text)
{
    QGuiApplication::clipboard()->setText(text);
}

void TranscriptView::copySelection()
{
    if (!m_selection.isEmpty())
        QGuiApplication::clipboard()->setMimeData(m_selection.mimeData(m_flow));
}

void TranscriptView::selectAll()
{
    m_selection.selectAll(m_flow);
    viewport()->update();
}

void TranscriptView::clearSelection()
{
    m_selection.clear();
    viewport()->update();
}

QString TranscriptView::selectedText()
{
    return m_selection.text(m_flow);
}

} // namespace aios
