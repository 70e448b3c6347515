// SPDX-License-Identifier: MIT
#include "core/model/providers/rehearsal/recording.h"
#include "core/model/providers/rehearsal/rehearsalconversation.h"
#include "core/model/providers/rehearsal/rehearsalmodel.h"
#include "core/model/providers/rehearsal/rehearsalscript.h"
#include "core/model/providers/rehearsal/rehearsaltemplate.h"
#include "tests/model/modeltest.h"

#include <QDir>
#include <QTemporaryDir>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

class FixedClock : public Clock {
public:
    [[nodiscard]] QDateTime now() const override { return QDateTime(QDate(2026, 1, 31), QTime(14, 5)).toUTC(); }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return {}; }
};

/// A session against a rehearsal: answers each tool call as told and asks again.
struct Session {
    explicit Session(std::shared_ptr<Model> theModel) : model(std::move(theModel))
    {
        origin.sessionId = u"11111111-2222-7333-8444-555555555555"_s;
        origin.projectDir = u"/home/me/site"_s;
    }

    Result<ModelReply> ask(const QString& prompt, const QString& command = {}, const QString& arguments = {})
    {
        origin.prompt = prompt;
        origin.command = command;
        origin.arguments = arguments;
        origin.turn = 1;
        origin.promptIndex = history.messages().size();
        history.append(userText(prompt));
        return next();
    }
    Result<ModelReply> answer(QList<ToolResultBlock> results)
    {
        Message message{.role = Role::User, .blocks = {}, .model = {}};
        for (ToolResultBlock& result : results)
            message.blocks.append(std::move(result));
        history.append(message);
        ++origin.turn;
        return next();
    }
    Result<ModelReply> next()
    {
        heard = {};
        run = model->stream(ModelRequest{.model = {},
                                         .system = {},
                                         .tools = {{u"T"_s, {}, {}}, {u"mcp__x__y"_s, {}, {}}},
                                         .history = &history,
                                         .effort = {},
                                         .origin = origin},
                            heard.handlers());
        if (heard.end)
            qFatal("a handler was called from inside stream()");
        if (!QTest::qWaitFor([this] { return heard.end.has_value(); }))
            return fail(ErrorCode::Timeout, u"no end"_s);
        if (*heard.end)
            history.append((*heard.end)->message);
        return *heard.end;
    }

    std::shared_ptr<Model> model;
    RequestOrigin origin;
    WireHistory history;
    Heard heard;
    std::unique_ptr<ModelRun> run;
};

QString textOf(const Result<ModelReply>& reply)
{
    return reply ? plainText(reply->message) : u"ERROR "_s + reply.error().message;
}

const ToolUseBlock& callOf(const Result<ModelReply>& reply)
{
    for (const Block& block : reply->message.blocks) {
        if (const auto* use = std::get_if<ToolUseBlock>(&block))
            return *use;
    }
    qFatal("no tool call");
}

} // namespace

class TestRehearsal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void playsACommand();
    void rejectedCallIsSeen();
    void noStepSaysSo();
    void noScriptSaysSo();
    void agentsHaveTheirOwnScript();
    void whenKeys_data();
    void whenKeys();
    void templates_data();
    void templates();
    void badScripts_data();
    void badScripts();
    void templateErrorNamesFileAndLine();
    void capsHold();
    void paceIsKept();
    void aSetPaceWins();
    void cancelIsSilent();
    void errorStepFails();
    void typedInputs();
    void recordAndReplay();
    void shippedScriptsParse();

