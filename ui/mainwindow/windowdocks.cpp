// SPDX-License-Identifier: MIT
#include "ui/mainwindow/windowdocks.h"

#include "ui/common/keys.h"
#include "ui/panes/panecatalogue.h"
#include "ui/panes/panehost.h"

#include <QAction>
#include <QChildEvent>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QTabBar>

#include <algorithm>
#include <utility>

namespace aios {

using namespace Qt::StringLiterals;

namespace {
constexpr int kLayoutVersion = 1;
}

WindowDocks::WindowDocks(QMainWindow& window) : QObject(&window), m_window(window)
{
    window.installEventFilter(this);
    window.setDockNestingEnabled(false);
    window.setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    window.setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    for (const PaneRow& row : paneCatalogue()) {
        auto* dock = new QDockWidget(paneTitle(row), &window);
        dock->setObjectName(u"pane-"_s + QLatin1StringView(row.id));
        dock->setWidget(new QWidget(dock));
        window.addDockWidget(row.area, dock);
        dock->hide();
        m_docks.append(dock);
        QAction* action = new QAction(paneTitle(row), this);
        action->setObjectName(QLatin1StringView(row.keyId));
        action->setIcon(icon(row.icon));
        Keys::instance().bind(row.keyId, action);
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, dock] { activate(dock); });
        connect(dock, &QDockWidget::visibilityChanged, this, [this, action, dock] {
            action->setChecked(dock->isVisibleTo(dock->parentWidget()));
            if (m_open)
                Q_EMIT layoutChanged();
        });
        connect(dock, &QDockWidget::dockLocationChanged, this, &WindowDocks::layoutChanged);
        m_actions.append(action);
        window.addAction(action);
    }
}

/// The window makes the tabs of docks when it needs them, and cuts their names to “Co…” and “Se…”. Whole names are scrolled through instead.
bool WindowDocks::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == &m_window && event->type() == QEvent::ChildPolished) {
        if (auto* bar = qobject_cast<QTabBar*>(static_cast<QChildEvent*>(event)->child())) {
            bar->setElideMode(Qt::ElideNone);
            bar->setUsesScrollButtons(true);
        }
    }
    return QObject::eventFilter(watched, event);
}

/// The panes of one side share its place as tabs, but for the first of the left side, which stands above the others.
void WindowDocks::reset()
{
    QDockWidget* lastRight = nullptr;
    QDockWidget* lastLeft = nullptr;
    std::size_t i = 0;
    for (const PaneRow& row : paneCatalogue()) {
        QDockWidget* dock = m_docks.at(static_cast<qsizetype>(i++));
        dock->setFloating(false);
        m_window.addDockWidget(row.area, dock);
        if (row.area == Qt::RightDockWidgetArea) {
            if (lastRight)
                m_window.tabifyDockWidget(lastRight, dock);
            lastRight = dock;
        } else if (row.area == Qt::LeftDockWidgetArea && dock != m_docks.constFirst()) {
            if (lastLeft)
                m_window.tabifyDockWidget(lastLeft, dock);
            lastLeft = dock;
        }
        dock->setVisible(row.shownAtFirst);
    }
    const int unit = m_window.fontMetrics().averageCharWidth();
    m_window.resizeDocks({m_docks.at(0), m_docks.at(2)}, {unit * 36, unit * 46}, Qt::Horizontal);
    m_window.resizeDocks({m_docks.at(0), m_docks.at(1)}, {2, 3}, Qt::Vertical);
}

void WindowDocks::fill(PaneHost& host)
{
    std::size_t i = 0;
    for (const PaneRow& row : paneCatalogue()) {
        QDockWidget* dock = m_docks.at(static_cast<qsizetype>(i++));
        QWidget* empty = dock->widget();
        dock->setWidget(row.make(host, dock));
        delete empty;
    }
}

