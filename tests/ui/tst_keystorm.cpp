// SPDX-License-Identifier: MIT
// Every key a hand may strike, also those that move the focus, while cards come and go. The focus comes onto a card by the keys that are there for it and by
// nothing else; with it there, nothing but Ctrl+Enter and Ctrl+Backspace decides, and only that card; in the composer no character is lost.
#include "core/runtime/facades.h"
#include "tests/ui/shellfixtures.h"
#include "tests/ui/stormcards.h"
#include "ui/chat/approvalcard.h"
#include "ui/chat/groupcard.h"
#include "ui/chat/promptedit.h"
#include "ui/chat/sessionview.h"
#include "ui/chat/transcriptview.h"
#include "ui/common/armedbutton.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/panes/waitingpane.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <QTimer>

using namespace aios;
using namespace aios::fixtures;

namespace {

struct Stroke {
    Qt::Key key;
    Qt::KeyboardModifiers modifiers;
    friend bool operator==(const Stroke&, const Stroke&) = default;
};

const QList<Stroke> kMoving{{Qt::Key_Tab, {}}, {Qt::Key_Backtab, Qt::ShiftModifier}, {Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier}};
const QList<Stroke> kDeciding{{Qt::Key_Return, Qt::ControlModifier},
                              {Qt::Key_Enter, Qt::ControlModifier | Qt::KeypadModifier},
                              {Qt::Key_Enter, Qt::ControlModifier},
                              {Qt::Key_Backspace, Qt::ControlModifier}};
const QList<Stroke> kPlain{{Qt::Key_Escape, {}},
                           {Qt::Key_Up, {}},
                           {Qt::Key_Down, {}},
                           {Qt::Key_Left, {}},
                           {Qt::Key_Right, {}},
                           {Qt::Key_Left, Qt::ShiftModifier},
                           {Qt::Key_Home, {}},
                           {Qt::Key_End, {}},
                           {Qt::Key_PageUp, {}},
                           {Qt::Key_PageDown, {}},
                           {Qt::Key_Backspace, {}},
                           {Qt::Key_Delete, {}},
                           {Qt::Key_Space, {}},
                           {Qt::Key_Return, {}},
                           {Qt::Key_Enter, Qt::KeypadModifier},
                           {Qt::Key_Return, Qt::ShiftModifier},
                           {Qt::Key_Select, {}}};

/// What a window's keys must not do to this test: close it, open another window or the person's own files.
const QString kLeftOut = u"WQOKPNSTRED"_s;

QString words(const Stroke& stroke)
{
    return QKeySequence(QKeyCombination(stroke.modifiers, stroke.key)).toString();
}

template <typename Wanted>
Wanted* around(QWidget* widget)
{
    for (; widget; widget = widget->parentWidget()) {
        if (auto* found = qobject_cast<Wanted*>(widget))
            return found;
    }
    return nullptr;
}

/// Strikes keys of a window and looks at what each of them has done.
class Watch {
public:
    using Answer = std::pair<QString, Decision>;

    Watch(QWidget& window, SessionView& view, quint32 seed, QString leftOut)
        : m_window(window), m_view(view), m_random(seed), m_leftOut(std::move(leftOut))
    {
        // The menu of a tool button has a loop of its own: no key would come out of it.
        m_menus.callOnTimeout([] {
            if (QWidget* popup = QApplication::activePopupWidget(); popup && QThread::currentThread()->loopLevel() > 0)
                popup->close();
        });
        m_menus.start(5);
    }
    /// Of any kind, the way hands make them.
    void any()
    {
        const int dice = below(100);
        if (dice < 8)
            toComposer();
        else if (dice < 50)
            type();
        else if (dice < 70)
            strike(kMoving.at(below(static_cast<int>(kMoving.size()))));
        else if (dice < 74)
            strike(kDeciding.at(below(static_cast<int>(kDeciding.size()))));
        else if (dice < 90)
            strike(kPlain.at(below(static_cast<int>(kPlain.size()))));
        else
            control();
    }
    /// What happens by itself.
    void meanwhile(const std::function<void()>& happens)
    {
        remember();
        happens();
        if (m_view.composer().edit()->text() != m_text)
            note(u"the composer's text changed by itself"_s);
        if (m_decided != answers.size())
            note(u"decided by nobody"_s);
        noteFocus(u"nothing"_s, false);
    }
    void strike(const Stroke& stroke)
    {
        remember();
        QTest::keyClick(m_window.windowHandle(), stroke.key, stroke.modifiers);
        const bool decides = kDeciding.contains(stroke);
        noteDecisions(words(stroke), decides ? m_card.data() : nullptr, decides && m_onButton);
        noteFocus(words(stroke), kMoving.contains(stroke) || leads(stroke));
    }
    void toComposer()
    {
        for (QWidget* popup = QApplication::activePopupWidget(); popup; popup = QApplication::activePopupWidget())
            popup->close();
        QTest::mouseClick(m_view.composer().edit()->viewport(), Qt::LeftButton);
        m_view.focusComposer();
    }
    [[nodiscard]] int below(int limit) { return m_random.bounded(limit); }
    [[nodiscard]] QRandomGenerator& random() { return m_random; }

