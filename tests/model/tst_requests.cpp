// SPDX-License-Identifier: MIT
#include "tests/model/modeltest.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

/// A conversation with everything in it, made by `producer`.
void fill(WireHistory& history, const QString& producer)
{
    history.append(userText(u"Project context."_s));
    history.append(userText(u"Prompt “one”\nline"_s));
    history.append(
        {.role = Role::Assistant,
         .blocks = {ThinkingBlock{u"Hm."_s, "c2ln", false}, ThinkingBlock{{}, "cmVk", true}, TextBlock{u"I look."_s}, TextBlock{u"  "_s},
                    ToolUseBlock{.id = u"toolu_1"_s, .name = u"Read"_s, .inputJson = R"({"file_path": "/a", "limit": 1.0})", .problem = {}},
                    ToolUseBlock{.id = u"bad id!"_s, .name = u"Write"_s, .inputJson = "{\"file_path\": \"/b", .problem = u"cut"_s},
                    UnknownBlock{R"({"type":"new_kind", "n": 1.50})"}},
         .model = producer});
    history.append(
        {.role = Role::User,
         .blocks = {TextBlock{u"A reminder."_s}, ToolResultBlock{u"toolu_1"_s, u"text\n"_s, {ImageBlock{"image/png", "iVBO"}}, false, false},
                    ToolResultBlock{u"bad id!"_s, {}, {}, true, true}},
         .model = {}});
    history.append({.role = Role::Assistant, .blocks = {ThinkingBlock{u"only thought"_s, "cw==", false}}, .model = u"other/model"_s});
    history.append({.role = Role::User, .blocks = {ImageBlock{"image/jpeg", "/9j/"}, TextBlock{u"And this?"_s}}, .model = {}});
}

const QList<ToolDefinition> kTools{{u"Read"_s, u"Reads."_s, R"({"type":"object","properties":{"n":{"minimum":1.0}}})"},
                                   {u"Write"_s, u"Writes."_s, R"({"type":"object"})"}};

struct Encoded {
    ProviderCodec::Encoded wire;
    QByteArray body;
    json::value json;
};

Encoded encode(const CodecSetup& setup, const ModelRequest& request)
{
    Encoded out;
    out.wire = makeCodec(setup)->encode(request);
    out.body = out.wire.body.join();
    const Result<json::value> parsed = parseJson(out.body);
    if (!parsed)
        qFatal("the body is not JSON: %s\n%s", qPrintable(parsed.error().message), out.body.constData());
    out.json = *parsed;
    return out;
}

ModelRequest requestFor(const WireHistory& history, const QString& effort = {}, qint64 maxTokens = 0)
{
    return {
        .model = {}, .system = u"You are a system."_s, .tools = kTools, .history = &history, .maxTokens = maxTokens, .effort = effort, .origin = {}};
}

QByteArray withoutBreakpoints(QByteArray body)
{
    return body.replace(R"(,"cache_control":{"type":"ephemeral"})", "");
}

QByteArray headerOf(const ProviderCodec::Encoded& wire, const QByteArray& name)
{
    for (const HttpHeader& header : wire.headers) {
        if (header.name == name)
            return header.value;
    }
    return {};
}

} // namespace

class TestRequests : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goldenBodies_data();
    void goldenBodies();
    void prefixNeverChanges_data() { goldenBodies_data(); }
    void prefixNeverChanges();
    void breakpoints();
    void switchingTheModelStripsThinking();
    void thinkingByModel_data();
    void thinkingByModel();
    void manualThinkingNeedsTheLoopsThinking();
    void versionByHost();
    void noSamplingParameters();
    void effortOnlyWhereItIsKnown();
    void idShapes();
    void emptyHistories();
    void longHistoriesCostOnlyTheirEnd();
};

void TestRequests::goldenBodies_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QString>("model");
    QTest::newRow("anthropic") << u"anthropic"_s << u"claude-opus-5-5"_s;
    QTest::newRow("openai") << u"openai"_s << u"gpt-x"_s;
    QTest::newRow("openrouter") << u"openrouter"_s << u"some/model"_s;
    QTest::newRow("llamacpp") << u"llamacpp"_s << u"local"_s;
}