private:
    std::shared_ptr<RehearsalModel> folderWith(const QString& name, const QByteArray& yaml)
    {
        QFile file(m_dir->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(yaml) != yaml.size())
            qFatal("cannot write");
        return RehearsalModel::fromFolder(m_dir->path(), m_clock);
    }
    FixedClock m_clock;
    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestRehearsal::playsACommand()
{
    Session session(folderWith(u"plan.yaml"_s, R"yaml(
rehearsal: 1
command: plan
description: A test
steps:
  - when: {turn: 1}
    say:
      - text: |
          I read the board first.
      - tool: Read
        as: board
        input: {file_path: "{{project}}/context/active-work.md", limit: 20}
  - when: {after: board, error: false}
    say:
      - thinking: The plan needs a slug.
      - tool: Write
        as: plan
        input:
          file_path: "{{project}}/content/plans/{{arguments | slug}}.md"
          content: |
            title: {{result.board | unnumber | match "^# (.+)" | default "Untitled"}} \{{kept}}
            date: {{date}} {{time}}
  - when: {denied: true}
    say: [{text: "You rejected that: {{last.text}}."}]
  - say: [{text: "Done: {{input.plan.file_path | basename}} after {{last.name}}."}]
)yaml"));
    Result<ModelReply> reply = session.ask(u"/plan Hello, World!"_s, u"plan"_s, u"Hello, World!"_s);
    QCOMPARE(textOf(reply), u"I read the board first.\n"_s);
    QCOMPARE(reply->stopReason, StopReason::ToolUse);
    QCOMPARE(callOf(reply).inputJson, QByteArray(R"({"file_path":"/home/me/site/context/active-work.md","limit":20})"));
    QVERIFY(reply->usage.estimated && reply->usage.inputTokens > 0);

    reply = session.answer({{callOf(reply).id, u"     1\t# Board\n     2\t- x\n"_s, {}, false, false}});
    QCOMPARE(callOf(reply).name, u"Write"_s);
    QCOMPARE(callOf(reply).inputJson, QByteArray(R"({"file_path":"/home/me/site/content/plans/hello-world.md","content":)"
                                                 R"("title: Board {{kept}}\ndate: 2026-01-31 14:05\n"})"));
    reply = session.answer({{callOf(reply).id, u"Written."_s, {}, false, false}});
    QCOMPARE(textOf(reply), u"Done: hello-world.md after plan."_s);
    QCOMPARE(reply->stopReason, StopReason::EndTurn);
}

void TestRehearsal::rejectedCallIsSeen()
{
    Session session(folderWith(u"default.yaml"_s, R"yaml(
rehearsal: 1
steps:
  - when: {turn: 1}
    say: [{tool: Write, input: {}}]
  - when: {denied: true}
    say: [{text: "You rejected that: {{last.text}}"}]
  - say: [{text: "Done."}]
)yaml"));
    const Result<ModelReply> reply = session.ask(u"hi"_s);
    QCOMPARE(textOf(session.answer({{callOf(reply).id, u"not so"_s, {}, true, true}})), u"You rejected that: not so"_s);
}

void TestRehearsal::noStepSaysSo()
{
    Session session(folderWith(u"default.yaml"_s, "rehearsal: 1\nsteps: [{when: {turn: 7}, say: [{text: x}]}]"));
    const Result<ModelReply> reply = session.ask(u"hello"_s);
    QVERIFY2(textOf(reply).contains(u"default.yaml"_s) && textOf(reply).contains(u"turn 1"_s), qPrintable(textOf(reply)));
    QCOMPARE(reply->stopReason, StopReason::EndTurn);
}

void TestRehearsal::noScriptSaysSo()
{
    Session session(folderWith(u"default.yaml"_s, "rehearsal: 1\nsteps: [{say: [{text: x}]}]"));
    QVERIFY(textOf(session.ask(u"/nope"_s, u"nope"_s)).contains(u"nope.yaml"_s));
    QVERIFY(textOf(session.ask(u"/../../etc/passwd"_s, u"../../etc/passwd"_s)).contains(u"no script"_s));
}

void TestRehearsal::agentsHaveTheirOwnScript()
{
    Session session(
        folderWith(u"agent-researcher.yaml"_s, "rehearsal: 1\nagent: researcher\nsteps: [{say: [{text: \"{{agent}}: {{arguments}}\"}]}]"));
    session.origin.agent = u"researcher"_s;
    QCOMPARE(textOf(session.ask(u"find it"_s, u"plan"_s, u"find it"_s)), u"researcher: find it"_s);
}

void TestRehearsal::whenKeys_data()
{
    QTest::addColumn<QByteArray>("when");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char* when, bool expected) { QTest::newRow(when) << QByteArray(when) << expected; };
    // The second request: "a" answered in turn 1 (ok: "alpha"), "b" answered just now with an error.
    row("{}", true);
    row("{turn: 2}", true);
    row("{turn: 1}", false);
    row("{turn: [1, 3]}", true);
    row("{turn: [3, 9]}", false);
    row("{after: b}", true);
    row("{after: a}", false);
    row("{after: [b, c]}", true);
    row("{after: [a, b]}", false);
    row("{has: a}", true);
    row("{has: [a, b]}", true);
    row("{has: [a, z]}", false);
    row("{lacks: z}", true);
    row("{lacks: [z, a]}", false);
    row("{offers: T}", true);
    row("{offers: [T, mcp__x__y]}", true);
    row("{offers: [T, mcp__x__z]}", false);
    row("{offers: t}", false);
    row("{error: true}", true);
    row("{error: false}", false);
    row("{denied: true}", false);
    row("{denied: false}", true);
    row("{result: {a: '^alp'}}", true);
    row("{result: {a: '^alp', b: nothing}}", false);
    row("{result: {z: .}}", false);
    row("{arguments: '^x+$'}", true);
    row("{arguments: y}", false);
    row("{prompt: '^/cmd'}", true);
    row("{turn: 2, error: false}", false);
    row("{recorded: {prompt: 1, turn: 2, agent: ''}}", true);
    row("{recorded: {prompt: 2, turn: 2}}", false);
}

void TestRehearsal::whenKeys()
{
    QFETCH(QByteArray, when);
    QFETCH(bool, expected);
    const QByteArray yaml =
        "rehearsal: 1\nsteps:\n- {when: {lacks: a}, say: [{tool: T, as: a}]}\n- {when: {lacks: b}, say: [{tool: T, as: b}, {tool: T, as: c}]}\n"
        "- {when: " +
        when + ", say: [{text: held}]}\n- {say: [{text: not held}]}\n";
    Session session(folderWith(u"cmd.yaml"_s, yaml));
    Result<ModelReply> reply = session.ask(u"/cmd xx"_s, u"cmd"_s, u"xx"_s);
    session.origin.turn = 0;
    reply = session.answer({{callOf(reply).id, u"alpha"_s, {}, false, false}});
    QVERIFY2(reply, qPrintable(textOf(reply)));
    const auto id = [&](qsizetype n) { return std::get<ToolUseBlock>(reply->message.blocks.at(n)).id; };
    QVERIFY(id(0) != id(1));
    reply = session.answer({{id(0), u"beta"_s, {}, true, false}, {id(1), u"gamma"_s, {}, false, false}});
    QCOMPARE(textOf(reply), expected ? u"held"_s : u"not held"_s);
}

void TestRehearsal::templates_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const QString& text, const QString& expected) { QTest::newRow(qPrintable(text)) << text << expected; };
    row(u"plain"_s, u"plain"_s);
    row(u"\\{{arguments}}"_s, u"{{arguments}}"_s);
    row(u"{{arguments}}"_s, u"https://example.org/my-post/?q=1 \"x\""_s);
    row(u"{{ arguments|host }}"_s, u"example.org"_s);
    row(u"{{arguments | basename}}"_s, u"my-post"_s);
    row(u"{{arguments | slug}}"_s, u"https-example-org-my-post-q-1-x"_s);
    row(u"{{arguments | first 5 | upper}}"_s, u"HTTPS"_s);
    row(u"{{arguments | quote}}"_s, u"https://example.org/my-post/?q=1 \\\"x\\\""_s);
    row(u"{{arguments | replace \"[^a-z]+\" \"-\" | lower}}"_s, u"https-example-org-my-post-q-x-"_s);
    row(u"{{arguments | match \"\\\"(.)\\\"\"}}"_s, u"x"_s);
    row(u"{{arguments | match \"nothing\" | default \"no | }} way\"}}"_s, u"no | }} way"_s);
    row(u"{{command}}/{{agent}}/{{turn}}/{{session | first 4}}"_s, u"plan//2/1111"_s);
    row(u"{{result.page | unnumber | lines 1 2 | indent 2}}"_s, u"---\n  title: \"Use when: x\""_s);
    row(u"{{result.page | frontmatter \"title\"}}"_s, u"Use when: x"_s);
    row(u"{{result.page | frontmatter \"missing\" | default \"-\"}}"_s, u"-"_s);
    row(u"{{result.bare | frontmatter \"description\"}}"_s, u"Use when: x"_s);
    row(u"{{result.page | unnumber | line 5}}"_s, u"# Heading"_s);
    row(u"{{result.data | json \"a.1.b\"}}"_s, u"two"_s);
    row(u"{{result.data | json \"a.9\" | default \"none\"}}"_s, u"none"_s);
    row(u"{{maybe.data | json \"a.1.b\"}}"_s, u"two"_s);
    row(u"{{maybe.nobody | json \"a\" | default \"none\"}}"_s, u"none"_s);
    row(u"{{input.page.file_path}}"_s, u"/x.md"_s);
    row(u"{{answer.ask.2}}"_s, u"Blog, X"_s);
    row(u"{{answer.askjson.1}}"_s, u"Soon"_s);
    row(u"{{answer.askwords.1}}"_s, u"Wheel & \"Co\""_s);
    row(u"{{answer.askwords.2}}"_s, u"Two\nlines"_s);
    row(u"{{prompt | title}}"_s, u"/Plan It-Now"_s);
    row(u"{{last.name}}"_s, u"askjson"_s);
}

