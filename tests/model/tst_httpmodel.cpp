// SPDX-License-Identifier: MIT
#include "core/model/httpmodel.h"
#include "core/model/retrypolicy.h"
#include "tests/model/modeltest.h"
#include "tests/support/fakehttptransport.h"

#include <QLoggingCategory>
#include <QTimeZone>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

class StillClock : public Clock {
public:
    [[nodiscard]] QDateTime now() const override { return QDateTime(QDate(2026, 11, 22), QTime(10, 0), QTimeZone::UTC); }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return {}; }
};

const QByteArray kKey = "sk-ant-canary-0123456789";

FakeReply failure(int status, const QByteArray& type, QList<HttpHeader> headers = {})
{
    FakeReply reply = FakeReply::text(R"({"type":"error","error":{"type":")" + type + R"(","message":"said )" + kKey + "\"}}", status);
    reply.headers = std::move(headers);
    return reply;
}

QByteArray overloadedInMidStream()
{
    const QByteArray whole = testData(u"anthropic_text.sse"_s);
    return whole.first(whole.indexOf("event: content_block_stop")) +
           "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}\n\n";
}

} // namespace

class TestHttpModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLoggingCategory::setFilterRules(u"aios.model.info=false"_s); }
    void init();
    void aReplyComes();
    void deliversAtTheEndOfTheMessage();
    void keyGoesWhereItShould();
    void anotherKeyGetsNoThinking_data();
    void anotherKeyGetsNoThinking();
    void busyServersAreTriedAgain_data();
    void busyServersAreTriedAgain();
    void triesAreBounded();
    void notTriedAgain_data();
    void notTriedAgain();
    void overloadedInMidStreamVoidsWhatStreamed();
    void noConnectionIsTriedAFewTimes();
    void untrustedCertificatesAreNotTriedAgain();
    void cutStreamsAreErrors_data();
    void cutStreamsAreErrors();
    void cutAfterTheEndIsFine();
    void redirectsAreErrors();
    void otherContentIsAnError();
    void silenceEnds();
    void trickleIsSilence();
    void endlessPingsEnd();
    void capsHold();
    void finishWithoutDoneIsDeliveredSoon();
    void lettingGoIsSilent_data();
    void lettingGoIsSilent();
    void keyIsNeverRepeated();
    void retryAfter_data();
    void retryAfter();
    void delaysGrowWithJitter();
    void costs();

private:
    std::unique_ptr<HttpModel> make(const QString& provider = u"anthropic"_s)
    {
        HttpModelSetup setup;
        setup.codec = codecSetup(provider, provider == "anthropic"_L1 ? u"claude-sonnet-5-5"_s : u"gpt-x"_s);
        setup.keyHeader = provider == "anthropic"_L1 ? "x-api-key" : "Authorization";
        setup.keyPrefix = provider == "anthropic"_L1 ? "" : "Bearer ";
        if (!m_base.isEmpty())
            setup.codec.profile.baseUrl = m_base;
        setup.key = m_key;
        setup.transport = &*m_transport;
        setup.retry.firstDelay = milliseconds(1);
        setup.retry.maxDelay = milliseconds(4);
        setup.retry.maxRetryAfter = milliseconds(20);
        setup.timeouts = m_timeouts;
        setup.clock = &m_clock;
        setup.random = [] { return 0.0; };
        return std::make_unique<HttpModel>(std::move(setup));
    }
    Result<ModelReply> ask(HttpModel& model)
    {
        m_heard = {};
        m_run = model.stream({.model = {}, .system = {}, .tools = {}, .history = &m_history, .effort = {}, .origin = {}}, m_heard.handlers());
        if (m_heard.end)
            qFatal("a handler was called from inside stream()");
        if (!QTest::qWaitFor([this] { return m_heard.end.has_value(); }, 8000))
            return fail(ErrorCode::Internal, u"the run never ended"_s);
        return *m_heard.end;
    }

    StillClock m_clock;
    QUrl m_base; ///< Empty: the provider's own.
    std::shared_ptr<Secret> m_key;
    StreamTimeouts m_timeouts;
    std::unique_ptr<FakeHttpTransport> m_transport;
    WireHistory m_history;
    Heard m_heard;
    std::unique_ptr<ModelRun> m_run;
};

