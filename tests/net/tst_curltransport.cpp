// SPDX-License-Identifier: MIT
// The real transport against a real server that misbehaves.
#include "core/net/httptransport.h"
#include "core/net/sseparser.h"
#include "tests/support/hostileserver.h"

#include <QElapsedTimer>
#include <QTest>

#include <sys/resource.h>

#include <algorithm>

using namespace aios;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using aios::test::HostileServer;

namespace {

/// One exchange, recorded.
struct Exchange {
    std::optional<HttpHead> head;
    QByteArray body;
    qint64 received = 0;
    int heads = 0;
    int ends = 0;
    Result<void> result;
    bool keep = true;
    std::unique_ptr<HttpStream> stream;

    void start(HttpTransport& transport, HttpRequest request)
    {
        HttpHandlers handlers;
        handlers.onHead = [this](const HttpHead& received_) {
            head = received_;
            ++heads;
        };
        handlers.onData = [this](QByteArrayView data) {
            received += data.size();
            if (keep)
                body.append(data);
        };
        handlers.onEnd = [this](const Result<void>& ended) {
            result = ended;
            ++ends;
        };
        stream = transport.start(std::move(request), std::move(handlers));
    }
    [[nodiscard]] bool wait(int milliseconds = 8000) const
    {
        return QTest::qWaitFor([this] { return ends > 0; }, milliseconds);
    }
    [[nodiscard]] int code() const { return result ? -1 : int(result.error().code); }
};

HttpRequest get(const QUrl& url)
{
    HttpRequest request;
    request.url = url;
    return request;
}

HttpRequest post(const QUrl& url, const QByteArray& body = "{}")
{
    HttpRequest request;
    request.method = "POST";
    request.url = url;
    request.headers = {{"Content-Type", "application/json"}};
    request.body = {body};
    return request;
}

long residentKilobytes()
{
    QFile file(u"/proc/self/statm"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLong() * 4 : 0;
}

} // namespace

class TestCurlTransport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { m_transport = makeCurlTransport({}); }
    void cleanup() { m_transport.reset(); }
    void replies_data();
    void replies();
    void neverSendsTwice_data();
    void neverSendsTwice();
    void keepsConnections();
    void caps_data();
    void caps();
    void timeouts_data();
    void timeouts();
    void sendsWhatItWasGiven();
    void largeBodies_data();
    void largeBodies();
    void secretsReachTheServerAndNothingElse();
    void refusesRequests_data();
    void refusesRequests();
    void redirectIsAnAnswer();
    void addressGuard_data();
    void addressGuard();
    void usesTheProxy();
    void pauseStopsReading();
    void mayBeDestroyedInHandlers_data();
    void mayBeDestroyedInHandlers();
    void mayStartInHandlers();
    void transportMayGoFirst();
    void manySmallChunksAreCheap();
    void nextRequestIsQuick();

private:
    HostileServer m_server;
    std::unique_ptr<HttpTransport> m_transport;
};

void TestCurlTransport::initTestCase()
{
    QTest::failOnWarning();
    for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"})
        qunsetenv(name);
}

void TestCurlTransport::replies_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("status"); // 0: no head at all.
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("code"); // -1: complete.
    const int network = int(ErrorCode::Network);
    QTest::newRow("plain") << u"/ok"_s << 200 << QByteArray("fine") << -1;
    QTest::newRow("SSE-017 chunked, a character cut") << u"/split"_s << 200 << QByteArray("data: \xc3\xa9\n\n") << -1;
    QTest::newRow("trailer is no head") << u"/trailer"_s << 200 << QByteArray("body") << -1;
    QTest::newRow("interim reply is passed over") << u"/interim"_s << 200 << QByteArray("after") << -1;
    QTest::newRow("gzip") << u"/gzip"_s << 200 << QByteArray("hello") << -1;
    QTest::newRow("error status is a reply") << u"/status?code=529"_s << 529 << QByteArray("a status") << -1;
    QTest::newRow("SSE-002 FIN in mid chunk") << u"/fin-mid-chunk"_s << 200 << QByteArray("data: only twenty by") << network;
    QTest::newRow("SSE-004 short Content-Length") << u"/short-length"_s << 200 << QByteArray(75, 'x') << network;
    QTest::newRow("SSE-005 cut, but delimited by close: the caller must want its own end mark")
        << u"/close-cut"_s << 200 << QByteArray("data: {\"half") << -1;
    QTest::newRow("SSE-010 FIN before the reply") << u"/fin"_s << 0 << QByteArray() << network;
    QTest::newRow("SSE-011 RST before the reply") << u"/rst"_s << 0 << QByteArray() << network;
}

