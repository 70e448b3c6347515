// SPDX-License-Identifier: MIT
// An HTTP server on a free loopback port that misbehaves as told by the path of the request, for tests of HTTP clients. Prints "PORT <n>" and then
// one line a request: "REQUEST <count> <connection> <method> <path> <body bytes>". GET /count answers the number of requests so far that were not /count.
//
//   /ok /echo /headers            well-behaved: fixed text, the body, the request's header lines
//   /sse?n=..&size=..             n events of size bytes, each in a chunk of its own
//   /split                        one event, a two-byte character cut between two chunks
//   /trailer /interim             chunked with a trailer; a 103 before the 200
//   /fin-mid-chunk /short-length  cut replies: chunk of ff, 20 bytes, FIN; 5000 bytes said, 75 sent
//   /close-cut                    no length, half an event, FIN: looks complete to a client
//   /trickle?ms=..                one byte per interval, for ever
//   /silent                       takes the request, never answers
//   /fin /rst                     closes (orderly, or with a reset) after the request, before any byte
//   /fin-second /rst-second       the same, but only from the second request of a connection on; the first is answered
//   /redirect?code=..&to=..       a redirect
//   /endless                      data without end
//   /gzip /gzip-bomb              gzipped "hello"; 100 MB of zeros
//   /header-flood                 3000 headers of 8 kB
//   /early                        answers 413 before the body was read
//   /status?code=..               any status with a short body
#include <QByteArray>
#include <QCoreApplication>
#include <QHash>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>
#include <QUrlQuery>

#include <csignal>
#include <cstdio>
#include <functional>

#include <sys/prctl.h>
#include <sys/socket.h>

using namespace Qt::StringLiterals;

