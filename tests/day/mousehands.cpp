// SPDX-License-Identifier: MIT
// The person with a mouse: clicks, drags and menus; the keyboard only writes words into fields.
#include "tests/day/dayhands.h"
#include "tests/day/handdevice.h"
#include "ui/board/boardpage.h"
#include "ui/board/cardlistview.h"
#include "ui/board/columnwidget.h"
#include "ui/brain/braineditor.h"
#include "ui/brain/codeedit.h"
#include "ui/chat/approvalcard.h"
#include "ui/chat/composer.h"
#include "ui/chat/groupcard.h"
#include "ui/chat/promptedit.h"
#include "ui/chat/questioncard.h"
#include "ui/chat/transcriptview.h"
#include "ui/common/armedbutton.h"
#include "ui/publish/approvalpage.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QTabBar>
#include <QToolButton>

namespace aios::shell {
namespace {

class MouseHands : public DayHands {
public:
    using DayHands::DayHands;

    bool trust() override { return click(window().trustPage()->findChild<QPushButton*>(u"trustButton"_s), u"Trust This Folder"_s); }

    bool goToSession() override { return stage().session() || clickTab(); }

    bool say(const QString& line) override
    {
        Composer& composer = stage().session()->view().composer();
        if (!click(composer.edit(), u"the composer"_s))
            return false;
        type(line);
        return click(composer.sendButton(), u"Send"_s);
    }

    bool approve(const QString& approvalId) override
    {
        return lead(approvalId) && click(static_cast<ApprovalCard*>(card(approvalId))->approveButton(), u"the card's button"_s);
    }

    bool rewrite(const QString& approvalId, const QString& from, const QString& to) override
    {
        if (!lead(approvalId))
            return false;
        auto* shown = static_cast<ApprovalCard*>(card(approvalId));
        if (!click(shown->editButton(), u"Edit…"_s) || !until(u"no editor in the card"_s, [shown] { return shown->editor(); }))
            return false;
        return replaceIn(*shown->editor(), from, to) && click(within<QPushButton>(shown, u"useEditButton"_s), u"Use This Text"_s);
    }

    bool answer(const QString& approvalId) override
    {
        if (!lead(approvalId))
            return false;
        const auto* shown = qobject_cast<QuestionCard*>(card(approvalId));
        if (!shown)
            return stuck(u"it asks no question"_s);
        const QWidget* box = nullptr;
        for (QRadioButton* choice : shown->findChildren<QRadioButton*>()) {
            if (choice->parentWidget() != box && !click(choice, u"a choice"_s, QPoint(8, choice->height() / 2))) // beside its words nothing happens
                return false;
            box = choice->parentWidget();
        }
        return click(shown->submitButton(), u"Send Answers"_s);
    }

    bool moveCard(const QString& title, const QString& to) override
    {
        if (!openBoard() || !until(u"the card is not on the board"_s, [&] { return findCard(title).first; }))
            return false;
        const auto [from, row] = findCard(title);
        ColumnWidget* target = column(to);
        if (!target)
            return stuck(u"there is no such column"_s);
        bringIntoView(*target);
        bringIntoView(*from);
        const CardListView& list = from->list();
        const QPoint start = inWindow(*list.viewport(), list.visualRect(from->model().index(row)).center());
        const QPoint end = inWindow(*target->list().viewport(), {target->list().viewport()->width() / 2, 10});
        QWindow* handle = window().windowHandle();
        HandDevice::instance().drag(handle, {start, start + QPoint(12, 4), (start + end) / 2, end});
        return until(u"the card stayed where it was"_s, [&] { return approvalPage() || columnOf(title) == to; });
    }

    bool openCard(const QString& title) override
    {
        if (!openBoard() || !until(u"the card is not on the board"_s, [&] { return findCard(title).first; }))
            return false;
        const auto [from, row] = findCard(title);
        bringIntoView(*from);
        HandDevice::instance().doubleClick(window().windowHandle(),
                                           inWindow(*from->list().viewport(), from->list().visualRect(from->model().index(row)).center()));
        return until(u"no editor was opened"_s, [this] { return window().tabs()->currentEditor() && window().tabs()->currentEditor()->isLoaded(); });
    }

    bool replaceWord(const QString& from, const QString& to) override
    {
        BrainEditor* editor = window().tabs()->currentEditor();
        return replaceIn(editor->edit(), from, to) && choose(u"File"_s, u"Save"_s) &&
               until(u"it was not saved"_s, [editor] { return !editor->isModified(); });
    }

    bool lookAsPublished() override
    {
        return choose(u"Content"_s, u"Look at It as Published…"_s) && until(u"no page to approve on"_s, [this] { return approvalPage(); });
    }

