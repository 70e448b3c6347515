// SPDX-License-Identifier: MIT
// The safety cases of model streams (data/safety.jsonl), each against a real socket that misbehaves as the row says. What only the transport sees
// (certificates) is tested there.
#include "core/model/httpmodel.h"
#include "tests/model/modeltest.h"

#include <QLoggingCategory>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

using Socket = QTcpSocket&;

const QByteArray kHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
const QByteArray kClose = kHead + "Connection: close\r\n\r\n";
const QByteArray kKey = "sk-canary-5150";

/// A server on loopback that counts requests and lets a function answer them.
class RawServer : public QTcpServer {
public:
    std::function<void(Socket)> behaviour;
    int connections = 0;
    int requests = 0;
    bool sawKey = false;

    RawServer()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket* socket = nextPendingConnection()) {
                ++connections;
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
                connect(socket, &QTcpSocket::readyRead, this, [this, socket, read = QByteArray()]() mutable {
                    read += socket->readAll();
                    const qsizetype head = read.indexOf("\r\n\r\n");
                    const qsizetype at = read.toLower().indexOf("content-length:");
                    if (head < 0 || at < 0 || read.size() < head + 4 + read.mid(at + 15, read.indexOf("\r\n", at) - at - 15).trimmed().toLongLong())
                        return;
                    sawKey = sawKey || read.contains(kKey);
                    read.clear();
                    ++requests;
                    if (behaviour)
                        behaviour(*socket);
                });
            }
        });
    }
    [[nodiscard]] QUrl url() const { return QUrl(u"http://127.0.0.1:%1"_s.arg(serverPort())); }
};

void sendAndClose(Socket socket, const QByteArray& bytes)
{
    socket.write(bytes);
    socket.disconnectFromHost();
}

void every(Socket socket, milliseconds interval, const std::function<void()>& tick)
{
    auto* timer = new QTimer(&socket);
    QObject::connect(timer, &QTimer::timeout, &socket, tick);
    timer->start(interval);
}

QByteArray errorReply(int status, const QByteArray& type, const QByteArray& headers = {})
{
    const QByteArray body = R"({"type":"error","error":{"type":")" + type + R"(","message":"m"}})";
    return "HTTP/1.1 " + QByteArray::number(status) + " X\r\nContent-Type: application/json\r\n" + headers +
           "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

QByteArray before(const QByteArray& stream, const char* mark)
{
    return stream.first(stream.indexOf(mark));
}

/// What the server of each row does; `other` is the target of redirects.
std::function<void(Socket)> behaviourOf(const QString& id, const QUrl& other)
{
    const QByteArray text = testData(u"anthropic_text.sse"_s);
    const auto closing = [](const QByteArray& bytes) { return [bytes](Socket socket) { sendAndClose(socket, bytes); }; };
    const auto keeping = [](const QByteArray& bytes) { return [bytes](Socket socket) { socket.write(bytes); }; };
    const auto redirect = [&](int status) {
        return keeping("HTTP/1.1 " + QByteArray::number(status) + " X\r\nLocation: " + other.toEncoded() + "/\r\nContent-Length: 0\r\n\r\n");
    };
    if (id == "SSE-002"_L1)
        return closing(kHead + "Transfer-Encoding: chunked\r\n\r\nff\r\n" + text.first(20));
    if (id == "SSE-004"_L1)
        return closing(kHead + "Content-Length: 5000\r\n\r\n" + text.first(75));
    if (id == "SSE-005"_L1)
        return closing(kClose + text.first(text.size() / 2));
    if (id == "SSE-006"_L1)
        return closing(kClose + before(text, "event: message_delta"));
    if (id == "SSE-007"_L1)
        return [](Socket socket) {
            socket.write(kClose + "event: ");
            every(socket, milliseconds(10), [&socket] { socket.write("x"); });
        };
    if (id == "SSE-009"_L1)
        return [](Socket) {};
    if (id == "SSE-010"_L1)
        return [](Socket socket) { socket.disconnectFromHost(); };
    if (id == "SSE-011"_L1)
        return [](Socket socket) { socket.abort(); };
    if (id == "SSE-012"_L1 || id == "SEC-013"_L1)
        return redirect(307);
    if (id == "SSE-013"_L1)
        return redirect(302);
    if (id == "SSE-014"_L1)
        return [](Socket socket) {
            const QByteArray delta = "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" +
                                     QByteArray(4000, 'x') + "\"}}\n\n";
            socket.write(kClose + before(testData(u"anthropic_text.sse"_s), "event: content_block_delta"));
            every(socket, milliseconds(0), [&socket, delta] {
                if (socket.isOpen() && socket.bytesToWrite() < 1'000'000)
                    socket.write(delta.repeated(50));
            });
        };
    if (id == "SSE-015"_L1)
        return closing(kHead + "Connection: close\r\nContent-Encoding: deflate\r\n\r\n" +
                       qCompress(QByteArray(':' + QByteArray(1022, 'x') + '\n').repeated(100'000), 9).mid(4));
    if (id == "SSE-016"_L1)
        return closing("HTTP/1.1 200 OK\r\n" + QByteArray("X-Filler: " + QByteArray(8000, 'x') + "\r\n").repeated(3000) + "\r\n");
    if (id == "SSE-017"_L1)
        return [text](Socket socket) {
            const qsizetype cut = text.indexOf("\xc3\xbc") + 1; // Inside ü.
            socket.write(kClose + text.first(cut));
            socket.flush();
            QTimer::singleShot(30, &socket, [&socket, text, cut] { sendAndClose(socket, text.sliced(cut)); });
        };
    if (id == "SSE-020"_L1)
        return closing(kClose + "\xef\xbb\xbf" + text);
    if (id == "SSE-025"_L1)
        return closing(kClose + QByteArray(text)
                                    .replace("event: ping", "event: content_block_start")
                                    .replace(R"({"type":"ping"})", R"({"type":"content_block_start","index":0,"content_block":{"type":"text"}})"));
    if (id == "SSE-029"_L1)
        return closing(kClose + testData(u"anthropic_duplicate_keys.sse"_s));
    if (id == "SSE-034"_L1)
        return keeping(errorReply(429, "rate_limit_error", "Retry-After: Wed, 21 Oct 2099 07:28:00 GMT\r\n"));
    if (id == "SSE-036"_L1)
        return keeping(errorReply(529, "overloaded_error"));
    if (id == "SSE-038"_L1)
        return keeping(errorReply(401, "authentication_error"));
    return {};
}

} // namespace

class TestModelSafety : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLoggingCategory::setFilterRules(u"aios.model.info=false"_s); }
    void rows_data();
    void rows();
};

void TestModelSafety::rows_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("expected");
    for (const QByteArray& line : testData(u"safety.jsonl"_s).split('\n')) {
        if (line.isEmpty())
            continue;
        const Result<json::value> row = parseJson(line);
        QVERIFY(row);
        const json::object& object = row->as_object();
        const QString id = jsonText(object, "id");
        QTest::newRow(qPrintable(id + u' ' + jsonText(object, "title"))) << id << jsonText(object, "expected");
    }
}