    QList<Answer> answers; ///< Filled by the test.
    QStringList problems;
    int typed = 0; ///< Characters that arrived in the composer.

private:
    void type()
    {
        QChar c;
        do
            c = QChar(u' ' + below(95));
        while (m_leftOut.contains(c));
        remember();
        QTest::keyClick(m_window.windowHandle(), c.toLatin1());
        noteDecisions(QString(c), nullptr, false);
        noteFocus(QString(c), c == u' ' && leads({Qt::Key_Space, {}}));
        if (!m_inComposer)
            return;
        const PromptEdit& edit = *m_view.composer().edit();
        if (edit.text() == QString(m_text).replace(m_begin, m_end - m_begin, c) && edit.textCursor().position() == m_begin + 1)
            ++typed;
        else
            note(u"“%1” was lost in “%2”"_s.arg(c).arg(m_text.right(40)));
    }
    void control()
    {
        QChar c;
        do
            c = QChar(u'A' + below(26));
        while (kLeftOut.contains(c));
        strike({static_cast<Qt::Key>(c.unicode()), Qt::ControlModifier});
    }
    void remember()
    {
        QWidget* focus = QApplication::focusWidget() ? QApplication::focusWidget() : m_window.focusWidget(); // keys go there
        if (QApplication::activePopupWidget())
            focus = nullptr;
        const PromptEdit* edit = m_view.composer().edit();
        m_inComposer = focus == edit;
        m_text = edit->text();
        m_begin = edit->textCursor().selectionStart();
        m_end = edit->textCursor().selectionEnd();
        m_decided = answers.size();
        m_card = around<DecisionCard>(focus);
        if (!QApplication::activePopupWidget()) // a menu gives the focus back to where it was opened
            m_focusCard = around<DecisionCard>(QApplication::focusWidget());
        m_onButton = qobject_cast<ArmedButton*>(focus);
        m_focus = focus;
        m_mayDecide = m_card && m_card->isOpen() && m_card->isArmed();
    }
    void noteDecisions(const QString& by, const DecisionCard* card, bool onButton)
    {
        const auto made = answers.mid(m_decided);
        if (made.isEmpty() || onButton || (card && qobject_cast<const GroupCard*>(card)))
            return;
        const bool approves = by.contains(u"Return"_s) || by.contains(u"Enter"_s);
        if (!card || !m_mayDecide || made.size() != 1 || made[0].first != card->request().id)
            note(u"%1 decided %2"_s.arg(by, made[0].first));
        else if (made[0].second.kind != (approves ? Decision::Kind::Allow : Decision::Kind::Deny))
            note(u"%1 decided the wrong way"_s.arg(by));
    }
    /// With the focus where it was, the key is there to go on to a card: the buttons, the list and the row that lead to it, and Qt's arrow keys between buttons.
    [[nodiscard]] bool leads(const Stroke& stroke) const
    {
        const auto* button = qobject_cast<QAbstractButton*>(m_focus.data());
        const bool arrow = stroke.key == Qt::Key_Left || stroke.key == Qt::Key_Right || stroke.key == Qt::Key_Up || stroke.key == Qt::Key_Down;
        const bool plainEnter = (stroke.key == Qt::Key_Return || stroke.key == Qt::Key_Enter) && !(stroke.modifiers & ~Qt::KeypadModifier);
        if (qobject_cast<TranscriptView*>(m_focus.data()))
            return plainEnter; // on the row of a card
        return button ? arrow || button->text().contains(u"decision"_s, Qt::CaseInsensitive) || button->text() == u"Go to Session"_s
                      : m_focus && m_focus->objectName() == u"waitingList"_s;
    }
    void noteFocus(const QString& by, bool moves)
    {
        const auto* now = around<DecisionCard>(QApplication::focusWidget());
        if (now && now != m_focusCard && !moves)
            note(u"%1 brought the focus from %2 onto a card"_s.arg(by, QLatin1StringView(m_focus ? m_focus->metaObject()->className() : "nothing")));
    }
    void note(const QString& problem) { problems.append(problem); }

    QWidget& m_window;
    SessionView& m_view;
    QTimer m_menus;
    QRandomGenerator m_random;
    QString m_leftOut;
    bool m_inComposer = false;
    bool m_onButton = false;
    bool m_mayDecide = false;
    QString m_text;
    int m_begin = 0;
    int m_end = 0;
    qsizetype m_decided = 0;
    QPointer<QWidget> m_focus;
    QPointer<DecisionCard> m_card; ///< That the next key goes to.
    QPointer<DecisionCard> m_focusCard; ///< The same, also while a menu of it is open.
};

} // namespace

