// SPDX-License-Identifier: MIT
#include "tests/support/programrun.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// The lines of `aios run --output stream-json`, as programs written for Claude Code's form read them.
class TestStreamJson : public QObject {
    Q_OBJECT

private:
    static constexpr QByteArrayView kRehearsal = "rehearsal: 1\n"
                                                 "steps:\n"
                                                 "  - when: {turn: 1}\n"
                                                 "    say:\n"
                                                 "      - thinking: \"Hm.\"\n"
                                                 "      - text: \"I write it.\"\n"
                                                 "      - tool: Write\n"
                                                 "        input: {file_path: \"{{project}}/out/a.md\", content: \"x\\n\"}\n"
                                                 "  - when: {denied: true}\n"
                                                 "    say: [{text: \"Not written.\"}]\n"
                                                 "  - say: [{text: \"Written.\"}]\n";

    static QList<json::object> linesOf(const Programs& programs, const QStringList& more, int code)
    {
        const QString folder = programs.house(u"h"_s);
        programs.place.write(u"writes.yaml"_s, kRehearsal.toByteArray());
        const Ran ran = programs.prompt(folder, u"go"_s, QStringList{u"--output"_s, u"stream-json"_s} + more,
                                        u"rehearsal:"_s + programs.place.path(u"writes.yaml"_s));
        if (ran.code != code || ran.lines().size() != ran.lineCount())
            qWarning("%d: %s\n%s", ran.code, ran.err.constData(), ran.out.constData());
        return ran.lines();
    }

    static QString kindOf(const json::object& line)
    {
        const QString type = jsonText(line, "type");
        if (type == "system"_L1)
            return type + u'/' + jsonText(line, "subtype");
        const json::object* message = jsonObject(line, "message");
        const json::array* content = message ? jsonArray(*message, "content") : nullptr;
        return content && content->size() == 1 ? type + u'/' + jsonText(content->front().as_object(), "type") : type;
    }