void TestRehearsal::templates()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    WireHistory history;
    RequestOrigin origin{.sessionId = u"1111-22"_s,
                         .projectDir = u"/p"_s,
                         .command = u"plan"_s,
                         .arguments = u"https://example.org/my-post/?q=1 \"x\""_s,
                         .prompt = u"/plan it-now"_s,
                         .agent = {},
                         .turn = 2};
    history.append(userText(origin.prompt));
    Message calls{.role = Role::Assistant, .blocks = {}, .model = {}};
    Message results{.role = Role::User, .blocks = {}, .model = {}};
    int ordinal = 0;
    const auto call = [&](const QString& as, const QByteArray& input, const QString& result) {
        const QString id = RehearsalConversation::callId(origin, ordinal++, as);
        calls.blocks.append(ToolUseBlock{.id = id, .name = u"T"_s, .inputJson = input, .problem = {}});
        results.blocks.append(ToolResultBlock{.toolUseId = id, .text = result, .images = {}});
    };
    call(u"page"_s, R"({"file_path":"/x.md","limit":3})",
         u"     1\t---\n     2\ttitle: \"Use when: x\"\n     3\tn: 1\n     4\t---\n     5\t# Heading\n"_s);
    call(u"bare"_s, "{}", u"---\ndescription: Use when: x\n---\nbody"_s);
    call(u"data"_s, "{}", uR"({"a":[1,{"b":"two"}]})"_s);
    call(u"ask"_s, R"({"questions":[{"question":"When?"},{"question":"Where (exactly)?"}]})",
         u"User has answered your questions: \"When?\"=\"Now\", \"Where (exactly)?\"=\"Blog, X\". You can continue."_s);
    call(u"askwords"_s, R"({"questions":[{"question":"Name?"},{"question":"More?"}]})", u"Q: Name?\nA: Wheel & \"Co\"\nQ: More?\nA: Two\nlines\n"_s);
    call(u"askjson"_s, R"({"questions":[{"question":"When?"}]})", uR"({"answers":{"When?":"Soon"}})"_s);
    history.append(calls);
    history.append(results);
    const ModelRequest request{.model = {}, .system = {}, .tools = {}, .history = &history, .effort = {}, .origin = origin};
    const RehearsalConversation conversation(request);
    qsizetype offset = 0;
    const auto filled = expandTemplate(text, {request.origin, conversation, m_clock.now().toLocalTime()}, offset);
    QVERIFY2(filled, filled ? "" : qPrintable(filled.error()));
    QCOMPARE(*filled, expected);
}