    bool approvePiece() override
    {
        return until(u"it cannot be approved"_s, [this] { return approvalPage() && approvalPage()->canApprove(); }) &&
               click(approvalPage()->findChild<QPushButton*>(u"approve"_s), u"Approve This Piece"_s);
    }

    bool keepLearning(const QString& words) override
    {
        return choose(u"View"_s, u"Learnings"_s) && until(u"it is not proposed"_s, [&] { return keepButton(words); }) &&
               click(keepButton(words), u"Keep"_s);
    }

    bool addService(const QString& preset, const QString& name) override
    {
        if (!choose(u"Services"_s, u"Add a Service…"_s) || !until(u"no settings"_s, [this] { return dialog("aios::SettingsDialog"); }))
            return false;
        QWidget* settings = dialog("aios::SettingsDialog");
        if (!clickItem(within<QListWidget>(settings, u"presetList"_s), preset))
            return false;
        auto* field = within<QLineEdit>(settings, u"serviceName"_s);
        if (!click(field, u"Name"_s))
            return false;
        HandDevice::instance().doubleClick(settings->windowHandle(), field->mapTo(settings, QPoint(12, field->height() / 2))); // the whole word
        type(name);
        const auto* told = within<QLabel>(settings, u"told"_s);
        return click(within<QPushButton>(settings, u"testButton"_s), u"Test"_s) &&
               until(u"the test did not work"_s, [told] { return told->text().contains(u"It works"_s); }) &&
               click(within<QPushButton>(settings, u"storeButton"_s), u"Add Service"_s) &&
               until(u"it was not stored"_s, [told] { return told->text().contains(u"is stored"_s); }) && closeDialog(*settings);
    }

    bool tryTool(const QString& server, const QString& tool) override
    {
        if (!choose(u"View"_s, u"Services"_s) || !clickItem(within<QAbstractItemView>(&window(), u"serviceList"_s), server) ||
            !clickItem(within<QAbstractItemView>(&window(), u"toolList"_s), tool) ||
            !click(within<QPushButton>(&window(), u"tryButton"_s), u"Try"_s) ||
            !until(u"no window to try it"_s, [this] { return dialog("aios::TryTool"); }))
            return false;
        QWidget* trial = dialog("aios::TryTool");
        const auto* answer = within<QPlainTextEdit>(trial, u"answerText"_s);
        return click(within<QPushButton>(trial, u"callButton"_s), u"Call"_s) &&
               until(u"no answer"_s, [answer] { return answer->isVisible() && !answer->toPlainText().isEmpty(); }) && closeDialog(*trial);
    }

private:
    /// To where the card can be answered: most are there by themselves, the list of several leads to each of them, the button of the tool bar to the next.
    bool lead(const QString& approvalId)
    {
        const auto answerable = [&] {
            const DecisionCard* shown = card(approvalId);
            const QRect inside = shown ? shown->rect() : QRect();
            return shown && shown->isOpen() && shown->isArmed() && shown->visibleRegion().contains(inside.bottomLeft() + QPoint(20, -20));
        };
        if (QTest::qWaitFor(answerable, 1500))
            return true;
        const QString title = card(approvalId) ? card(approvalId)->request().title : QString();
        QWidget* way = window().findChild<QToolButton*>(u"decisionsButton"_s);
        const GroupCard* group = stage().session()->view().groupCard();
        for (QToolButton* show : group && group->isVisible() ? group->findChildren<QToolButton*>() : QList<QToolButton*>()) {
            if (show->accessibleName().contains(title))
                way = show;
        }
        return click(way, u"what leads to the card"_s) && until(u"the card does not come into sight"_s, answerable);
    }

    static QPoint inWindow(const QWidget& widget, const QPoint& at) { return widget.mapTo(widget.window(), at); }

    static void bringIntoView(QWidget& widget)
    {
        for (QWidget* parent = widget.parentWidget(); parent; parent = parent->parentWidget()) {
            if (auto* area = qobject_cast<QScrollArea*>(parent))
                area->ensureWidgetVisible(&widget);
        }
    }

    /// What the transcript hides above or below comes a bit nearer.
    void turnWheelTo(const QWidget& widget) const
    {
        const SessionTab* tab = stage().session();
        QWidget* viewport = tab ? tab->view().transcript().viewport() : nullptr;
        if (!viewport || !viewport->isAncestorOf(&widget))
            return;
        const int at = widget.mapTo(viewport, widget.rect().center()).y();
        if (at < 0 || at >= viewport->height())
            HandDevice::instance().turnWheel(window().windowHandle(), inWindow(*viewport, {4, viewport->height() / 2}), at < 0);
    }