    static QStringList keysOf(const json::object& object)
    {
        QStringList keys;
        for (const auto& member : object)
            keys.append(toQString(member.key()));
        keys.sort();
        return keys;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void orderAndKinds()
    {
        const Programs programs;
        QStringList kinds;
        for (const json::object& line : linesOf(programs, {u"--allow"_s, u"Edit(out/**)"_s}, 0))
            kinds.append(kindOf(line));
        kinds.removeAll(u"system/session_state_changed"_s);
        QCOMPARE(kinds, (QStringList{u"system/init"_s, u"assistant/thinking"_s, u"assistant/text"_s, u"assistant/tool_use"_s, u"user/tool_result"_s,
                                     u"assistant/text"_s, u"result"_s}));
    }

    void initComesFirstAndSaysWhatThereIs()
    {
        const Programs programs;
        const json::object init = linesOf(programs, {u"--allow"_s, u"Edit(out/**)"_s}, 0).value(0);
        QCOMPARE(kindOf(init), u"system/init"_s);
        for (const QString& key :
             {u"session_id"_s, u"model"_s, u"cwd"_s, u"permissionMode"_s, u"output_style"_s, u"apiKeySource"_s, u"claude_code_version"_s, u"uuid"_s})
            QVERIFY2(!jsonText(init, key.toStdString()).isEmpty(), qPrintable(key));
        for (const QString& key : {u"tools"_s, u"mcp_servers"_s, u"slash_commands"_s, u"skills"_s, u"agents"_s, u"capabilities"_s})
            QVERIFY2(jsonArray(init, key.toStdString()), qPrintable(key));
        QVERIFY(jsonArray(init, "tools")->size() > 5);
    }

    void everyReplyTellsItsUsage()
    {
        const Programs programs;
        const QList<json::object> lines = linesOf(programs, {u"--allow"_s, u"Edit(out/**)"_s}, 0);
        QList<qint64> inputs;
        for (const json::object& line : lines) {
            if (const json::object* message = kindOf(line).startsWith(u"assistant/"_s) ? jsonObject(line, "message") : nullptr)
                inputs.append(jsonInt(*jsonObject(*message, "usage"), "input_tokens"));
        }
        QCOMPARE(inputs.size(), 4); // thinking, text and call of the first reply, text of the second
        QVERIFY(inputs.at(0) > 0);
        QCOMPARE(inputs.at(1), inputs.at(0));
        QCOMPARE(inputs.at(2), inputs.at(0));
        QCOMPARE(inputs.at(0) + inputs.at(3), jsonInt(*jsonObject(lines.last(), "usage"), "input_tokens"));
    }

    void result()
    {
        const Programs programs;
        const json::object result = linesOf(programs, {u"--allow"_s, u"Edit(out/**)"_s}, 0).last();
        QCOMPARE(jsonText(result, "subtype"), u"success"_s);
        QCOMPARE(jsonText(result, "result"), u"Written."_s);
        QCOMPARE(jsonInt(result, "num_turns"), 2);
        QCOMPARE(jsonText(result, "stop_reason"), u"end_turn"_s);
        QCOMPARE(jsonText(result, "terminal_reason"), u"completed"_s);
        QVERIFY(jsonInt(result, "duration_ms", -1) >= 0);
        const QStringList keys = keysOf(result);
        for (const QString& key :
             {u"is_error"_s, u"total_cost_usd"_s, u"usage"_s, u"modelUsage"_s, u"permission_denials"_s, u"session_id"_s, u"uuid"_s})
            QVERIFY2(keys.contains(key), qPrintable(key));
        QCOMPARE(keysOf(*jsonObject(result, "usage")),
                 (QStringList{u"cache_creation_input_tokens"_s, u"cache_read_input_tokens"_s, u"input_tokens"_s, u"output_tokens"_s}));
        QCOMPARE(jsonArray(result, "permission_denials")->size(), 0u);
    }

    /// Each reply counts for the model that gave it.
    void modelUsageIsByModel()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        programs.place.write(u"two.yaml"_s, "rehearsal: 1\n"
                                            "steps:\n"
                                            "  - when: {turn: 1}\n"
                                            "    model: small\n"
                                            "    say:\n"
                                            "      - tool: Glob\n"
                                            "        input: {pattern: \"*.md\"}\n"
                                            "  - say: [{text: \"Done.\"}]\n");
        const Ran ran = programs.prompt(folder, u"go"_s, {u"--output"_s, u"json"_s}, u"rehearsal:"_s + programs.place.path(u"two.yaml"_s));
        QVERIFY2(ran.code == 0, ran.err.constData());
        const json::object result = ran.lines().last();
        const json::object& models = *jsonObject(result, "modelUsage");
        QCOMPARE(keysOf(models), (QStringList{u"rehearsal"_s, u"small"_s}));
        qint64 input = 0;
        for (const auto& model : models) {
            QVERIFY(jsonInt(model.value().as_object(), "inputTokens") > 0);
            input += jsonInt(model.value().as_object(), "inputTokens");
        }
        QCOMPARE(input, jsonInt(*jsonObject(result, "usage"), "input_tokens"));
    }

