// SPDX-License-Identifier: MIT
// All waiting decisions in one place: grouped, looked at, ticked, decided.
#include "chatfixtures.h"
#include "tests/ui/shellfixtures.h"
#include "ui/chat/approvalcard.h"
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
    [[nodiscard]] QPushButton& approve() const { return *m_pane->findChild<QPushButton*>(u"approveTicked"_s); }
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
