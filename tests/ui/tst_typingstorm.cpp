// SPDX-License-Identifier: MIT
// Somebody types while cards come and go under their hands: nothing is approved, nothing is answered, and every character arrives.
#include "core/runtime/boardlink.h"
#include "tests/ui/shellfixtures.h"
#include "tests/ui/stormcards.h"
#include "ui/chat/approvalcard.h"
#include "ui/chat/promptedit.h"
#include "ui/chat/sessionview.h"
#include "ui/chat/transcriptview.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/panes/panehost.h"
#include "ui/panes/waitingpane.h"

#include <QApplication>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::fixtures;

namespace {

/// A hand on the keyboard of a window, and what it must have written.
class Hand {
public:
    Hand(QWidget& window, quint32 seed, const QString& left) : m_window(*window.windowHandle()), m_random(seed)
    {
        for (char16_t c = u' '; c <= u'~'; ++c) {
            if (!left.contains(QChar(c)))
                m_characters += QChar(c);
        }
    }
    void type(QChar c)
    {
        QTest::keyClick(&m_window, c.toLatin1());
        m_buffer += c;
    }
    void enter()
    {
        QTest::keyClick(&m_window, Qt::Key_Return);
        if (!m_buffer.trimmed().isEmpty())
            m_sent += std::exchange(m_buffer, {});
    }
    void any()
    {
        const int dice = below(40);
        if (dice == 0)
            return enter();
        if (dice > 1)
            return type(m_characters.at(below(static_cast<int>(m_characters.size()))));
        QTest::keyClick(&m_window, Qt::Key_Return, Qt::ShiftModifier);
        m_buffer += u'\n';
    }
    /// What people press to say yes.
    void agree()
    {
        const int dice = below(5);
        if (dice == 0)
            return enter();
        type(u" y1Y"_s.at(dice - 1));
    }
    [[nodiscard]] int below(int limit) { return m_random.bounded(limit); }
    [[nodiscard]] QRandomGenerator& random() { return m_random; }
    [[nodiscard]] const QString& buffer() const { return m_buffer; }
    [[nodiscard]] const QStringList& sent() const { return m_sent; }

private:
    QWindow& m_window;
    QRandomGenerator m_random;
    QString m_characters;
    QString m_buffer;
    QStringList m_sent;
};

QStringList promptsOf(const QSignalSpy& sent)
{
    QStringList prompts;
    for (const QVariantList& arguments : sent)
        prompts += arguments.at(1).toString();
    return prompts;
}

} // namespace

class TestTypingStorm : public QObject {
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
        view.focusComposer();
        const QSignalSpy decided(&controller, &SessionController::decisionMade);
        const QSignalSpy sent(&controller, &SessionController::sendWanted);
        Hand hand(view, 1, {});
        StormCards cards(u"session"_s, [&](const QList<AgentEvent>& events) {
            controller.applyEvents(events);
            view.transcript().settle();
        });
        for (int i = 0; i < 1000; ++i) {
            cards.step(hand.random());
            hand.any();
            if (i % 250 != 249)
                continue;
            cards.ask(static_cast<CardKind>((i / 250) % static_cast<int>(CardKind::Count)));
            DecisionCard* last = view.card(u"card-%1"_s.arg(cards.made() - 1));
            QVERIFY(last);
            QTRY_VERIFY(last->isArmed()); // it could be decided now, and is not
            for (int keys = 0; keys < 40; ++keys) {
                cards.step(hand.random());
                hand.agree();
            }
        }
        QVERIFY(cards.made() > 50);
        QVERIFY(view.composer().edit()->hasFocus());
        QCOMPARE(decided.size(), 0);
        QCOMPARE(promptsOf(sent), hand.sent());
        QCOMPARE(view.composer().draft(), hand.buffer());
    }

    /// The whole window on a core that answers what is sent, with all that waits in a pane beside it.
    void inTheWindow()
    {
        const QTemporaryDir dir;
        const QString folder = dir.filePath(u"mine"_s);
        shell::write(folder + u"/CLAUDE.md"_s, "# Mine\n");
        shell::Desk desk(dir.filePath(u"home"_s));
        MainWindow& window = *desk.window;
        window.resize(1280, 900);
        window.openFolder(folder);
        QTRY_VERIFY_WITH_TIMEOUT(window.tabs() && window.tabs()->currentSession(), 9000);
        SessionTab* tab = window.tabs()->currentSession();
        window.docks().showPane(u"board"_s); // empty both; they fill while somebody types
        window.docks().showPane(u"waiting"_s);
        auto* waiting = qobject_cast<WaitingPane*>(window.docks().pane(u"waiting"_s));
        QVERIFY(waiting);
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        tab->view().focusComposer();
        QVERIFY(tab->view().composer().edit()->hasFocus());
        const QSignalSpy decided(&desk.core.agent(), &AgentClient::decided);
        const QSignalSpy sent(&tab->controller(), &SessionController::sendWanted);
        Hand hand(window, 4, u"/@"_s); // no commands, no files: Enter would take what is offered
        StormCards cards(tab->id(), [&](const QList<AgentEvent>& events) { Q_EMIT desk.core.agent().events(events); });
        for (int i = 0; i < 600; ++i) {
            cards.step(hand.random());
            hand.any();
            if (i % 20 == 0)
                QCoreApplication::processEvents();
            if (i % 300 != 299)
                continue;
            shell::write(folder + u"/context/active-work.md"_s, "## Draft\n- card " + QByteArray::number(i) + "\n");
            cards.ask(CardKind::Publish);
            QTRY_VERIFY(waiting->card() && waiting->card()->isArmed());
            for (int keys = 0; keys < 40; ++keys) {
                cards.step(hand.random());
                hand.agree();
            }
        }
        QVERIFY(cards.made() > 20);
        QTRY_COMPARE_WITH_TIMEOUT(desk.core.project().board().board().cardCount(), 1, 9000);
        QVERIFY(tab->view().composer().edit()->hasFocus());
        QCOMPARE(decided.size(), 0);
        QCOMPARE(promptsOf(sent), hand.sent());
        QCOMPARE(tab->view().composer().draft(), hand.buffer());
    }
};

QTEST_MAIN(TestTypingStorm)
#include "tst_typingstorm.moc"