namespace {

// 100 MB of zeros in 100 kB. The trailing checksum is wrong: a client that comes so far has lost already.
const QByteArray& bomb()
{
    static const QByteArray gzip = [] {
        const QByteArray zlib = qCompress(QByteArray(100 * 1024 * 1024, '\0'), 9).sliced(4);
        return QByteArray::fromHex("1f8b0800000000000003") + zlib.sliced(2);
    }();
    return gzip;
}

QByteArray gzipHello()
{
    return QByteArray::fromHex("1f8b08000000000002ffcb48cdc9c9070086a6103605000000"); // "hello"
}

QByteArray chunk(const QByteArray& data)
{
    return QByteArray::number(data.size(), 16) + "\r\n" + data + "\r\n";
}

QByteArray reply(int status, const QByteArray& body, const QByteArray& headers = {})
{
    return "HTTP/1.1 " + QByteArray::number(status) + " X\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + headers + "\r\n" + body;
}

constexpr char kChunked[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

struct Request {
    QByteArray method;
    QUrl url;
    QByteArray head;
    QByteArray body;
    int onConnection = 0; ///< 1 for the first request of its connection.

    [[nodiscard]] int number(const QString& name, int fallback) const
    {
        bool ok = false;
        const int value = QUrlQuery(url).queryItemValue(name).toInt(&ok);
        return ok ? value : fallback;
    }
};

class Connection : public QObject {
public:
    Connection(QTcpSocket* socket, int id, int& count) : QObject(socket), m_socket(socket), m_id(id), m_count(count)
    {
        connect(socket, &QTcpSocket::readyRead, this, [this] { read(); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    }

private:
    void read()
    {
        m_buffer += m_socket->readAll();
        while (takeRequest()) {
        }
    }

    bool takeRequest()
    {
        const qsizetype end = m_buffer.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        const QByteArray head = m_buffer.first(end);
        qsizetype length = 0;
        for (const QByteArray& line : head.split('\n')) {
            if (line.toLower().startsWith("content-length:"))
                length = line.sliced(15).trimmed().toLongLong();
        }
        const QList<QByteArray> first = head.first(head.indexOf('\r') < 0 ? head.size() : head.indexOf('\r')).split(' ');
        Request request{first.value(0), QUrl::fromEncoded(first.value(1)), head, {}, 0};
        const bool isEarly = request.url.path() == "/early"_L1;
        if (!isEarly && m_buffer.size() < end + 4 + length)
            return false;
        request.body = m_buffer.mid(end + 4, length);
        m_buffer.remove(0, end + 4 + length);
        request.onConnection = ++m_onConnection;
        if (request.url.path() == "/count"_L1) {
            m_socket->write(reply(200, QByteArray::number(m_count)));
            return true;
        }
        std::printf("REQUEST %d %d %s %s %lld\n", ++m_count, m_id, request.method.constData(), first.value(1).constData(),
                    static_cast<long long>(length));
        std::fflush(stdout);
        answer(request);
        return !isEarly;
    }

    void finish() { m_socket->disconnectFromHost(); }

    void reset()
    {
        const linger now{1, 0};
        ::setsockopt(static_cast<int>(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        m_socket->abort();
    }

    /// Writes `block` again and again, no faster than it is read, `times` times (negative: for ever).
    void pour(const QByteArray& block, int times)
    {
        const auto more = [this, block, left = std::make_shared<int>(times)] {
            while (*left != 0 && m_socket->bytesToWrite() < 1024 * 1024) {
                m_socket->write(block);
                *left -= *left > 0 ? 1 : 0;
            }
            if (*left == 0)
                finish();
        };
        connect(m_socket, &QTcpSocket::bytesWritten, this, more);
        more();
    }

    void trickle(int interval)
    {
        m_socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
        auto* timer = new QTimer(this);
        connect(timer, &QTimer::timeout, this, [this] { m_socket->write(":"); });
        timer->start(interval);
    }

    void answer(const Request& request)
    {
        static const QHash<QString, std::function<void(Connection*, const Request&)>> modes = makeModes();
        const auto mode = modes.value(request.url.path());
        if (mode)
            mode(this, request);
        else
            m_socket->write(reply(404, "no such mode"));
    }

    void events(const Request& request)
    {
        m_socket->write(kChunked);
        const QByteArray event = chunk("event: delta\ndata: " + QByteArray(request.number(u"size"_s, 50), 'x') + "\n\n");
        for (int i = request.number(u"n"_s, 3); i > 0; --i)
            m_socket->write(event);
        m_socket->write("0\r\n\r\n");
    }

    void breakFrom(const Request& request, int from, bool hard)
    {
        if (request.onConnection < from)
            m_socket->write(reply(200, "kept"));
        else if (hard)
            reset();
        else
            finish();
    }

    static QHash<QString, std::function<void(Connection*, const Request&)>> makeModes();

    QTcpSocket* m_socket;
    QByteArray m_buffer;
    int m_id;
    int m_onConnection = 0;
    int& m_count;
};

QHash<QString, std::function<void(Connection*, const Request&)>> Connection::makeModes()
{
    using C = Connection;
    const auto fixed = [](QByteArray bytes, bool close = false) {
        return [bytes, close](C* c, const Request&) {
            c->m_socket->write(bytes);
            if (close)
                c->finish();
        };
    };
    return {
        {u"/ok"_s, fixed(reply(200, "fine"))},
        {u"/echo"_s, [](C* c, const Request& r) { c->m_socket->write(reply(200, r.body)); }},
        {u"/headers"_s, [](C* c, const Request& r) { c->m_socket->write(reply(200, r.head)); }},
        {u"/sse"_s, [](C* c, const Request& r) { c->events(r); }},
        {u"/split"_s, fixed(kChunked + chunk("data: \xc3") + chunk("\xa9\n\n") + "0\r\n\r\n")},
        {u"/trailer"_s,
         fixed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n" + chunk("body") + "0\r\nX-Late: yes\r\n\r\n")},
        {u"/interim"_s, fixed("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + reply(200, "after", "X-Final: yes\r\n"))},
        {u"/fin-mid-chunk"_s, fixed(QByteArray(kChunked) + "ff\r\ndata: only twenty by", true)},
        {u"/short-length"_s, fixed("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + QByteArray(75, 'x'), true)},
        {u"/close-cut"_s, fixed("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"half", true)},
        {u"/trickle"_s, [](C* c, const Request& r) { c->trickle(r.number(u"ms"_s, 400)); }},
        {u"/silent"_s, [](C*, const Request&) {}},
        {u"/fin"_s, [](C* c, const Request& r) { c->breakFrom(r, 1, false); }},
        {u"/rst"_s, [](C* c, const Request& r) { c->breakFrom(r, 1, true); }},
        {u"/fin-second"_s, [](C* c, const Request& r) { c->breakFrom(r, 2, false); }},
        {u"/rst-second"_s, [](C* c, const Request& r) { c->breakFrom(r, 2, true); }},
        {u"/redirect"_s,
         [](C* c, const Request& r) {
             const QByteArray to = QUrlQuery(r.url).queryItemValue(u"to"_s, QUrl::FullyDecoded).toUtf8();
             c->m_socket->write(reply(r.number(u"code"_s, 307), "moved", "Location: " + to + "\r\n"));
         }},
        {u"/endless"_s,
         [](C* c, const Request&) {
             c->m_socket->write("HTTP/1.1 200 OK\r\n\r\n");
             c->pour(QByteArray(64 * 1024, 'e'), -1);
         }},
        {u"/gzip"_s, fixed(reply(200, gzipHello(), "Content-Encoding: gzip\r\n"))},
        {u"/gzip-bomb"_s,
         [](C* c, const Request&) {
             c->m_socket->write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n");
             c->pour(bomb(), 1);
         }},
        {u"/header-flood"_s,
         [](C* c, const Request&) {
             c->m_socket->write("HTTP/1.1 200 OK\r\n");
             c->pour("X-Flood: " + QByteArray(8000, 'f') + "\r\n", 3000);
         }},
        {u"/early"_s, fixed(reply(413, "too much", "Connection: close\r\n"))},
        {u"/status"_s, [](C* c, const Request& r) { c->m_socket->write(reply(r.number(u"code"_s, 500), "a status", "Retry-After: 7\r\n")); }},
    };
}

} // namespace

int main(int argc, char** argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); // A test that crashed leaves no server behind.
    QCoreApplication app(argc, argv);
    QTcpServer server;
    if (!server.listen(QHostAddress::LocalHost, 0)) {
        std::fprintf(stderr, "cannot listen\n");
        return 1;
    }
    int connections = 0;
    int requests = 0;
    QObject::connect(&server, &QTcpServer::newConnection, &server, [&] {
        while (QTcpSocket* socket = server.nextPendingConnection())
            new Connection(socket, ++connections, requests);
    });
    std::printf("PORT %d\n", int(server.serverPort()));
    std::fflush(stdout);
    return app.exec();
}
