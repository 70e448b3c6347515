// SPDX-License-Identifier: MIT
// Mouse and keyboard of the transcript.
#include "core/base/text.h"
#include "core/markdown/blocks.h"
#include "ui/chat/transcriptmodel.h"
#include "ui/chat/transcriptview.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace aios {

int TranscriptView::rowAt(const QPoint& point)
{
    for (const TranscriptFlow::Shown& shown : m_flow.shown()) {
        if (point.y() >= shown.top && point.y() < shown.top + m_flow.segment(shown.row, shown.segment).height)
            return shown.row;
    }
    return -1;
}

TextPlace TranscriptView::placeAt(const QPoint& point)
{
    TranscriptPainter painter(m_flow, m_paint);
    TextPlace place;
    for (const TranscriptFlow::Shown& shown : m_flow.shown()) {
        const Segment& segment = m_flow.segment(shown.row, shown.segment);
        if (segment.kind == Segment::Kind::Card || (shown.top > point.y() && place.uid))
            continue;
        place = {m_model.item(shown.row).uid, shown.segment, 0};
        if (segment.holdsText())
            place.position = m_flow.body(shown.row, shown.segment).hit(point - painter.textOrigin(shown));
        else if (point.y() > shown.top + segment.height)
            place.position = static_cast<int>(segment.source.size());
    }
    return place;
}

TranscriptZone TranscriptView::zoneAt(const QPoint& point)
{
    TranscriptPainter painter(m_flow, m_paint);
    for (const TranscriptFlow::Shown& shown : m_flow.shown()) {
        for (const TranscriptZone& zone : painter.zones(shown)) {
            if (zone.rect.contains(point))
                return zone;
        }
    }
    return {};
}

QString TranscriptView::linkAt(const QPoint& point)
{
    TranscriptPainter painter(m_flow, m_paint);
    for (const TranscriptFlow::Shown& shown : m_flow.shown()) {
        const Segment& segment = m_flow.segment(shown.row, shown.segment);
        if (segment.kind == Segment::Kind::Rich && painter.segmentRect(shown).contains(point))
            return m_flow.body(shown.row, shown.segment).linkAt(point - painter.textOrigin(shown));
    }
    return {};
}

void TranscriptView::activateRow(int row)
{
    if (row < 0 || row >= m_model.rowCount())
        return;
    if (m_model.isExpandable(row)) {
        m_flow.setFollows(false); // The row under the pointer stays where it is while it opens.
        m_model.setExpanded(row, !m_model.isExpanded(row));
        settle();
        m_flow.scrollBy(0);
        settle();
    } else if (QWidget* widget = m_cards.value(m_model.item(row).cardId)) {
        widget->setFocus(Qt::TabFocusReason);
    }
}

void TranscriptView::runZone(const TranscriptZone& zone)
{
    using Action = TranscriptZone::Action;
    switch (zone.action) {
    case Action::None:
        break;
    case Action::Toggle:
        activateRow(zone.row);
        break;
    case Action::CopyRow:
        copyText(m_model.item(zone.row).entry.text);
        m_paint.copiedRow = m_model.item(zone.row).uid;
        m_paint.copiedCode = -1;
        m_copiedTimer.start();
        viewport()->update();
        break;
    case Action::EditRow:
        rewind(zone.row, false);
        break;
    case Action::AskAgain:
        rewind(zone.row, true);
        break;
    case Action::ShowAll:
        m_flow.setFollows(false);
        m_model.setShowAll(zone.row, true);
        settle();
        break;
    case Action::OpenInTab:
        Q_EMIT openInTabRequested(rowHeadline(m_model.item(zone.row)), rowText(m_model.item(zone.row), true));
        break;
    case Action::CopyCode: {
        const int code = m_flow.segment(zone.row, zone.segment).code;
        copyText(m_flow.layout(zone.row).code(code));
        m_paint.copiedRow = m_model.item(zone.row).uid;
        m_paint.copiedCode = code;
        m_copiedTimer.start();
        viewport()->update();
        break;
    }
    case Action::SaveCode: {
        const int code = m_flow.segment(zone.row, zone.segment).code;
        Q_EMIT saveCodeRequested(codeName(zone.row, code), m_flow.layout(zone.row).code(code) + u'\n');
        break;
    }
    }
}