void TestCurlTransport::replies()
{
    QFETCH(QString, path);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(int, code);
    for (const bool sending : {false, true}) {
        Exchange exchange;
        const QUrl url = m_server.url(path);
        exchange.start(*m_transport, sending ? post(url) : get(url));
        QCOMPARE(exchange.ends, 0); // Never from inside start().
        QVERIFY(exchange.wait());
        QCOMPARE(exchange.code(), code);
        QCOMPARE(exchange.head ? exchange.head->status : 0, status);
        QCOMPARE(exchange.heads, status == 0 ? 0 : 1);
        QCOMPARE(exchange.body, body);
        QCOMPARE(exchange.ends, 1);
        if (code != -1)
            QVERIFY(exchange.result.error().message.contains(u"127.0.0.1"_s));
    }
}

void TestCurlTransport::neverSendsTwice_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("body");
    for (const QByteArray hard : {"fin", "rst"}) {
        const QString path = u'/' + QString::fromLatin1(hard);
        QTest::addRow("POST, %s on a new connection", hard.constData()) << path << QByteArray("POST") << QByteArray("{}");
        QTest::addRow("POST, %s on a kept connection", hard.constData()) << QString(path + u"-second"_s) << QByteArray("POST") << QByteArray("{}");
        QTest::addRow("large POST, %s on a kept connection", hard.constData())
            << QString(path + u"-second"_s) << QByteArray("POST") << QByteArray(3'000'000, 'x');
        QTest::addRow("empty POST, %s", hard.constData()) << QString(path + u"-second"_s) << QByteArray("POST") << QByteArray();
        QTest::addRow("PUT, %s on a kept connection", hard.constData()) << QString(path + u"-second"_s) << QByteArray("PUT") << QByteArray("{}");
        QTest::addRow("DELETE, %s", hard.constData()) << QString(path + u"-second"_s) << QByteArray("DELETE") << QByteArray();
        QTest::addRow("GET, %s", hard.constData()) << QString(path + u"-second"_s) << QByteArray("GET") << QByteArray();
    }
}

void TestCurlTransport::neverSendsTwice()
{
    QFETCH(QString, path);
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, body);
    HostileServer server;
    const bool second = path.endsWith(u"-second"_s);
    if (second) { // Leaves a kept connection behind.
        Exchange first;
        first.start(*m_transport, post(server.url(path)));
        QVERIFY(first.wait());
        QCOMPARE(first.code(), -1);
    }
    HttpRequest request = post(server.url(path), body);
    request.method = method;
    if (body.isEmpty())
        request.body.clear();
    Exchange exchange;
    exchange.start(*m_transport, request);
    QVERIFY(exchange.wait());
    QVERIFY(server.sawExactly(second ? 2 : 1));
    const auto last = server.requests().last();
    QCOMPARE(last.value(3), method);
    QCOMPARE(last.value(5).toLongLong(), body.size());
    if (second && !body.isEmpty()) {
        QCOMPARE(last.value(2), server.requests().first().value(2)); // It was the kept one: the case that matters was met.
        QCOMPARE(exchange.code(), int(ErrorCode::Network));
    }
}