void TestRehearsal::badScripts_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const QByteArray& yaml, const QString& says) { QTest::newRow(name) << yaml << says; };
    row("no version", "steps: []", u"rehearsal: 1"_s);
    row("another version", "rehearsal: 2\nsteps: []", u"rehearsal: 1"_s);
    row("no map", "- a", u"map"_s);
    row("empty", "", u"map"_s);
    row("misspelt when", "rehearsal: 1\nsteps:\n  - whem: {turn: 1}\n    say: []", u"line 3"_s);
    row("unknown condition", "rehearsal: 1\nsteps:\n  - when: {trun: 1}\n    say: []", u"trun"_s);
    row("bad regex", "rehearsal: 1\nsteps:\n  - when: {prompt: '('}\n    say: []", u"regular expression"_s);
    row("bad turn", "rehearsal: 1\nsteps:\n  - when: {turn: [1]}\n    say: []", u"pair"_s);
    row("no say", "rehearsal: 1\nsteps:\n  - when: {turn: 1}\n", u"say"_s);
    row("unknown item", "rehearsal: 1\nsteps:\n  - say: [{speak: x}]\n", u"text, thinking, tool or raw"_s);
    row("bad tool name", "rehearsal: 1\nsteps:\n  - say: [{tool: 'a b'}]\n", u"letters"_s);
    row("input no map", "rehearsal: 1\nsteps:\n  - say: [{tool: a, input: [1]}]\n", u"map"_s);
    row("duplicate key", "rehearsal: 1\nsteps:\n  - say: []\n    say: []\n", u"twice"_s);
    row("tag", "rehearsal: 1\nsteps: !!python/object []", u"tags"_s);
    row("broken YAML", "rehearsal: 1\nsteps: [", u"line"_s);
    row("bad stop", "rehearsal: 1\nsteps: [{say: [], stop: later}]", u"stop reason"_s);
    row("bad pace", "rehearsal: 1\npace: -3\nsteps: []", u"whole number"_s);
}

