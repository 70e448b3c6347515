// SPDX-License-Identifier: MIT
// The person without a mouse: every deed by keys alone, found by walking there.
#include "tests/day/dayhands.h"
#include "ui/board/boardpage.h"
#include "ui/board/cardlistview.h"
#include "ui/board/columnwidget.h"
#include "ui/brain/braineditor.h"
#include "ui/brain/codeedit.h"
#include "ui/chat/approvalcard.h"
#include "ui/chat/composer.h"
#include "ui/chat/promptedit.h"
#include "ui/chat/questioncard.h"
#include "ui/common/armedbutton.h"
#include "ui/publish/approvalpage.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>

namespace aios::shell {
namespace {

constexpr int kMostSteps = 120; ///< Of Tab or an arrow key: further, nobody would look.

class KeyHands : public DayHands {
public:
    using DayHands::DayHands;

    bool trust() override
    {
        auto* button = window().trustPage()->findChild<ArmedButton*>(u"trustButton"_s);
        if (!walkTo(button, u"Trust This Folder"_s) || !until(u"it cannot be trusted"_s, [button] { return button->isArmed(); }))
            return false;
        key(Qt::Key_Return, Qt::ControlModifier);
        return true;
    }

    bool goToSession() override
    {
        for (int step = 0; !stage().session() && step < window().tabs()->count(); ++step)
            key(Qt::Key_Tab, Qt::ControlModifier);
        return stage().session() || stuck(u"no session by Ctrl+Tab"_s);
    }

    bool say(const QString& line) override
    {
        key(Qt::Key_L, Qt::ControlModifier);
        const Composer& composer = stage().session()->view().composer();
        if (!until(u"Ctrl+L does not lead to the composer"_s, [&] { return composer.edit()->hasFocus(); }))
            return false;
        type(line);
        key(Qt::Key_Return);
        return until(u"Enter did not send it"_s, [&] { return composer.draft().isEmpty(); });
    }

    bool approve(const QString& approvalId) override
    {
        if (!goToCard(approvalId) || !isArmed(approvalId))
            return false;
        key(Qt::Key_Return, Qt::ControlModifier);
        return until(u"Ctrl+Enter did not approve it"_s, [&] { return !card(approvalId) || !card(approvalId)->isOpen(); });
    }

    bool rewrite(const QString& approvalId, const QString& from, const QString& to) override
    {
        if (!goToCard(approvalId) || !isArmed(approvalId))
            return false;
        const auto* shown = static_cast<ApprovalCard*>(card(approvalId));
        if (!pressButton(shown->editButton(), u"Edit…"_s) ||
            !until(u"no editor with the focus"_s, [&] { return shown->editor() && shown->editor()->hasFocus(); }))
            return false;
        if (!replaceIn(*shown->editor(), from, to))
            return false;
        key(Qt::Key_Return, Qt::ControlModifier);
        return until(u"Ctrl+Enter does not take the text"_s, [shown] { return !shown->editor() && shown->isOpen(); });
    }

    bool answer(const QString& approvalId) override
    {
        if (!goToCard(approvalId) || !isArmed(approvalId))
            return false;
        const auto* shown = qobject_cast<QuestionCard*>(card(approvalId));
        if (!shown)
            return stuck(u"it asks no question"_s);
        const QWidget* box = nullptr;
        for (QRadioButton* choice : shown->findChildren<QRadioButton*>()) {
            if (choice->parentWidget() == box)
                continue;
            box = choice->parentWidget();
            if (!walkTo(choice, u"a choice"_s))
                return false;
            key(Qt::Key_Space);
        }
        key(Qt::Key_Return, Qt::ControlModifier);
        return until(u"Ctrl+Enter does not send the answers"_s, [&] { return !card(approvalId) || !card(approvalId)->isOpen(); });
    }

    bool moveCard(const QString& title, const QString& to) override
    {
        if (!takeCard(title))
            return false;
        const auto at = [this](const QString& name) { return board()->columns().indexOf(column(name)); };
        const bool right = at(to) > at(columnOf(title));
        for (int step = 0; step < 8 && !approvalPage() && columnOf(title) != to; ++step) {
            const QString before = columnOf(title);
            key(right ? Qt::Key_Right : Qt::Key_Left, Qt::ControlModifier);
            if (!until(u"Ctrl+arrow did not move the card"_s, [&] { return approvalPage() || columnOf(title) != before; }))
                return false;
        }
        return true;
    }

