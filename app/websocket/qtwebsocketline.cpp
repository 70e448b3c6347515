// SPDX-License-Identifier: MIT
#include "app/websocket/qtwebsocketline.h"

#include <QNetworkRequest>
#include <QRegularExpression>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>
#include <QWebSocketHandshakeOptions>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr auto kLookEvery = 1s; ///< At what waits to be sent: answers to pings are sent without a word to us.
constexpr qint64 kMostOpening = 64 * 1024; ///< Of the answer to the handshake, which is read by lines however long they are.
constexpr quint64 kFrameBytes = 1024 * 1024; ///< Of what we send; longer messages are sent in parts.

/// Names as curl reads them: whole hosts or domains behind a dot, * for all.
bool isExcepted(const QString& host, const QString& noProxy)
{
    for (const QString& part : noProxy.split(u',', Qt::SkipEmptyParts)) {
        QString name = part.trimmed();
        if (name == "*"_L1)
            return true;
        while (name.startsWith(u'.'))
            name.remove(0, 1);
        if (!name.isEmpty() && (host.compare(name, Qt::CaseInsensitive) == 0 || host.endsWith(u'.' + name, Qt::CaseInsensitive)))
            return true;
    }
    return false;
}

QString variable(const char* lower, const char* upper)
{
    const QString value = qEnvironmentVariable(lower);
    return value.isEmpty() ? qEnvironmentVariable(upper) : value;
}

} // namespace

Result<QNetworkProxy> webSocketProxy(const QUrl& url, const QByteArray& configured)
{
    const bool secure = url.scheme() == "wss"_L1;
    QString text = QString::fromUtf8(configured);
    if (text.isEmpty())
        text = secure ? variable("https_proxy", "HTTPS_PROXY") : qEnvironmentVariable("http_proxy"); // as curl: never HTTP_PROXY
    if (text.isEmpty())
        text = variable("all_proxy", "ALL_PROXY");
    if (text.isEmpty() || isExcepted(url.host(), variable("no_proxy", "NO_PROXY")))
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const QUrl proxy(text.contains("://"_L1) ? text : u"http://"_s + text);
    const bool socks = proxy.scheme() == "socks5"_L1 || proxy.scheme() == "socks5h"_L1;
    if (!proxy.isValid() || proxy.host().isEmpty() || (!socks && proxy.scheme() != "http"_L1))
        return fail(ErrorCode::InvalidInput,
                    u"The proxy cannot be used for WebSockets, so nothing was sent: it must be an address with http:// or socks5://."_s);
    const auto type = socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy;
    return QNetworkProxy(type, proxy.host(), static_cast<quint16>(proxy.port(1080)), proxy.userName(), proxy.password()); // as curl: 1080
}

QtWebSocketLine::QtWebSocketLine(const WebSocketRequest& request, WebSocketHandlers handlers)
    : m_handlers(std::move(handlers)), m_host(request.url.host()), m_mostBytes(request.mostBytes), m_mostUnsent(request.mostUnsent)
{
    const auto proxy = webSocketProxy(request.url, request.proxyUrl);
    if (proxy)
        m_socket.setProxy(*proxy);
    m_socket.setMaxAllowedIncomingFrameSize(static_cast<quint64>(request.mostBytes));
    m_socket.setMaxAllowedIncomingMessageSize(static_cast<quint64>(request.mostBytes));
    m_socket.setOutgoingFrameSize(kFrameBytes);
    if (!request.caFile.isEmpty()) {
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setCaCertificates(QSslCertificate::fromPath(request.caFile, QSsl::Pem));
        m_socket.setSslConfiguration(tls);
    }
    m_pingEvery = request.pingEvery;
    m_badProxy = !proxy;
    if (!proxy) {
        end(proxy.error().message);
        return;
    }
    connectSocket();
    QNetworkRequest opening(request.url);
    for (const SecretHeader& header : request.headers) {
        const std::string_view secret = header.secret.reveal();
        opening.setRawHeader(header.name, header.prefix + QByteArray(secret.data(), static_cast<qsizetype>(secret.size())));
    }
    QWebSocketHandshakeOptions options;
    options.setSubprotocols({QString::fromLatin1(request.subprotocol)});
    m_patience.start(request.connectTimeout);
    m_socket.open(opening, options);
    m_socket.setReadBufferSize(kMostOpening); // there is a socket only now
}