void TestRequests::goldenBodies()
{
    QFETCH(QString, provider);
    QFETCH(QString, model);
    WireHistory history;
    fill(history, provider + u'/' + model);
    const Encoded encoded = encode(codecSetup(provider, model), requestFor(history, u"high"_s));
    QVERIFY(matchesGolden(u"request_"_s + provider + u".golden"_s, QByteArray(encoded.body).replace("{\"role\"", "\n{\"role\"")));
}

/// Each request begins with the bytes of the one before, but for breakpoints that moved: caches stay warm, and nothing is made twice.
void TestRequests::prefixNeverChanges()
{
    QFETCH(QString, provider);
    QFETCH(QString, model);
    const CodecSetup setup = codecSetup(provider, model);
    WireHistory whole;
    fill(whole, provider + u'/' + model);
    WireHistory history;
    QByteArray before;
    QByteArray segmentBefore;
    for (const Message& message : whole.messages()) {
        history.append(message);
        const Encoded encoded = encode(setup, requestFor(history));
        const QByteArray plain = withoutBreakpoints(encoded.body);
        if (!before.isEmpty())
            QVERIFY2(plain.startsWith(before.chopped(2)), plain.constData());
        before = plain;
        // The same buffers, not only the same bytes.
        if (!segmentBefore.isEmpty())
            QCOMPARE(static_cast<const void*>(encoded.wire.body.at(0).constData()), static_cast<const void*>(segmentBefore.constData()));
        segmentBefore = encoded.wire.body.at(0);
    }
}

void TestRequests::breakpoints()
{
    const CodecSetup setup = codecSetup(u"anthropic"_s, u"claude-opus-5-5"_s);
    WireHistory history;
    for (int turn = 1; turn <= 12; ++turn) {
        history.append(userText(u"u%1"_s.arg(turn)));
        const Encoded encoded = encode(setup, requestFor(history));
        QCOMPARE(encoded.body.count("cache_control"), 1 + std::min(3, turn));
        QVERIFY(encoded.json.at("system").at(0).as_object().contains("cache_control"));
        const json::array& messages = encoded.json.at("messages").as_array();
        QList<qsizetype> marked;
        for (std::size_t i = 0; i < messages.size(); ++i) {
            if (messages[i].at("content").at(0).as_object().contains("cache_control"))
                marked.append(static_cast<qsizetype>(i));
        }
        const qsizetype last = static_cast<qsizetype>(messages.size()) - 1;
        QCOMPARE(marked, (turn == 1 ? QList<qsizetype>{0} : turn == 2 ? QList<qsizetype>{0, last} : QList<qsizetype>{0, last - 2, last}));
        history.append({.role = Role::Assistant, .blocks = {TextBlock{u"a"_s}}, .model = {}});
    }
    ModelRequest noSystem = requestFor(history);
    noSystem.system.clear();
    QVERIFY(encode(setup, noSystem).json.at("tools").at(1).as_object().contains("cache_control"));
    CodecSetup plain = setup;
    plain.profile.raw = R"({"quirks":{"cacheControl":false}})";
    plain.prefix = std::make_shared<WirePrefix>();
    QVERIFY(!encode(plain, requestFor(history)).body.contains("cache_control"));
}

void TestRequests::switchingTheModelStripsThinking()
{
    WireHistory history;
    fill(history, u"anthropic/claude-opus-5-5"_s);
    QVERIFY(encode(codecSetup(u"anthropic"_s, u"claude-opus-5-5"_s), requestFor(history)).body.contains("\"signature\":\"c2ln\""));
    const QByteArray switched = encode(codecSetup(u"anthropic"_s, u"claude-sonnet-5-5"_s), requestFor(history)).body;
    QVERIFY(!switched.contains("\"type\":\"thinking\"") && !switched.contains("redacted_thinking"));
    QVERIFY2(switched.contains("new_kind"), "other blocks of the same provider stay");
    QVERIFY(!encode(codecSetup(u"openai"_s, u"gpt-x"_s), requestFor(history)).body.contains("Hm."));
    // And back: nothing of the other family is left.
    QVERIFY(encode(codecSetup(u"anthropic"_s, u"claude-opus-5-5"_s), requestFor(history)).body.contains("\"signature\":\"c2ln\""));
}