    bool openCard(const QString& title) override
    {
        if (!takeCard(title))
            return false;
        key(Qt::Key_Return);
        return until(u"no editor was opened"_s, [this] {
            const BrainEditor* editor = window().tabs()->currentEditor();
            return editor && editor->isLoaded() && editor->edit().hasFocus();
        });
    }

    bool replaceWord(const QString& from, const QString& to) override
    {
        const BrainEditor* editor = window().tabs()->currentEditor();
        if (!replaceIn(editor->edit(), from, to))
            return false;
        key(Qt::Key_S, Qt::ControlModifier);
        return until(u"it was not saved"_s, [editor] { return !editor->isModified(); });
    }

    bool lookAsPublished() override
    {
        return command(u"Look at It as Published"_s) && until(u"no page to approve on"_s, [this] { return approvalPage(); });
    }

    bool approvePiece() override
    {
        if (!until(u"it cannot be approved"_s, [this] { return approvalPage() && approvalPage()->canApprove(); }))
            return false;
        key(Qt::Key_Return, Qt::ControlModifier);
        return true;
    }

    bool keepLearning(const QString& words) override
    {
        key(Qt::Key_8, Qt::AltModifier);
        return until(u"it is not proposed"_s, [&] { return keepButton(words); }) && pressButton(keepButton(words), u"Keep"_s);
    }

    bool addService(const QString& preset, const QString& name) override
    {
        if (!command(u"Add a service"_s) || !until(u"no settings"_s, [this] { return front() && dialog("aios::SettingsDialog"); }))
            return false;
        QWidget* settings = dialog("aios::SettingsDialog");
        if (!chooseItem(within<QListWidget>(settings, u"presetList"_s), preset) || !walkTo(within<QLineEdit>(settings, u"serviceName"_s), u"Name"_s))
            return false;
        key(Qt::Key_A, Qt::ControlModifier);
        type(name);
        const auto* told = within<QLabel>(settings, u"told"_s);
        const QPointer<QWidget> gone = settings;
        if (!pressButton(within<QPushButton>(settings, u"testButton"_s), u"Test"_s) ||
            !until(u"the test did not work"_s, [told] { return told->text().contains(u"It works"_s); }) ||
            !pressButton(within<QPushButton>(settings, u"storeButton"_s), u"Add Service"_s) ||
            !until(u"it was not stored"_s, [told] { return told->text().contains(u"is stored"_s); }))
            return false;
        key(Qt::Key_Escape);
        return until(u"Esc does not close the settings"_s, [gone] { return !gone || !gone->isVisible(); }) && backInWindow();
    }

    bool tryTool(const QString& server, const QString& tool) override
    {
        key(Qt::Key_0, Qt::AltModifier);
        if (!chooseItem(within<QAbstractItemView>(&window(), u"serviceList"_s), server) ||
            !chooseItem(within<QAbstractItemView>(&window(), u"toolList"_s), tool) ||
            !pressButton(within<QPushButton>(&window(), u"tryButton"_s), u"Try"_s) ||
            !until(u"no window to try it"_s, [this] { return dialog("aios::TryTool") && front() == dialog("aios::TryTool")->windowHandle(); }))
            return false;
        QWidget* trial = dialog("aios::TryTool");
        const auto* told = within<QPlainTextEdit>(trial, u"answerText"_s);
        if (!pressButton(within<QPushButton>(trial, u"callButton"_s), u"Call"_s) ||
            !until(u"no answer"_s, [told] { return told->isVisible() && !told->toPlainText().isEmpty(); }))
            return false;
        const QPointer<QWidget> gone = trial;
        key(Qt::Key_Escape);
        return until(u"Esc does not close the window"_s, [gone] { return !gone || !gone->isVisible(); }) && backInWindow();
    }

private:
    /// By Tab, as far as it takes; what Tab does not leave is a trap.
    bool walkTo(QWidget* widget, const QString& what, Qt::Key step = Qt::Key_Tab)
    {
        const auto there = [widget] {
            const QWidget* focus = QApplication::focusWidget();
            return focus && (focus == widget || widget->isAncestorOf(focus));
        };
        if (!until(u"cannot reach "_s + what, [widget] { return widget && widget->isVisible() && widget->isEnabled(); }))
            return false;
        QStringList way;
        for (int i = 0; i < kMostSteps && !there(); ++i) {
            const QWidget* before = QApplication::focusWidget();
            way += before ? QLatin1StringView(before->metaObject()->className()) % u' ' % before->objectName() : u"nothing"_s;
            key(step, step == Qt::Key_Backtab ? Qt::ShiftModifier : Qt::NoModifier);
            if (QApplication::focusWidget() == before)
                return stuck(u"Tab does not lead on to "_s + what);
        }
        return there() || stuck(u"Tab does not reach %1, by way of %2"_s.arg(what, way.join(u", "_s)));
    }