/// `row` is the person's prompt, or what came after it.
void TranscriptView::rewind(int row, bool send)
{
    while (row >= 0 && !m_model.isPrompt(row))
        --row;
    if (row >= 0)
        Q_EMIT rewindRequested(m_model.item(row).entry.id, m_model.item(row).entry.text, send);
}

QString TranscriptView::codeName(int row, int code)
{
    static const QHash<QString, QString> endings{{u"python"_s, u"py"_s},   {u"javascript"_s, u"js"_s}, {u"typescript"_s, u"ts"_s},
                                                 {u"markdown"_s, u"md"_s}, {u"bash"_s, u"sh"_s},       {u"shell"_s, u"sh"_s},
                                                 {u"c++"_s, u"cpp"_s},     {u"rust"_s, u"rs"_s}};
    const QString language = m_flow.layout(row).codeLanguage(code).toLower();
    const QString ending = endings.value(language, language.isEmpty() || language.size() > 8 ? u"txt"_s : slugOf(language));
    return u"code." + ending;
}

void TranscriptView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const QPoint point = event->position().toPoint();
    m_mouse = point;
    m_keyboard = false;
    m_pressedLink = linkAt(point);
    if (const TranscriptZone zone = zoneAt(point); zone.action != TranscriptZone::Action::None) {
        m_current = m_model.item(zone.row).uid;
        runZone(zone);
        return;
    }
    const TextPlace place = placeAt(point);
    m_current = place.uid;
    if (event->modifiers() & Qt::ShiftModifier)
        m_selection.extend(place);
    else
        m_selection.start(place);
    m_selecting = true;
    viewport()->update();
}

void TranscriptView::mouseMoveEvent(QMouseEvent* event)
{
    m_mouse = event->position().toPoint();
    if (m_selecting && event->buttons() & Qt::LeftButton) {
        m_selection.extend(placeAt(m_mouse));
        if (!m_selection.isEmpty())
            m_pressedLink.clear(); // A drag over a link selects it.
        const bool outside = !viewport()->rect().contains(m_mouse);
        if (outside && !m_autoScroll.isActive())
            m_autoScroll.start();
        else if (!outside)
            m_autoScroll.stop();
        viewport()->update();
        return;
    }
    hover(m_mouse);
}

void TranscriptView::autoScroll()
{
    const int beyond = m_mouse.y() < 0 ? m_mouse.y() : m_mouse.y() - viewport()->height();
    m_flow.scrollBy(qBound(-120, beyond, 120));
    settle();
    m_selection.extend(placeAt(m_mouse));
}

void TranscriptView::mouseReleaseEvent(QMouseEvent* event)
{
    m_autoScroll.stop();
    if (event->button() != Qt::LeftButton || !m_selecting)
        return;
    m_selecting = false;
    if (!m_pressedLink.isEmpty() && m_pressedLink == linkAt(event->position().toPoint()) && isOpenableLink(m_pressedLink))
        Q_EMIT linkActivated(m_pressedLink);
    m_pressedLink.clear();
    if (!m_selection.isEmpty() && QApplication::clipboard()->supportsSelection())
        QApplication::clipboard()->setText(selectedText(), QClipboard::Selection);
}

void TranscriptView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const QPoint point = event->position().toPoint();
    if (event->button() != Qt::LeftButton || zoneAt(point).action != TranscriptZone::Action::None)
        return;
    m_selection.selectWord(m_flow, placeAt(point));
    m_pressedLink.clear();
    viewport()->update();
}

void TranscriptView::hover(const QPoint& point)
{
    const TranscriptZone before = m_paint.mouse == QPoint(-1, -1) ? TranscriptZone{} : zoneAt(m_paint.mouse);
    m_paint.mouse = point;
    if (const int row = rowAt(point); m_paint.hotRow != (row < 0 ? 0 : m_model.item(row).uid)) {
        m_paint.hotRow = row < 0 ? 0 : m_model.item(row).uid;
        viewport()->update();
    }
    const TranscriptZone zone = zoneAt(point);
    if (zone.rect != before.rect)
        viewport()->update();
    const QString link = linkAt(point);
    viewport()->setCursor(zone.action != TranscriptZone::Action::None || !link.isEmpty() ? Qt::PointingHandCursor : Qt::IBeamCursor);
    if (link != m_hoverLink) {
        m_hoverLink = link;
        Q_EMIT linkHovered(showHidden(link));
    }
}

