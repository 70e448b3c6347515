// SPDX-License-Identifier: MIT
#include "tests/mcp/serverhouse.h"

using namespace aios;
using namespace aios::test;

/// Servers that misbehave: each mode is bounded, said in words, and harms nobody else. The ids are those of the list of safety cases.
class TestMcpHostile : public QObject {
    Q_OBJECT

    using House = ServerHouse;

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    /// MCP-032
    void progressIsTold()
    {
        House house;
        house.configure(House::stub("one", "progress-flood"));
        QVERIFY(house.start().notice.isEmpty());
        QStringList told;
        QCOMPARE(house.call(u"slow"_s, "{}", &told)->text, u"done"_s);
        QVERIFY2(!told.isEmpty() && told.size() < 200, qPrintable(QString::number(told.size()))); // of 20,000
        QVERIFY(told.first().startsWith(u"step "_s));
    }

    void hostile_data()
    {
        QTest::addColumn<QByteArray>("mode");
        QTest::addColumn<QString>("text");  // part of the answer's text
        QTest::addColumn<bool>("isError");
        QTest::addColumn<bool>("staysReady");
        const auto row = [](const char* name, const char* mode, const char* text, bool isError, bool staysReady) {
            QTest::newRow(name) << QByteArray(mode) << QString::fromLatin1(text) << isError << staysReady;
        };
        row("MCP-005 banner before JSON", "garbage", "hi", false, true);
        row("MCP-020 MCP-021 MCP-022 odd ids", "wrong-ids", "right", false, true);
        row("MCP-011 floods stderr", "stderr-flood", "hi", false, true);
        row("dies in a call", "dies", "exit code 7", true, false);
        row("MCP-010 closes stdout", "closes-stdout", "closed its output", true, false);
        row("MCP-013 child keeps stdout", "keeps-output", "exit code 0", true, false);
    }
    void hostile()
    {
        QFETCH(const QByteArray, mode);
        QFETCH(const QString, text);
        QFETCH(const bool, isError);
        QFETCH(const bool, staysReady);
        House house;
        house.configure(House::stub("one", mode));
        QVERIFY(house.start().tools.size() == 6);
        const auto output = house.call(u"echo"_s, R"({"text":"hi"})");
        QVERIFY(output.has_value());
        QVERIFY2(output->text.contains(text) && output->isError == isError, qPrintable(output->text));
        QTRY_COMPARE(house.status().state == ServiceState::Ready, staysReady);
        if (mode == "dies") {
            QCOMPARE(house.status().exitCode, std::optional<int>(7));
            QVERIFY(house.status().problem.contains(u"the disk is on fire"_s)); // its last words are shown
            QVERIFY(house.status().errorTail.contains(u"the disk is on fire"_s));
            QVERIFY(house.manager->toolsNow().notice.contains(u"one failed"_s));
            QVERIFY(house.start().tools.size() == 6); // the next turn tries again
        }
        if (mode == "garbage" || mode == "wrong-ids")
            QVERIFY(!house.status().warnings.isEmpty());
        if (mode == "stderr-flood")
            QVERIFY(!house.status().errorTail.isEmpty() && house.status().errorTail.size() < 10000);
    }

    /// Answers that cannot be used, or never come: the call ends by its own time-out, the server goes on.
    void unusableAnswers_data()
    {
        QTest::addColumn<QByteArray>("mode");
        QTest::newRow("MCP-003 never answers") << QByteArray("never-answers");
        QTest::newRow("line of 20 MB") << QByteArray("huge-line");
        QTest::newRow("MCP-007 a million levels") << QByteArray("deep");
    }
    void unusableAnswers()
    {
        QFETCH(const QByteArray, mode);
        House house;
        house.configure(House::stub("one", mode).replace("]}", R"(],"timeout":1000})"));
        QVERIFY(house.start().tools.size() == 6);
        const auto output = house.call(u"echo"_s, R"({"text":"hi"})");
        QVERIFY(output && output->isError && output->text.contains(u"in time"_s));
        QCOMPARE(house.status().state, ServiceState::Ready);
    }

    /// MCP-009
    void closedInputIsNoticed()
    {
        House house;
        house.configure(House::stub("one", "closes-stdin").replace("]}", R"(],"timeout":1000})"));
        QVERIFY(house.start().tools.size() == 6);
        QVERIFY(house.call(u"echo"_s, R"({"text":"hi"})")->isError); // its input is shut when the call is given up
        QTRY_COMPARE(house.status().state, ServiceState::Failed);
        QVERIFY(house.status().problem.contains(u"takes no more requests"_s));
    }

    void lists_data()
    {
        QTest::addColumn<QByteArray>("mode");
        QTest::addColumn<int>("usable");
        QTest::addColumn<int>("quarantined");
        QTest::addColumn<QString>("problem"); // of the server
        const auto row = [](const char* name, const char* mode, int usable, int quarantined, const char* problem = "") {
            QTest::newRow(name) << QByteArray(mode) << usable << quarantined << QString::fromLatin1(problem);
        };
        row("one bad schema, one tool", "bad-schema", 2, 3);
        row("2,000 tools", "many", 2000, 0);
        row("names twice", "duplicates", 3, 1);
        row("MCP-017 names of built-in tools", "shadows", 2, 0);
        row("pages without end", "endless", 0, 0, "does not end");
        row("MCP-031 unknown revision", "version", 0, 0, "not known here");
        row("MCP-005 nothing but noise", "garbage-flood", 0, 0, "something else than messages");
    }
    void lists()
    {
        QFETCH(const QByteArray, mode);
        QFETCH(const int, usable);
        QFETCH(const int, quarantined);
        QFETCH(const QString, problem);
        House house;
        house.configure(House::stub("one", mode));
        const ServedTools served = house.start();
        QCOMPARE(served.tools.size(), usable);
        int bad = 0;
        for (const ServiceTool& tool : house.status().tools)
            bad += tool.problem.isEmpty() ? 0 : 1;
        QCOMPARE(bad, quarantined);
        QVERIFY2(house.status().problem.contains(problem), qPrintable(house.status().problem));
        QCOMPARE(served.notice.isEmpty(), problem.isEmpty());
        QStringList distinct = names(served);
        distinct.removeDuplicates();
        QCOMPARE(distinct.size(), usable);
        if (mode == "shadows")
            QCOMPARE(names(served), (QStringList{u"mcp__one__Read"_s, u"mcp__one__Bash"_s}));
    }

    /// MCP-012
    void nothingIsLeftBehind()
    {
        const QByteArray mark = "86421.5";
        {
            House house;
            house.configure(House::stub("one", "forks", "legacy", ",\"" + mark + '"'));
            QVERIFY(house.start().tools.size() == 6);
            QTRY_VERIFY(running(mark) > 0);
        }
        QTRY_COMPARE(running(mark), 0);
    }
};

QTEST_GUILESS_MAIN(TestMcpHostile)
#include "tst_mcphostile.moc"
