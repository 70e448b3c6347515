// SPDX-License-Identifier: MIT
#include "tests/e2e/samplefolder.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// One day in the sample, rehearsed by the real program with the real records service: from /plan to /wrap, and what the tables hold after each step.
class TestSampleRecords : public QObject {
    Q_OBJECT

private:
    const Programs m_programs;
    const SampleFolder m_sample{m_programs};

    void good(const QString& prompt, const QByteArray& says)
    {
        const Ran ran = m_sample.run(prompt);
        QVERIFY2(ran.code == 0, ran.err.constData());
        QVERIFY2(ran.out.contains(says) && !ran.out.contains("I did not expect that"), ran.out.constData());
    }
    [[nodiscard]] QStringList linksOf(const QByteArray& table, std::size_t record, std::string_view field) const
    {
        QStringList ids;
        const json::array all = m_sample.records(table);
        for (const json::value& id : all.at(record).at("fields").at(field).as_array())
            ids.append(toQString(id.as_string()));
        return ids;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        m_sample.trust();
    }

    /// The source's record comes first, and the plan's leads to it. Made-up numbers get into neither.
    void plan()
    {
        good(u"/plan why do new brake pads squeal"_s, "source and plan are in the tables, in this order");
        const json::array sources = m_sample.records("Sources");
        const json::array plans = m_sample.records("Content Plans");
        QCOMPARE(sources.size(), 1U);
        QCOMPARE(plans.size(), 1U);
        QCOMPARE(SampleFolder::text(sources[0], "Source ID"), u"why-do-new-brake-pads-squeal"_s);
        QCOMPARE(SampleFolder::text(sources[0], "Kind"), u"Readers' questions"_s);
        QCOMPARE(SampleFolder::text(plans[0], "Slug"), u"why-do-new-brake-pads-squeal"_s);
        QCOMPARE(SampleFolder::text(plans[0], "Status"), u"Queued"_s);
        QCOMPARE(SampleFolder::text(plans[0], "Keyword"), QString());
        QCOMPARE(SampleFolder::text(plans[0], "File"), u"content/plans/why-do-new-brake-pads-squeal.md"_s);
        QCOMPARE(linksOf("Content Plans", 0, "Sources"), QStringList{SampleFolder::idOf(sources[0])});
        QVERIFY(m_sample.read(u"content/plans/why-do-new-brake-pads-squeal.md"_s).contains("a month. SAMPLE DATA"));
    }

    void write()
    {
        good(u"/write why-do-new-brake-pads-squeal"_s, "the plan is Done there too");
        QCOMPARE(m_sample.column("Content Plans", "Status"), u"Done"_s);
        QCOMPARE(m_sample.column("Sources", "Source ID"), u"why-do-new-brake-pads-squeal"_s);
        QCOMPARE(m_sample.column("Articles", "Slug"), u"why-do-new-brake-pads-squeal-guide"_s);
        QCOMPARE(m_sample.column("Articles", "Status"), u"In Progress"_s);
        QCOMPARE(linksOf("Articles", 0, "Plan"), QStringList{SampleFolder::idOf(m_sample.records("Content Plans")[0])});
    }

    /// Plans that are older than the tables: their sources get records too, with what the list of sources says of them.
    void writeOlderPlans()
    {
        good(u"/write quiet-drivetrain"_s, "the plan is Done there too");
        good(u"/write repair-evening-lesson"_s, "the plan is Done there too");
        QCOMPARE(m_sample.column("Sources", "Source ID"),
                 u"why-do-new-brake-pads-squeal, drivetrain-noise-notes, counter-questions-october, repair-evening-notes"_s);
        QCOMPARE(m_sample.column("Content Plans", "Sources"), u"1, 2, 1"_s);
        QCOMPARE(m_sample.column("Content Plans", "Status"), u"Done, Done, Done"_s);
        QCOMPARE(SampleFolder::text(m_sample.records("Sources")[1], "Title"), u"Noises and their causes, from 40 test rides"_s);
        QCOMPARE(SampleFolder::text(m_sample.records("Sources")[1], "Received"), u"2026-11-05"_s);
        QCOMPARE(m_sample.column("Content Pieces", "Slug"), u"repair-evening-lesson-linkedin"_s);
        QCOMPARE(m_sample.column("Content Pieces", "Platform"), u"linkedin"_s);
    }

    void statusFindsWhatDisagrees()
    {
        const auto before = m_sample.tree();
        good(u"/status"_s, "Records that say something else than their piece: plans none; articles none; posts and videos none");
        const QByteArray id = SampleFolder::idOf(m_sample.records("Articles")[1]).toUtf8();
        std::ignore = m_sample.call("update_records", js("{'baseId':'Content Engine','tableId':'Articles','records':[{'id':'") + id +
                                                          js("','fields':{'Status':'In Review'}}]}"));
        good(u"/status"_s,
             "Records that say something else than their piece: plans none; articles quiet-drivetrain-guide (In Review); posts and videos none");
        good(u"/status quiet-drivetrain-guide"_s, "In the tables: quiet-drivetrain-guide (In Review)");
        QCOMPARE(m_sample.tree(), before);
    }

    void wrapSumsUp()
    {
        const Ran ran = m_sample.run(u"/wrap brakes and noises"_s);
        QVERIFY2(ran.code == 3, ran.err.constData()); // the question about a learning needs a person
        QVERIFY(m_sample.read(u"context/session-log.md"_s)
                    .contains("- In the tables: articles quiet-drivetrain-guide (In Review); posts and videos none\n"));
    }

    /// A page that could not be opened is a source that says so. Planned again, neither record is made twice.
    void linkThatWasNotRead()
    {
        const QString link = u"/plan https://example.org/some-post.html"_s;
        const std::size_t sources = m_sample.records("Sources").size();
        const auto planned = [&] {
            const Ran ran = m_sample.run(link);
            return ran.code == 3 && ran.out.contains("source and plan are in the tables"); // nobody may open the page
        };
        QVERIFY(planned());
        const json::value source = m_sample.records("Sources")[sources];
        QCOMPARE(SampleFolder::text(source, "Where"), u"https://example.org/some-post.html"_s);
        QVERIFY(jsonBool(source.at("fields").as_object(), "Not Read Yet"));

        const QString plan = u"mine/content/plans/some-post.md"_s;
        m_programs.place.remove(plan);
        QVERIFY(planned()); // the plan's record follows
        m_programs.place.remove(plan);
        const std::size_t plans = m_sample.records("Content Plans").size();
        const QByteArray id = SampleFolder::idOf(m_sample.records("Content Plans")[plans - 1]).toUtf8();
        std::ignore = m_sample.call("delete_records", js("{'baseId':'Content Engine','tableId':'Content Plans','recordIds':['") + id + js("']}"));
        QVERIFY(planned()); // a new one, which leads to the old source
        QCOMPARE(m_sample.records("Sources").size(), sources + 1);
        QCOMPARE(m_sample.records("Content Plans").size(), plans);
        QCOMPARE(linksOf("Content Plans", plans - 1, "Sources"), QStringList{SampleFolder::idOf(source)});
    }
};

QTEST_GUILESS_MAIN(TestSampleRecords)
#include "tst_samplerecords.moc"
