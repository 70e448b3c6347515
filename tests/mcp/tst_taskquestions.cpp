// SPDX-License-Identifier: MIT
// What goes wrong around a tool call that its server makes a task of: the model never reads that it did nothing, and nothing is asked or lost for ever.
#include "tests/mcp/taskhouse.h"

using namespace aios;
using namespace aios::test;

class TestTaskQuestions : public QObject {
    Q_OBJECT

    using House = TaskHouse;

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void notAnswered_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<int>("code"); // Of the refusal.
        QTest::newRow("not offered") << QByteArray("sampling/createMessage") << -1;
        QTest::newRow("refused") << QByteArray("elicitation/create") << static_cast<int>(ErrorCode::Denied);
        QTest::newRow("unusable") << QByteArray("elicitation/create") << static_cast<int>(ErrorCode::InvalidInput);
        QTest::newRow("of another version") << QByteArray("elicitation/create") << static_cast<int>(ErrorCode::Changed);
    }
    void notAnswered()
    {
        QFETCH(const QByteArray, method);
        QFETCH(const int, code);
        House house([method](const RpcMessage& m, PipeTransport& p) { p.answer(m, asking({"k"}, method)); });
        house.options.ask = [code](const McpQuestion&, McpQuestion::Reply reply) { reply(fail(static_cast<ErrorCode>(code), u"Not so."_s)); };
        QVERIFY(house.begin());
        QTRY_VERIFY(house.answer.has_value());
        QCOMPARE(house.code(), ErrorCode::Protocol);
        QCOMPARE(house.words(), u"The service had made a task of it, which could not be followed to its end. "_s +
                                    (code < 0 ? u"The service asks for something that this program does not offer."_s : u"Not so."_s));
        QVERIFY(house.cancelled.contains(R"("taskId":"t")"));
    }

    void endlessQuestions_data()
    {
        QTest::addColumn<int>("keyLength");
        QTest::addColumn<int>("asked");
        QTest::newRow("ever more") << 5 << 32;
        QTest::newRow("huge names") << 300 << 0;
    }
    void endlessQuestions()
    {
        QFETCH(const int, keyLength);
        QFETCH(const int, asked);
        int keys = 0;
        House house([&keys, keyLength](const RpcMessage& m, PipeTransport& p) {
            QByteArrayList fresh;
            for (int i = 0; i < 20; ++i)
                fresh.append(QByteArray::number(++keys).rightJustified(keyLength, 'k'));
            p.answer(m, m.method == "tasks/update" ? QByteArray("{}") : asking(fresh));
        });
        int questions = 0;
        std::vector<McpQuestion::Reply> open;
        house.options.ask = [&](const McpQuestion&, McpQuestion::Reply reply) {
            ++questions;
            open.push_back(std::move(reply));
        };
        QVERIFY(house.begin());
        QTRY_VERIFY(house.answer.has_value());
        QCOMPARE(questions, asked);
        QVERIFY2(house.words().contains(u"It asks too many questions."_s), qPrintable(house.words()));
        QVERIFY(house.cancelled.contains(R"("taskId":"t")"));
    }

    /// Whoever asks hears when nobody waits any more.
    void questionsGoWithTheCall()
    {
        House house([](const RpcMessage& m, PipeTransport& p) { p.answer(m, asking({"k"})); });
        std::vector<std::pair<McpQuestion, McpQuestion::Reply>> open;
        house.options.ask = [&open](const McpQuestion& question, McpQuestion::Reply reply) { open.emplace_back(question, std::move(reply)); };
        QVERIFY(house.begin());
        QTRY_COMPARE(open.size(), 1UL);
        QVERIFY(open[0].first.asker);
        house.client->cancelCall(house.number, u"stopped"_s);
        QVERIFY(!open[0].first.asker);
        QCOMPARE(house.code(), ErrorCode::Cancelled);
    }

    /// Stopped before anybody knew that it is a task, it would go on as one.
    void tasksThatBeginTooLate_data()
    {
        QTest::addColumn<bool>("older");
        QTest::newRow("2026-07-28") << false;
        QTest::newRow("2025-11-25") << true;
    }
    void tasksThatBeginTooLate()
    {
        QFETCH(const bool, older);
        House house([](const RpcMessage&, PipeTransport&) {}, older);
        house.late = true;
        QVERIFY(house.begin());
        QTRY_VERIFY(!house.call.id.isEmpty());
        house.client->cancelCall(house.number, u"stopped"_s);
        QCOMPARE(house.code(), ErrorCode::Cancelled);
        house.taskBegins();
        QTRY_VERIFY(house.cancelled.contains(R"("taskId":"t")"));
    }

    /// 2025-11-25 over HTTP: the session is lost for good in the middle of the task. The call was made all the same.
    void aLostSession()
    {
        House* inner = nullptr;
        House house(
            [&inner](const RpcMessage& m, PipeTransport& p) {
                inner->refuses = true;
                p.lose(m);
            },
            true);
        inner = &house;
        QVERIFY(house.begin());
        QTRY_VERIFY(house.answer.has_value());
        QCOMPARE(house.code(), ErrorCode::Protocol);
        QVERIFY2(house.words().startsWith(u"The service had made a task of it, which could not be followed to its end."_s),
                 qPrintable(house.words()));
    }
};

QTEST_GUILESS_MAIN(TestTaskQuestions)
#include "tst_taskquestions.moc"
