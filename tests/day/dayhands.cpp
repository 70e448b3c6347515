// SPDX-License-Identifier: MIT
#include "tests/day/dayhands.h"

#include "tests/day/handdevice.h"
#include "ui/board/boardpage.h"
#include "ui/board/cardlistview.h"
#include "ui/board/columnwidget.h"
#include "ui/chat/decisioncard.h"
#include "ui/chat/transcriptview.h"
#include "ui/publish/approvalpage.h"

#include <QApplication>
#include <QPushButton>

namespace aios::shell {

bool DayHands::stuck(const QString& where)
{
    if (m_problem.isEmpty()) {
        window().grab().save(qEnvironmentVariable("AIOS_HOME") + u"/looks/stuck.png"_s);
        const QWidget* focus = QApplication::focusWidget();
        m_problem = where + u"; the focus is in "_s +
                    (focus ? QString(QLatin1StringView(focus->metaObject()->className()) % u' ' % focus->objectName()) : u"nothing"_s);
    }
    return false;
}

QWindow* DayHands::front()
{
    return QGuiApplication::focusWindow();
}

void DayHands::key(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    HandDevice::instance().key(key, modifiers);
}

void DayHands::type(const QString& text)
{
    HandDevice::instance().type(text);
}

DecisionCard* DayHands::card(const QString& approvalId) const
{
    return m_stage.session() ? m_stage.session()->view().card(approvalId) : nullptr;
}

bool DayHands::isArmed(const QString& approvalId)
{
    return until(u"the card never came to be answered"_s, [&] {
        const DecisionCard* shown = card(approvalId);
        return shown && shown->isOpen() && shown->isArmed();
    });
}

QWidget* DayHands::dialog(const char* className) const
{
    for (QWidget* each : QApplication::topLevelWidgets()) {
        if (each->isVisible() && each->inherits(className))
            return each;
    }
    return nullptr;
}

bool DayHands::backInWindow()
{
    if (!QGuiApplication::focusWindow())
        window().activateWindow();
    return QTest::qWaitForWindowActive(&window()) || stuck(u"the window is not in front again"_s);
}

QWidget* DayHands::keepButton(const QString& words) const
{
    for (const QFrame* proposal : window().findChildren<QFrame*>(u"proposalCard"_s)) {
        if (const auto* text = proposal->findChild<QPlainTextEdit*>(); text && text->toPlainText().contains(words))
            return proposal->findChild<QPushButton*>(u"keepButton"_s);
    }
    return nullptr;
}

ApprovalPage* DayHands::approvalPage() const
{
    return qobject_cast<ApprovalPage*>(window().tabs()->currentWidget());
}

BoardPage* DayHands::board() const
{
    BoardPage* board = window().tabs()->currentBoard();
    return board && !board->columns().isEmpty() ? board : nullptr;
}

ColumnWidget* DayHands::column(const QString& title) const
{
    const BoardPage* shown = board();
    for (ColumnWidget* each : shown ? shown->columns() : QList<ColumnWidget*>()) {
        if (each->column().key.title == title)
            return each;
    }
    return nullptr;
}

std::pair<ColumnWidget*, int> DayHands::findCard(const QString& title) const
{
    const BoardPage* shown = board();
    for (ColumnWidget* each : shown ? shown->columns() : QList<ColumnWidget*>()) {
        for (int row = 0; row < each->model().rowCount(); ++row) {
            if (each->model().row(row).title.startsWith(title))
                return {each, row};
        }
    }
    return {nullptr, -1};
}

QString DayHands::columnOf(const QString& title) const
{
    const auto [column, row] = findCard(title);
    return column ? column->column().key.title : QString();
}

} // namespace aios::shell
