// SPDX-License-Identifier: MIT
#include "tests/model/modeltest.h"
#include "tests/support/workclock.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

struct Outcome {
    Result<void> fed;
    bool complete = false;
    bool nothingMore = false;
    QList<ModelEvent> events;
    ModelReply reply;
};

Outcome play(const QString& provider, const QByteArray& stream, qsizetype chunk)
{
    const CodecSetup setup = codecSetup(provider, provider == "anthropic"_L1 ? u"claude-sonnet-5-5"_s : u"gpt-x"_s);
    const auto codec = makeCodec(setup);
    WireHistory history;
    history.append(userText(u"hi"_s));
    const auto encoded = codec->encode({.model = {}, .system = {}, .tools = {}, .history = &history, .effort = {}, .origin = {}});
    Outcome out;
    SseParser parser;
    for (qsizetype at = 0; at < stream.size() && out.fed; at += chunk) {
        const Result<void> parsed = parser.feed(QByteArrayView(stream).sliced(at, std::min(chunk, stream.size() - at)), [&](const SseEvent& event) {
            if (out.fed)
                out.fed = codec->feed(event, [&](const ModelEvent& what) { out.events.append(what); });
        });
        if (!parsed)
            out.fed = parsed;
    }
    out.complete = codec->complete();
    out.nothingMore = codec->nothingMore();
    if (out.fed && out.complete)
        out.reply = codec->takeReply();
    return out;
}

struct Printer {
    QByteArray operator()(const BlockStarted& e) const
    {
        return "start " + QByteArray::number(e.index) + ' ' + messageToJson({.role = Role::Assistant, .blocks = {e.block}, .model = {}});
    }
    QByteArray operator()(const TextDelta& e) const { return "text " + QByteArray::number(e.index) + " “" + e.text.toUtf8() + "”"; }
    QByteArray operator()(const ThinkingDelta& e) const { return "thinking " + QByteArray::number(e.index) + " “" + e.text.toUtf8() + "”"; }
    QByteArray operator()(const InputDelta& e) const { return "input " + QByteArray::number(e.index) + ' ' + e.json; }
    QByteArray operator()(const BlockFinished& e) const { return "finish " + QByteArray::number(e.index); }
    QByteArray operator()(const RetryScheduled&) const { return "retry"; }
    QByteArray operator()(const UsageUpdated& e) const { return "usage " + print(e.usage); }
    static QByteArray print(const Usage& u)
    {
        return QByteArray::number(u.inputTokens) + '+' + QByteArray::number(u.cacheWriteTokens) + 'w' + QByteArray::number(u.cacheReadTokens) +
               "r -> " + QByteArray::number(u.outputTokens) + " (thinking " + QByteArray::number(u.thinkingTokens) +
               (u.estimated ? ", estimated)" : ")");
    }
};

QByteArray print(const Outcome& out)
{
    QByteArray text;
    for (const ModelEvent& event : out.events)
        text += std::visit(Printer{}, event) + '\n';
    const ModelReply& reply = out.reply;
    text += "message " + messageToJson(reply.message) + '\n';
    for (const Block& block : reply.message.blocks) {
        if (const auto* use = std::get_if<ToolUseBlock>(&block))
            text += "call " + use->id.toUtf8() + ' ' + use->inputJson + ' ' + use->problem.toUtf8() + '\n';
        if (const auto* unknown = std::get_if<UnknownBlock>(&block))
            text += "raw " + unknown->rawJson + '\n';
    }
    text += "stop " + stopReasonName(reply.stopReason).toUtf8() + ' ' + reply.stopDetail.toUtf8() + '\n';
    return text + "usage " + Printer::print(reply.usage) + "\nmodel " + reply.model.toUtf8() + '\n';
}

/// One Anthropic event.
QByteArray sse(const QByteArray& json)
{
    return "data: " + json + "\n\n";
}

const QByteArray kStart = sse(R"({"type":"message_start","message":{"model":"m","usage":{"input_tokens":1,"output_tokens":1}}})");
const QByteArray kText0 = sse(R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})");
const QByteArray kDelta0 = sse(R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}})");
const QByteArray kStop0 = sse(R"({"type":"content_block_stop","index":0})");
const QByteArray kEnd = sse(R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}})");
const QByteArray kStop = sse(R"({"type":"message_stop"})");

} // namespace

