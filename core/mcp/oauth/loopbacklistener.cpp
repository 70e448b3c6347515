// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/loopbacklistener.h"

#include <QTimer>
#include <QUrl>

#include <array>
#include <cerrno>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kLongestHead = 16 * 1024;
constexpr qsizetype kMostConnections = 8;
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

/// One connection, until it was answered and has gone, or has taken too long.
class LoopbackListener::Visitor final : public QObject {
public:
    Visitor(UniqueFd socket, LoopbackListener& listener)
        : QObject(&listener), m_listener(listener), m_socket(std::move(socket)), m_readable(m_socket.get(), QSocketNotifier::Read)
    {
        connect(&m_readable, &QSocketNotifier::activated, this, &Visitor::read);
        QTimer::singleShot(kPatienceMs, this, &Visitor::end);
    }

    /// Small enough for the system to take it whole at once; who does not read it does not get it.
    void send(int status, const QByteArray& title, const QByteArray& text)
    {
        const QByteArray page = "<!doctype html><meta charset=\"utf-8\"><title>" + title +
                                "</title><body style=\"font-family:sans-serif;margin:4em\"><h1>" + title + "</h1><p>" + text + "</p>\n";
        const QByteArray reply =
            "HTTP/1.1 " + QByteArray::number(status) + (status == 200 ? " OK" : " Not Found") +
            "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n"
            "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\nContent-Length: " +
            QByteArray::number(page.size()) + "\r\n\r\n" + page;
        std::ignore = ::send(m_socket.get(), reply.constData(), static_cast<std::size_t>(reply.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
        ::shutdown(m_socket.get(), SHUT_WR);
    }

private:
    void read()
    {
        std::array<char, 4096> buffer;
        const ssize_t count = ::recv(m_socket.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (count <= 0)
            return end();
        if (m_answered) // what comes now is read away, so that closing does not cut the answer short
            return;
        m_head.append(buffer.data(), count);
        if (m_head.size() > kLongestHead)
            return end();
        const qsizetype end = m_head.indexOf("\r\n\r\n");
        m_answered = end >= 0;
        if (m_answered)
            m_listener.answer(*this, m_head.first(end));
    }

    void end()
    {
        m_readable.setEnabled(false);
        deleteLater();
    }

    LoopbackListener& m_listener;
    UniqueFd m_socket;
    QSocketNotifier m_readable;
    QByteArray m_head;
    bool m_answered = false;
};

LoopbackListener::LoopbackListener(QByteArray state, QObject* parent) : QObject(parent), m_state(std::move(state)) {}

LoopbackListener::~LoopbackListener() = default;

Result<void> LoopbackListener::listen(quint16 port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    const int on = 1;
    UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket || ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 || ::bind(socket.get(), plain, size) != 0 ||
        ::listen(socket.get(), static_cast<int>(kMostConnections)) != 0 || ::getsockname(socket.get(), plain, &size) != 0)
        return fail(ErrorCode::Unavailable,
                    u"The answer of the sign-in cannot be waited for on this computer (%1). Close what uses the port, or try again."_s.arg(
                        qt_error_string(errno)));
    m_socket = std::move(socket);
    m_port = ntohs(address.sin_port);
    m_waiting = std::make_unique<QSocketNotifier>(m_socket.get(), QSocketNotifier::Read);
    connect(m_waiting.get(), &QSocketNotifier::activated, this, &LoopbackListener::accept);
    return {};
}

QString LoopbackListener::redirect(bool byName) const
{
    return u"http://%1:%2%3"_s.arg(byName ? u"localhost"_s : u"127.0.0.1"_s).arg(m_port).arg(kPath);
}

void LoopbackListener::accept()
{
    UniqueFd socket(::accept4(m_socket.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket && children().size() < kMostConnections) // all children are visitors
        new Visitor(std::move(socket), *this);
}

void LoopbackListener::answer(Visitor& visitor, const QByteArray& head)
{
    const QList<QByteArray> words = head.left(head.indexOf('\r')).split(' ');
    const QUrl url = QUrl::fromEncoded(words.value(1), QUrl::StrictMode);
    const QByteArray host = headerOf(head, "host");
    const QByteArray port = ':' + QByteArray::number(m_port);
    if (words.value(0) != "GET" || url.path() != kPath || (host != "127.0.0.1" + port && host != "localhost" + port))
        return visitor.send(404, "Nothing is here", "AIOS Desktop waits for the answer of a sign-in, and this is none.");
    QString text = url.query(QUrl::FullyEncoded);
    text.replace(u'+', u"%20"_s); // in a form's answer a plus is a space
    const QUrlQuery query(text);
    const QByteArray state = query.queryItemValue(u"state"_s, QUrl::FullyDecoded).toUtf8();
    if (m_taken || !sameText(state, m_state))
        return visitor.send(400, "This is not the answer that was waited for", "Nothing was done. Start the sign-in again in AIOS Desktop.");
    m_taken = true;
    m_waiting.reset();
    m_socket = UniqueFd();
    const bool refused = query.hasQueryItem(u"error"_s) || !query.hasQueryItem(u"code"_s);
    visitor.send(200, refused ? "You were not signed in" : "The sign-in came back to AIOS Desktop",
                 refused ? "AIOS Desktop shows why. You can close this page." : "AIOS Desktop shows whether it worked. You can close this page.");
    QMetaObject::invokeMethod(this, [this, query] { Q_EMIT arrived(query); }, Qt::QueuedConnection);
}

} // namespace aios
