// SPDX-License-Identifier: MIT
#include "tests/e2e/samplefolder.h"
#include "tests/support/onterminal.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// /publish of the sample, rehearsed by the real program on a terminal: what goes out, and the proof in the tables.
class TestSamplePublish : public QObject {
    Q_OBJECT

private:
    const Programs m_programs;
    const SampleFolder m_sample{m_programs};

    [[nodiscard]] QStringList words(const QString& prompt) const
    {
        return QStringList{u"run"_s, u"--project"_s, m_sample.path(), u"--model"_s, u"rehearsal"_s} + SampleFolder::rules() + QStringList{prompt};
    }
    /// Answers the card of the piece with Publish Once, and allows what no rule may: to write "Published" into its record.
    void publish(const QString& prompt, QByteArray& out)
    {
        OnTerminal run(m_programs, words(prompt));
        QVERIFY(run.shows("y = Publish Once"));
        run.type("y\n");
        QVERIFY(run.shows("y = "));
        run.type("y\n");
        const int code = run.exitCode();
        out = run.out();
        QVERIFY2(code == 0, out.constData());
        QVERIFY2(out.contains("its record holds the proof") && out.contains("the service lists it"), out.constData());
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        m_sample.trust();
    }

    /// A rule that allows everything of the service publishes nothing.
    void noRulePublishes()
    {
        const auto before = m_sample.tree();
        const Ran ran = m_sample.run(u"/publish"_s);
        QVERIFY2(ran.code == 3 && ran.out.contains("It was not published"), ran.err.constData());
        QCOMPARE(m_sample.tree(), before);
        QCOMPARE(m_sample.column("Articles", "Slug"), QString());
    }

    void article()
    {
        QByteArray out;
        publish(u"/publish"_s, out);
        const QByteArray page = m_sample.read(u"published/site/puncture-at-work-guide/index.html"_s);
        QVERIFY(page.contains("A new tube over an old thorn lasts until the corner."));
        QVERIFY(!page.contains("The approved piece.")); // what the model wrote into the call
        QTRY_VERIFY(m_sample.read(u"content/articles/puncture-at-work-guide.md"_s).contains("status: Published\n"));

        QCOMPARE(m_sample.column("Sources", "Source ID"), u"puncture-timings"_s);
        QCOMPARE(m_sample.column("Content Plans", "Slug"), u"puncture-at-work"_s);
        const json::array articles = m_sample.records("Articles");
        QCOMPARE(articles.size(), 1U);
        QCOMPARE(SampleFolder::text(articles[0], "Status"), u"Published"_s);
        const QString url = SampleFolder::text(articles[0], "URL");
        QVERIFY2(url.startsWith("file://"_L1) && url.endsWith("/published/site/puncture-at-work-guide/index.html"_L1), qPrintable(url));
        QVERIFY(m_sample.read(u"content/articles/puncture-at-work-guide.md"_s).contains(QByteArray("url: " + url.toUtf8() + '\n')));
        QCOMPARE(SampleFolder::text(articles[0], "Published"), QDate::currentDate().toString(Qt::ISODate));
        QVERIFY(!SampleFolder::text(articles[0], "Post ID").isEmpty());
    }

    void notTwice()
    {
        const auto before = m_sample.tree();
        const Ran again = m_sample.run(u"/publish puncture-at-work-guide"_s);
        QVERIFY2(again.code == 0 && again.out.contains("is out already"), again.out.constData());
        QCOMPARE(m_sample.tree(), before);
        QCOMPARE(m_sample.column("Articles", "Slug"), u"puncture-at-work-guide"_s);
    }

    /// A piece whose record is there already: that one follows.
    void postWithARecord()
    {
        const QString file = u"content/posts/puncture-at-work-x.md"_s;
        m_programs.place.write(u"mine/"_s + file, m_sample.read(file).replace("status: In Review", "status: Approved"));
        const QByteArray plan = SampleFolder::idOf(m_sample.records("Content Plans")[0]).toUtf8();
        std::ignore = m_sample.call("create_record",
                                    js("{'baseId':'Content Engine','tableId':'Content Pieces','fields':{'Slug':'puncture-at-work-x','Title':'T',"
                                       "'Type':'post','Platform':'x-twitter','Status':'In Review','Plan':['") +
                                        plan + js("']}}"));
        QByteArray out;
        publish(u"/publish puncture-at-work-x"_s, out);
        const json::array pieces = m_sample.records("Content Pieces");
        QCOMPARE(pieces.size(), 1U);
        QCOMPARE(SampleFolder::text(pieces[0], "Status"), u"Published"_s);
        const QString url = SampleFolder::text(pieces[0], "URL");
        QVERIFY2(url.contains("/published/social/x/"_L1), qPrintable(url));
        QVERIFY(QFile::exists(QUrl(url).toLocalFile()));
    }
};

QTEST_GUILESS_MAIN(TestSamplePublish)
#include "tst_samplepublish.moc"
