// SPDX-License-Identifier: MIT
#include "tests/mcp/serverhouse.h"

using namespace aios;
using namespace aios::test;

/// Servers that misbehave: each mode is bounded, said in words, and harms nobody else. What the catalogue of known attacks names is in tst_mcpsafety.cpp.
class TestMcpHostile : public QObject {
    Q_OBJECT

    using House = ServerHouse;

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void diesInACall()
    {
        House house;
        house.configure(House::stub("one", "dies"));
        QVERIFY(house.start().tools.size() == 6);
        const auto output = house.call(u"echo"_s, R"({"text":"hi"})");
        QVERIFY(output && output->isError);
        QVERIFY2(output->text.contains(u"exit code 7"_s), qPrintable(output->text));
        QTRY_COMPARE(house.status().state, ServiceState::Failed);
        QCOMPARE(house.status().exitCode, std::optional<int>(7));
        QVERIFY(house.status().problem.contains(u"the disk is on fire"_s)); // its last words are shown
        QVERIFY(house.status().errorTail.contains(u"the disk is on fire"_s));
        QVERIFY(house.manager->toolsNow().notice.contains(u"one failed"_s));
        QVERIFY(house.start().tools.size() == 6); // the next turn tries again
    }

    /// A line that is too long is skipped: the call ends by its own time-out, the server goes on.
    void lineOf20Megabytes()
    {
        House house;
        house.configure(House::stub("one", "huge-line").replace("]}", R"(],"timeout":1000})"));
        QVERIFY(house.start().tools.size() == 6);
        const auto output = house.call(u"echo"_s, R"({"text":"hi"})");
        QVERIFY(output && output->isError && output->text.contains(u"in time"_s));
        QCOMPARE(house.status().state, ServiceState::Ready);
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
        row("pages without end", "endless", 0, 0, "does not end");
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
    }
};

QTEST_GUILESS_MAIN(TestMcpHostile)
#include "tst_mcphostile.moc"