void TestModelSafety::rows()
{
    QFETCH(QString, id);
    QFETCH(QString, expected);
    RawServer other;
    RawServer server;
    const bool isDown = id == "SSE-041"_L1;
    server.behaviour = behaviourOf(id, other.url());
    QVERIFY2(server.behaviour || isDown, "a row without a server that behaves so");

    const auto transport = makeCurlTransport({});
    HttpModelSetup setup;
    setup.codec = codecSetup(u"anthropic"_s, u"claude-sonnet-5-5"_s);
    setup.codec.profile.baseUrl = server.url();
    setup.keyHeader = "x-api-key";
    setup.key = std::make_shared<Secret>(QByteArrayView(kKey));
    setup.transport = transport.get();
    setup.retry.firstDelay = milliseconds(1);
    setup.retry.maxDelay = milliseconds(2);
    setup.retry.maxRetryAfter = milliseconds(1);
    setup.timeouts = {.firstEvent = milliseconds(300), .event = milliseconds(300), .turn = milliseconds(8000)};
    if (isDown)
        server.close();
    HttpModel model(std::move(setup));

    WireHistory history;
    history.append(userText(u"what the person wrote"_s));
    Heard heard;
    const auto run = model.stream({.model = {}, .system = {}, .tools = {}, .history = &history, .effort = {}, .origin = {}}, heard.handlers());
    QTRY_VERIFY_WITH_TIMEOUT(heard.end, 9000);

    const bool isAllowed = expected == "allow"_L1;
    if (id == "SSE-029"_L1) { // The reply is whole, the call in it must not run.
        QVERIFY(*heard.end);
        QVERIFY(!std::get<ToolUseBlock>((*heard.end)->message.blocks.first()).problem.isEmpty());
    } else {
        QVERIFY2(heard.end->has_value() == isAllowed, qPrintable(problemOf(heard.end)));
    }
    if (isAllowed)
        QCOMPARE(plainText((*heard.end)->message), u"Grüße aus 東京 \U0001F600"_s);
    // Never sent again in silence, never without end, never to anyone else.
    if (!isDown)
        QCOMPARE(server.requests, 1 + static_cast<int>(heard.retries()));
    QVERIFY(heard.retries() < 8);
    QCOMPARE(other.connections, 0);
    QVERIFY(!other.sawKey);
    QVERIFY(!problemOf(heard.end).contains(QString::fromLatin1(kKey)));
    for (const ModelEvent& event : std::as_const(heard.events)) {
        if (const auto* retry = std::get_if<RetryScheduled>(&event))
            QVERIFY(retry->delay <= std::chrono::minutes(5) + std::chrono::seconds(1));
    }
    if (expected == "deny"_L1)
        QCOMPARE(heard.end->error().code, ErrorCode::Denied);
    if (id == "SSE-038"_L1)
        QCOMPARE(server.requests, 1);
    QCOMPARE(history.messages().size(), 1); // The person's text stays.
}

QTEST_GUILESS_MAIN(TestModelSafety)
#include "tst_modelsafety.moc"