class TestKeyStorm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnOurWarnings(); }

    void inASession()
    {
        SessionController controller(u"session"_s);
        SessionView view(controller);
        view.resize(800, 900);
        view.show();
        view.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        Watch watch(view, view, 1, {});
        connect(&controller, &SessionController::decisionMade, &view,
                [&](const QString& id, const QByteArray&, const Decision& decision) { watch.answers.append({id, decision}); });
        StormCards cards(u"session"_s, [&](const QList<AgentEvent>& events) {
            watch.meanwhile([&] {
                controller.applyEvents(events);
                view.transcript().settle();
            });
        });
        watch.toComposer();
        for (int i = 0; i < 1000; ++i) {
            cards.step(watch.random());
            watch.any();
            if (i % 200 != 199)
                continue;
            cards.ask(static_cast<CardKind>((i / 200) % static_cast<int>(CardKind::Count)));
            DecisionCard* last = view.card(u"card-%1"_s.arg(cards.made() - 1));
            QVERIFY(last);
            watch.meanwhile([&view, last] {
                view.transcript().scrollToEnd(); // somebody has scrolled up
                QTRY_VERIFY(last->isArmed()); // from now on keys count on it, and only there
            });
            last->setFocus(Qt::TabFocusReason);
            watch.strike(kDeciding.at((i / 200) % kDeciding.size())); // and this one is meant
        }
        QVERIFY2(watch.problems.isEmpty(), qPrintable(watch.problems.join(u'\n')));
        QVERIFY(cards.made() > 50);
        QVERIFY2(watch.typed > 100, qPrintable(QString::number(watch.typed)));
        QVERIFY(!watch.answers.isEmpty());
    }

    /// The whole window, with all that waits in a pane beside the session, the board and the list of sessions.
    void inTheWindow()
    {
        const QTemporaryDir dir;
        shell::write(dir.filePath(u"mine/CLAUDE.md"_s), "# Mine\n");
        shell::Desk desk(dir.filePath(u"home"_s));
        MainWindow& window = *desk.window;
        window.resize(1280, 900);
        window.openFolder(dir.filePath(u"mine"_s));
        QTRY_VERIFY_WITH_TIMEOUT(window.tabs() && window.tabs()->currentSession(), 9000);
        SessionTab* tab = window.tabs()->currentSession();
        window.docks().showPane(u"board"_s);
        window.docks().showPane(u"waiting"_s);
        auto* waiting = qobject_cast<WaitingPane*>(window.docks().pane(u"waiting"_s));
        QVERIFY(waiting);
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        Watch watch(window, tab->view(), 5, u"/@"_s); // no commands, no files: Enter would take what is offered
        connect(&desk.core.agent(), &AgentClient::decided, &window,
                [&](const QString& id, const QByteArray&, const Decision& decision) { watch.answers.append({id, decision}); });
        StormCards cards(tab->id(), [&](const QList<AgentEvent>& events) { watch.meanwhile([&] { Q_EMIT desk.core.agent().events(events); }); });
        const auto backHere = [&] {
            for (QWidget* top : QApplication::topLevelWidgets()) {
                if (auto* dialog = qobject_cast<QDialog*>(top); dialog && dialog->isVisible())
                    dialog->reject();
            }
            if (!window.isActiveWindow())
                window.activateWindow();
            window.tabs()->setCurrentWidget(tab);
        };
        watch.toComposer();
        for (int i = 0; i < 600; ++i) {
            cards.step(watch.random());
            watch.any();
            backHere();
            if (i % 10 == 0)
                watch.meanwhile([] { QCoreApplication::processEvents(); });
            if (i % 150 != 149)
                continue;
            cards.ask(CardKind::Publish);
            watch.meanwhile([waiting] { QTRY_VERIFY(!waiting->card() || waiting->card()->isArmed()); });
        }
        QVERIFY2(watch.problems.isEmpty(), qPrintable(watch.problems.join(u'\n')));
        QVERIFY(cards.made() > 20);
        QVERIFY2(watch.typed > 50, qPrintable(QString::number(watch.typed)));
        watch.toComposer();
        waiting->card()->setFocus(Qt::TabFocusReason); // and with the focus there on purpose it does decide
        QTRY_VERIFY(waiting->card()->isArmed());
        const qsizetype before = watch.answers.size();
        watch.strike({Qt::Key_Backspace, Qt::ControlModifier});
        QCOMPARE(watch.answers.size(), before + 1);
    }
};

QTEST_MAIN(TestKeyStorm)
#include "tst_keystorm.moc"
