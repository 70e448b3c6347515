// SPDX-License-Identifier: MIT
// How a WebSocket finds its way and notices that its service is gone: proxies, pings, and whether another try can help.
#include "app/wiring/websocketmodule.h"
#include "tests/e2e/socketserver.h"
#include "tests/mcp/serverhouse.h"

#include <QCryptographicHash>
#include <QTcpServer>
#include <QTcpSocket>

using namespace aios;
using namespace aios::test;

namespace {

/// An HTTP proxy that leads everything to one place, and what it was asked.
class Proxy {
public:
    explicit Proxy(quint16 port, bool lets = true)
    {
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, port, lets] {
            QTcpSocket* client = m_server.nextPendingConnection();
            QObject::connect(client, &QTcpSocket::readyRead, client, [this, client, port, lets] { take(client, port, lets); });
        });
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("cannot listen");
    }
    [[nodiscard]] QByteArray url(const QByteArray& before = "http://") const
    {
        return before + "127.0.0.1:" + QByteArray::number(m_server.serverPort());
    }
    QByteArrayList asked;

private:
    void take(QTcpSocket* client, quint16 port, bool lets)
    {
        auto* upstream = client->findChild<QTcpSocket*>();
        if (upstream)
            return void(upstream->write(client->readAll()));
        asked.append(client->readLine().trimmed());
        client->readAll();
        if (!lets) {
            client->write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
            return client->disconnectFromHost();
        }
        upstream = new QTcpSocket(client);
        upstream->setProxy(QNetworkProxy::NoProxy);
        QObject::connect(upstream, &QTcpSocket::connected, client, [client] { client->write("HTTP/1.1 200 OK\r\n\r\n"); });
        QObject::connect(upstream, &QTcpSocket::readyRead, client, [client, upstream] { client->write(upstream->readAll()); });
        QObject::connect(upstream, &QTcpSocket::disconnected, client, [client] { client->disconnectFromHost(); });
        upstream->connectToHost(QHostAddress::LocalHost, port);
    }
    QTcpServer m_server;
};

/// Opens the WebSocket and never says anything again, not even that it has heard a ping.
class MuteServer {
public:
    MuteServer()
    {
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            QTcpSocket* socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                const QByteArray request = socket->readAll();
                const qsizetype at = request.toLower().indexOf("sec-websocket-key: ");
                if (at < 0)
                    return;
                const QByteArray key = request.sliced(at + 19, request.indexOf('\r', at) - at - 19);
                const QByteArray accept =
                    QCryptographicHash::hash(QByteArray(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"), QCryptographicHash::Sha1).toBase64();
                socket->write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept +
                              "\r\nSec-WebSocket-Protocol: mcp\r\n\r\n");
            });
        });
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("cannot listen");
    }
    [[nodiscard]] QUrl url() const { return QUrl(u"ws://127.0.0.1:%1"_s.arg(m_server.serverPort())); }

private:
    QTcpServer m_server;
};

/// Of the environment, for one case.
class Variables {
public:
    explicit Variables(const QByteArrayList& assignments)
    {
        for (const char* name : kNames)
            qunsetenv(name);
        for (const QByteArray& each : assignments)
            qputenv(each.first(each.indexOf('=')).constData(), each.sliced(each.indexOf('=') + 1));
    }
    ~Variables()
    {
        for (const char* name : kNames)
            qunsetenv(name);
    }
    Variables(const Variables&) = delete;
    Variables& operator=(const Variables&) = delete;

private:
    static constexpr std::array kNames{"http_proxy", "https_proxy", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"};
};

} // namespace

class TestWebSocketWays : public QObject {
    Q_OBJECT

    struct House : ServerHouse {
        explicit House(const QByteArray& url, const std::function<void(WebSocketRequest&)>& set = {})
        {
            firstRetry = 20ms;
            openWebSocket = [set](WebSocketRequest request, WebSocketHandlers handlers) {
                if (set)
                    set(request);
                return webSocketModule()(request, std::move(handlers));
            };
            renew();
            configure("\"one\":{\"type\":\"ws\",\"url\":\"" + url + "\"}");
        }
    };
    struct Line {
        Line(const QUrl& url, std::chrono::milliseconds pingEvery)
        {
            WebSocketRequest request;
            request.url = url;
            request.subprotocol = "mcp";
            request.pingEvery = pingEvery;
            auto opening =
                webSocketModule()(request, {[this] { opened = true; }, [](const QByteArray&) {}, [this](const Error& why) { ended = why; }});
            if (opening)
                line = std::move(*opening);
        }
        bool opened = false;
        std::optional<Error> ended;
        std::unique_ptr<WebSocketLine> line;
    };

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void deadPeerIsNoticed()
    {
        MuteServer server;
        const Line line(server.url(), 150ms);
        QTRY_VERIFY(line.opened);
        QTRY_VERIFY_WITH_TIMEOUT(line.ended.has_value(), 3000);
        QCOMPARE(line.ended->code, ErrorCode::Unavailable);
        QVERIFY2(line.ended->message.contains(u"does not answer pings any more"_s), qPrintable(line.ended->message));
    }

    void silentPeerIsKept()
    {
        SocketServer server;
        const Line line(QUrl::fromEncoded(server.url()), 50ms);
        QTRY_VERIFY(line.opened);
        QTest::qWait(500);
        QVERIFY(!line.ended);
    }

