// SPDX-License-Identifier: MIT
// Services over WebSocket, through the module that the programs load: from the entry to a call's answer, and what is refused.
#include "app/wiring/websocketmodule.h"
#include "tests/e2e/socketserver.h"
#include "tests/mcp/serverhouse.h"

#include <QCryptographicHash>
#include <QTcpServer>
#include <QTcpSocket>

using namespace aios;
using namespace aios::test;

namespace {

/// Answers the handshake with these bytes.
class RawServer {
public:
    explicit RawServer(const QByteArray& answer)
    {
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, answer] {
            QTcpSocket* socket = m_server.nextPendingConnection();
            ++connections;
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket, answer] {
                if (socket->readAll().contains("\r\n\r\n"))
                    socket->write(answer);
                socket->disconnectFromHost();
            });
        });
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("cannot listen");
    }
    [[nodiscard]] QByteArray url(const QByteArray& scheme = "ws") const
    {
        return scheme + "://127.0.0.1:" + QByteArray::number(m_server.serverPort());
    }
    int connections = 0;

private:
    QTcpServer m_server;
};

/// Opens the WebSocket or not, reads no more afterwards, and sends the same again and again.
class DeafServer {
public:
    DeafServer(bool opens, const QByteArray& flood)
    {
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, opens, flood] {
            QTcpSocket* socket = m_server.nextPendingConnection();
            socket->setReadBufferSize(4096);
            QObject::connect(socket, &QTcpSocket::bytesWritten, socket, [this, socket, flood](qint64 bytes) {
                sent += bytes;
                if (socket->bytesToWrite() < flood.size())
                    socket->write(flood);
            });
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, opens, flood] {
                if (!m_key.isEmpty())
                    return; // what comes now stays where it is
                m_key = rest(socket->readAll(), "Sec-WebSocket-Key: ");
                const QByteArray accept =
                    QCryptographicHash::hash(QByteArray(m_key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"), QCryptographicHash::Sha1).toBase64();
                if (opens)
                    socket->write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept +
                                  "\r\nSec-WebSocket-Protocol: mcp\r\n\r\n");
                socket->write(flood);
            });
        });
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("cannot listen");
    }
    [[nodiscard]] QUrl url() const { return QUrl(u"ws://127.0.0.1:%1"_s.arg(m_server.serverPort())); }
    qint64 sent = 0;

private:
    static QByteArray rest(const QByteArray& request, const QByteArray& header)
    {
        const qsizetype at = request.toLower().indexOf(header.toLower()) + header.size();
        return request.sliced(at, request.indexOf('\r', at) - at);
    }
    QTcpServer m_server;
    QByteArray m_key;
};

/// A frame as servers send them.
QByteArray frame(char opcode, const QByteArray& text)
{
    const auto size = static_cast<quint16>(text.size());
    return QByteArray(1, static_cast<char>(0x80 | opcode)) + char(126) + static_cast<char>(size >> 8) + static_cast<char>(size & 0xff) + text;
}

} // namespace

class TestWebSocket : public QObject {
    Q_OBJECT

    struct House : ServerHouse {
        explicit House(const QByteArray& url, const QString& caFile = {})
        {
            openWebSocket = [caFile](WebSocketRequest request, WebSocketHandlers handlers) {
                request.caFile = caFile;
                return webSocketModule()(request, std::move(handlers));
            };
            renew();
            configure("\"one\":{\"type\":\"ws\",\"url\":\"" + url + "\",\"headers\":{\"X-Key\":\"k1\"}}");
        }
    };

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void connectsCallsCloses()
    {
        SocketServer server;
        House house(server.url());
        const ServedTools served = house.start();
        QCOMPARE(served.notice, QString());
        QCOMPARE(names(served), QStringList{u"mcp__one__echo"_s});
        QCOMPARE(server.subprotocol, u"mcp"_s);
        QCOMPARE(server.key, QByteArray("k1"));
        QCOMPARE(server.connections, 1);
        QCOMPARE(house.call(u"echo"_s, "{}")->text, u"over the wire ✓"_s);
        const ServiceStatus status = house.status();
        QCOMPARE(status.type, u"ws"_s);
        QCOMPARE(status.protocol, u"2025-11-25"_s);
        QVERIFY(!status.signIn.possible && status.warnings.isEmpty());
        house.manager->server(u"one"_s)->stop();
        QTRY_COMPARE(house.status().state, ServiceState::Off);
        QTRY_COMPARE(server.closed, std::optional(QWebSocketProtocol::CloseCodeNormal));
    }