void TestRehearsal::badScripts()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, says);
    const Result<RehearsalScript> script = parseRehearsal(yaml, u"bad.yaml"_s);
    QVERIFY(!script);
    QVERIFY2(script.error().message.contains(u"bad.yaml"_s) && script.error().message.contains(says), qPrintable(script.error().message));
}

void TestRehearsal::templateErrorNamesFileAndLine()
{
    const QList<QPair<QByteArray, QString>> cases{
        {"rehearsal: 1\nsteps:\n  - say:\n      - text: \"{{nope}}\"\n", u"line 4"_s},
        {"rehearsal: 1\nsteps:\n  - say:\n      - text: |\n          one\n          two {{arguments | nofilter}}\n", u"line 6"_s},
        {"rehearsal: 1\nsteps:\n  - say:\n      - tool: Read\n        input:\n          file_path: \"{{result.x}}\"\n", u"line 6"_s},
        {"rehearsal: 1\nsteps:\n  - say: [{text: \"{{arguments | first}}\"}]\n", u"line 3"_s},
        {"rehearsal: 1\nsteps:\n  - say: [{text: \"{{arguments\"}]\n", u"line 3"_s},
        {"rehearsal: 1\nsteps:\n  - say: [{text: \"{{}}\"}]\n", u"line 3"_s},
    };
    for (const auto& [yaml, line] : cases) {
        Session session(folderWith(u"default.yaml"_s, yaml));
        const Result<ModelReply> reply = session.ask(u"hi"_s);
        QVERIFY2(!reply, yaml.constData());
        QVERIFY2(reply.error().message.contains(u"default.yaml"_s) && reply.error().message.contains(line), qPrintable(reply.error().message));
    }
}

void TestRehearsal::capsHold()
{
    QByteArray deep = "rehearsal: 1\nsteps: ";
    deep += QByteArray(5000, '[');
    QVERIFY(!parseRehearsal(deep, u"x"_s));
    QByteArray laughs = "rehearsal: 1\na: &a [x,x,x,x,x,x,x,x,x,x]\n";
    for (char c = 'b'; c < 'k'; ++c)
        laughs += QByteArray(1, c) + ": &" + c + " [" + QByteArray("*").append(char(c - 1)).append(",").repeated(9) + "*" + char(c - 1) + "]\n";
    QVERIFY(!parseRehearsal(laughs, u"x"_s));
    QVERIFY(!parseRehearsal(QByteArray(2 * 1024 * 1024, '#'), u"x"_s));
}

void TestRehearsal::paceIsKept()
{
    Session session(folderWith(u"default.yaml"_s, "rehearsal: 1\npace: 1000\nsteps: [{say: [{text: \"" + QByteArray(200, 'x') + "\"}]}]"));
    QElapsedTimer timer;
    timer.start();
    const Result<ModelReply> reply = session.ask(u"hi"_s);
    QVERIFY(timer.elapsed() >= 190);
    QVERIFY2(session.heard.events.size() > 4, "it came in pieces");
    QCOMPARE(session.heard.streamedText(), textOf(reply));
}

void TestRehearsal::aSetPaceWins()
{
    const auto model = folderWith(u"default.yaml"_s, "rehearsal: 1\npace: 1\nsteps: [{pace: 1, say: [{text: \"" + QByteArray(200, 'x') + "\"}]}]");
    model->setPace(0);
    Session session(model);
    QCOMPARE(textOf(session.ask(u"hi"_s)), QString(200, u'x')); // At its own pace it would take minutes.
}