void TestRequests::thinkingByModel_data()
{
    QTest::addColumn<QString>("kind");
    for (const char* id : {"claude-fable-5-2", "claude-opus-5-5", "claude-opus-5", "claude-sonnet-5", "claude-sonnet-5-5", "claude-haiku-5-5",
                           "claude-opus-4-8", "claude-opus-4-7", "claude-opus-4-6", "claude-sonnet-4-6"})
        QTest::newRow(id) << u"adaptive"_s;
    for (const char* id : {"claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5", "claude-haiku-4-5-20251001"})
        QTest::newRow(id) << u"enabled"_s;
    for (const char* id : {"claude-opus-9", "some-local-model"})
        QTest::newRow(id) << QString();
}

void TestRequests::thinkingByModel()
{
    QFETCH(QString, kind);
    WireHistory history;
    history.append(userText(u"hi"_s));
    ModelRequest request = requestFor(history);
    const CodecSetup setup = codecSetup(u"anthropic"_s, QString::fromLatin1(QTest::currentDataTag()));
    const json::object body = encode(setup, request).json.as_object();
    QCOMPARE(body.contains("thinking"), !kind.isEmpty());
    if (kind.isEmpty())
        return;
    const json::object& thinking = body.at("thinking").as_object();
    QCOMPARE(jsonText(thinking, "type"), kind);
    if (kind == "adaptive"_L1) {
        QCOMPARE(jsonText(thinking, "display"), u"summarized"_s);
        request.showThinking = false;
        QCOMPARE(jsonText(encode(setup, request).json.at("thinking").as_object(), "display"), u"omitted"_s);
    } else {
        QVERIFY(jsonInt(thinking, "budget_tokens") >= 1024 && jsonInt(thinking, "budget_tokens") < jsonInt(body, "max_tokens"));
        request.maxTokens = 1500; // Too little for the smallest budget.
        QVERIFY(!encode(setup, request).json.as_object().contains("thinking"));
    }
}

void TestRequests::manualThinkingNeedsTheLoopsThinking()
{
    const CodecSetup setup = codecSetup(u"anthropic"_s, u"claude-haiku-4-5"_s);
    WireHistory history;
    history.append(userText(u"hi"_s));
    history.append({.role = Role::Assistant,
                    .blocks = {ToolUseBlock{.id = u"t"_s, .name = u"Read"_s, .inputJson = "{}", .problem = {}}},
                    .model = u"rehearsal/rehearsal"_s});
    history.append({.role = Role::User, .blocks = {ToolResultBlock{u"t"_s, u"x"_s, {}, false, false}}, .model = {}});
    QVERIFY(!encode(setup, requestFor(history)).json.as_object().contains("thinking"));
}

void TestRequests::versionByHost()
{
    WireHistory history;
    history.append(userText(u"hi"_s));
    CodecSetup setup = codecSetup(u"anthropic"_s, u"claude-opus-5-5"_s);
    const Encoded official = encode(setup, requestFor(history));
    QCOMPARE(official.wire.path, QByteArray("/v1/messages"));
    QCOMPARE(headerOf(official.wire, "anthropic-version"), QByteArray("2026-10-21"));
    setup.profile.baseUrl = QUrl(u"http://127.0.0.1:11434"_s);
    QCOMPARE(headerOf(encode(setup, requestFor(history)).wire, "anthropic-version"), QByteArray("2023-06-01"));
}

void TestRequests::noSamplingParameters()
{
    WireHistory history;
    history.append(userText(u"hi"_s));
    for (const auto& [provider, model] : {std::pair(u"anthropic"_s, u"claude-opus-5-5"_s), std::pair(u"openai"_s, u"gpt-x"_s)}) {
        const json::object body = encode(codecSetup(provider, model), requestFor(history)).json.as_object();
        for (const char* name : {"temperature", "top_p", "top_k", "tool_choice"})
            QVERIFY2(!body.contains(name), name);
    }
}