void TestHttpModel::init()
{
    m_run.reset();
    m_transport = std::make_unique<FakeHttpTransport>();
    m_history = {};
    m_history.append(userText(u"hi"_s));
    m_timeouts = {};
    m_base.clear();
    m_key = std::make_shared<Secret>(QByteArrayView(kKey));
}

void TestHttpModel::aReplyComes()
{
    m_transport->add(FakeReply::stream(testData(u"anthropic_tools.sse"_s), 37));
    const auto model = make();
    const Result<ModelReply> reply = ask(*model);
    QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
    QCOMPARE(reply->stopReason, StopReason::ToolUse);
    QCOMPARE(m_heard.streamedText(), plainText(reply->message));
    QCOMPARE(m_transport->requests().size(), 1u);
    QCOMPARE(m_transport->requests().front().url, QUrl(u"https://api.anthropic.com/v1/messages"_s));
}

/// The reply is there although the connection never ends; it is let go of a little later.
void TestHttpModel::deliversAtTheEndOfTheMessage()
{
    FakeReply reply = FakeReply::stream(testData(u"anthropic_text.sse"_s), 100);
    reply.hang = true;
    m_transport->add(reply);
    m_timeouts.afterwards = milliseconds(150);
    const auto model = make();
    QVERIFY(ask(*model));
    m_run.reset();
    QCOMPARE(m_transport->open(), 1);
    QTRY_COMPARE(m_transport->open(), 0);
}

void TestHttpModel::keyGoesWhereItShould()
{
    m_transport->add(FakeReply::stream(testData(u"anthropic_text.sse"_s)));
    m_transport->add(FakeReply::stream(testData(u"openai_whole.sse"_s)));
    const auto anthropic = make();
    const auto openai = make(u"openai"_s);
    QVERIFY(ask(*anthropic));
    QVERIFY(ask(*openai));
    QCOMPARE(m_transport->header(0, "x-api-key"), kKey);
    QVERIFY(m_transport->header(0, "Authorization").isEmpty());
    QCOMPARE(m_transport->header(1, "Authorization"), "Bearer " + kKey);
    QVERIFY(!m_transport->body(0).contains(kKey) && !m_transport->body(1).contains(kKey));
}

/// Thinking is signed for the account that it was made for; another one refuses the whole request. What was said and called stays.
void TestHttpModel::anotherKeyGetsNoThinking_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QUrl>("address");
    QTest::addColumn<bool>("kept");
    const QUrl usual(u"https://api.anthropic.com"_s);
    QTest::newRow("the same") << kKey << usual << true;
    QTest::newRow("another key") << QByteArray("sk-ant-another") << usual << false;
    QTest::newRow("another address") << kKey << QUrl(u"https://gateway.example"_s) << false;
}
void TestHttpModel::anotherKeyGetsNoThinking()
{
    QFETCH(const QByteArray, key);
    QFETCH(const QUrl, address);
    QFETCH(const bool, kept);
    const auto body = [this] { return m_transport->requests().back().body.join(); };
    for (int i = 0; i < 3; ++i)
        m_transport->add(FakeReply::stream(testData(u"anthropic_tools.sse"_s), 64));
    m_base = u"https://api.anthropic.com"_s;
    const auto model = make();
    const Result<ModelReply> first = ask(*model);
    QVERIFY2(first, first ? "" : qPrintable(first.error().message));
    const auto* thought = std::get_if<ThinkingBlock>(&first->message.blocks.first());
    QVERIFY(thought && !thought->signature.isEmpty());
    QVERIFY(!first->message.account.contains(kKey) && !messageToJson(first->message).contains(kKey));
    // As a transcript gives it back.
    const Result<Message> read = messageFromJson(messageToJson(first->message));
    QVERIFY(read);
    QCOMPARE(*read, first->message);
    m_history.append(*read);
    m_history.append(userText(u"go on"_s));

    *m_key = Secret(QByteArrayView(key)); // in the running session
    m_base = address;
    const auto then = make();
    QVERIFY(ask(*then));
    QCOMPARE(body().contains(thought->signature), kept);
    QVERIFY(body().contains(plainText(first->message).toUtf8()));
    QVERIFY(!m_history.messages().at(1).blocks.isEmpty()); // the history itself stays as it is

    *m_key = Secret(QByteArrayView(kKey)); // and back
    m_base = u"https://api.anthropic.com"_s;
    const auto again = make();
    QVERIFY(ask(*again));
    QVERIFY(body().contains(thought->signature));
}

