// SPDX-License-Identifier: MIT
#include "core/agent/sessiontools/tasktools.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

/// The session's to-do list, through the tools that keep it.
class TestTaskTools : public QObject {
    Q_OBJECT

private:
    TaskBoard m_board;
    QList<std::shared_ptr<const Tool>> m_tools;
    int m_changes = 0;

    /// What the tool says; an error begins with "!".
    [[nodiscard]] QString call(const QString& name, const QByteArray& input) const
    {
        for (const auto& tool : m_tools) {
            if (tool->spec().name != name)
                continue;
            QString said = u"(no answer)"_s;
            auto reply =
                Once<Result<ToolOutput>>([&said](const Result<ToolOutput>& output) { said = (output->isError ? u"!"_s : u""_s) + output->text; },
                                         fail(ErrorCode::Internal, {}));
            (void)tool->start({u"c"_s, input}, {}, {}, std::move(reply));
            return said;
        }
        return u"(no tool)"_s;
    }

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning();
        m_board = TaskBoard();
        m_changes = 0;
        m_board.changed = [this] { ++m_changes; };
        m_tools = makeTaskTools(m_board);
        QCOMPARE(call(u"TaskCreate"_s, R"({"subject":"One","description":"the first"})"), u"Task #1 created: One"_s);
        QCOMPARE(call(u"TaskCreate"_s, R"({"subject":"Two","description":"the second"})"), u"Task #2 created: Two"_s);
        QCOMPARE(m_changes, 2);
    }

    void listAndGet()
    {
        QCOMPARE(call(u"TaskList"_s, "{}"), u"#1 [pending] One\n#2 [pending] Two"_s);
        QCOMPARE(call(u"TaskGet"_s, R"({"taskId":"2"})"), u"#2 [pending] Two\nthe second"_s);
        QCOMPARE(call(u"TaskGet"_s, R"({"taskId":"3"})"), u"!There is no such task."_s);
        QCOMPARE(m_changes, 2);
    }

    void update_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QString>("says");
        QTest::addColumn<QString>("list");
        const QString as = u"#1 [pending] One\n#2 [pending] Two"_s;
        QTest::newRow("status") << QByteArray(R"({"taskId":"1","status":"in_progress"})") << u"Updated: #1 [in_progress] One"_s
                                << u"#1 [in_progress] One\n#2 [pending] Two"_s;
        QTest::newRow("subject") << QByteArray(R"({"taskId":"1","subject":"Uno"})") << u"Updated: #1 [pending] Uno"_s
                                 << u"#1 [pending] Uno\n#2 [pending] Two"_s;
        QTest::newRow("waits") << QByteArray(R"({"taskId":"2","addBlockedBy":["1","1"]})") << u"Updated: #2 [pending] Two (blocked by #1)"_s
                               << u"#1 [pending] One\n#2 [pending] Two (blocked by #1)"_s;
        QTest::newRow("holds up") << QByteArray(R"({"taskId":"1","addBlocks":["2"]})") << u"Updated: #1 [pending] One"_s
                                  << u"#1 [pending] One\n#2 [pending] Two (blocked by #1)"_s;
        QTest::newRow("waits for nothing there") << QByteArray(R"({"taskId":"2","status":"completed","addBlockedBy":["1","9"]})")
                                                 << u"!Nothing was changed: task #2 can wait only for other tasks of the list, not for #9."_s << as;
        QTest::newRow("holds up nothing there") << QByteArray(R"({"taskId":"1","addBlocks":["9"]})")
                                                << u"!Nothing was changed: task #1 can wait only for other tasks of the list, not for #9."_s << as;
        QTest::newRow("waits for itself") << QByteArray(R"({"taskId":"1","addBlockedBy":["1"]})")
                                          << u"!Nothing was changed: task #1 can wait only for other tasks of the list, not for #1."_s << as;
        QTest::newRow("no such task") << QByteArray(R"({"taskId":"9","status":"completed"})") << u"!There is no task #9."_s << as;
    }
    void update()
    {
        QFETCH(const QByteArray, input);
        QTEST(call(u"TaskUpdate"_s, input), "says");
        QTEST(call(u"TaskList"_s, "{}"), "list");
        QFETCH(const QString, says);
        QCOMPARE(m_changes, says.startsWith(u'!') ? 2 : 3);
    }

    /// What waited for a task that is deleted waits no longer.
    void aDeletedTaskHoldsNothingUp()
    {
        QVERIFY(call(u"TaskUpdate"_s, R"({"taskId":"2","addBlockedBy":["1"]})").contains(u"blocked by #1"_s));
        QCOMPARE(call(u"TaskUpdate"_s, R"({"taskId":"1","status":"deleted"})"), u"Task #1 deleted."_s);
        QCOMPARE(call(u"TaskList"_s, "{}"), u"#2 [pending] Two"_s);
        QCOMPARE(call(u"TaskUpdate"_s, R"({"taskId":"1","status":"completed"})"), u"!There is no task #1."_s);
    }

    void theListOfASessionThatIsOpenedAgain()
    {
        QVERIFY(call(u"TaskUpdate"_s, R"({"taskId":"2","status":"in_progress","addBlockedBy":["1"],"owner":"me","activeForm":"Doing two"})")
                    .startsWith(u"Updated"_s));
        TaskBoard again;
        again.restore(m_board.toJson());
        QCOMPARE(again.toJson(), m_board.toJson());
        QCOMPARE(again.items().at(1).owner, u"me"_s);
        QCOMPARE(again.add({}), u"3"_s); // no id twice
        again.restore("[{\"id\":\"7\",\"subject\":\"Seven\"},5,\"x\"]");
        QCOMPARE(again.items().size(), 1);
        QCOMPARE(again.add({}), u"8"_s);
        again.restore("{"); // what cannot be read changes nothing
        QCOMPARE(again.items().size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestTaskTools)
#include "tst_tasktools.moc"