void WindowDocks::setFolderOpen(bool open)
{
    if (open == m_open)
        return;
    if (!open) {
        m_layout = layout();
        m_open = false;
        for (QDockWidget* dock : std::as_const(m_docks))
            dock->hide();
        return;
    }
    if (m_layout.isEmpty() || !m_window.restoreState(m_layout, kLayoutVersion))
        reset();
    m_open = true;
    for (qsizetype i = 0; i < m_docks.size(); ++i)
        m_actions.at(i)->setChecked(m_docks.at(i)->isVisibleTo(&m_window));
}

QByteArray WindowDocks::layout() const
{
    return m_open ? m_window.saveState(kLayoutVersion) : m_layout;
}

QList<QDockWidget*> WindowDocks::firstOfSideBar() const
{
    QList<QDockWidget*> first;
    std::size_t i = 0;
    for (const PaneRow& row : paneCatalogue()) {
        QDockWidget* dock = m_docks.at(static_cast<qsizetype>(i++));
        if (row.shownAtFirst && m_window.dockWidgetArea(dock) == Qt::LeftDockWidgetArea)
            first.append(dock);
    }
    return first;
}

/// Closes what stands on the left, and opens the same again, those in front of their tabs in front. Where nothing was closed by it, what stands there at first.
void WindowDocks::toggleSideBar()
{
    QList<QDockWidget*> shown;
    for (QDockWidget* dock : std::as_const(m_docks)) {
        if (m_window.dockWidgetArea(dock) == Qt::LeftDockWidgetArea && !dock->isFloating() && dock->isVisibleTo(&m_window))
            shown.append(dock);
    }
    if (!shown.isEmpty()) {
        std::ranges::stable_partition(shown, [](const QDockWidget* dock) { return dock->visibleRegion().isEmpty(); });
        for (QDockWidget* dock : std::as_const(shown))
            dock->hide();
        m_sideBar = shown;
        return;
    }
    QList<QDockWidget*> again = std::exchange(m_sideBar, {});
    again.removeIf([this](QDockWidget* dock) { return m_window.dockWidgetArea(dock) != Qt::LeftDockWidgetArea; });
    if (again.isEmpty())
        again = firstOfSideBar();
    for (QDockWidget* dock : std::as_const(again)) {
        dock->show();
        dock->raise();
    }
}

/// What is hidden in it gets no focus: it would take it later, when it is shown while somebody types elsewhere.
void WindowDocks::focusIn(QDockWidget& dock)
{
    QWidget* pane = dock.widget();
    const QWidget* target = pane;
    while (target && target->focusProxy())
        target = target->focusProxy();
    if (target && target->isVisibleTo(pane))
        pane->setFocus(Qt::ShortcutFocusReason);
    else
        dock.setFocus(Qt::ShortcutFocusReason);
}

/// A shown pane is gone to, or closed when the focus is in it already.
void WindowDocks::activate(QDockWidget* dock)
{
    const QWidget* focus = m_window.focusWidget();
    const bool inFront = dock->isVisible() && !dock->visibleRegion().isEmpty();
    if (inFront && focus && (focus == dock || dock->isAncestorOf(focus))) {
        dock->hide();
        return;
    }
    dock->show();
    dock->raise();
    focusIn(*dock);
}

QDockWidget* WindowDocks::dock(const QString& id) const
{
    const QString name = u"pane-"_s + id;
    for (QDockWidget* dock : m_docks) {
        if (dock->objectName() == name)
            return dock;
    }
    return nullptr;
}

void WindowDocks::showPane(const QString& id)
{
    if (QDockWidget* wanted = dock(id)) {
        wanted->show();
        wanted->raise();
        focusIn(*wanted);
    }
}

void WindowDocks::addTo(QMenu& menu)
{
    menu.addActions(m_actions);
}

QWidget* WindowDocks::pane(const QString& id) const
{
    const QDockWidget* found = dock(id);
    return found ? found->widget() : nullptr;
}

} // namespace aios