void TestHttpModel::busyServersAreTriedAgain_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("408") << 408 << QByteArray("timeout_error");
    QTest::newRow("409") << 409 << QByteArray("conflict_error");
    QTest::newRow("429") << 429 << QByteArray("rate_limit_error");
    QTest::newRow("500") << 500 << QByteArray("api_error");
    QTest::newRow("503") << 503 << QByteArray("");
    QTest::newRow("504") << 504 << QByteArray("timeout_error");
    QTest::newRow("529") << 529 << QByteArray("overloaded_error");
}

void TestHttpModel::busyServersAreTriedAgain()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    m_transport->add(failure(status, type, {{"retry-after", "0"}}));
    m_transport->add(failure(status, type, {{"retry-after", "0"}}));
    m_transport->add(FakeReply::stream(testData(u"anthropic_text.sse"_s)));
    const auto model = make();
    const Result<ModelReply> reply = ask(*model);
    QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
    QCOMPARE(m_heard.retries(), 2);
    QCOMPARE(m_transport->requests().size(), 3u);
    QCOMPARE(m_transport->body(0), m_transport->body(2));
}

/// 529 ten times: bounded tries, then a clear stop.
void TestHttpModel::triesAreBounded()
{
    for (int i = 0; i < 10; ++i)
        m_transport->add(failure(529, "overloaded_error"));
    const auto model = make();
    const Result<ModelReply> reply = ask(*model);
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, ErrorCode::Overloaded);
    QCOMPARE(m_transport->requests().size(), 8u);
    QVERIFY2(reply.error().message.contains(u"8 times"_s), qPrintable(reply.error().message));
}

void TestHttpModel::notTriedAgain_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QList<QByteArray>>("header");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char* name, int status, const QByteArray& type, const QList<QByteArray>& header, ErrorCode code) {
        QTest::newRow(name) << status << type << header << code;
    };
    row("400", 400, "invalid_request_error", {}, ErrorCode::InvalidInput);
    row("401", 401, "authentication_error", {}, ErrorCode::Authentication);
    row("402", 402, "billing_error", {}, ErrorCode::Billing);
    row("403", 403, "permission_error", {}, ErrorCode::Denied);
    row("404", 404, "not_found_error", {}, ErrorCode::NotFound);
    row("413", 413, "request_too_large", {}, ErrorCode::TooLarge);
    row("429 without retry-after: spending limit", 429, "rate_limit_error", {}, ErrorCode::Billing);
    row("the server says no", 529, "overloaded_error", {"x-should-retry", "false"}, ErrorCode::Overloaded);
}

void TestHttpModel::notTriedAgain()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    QFETCH(QList<QByteArray>, header);
    QFETCH(ErrorCode, code);
    m_transport->add(failure(status, type, header.isEmpty() ? QList<HttpHeader>{} : QList<HttpHeader>{{header.at(0), header.at(1)}}));
    const auto model = make();
    const Result<ModelReply> reply = ask(*model);
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, code);
    QCOMPARE(m_transport->requests().size(), 1u);
    QCOMPARE(m_heard.retries(), 0);
}