void TestRequests::effortOnlyWhereItIsKnown()
{
    WireHistory history;
    history.append(userText(u"hi"_s));
    QCOMPARE(jsonText(encode(codecSetup(u"anthropic"_s, u"claude-opus-5-5"_s), requestFor(history, u"max"_s)).json.at("output_config").as_object(),
                      "effort"),
             u"max"_s);
    QVERIFY(!encode(codecSetup(u"anthropic"_s, u"claude-haiku-4-5"_s), requestFor(history, u"max"_s)).json.as_object().contains("output_config"));
    QVERIFY(!encode(codecSetup(u"anthropic"_s, u"claude-opus-5-5"_s), requestFor(history, u"absurd"_s)).json.as_object().contains("output_config"));
    const auto openai = [&](const QString& model, const QString& effort) {
        return jsonText(encode(codecSetup(u"openai"_s, model), requestFor(history, effort)).json.as_object(), "reasoning_effort", u"(none)"_s);
    };
    for (const QString& model : {u"gpt-5.1"_s, u"gpt-5-mini-2025-08-07"_s, u"o3"_s})
        QCOMPARE(openai(model, u"high"_s), u"high"_s);
    QCOMPARE(openai(u"gpt-5.1"_s, u"max"_s), u"(none)"_s);
    for (const QString& model : {u"gpt-4o"_s, u"gpt-5-chat-latest"_s, u"o1-mini"_s}) // refuse a request that names one
        QCOMPARE(openai(model, u"high"_s), u"(none)"_s);
}

void TestRequests::idShapes()
{
    WireHistory history;
    fill(history, u"openai/gpt-x"_s);
    CodecSetup setup = codecSetup(u"openai"_s, u"gpt-x"_s);
    setup.profile.raw = R"({"quirks":{"idShape":"alnum9"}})";
    const json::array messages = encode(setup, requestFor(history)).json.at("messages").as_array();
    QStringList called;
    QStringList answered;
    for (const json::value& message : messages) {
        if (const json::array* calls = jsonArray(message.as_object(), "tool_calls")) {
            for (const json::value& call : *calls)
                called.append(jsonText(call.as_object(), "id"));
        }
        if (message.as_object().contains("tool_call_id"))
            answered.append(jsonText(message.as_object(), "tool_call_id"));
    }
    QCOMPARE(called.size(), 2);
    QCOMPARE(answered, called);
    for (const QString& id : called)
        QVERIFY2(QRegularExpression(u"\\A[A-Za-z0-9]{9}\\z"_s).match(id).hasMatch(), qPrintable(id));
}

void TestRequests::emptyHistories()
{
    const WireHistory history;
    for (const auto& [provider, model] : {std::pair(u"anthropic"_s, u"claude-opus-5-5"_s), std::pair(u"openai"_s, u"gpt-x"_s)}) {
        ModelRequest request = requestFor(history);
        QVERIFY(encode(codecSetup(provider, model), request).json.at("messages").as_array().size() <= 1);
        request.system.clear();
        request.tools.clear();
        QVERIFY(encode(codecSetup(provider, model), request).json.at("messages").as_array().empty());
    }
}

/// What a turn adds to a long history is all that is put together for it: the rest are the same bytes in the same place.
void TestRequests::longHistoriesCostOnlyTheirEnd()
{
    const CodecSetup setup = codecSetup(u"anthropic"_s, u"claude-opus-5-5"_s);
    WireHistory history;
    history.append(userText(u"go"_s));
    QSet<const char*> before;
    for (int turn = 0; turn < 100; ++turn) {
        const auto encoded = makeCodec(setup)->encode(requestFor(history));
        qsizetype fresh = 0;
        QSet<const char*> now;
        for (const QByteArray& part : encoded.body) {
            now.insert(part.constData());
            if (!before.contains(part.constData()))
                fresh += part.size();
        }
        if (turn > 1)
            QVERIFY2(fresh < 20'000, qPrintable(QString::number(fresh)));
        before = now;
        const QString id = u"toolu_%1"_s.arg(turn);
        history.append({.role = Role::Assistant,
                        .blocks = {ToolUseBlock{.id = id, .name = u"Read"_s, .inputJson = R"({"file_path":"/f"})", .problem = {}}},
                        .model = {}});
        history.append({.role = Role::User, .blocks = {ToolResultBlock{id, QString(6000, u'x'), {}, false, false}}, .model = {}});
    }
}

QTEST_GUILESS_MAIN(TestRequests)
#include "tst_requests.moc"
