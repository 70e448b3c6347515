// SPDX-License-Identifier: MIT
#include "tests/e2e/samplefolder.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// The sample's commands where nothing but looking, or not even that, is allowed: no byte changes in the folder or the tables, each comes to an end and says what it did not do.
class TestSampleDenied : public QObject {
    Q_OBJECT

private:
    const Programs m_programs;
    const SampleFolder m_sample{m_programs};

    [[nodiscard]] QString inTables() const
    {
        QStringList all;
        for (const char* table : {"Brand Profile", "Sources", "Content Plans", "Articles", "Content Pieces"})
            all.append(QString::number(m_sample.records(table).size()));
        return all.join(u' ');
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        m_sample.trust();
    }

    void nothingAllowed_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QByteArray>("says");
        QTest::addColumn<QString>("denied");
        const QString none;
        QTest::newRow("plan") << u"/plan why do new brake pads squeal"_s << QByteArray("its card or any record either. Nothing was changed.") << none;
        QTest::newRow("write") << u"/write quiet-drivetrain"_s
                               << QByteArray("I leave the board and the plan as they are, because nothing was written.") << none;
        QTest::newRow("status") << u"/status"_s << QByteArray("plans none; articles none; posts and videos none") << none;
        QTest::newRow("status without the tables") << u"/status"_s
                                                   << QByteArray("plans not looked at; articles not looked at; posts and videos not looked at")
                                                   << u"mcp__records__list_records"_s;
        QTest::newRow("wrap") << u"/wrap lights"_s << QByteArray("Nothing was logged") << none;
        QTest::newRow("setup") << u"/setup"_s << QByteArray("`records` (tables): answers") << none;
        QTest::newRow("setup without a service") << u"/setup"_s << QByteArray("`social` (posts): off, or I was not allowed to look")
                                                 << u"mcp__social__list_accounts"_s;
        QTest::newRow("signals") << u"/signals"_s << QByteArray("Nothing was changed.") << none;
        QTest::newRow("video") << u"/video"_s << QByteArray("I write no storyboard for a script that does not exist. Nothing was changed.") << none;
        QTest::newRow("publish") << u"/publish"_s << QByteArray("It was not published") << none;
    }
    void nothingAllowed()
    {
        QFETCH(const QString, prompt);
        QFETCH(const QByteArray, says);
        QFETCH(const QString, denied);
        const auto before = m_sample.tree();
        const Ran ran = m_programs.prompt(m_sample.path(), prompt, denied.isEmpty() ? QStringList() : QStringList{u"--deny"_s, denied});
        QVERIFY2(ran.code == (prompt == "/status"_L1 ? 0 : 3), ran.err.constData()); // it only reads
        QVERIFY2(ran.out.contains(says) && !ran.out.contains("I did not expect that"), ran.out.constData());
        QCOMPARE(m_sample.tree(), before);
    }
    void nothingIsInTheTables() { QCOMPARE(inTables(), u"0 0 0 0 0"_s); }

    /// The tables may not be written: the files are, and the report says what is missing.
    void onlyTheTables_data()
    {
        QTest::addColumn<QString>("question");
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<int>("code");
        QTest::newRow("not allowed") << u"why does it rattle"_s << QStringList() << 3;
        QTest::newRow("denied") << u"why does it click"_s
                                << QStringList{u"--allow"_s, u"mcp__records__*"_s, u"--deny"_s, u"mcp__records__create_record"_s} << 0;
    }
    void onlyTheTables()
    {
        QFETCH(const QString, question);
        QFETCH(const QStringList, more);
        QFETCH(const int, code);
        const QStringList files{u"--allow"_s, u"Edit(content/**)"_s, u"--allow"_s, u"Edit(context/**)"_s};
        const Ran ran = m_programs.prompt(m_sample.path(), u"/plan "_s + question, files + more);
        QVERIFY2(ran.code == code, ran.err.constData());
        QVERIFY2(ran.out.contains("the tables do not know this plan"), ran.out.constData());
        QVERIFY(m_sample.read(u"context/active-work.md"_s).contains(u"(%1)"_s.arg(question).replace(u' ', u'-').toUtf8()));
        QCOMPARE(inTables(), u"0 0 0 0 0"_s);
    }

    /// The rule of the folder: no plan's record before the sources were looked at.
    void theRuleHoldsTheOrder()
    {
        m_programs.place.write(u"order.yaml"_s, R"yaml(
rehearsal: 1
steps:
  - when: {turn: 1}
    say:
      - tool: mcp__records__create_record
        as: record
        input: {baseId: Content Engine, tableId: Content Plans, fields: {Slug: x}}
  - say: [{text: "{{result.record}}"}]
)yaml");
        const Ran ran = m_programs.prompt(m_sample.path(), u"go"_s, SampleFolder::rules(), u"rehearsal:"_s + m_programs.place.path(u"order.yaml"_s));
        QVERIFY2(ran.out.contains("record-write-order.md holds this back") && ran.out.contains("tableId = Sources"), ran.out.constData());
    }
};

QTEST_GUILESS_MAIN(TestSampleDenied)
#include "tst_sampledenied.moc"