void TestCurlTransport::keepsConnections()
{
    HostileServer server;
    for (int i = 0; i < 5; ++i) {
        Exchange exchange;
        exchange.start(*m_transport, post(server.url(u"/echo"_s), QByteArray(20'000, 'x')));
        QVERIFY(exchange.wait());
        QCOMPARE(exchange.received, 20'000);
    }
    QVERIFY(server.sawExactly(5));
    for (const auto& request : server.requests())
        QCOMPARE(request.value(2), QByteArray("1"));
}

void TestCurlTransport::caps_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<qint64>("bodyCap");
    QTest::newRow("SSE-014 endless") << u"/endless"_s << qint64(4'000'000);
    QTest::newRow("SSE-015 gzip bomb") << u"/gzip-bomb"_s << qint64(4'000'000);
    QTest::newRow("SSE-016 flood of headers") << u"/header-flood"_s << qint64(4'000'000);
    QTest::newRow("tiny cap") << u"/ok"_s << qint64(3);
}

void TestCurlTransport::caps()
{
    QFETCH(QString, path);
    QFETCH(qint64, bodyCap);
    const long before = residentKilobytes();
    HttpRequest request = post(m_server.url(path));
    request.limits.maxBodyBytes = bodyCap;
    Exchange exchange;
    exchange.keep = false;
    exchange.start(*m_transport, request);
    QVERIFY(exchange.wait());
    QCOMPARE(exchange.code(), int(ErrorCode::TooLarge));
    QVERIFY(exchange.received <= bodyCap);
    const long grown = residentKilobytes() - before;
    QVERIFY2(grown < 16 * 1024, QByteArray::number(qlonglong(grown)).constData());
}

void TestCurlTransport::timeouts_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("idle");
    QTest::addColumn<int>("total");
    QTest::addColumn<int>("atLeast");
    QTest::newRow("SSE-009 silent server") << u"/silent"_s << 200 << 0 << 190;
    QTest::newRow("SSE-007 trickle passes the idle time, not the total") << u"/trickle?ms=50"_s << 400 << 900 << 890;
    QTest::newRow("trickle slower than the idle time") << u"/trickle?ms=5000"_s << 200 << 0 << 190;
}

void TestCurlTransport::timeouts()
{
    QFETCH(QString, path);
    QFETCH(int, idle);
    QFETCH(int, total);
    QFETCH(int, atLeast);
    HttpRequest request = post(m_server.url(path));
    request.limits.idleTimeout = std::chrono::milliseconds(idle);
    request.limits.totalTimeout = std::chrono::milliseconds(total);
    Exchange exchange;
    QElapsedTimer timer;
    timer.start();
    exchange.start(*m_transport, request);
    QVERIFY(exchange.wait());
    QCOMPARE(exchange.code(), int(ErrorCode::Timeout));
    QVERIFY(timer.elapsed() >= atLeast && timer.elapsed() < atLeast + 2000);
}

void TestCurlTransport::sendsWhatItWasGiven()
{
    HttpRequest request = post(m_server.url(u"/headers"_s));
    request.headers = {{"X-One", "1"}, {"X-Empty", ""}, {"Accept", "text/event-stream"}};
    request.body = {"ab", "", "c", QByteArray(5000, 'd')};
    Exchange exchange;
    exchange.start(*m_transport, request);
    QVERIFY(exchange.wait());
    const QByteArray head = exchange.body.toLower() + "\r\n";
    for (const char* line : {"\r\nx-one: 1\r\n", "\r\nx-empty:\r\n", "\r\naccept: text/event-stream\r\n", "\r\nuser-agent: aios-desktop\r\n",
                             "\r\ncontent-length: 5003\r\n"})
        QVERIFY2(head.contains(line), line);
    for (const char* line : {"expect", "content-type", "transfer-encoding", "cookie", "authorization", "referer"})
        QVERIFY2(!head.contains(line), line);
}

void TestCurlTransport::largeBodies_data()
{
    QTest::addColumn<int>("segments");
    QTest::addColumn<int>("size");
    QTest::newRow("none") << 0 << 0;
    QTest::newRow("16 kB and a bit") << 1 << 17'000;
    QTest::newRow("many small segments") << 5000 << 37;
    QTest::newRow("8 MB") << 8 << 1'000'000;
}

void TestCurlTransport::largeBodies()
{
    QFETCH(int, segments);
    QFETCH(int, size);
    HttpRequest request = post(m_server.url(u"/echo"_s));
    request.body.clear();
    for (int i = 0; i < segments; ++i)
        request.body.append(QByteArray(size, static_cast<char>('a' + i % 26)));
    Exchange exchange;
    exchange.start(*m_transport, request);
    QVERIFY(exchange.wait());
    QCOMPARE(exchange.code(), -1);
    QCOMPARE(exchange.body, request.body.join());
}

void TestCurlTransport::secretsReachTheServerAndNothingElse()
{
    HttpRequest request = post(m_server.url(u"/headers"_s));
    request.secretHeaders = {{"Authorization", "Bearer ", Secret("sk-canary-1")}, {"x-api-key", "", Secret("sk-canary-2")}};
    Exchange exchange;
    exchange.start(*m_transport, request);
    QVERIFY(exchange.wait());
    QVERIFY(exchange.body.contains("Authorization: Bearer sk-canary-1\r\n"));
    QVERIFY(exchange.body.contains("x-api-key: sk-canary-2"));

    // A key with a line break would become a second header; the refusal does not tell the key.
    request.secretHeaders = {{"x-api-key", "", Secret("sk-canary-3\r\nX-Evil: 1")}};
    Exchange refused;
    refused.start(*m_transport, request);
    QVERIFY(refused.wait());
    QCOMPARE(refused.code(), int(ErrorCode::InvalidInput));
    QVERIFY(!QString(refused.result.error().message + refused.result.error().detail).contains(u"canary"_s));
}

void TestCurlTransport::refusesRequests_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QByteArray>("headerName");
    QTest::addColumn<QByteArray>("headerValue");
    QTest::addColumn<int>("code");
    const int invalid = int(ErrorCode::InvalidInput);
    QTest::newRow("file") << u"file:///etc/passwd"_s << QByteArray("A") << QByteArray("b") << invalid;
    QTest::newRow("ftp") << u"ftp://127.0.0.1/x"_s << QByteArray("A") << QByteArray("b") << invalid;
    QTest::newRow("gopher") << u"gopher://127.0.0.1/x"_s << QByteArray("A") << QByteArray("b") << invalid;
    QTest::newRow("no host") << u"http:///x"_s << QByteArray("A") << QByteArray("b") << invalid;
    QTest::newRow("empty") << QString() << QByteArray("A") << QByteArray("b") << invalid;
    QTest::newRow("user info") << u"http://me:secret@127.0.0.1/ok"_s << QByteArray("A") << QByteArray("b") << invalid;
    QTest::newRow("line break in a value") << u"http://127.0.0.1/ok"_s << QByteArray("A") << QByteArray("b\nX: y") << invalid;
    QTest::newRow("colon in a name") << u"http://127.0.0.1/ok"_s << QByteArray("A: x") << QByteArray("b") << invalid;
    QTest::newRow("nobody listens") << u"http://127.0.0.1:1/ok"_s << QByteArray("A") << QByteArray("b") << int(ErrorCode::Network);
    QTest::newRow("no such name") << u"http://no-such-name.invalid/"_s << QByteArray("A") << QByteArray("b") << int(ErrorCode::Network);
}

void TestCurlTransport::refusesRequests()
{
    QFETCH(QString, url);
    QFETCH(QByteArray, headerName);
    QFETCH(QByteArray, headerValue);
    QFETCH(int, code);
    HttpRequest request = post(QUrl(url));
    request.headers = {{headerName, headerValue}};
    Exchange exchange;
    exchange.start(*m_transport, request);
    QCOMPARE(exchange.ends, 0);
    QVERIFY(exchange.wait());
    QCOMPARE(exchange.code(), code);
    QVERIFY(!exchange.result.error().message.contains(u"secret"_s));
}

void TestCurlTransport::redirectIsAnAnswer()
{
    HostileServer other;
    for (const int status : {301, 302, 307, 308}) {
        HttpRequest request = post(m_server.url(u"/redirect?code=%1&to=%2"_s.arg(status).arg(other.url(u"/headers"_s).toString())));
        request.secretHeaders = {{"x-api-key", "", Secret("sk-canary")}};
        Exchange exchange;
        exchange.start(*m_transport, request);
        QVERIFY(exchange.wait());
        QCOMPARE(exchange.code(), -1);
        QCOMPARE(exchange.head->status, status);
        QVERIFY(exchange.head->header("location").endsWith("/headers"));
    }
    QVERIFY(other.sawExactly(0));
}

void TestCurlTransport::addressGuard_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("accept");
    QTest::newRow("literal, accepted") << u"127.0.0.1"_s << true;
    QTest::newRow("literal, refused") << u"127.0.0.1"_s << false;
    QTest::newRow("name, accepted") << u"localhost"_s << true;
    QTest::newRow("name, refused") << u"localhost"_s << false;
}