void TestHttpModel::overloadedInMidStreamVoidsWhatStreamed()
{
    m_transport->add(FakeReply::stream(overloadedInMidStream(), 50));
    m_transport->add(FakeReply::stream(testData(u"anthropic_text.sse"_s), 50));
    const auto model = make();
    const Result<ModelReply> reply = ask(*model);
    QVERIFY(reply);
    QCOMPARE(m_heard.retries(), 1);
    QVERIFY(std::holds_alternative<TextDelta>(m_heard.events.at(2)));
    QCOMPARE(m_heard.streamedText(), plainText(reply->message));
}

void TestHttpModel::noConnectionIsTriedAFewTimes()
{
    for (int i = 0; i < 6; ++i)
        m_transport->add(FakeReply::error({ErrorCode::Network, u"The request to api.anthropic.com failed."_s, u"curl 7: refused"_s, std::nullopt}));
    const auto model = make();
    const Result<ModelReply> reply = ask(*model);
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, ErrorCode::Network);
    QCOMPARE(m_transport->requests().size(), 4u);
}

void TestHttpModel::untrustedCertificatesAreNotTriedAgain()
{
    m_transport->add(FakeReply::error({ErrorCode::Network, u"Its certificate is not trusted."_s, u"curl 60: self-signed"_s, std::nullopt}));
    const auto model = make();
    QVERIFY(!ask(*model));
    QCOMPARE(m_transport->requests().size(), 1u);
}

void TestHttpModel::cutStreamsAreErrors_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<bool>("transportFails");
    const QByteArray whole = testData(u"anthropic_tools.sse"_s);
    QTest::newRow("close-delimited cut in an event") << whole.first(whole.size() / 2) << false;
    QTest::newRow("all blocks closed, no message_stop") << whole.first(whole.indexOf("event: message_delta")) << false;
    QTest::newRow("message_delta but no message_stop") << whole.first(whole.indexOf("event: message_stop")) << false;
    QTest::newRow("message_stop without its blank line") << whole.chopped(1) << false;
    QTest::newRow("nothing at all") << QByteArray() << false;
    QTest::newRow("connection broke") << whole.first(whole.size() / 2) << true;
}

/// An incomplete reply is an error, is not asked for again by itself, and its calls are never handed on.
void TestHttpModel::cutStreamsAreErrors()
{
    QFETCH(QByteArray, stream);
    QFETCH(bool, transportFails);
    FakeReply fake = FakeReply::stream(stream, 200);
    if (transportFails)
        fake.failure = Error{ErrorCode::Network, u"The connection broke."_s, u"curl 18"_s, std::nullopt};
    m_transport->add(fake);
    const auto model = make();
    const Result<ModelReply> reply = ask(*model);
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, transportFails ? ErrorCode::Network : ErrorCode::Protocol);
    QVERIFY2(reply.error().message.contains(u"nothing of it was used"_s), qPrintable(reply.error().message));
    QCOMPARE(m_transport->requests().size(), 1u);
}

void TestHttpModel::cutAfterTheEndIsFine()
{
    FakeReply fake = FakeReply::stream(testData(u"openai_noindex.sse"_s), 100);
    fake.failure = Error{ErrorCode::Network, u"reset"_s, {}, std::nullopt};
    m_transport->add(fake);
    const auto model = make(u"openai"_s);
    QVERIFY(ask(*model));
}

void TestHttpModel::redirectsAreErrors()
{
    for (const int status : {301, 302, 307, 308}) {
        FakeReply fake = FakeReply::text({}, status);
        fake.headers = {{"Location", "http://other.example/v1/messages"}};
        m_transport->add(fake);
        const auto model = make();
        const Result<ModelReply> reply = ask(*model);
        QVERIFY(!reply);
        QCOMPARE(reply.error().code, ErrorCode::Denied);
        QVERIFY2(reply.error().message.contains(u"other.example"_s), qPrintable(reply.error().message));
    }
    QCOMPARE(m_transport->requests().size(), 4u);
}

