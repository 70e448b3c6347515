// SPDX-License-Identifier: MIT
#include "tests/e2e/samplefolder.h"
#include "tests/support/onterminal.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// A model that publishes a second time without looking: the core refuses by itself, in the sample and with the real program.
class TestSecondPublish : public QObject {
    Q_OBJECT

private:
    const Programs m_programs;
    const SampleFolder m_sample{m_programs};

    /// Calls the tool of the site with these arguments and says what came back; nothing is read before.
    void writeScript(const QByteArray& input) const
    {
        m_programs.place.write(u"again.yaml"_s, "rehearsal: 1\nsteps:\n  - when: {turn: 1}\n    say:\n      - tool: mcp__site__create_post\n"
                                                "        as: out\n        input: " +
                                                    input + "\n  - say:\n      - text: \"It said: {{last.text}}\"\n");
    }
    [[nodiscard]] Ran again() const { return m_sample.run(u"Publish it again"_s, {u"--replay"_s, m_programs.place.path(u"again.yaml"_s)}); }
    [[nodiscard]] json::object newestDecision() const
    {
        const QList<json::object> all = m_programs.run({u"decisions"_s, u"--json"_s, m_sample.path()}).lines();
        return all.isEmpty() ? json::object() : all.constLast();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        m_sample.trust();
        OnTerminal run(m_programs, QStringList{u"run"_s, u"--project"_s, m_sample.path(), u"--model"_s, u"rehearsal"_s} + SampleFolder::rules() +
                                       QStringList{u"/publish"_s});
        QVERIFY(run.shows("y = Publish Once"));
        run.type("y\n");
        QVERIFY(run.shows("y = "));
        run.type("n\n"); // its record is no matter here
        std::ignore = run.exitCode();
        QTRY_VERIFY(m_sample.read(u"content/articles/puncture-at-work-guide.md"_s).contains("status: Published\n"));
    }

    void isRefused_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("why");
        const QByteArray title = m_sample.read(u"content/articles/puncture-at-work-guide.md"_s).split('\n').value(1).mid(7).trimmed();
        QTest::newRow("the same call") << "{title: " + title + ", content: \"<p>The approved piece.</p>\", status: publish}"
                                       << QByteArray("published already");
        QTest::newRow("by its slug") << QByteArray("{title: Anything, slug: puncture-at-work-guide, content: \"<p>X</p>\", status: publish}")
                                     << QByteArray("published already");
        QTest::newRow("later") << "{title: " + title + ", content: \"<p>X</p>\", status: publish, date: \"2030-01-01T10:00:00\"}"
                               << QByteArray("published already");
        QTest::newRow("other words") << QByteArray("{title: Nobody wrote this, content: \"<p>X</p>\", status: publish}")
                                     << QByteArray("not clear which piece");
    }
    void isRefused()
    {
        QFETCH(const QByteArray, input);
        QFETCH(const QByteArray, why);
        writeScript(input);
        const auto before = m_sample.tree();
        const Ran ran = again();
        QVERIFY2(ran.out.contains("It said: ") && ran.out.contains(why), QByteArray(ran.out + ran.err).constData());
        QCOMPARE(m_sample.tree(), before); // no page, no feed, no status
        const json::object decision = newestDecision();
        QCOMPARE(jsonText(decision, "tool"), u"mcp__site__create_post"_s);
        QVERIFY2(toJson(decision).contains(why), toJson(decision).constData());
    }
};

QTEST_GUILESS_MAIN(TestSecondPublish)
#include "tst_secondpublish.moc"
