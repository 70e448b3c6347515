// SPDX-License-Identifier: MIT
#include "tests/support/onterminal.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// `kill -9` between a publishing call and its answer: nobody knows whether it arrived, so nothing is sent again, and the log says why.
class TestPublishKill : public QObject {
    Q_OBJECT

private:
    const Programs m_programs;
    const QString m_folder = m_programs.house(u"mine"_s);
    const QString m_calls = m_programs.place.path(u"calls"_s);

    [[nodiscard]] QStringList words() const
    {
        return {u"run"_s,       u"--project"_s, m_folder, u"--model"_s, u"rehearsal"_s, u"--replay"_s, m_programs.place.path(u"publish.yaml"_s),
                u"Publish it"_s};
    }
    [[nodiscard]] QByteArray calls() const { return m_programs.place.exists(u"calls"_s) ? m_programs.place.read(u"calls"_s) : QByteArray(); }
    [[nodiscard]] QByteArray piece() const { return m_programs.place.read(u"mine/content/lights.md"_s); }
    /// Lines of the log about the call itself, how it ended.
    [[nodiscard]] QStringList ends() const
    {
        QStringList found;
        for (const json::object& record : m_programs.run({u"decisions"_s, u"--json"_s, m_folder}).lines()) {
            if (!jsonText(record, "outcome").isEmpty() && jsonText(record, "tool") == u"mcp__site__create_post"_s)
                found.append(jsonText(record, "outcome") + u": "_s + jsonText(record, "feedback"));
        }
        return found;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        m_programs.place.write(u"mine/content/lights.md"_s,
                               "---\ntitle: Lights\ntype: article\nplatform: website\nstatus: In Review\n---\nWhite *front*.\n");
        m_programs.place.write(u"home/aios/config/mcp.json"_s, "{\"mcpServers\": {\"site\": {\"command\": \"" AIOS_BIN_DIR
                                                               "/stubs/mcpserver\", \"args\": [\"never-answers\"], \"env\": "
                                                               "{\"STUB_NAME\": \"create_post\", \"MCP_CALLS\": " +
                                                                   jsonString(m_calls) + "}}}}\n");
        m_programs.place.write(u"publish.yaml"_s,
                               "rehearsal: 1\nsteps:\n  - when: {turn: 1}\n    say:\n      - tool: mcp__site__create_post\n"
                               "        as: out\n        input: {title: Lights}\n  - say:\n      - text: \"It said: {{last.text}}\"\n");
    }

    void inTheMiddleOfTheCall()
    {
        OnTerminal run(m_programs, words());
        QVERIFY(run.shows("y = Publish Once"));
        QCOMPARE(calls(), QByteArray());
        run.type("y\n");
        QTRY_COMPARE(calls(), QByteArray("call\n"));
        QVERIFY(piece().contains("status: Approved\n"));
        run.kill();
        QCOMPARE(ends(), QStringList());
    }

    void nothingIsSentAgain()
    {
        for (int round = 0; round < 2; ++round) {
            const Ran again = m_programs.run(words());
            QVERIFY2(again.out.contains("Say first whether it went out"), QByteArray(again.out + again.err).constData());
            QCOMPARE(calls(), QByteArray("call\n"));
            QVERIFY(piece().contains("status: Approved\n"));
            const QStringList said = ends();
            QCOMPARE(said.size(), 1); // once, whoever looks
            QVERIFY2(said.constFirst().startsWith(u"unknown: The program ended during the call"_s), qPrintable(said.constFirst()));
        }
        OnTerminal asked(m_programs, words()); // and nobody is asked either
        QVERIFY(asked.shows("Say first whether it went out"));
        QCOMPARE(asked.exitCode(), 0);
        QCOMPARE(calls(), QByteArray("call\n"));
    }
};

QTEST_GUILESS_MAIN(TestPublishKill)
#include "tst_publishkill.moc"