    /// In the middle of it, or `at` a place in it, once a hand could hit it there.
    bool click(QWidget* widget, const QString& what, std::optional<QPoint> at = {})
    {
        const auto place = [&] { return inWindow(*widget, at.value_or(widget->rect().center())); };
        const auto hittable = [&] {
            const auto* armed = qobject_cast<const ArmedButton*>(widget);
            if (!widget || !widget->isVisible() || !widget->isEnabled() || (armed && !armed->isArmed()))
                return false;
            bringIntoView(*widget);
            turnWheelTo(*widget);
            const QWidget* hit = widget->window()->childAt(place());
            return hit && (hit == widget || widget->isAncestorOf(hit));
        };
        if (!until(u"cannot click "_s + what, hittable))
            return false;
        HandDevice::instance().click(widget->window()->windowHandle(), place());
        return true;
    }

    bool clickItem(QAbstractItemView* view, const QString& words)
    {
        const auto found = [&] {
            const QModelIndexList hits =
                view ? view->model()->match(view->model()->index(0, 0), Qt::DisplayRole, words, 1, Qt::MatchContains) : QModelIndexList();
            return hits.isEmpty() ? QModelIndex() : hits.constFirst();
        };
        if (!until(u"not in its list: "_s + words, [&] { return found().isValid() && view->isVisible(); }))
            return false;
        view->scrollTo(found());
        const QRect place = view->visualRect(found());
        HandDevice::instance().click(view->window()->windowHandle(), inWindow(*view->viewport(), place.center()));
        return until(u"could not be chosen: "_s + words, [&] { return view->currentIndex() == found(); });
    }

    bool clickTab()
    {
        const TabArea* tabs = window().tabs();
        for (int i = 0; i < tabs->count(); ++i) {
            if (qobject_cast<SessionTab*>(tabs->widget(i))) {
                HandDevice::instance().click(window().windowHandle(), inWindow(*tabs->tabBar(), tabs->tabBar()->tabRect(i).center()));
                return until(u"the session is not in front"_s, [this] { return stage().session(); });
            }
        }
        return stuck(u"there is no session"_s);
    }

    static QString plain(const QAction& action) { return action.text().remove(u'&'); }

    bool choose(const QString& menuTitle, const QString& words)
    {
        const auto find = [](const QList<QAction*>& actions, const QString& text) {
            const auto found = std::ranges::find_if(actions, [&text](const QAction* each) { return plain(*each) == text; });
            return found == actions.cend() ? nullptr : *found;
        };
        QMenuBar* bar = window().menuBar();
        const QAction* title = find(bar->actions(), menuTitle);
        QAction* item = title ? find(title->menu()->actions(), words) : nullptr;
        if (!item || !until(u"switched off in its menu: "_s + words, [item] { return item->isEnabled(); }))
            return stuck(u"not in its menu: "_s + words);
        QMenu* menu = title->menu();
        HandDevice::instance().click(window().windowHandle(), inWindow(*bar, bar->actionGeometry(const_cast<QAction*>(title)).center()));
        if (!until(u"the menu did not open: "_s + menuTitle, [menu] { return menu->isVisible(); }))
            return false;
        HandDevice::instance().click(menu->windowHandle(), menu->actionGeometry(item).center());
        return until(u"the menu stays open: "_s + menuTitle, [menu] { return !menu->isVisible(); });
    }

    bool openBoard()
    {
        return (board() || choose(u"View"_s, u"Board"_s)) && until(u"no board"_s, [this] { return board(); });
    }

    /// A double click takes the word, what is typed takes its place.
    bool replaceIn(QPlainTextEdit& edit, const QString& from, const QString& to)
    {
        QTextCursor found = edit.document()->find(from, 0, QTextDocument::FindCaseSensitively | QTextDocument::FindWholeWords);
        if (found.isNull())
            return stuck(u"not in the text: "_s + from);
        found.setPosition(found.selectionStart() + 1);
        edit.setTextCursor(found);
        edit.ensureCursorVisible();
        const auto at = [&] { return inWindow(*edit.viewport(), edit.cursorRect(found).center()); };
        if (!until(u"out of reach: "_s + from, [&] { return edit.window()->childAt(at()) == edit.viewport(); }))
            return false;
        HandDevice::instance().doubleClick(edit.window()->windowHandle(), at());
        if (edit.textCursor().selectedText() != from)
            return stuck(u"the double click took “%1”"_s.arg(edit.textCursor().selectedText()));
        type(to);
        return true;
    }

    bool closeDialog(QWidget& shown)
    {
        QPushButton* close = nullptr;
        for (QPushButton* button : shown.findChildren<QPushButton*>()) {
            if (button->text().remove(u'&') == u"Close"_s)
                close = button;
        }
        const QPointer<QWidget> gone = &shown;
        return click(close, u"Close"_s) && until(u"it stays open"_s, [gone] { return !gone || !gone->isVisible(); }) && backInWindow();
    }
};

} // namespace

std::unique_ptr<DayHands> mouseHands(DayStage& stage)
{
    return std::make_unique<MouseHands>(stage);
}

} // namespace aios::shell