void TestCurlTransport::addressGuard()
{
    QFETCH(QString, host);
    QFETCH(bool, accept);
    HostileServer server;
    Exchange warm; // A kept connection made without the guard must not be a way around it.
    warm.start(*m_transport, post(server.url(u"/ok"_s, host)));
    QVERIFY(warm.wait());
    QList<QByteArray> asked;
    HttpRequest request = get(server.url(u"/ok"_s, host));
    request.acceptAddress = [&](const QByteArray& address) {
        asked.append(address);
        return accept;
    };
    Exchange exchange;
    exchange.start(*m_transport, request);
    QVERIFY(exchange.wait());
    QCOMPARE(exchange.code(), accept ? -1 : int(ErrorCode::Denied));
    QVERIFY(asked.contains("127.0.0.1"));
    QVERIFY(server.sawExactly(accept ? 2 : 1));
}

void TestCurlTransport::usesTheProxy()
{
    HttpTransportOptions options;
    options.proxyUrl = m_server.url({}).toEncoded();
    const auto transport = makeCurlTransport(options);
    Exchange exchange;
    exchange.start(*transport, post(QUrl(u"http://somewhere.invalid/echo"_s), "through"));
    QVERIFY(exchange.wait());
    QCOMPARE(exchange.body, QByteArray("through"));
}

