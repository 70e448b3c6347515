// SPDX-License-Identifier: MIT
#include "core/gate/approval.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aios;

/// Each question is answered exactly once, by an answer to exactly what was asked, or withdrawn.
class ApprovalBrokerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersOnce();
    void registersBeforeItAnnounces();
    void ignoresWrongAnswers();
    void refusesDuplicates();
    void withdraws();
    void settlesWhenItGoes();
    void askingWhileItGoesIsCancelled();
    void answerMayAskAgain();
    void answerMayDestroyTheBroker();
    void neverRemembersWhatMustNotBe();
    void keepsOnlyHunksThatExist_data();
    void keepsOnlyHunksThatExist();

private:
    using Answers = QList<Decision>;

    static ApprovalRequest request(const QString& id, const QString& session = u"s"_s)
    {
        ApprovalRequest made;
        made.id = id;
        made.sessionId = session;
        made.digest = "digest";
        made.rememberable = {u"Edit(a)"_s};
        return made;
    }
    static Once<Decision> into(Answers& answers)
    {
        return {[&answers](const Decision& decision) { answers.append(decision); }, Decision{}};
    }
    static Decision allow()
    {
        Decision decision;
        decision.kind = Decision::Kind::Allow;
        return decision;
    }
};

void ApprovalBrokerTest::answersOnce()
{
    Answers answers; // Outlives the broker, which answers what is open when it goes.
    ApprovalBroker broker;
    QSignalSpy settled(&broker, &ApprovalBroker::settled);
    broker.ask(request(u"1"_s), into(answers));
    QCOMPARE(broker.open().size(), 1);
    QVERIFY(broker.open().constFirst().askedAt.isValid());
    Decision decision = allow();
    decision.feedback = u"fine"_s;
    decision.remember = Decision::Remember::Session;
    broker.decide(u"1"_s, "digest", decision);
    broker.decide(u"1"_s, "digest", Decision{});
    broker.withdraw(u"1"_s);
    QCOMPARE(answers.size(), 1);
    QCOMPARE(answers[0].kind, Decision::Kind::Allow);
    QCOMPARE(answers[0].remember, Decision::Remember::Session);
    QCOMPARE(answers[0].feedback, u"fine"_s);
    QCOMPARE(settled.size(), 1);
    QVERIFY(broker.open().isEmpty());
}

void ApprovalBrokerTest::registersBeforeItAnnounces()
{
    Answers answers; // Outlives the broker, which answers what is open when it goes.
    ApprovalBroker broker;
    connect(&broker, &ApprovalBroker::asked, &broker, [&](const ApprovalRequest& asked) {
        QCOMPARE(broker.open().size(), 1);
        broker.decide(asked.id, asked.digest, allow());
    });
    broker.ask(request(u"1"_s), into(answers));
    QCOMPARE(answers.size(), 1);
    QCOMPARE(answers[0].kind, Decision::Kind::Allow);
}

void ApprovalBrokerTest::ignoresWrongAnswers()
{
    Answers answers; // Outlives the broker, which answers what is open when it goes.
    ApprovalBroker broker;
    broker.ask(request(u"1"_s), into(answers));
    broker.decide(u"1"_s, "other", allow());
    broker.decide(u"1"_s, "", allow());
    broker.decide(u"2"_s, "digest", allow());
    broker.decide(u""_s, "digest", allow());
    broker.withdraw(u"2"_s);
    QVERIFY(answers.isEmpty());
    QCOMPARE(broker.open().size(), 1);
}

void ApprovalBrokerTest::refusesDuplicates()
{
    ApprovalBroker broker;
    Answers first;
    Answers second;
    QSignalSpy asked(&broker, &ApprovalBroker::asked);
    broker.ask(request(u"1"_s), into(first));
    broker.ask(request(u"1"_s), into(second));
    broker.ask(request(u""_s), into(second));
    QCOMPARE(asked.size(), 1);
    QCOMPARE(second.size(), 2);
    QCOMPARE(second[0].kind, Decision::Kind::Cancelled);
    QVERIFY(first.isEmpty());
    broker.decide(u"1"_s, "digest", allow());
    QCOMPARE(first.size(), 1);
}