class TestStreams : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fixtures_data();
    void fixtures();
    void cutAnywhereIsNeverComplete_data() { fixtures_data(); }
    void cutAnywhereIsNeverComplete();
    void violations_data();
    void violations();
    void errorsInMidStream_data();
    void errorsInMidStream();
    void emptyInputIsAnEmptyObject();
    void truncatedEmptyInputIsAProblem();
    void surrogatesNeverBreakAReply();
    void namesAreMappedBack();
    void keysOfUnknownDeltasStayJson();
    void missingUsageIsEstimated();
    void oneIndexForAllCalls();
    void manyDeltasAreCheap();
    void failures_data();
    void failures();
};

void TestStreams::fixtures_data()
{
    QTest::addColumn<QString>("provider");
    for (const char* name :
         {"anthropic_text", "anthropic_tools", "anthropic_unknown", "anthropic_truncated", "anthropic_refusal", "anthropic_duplicate_keys"})
        QTest::newRow(name) << u"anthropic"_s;
    for (const char* name : {"openai_tools", "openai_noindex", "openai_whole", "openai_object", "openai_reasoning", "openai_details"})
        QTest::newRow(name) << u"openai"_s;
}

/// The reply is as the golden file has it, wherever the network cuts the stream.
void TestStreams::fixtures()
{
    QFETCH(QString, provider);
    const QString name = QString::fromLatin1(QTest::currentDataTag());
    const QByteArray stream = testData(name + u".sse"_s);
    const Outcome whole = play(provider, stream, stream.size());
    QVERIFY2(whole.fed, whole.fed ? "" : qPrintable(whole.fed.error().message));
    QVERIFY(whole.complete);
    const QByteArray printed = print(whole);
    QVERIFY(matchesGolden(name + u".golden"_s, printed));
    for (const qsizetype chunk : {1, 2, 3, 7, 64, 1000})
        QCOMPARE(print(play(provider, stream, chunk)), printed);
    QCOMPARE(print(play(provider, QByteArray(stream).replace("\n", "\r\n"), 5)), printed);
    QCOMPARE(print(play(provider, "\xef\xbb\xbf" + stream, 5)), printed);
}

void TestStreams::cutAnywhereIsNeverComplete()
{
    QFETCH(QString, provider);
    const QByteArray stream = testData(QString::fromLatin1(QTest::currentDataTag()) + u".sse"_s);
    const QByteArray last = provider == "anthropic"_L1 ? QByteArray("\"message_stop\"}") : QByteArray("\"finish_reason\":\"");
    const qsizetype end = stream.lastIndexOf(last) + (provider == "anthropic"_L1 ? last.size() : 0);
    for (qsizetype size = 0; size < end; size += 13)
        QVERIFY2(!play(provider, stream.first(size), size + 1).complete, qPrintable(QString::number(size)));
}

void TestStreams::violations_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QByteArray>("stream");
    const auto row = [](const char* name, const QByteArray& stream) { QTest::newRow(name) << u"anthropic"_s << stream; };
    row("duplicate content_block_start", kStart + kText0 + kText0);
    row("closed index begins again", kStart + kText0 + kStop0 + kText0);
    row("delta to an unknown index", kStart + kDelta0);
    row("delta after the block's end", kStart + kText0 + kStop0 + kDelta0);
    row("stop of an unknown block", kStart + kStop0);
    row("stop twice", kStart + kText0 + kStop0 + kStop0);
    row("second message_start", kStart + kStart);
    row("block before message_start", kText0);
    row("message_delta before message_start", kEnd);
    row("message_stop before message_start", kStop);
    row("message_stop inside a block", kStart + kText0 + kEnd + kStop);
    row("message_stop without stop_reason", kStart + kText0 + kStop0 + kStop);
    row("index missing", kStart + sse(R"({"type":"content_block_start","content_block":{"type":"text"}})"));
    row("index negative", kStart + sse(R"({"type":"content_block_start","index":-2,"content_block":{"type":"text"}})"));
    row("index a text", kStart + sse(R"({"type":"content_block_start","index":"0","content_block":{"type":"text"}})"));
    row("block no object", kStart + sse(R"({"type":"content_block_start","index":0,"content_block":[]})"));
    row("delta no object", kStart + kText0 + sse(R"({"type":"content_block_delta","index":0,"delta":"x"})"));
    row("not JSON", kStart + sse("{oops"));
    row("no object", kStart + sse("[]"));
    row("nested too deeply", kStart + sse(QByteArray(300, '[') + QByteArray(300, ']')));
    row("invalid UTF-8",
        kStart + kText0 + sse("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"\xff\"}}"));
    const auto open = [](const char* name, const QByteArray& stream) { QTest::newRow(name) << u"openai"_s << stream; };
    open("openai: [DONE] without finish_reason", sse(R"({"choices":[{"delta":{"content":"x"}}]})") + "data: [DONE]\n\n");
    open("openai: not JSON", sse("nope"));
    open("openai: choice no object", sse(R"({"choices":[1]})"));
    open("openai: call no object", sse(R"({"choices":[{"delta":{"tool_calls":[1]}}]})"));
    open("openai: call without a name", sse(R"({"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"arguments":"{}"}}]}}]})"));
}

