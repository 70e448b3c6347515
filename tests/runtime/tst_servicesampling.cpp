// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "core/runtime/personcall.h"
#include "core/runtime/servicesampling.h"
#include "tests/runtime/askerhouse.h"

using namespace aios;
using namespace aios::test;

/// A service that asks the model in the middle of a call (tests/stubs/mcpasker): nothing happens before the person has seen it, nothing is sent before they
/// have seen the answer.
class TestServiceSampling : public QObject {
    Q_OBJECT

    static constexpr char kAsks[] = R"({"messages":[{"role":"user","content":{"type":"text","text":"The capital of France?"}}],)"
                                    R"("systemPrompt":"Answer in a word.","maxTokens":50,"modelPreferences":{"hints":[{"name":"sonnet"}]}})";
    /// A first call of the tool, what the model answers to the service, and the end.
    static QByteArray steps()
    {
        return QByteArray("  - when: {turn: 1, prompt: '^go'}\n    say:\n      - tool: mcp__one__sample\n        as: s\n        input: {params: '") +
               kAsks + "'}\n  - when: {prompt: 'capital'}\n    say: [{text: 'Paris.'}]\n  - say: [{text: 'Done.'}]\n";
    }
    static inline const QString kCall = u"one: sample"_s;
    static inline const QString kMay = u"Let one ask the model"_s;
    static inline const QString kSend = u"Send the model's answer to one"_s;
    static void eras()
    {
        QTest::addColumn<QByteArray>("era");
        QTest::newRow("2025-11-25") << QByteArray("legacy");
        QTest::newRow("2026-07-28") << QByteArray("modern");
    }
    /// The tool's own card is answered; the next is the service's.
    [[nodiscard]] static bool begin(AskerHouse& house)
    {
        if (!house.open())
            return false;
        house.send(u"go"_s);
        return QTest::qWaitFor([&] { return !house.runtime->broker().open().isEmpty(); }, 8000) &&
               house.answer(house.runtime->broker().open().first().title, Decision::Kind::Allow);
    }
    static QStringList decisionsOf(const AskerHouse& house)
    {
        QStringList lines;
        const auto log = house.runtime->project()->decisions().read();
        for (const DecisionRecord& record : log ? log->records : QList<DecisionRecord>()) {
            if (record.tool == "mcp__one"_L1)
                lines.append(record.decision + u' ' + record.by + u": "_s + record.target);
        }
        return lines;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void twoCards_data() { eras(); }
    void twoCards()
    {
        QFETCH(const QByteArray, era);
        AskerHouse house(era, steps());
        QVERIFY(begin(house));
        const ApprovalRequest may = house.card(kMay);
        QVERIFY(!may.id.isEmpty());
        QCOMPARE(may.sessionId, house.session->id());
        QCOMPARE(may.grade, Grade::LeavesComputer);
        QVERIFY(may.rememberable.isEmpty() && may.widerRules.isEmpty());
        const QList<std::pair<QString, QString>> rows{{u"Model"_s, u"Rehearsal: scripted replies, no AI"_s},
                                                      {u"It would like"_s, u"sonnet (your model is asked all the same)"_s},
                                                      {u"At most"_s, u"50 tokens of answer, which you pay for"_s},
                                                      {u"Instructions to the model"_s, u"Answer in a word."_s},
                                                      {u"As your words"_s, u"The capital of France?"_s}};
        QCOMPARE(may.preview.arguments, rows);
        const int turnsBefore = house.session->totals().turns;
        QVERIFY(house.answer(kMay, Decision::Kind::Allow));
        const ApprovalRequest send = house.card(kSend);
        QCOMPARE(send.preview.arguments.value(1).second, u"Paris."_s);
        QCOMPARE(house.session->totals().turns, turnsBefore + 1); // it is paid for by the session
        QVERIFY(house.answer(kSend, Decision::Kind::Allow));
        QVERIFY(house.waitForEnds(1));
        QCOMPARE(
            house.result(),
            u"{\"content\":{\"text\":\"Paris.\",\"type\":\"text\"},\"model\":\"rehearsal\",\"role\":\"assistant\",\"stopReason\":\"endTurn\"}"_s);
        QCOMPARE(decisionsOf(house),
                 (QStringList{u"allowed person: Let one ask the model something"_s, u"allowed person: Send the model's answer to one"_s}));
    }

    void rejected_data()
    {
        QTest::addColumn<bool>("seen");
        QTest::addColumn<QString>("said");
        QTest::newRow("the request") << false << u"did not let the model be asked"_s;
        QTest::newRow("the answer") << true << u"did not send the model's answer"_s;
    }
    void rejected()
    {
        QFETCH(const bool, seen);
        QFETCH(const QString, said);
        AskerHouse house("legacy", steps());
        QVERIFY(begin(house));
        if (seen)
            QVERIFY(house.answer(kMay, Decision::Kind::Allow));
        QVERIFY(house.answer(seen ? kSend : kMay, Decision::Kind::Deny));
        QVERIFY(house.waitForEnds(1));
        QVERIFY2(house.result().contains(u"\"code\":-1"_s) && house.result().contains(said), qPrintable(house.result()));
        QVERIFY(!house.result().contains(u"Paris"_s));
        QCOMPARE(decisionsOf(house).size(), seen ? 2 : 1);
        QVERIFY(decisionsOf(house).last().startsWith(u"denied person"_s));
    }

    /// No mode and no rule stands in for the person.
    void neverByItself()
    {
        AskerHouse house("legacy", steps());
        QVERIFY(house.open());
        house.send({}).setMode(PermissionMode::AcceptEdits);
        for (const char* rule : {"mcp__one", "mcp__one__sample", "mcp__*"})
            house.session->addRule({RuleEffect::Allow, RuleSource::User, QString::fromLatin1(rule), {}, {}});
        house.send(u"go"_s);
        const auto waiting = [&] { return !house.runtime->broker().open().isEmpty(); };
        QVERIFY(QTest::qWaitFor(waiting, 8000));
        while (!house.runtime->broker().open().first().title.startsWith(kMay)) {
            QVERIFY(house.answer(house.runtime->broker().open().first().title, Decision::Kind::Allow));
            QVERIFY(QTest::qWaitFor(waiting, 8000));
        }
        QVERIFY(house.answer(kMay, Decision::Kind::Deny));
        QVERIFY(house.waitForEnds(1));
    }

    void stoppedByThePerson_data()
    {
        QTest::addColumn<bool>("seen");
        QTest::newRow("before the model is asked") << false;
        QTest::newRow("before the answer is sent") << true;
    }
    void stoppedByThePerson()
    {
        QFETCH(const bool, seen);
        AskerHouse house("legacy", steps());
        QVERIFY(begin(house));
        if (seen)
            QVERIFY(house.answer(kMay, Decision::Kind::Allow));
        QVERIFY(!house.card(seen ? kSend : kMay).id.isEmpty());
        house.session->stop();
        QVERIFY(house.waitForEnds(1));
        QCOMPARE(house.told<TurnEnded>().last().how, TurnEnded::How::Cancelled);
        QCOMPARE(house.runtime->broker().open().size(), 0);
        QCOMPARE(decisionsOf(house).size(), seen ? 1 : 0);
    }

    /// The service's entry goes while its card is open: nobody waits for the answer, so nothing is asked and paid for.
    void entryIsRemoved_data()
    {
        QTest::addColumn<bool>("seen");
        QTest::newRow("before the model is asked") << false;
        QTest::newRow("before the answer is sent") << true;
    }
    void entryIsRemoved()
    {
        QFETCH(const bool, seen);
        AskerHouse house("legacy", steps());
        QVERIFY(begin(house));
        if (seen)
            QVERIFY(house.answer(kMay, Decision::Kind::Allow));
        QVERIFY(!house.card(seen ? kSend : kMay).id.isEmpty());
        house.runtime->services()->manager().setConfig({});
        QCOMPARE(house.runtime->broker().open().size(), 0);
        QVERIFY(house.waitForEnds(1));
        QCOMPARE(decisionsOf(house).size(), seen ? 1 : 0);
    }

    void nobodyToAsk()
    {
        AskerHouse house("legacy", steps(), false);
        QVERIFY(house.open());
        auto* call = new PersonCall(*house.runtime->services(), u"one"_s, u"sample"_s, "{\"params\":" + jsonString(QString::fromLatin1(kAsks)) + '}');
        std::optional<QString> text;
        call->plan([&](const Result<PersonCall::Planned>& planned) {
            QVERIFY(planned);
            call->run(u"person"_s, [&](const Result<ToolOutput>& output) { text = output ? output->text : output.error().message; });
        });
        QTRY_VERIFY_WITH_TIMEOUT(text.has_value(), 8000);
        QVERIFY2(text->contains(u"-32601"_s), qPrintable(*text)); // it was told that nobody can be asked
        QCOMPARE(house.runtime->broker().open().size(), 0);
    }

    void atMostSoManyOfOneCall()
    {
        QObject context;
        ApprovalBroker broker;
        int asked = 0;
        ServiceSampling sampling(broker, {.model =
                                              [&asked](const QString&, QObject*, const auto& reply) {
                                                  ++asked;
                                                  reply(fail(ErrorCode::Unavailable, u"none"_s));
                                              },
                                          .count = {},
                                          .record = {}});
        const auto ask = [&] {
            std::optional<Error> error;
            sampling.ask(u"one"_s, u"s"_s, {"sampling/createMessage", kAsks},
                         McpQuestion::Reply([&](const Result<QByteArray>& given) { error = given.error(); }, fail(ErrorCode::Internal, {})));
            return error.value_or(Error{}).code;
        };
        for (int i = 0; i < ServiceSampling::kMostOfCall; ++i)
            QCOMPARE(ask(), ErrorCode::Unavailable);
        QCOMPARE(ask(), ErrorCode::Denied);
        QCOMPARE(asked, ServiceSampling::kMostOfCall);
        sampling.callsOver(u"one"_s, u"s"_s);
        QCOMPARE(ask(), ErrorCode::Unavailable);
    }

    /// The built-in rehearsal has words for it too.
    void rehearsal()
    {
        AskerHouse house("legacy", steps());
        QVERIFY(house.open());
        auto* call = new PersonCall(*house.runtime->services(), u"one"_s, u"sample"_s, "{\"params\":" + jsonString(QString::fromLatin1(kAsks)) + '}');
        call->setSession(kPersonSession + u"1"_s);
        std::optional<QString> text;
        call->plan([&](const Result<PersonCall::Planned>& planned) {
            QVERIFY(planned);
            call->run(u"person"_s, [&](const Result<ToolOutput>& output) { text = output ? output->text : output.error().message; });
        });
        QVERIFY(house.answer(kMay, Decision::Kind::Allow) && house.answer(kSend, Decision::Kind::Allow));
        QTRY_VERIFY_WITH_TIMEOUT(text.has_value(), 8000);
        QVERIFY2(text->contains(u"no AI. The service asked: \\\"The capital of France?\\\""_s), qPrintable(*text));
    }
};

QTEST_GUILESS_MAIN(TestServiceSampling)
#include "tst_servicesampling.moc"