    /// The person sees it, and the service is started again.
    void deadServiceComesBack()
    {
        SocketServer server;
        MuteServer mute;
        int connections = 0;
        House house(server.url(), [&](WebSocketRequest& request) {
            request.pingEvery = 100ms;
            if (++connections == 2)
                request.url = mute.url();
        });
        QVERIFY(!house.start().tools.isEmpty());
        server.drop();
        QTRY_VERIFY_WITH_TIMEOUT(house.status().state == ServiceState::Ready && connections >= 3, 9000);
    }

    void proxies_data()
    {
        QTest::addColumn<QByteArray>("setting"); // %1: the proxy
        QTest::addColumn<QByteArrayList>("environment"); // likewise
        QTest::addColumn<bool>("through");
        QTest::newRow("as the person set it") << QByteArray("%1") << QByteArrayList() << true;
        QTest::newRow("that wins") << QByteArray("%1") << QByteArrayList{"http_proxy=http://127.0.0.1:1"} << true;
        QTest::newRow("of the environment") << QByteArray() << QByteArrayList{"http_proxy=%1"} << true;
        QTest::newRow("for all") << QByteArray() << QByteArrayList{"all_proxy=%1"} << true;
        QTest::newRow("for others") << QByteArray() << QByteArrayList{"https_proxy=%1"} << false;
        QTest::newRow("what a web server may have set") << QByteArray() << QByteArrayList{"HTTP_PROXY=%1"} << false;
        QTest::newRow("not for this one") << QByteArray() << QByteArrayList{"http_proxy=%1", "no_proxy=localhost"} << false;
        QTest::newRow("not for this one, as set") << QByteArray("%1") << QByteArrayList{"no_proxy=localhost"} << false; // as for http
        QTest::newRow("none") << QByteArray() << QByteArrayList() << false;
    }
    void proxies()
    {
        QFETCH(QByteArray, setting);
        QFETCH(QByteArrayList, environment);
        QFETCH(const bool, through);
        SocketServer server;
        const int port = QUrl::fromEncoded(server.url()).port();
        Proxy proxy(static_cast<quint16>(port));
        setting.replace("%1", proxy.url());
        for (QByteArray& each : environment)
            each.replace("%1", proxy.url());
        const Variables variables(environment);
        House house("ws://localhost:" + QByteArray::number(port), [&setting](WebSocketRequest& request) { request.proxyUrl = setting; });
        QCOMPARE(house.start().notice, QString());
        QCOMPARE(house.call(u"echo"_s, "{}")->text, u"over the wire ✓"_s);
        const QByteArrayList asked{"CONNECT localhost:" + QByteArray::number(port) + " HTTP/1.1"};
        QCOMPARE(proxy.asked, through ? asked : QByteArrayList());
    }

    /// A proxy that does not lead there is not gone around.
    void proxyRefuses()
    {
        SocketServer server;
        const int port = QUrl::fromEncoded(server.url()).port();
        Proxy proxy(static_cast<quint16>(port), false);
        const Variables variables({});
        House house("ws://localhost:" + QByteArray::number(port), [&proxy](WebSocketRequest& request) { request.proxyUrl = proxy.url(); });
        QVERIFY(house.start().tools.isEmpty());
        QVERIFY2(house.status().problem.contains(u"proxy"_s, Qt::CaseInsensitive), qPrintable(house.status().problem));
        QCOMPARE(server.connections, 0);
    }

    /// Qt reaches no proxy over TLS, and none of SOCKS 4: that is said, and nothing goes out another way.
    void proxiesThatCannotBe_data()
    {
        QTest::addColumn<QByteArray>("setting");
        QTest::newRow("TLS") << QByteArray("https://127.0.0.1:9");
        QTest::newRow("SOCKS 4") << QByteArray("socks4://127.0.0.1:9");
        QTest::newRow("nonsense") << QByteArray("http://");
    }
    void proxiesThatCannotBe()
    {
        QFETCH(const QByteArray, setting);
        SocketServer server;
        const Variables variables({});
        House house(server.url(), [&setting](WebSocketRequest& request) { request.proxyUrl = setting; });
        QVERIFY(house.start().tools.isEmpty());
        QVERIFY2(house.status().problem.contains(u"The proxy cannot be used for WebSockets"_s), qPrintable(house.status().problem));
        QVERIFY2(!house.status().problem.contains(u"tried again"_s), qPrintable(house.status().problem));
        QCOMPARE(server.connections, 0);
    }

    /// What may be otherwise soon is tried again, and nothing else.
    void firstStarts_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("again");
        const auto row = [](const char* name, const char* status, bool again) {
            QTest::newRow(name) << QByteArray("HTTP/1.1 ") + status + "\r\nContent-Length: 0\r\n\r\n" << again;
        };
        row("busy", "503 Busy", true);
        row("too often", "429 Slowly", true);
        row("no such key", "403 Forbidden", false);
        row("nothing there", "404 Not Found", false);
        row("moved", "302 Found", false);
    }
    void firstStarts()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const bool, again);
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QObject::connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket* socket = server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket, answer] {
                socket->write(answer);
                socket->disconnectFromHost();
            });
        });
        const Variables variables({});
        House house("ws://127.0.0.1:" + QByteArray::number(server.serverPort()));
        QVERIFY(house.start().tools.isEmpty());
        QVERIFY2(house.status().problem.contains(u"It is tried again"_s) == again, qPrintable(house.status().problem));
    }

    void firstStartWhereNobodyListens()
    {
        const Variables variables({});
        House house("ws://127.0.0.1:1/");
        QVERIFY(house.start().tools.isEmpty());
        QVERIFY2(house.status().problem.contains(u"It is tried again"_s), qPrintable(house.status().problem));
    }
};

QTEST_GUILESS_MAIN(TestWebSocketWays)
#include "tst_websocketways.moc"