bool TranscriptView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave) {
        m_paint.mouse = QPoint(-1, -1);
        m_paint.hotRow = 0;
        if (!m_hoverLink.isEmpty())
            Q_EMIT linkHovered({});
        m_hoverLink.clear();
        viewport()->update();
    } else if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const QString link = linkAt(help->pos());
        const int row = rowAt(help->pos());
        if (!link.isEmpty())
            QToolTip::showText(help->globalPos(), isOpenableLink(link) ? showHidden(link) : tr("Not opened: %1").arg(showHidden(link)), this);
        else if (row >= 0 && m_model.item(row).entry.time.isValid())
            QToolTip::showText(help->globalPos(), QLocale().toString(m_model.item(row).entry.time.toLocalTime(), QLocale::ShortFormat), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TranscriptView::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    m_keyboard = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason || event->reason() == Qt::ShortcutFocusReason;
    if (m_model.rowOf(m_current) < 0 && m_model.rowCount() > 0)
        m_current = m_model.item(m_model.rowCount() - 1).uid;
    viewport()->update();
}

void TranscriptView::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

int TranscriptView::currentRow() const
{
    return m_model.rowOf(m_current);
}

void TranscriptView::setCurrentRow(int row)
{
    if (row < 0 || row >= m_model.rowCount())
        return;
    m_current = m_model.item(row).uid;
    showRow(row);
    QAccessibleEvent event(this, QAccessible::Focus);
    event.setChild(row);
    QAccessible::updateAccessibility(&event);
}

void TranscriptView::moveCurrent(int rows, bool select)
{
    const int now = currentRow();
    // A row taller than the window is scrolled through before the next one is taken.
    if (const QRect rect = rowRect(now); now >= 0 && rect.height() > viewport()->height() / 2) {
        const int step = verticalScrollBar()->singleStep() * 2;
        if ((rows > 0 && rect.bottom() > viewport()->height()) || (rows < 0 && rect.top() < 0)) {
            m_flow.scrollBy(rows > 0 ? step : -step);
            settle();
            return;
        }
    }
    const int next = qBound(0, (now < 0 ? m_model.rowCount() : now) + rows, m_model.rowCount() - 1);
    if (select && now >= 0) {
        if (m_selection.isEmpty())
            m_selection.selectRow(m_flow, now, false);
        m_selection.selectRow(m_flow, next, true);
    }
    setCurrentRow(next);
}

void TranscriptView::scrollPage(int pages)
{
    m_flow.scrollBy(pages * (viewport()->height() - QFontMetrics(font()).height() * 2));
    settle();
    if (const int row = rowAt(QPoint(viewport()->width() / 2, pages > 0 ? viewport()->height() - 4 : 4)); row >= 0)
        m_current = m_model.item(row).uid;
    viewport()->update();
}

void TranscriptView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        return copySelection();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    if (m_model.rowCount() == 0)
        return QAbstractScrollArea::keyPressEvent(event);
    m_keyboard = true;
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Up:
        return moveCurrent(-1, shift);
    case Qt::Key_Down:
        return moveCurrent(1, shift);
    case Qt::Key_PageUp:
        return scrollPage(-1);
    case Qt::Key_PageDown:
        return scrollPage(1);
    case Qt::Key_Home:
        return setCurrentRow(0);
    case Qt::Key_End:
        m_current = m_model.item(m_model.rowCount() - 1).uid;
        return scrollToEnd();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (event->modifiers() & ~Qt::KeypadModifier) // on the row of a card it leads onto it, where Ctrl+Enter struck twice would decide
            return QAbstractScrollArea::keyPressEvent(event);
        return activateRow(currentRow());
    case Qt::Key_Right:
    case Qt::Key_Left:
        if (currentRow() >= 0)
            m_model.setExpanded(currentRow(), event->key() == Qt::Key_Right);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

} // namespace aios