void TestHttpModel::otherContentIsAnError()
{
    FakeReply html = FakeReply::text("<p>Log in</p>");
    html.headers = {{"Content-Type", "text/html; charset=utf-8"}};
    m_transport->add(html);
    FakeReply json = FakeReply::text(R"({"error":{"message":"no such model","code":"model_not_found"}})");
    json.headers = {{"Content-Type", "application/json"}};
    m_transport->add(json);
    const auto model = make();
    Result<ModelReply> reply = ask(*model);
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, ErrorCode::Protocol);
    QVERIFY2(reply.error().message.contains(u"text/html"_s), qPrintable(reply.error().message));
    const auto openai = make(u"openai"_s);
    reply = ask(*openai);
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, ErrorCode::NotFound);
}

void TestHttpModel::silenceEnds()
{
    FakeReply fake = FakeReply::stream(testData(u"anthropic_text.sse"_s).first(400), 100);
    fake.hang = true;
    m_transport->add(fake);
    m_timeouts.event = milliseconds(60);
    const auto model = make();
    const Result<ModelReply> reply = ask(*model);
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, ErrorCode::Timeout);
    QCOMPARE(m_transport->open(), 0);
}

/// Bytes that never make an event are no sign of life.
void TestHttpModel::trickleIsSilence()
{
    FakeReply fake = FakeReply::stream("event: " + QByteArray(300'000, 'x'), 1);
    m_transport->add(fake);
    m_timeouts.firstEvent = milliseconds(80);
    const auto model = make();
    QElapsedTimer timer;
    timer.start();
    const Result<ModelReply> reply = ask(*model);
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, ErrorCode::Timeout);
    QVERIFY(timer.elapsed() < 4000);
}

void TestHttpModel::endlessPingsEnd()
{
    FakeReply fake = FakeReply::stream(QByteArray("event: ping\ndata: {\"type\":\"ping\"}\n\n").repeated(100'000), 36);
    m_transport->add(fake);
    m_timeouts.turn = milliseconds(100);
    const auto model = make();
    const Result<ModelReply> reply = ask(*model);
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, ErrorCode::Timeout);
}

void TestHttpModel::capsHold()
{
    m_transport->add(FakeReply::stream("data: " + QByteArray(9 * 1024 * 1024, 'x'), 1024 * 1024));
    const auto model = make();
    const Result<ModelReply> reply = ask(*model);
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, ErrorCode::TooLarge);
    QVERIFY(m_transport->requests().front().limits.maxBodyBytes > 0);
    QVERIFY(m_transport->requests().front().limits.maxBodyBytes <= 64 * 1024 * 1024);
}

void TestHttpModel::finishWithoutDoneIsDeliveredSoon()
{
    FakeReply fake = FakeReply::stream(testData(u"openai_noindex.sse"_s), 100);
    fake.hang = true;
    m_transport->add(fake);
    m_timeouts.afterwards = milliseconds(50);
    const auto model = make(u"openai"_s);
    const Result<ModelReply> reply = ask(*model);
    QVERIFY(reply);
    QVERIFY(reply->usage.estimated);
}

void TestHttpModel::lettingGoIsSilent_data()
{
    QTest::addColumn<int>("after");
    for (const int events : {0, 1, 2, 3, 6})
        QTest::addRow("after %d events", events) << events;
}

void TestHttpModel::lettingGoIsSilent()
{
    QFETCH(int, after);
    m_transport->add(FakeReply::stream(testData(u"anthropic_tools.sse"_s), 4000));
    const auto model = make();
    int events = 0;
    bool ended = false;
    m_run = model->stream({.model = {}, .system = {}, .tools = {}, .history = &m_history, .effort = {}, .origin = {}},
                          {[&](const ModelEvent&) {
                               if (++events == after)
                                   m_run.reset();
                           },
                           [&](const Result<ModelReply>&) { ended = true; }});
    if (after == 0)
        m_run.reset();
    QTRY_COMPARE(m_transport->open(), 0);
    QTest::qWait(5); // Long enough for what must not come.
    QCOMPARE(events, after);
    QVERIFY(!ended);
}

/// Servers repeat keys in their messages; neither the person nor the log gets to see one.
void TestHttpModel::keyIsNeverRepeated()
{
    m_transport->add(failure(401, "authentication_error"));
    const auto model = make();
    const Result<ModelReply> reply = ask(*model);
    QVERIFY(!reply);
    QVERIFY(!reply.error().message.contains(QString::fromLatin1(kKey)) && !reply.error().detail.contains(QString::fromLatin1(kKey)));
    QVERIFY2(reply.error().message.contains(u"ANTHROPIC_API_KEY"_s), qPrintable(reply.error().message));
}

void TestHttpModel::retryAfter_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("expected"); // -1: none
    const auto row = [](const char* title, const QByteArray& name, const QByteArray& value, qint64 expected) {
        QTest::newRow(title) << name << value << expected;
    };
    row("seconds", "Retry-After", "12", 12'000);
    row("fraction", "retry-after", "0.5", 500);
    row("exact", "retry-after-ms", "750", 750);
    row("date", "retry-after", "Sun, 22 Nov 2026 10:00:30 GMT", 30'000);
    row("past date", "retry-after", "Sun, 22 Nov 2026 09:00:00 GMT", 0);
    row("nonsense", "retry-after", "soon", -1);
    row("negative", "retry-after", "-3", -1);
    row("infinite", "retry-after", "inf", -1);
    row("none", "x", "1", -1);
}

void TestHttpModel::retryAfter()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(qint64, expected);
    const auto wait = retryAfterOf({429, {{name, value}}}, m_clock.now());
    QCOMPARE(wait ? wait->count() : -1, expected);
}

void TestHttpModel::delaysGrowWithJitter()
{
    const RetryPolicy policy;
    QCOMPARE(policy.delay(1, {}, 0.0), milliseconds(250));
    QCOMPARE(policy.delay(1, {}, 0.999999).count(), 499);
    QCOMPARE(policy.delay(3, {}, 0.0), milliseconds(1000));
    QCOMPARE(policy.delay(50, {}, 0.0), milliseconds(16'000));
    QVERIFY(policy.delay(1, milliseconds(3000), 0.0) >= milliseconds(3000));
    QCOMPARE(policy.delay(1, std::chrono::hours(3), 0.0), std::chrono::minutes(5));
}

void TestHttpModel::costs()
{
    PriceList prices;
    QStringList problems;
    prices.add(R"({"models":[{"id":"mine","provider":"anthropic","input":1,"output":2},{"id":"bad","input":-1,"output":2},
                             {"id":"tiered","tiers":[{"input":0.5,"output":2.5},{"upTo":100000,"input":0.1,"output":0.5,"cacheRead":0.01}]}]})",
               u"user"_s, problems);
    prices.add(R"({"models":[{"id":"mine","provider":"anthropic","input":9,"output":9}]})", u"shipped"_s, problems);
    QCOMPARE(problems.size(), 1);
    QVERIFY(!prices.find(u"anthropic"_s, u"bad"_s) && !prices.find(u"openai"_s, u"mine"_s) && !prices.find(u"anthropic"_s, u"mine-too"_s));
    const Usage million{.inputTokens = 1'000'000, .cacheWriteTokens = 1'000'000, .cacheReadTokens = 1'000'000, .outputTokens = 1'000'000};
    QCOMPARE(prices.find(u"anthropic"_s, u"mine-20260101"_s)->cost(million), 1 + 1.25 + 0.1 + 2);
    const Price tiered = *prices.find(u"x"_s, u"tiered"_s);
    QCOMPARE(tiered.cost({.inputTokens = 50'000, .cacheReadTokens = 50'000, .outputTokens = 1000}),
             (50'000 * 0.1 + 50'000 * 0.01 + 1000 * 0.5) / 1e6);
    QCOMPARE(tiered.cost({.inputTokens = 50'001, .cacheReadTokens = 50'000, .outputTokens = 1000}),
             (50'001 * 0.5 + 50'000 * 0.05 + 1000 * 2.5) / 1e6);
}

QTEST_GUILESS_MAIN(TestHttpModel)
#include "tst_httpmodel.moc"