void TestStreams::violations()
{
    QFETCH(QString, provider);
    QFETCH(QByteArray, stream);
    const Outcome out = play(provider, stream, stream.size());
    QVERIFY(!out.fed);
    QCOMPARE(out.fed.error().code, ErrorCode::Protocol);
    QVERIFY2(out.fed.error().message.endsWith(u"Try again."_s), qPrintable(out.fed.error().message));
}

void TestStreams::errorsInMidStream_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char* name, const QString& provider, const QByteArray& json, ErrorCode code) {
        QTest::newRow(name) << provider << json << code;
    };
    row("overloaded", u"anthropic"_s, R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})", ErrorCode::Overloaded);
    row("api error", u"anthropic"_s, R"({"type":"error","error":{"type":"api_error","message":"x"}})", ErrorCode::Unavailable);
    row("unknown word", u"anthropic"_s, R"({"type":"error","error":{"type":"surprise"}})", ErrorCode::Unavailable);
    row("nothing said", u"anthropic"_s, R"({"type":"error"})", ErrorCode::Unavailable);
    row("openrouter status", u"openai"_s, R"({"error":{"code":402,"message":"credits"}})", ErrorCode::Billing);
    row("openrouter no provider", u"openai"_s, R"({"error":{"code":503,"message":"x"},"choices":[]})", ErrorCode::Overloaded);
    row("openai word", u"openai"_s, R"({"error":{"code":"rate_limit_exceeded","message":"x"}})", ErrorCode::RateLimited);
    row("text only", u"openai"_s, R"({"error":"boom"})", ErrorCode::Unavailable);
}

void TestStreams::errorsInMidStream()
{
    QFETCH(QString, provider);
    QFETCH(QByteArray, json);
    QFETCH(ErrorCode, code);
    const QByteArray before = provider == "anthropic"_L1 ? kStart + kText0 + kDelta0 : sse(R"({"choices":[{"delta":{"content":"x"}}]})");
    const Outcome out = play(provider, before + sse(json), 9);
    QVERIFY(!out.fed);
    QCOMPARE(out.fed.error().code, code);
    QVERIFY(!out.complete);
}

void TestStreams::emptyInputIsAnEmptyObject()
{
    const Outcome out = play(u"anthropic"_s, testData(u"anthropic_tools.sse"_s), 50);
    QCOMPARE(std::get<ToolUseBlock>(out.reply.message.blocks.last()).inputJson, QByteArray("{}"));
    QVERIFY(std::get<ToolUseBlock>(out.reply.message.blocks.last()).problem.isEmpty());
}

/// A call cut off before its first byte of input looks like one without arguments: it must not run.
void TestStreams::truncatedEmptyInputIsAProblem()
{
    const QByteArray stream =
        kStart + sse(R"({"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"TaskList","input":{}}})") +
        kStop0 + sse(R"({"type":"message_delta","delta":{"stop_reason":"max_tokens"}})") + kStop;
    const Outcome out = play(u"anthropic"_s, stream, 99);
    QCOMPARE(out.reply.stopReason, StopReason::MaxTokens);
    QVERIFY(!std::get<ToolUseBlock>(out.reply.message.blocks.first()).problem.isEmpty());
}

void TestStreams::surrogatesNeverBreakAReply()
{
    const auto textOf = [](const QByteArray& escaped) {
        const QByteArray stream = kStart + kText0 +
                                  sse(R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":")" + escaped + "\"}}") +
                                  kStop0 + kEnd + kStop;
        const Outcome out = play(u"anthropic"_s, stream, 33);
        return out.fed ? plainText(out.reply.message) : u"ERROR"_s;
    };
    QCOMPARE(textOf("a\\ud83d\\ude00b"), u"a\U0001F600b"_s);
    QCOMPARE(textOf("a\\ud83db"), u"a\uFFFDb"_s);
    QCOMPARE(textOf("\\udc00"), u"\uFFFD"_s);
    QCOMPARE(textOf("\\ud83d\\ud83d\\ude00\\\\ud83d"), u"\uFFFD\U0001F600\\ud83d"_s);
}

