// SPDX-License-Identifier: MIT
// All waiting decisions in one place: grouped, looked at, ticked, decided.
#include "chatfixtures.h"
#include "tests/ui/shellfixtures.h"
#include "ui/chat/approvalcard.h"
#include "ui/common/armedbutton.h"
#include "ui/panes/panehost.h"
#include "ui/panes/waitingpane.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace aios;
using namespace Qt::StringLiterals;

class TestWaitingPane : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_home;
    std::unique_ptr<shell::Core> m_core;
    std::unique_ptr<PaneHost> m_host;
    std::unique_ptr<WaitingPane> m_pane;

    static ApprovalRequest request(const QString& id, const QString& session, const QByteArray& after, const QByteArray& digest)
    {
        ApprovalRequest asked = fixtures::fileRequest("a\n", after);
        asked.id = id;
        asked.sessionId = session;
        asked.digest = digest;
        asked.access.inputJson = "{\"content\":\"" + after.trimmed() + "\"}";
        return asked;
    }
    void ask(const ApprovalRequest& request) { Q_EMIT m_core->agent().events({AgentEvent{request.sessionId, ApprovalAsked{request}}}); }
    void settle(const QString& id) { Q_EMIT m_core->agent().events({AgentEvent{{}, ApprovalSettled{id, {}}}}); }
    [[nodiscard]] QTreeWidget& list() const { return *m_pane->list(); }
    [[nodiscard]] ArmedButton& approve() const { return *m_pane->findChild<ArmedButton*>(u"approveTicked"_s); }
    [[nodiscard]] ArmedButton& reject() const { return *m_pane->findChild<ArmedButton*>(u"rejectTicked"_s); }
    void look(int row)
    {
        list().setCurrentItem(list().topLevelItem(row));
        QTRY_VERIFY(m_pane->card() && m_pane->card()->isArmed());
    }