void TestCurlTransport::pauseStopsReading()
{
    Exchange exchange;
    exchange.keep = false;
    HttpRequest request = post(m_server.url(u"/endless"_s));
    request.limits.maxBodyBytes = 1LL << 40;
    request.limits.idleTimeout = 100ms;
    exchange.start(*m_transport, request);
    QTRY_VERIFY(exchange.received > 1'000'000);
    exchange.stream->setPaused(true);
    const qint64 held = exchange.received;
    QTest::qWait(300); // Longer than the idle time: a pause is not silence.
    QCOMPARE(exchange.received, held);
    QCOMPARE(exchange.ends, 0);
    exchange.stream->setPaused(false);
    QTRY_VERIFY(exchange.received > held + 1'000'000);
    exchange.stream->setPaused(true);
    exchange.stream->setPaused(false);
    const qint64 again = exchange.received;
    QTRY_VERIFY(exchange.received > again + 1'000'000);
}

void TestCurlTransport::mayBeDestroyedInHandlers_data()
{
    QTest::addColumn<int>("where");
    QTest::newRow("head") << 0;
    QTest::newRow("data") << 1;
    QTest::newRow("end") << 2;
}

void TestCurlTransport::mayBeDestroyedInHandlers()
{
    QFETCH(int, where);
    int calls = 0;
    int after = 0;
    std::unique_ptr<HttpStream> stream;
    bool gone = false;
    const auto at = [&](int here) {
        after += gone ? 1 : 0;
        ++calls;
        if (here == where) {
            stream.reset();
            gone = true;
        }
    };
    stream = m_transport->start(post(m_server.url(u"/sse?n=50"_s)),
                                {[&](const HttpHead&) { at(0); }, [&](QByteArrayView) { at(1); }, [&](const Result<void>&) { at(2); }});
    QTRY_VERIFY(gone);
    Exchange next; // The transport still works, and what was destroyed stays silent.
    next.start(*m_transport, post(m_server.url(u"/ok"_s)));
    QVERIFY(next.wait());
    QCOMPARE(next.body, QByteArray("fine"));
    QCOMPARE(after, 0);
    QVERIFY(calls > 0);
}