void TestRehearsal::cancelIsSilent()
{
    const auto model = folderWith(u"default.yaml"_s, "rehearsal: 1\nsteps: [{say: [{text: a}, {text: b}]}]");
    WireHistory history;
    history.append(userText(u"x"_s));
    const ModelRequest request{.model = {}, .system = {}, .tools = {}, .history = &history, .effort = {}, .origin = {}};
    int calls = 0;
    std::unique_ptr<ModelRun> run;
    bool ended = false;
    run = model->stream(request, {[&](const ModelEvent&) {
                                      ++calls;
                                      run.reset();
                                  },
                                  [&](const Result<ModelReply>&) { ended = true; }});
    QTRY_COMPARE(calls, 1);
    auto second = model->stream(request, {[&](const ModelEvent&) { ++calls; }, {}});
    second.reset();
    QTest::qWait(20); // Long enough for what must not come.
    QCOMPARE(calls, 1);
    QVERIFY(!ended);
}

void TestRehearsal::errorStepFails()
{
    Session session(folderWith(u"default.yaml"_s, "rehearsal: 1\nsteps: [{error: {type: overloaded_error, message: Busy, retryAfter: 1.5}}]"));
    const Result<ModelReply> reply = session.ask(u"hi"_s);
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, ErrorCode::Overloaded);
    QCOMPARE(reply.error().message, u"Busy"_s);
    QCOMPARE(reply.error().retryAfter, std::chrono::milliseconds(1500));
}

void TestRehearsal::typedInputs()
{
    Session session(folderWith(u"default.yaml"_s, R"yaml(
rehearsal: 1
steps:
  - say:
      - tool: T
        input: {n: 1.0, s: "1", b: true, z: null, l: [yes, "{{prompt}}"], m: {"k": -3e2}, o: 010}
    stop: max_tokens
    usage: {input: 12, output: 3}
)yaml"));
    const Result<ModelReply> reply = session.ask(u"hi"_s);
    QCOMPARE(callOf(reply).inputJson, QByteArray(R"({"n":1.0,"s":"1","b":true,"z":null,"l":["yes","hi"],"m":{"k":-3e2},"o":"010"})"));
    QCOMPARE(reply->stopReason, StopReason::MaxTokens);
    QCOMPARE(reply->usage, (Usage{.inputTokens = 12, .outputTokens = 3}));
}

void TestRehearsal::recordAndReplay()
{
    const auto inner = folderWith(u"default.yaml"_s, R"yaml(
rehearsal: 1
steps:
  - when: {turn: 1}
    say:
      - thinking: "hm \x85 \u2028 # : {{prompt}}"
      - {tool: Read, input: {file_path: "\\{{x}} é \U0001F600 \"q\""}}
      - {raw: '{ "type": "server_tool_use", "n": 1.50 }'}
  - say: [{text: "Done."}]
)yaml");
    const QString file = m_dir->filePath(u"rec.yaml"_s);
    QList<Message> said;
    {
        Result<std::shared_ptr<Model>> recorder = RecordingModel::make(inner, file);
        QVERIFY2(recorder, recorder ? "" : qPrintable(recorder.error().message));
        Session session(*recorder);
        Result<ModelReply> reply = session.ask(u"{{not a template}}"_s);
        QVERIFY2(reply, qPrintable(textOf(reply)));
        reply = session.answer({{callOf(reply).id, u"ok"_s, {}, false, false}});
        for (const Message& message : session.history.messages())
            said.append(message);
    }
    const auto replay = RehearsalModel::fromFile(file);
    QVERIFY2(replay, replay ? "" : qPrintable(replay.error().message));
    Session session(*replay);
    Result<ModelReply> reply = session.ask(u"{{not a template}}"_s);
    QVERIFY2(reply, qPrintable(textOf(reply)));
    reply = session.answer({{callOf(reply).id, u"ok"_s, {}, false, false}});
    QCOMPARE(session.history.messages(), said);
    reply = session.answer({});
    QVERIFY(!reply);
    QVERIFY2(reply.error().message.contains(u"turn 3"_s), qPrintable(reply.error().message));
}

void TestRehearsal::shippedScriptsParse()
{
    const QDir dir(QStringLiteral(AIOS_SOURCE_DIR "/resources/rehearsal"));
    for (const QString& name : dir.entryList({u"*.yaml"_s})) {
        QFile file(dir.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const Result<RehearsalScript> script = parseRehearsal(file.readAll(), name);
        QVERIFY2(script, script ? "" : qPrintable(script.error().message));
    }
}

QTEST_GUILESS_MAIN(TestRehearsal)
#include "tst_rehearsal.moc"