private Q_SLOTS:
    void init()
    {
        m_core = std::make_unique<shell::Core>(m_home.path());
        m_host = std::make_unique<PaneHost>(m_core->agent(), m_core->project(), m_core->models());
        m_pane = std::make_unique<WaitingPane>(*m_host);
        m_pane->resize(600, 700);
        m_pane->show();
    }
    void cleanup()
    {
        m_pane.reset();
        m_host.reset();
        m_core.reset();
    }

    void groupsTheSameCallAcrossSessions()
    {
        ask(request(u"one"_s, u"s1"_s, "b\n", "d1"));
        ask(request(u"two"_s, u"s2"_s, "b\n", "d1"));
        ask(request(u"three"_s, u"s1"_s, "c\n", "d2"));
        ask(request(u"four"_s, u"s1"_s, "b\n", "d3")); // The same words, but another plan.
        QCOMPARE(list().topLevelItemCount(), 3);
        QVERIFY(list().topLevelItem(0)->text(0).contains(u"2 times"_s));
        settle(u"one"_s);
        QCOMPARE(list().topLevelItemCount(), 3);
        settle(u"two"_s);
        QCOMPARE(list().topLevelItemCount(), 2);
        m_host->forget(u"s1"_s);
        QCOMPARE(list().topLevelItemCount(), 0);
        QVERIFY(!approve().isVisible());
    }

    void nothingUnseenCanBeTicked()
    {
        ask(request(u"one"_s, u"s1"_s, "b\n", "d1"));
        ask(request(u"two"_s, u"s1"_s, "c\n", "d2"));
        look(0);
        list().topLevelItem(1)->setCheckState(0, Qt::Checked);
        QCOMPARE(list().topLevelItem(1)->checkState(0), Qt::Unchecked); // Shown now instead.
        QCOMPARE(m_pane->card()->request().id, u"two"_s);
        QVERIFY(!approve().isEnabled());
        look(1);
        list().topLevelItem(1)->setCheckState(0, Qt::Checked);
        QCOMPARE(list().topLevelItem(1)->checkState(0), Qt::Checked);
    }

    void tickedOnesAreDecidedAtOnce()
    {
        QSignalSpy decided(&m_core->agent(), &AgentClient::decided);
        ask(request(u"one"_s, u"s1"_s, "b\n", "d1"));
        ask(request(u"two"_s, u"s2"_s, "b\n", "d1"));
        ask(request(u"three"_s, u"s1"_s, "c\n", "d2"));
        for (const int row : {0, 1}) {
            look(row);
            list().topLevelItem(row)->setCheckState(0, Qt::Checked);
        }
        ask(request(u"late"_s, u"s3"_s, "d\n", "d3")); // What comes meanwhile is not ticked by it.
        QCOMPARE(approve().text(), u"Approve 3 Ticked Once"_s);
        QTest::mouseClick(&approve(), Qt::LeftButton); // the number on it has just changed
        QCOMPARE(decided.size(), 0);
        QTRY_VERIFY(approve().isArmed() && reject().isArmed());
        for (ArmedButton* button : {&approve(), &reject()}) {
            for (const auto key : {Qt::Key_Space, Qt::Key_Return, Qt::Key_Enter})
                QTest::keyClick(button, key);
        }
        QCOMPARE(decided.size(), 0);
        QTest::mouseClick(&approve(), Qt::LeftButton);
        QCOMPARE(decided.size(), 3);
        QStringList answered;
        for (const QVariantList& each : std::as_const(decided)) {
            answered += each.at(0).toString() + u':' + QString::fromLatin1(each.at(1).toByteArray());
            QCOMPARE(each.at(2).value<Decision>().kind, Decision::Kind::Allow);
            QCOMPARE(each.at(2).value<Decision>().remember, Decision::Remember::Once);
        }
        QCOMPARE(answered, (QStringList{u"one:d1"_s, u"two:d1"_s, u"three:d2"_s}));
    }

    /// One more call of the same kind joins a group that was looked at and ticked: it is not answered by what was meant for the others.
    void whatJoinsIsNotTicked()
    {
        const QSignalSpy decided(&m_core->agent(), &AgentClient::decided);
        ask(request(u"one"_s, u"s1"_s, "b\n", "d1"));
        ask(request(u"other"_s, u"s1"_s, "c\n", "d2"));
        look(1);
        look(0);
        for (const int row : {0, 1})
            list().topLevelItem(row)->setCheckState(0, Qt::Checked);
        QTRY_VERIFY(approve().isArmed());
        ask(request(u"two"_s, u"s2"_s, "b\n", "d1"));
        QCOMPARE(list().topLevelItem(0)->checkState(0), Qt::Unchecked);
        QCOMPARE(list().topLevelItem(1)->checkState(0), Qt::Checked);
        QCOMPARE(approve().text(), u"Approve 1 Ticked Once"_s);
        QTest::mouseClick(&approve(), Qt::LeftButton);
        QCOMPARE(decided.size(), 0);
        list().topLevelItem(0)->setCheckState(0, Qt::Checked); // it was not looked at with two
        QCOMPARE(list().topLevelItem(0)->checkState(0), Qt::Unchecked);
        QTRY_VERIFY(m_pane->card()->isArmed());
        list().topLevelItem(0)->setCheckState(0, Qt::Checked);
        QCOMPARE(list().topLevelItem(0)->checkState(0), Qt::Checked);
        QCOMPARE(approve().text(), u"Approve 3 Ticked Once"_s);
    }

    /// The card says how many it answers, and cannot be pressed before that could be read.
    void theCardSaysHowMany()
    {
        const QSignalSpy decided(&m_core->agent(), &AgentClient::decided);
        ask(request(u"one"_s, u"s1"_s, "b\n", "d1"));
        look(0);
        auto* card = qobject_cast<ApprovalCard*>(m_pane->card());
        QVERIFY(card);
        QCOMPARE(card->approveButton()->text(), u"Write File"_s);
        ask(request(u"two"_s, u"s2"_s, "b\n", "d1"));
        QCOMPARE(m_pane->card(), card);
        QCOMPARE(card->approveButton()->text(), u"Write File 2 Times"_s);
        QCOMPARE(card->rejectSendButton()->text(), u"Reject 2 Times"_s);
        QTest::mouseClick(card->approveButton(), Qt::LeftButton);
        QCOMPARE(decided.size(), 0);
        QTRY_VERIFY(card->isArmed());
        // Another one in place of the second: as many, but not the same.
        settle(u"two"_s);
        QCOMPARE(card->approveButton()->text(), u"Write File"_s);
        ask(request(u"three"_s, u"s3"_s, "b\n", "d1"));
        QVERIFY(!card->isArmed());
        QTRY_VERIFY(card->isArmed());
        QTest::mouseClick(card->approveButton(), Qt::LeftButton);
        QCOMPARE(decided.size(), 2);
        QCOMPARE(decided[0][0].toString(), u"one"_s);
        QCOMPARE(decided[1][0].toString(), u"three"_s);
    }

    /// Nobody means to publish the same thing twice, or to send it away twice, with one press.
    void publicationsStandAlone()
    {
        for (const auto& id : {u"one"_s, u"two"_s}) {
            ApprovalRequest publish = request(id, u"s1"_s, "b\n", "d1");
            publish.preview.kind = ApprovalPreview::Kind::Publish;
            ask(publish);
        }
        for (const auto& id : {u"three"_s, u"four"_s}) {
            ApprovalRequest sends = request(id, u"s1"_s, "b\n", "d2");
            sends.access.alwaysAsk = true;
            ask(sends);
        }
        QCOMPARE(list().topLevelItemCount(), 4);
    }

    /// What was decided elsewhere goes, and the focus in it stays here: it must not end on another card.
    void theFocusOfACardThatGoesStaysHere()
    {
        ask(request(u"one"_s, u"s1"_s, "b\n", "d1"));
        ask(request(u"two"_s, u"s1"_s, "c\n", "d2"));
        look(0);
        m_pane->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_pane.get()));
        m_pane->card()->setFocus();
        QVERIFY(m_pane->card()->hasFocus());
        settle(u"one"_s);
        QCOMPARE(m_pane->card()->request().id, u"two"_s);
        QVERIFY(list().hasFocus());
    }

    void oneIsDecidedOnItsCard()
    {
        QSignalSpy decided(&m_core->agent(), &AgentClient::decided);
        ask(request(u"one"_s, u"s1"_s, "b\n", "d1"));
        look(0);
        auto* card = qobject_cast<ApprovalCard*>(m_pane->card());
        QVERIFY(card);
        QTest::mouseClick(card->approveButton(), Qt::LeftButton);
        QCOMPARE(decided.size(), 1);
        settle(u"one"_s);
        QVERIFY(!m_pane->card());
    }

    void questionsAreAnsweredNotTicked()
    {
        ApprovalRequest question = request(u"q"_s, u"s1"_s, "b\n", "d1");
        question.questions = {Question{u"Which one?"_s, u"One"_s, {{u"A"_s, {}, {}}, {u"B"_s, {}, {}}}, false}};
        ask(question);
        QVERIFY(!(list().topLevelItem(0)->flags() & Qt::ItemIsUserCheckable));
        QCOMPARE(list().topLevelItem(0)->text(0), u"Which one? · New session"_s);
        look(0);
    }

    void itLeadsToTheSession()
    {
        QSignalSpy review(m_host.get(), &PaneHost::reviewRequested);
        ask(request(u"one"_s, u"s1"_s, "b\n", "d1"));
        for (auto* button : m_pane->findChildren<QPushButton*>()) {
            if (button->text() == u"Go to Session"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QCOMPARE(review.size(), 1);
        QCOMPARE(review.at(0).at(0).toString(), u"s1"_s);
    }
};

QTEST_MAIN(TestWaitingPane)
#include "tst_waitingpane.moc"