void ApprovalBrokerTest::withdraws()
{
    Answers answers; // Outlives the broker, which answers what is open when it goes.
    ApprovalBroker broker;
    QSignalSpy settled(&broker, &ApprovalBroker::settled);
    broker.ask(request(u"1"_s, u"a"_s), into(answers));
    broker.ask(request(u"2"_s, u"b"_s), into(answers));
    broker.ask(request(u"3"_s, u"a"_s), into(answers));
    broker.withdraw(u"2"_s);
    QCOMPARE(answers.size(), 1);
    broker.withdrawSession(u"a"_s);
    QCOMPARE(answers.size(), 3);
    for (const Decision& decision : std::as_const(answers))
        QCOMPARE(decision.kind, Decision::Kind::Cancelled);
    QCOMPARE(settled.size(), 3);
    broker.decide(u"1"_s, "digest", allow());
    QCOMPARE(answers.size(), 3);
}

void ApprovalBrokerTest::settlesWhenItGoes()
{
    Answers answers;
    {
        ApprovalBroker broker;
        broker.ask(request(u"1"_s), into(answers));
        broker.ask(request(u"2"_s), into(answers));
    }
    QCOMPARE(answers.size(), 2);
    QCOMPARE(answers[0].kind, Decision::Kind::Cancelled);
    QCOMPARE(answers[1].kind, Decision::Kind::Cancelled);
}

void ApprovalBrokerTest::askingWhileItGoesIsCancelled()
{
    Answers late;
    auto broker = std::make_unique<ApprovalBroker>();
    ApprovalBroker* raw = broker.get();
    raw->ask(request(u"1"_s), {[&](const Decision&) { raw->ask(request(u"2"_s), into(late)); }, Decision{}});
    broker.reset();
    QCOMPARE(late.size(), 1);
    QCOMPARE(late[0].kind, Decision::Kind::Cancelled);
}

void ApprovalBrokerTest::answerMayAskAgain()
{
    ApprovalBroker broker;
    Answers again;
    broker.ask(request(u"1"_s), {[&](const Decision&) { broker.ask(request(u"1"_s), into(again)); }, Decision{}});
    broker.decide(u"1"_s, "digest", allow());
    QCOMPARE(broker.open().size(), 1);
    broker.decide(u"1"_s, "digest", allow());
    QCOMPARE(again.size(), 1);
}

void ApprovalBrokerTest::answerMayDestroyTheBroker()
{
    auto broker = std::make_unique<ApprovalBroker>();
    Answers other;
    broker->ask(request(u"1"_s), {[&](const Decision&) { broker.reset(); }, Decision{}});
    broker->ask(request(u"2"_s), into(other));
    broker->withdrawSession(u"s"_s);
    QVERIFY(!broker);
    QCOMPARE(other.size(), 1);
}

void ApprovalBrokerTest::neverRemembersWhatMustNotBe()
{
    Answers answers; // Outlives the broker, which answers what is open when it goes.
    ApprovalBroker broker;
    ApprovalRequest asked = request(u"1"_s);
    asked.rememberable.clear();
    broker.ask(asked, into(answers));
    Decision decision = allow();
    decision.remember = Decision::Remember::Project;
    broker.decide(u"1"_s, "digest", decision);
    QCOMPARE(answers.size(), 1);
    QCOMPARE(answers[0].remember, Decision::Remember::Once);
}

void ApprovalBrokerTest::keepsOnlyHunksThatExist_data()
{
    QTest::addColumn<QList<int>>("kept");
    QTest::addColumn<bool>("diff");
    QTest::addColumn<bool>("answered");
    QTest::newRow("both") << QList<int>{0, 1} << true << true;
    QTest::newRow("none") << QList<int>{} << true << true;
    QTest::newRow("too far") << QList<int>{2} << true << false;
    QTest::newRow("negative") << QList<int>{-1} << true << false;
    QTest::newRow("twice") << QList<int>{1, 1} << true << false;
    QTest::newRow("of no diff") << QList<int>{0} << false << false;
}

void ApprovalBrokerTest::keepsOnlyHunksThatExist()
{
    QFETCH(const QList<int>, kept);
    QFETCH(const bool, diff);
    QFETCH(const bool, answered);
    Answers answers; // Outlives the broker, which answers what is open when it goes.
    ApprovalBroker broker;
    ApprovalRequest asked = request(u"1"_s);
    asked.preview.kind = diff ? ApprovalPreview::Kind::FileDiff : ApprovalPreview::Kind::Command;
    asked.preview.hunks.resize(2);
    broker.ask(asked, into(answers));
    Decision decision = allow();
    decision.keptHunks = kept;
    broker.decide(u"1"_s, "digest", decision);
    QCOMPARE(answers.size(), answered ? 1 : 0);
}

QTEST_GUILESS_MAIN(ApprovalBrokerTest)
#include "tst_approvalbroker.moc"
