// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/loopbacklistener.h"

#include <QTcpSocket>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kLongestHead = 16 * 1024;
constexpr int kMostConnections = 8;
constexpr int kPatienceMs = 10'000;
constexpr auto kPath = "/callback"_L1;

QByteArray headerOf(const QByteArray& head, QByteArrayView name)
{
    for (const QByteArray& line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.first(colon).trimmed().compare(name, Qt::CaseInsensitive) == 0)
            return line.sliced(colon + 1).trimmed();
    }
    return {};
}

/// As long as the right one, compared to the end: how far they agree is not told by time.
bool sameText(const QByteArray& one, const QByteArray& other)
{
    if (one.size() != other.size())
        return false;
    int difference = 0;
    for (qsizetype i = 0; i < one.size(); ++i)
        difference |= one[i] ^ other[i];
    return difference == 0;
}

} // namespace

LoopbackListener::LoopbackListener(QByteArray state, QObject* parent) : QObject(parent), m_state(std::move(state))
{
    m_server.setMaxPendingConnections(kMostConnections);
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket* socket = m_server.nextPendingConnection())
            take(socket);
    });
}

Result<void> LoopbackListener::listen(quint16 port)
{
    if (m_server.listen(QHostAddress::LocalHost, port)) {
        m_port = m_server.serverPort();
        return {};
    }
    return fail(ErrorCode::Unavailable,
                u"The answer of the sign-in cannot be waited for on this computer (%1). Close what uses the port, or try again."_s.arg(
                    m_server.errorString()));
}

QString LoopbackListener::redirect(bool byName) const
{
    return u"http://%1:%2%3"_s.arg(byName ? u"localhost"_s : u"127.0.0.1"_s).arg(m_port).arg(kPath);
}

void LoopbackListener::take(QTcpSocket* socket)
{
    socket->setParent(this);
    if (m_heads.size() >= kMostConnections) {
        socket->abort();
        return socket->deleteLater();
    }
    m_heads.insert(socket, {});
    QTimer::singleShot(kPatienceMs, socket, &QTcpSocket::abort);
    connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
        m_heads.remove(socket);
        socket->deleteLater();
    });
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
        const auto found = m_heads.find(socket);
        if (found == m_heads.end())
            return void(socket->readAll()); // it has had its answer
        *found += socket->read(kLongestHead - found->size() + 1);
        const qsizetype end = found->indexOf("\r\n\r\n");
        if (found->size() > kLongestHead)
            return socket->abort();
        if (end < 0)
            return;
        const QByteArray head = found->first(end);
        m_heads.erase(found);
        answer(socket, head);
    });
}

void LoopbackListener::answer(QTcpSocket* socket, const QByteArray& head)
{
    const QList<QByteArray> words = head.left(head.indexOf('\r')).split(' ');
    const QUrl url = QUrl::fromEncoded(words.value(1), QUrl::StrictMode);
    const QByteArray host = headerOf(head, "host");
    const QByteArray port = ':' + QByteArray::number(m_port);
    if (words.value(0) != "GET" || url.path() != kPath || (host != "127.0.0.1" + port && host != "localhost" + port))
        return send(socket, 404, "Nothing is here", "AIOS Desktop waits for the answer of a sign-in, and this is none.");
    QString text = url.query(QUrl::FullyEncoded);
    text.replace(u'+', u"%20"_s); // in a form's answer a plus is a space
    const QUrlQuery query(text);
    const QByteArray state = query.queryItemValue(u"state"_s, QUrl::FullyDecoded).toUtf8();
    if (m_taken || !sameText(state, m_state))
        return send(socket, 400, "This is not the answer that was waited for", "Nothing was done. Start the sign-in again in AIOS Desktop.");
    m_taken = true;
    m_server.close();
    const bool refused = query.hasQueryItem(u"error"_s) || !query.hasQueryItem(u"code"_s);
    send(socket, 200, refused ? "You were not signed in" : "The sign-in came back to AIOS Desktop",
         refused ? "AIOS Desktop shows why. You can close this page." : "AIOS Desktop shows whether it worked. You can close this page.");
    QMetaObject::invokeMethod(this, [this, query] { Q_EMIT arrived(query); }, Qt::QueuedConnection);
}

void LoopbackListener::send(QTcpSocket* socket, int status, const QByteArray& title, const QByteArray& text)
{
    const QByteArray page = "<!doctype html><meta charset=\"utf-8\"><title>" + title +
                            "</title><body style=\"font-family:sans-serif;margin:4em\"><h1>" + title + "</h1><p>" + text + "</p>\n";
    socket->write("HTTP/1.1 " + QByteArray::number(status) + (status == 200 ? " OK" : " Not Found") +
                  "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n"
                  "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\nContent-Length: " +
                  QByteArray::number(page.size()) + "\r\n\r\n" + page);
    socket->disconnectFromHost();
}

} // namespace aios
