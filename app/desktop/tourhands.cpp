// SPDX-License-Identifier: MIT
#include "app/desktop/tourhands.h"

#include "ui/mainwindow/mainwindow.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QMenu>
#include <QMenuBar>
#include <QMouseEvent>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QScrollArea>
#include <QTextBlock>
#include <QWheelEvent>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

void send(QWidget& widget, QEvent::Type type, const QPoint& at, Qt::MouseButtons held)
{
    const Qt::MouseButton button = type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton;
    QMouseEvent event(type, QPointF(at), widget.mapTo(widget.window(), QPointF(at)), widget.mapToGlobal(QPointF(at)), button, held, Qt::NoModifier);
    QApplication::sendEvent(&widget, &event);
}

void key(QWidget& where, Qt::Key key)
{
    QKeyEvent press(QEvent::KeyPress, key, Qt::NoModifier);
    QKeyEvent release(QEvent::KeyRelease, key, Qt::NoModifier);
    QApplication::sendEvent(&where, &press);
    QApplication::sendEvent(&where, &release);
}

} // namespace

void TourHands::showInScrollAreas(QWidget& widget)
{
    for (QWidget* parent = widget.parentWidget(); parent; parent = parent->parentWidget()) {
        if (auto* area = qobject_cast<QScrollArea*>(parent))
            area->ensureWidgetVisible(&widget);
    }
}

bool TourHands::isHittable(const QWidget& widget, const QPoint& at)
{
    if (!widget.isVisible() || !widget.isEnabled())
        return false;
    const QWidget* hit = widget.window()->childAt(widget.mapTo(widget.window(), at));
    return hit && (hit == &widget || widget.isAncestorOf(hit));
}

void TourHands::press(QWidget& widget, const QPoint& at, bool twice)
{
    send(widget, QEvent::MouseButtonPress, at, Qt::LeftButton);
    send(widget, QEvent::MouseButtonRelease, at, Qt::NoButton);
    if (!twice)
        return;
    send(widget, QEvent::MouseButtonDblClick, at, Qt::LeftButton);
    send(widget, QEvent::MouseButtonRelease, at, Qt::NoButton);
}

bool TourHands::click(QWidget* widget) const
{
    if (!widget)
        return false;
    showInScrollAreas(*widget);
    const QPoint at = qobject_cast<QRadioButton*>(widget) ? QPoint(8, widget->height() / 2) : widget->rect().center();
    if (!isHittable(*widget, at))
        return false;
    press(*widget, at);
    return true;
}

bool TourHands::click(QAbstractItemView* view, const QString& words, bool twice) const
{
    const QModelIndexList hits =
        view ? view->model()->match(view->model()->index(0, 0), Qt::DisplayRole, words, 1, Qt::MatchContains) : QModelIndexList();
    if (hits.isEmpty())
        return false;
    showInScrollAreas(*view);
    view->scrollTo(hits.constFirst());
    const QPoint at = view->visualRect(hits.constFirst()).center();
    if (!isHittable(*view->viewport(), at))
        return false;
    press(*view->viewport(), at, twice);
    return true;
}

bool TourHands::choose(const QString& keyId) const
{
    QMenuBar& bar = *m_window.menuBar();
    auto* entry = m_window.findChild<QAction*>(keyId);
    const QList<QAction*> titles = bar.actions();
    const auto title = std::ranges::find_if(titles, [entry](const QAction* each) { return each->menu() && each->menu()->actions().contains(entry); });
    if (!entry || !entry->isEnabled() || title == titles.cend())
        return false;
    QMenu* menu = (*title)->menu();
    if (!menu->isVisible()) {
        press(bar, bar.actionGeometry(*title).center());
        return false;
    }
    menu->setActiveAction(entry);
    key(*menu, Qt::Key_Return);
    return true;
}

void TourHands::escape(QWidget* where) const
{
    key(*where, Qt::Key_Escape);
}

void TourHands::turnWheelTo(const QWidget& widget, QWidget& viewport) const
{
    const int at = widget.mapTo(&viewport, widget.rect().center()).y();
    if (at >= 0 && at < viewport.height())
        return;
    const QPointF middle = viewport.rect().center();
    QWheelEvent turn(middle, viewport.mapToGlobal(middle), {}, {0, at < 0 ? 120 : -120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&viewport, &turn);
}

bool TourHands::replaceWord(QPlainTextEdit& edit, const QString& from, const QString& to) const
{
    QTextCursor found = edit.document()->find(from, 0, QTextDocument::FindCaseSensitively | QTextDocument::FindWholeWords);
    if (found.isNull())
        return false;
    found.setPosition(found.selectionStart() + 1);
    edit.setTextCursor(found); // scrolls there
    const QPoint at = edit.cursorRect(found).center();
    if (!isHittable(*edit.viewport(), at))
        return false;
    press(*edit.viewport(), at, true);
    if (edit.textCursor().selectedText() != from)
        return false;
    type(&edit, to);
    return true;
}

bool TourHands::drag(QWidget* from, const QPoint& at, QWidget* to, const QPoint& there) const
{
    if (!isHittable(*from, at) || !to->isVisible())
        return false;
    const QPoint end = from->mapFromGlobal(to->mapToGlobal(there));
    send(*from, QEvent::MouseButtonPress, at, Qt::LeftButton);
    for (const QPoint& step : {at + QPoint(12, 4), (at + end) / 2, end})
        send(*from, QEvent::MouseMove, step, Qt::LeftButton);
    send(*from, QEvent::MouseButtonRelease, end, Qt::NoButton);
    return true;
}

void TourHands::type(QWidget* where, const QString& text) const
{
    for (const QChar& letter : text) {
        QKeyEvent press(QEvent::KeyPress, 0, Qt::NoModifier, QString(letter));
        QKeyEvent release(QEvent::KeyRelease, 0, Qt::NoModifier, QString(letter));
        QApplication::sendEvent(where, &press);
        QApplication::sendEvent(where, &release);
    }
}

} // namespace aios