    /// A summary that was asked for says so, and how much it stands for.
    void aSummaryThatWasAskedForIsManual()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        programs.place.write(u"talk.yaml"_s, "rehearsal: 1\nsteps:\n  - say: [{text: \"Words.\"}]\n");
        const QString model = u"rehearsal:"_s + programs.place.path(u"talk.yaml"_s);
        QCOMPARE(programs.prompt(folder, u"go"_s, {}, model).code, 0);
        const Ran ran = programs.prompt(folder, u"/compact"_s, {u"--continue"_s, u"--output"_s, u"stream-json"_s}, model);
        QVERIFY2(ran.code == 0, ran.err.constData());
        for (const json::object& line : ran.lines()) {
            if (jsonText(line, "subtype") != "compact_boundary"_L1)
                continue;
            const json::object& data = *jsonObject(line, "compact_metadata");
            QCOMPARE(jsonText(data, "trigger"), u"manual"_s);
            QVERIFY(jsonInt(data, "pre_tokens") > 0);
            return;
        }
        QFAIL(ran.out.constData());
    }

    void denialsAreNamed()
    {
        const Programs programs;
        const QList<json::object> lines = linesOf(programs, {}, 3);
        QStringList kinds;
        for (const json::object& line : lines)
            kinds.append(kindOf(line));
        QVERIFY(kinds.contains(u"system/permission_denied"_s));
        const json::array* denials = jsonArray(lines.last(), "permission_denials");
        QVERIFY(denials && denials->size() == 1);
        const json::object& denial = denials->front().as_object();
        QCOMPARE(jsonText(denial, "tool_name"), u"Write"_s);
        QVERIFY(!jsonText(denial, "tool_use_id").isEmpty());
        QVERIFY(jsonText(*jsonObject(denial, "tool_input"), "file_path").endsWith(u"/out/a.md"_s));
    }

    /// Raw events come as whole messages: what starts is stopped, blocks are numbered, deltas add up to the text.
    void partialMessages()
    {
        const Programs programs;
        QStringList events;
        QString text;
        QByteArray input;
        for (const json::object& line : linesOf(programs, {u"--include-partial-messages"_s, u"--allow"_s, u"Edit(out/**)"_s}, 0)) {
            if (jsonText(line, "type") != "stream_event"_L1)
                continue;
            QVERIFY(line.contains("parent_tool_use_id"));
            const json::object& event = *jsonObject(line, "event");
            QString told = jsonText(event, "type") + (event.contains("index") ? u' ' + QString::number(jsonInt(event, "index")) : QString());
            if (const json::object* block = jsonObject(event, "content_block"))
                told += u' ' + jsonText(*block, "type");
            if (const json::object* delta = jsonObject(event, "delta")) {
                told += u' ' + jsonText(*delta, "type", jsonText(*delta, "stop_reason"));
                text += jsonText(*delta, "text");
                input += jsonText(*delta, "partial_json").toUtf8();
            }
            if (events.isEmpty() || events.last() != told) // one text may come in several deltas
                events.append(told);
        }
        QCOMPARE(events, (QStringList{u"message_start"_s, u"content_block_start 0 thinking"_s, u"content_block_delta 0 thinking_delta"_s,
                                      u"content_block_stop 0"_s, u"content_block_start 1 text"_s, u"content_block_delta 1 text_delta"_s,
                                      u"content_block_stop 1"_s, u"content_block_start 2 tool_use"_s, u"content_block_delta 2 input_json_delta"_s,
                                      u"content_block_stop 2"_s, u"message_delta tool_use"_s, u"message_stop"_s, u"message_start"_s,
                                      u"content_block_start 0 text"_s, u"content_block_delta 0 text_delta"_s, u"content_block_stop 0"_s,
                                      u"message_delta end_turn"_s, u"message_stop"_s}));
        QCOMPARE(text, u"I write it.Written."_s);
        const auto value = parseJson(input);
        QVERIFY(value && jsonText(value->as_object(), "content") == "x\n"_L1);
    }

    /// A run that never reaches a model still says why, in one result line, last.
    void failuresHaveAResultToo()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        const Ran ran = programs.prompt(folder, u"x"_s, {u"--output"_s, u"stream-json"_s}, u"nosuch/model"_s);
        QCOMPARE(ran.code, 1);
        const QList<json::object> lines = ran.lines();
        QVERIFY2(!lines.isEmpty(), ran.err.constData());
        QCOMPARE(jsonText(lines.last(), "type"), u"result"_s);
        QCOMPARE(jsonBool(lines.last(), "is_error"), true);
        QCOMPARE(jsonText(lines.last(), "subtype"), u"error_during_execution"_s);
        QVERIFY(!jsonText(lines.last(), "result").isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestStreamJson)
#include "tst_streamjson.moc"