void TestCurlTransport::mayStartInHandlers()
{
    Exchange fromHead;
    Exchange fromData;
    Exchange fromEnd;
    const auto stream =
        m_transport->start(post(m_server.url(u"/ok"_s)), {[&](const HttpHead&) { fromHead.start(*m_transport, post(m_server.url(u"/ok"_s))); },
                                                          [&](QByteArrayView) { fromData.start(*m_transport, post(m_server.url(u"/ok"_s))); },
                                                          [&](const Result<void>&) { fromEnd.start(*m_transport, post(m_server.url(u"/ok"_s))); }});
    for (const Exchange* exchange : {&fromHead, &fromData, &fromEnd}) {
        QTRY_COMPARE(exchange->ends, 1);
        QCOMPARE(exchange->body, QByteArray("fine"));
    }
}

void TestCurlTransport::transportMayGoFirst()
{
    Exchange exchange;
    exchange.start(*m_transport, post(m_server.url(u"/trickle?ms=10"_s)));
    QTRY_VERIFY(exchange.received > 0);
    m_transport.reset();
    QTest::qWait(50);
    QCOMPARE(exchange.ends, 0);
    exchange.stream->setPaused(true);
    exchange.stream->setPaused(false);
    exchange.stream.reset();
}

void TestCurlTransport::manySmallChunksAreCheap()
{
    SseParser parser;
    int events = 0;
    bool ended = false;
    rusage before{};
    rusage after{};
    getrusage(RUSAGE_SELF, &before);
    const auto stream = m_transport->start(post(m_server.url(u"/sse?n=20000&size=50"_s)),
                                           {{},
                                            [&](QByteArrayView data) { QVERIFY(parser.feed(data, [&](const SseEvent&) { ++events; })); },
                                            [&](const Result<void>& result) { ended = result.has_value(); }});
    QVERIFY(QTest::qWaitFor([&] { return ended; }, 8000));
    getrusage(RUSAGE_SELF, &after);
    const auto microseconds = [](const timeval& a, const timeval& b) { return (b.tv_sec - a.tv_sec) * 1'000'000 + b.tv_usec - a.tv_usec; };
    qInfo("20000 chunks: %ld us of processor time",
          long(microseconds(before.ru_utime, after.ru_utime) + microseconds(before.ru_stime, after.ru_stime)));
    QCOMPARE(events, 20'000);
}

// The whole way there and back over a kept connection, our event loop and the server's included.
void TestCurlTransport::nextRequestIsQuick()
{
    for (const int size : {200, 40'000, 400'000}) {
        const QByteArray body(size, 'x');
        std::vector<qint64> times;
        QEventLoop loop;
        int left = 200;
        std::unique_ptr<HttpStream> stream;
        std::function<void()> next = [&] {
            auto timer = std::make_shared<QElapsedTimer>();
            timer->start();
            stream = m_transport->start(post(m_server.url(u"/status?code=200"_s), body), {{}, {}, [&, timer](const Result<void>& result) {
                                                                                              QVERIFY(result);
                                                                                              times.push_back(timer->nsecsElapsed() / 1000);
                                                                                              if (--left == 0)
                                                                                                  loop.quit();
                                                                                              else
                                                                                                  next();
                                                                                          }});
        };
        next();
        loop.exec();
        std::ranges::sort(times);
        qInfo("%d bytes: median %lld us, 95 %% %lld us", size, static_cast<long long>(times[100]), static_cast<long long>(times[190]));
        QVERIFY(times[100] < 20'000);
    }
}

QTEST_GUILESS_MAIN(TestCurlTransport)
#include "tst_curltransport.moc"
