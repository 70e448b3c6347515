// SPDX-License-Identifier: MIT
// A service's form where cards stand: among the rows of a session, and among all that waits.
#include "tests/ui/formrequest.h"
#include "tests/ui/looks.h"
#include "tests/ui/shellfixtures.h"
#include "ui/chat/formcard.h"
#include "ui/chat/formdrafts.h"
#include "ui/chat/sessionview.h"
#include "ui/chat/transcriptview.h"
#include "ui/common/formview.h"
#include "ui/panes/panehost.h"
#include "ui/panes/waitingpane.h"

#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace aios;
using namespace aios::fixtures;

class TestFormPlaces : public QObject {
    Q_OBJECT

private:
    struct Tray {
        Tray() : core(home.path()), host(core.agent(), core.project(), core.models()), pane(host)
        {
            pane.resize(420, 720);
            pane.show();
        }
        void ask(const ApprovalRequest& request) { Q_EMIT core.agent().events({AgentEvent{request.sessionId, ApprovalAsked{request}}}); }
        [[nodiscard]] FormCard* form() const { return qobject_cast<FormCard*>(pane.card()); }

        QTemporaryDir home;
        shell::Core core;
        PaneHost host;
        WaitingPane pane;
    };
    struct Session {
        Session()
        {
            view.resize(760, 640);
            view.show();
            view.activateWindow();
            if (!QTest::qWaitForWindowActive(&view))
                qWarning("The window did not become active.");
            view.focusComposer();
        }
        void ask(const ApprovalRequest& request)
        {
            controller.applyEvents(news(ApprovalAsked{request}));
            view.transcript().settle();
        }
        [[nodiscard]] FormCard* form(const QString& id = u"form-1"_s) const { return qobject_cast<FormCard*>(view.card(id)); }

        SessionController controller{u"session"_s};
        SessionView view{controller};
    };
    static QLineEdit* field(const FormCard& card, const QString& name) { return card.findChild<QLineEdit*>(u"field:"_s + name); }

private Q_SLOTS:
    void init()
    {
        failOnOurWarnings();
        FormDrafts::shared().drop(u"form-1"_s);
    }

    /// It comes without taking the focus, its buttons are in sight however low the window is, and it ends as it was answered.
    void inASession()
    {
        Session session;
        QList<TranscriptEntry> rows = conversation(30);
        for (const TranscriptEntry& row : rows)
            session.controller.applyEvents(news(EntryAdded{row}));
        session.ask(asked());
        FormCard* card = session.form();
        QVERIFY(card);
        QTRY_VERIFY(card->isArmed());
        QVERIFY(!card->hasFocus() && !card->isAncestorOf(QApplication::focusWidget()));
        session.view.transcript().showCard(u"form-1"_s);
        QTRY_VERIFY(!card->sendButton()->visibleRegion().isEmpty() && !card->closeButton()->visibleRegion().isEmpty());
        QVERIFY(session.view.focusNextDecision()); // Ctrl+Shift+A
        QVERIFY2(card->hasFocus(), QApplication::focusWidget() ? QApplication::focusWidget()->metaObject()->className() : "nothing");
        QTest::keyClick(card, Qt::Key_Tab);
        QTRY_VERIFY(card->isAncestorOf(QApplication::focusWidget()));
        for (const bool dark : {false, true}) {
            const shell::Look look(dark, 10);
            shell::keepLook(session.view, dark ? u"session-dark"_s : u"session-light"_s);
        }
        QSignalSpy decided(&session.controller, &SessionController::decisionMade);
        QTest::mouseClick(card->closeButton(), Qt::LeftButton);
        QCOMPARE(decided.size(), 1);
        session.controller.applyEvents(news(ApprovalSettled{u"form-1"_s, Decision{}}));
        QCOMPARE(card->stateWords(), u"closed by you, without an answer"_s);
    }

    /// What is written in one place stands in the other, and stays there while another row is looked at.
    void inTheTrayToo()
    {
        Session session;
        Tray tray;
        session.ask(asked());
        tray.ask(asked());
        ApprovalRequest other = fileRequest("a\n", "b\n");
        other.id = u"other"_s;
        tray.ask(other);
        QTRY_VERIFY(tray.form() && session.form());
        QVERIFY(tray.pane.list()->topLevelItem(0)->text(0).startsWith(u"shop asks you: Please complete your order at the corner shop. · "_s));
        field(*session.form(), u"email"_s)->setText(u"ada@example.org"_s);
        QCOMPARE(field(*tray.form(), u"email"_s)->text(), u"ada@example.org"_s);
        field(*tray.form(), u"code"_s)->setText(u"spring"_s);
        QCOMPARE(session.form()->form()->values(), tray.form()->form()->values());
        tray.pane.list()->setCurrentItem(tray.pane.list()->topLevelItem(1));
        QVERIFY(!tray.form());
        tray.pane.list()->setCurrentItem(tray.pane.list()->topLevelItem(0));
        QVERIFY(tray.form());
        QCOMPARE(tray.form()->form()->values(), session.form()->form()->values());
        QCOMPARE(field(*tray.form(), u"code"_s)->text(), u"spring"_s);
        QTRY_VERIFY(tray.form()->isArmed());
        QVERIFY(!tray.form()->sendButton()->visibleRegion().isEmpty());
        shell::keepLook(tray.pane, u"tray"_s);
    }
};

QTEST_MAIN(TestFormPlaces)
#include "tst_formplaces.moc"