void TestStreams::namesAreMappedBack()
{
    const QString longName = u"mcp__a_server_with_quite_a_long_name__and_a_tool_with_an_even_longer_name_than_that"_s;
    for (const QString& provider : {u"anthropic"_s, u"openai"_s}) {
        const CodecSetup setup = codecSetup(provider, u"m"_s);
        const auto codec = makeCodec(setup);
        WireHistory history;
        ModelRequest request{.model = {},
                             .system = {},
                             .tools = {{longName, u"d"_s, "{}"}, {u"dot.name"_s, {}, "not json"}},
                             .history = &history,
                             .effort = {},
                             .origin = {}};
        const QByteArray body = codec->encode(request).body.join();
        const Result<json::value> parsed = parseJson(body);
        QVERIFY2(parsed, body.constData());
        const json::object& tool = parsed->at("tools").at(0).as_object();
        const QString wire = provider == "anthropic"_L1 ? jsonText(tool, "name") : jsonText(tool.at("function").as_object(), "name");
        QVERIFY2(wire.size() <= 64 && wire != longName, qPrintable(wire));
        const QByteArray stream = provider == "anthropic"_L1
                                      ? kStart +
                                            sse(R"({"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":")" +
                                                wire.toUtf8() + R"(","input":{}}})") +
                                            kStop0 + kEnd + kStop
                                      : sse(R"({"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t","function":{"name":")" + wire.toUtf8() +
                                            R"(","arguments":"{}"}}]},"finish_reason":"stop"}]})");
        SseParser parser;
        QVERIFY(parser.feed(stream, [&](const SseEvent& e) { QVERIFY(codec->feed(e, [](const ModelEvent&) {})); }));
        const ModelReply reply = codec->takeReply();
        QCOMPARE(std::get<ToolUseBlock>(reply.message.blocks.first()).name, longName);
        QCOMPARE(reply.stopReason, StopReason::ToolUse);
    }
}

void TestStreams::keysOfUnknownDeltasStayJson()
{
    const QByteArray stream = kStart + kText0 +
                              sse(R"({"type":"content_block_delta","index":0,"delta":{"type":"new_delta","\ta\"b":"x","c":[1.0]}})") + kStop0 + kEnd +
                              kStop;
    const Outcome out = play(u"anthropic"_s, stream, 99);
    QVERIFY(out.fed);
    QCOMPARE(std::get<TextBlock>(out.reply.message.blocks.first()).extraJson, QByteArray(R"("c":[1.0],"\ta\"b":"x")"));
}

void TestStreams::missingUsageIsEstimated()
{
    const Outcome out = play(u"openai"_s, testData(u"openai_noindex.sse"_s), 40);
    QVERIFY(out.reply.usage.estimated && out.reply.usage.inputTokens > 0 && out.reply.usage.outputTokens > 0);
    QVERIFY(out.complete && !out.nothingMore);
    QVERIFY(!play(u"openai"_s, testData(u"openai_tools.sse"_s), 40).reply.usage.estimated);
}

/// Some servers number every parallel call 0.
void TestStreams::oneIndexForAllCalls()
{
    const Outcome out =
        play(u"openai"_s,
             sse(R"({"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"Read","arguments":"{\"n\":1}"}}]}}]})") +
                 sse(R"({"choices":[{"delta":{"tool_calls":[{"index":0,"id":"b","function":{"name":"Read","arguments":"{\"n\":2}"}}]}}]})") +
                 sse(R"({"choices":[{"delta":{},"finish_reason":"stop"}]})"),
             50);
    QVERIFY(out.fed);
    QCOMPARE(out.reply.message.blocks.size(), 2);
    QCOMPARE(std::get<ToolUseBlock>(out.reply.message.blocks.at(0)).inputJson, QByteArray(R"({"n":1})"));
    QCOMPARE(std::get<ToolUseBlock>(out.reply.message.blocks.at(1)).inputJson, QByteArray(R"({"n":2})"));
}