/// Told from the event loop: whoever hears of it may destroy this.
void QtWebSocketLine::connectSocket()
{
    const auto later = [this](auto what) { QMetaObject::invokeMethod(this, std::move(what), Qt::QueuedConnection); };
    connect(&m_socket, &QWebSocket::connected, this, [this, later] {
        m_opened = true;
        m_heard = true;
        m_socket.setReadBufferSize(m_mostBytes + kMostOpening); // a frame is taken when it is there as a whole
        m_patience.start(m_pingEvery);
        m_look.start(kLookEvery);
        later([this] { m_handlers.onOpen(); });
    });
    connect(&m_socket, &QWebSocket::textMessageReceived, this, [this, later](const QString& text) {
        m_heard = true;
        lookAtUnsent();
        later([this, bytes = text.toUtf8()] { m_handlers.onText(bytes); });
    });
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this, [this] { end(u"The service sends data that is no text."_s); });
    connect(&m_socket, &QWebSocket::pong, this, [this] { m_heard = true; });
    connect(&m_socket, &QWebSocket::sslErrors, this, [this](const QList<QSslError>& errors) { // none is ignored
        m_tlsProblem = errors.isEmpty() ? QString() : errors.first().errorString();
    });
    connect(&m_socket, &QWebSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) { end(failureWords(error)); });
    connect(&m_socket, &QWebSocket::disconnected, this, [this, later] {
        if (!m_opened) // why comes just behind
            return later([this] { end(u"%1 did not open the WebSocket."_s.arg(m_host)); });
        const QString reason = m_socket.closeReason().left(200);
        end(reason.isEmpty() ? u"The service closed the connection."_s : u"The service closed the connection: %1"_s.arg(reason));
    });
    m_look.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_look, &QTimer::timeout, this, &QtWebSocketLine::lookAtUnsent);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (!m_opened)
            return end(u"%1 did not answer in time."_s.arg(m_host));
        ping();
    });
}

QtWebSocketLine::~QtWebSocketLine()
{
    m_ended = true;
    m_socket.disconnect(this);
    m_socket.abort();
}

void QtWebSocketLine::send(const QByteArray& utf8)
{
    if (!m_opened || m_ended || m_closing)
        return;
    m_socket.sendTextMessage(QString::fromUtf8(utf8));
    lookAtUnsent();
}

void QtWebSocketLine::lookAtUnsent()
{
    if (m_socket.bytesToWrite() > m_mostUnsent)
        end(u"The service does not read what it is sent."_s);
}

void QtWebSocketLine::close()
{
    if (m_closing || m_ended)
        return;
    m_closing = true;
    m_socket.close(QWebSocketProtocol::CloseCodeNormal);
}

/// What was pinged and says nothing until the next ping is gone.
void QtWebSocketLine::ping()
{
    if (!std::exchange(m_heard, false))
        return end(u"The service is silent and does not answer pings any more."_s);
    m_socket.ping();
}

void QtWebSocketLine::end(const QString& why)
{
    if (std::exchange(m_ended, true))
        return;
    m_patience.stop();
    m_look.stop();
    QMetaObject::invokeMethod(
        this, [this, error = Error{endCode(), why, m_socket.errorString(), {}}] { m_handlers.onEnd(error); }, Qt::QueuedConnection);
    m_socket.abort();
}

ErrorCode QtWebSocketLine::endCode() const
{
    if (m_closing)
        return ErrorCode::Cancelled;
    if (m_opened)
        return ErrorCode::Unavailable;
    if (m_badProxy || !m_tlsProblem.isEmpty() || m_socket.error() == QAbstractSocket::SslHandshakeFailedError)
        return ErrorCode::Protocol;
    // There is no other way to know what it answered to the handshake.
    static const QRegularExpression status(u"status code: (\\d{3})"_s);
    const int code = status.match(m_socket.errorString()).captured(1).toInt();
    return code == 0 || code == 408 || code == 429 || code >= 500 ? ErrorCode::Network : ErrorCode::Protocol;
}

QString QtWebSocketLine::failureWords(QAbstractSocket::SocketError error) const
{
    const QString detail = m_socket.errorString();
    if (!m_tlsProblem.isEmpty())
        return u"The certificate of %1 does not hold, so nothing was sent: %2."_s.arg(m_host, m_tlsProblem);
    if (error == QAbstractSocket::SslHandshakeFailedError)
        return u"%1 does not speak TLS there, so nothing was sent: %2."_s.arg(m_host, detail);
    switch (error) {
    case QAbstractSocket::HostNotFoundError:
        return u"%1 was not found. Check the address and the network."_s.arg(m_host);
    case QAbstractSocket::ConnectionRefusedError:
        return m_opened ? detail : u"%1 does not take connections there, or it is no WebSocket: %2."_s.arg(m_host, detail);
    case QAbstractSocket::RemoteHostClosedError:
        return m_opened ? u"The service closed the connection."_s : u"%1 closed the connection before it was open."_s.arg(m_host);
    case QAbstractSocket::ProxyConnectionRefusedError:
    case QAbstractSocket::ProxyNotFoundError:
    case QAbstractSocket::ProxyAuthenticationRequiredError:
        return u"The proxy does not lead to %1: %2."_s.arg(m_host, detail);
    default:
        return u"The WebSocket to %1 failed: %2."_s.arg(m_host, detail);
    }
}

} // namespace aios