    bool pressButton(QWidget* button, const QString& what)
    {
        if (!walkTo(button, what))
            return false;
        key(Qt::Key_Space);
        return true;
    }

    bool goToCard(const QString& approvalId)
    {
        const auto inside = [&] {
            const DecisionCard* shown = card(approvalId);
            const QWidget* focus = QApplication::focusWidget();
            return shown && focus && (focus == shown || shown->isAncestorOf(focus));
        };
        if (!until(u"the card never came"_s, [&] { return card(approvalId); }))
            return false;
        for (int step = 0; step < 20 && !inside(); ++step)
            key(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        return inside() || stuck(u"Ctrl+Shift+A does not lead to the card"_s);
    }

    bool takeCard(const QString& title)
    {
        key(Qt::Key_T, Qt::ControlModifier);
        if (!until(u"Ctrl+T shows no board"_s, [this] { return board(); }) ||
            !until(u"the card is not on the board"_s, [&] { return findCard(title).first; }) ||
            !until(u"the board has no focus"_s, [this] { return board()->isAncestorOf(QApplication::focusWidget()); }))
            return false;
        const auto inHand = [&] {
            const auto [target, row] = findCard(title);
            return target && target->list().hasFocus() && target->list().currentIndex().row() == row;
        };
        const auto at = [this] {
            const auto& columns = board()->columns();
            return std::ranges::find_if(columns, [](const ColumnWidget* each) { return each->list().hasFocus(); }) - columns.begin();
        };
        for (int step = 0; step < kMostSteps && !inHand(); ++step) {
            const auto [target, row] = findCard(title); // anew: the board follows what happens meanwhile
            const qsizetype wanted = board()->columns().indexOf(target);
            if (at() != wanted)
                key(at() < wanted ? Qt::Key_Right : Qt::Key_Left);
            else
                key(target->list().currentIndex().row() < row ? Qt::Key_Down : Qt::Key_Up);
        }
        return inHand() || stuck(u"the arrows do not lead to the card"_s);
    }

    bool chooseItem(QAbstractItemView* view, const QString& words)
    {
        const auto chosen = [&] { return view->currentIndex().data().toString().contains(words); };
        const auto offered = [&] {
            return view && view->model()->rowCount() > 0 &&
                   !view->model()->match(view->model()->index(0, 0), Qt::DisplayRole, words, 1, Qt::MatchContains).isEmpty();
        };
        if (!until(u"not in its list: "_s + words, offered) || !walkTo(view, words))
            return false;
        key(Qt::Key_Home);
        for (int step = 0; step < kMostSteps && !chosen(); ++step)
            key(Qt::Key_Down);
        return chosen() || stuck(u"the arrows do not reach "_s + words);
    }

    /// By the command palette.
    bool command(const QString& words)
    {
        key(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        if (!until(u"no command palette"_s,
                   [] { return QApplication::focusWidget() && QApplication::focusWidget()->objectName() == u"finderEdit"_s; }))
            return false;
        type(words);
        key(Qt::Key_Return);
        return true;
    }

    bool replaceIn(QPlainTextEdit& edit, const QString& from, const QString& to)
    {
        const QTextCursor found = edit.document()->find(from, 0, QTextDocument::FindCaseSensitively | QTextDocument::FindWholeWords);
        if (found.isNull())
            return stuck(u"not in the text: "_s + from);
        key(Qt::Key_Home, Qt::ControlModifier);
        for (int step = 0; step < 400 && edit.textCursor().blockNumber() < found.blockNumber(); ++step)
            key(Qt::Key_Down);
        for (int step = 0; step < 4000 && edit.textCursor().position() != found.selectionStart(); ++step)
            key(edit.textCursor().position() < found.selectionStart() ? Qt::Key_Right : Qt::Key_Left);
        for (qsizetype i = 0; i < from.size(); ++i)
            key(Qt::Key_Right, Qt::ShiftModifier);
        if (edit.textCursor().selectedText() != from)
            return stuck(u"the keys took “%1”"_s.arg(edit.textCursor().selectedText()));
        type(to);
        return true;
    }
};

} // namespace

std::unique_ptr<DayHands> keyHands(DayStage& stage)
{
    return std::make_unique<KeyHands>(stage);
}

} // namespace aios::shell