void TestStreams::manyDeltasAreCheap()
{
    QByteArray stream = kStart + kText0;
    const QByteArray delta = "event: content_block_delta\n" +
                             sse(R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":")" + QByteArray(50, 'w') + "\"}}");
    for (int i = 0; i < 20'000; ++i)
        stream += delta;
    stream += kStop0 + kEnd + kStop;
    const test::WorkClock clock;
    const Outcome out = play(u"anthropic"_s, stream, 64 * 1024);
    const qint64 took = clock.elapsed();
    qInfo("20,000 deltas of a 1 MB answer: %lld ms", took);
    QCOMPARE(plainText(out.reply.message).size(), 1'000'000);
    QVERIFY2(took < 1'000, "the budget of the whole way is 120 ms on a quiet machine");
}

void TestStreams::failures_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char* name, const QString& provider, int status, const QByteArray& body, const QByteArray& retryAfter, ErrorCode code) {
        QTest::newRow(name) << provider << status << body << retryAfter << code;
    };
    const auto anthropic = [&](const char* type, int status, ErrorCode code, const QByteArray& retryAfter = "3", const QByteArray& more = {}) {
        row(type, u"anthropic"_s, status, QByteArray(R"({"type":"error","error":{"type":")") + type + R"(","message":"said")" + more + "}}",
            retryAfter, code);
    };
    anthropic("invalid_request_error", 400, ErrorCode::InvalidInput);
    anthropic("authentication_error", 401, ErrorCode::Authentication);
    anthropic("billing_error", 402, ErrorCode::Billing);
    anthropic("permission_error", 403, ErrorCode::Denied);
    anthropic("not_found_error", 404, ErrorCode::NotFound);
    anthropic("conflict_error", 409, ErrorCode::Unavailable);
    anthropic("request_too_large", 413, ErrorCode::TooLarge);
    anthropic("rate_limit_error", 429, ErrorCode::RateLimited);
    anthropic("api_error", 500, ErrorCode::Unavailable);
    anthropic("timeout_error", 504, ErrorCode::Timeout);
    anthropic("overloaded_error", 529, ErrorCode::Overloaded);
    row("429 without retry-after is a spending limit", u"anthropic"_s, 429, R"({"error":{"type":"rate_limit_error","message":"x"}})", {},
        ErrorCode::Billing);
    row("spending limit by its word", u"anthropic"_s, 429,
        R"({"error":{"type":"rate_limit_error","message":"x","details":{"error_code":"contract_spend_limit_reached"}}})", "9", ErrorCode::Billing);
    row("prompt too long", u"anthropic"_s, 400, R"({"error":{"type":"invalid_request_error","message":"prompt is too long: 2 > 1"}})", {},
        ErrorCode::ContextTooLong);
    row("no body", u"anthropic"_s, 529, {}, {}, ErrorCode::Overloaded);
    row("html body", u"anthropic"_s, 502, "<html>", {}, ErrorCode::Unavailable);
    row("openai key", u"openai"_s, 401,
        R"({"error":{"message":"Incorrect API key provided","type":"invalid_request_error","code":"invalid_api_key"}})", {},
        ErrorCode::Authentication);
    row("openai quota", u"openai"_s, 429, R"({"error":{"message":"x","type":"insufficient_quota","code":"insufficient_quota"}})", {},
        ErrorCode::Billing);
    row("openai rate", u"openai"_s, 429, R"({"error":{"message":"x","type":"requests","code":"rate_limit_exceeded"}})", {}, ErrorCode::RateLimited);
    row("openai context", u"openai"_s, 400, R"({"error":{"message":"x","type":"invalid_request_error","code":"context_length_exceeded"}})", {},
        ErrorCode::ContextTooLong);
    row("openai model", u"openai"_s, 404, R"({"error":{"message":"x","type":"invalid_request_error","code":"model_not_found"}})", {},
        ErrorCode::NotFound);
    row("llama.cpp context", u"openai"_s, 400, R"({"error":{"code":400,"message":"x","type":"exceed_context_size_error"}})", {},
        ErrorCode::ContextTooLong);
    row("ollama", u"openai"_s, 404, R"({"error":"model 'x' not found"})", {}, ErrorCode::NotFound);
}

void TestStreams::failures()
{
    QFETCH(QString, provider);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, retryAfter);
    QFETCH(ErrorCode, code);
    HttpHead head{.status = status, .headers = {}};
    if (!retryAfter.isEmpty())
        head.headers.append({"Retry-After", retryAfter});
    const Error error = makeCodec(codecSetup(provider, u"m"_s))->decodeFailure(head, body);
    QCOMPARE(error.code, code);
    QVERIFY2(error.message.endsWith(u'.') && error.message.size() > 20, qPrintable(error.message));
    QVERIFY(error.detail.contains(QString::number(status)));
}

QTEST_GUILESS_MAIN(TestStreams)
#include "tst_streams.moc"
