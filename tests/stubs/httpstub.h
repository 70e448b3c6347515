// SPDX-License-Identifier: MIT
#pragma once

#include <QCoreApplication>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include <sys/prctl.h>

namespace stub {

struct Request {
    QByteArray method;
    QUrl url;
    QByteArray authorization;
    QByteArray body;
    QHash<QByteArray, QByteArray> headers; ///< By their names in lower case.
};
struct Reply {
    int status = 200;
    QJsonDocument body;
    bool silent = false; ///< The connection is closed without an answer.
    bool held = false; ///< No answer ever comes, and the connection stays.
    QByteArray headers = {}; ///< More header lines, each with its end.
    QByteArray raw = {}; ///< These bytes instead of an answer; the connection is closed after them.
};
using Answer = std::function<Reply(const Request&)>;

/// One connection of a stub that stands for a service's REST interface: reads requests with a length, answers JSON, keeps the connection.
class Connection : public QObject {
public:
    Connection(QTcpSocket* socket, Answer answer) : QObject(socket), m_socket(socket), m_answer(std::move(answer))
    {
        connect(socket, &QTcpSocket::readyRead, this, [this] {
            m_buffer += m_socket->readAll();
            while (takeRequest()) {
            }
        });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    }

private:
    bool takeRequest()
    {
        const qsizetype end = m_buffer.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        const QList<QByteArray> lines = m_buffer.first(end).split('\n');
        const QList<QByteArray> words = lines.first().trimmed().split(' ');
        Request request{words.value(0), QUrl::fromEncoded(words.value(1)), {}, {}, {}};
        for (const QByteArray& line : lines.sliced(1)) {
            const qsizetype colon = line.indexOf(':');
            request.headers.insert(line.first(std::max<qsizetype>(colon, 0)).trimmed().toLower(), line.sliced(colon + 1).trimmed());
        }
        request.authorization = request.headers.value("authorization");
        const qsizetype length = request.headers.value("content-length").toLongLong();
        if (m_buffer.size() < end + 4 + length)
            return false;
        request.body = m_buffer.mid(end + 4, length);
        m_buffer.remove(0, end + 4 + length);
        send(request, m_answer(request));
        return true;
    }
    void send(const Request& request, const Reply& reply)
    {
        std::printf("%s %s %d\n", request.method.constData(), request.url.toEncoded().constData(), reply.silent ? 0 : reply.status);
        std::fflush(stdout);
        if (reply.silent)
            return m_socket->abort();
        if (reply.held)
            return;
        if (!reply.raw.isEmpty()) {
            m_socket->write(reply.raw);
            return m_socket->disconnectFromHost();
        }
        const QByteArray body = reply.body.toJson(QJsonDocument::Compact);
        m_socket->write("HTTP/1.1 " + QByteArray::number(reply.status) + " X\r\nContent-Type: application/json\r\n" + reply.headers +
                        "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }

    QTcpSocket* m_socket;
    Answer m_answer;
    QByteArray m_buffer;
};

/// Serves on a loopback port (the first argument, else a free one) until it is killed. Prints "PORT <n>", then a line a request: "<method> <path> <status>" (0: closed without an answer).
inline int serve(int argc, char** argv, const Answer& answer)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); // a test that crashed leaves no server behind
    QCoreApplication application(argc, argv);
    QTcpServer server;
    if (!server.listen(QHostAddress::LocalHost, static_cast<quint16>(argc > 1 ? std::atoi(argv[1]) : 0))) {
        std::fputs("cannot listen\n", stderr);
        return 1;
    }
    QObject::connect(&server, &QTcpServer::newConnection, &server, [&] {
        while (QTcpSocket* socket = server.nextPendingConnection())
            new Connection(socket, answer);
    });
    std::printf("PORT %d\n", int(server.serverPort()));
    std::fflush(stdout);
    return QCoreApplication::exec();
}

} // namespace stub