    void secure()
    {
        const Identity identity = makeIdentity("IP:127.0.0.1", -60);
        SocketServer server({}, identity);
        QByteArray url = server.url();
        url.replace("localhost", "127.0.0.1");
        House unknown(url);
        QVERIFY(unknown.start().tools.isEmpty());
        QVERIFY2(unknown.status().problem.contains(u"certificate of 127.0.0.1 does not hold"_s), qPrintable(unknown.status().problem));
        QCOMPARE(server.connections, 0);
        unknown.state.write(u"ca.pem"_s, identity.certificate);
        House known(url, unknown.state.path(u"ca.pem"_s));
        QCOMPARE(known.start().notice, QString());
        QCOMPARE(known.call(u"echo"_s, "{}")->text, u"over the wire ✓"_s);
    }

    void breaksInACall_data()
    {
        QTest::addColumn<int>("how");
        QTest::addColumn<QString>("words");
        QTest::newRow("closes") << 0 << u"closed the connection: going home"_s;
        QTest::newRow("too much") << 1 << u"Whether it took effect is not known"_s;
        QTest::newRow("no text") << 2 << u"data that is no text"_s;
    }
    void breaksInACall()
    {
        QFETCH(const int, how);
        QFETCH(const QString, words);
        SocketServer server([how](QWebSocket& socket, const QByteArray&) {
            if (how == 0)
                return socket.close(QWebSocketProtocol::CloseCodeGoingAway, u"going home"_s);
            if (how == 1)
                return void(socket.sendTextMessage(QString(9 * 1024 * 1024, u'x')));
            socket.sendBinaryMessage("\x01\x02");
        });
        House house(server.url());
        QVERIFY(!house.start().tools.isEmpty());
        const auto output = house.call(u"echo"_s, "{}");
        QVERIFY(output && output->isError);
        QVERIFY2(output->text.contains(words), qPrintable(output->text));
        QTRY_COMPARE(house.status().state, ServiceState::Failed);
        QCOMPARE(server.connections, 1); // the call is not made again
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("scheme");
        QTest::addColumn<QString>("words");
        QTest::newRow("no such key") << QByteArray("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n") << QByteArray("ws") << u"403"_s;
        QTest::newRow("redirect") << QByteArray("HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n") << QByteArray("ws")
                                  << u"302"_s;
        QTest::newRow("no web server") << QByteArray("SSH-2.0\r\n\r\n") << QByteArray("ws") << u"127.0.0.1"_s;
        QTest::newRow("no TLS") << QByteArray("HTTP/1.1 400 Bad\r\n\r\n") << QByteArray("wss") << u"127.0.0.1"_s;
    }
    void refusals()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const QByteArray, scheme);
        QFETCH(const QString, words);
        const RawServer server(answer);
        House house(server.url(scheme));
        QVERIFY(house.start().tools.isEmpty());
        QCOMPARE(house.status().state, ServiceState::Failed);
        QVERIFY2(house.status().problem.contains(words), qPrintable(house.status().problem));
        QVERIFY(server.connections <= 2); // asked what it speaks, and once more with the handshake of before
    }

    /// Neither what a server sends before the WebSocket is open nor what it does not read fills the memory.
    void floods_data()
    {
        QTest::addColumn<bool>("opens");
        QTest::addColumn<QByteArray>("flood");
        QTest::addColumn<QString>("words");
        QTest::newRow("an answer without an end") << false << QByteArray(64 * 1024, 'x') << u"did not answer in time"_s;
        QTest::newRow("pings") << true << frame(9, QByteArray(125, 'p')).replace(1, 3, QByteArray(1, char(125))).repeated(500)
                               << u"does not read what it is sent"_s;
        QTest::newRow("requests") << true << frame(1, QByteArray(4000, 'r')).repeated(16) << u"does not read what it is sent"_s;
    }
    void floods()
    {
        QFETCH(const bool, opens);
        QFETCH(const QByteArray, flood);
        QFETCH(const QString, words);
        DeafServer server(opens, flood);
        WebSocketRequest request;
        request.url = server.url();
        request.subprotocol = "mcp";
        request.connectTimeout = opens ? 15s : 1s;
        request.mostUnsent = 1024 * 1024;
        std::unique_ptr<WebSocketLine> line;
        std::optional<Error> ended;
        const auto answer = [&line](const QByteArray& text) { line->send(text); };
        auto opened = webSocketModule()(request, {[] {}, answer, [&ended](const Error& why) { ended = why; }});
        QVERIFY(opened.has_value());
        line = std::move(*opened);
        QTRY_VERIFY_WITH_TIMEOUT(ended.has_value(), 9000);
        QVERIFY2(ended->message.contains(words), qPrintable(ended->message));
        if (!opens)
            QVERIFY2(server.sent < 24LL * 1024 * 1024, qPrintable(QString::number(server.sent))); // what the system holds back, and no more
    }

    /// A large message fits, however little is read ahead while the WebSocket is opened.
    void largeMessages()
    {
        SocketServer server([](QWebSocket& socket, const QByteArray& id) {
            const QString text(3 * 1024 * 1024, u'x');
            socket.sendTextMessage(u"{\"jsonrpc\":\"2.0\",\"id\":"_s + QString::fromUtf8(id) +
                                   u",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\""_s + text + u"\"}]}}"_s);
        });
        House house(server.url());
        QVERIFY(!house.start().tools.isEmpty());
        const auto output = house.call(u"echo"_s, "{}");
        QVERIFY(output && !output->isError);
        QVERIFY(output->text.contains(u"xxx"_s));
        QCOMPARE(house.status().state, ServiceState::Ready);
    }

    void headersOfACommand()
    {
        SocketServer server;
        House house(server.url());
        house.configure("\"one\":{\"type\":\"ws\",\"url\":\"" + server.url() +
                        "\",\"headers\":{\"X-Key\":\"k1\",\"X-Own\":\"o\"},\"headersHelper\":\"echo '{\\\"X-Key\\\": \\\"k2\\\"}'\"}");
        QVERIFY(!house.start().tools.isEmpty());
        QCOMPARE(server.key, QByteArray("k2"));
        QCOMPARE(server.own, QByteArray("o"));
    }

    void nobodyListens()
    {
        House house("ws://127.0.0.1:1/");
        QVERIFY(house.start().tools.isEmpty());
        QVERIFY2(house.status().problem.contains(u"does not take connections there"_s), qPrintable(house.status().problem));
    }

    void addresses_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QString>("words");
        QTest::newRow("http") << QByteArray("https://a.example") << u"not a complete ws or wss address"_s;
        QTest::newRow("a name in it") << QByteArray("wss://me:secret@a.example") << u"user name or password"_s;
        QTest::newRow("nothing") << QByteArray("wss://") << u"not a complete ws or wss address"_s;
    }
    void addresses()
    {
        QFETCH(const QByteArray, url);
        QFETCH(const QString, words);
        House house(url);
        QVERIFY(house.start().tools.isEmpty());
        QVERIFY2(house.status().problem.contains(words), qPrintable(house.status().problem));
    }

    void headersWithLineBreaks()
    {
        SocketServer server;
        House house(server.url());
        house.configure("\"one\":{\"type\":\"ws\",\"url\":\"" + server.url() + "\",\"headers\":{\"X-Key\":\"a\\r\\nX-Other: b\"}}");
        QVERIFY(house.start().tools.isEmpty());
        QVERIFY2(house.status().problem.contains(u"line break"_s), qPrintable(house.status().problem));
        QCOMPARE(server.connections, 0);
    }

    void withoutTheModule()
    {
        House house("ws://127.0.0.1:1/");
        house.openWebSocket = {};
        house.renew();
        house.configure("\"one\":{\"type\":\"ws\",\"url\":\"ws://127.0.0.1:1/\"}");
        QVERIFY(house.start().tools.isEmpty());
        QVERIFY(house.status().problem.contains(u"cannot use WebSockets"_s));
    }
};

QTEST_GUILESS_MAIN(TestWebSocket)
#include "tst_websocket.moc"
