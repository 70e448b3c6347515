// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "tests/support/agentfixture.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// What is on disk and what is made of it again: order, torn tails, unknown outcomes.
class TestTranscript : public QObject {
    Q_OBJECT

private:
    QByteArray m_real; ///< A whole session: prompts, streamed and unstreamed words, calls, a denied and a failed one, a retry, an agent, a summary.
    QString m_id;
    SessionRecord m_whole;

    static QByteArray lines(const QByteArrayList& list) { return list.join('\n') + '\n'; }
    static QByteArray header()
    {
        return "{\"type\":\"session\",\"version\":1,\"id\":\"0197a000-0000-7000-8000-000000000001\",\"root\":\"/r\",\"time\":\"2026-01-02T03:04:05.000Z\"}";
    }
    static QByteArray promptLine(const QByteArray& text)
    {
        return "{\"type\":\"prompt\",\"time\":\"2026-01-02T03:04:06.000Z\",\"id\":\"p-" + text + "\",\"number\":1,\"prompt\":\"" + text +
               "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}]}";
    }
    static QByteArray replyLine(const QByteArray& content, const QByteArray& entries, const QByteArray& stop = "tool_use")
    {
        return "{\"type\":\"reply\",\"time\":\"2026-01-02T03:04:07.000Z\",\"stop\":\"" + stop + "\",\"entries\":" + entries +
               ",\"message\":{\"role\":\"assistant\",\"content\":" + content + "}}";
    }

private Q_SLOTS:
    void initTestCase()
    {
        AgentFixture world;
        world.project.write(u".claude/agents/helper.md"_s, "---\nname: helper\ndescription: Helps\n---\nYou help.\n");
        world.project.write(u"a.md"_s, "alpha\n");
        world.loadContent();
        world.allow(u"Edit(out/**)"_s);
        const auto session = Session::create(world.services);
        ScriptedModel& model = *world.model;
        const QByteArray file = jsonString(world.project.path(u"a.md"_s));
        ScriptedReply retried = ScriptedReply::text(u"Good."_s, 3);
        QList<ModelEvent> events = ScriptedReply::text(u"Void words"_s).events;
        events.append(RetryScheduled{1, std::chrono::milliseconds(1), Error{ErrorCode::Overloaded, u"Busy."_s, {}, {}}});
        retried.events = events + retried.events;
        model.add(ScriptedReply::calls(
            {toolUse(u"t1"_s, u"Read"_s, "{\"file_path\":" + file + "}"), toolUse(u"t2"_s, u"Glob"_s, "{\"pattern\":\"*.md\"}")}, u"I look."_s));
        model.add(ScriptedReply::calls(
            {toolUse(u"t3"_s, u"Write"_s, "{\"file_path\":" + jsonString(world.project.path(u"out/ä.md"_s)) + ",\n\"content\":\"x\\n\"}"),
             toolUse(u"t4"_s, u"Write"_s, "{\"file_path\":" + file + ",\"content\":\"y\"}")}));
        model.add(ScriptedReply::calls({toolUse(u"t5"_s, u"Agent"_s, "{\"description\":\"d\",\"prompt\":\"Do it\",\"subagent_type\":\"helper\"}")}));
        model.add(ScriptedReply::calls({toolUse(u"s1"_s, u"Glob"_s, "{\"pattern\":\"*\"}")}, u"Agent looks."_s));
        model.add(ScriptedReply::text(u"Agent's report."_s));
        model.add(retried);
        session->send(u"First"_s);
        QVERIFY(world.answer(decisionOf(Decision::Kind::Deny, u"Not that."_s)));
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.lastEnd().error, QString());
        model.add(ScriptedReply::hanging(u"Cut of"_s));
        session->send(u"Second"_s);
        QVERIFY(QTest::qWaitFor([&] { return world.shownTexts(TranscriptEntry::Kind::Assistant).last() == u"Cut of"; }));
        session->stop();
        model.add(ScriptedReply::text(u"The summary."_s));
        session->compact({});
        QVERIFY(world.waitForEnds(3));
        model.add(ScriptedReply::calls({toolUse(u"t6"_s, u"Read"_s, "{\"file_path\":" + file + "}")}));
        model.add(ScriptedReply::text(u"End."_s));
        session->send(u"Third"_s);
        QVERIFY(world.waitForEnds(4));
        QVERIFY(model.spent());
        m_id = session->id();
        m_real = world.transcript(m_id);
        const auto record = parseTranscript(m_real);
        QVERIFY(record);
        m_whole = *record;
        QCOMPARE(historyProblem(m_whole.history), QString());
        QCOMPARE(model.seen().back().messages, m_whole.history.first(m_whole.history.size() - 1)); // resumed = live
        QStringList shown;
        QStringList reread;
        for (const TranscriptEntry& entry : world.shown())
            shown.append(entry.id + entry.text + entry.tool.output + QString::number(static_cast<int>(entry.tool.state)));
        for (const TranscriptEntry& entry : std::as_const(m_whole.entries))
            reread.append(entry.id + entry.text + entry.tool.output + QString::number(static_cast<int>(entry.tool.state)));
        QCOMPARE(reread, shown);
    }

    void init() { QTest::failOnWarning(); }

    /// Cut at every byte, as a killed program leaves it: it opens, and what it says could be sent.
    void everyTruncationOpens()
    {
        const qsizetype headEnd = m_real.indexOf('\n') + 1;
        for (qsizetype size = headEnd; size <= m_real.size(); ++size) {
            if (size != headEnd && size != m_real.size() && m_real[size - 1] != '\n' && size % 7 != 0 && m_real[size] != '\n')
                continue; // between two line ends all cuts are the same to the reader: a sample, and both edges
            const auto record = parseTranscript(QByteArrayView(m_real).first(size));
            QVERIFY2(record, qPrintable(QString::number(size)));
            const QString problem = historyProblem(record->history);
            QVERIFY2(problem.isEmpty(), qPrintable(u"cut at %1: %2"_s.arg(size).arg(problem)));
            QCOMPARE(record->unreadableLines, 0);
            QCOMPARE(record->summary.id, m_id);
        }
        for (qsizetype size = 0; size < headEnd; ++size)
            QVERIFY(!parseTranscript(QByteArrayView(m_real).first(size)));
    }

    /// A line lost in the middle (a bad sector): the rest still opens and can be sent.
    void everyLostLineOpens()
    {
        const QList<QByteArray> all = m_real.split('\n');
        for (qsizetype lost = 1; lost < all.size() - 1; ++lost) {
            QList<QByteArray> kept = all;
            kept[lost] = "garbage";
            const auto record = parseTranscript(kept.join('\n'));
            QVERIFY(record);
            QCOMPARE(record->unreadableLines, 1);
            const QString problem = historyProblem(record->history);
            QVERIFY2(problem.isEmpty(), qPrintable(u"line %1 lost: %2\n%3"_s.arg(lost).arg(problem, QString::fromUtf8(all[lost].left(200)))));
        }
    }

    void unknownOutcomeSaysSoAndIsNotRunAgain()
    {
        const QByteArray text = lines(
            {header(), promptLine("go"),
             replyLine(
                 "[{\"type\":\"tool_use\",\"id\":\"x\",\"name\":\"Bash\",\"input\":{}},{\"type\":\"tool_use\",\"id\":\"y\",\"name\":\"Bash\",\"input\":{}}]",
                 "[\"x\",\"y\"]"),
             "{\"type\":\"tool\",\"id\":\"x\",\"name\":\"Bash\",\"title\":\"Run it\",\"decidedBy\":\"person\"}"});
        const auto record = parseTranscript(text);
        QVERIFY(record);
        QVERIFY(record->interrupted);
        QCOMPARE(historyProblem(record->history), QString());
        const auto& results = record->history.last().blocks;
        QVERIFY(std::get<ToolResultBlock>(results[0]).text.contains(u"outcome is unknown"_s));
        QVERIFY(std::get<ToolResultBlock>(results[1]).text.contains(u"before it ran"_s));
        QCOMPARE(record->entries[1].tool.state, ToolRow::State::Unknown);
        QCOMPARE(record->entries[2].tool.state, ToolRow::State::Cancelled);
    }

    /// A line of a result that names another call, or none: the history has it for the line's own call.
    void aResultBelongsToItsLine()
    {
        for (const QByteArray& named : {QByteArray("\"tool_use_id\":\"other\","), QByteArray()}) {
            const auto record = parseTranscript(
                lines({header(), promptLine("go"), replyLine("[{\"type\":\"tool_use\",\"id\":\"x\",\"name\":\"Read\",\"input\":{}}]", "[\"x\"]"),
                       "{\"type\":\"tool_done\",\"id\":\"x\",\"name\":\"Read\",\"state\":3,\"result\":{\"role\":\"user\",\"content\":[{\"type\":"
                       "\"tool_result\"," +
                           named + "\"content\":\"alpha\"}]}}"}));
            QVERIFY(record);
            QCOMPARE(historyProblem(record->history), QString());
        }
    }

    void partialWithoutItsReplyStays()
    {
        const auto record = parseTranscript(lines({header(), promptLine("go"), "{\"type\":\"partial\",\"id\":\"e\",\"text\":\"Half \"}",
                                                   "{\"type\":\"partial\",\"id\":\"e\",\"text\":\"a word\"}"}));
        QVERIFY(record);
        QVERIFY(record->interrupted);
        QCOMPARE(plainText(record->history.last()), u"Half a word"_s);
        QCOMPARE(record->entries.last().text, u"Half a word"_s);
    }

    void voidedWordsAreGone()
    {
        const auto record = parseTranscript(
            lines({header(), promptLine("go"), "{\"type\":\"partial\",\"id\":\"e\",\"text\":\"Half\"}", "{\"type\":\"void\",\"id\":\"e\"}"}));
        QVERIFY(record);
        QCOMPARE(record->history.size(), 1);
        QCOMPARE(record->entries.size(), 1);
    }

    void foreignLines_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("unknown type") << QByteArray("{\"type\":\"hologram\",\"id\":\"z\"}");
        QTest::newRow("no type") << QByteArray("{}");
        QTest::newRow("results in a prompt") << QByteArray(
            "{\"type\":\"prompt\",\"id\":\"q\",\"prompt\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"nope\",\"content\":\"x\"}]}]}");
        QTest::newRow("calls in a prompt") << QByteArray(
            "{\"type\":\"prompt\",\"id\":\"q\",\"prompt\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_use\",\"id\":\"nope\",\"name\":\"Bash\",\"input\":{}}]}]}");
        QTest::newRow("an assistant in a prompt") << QByteArray(
            "{\"type\":\"prompt\",\"id\":\"q\",\"prompt\":\"x\",\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"nope\",\"name\":\"Bash\",\"input\":{}}]}]}");
        QTest::newRow("a reply of the person") << replyLine("[{\"type\":\"text\",\"text\":\"x\"}]", "[\"e\"]").replace("assistant", "user");
        QTest::newRow("a result in a reply") << replyLine("[{\"type\":\"tool_result\",\"tool_use_id\":\"nope\",\"content\":\"x\"}]", "[\"e\"]");
        QTest::newRow("an empty reply") << replyLine("[]", "[]");
        QTest::newRow("a refused call") << replyLine("[{\"type\":\"tool_use\",\"id\":\"r\",\"name\":\"Bash\",\"input\":{}}]", "[\"r\"]", "refusal");
        QTest::newRow("a result nobody asked for") << QByteArray(
            "{\"type\":\"tool_done\",\"id\":\"nope\",\"name\":\"Bash\",\"state\":3,\"result\":{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"nope\",\"content\":\"x\"}]}}");
        QTest::newRow("a state that is none") << QByteArray("{\"type\":\"tool_done\",\"id\":\"nope\",\"state\":99,\"result\":7}");
        QTest::newRow("wrong kinds everywhere") << QByteArray(
            "{\"type\":\"reply\",\"message\":[],\"entries\":{},\"usage\":\"x\",\"cost\":\"y\",\"agent\":5}");
    }
    void foreignLines()
    {
        QFETCH(const QByteArray, line);
        const auto record = parseTranscript(
            lines({header(), promptLine("go"), replyLine("[{\"type\":\"text\",\"text\":\"Hi\"}]", "[\"a\"]", "end_turn"), line, promptLine("more")}));
        QVERIFY(record);
        QCOMPARE(historyProblem(record->history), QString());
    }

    void notATranscript_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("words") << QByteArray("hello\n");
        QTest::newRow("another log") << QByteArray("{\"type\":\"reply\"}\n");
        QTest::newRow("a torn first line") << header();
    }
    void notATranscript()
    {
        QFETCH(const QByteArray, bytes);
        QVERIFY(!parseTranscript(bytes));
    }

    /// Long files are read in pieces: every line once and in order, also one that is longer than a piece, and bytes that are no JSON between them.
    void longFilesAreReadWhole()
    {
        QByteArrayList many{header()};
        QStringList expected;
        for (int i = 0; i < 3000; ++i) {
            const QByteArray word = QByteArray::number(i) + QByteArray(i == 1500 ? 3'000'000 : i % 2000, 'x');
            many.append(promptLine(word));
            expected.append(QString::fromLatin1(word));
            if (i % 500 == 0)
                many.append("no JSON");
        }
        const QByteArray file = lines(many) + "{\"type\":\"prompt\",\"id\":\"torn\"";
        const auto record = parseTranscript(file);
        QVERIFY(record);
        QCOMPARE(record->unreadableLines, 6);
        QStringList got;
        for (const TranscriptEntry& entry : record->entries)
            got.append(entry.text);
        QVERIFY(got == expected);
        QCOMPARE(record->history.size(), expected.size());
    }

    void summariesOfLongSessions()
    {
        TempProject place;
        QByteArrayList many{header(), promptLine("first")};
        const QByteArray wide = replyLine("[{\"type\":\"text\",\"text\":\"" + QByteArray(2000, 'x') + "\"}]", "[\"a\"]", "end_turn");
        for (int i = 0; i < 100; ++i)
            many.append(wide);
        many.append("{\"type\":\"title\",\"title\":\"Named in the middle\",\"byPerson\":true}");
        for (int i = 0; i < 100; ++i)
            many.append(wide);
        many.append("{\"type\":\"reply\",\"agent\":\"helper\",\"parent\":\"t\",\"entries\":[],\"message\":{\"role\":\"assistant\",\"content\":[]}}");
        place.write(u"s.jsonl"_s, lines(many) + "{\"type\":\"prompt\",\"time\":\"torn");
        const SessionSummary summary = readSessionSummary(place.path(u"s.jsonl"_s));
        QCOMPARE(summary.title, u"Named in the middle"_s);
        QVERIFY(summary.titleByPerson);
        QCOMPARE(summary.messages, 201);
        QCOMPARE(summary.problem, QString());
        QCOMPARE(summary.updated, QDateTime::fromString(u"2026-01-02T03:04:07.000Z"_s, Qt::ISODateWithMs));
    }

    void aFileWithoutAWholeLineIsNoSession()
    {
        TempProject place;
        for (const QByteArray& bytes : {QByteArray(), header()}) {
            place.write(u"s.jsonl"_s, bytes);
            QCOMPARE(readSessionSummary(place.path(u"s.jsonl"_s)).id, QString());
        }
    }

    void afterASummaryTheContextIsSmall()
    {
        const auto record = parseTranscript(lines(
            {header(), promptLine("go"),
             "{\"type\":\"reply\",\"usage\":{\"input\":900000,\"output\":5},\"entries\":[\"a\"],\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}}",
             "{\"type\":\"compaction\",\"id\":\"c\",\"summary\":\"S\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"S\"}]}]}"}));
        QVERIFY(record);
        QCOMPARE(record->totals.contextTokens, 0);
        QCOMPARE(record->history.size(), 1);
    }

    void exportMasksKeys_data()
    {
        QTest::addColumn<QString>("secret");
        QTest::newRow("provider key") << u"sk-ant-api03-abcdefghijklmnopqrst"_s;
        QTest::newRow("forge token") << u"ghp_abcdefghijklmnopqrstuvwxyz0123"_s;
        QTest::newRow("cloud key") << u"AKIAABCDEFGHIJKLMNOP"_s;
        QTest::newRow("assignment") << u"API_KEY=abcdef0123456789"_s;
        QTest::newRow("web token") << u"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijk"_s;
    }
    void exportMasksKeys()
    {
        QFETCH(const QString, secret);
        SessionRecord record;
        TranscriptEntry said;
        said.kind = TranscriptEntry::Kind::User;
        said.text = u"use "_s + secret + u" now"_s;
        TranscriptEntry failed;
        failed.kind = TranscriptEntry::Kind::Tool;
        failed.tool.state = ToolRow::State::Failed;
        failed.tool.title = u"Run "_s + secret;
        failed.tool.output = u"no "_s + secret;
        record.entries = {said, failed};
        int masked = 0;
        const QString text = exportMarkdown(record, &masked);
        QCOMPARE(masked, 3);
        QVERIFY2(!text.contains(secret), qPrintable(text));
        QVERIFY(text.contains(u" now"_s));
    }

    /// On disk before it is shown, for every kind of event.
    void writtenBeforeShown()
    {
        AgentFixture world;
        const auto session = Session::create(world.services);
        qsizetype checked = 0;
        world.onEvent = [&](const AgentEvent& event) {
            const QByteArray disk = world.transcript(session->id());
            if (const auto* delta = std::get_if<EntryDelta>(&event.what)) {
                QVERIFY(disk.contains(delta->text.toUtf8()));
                ++checked;
            } else if (const auto* changed = std::get_if<EntryChanged>(&event.what); changed && changed->entry.tool.state == ToolRow::State::Done) {
                QVERIFY(disk.contains("\"tool_done\""));
                ++checked;
            } else if (const auto* added = std::get_if<EntryAdded>(&event.what); added && added->entry.kind == TranscriptEntry::Kind::User) {
                QVERIFY(disk.contains("Say it"));
                ++checked;
            }
        };
        world.model->add(ScriptedReply::calls({toolUse(u"t"_s, u"Glob"_s, "{\"pattern\":\"*.md\"}")}, u"Looking around."_s))
            .add(ScriptedReply::text(u"One two three four."_s, 7));
        session->send(u"Say it"_s);
        QVERIFY(world.waitForEnds(1));
        QVERIFY2(checked >= 4, qPrintable(QString::number(checked)));
    }

    void eachLineIsOneLine()
    {
        for (const QByteArray& line : m_real.trimmed().split('\n'))
            QVERIFY2(parseJson(line).has_value(), line.constData());
    }
};

QTEST_GUILESS_MAIN(TestTranscript)
#include "tst_transcript.moc"
