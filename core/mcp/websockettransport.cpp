// SPDX-License-Identifier: MIT
#include "core/mcp/websockettransport.h"

#include <algorithm>
#include <string_view>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr qsizetype kMostWaiting = 64;
constexpr auto kGoodbye = 2s;

/// A line break in one would be a header of its own.
bool isPlainHeader(const SecretHeader& header)
{
    const auto plain = [](std::string_view text) { return std::ranges::none_of(text, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }); };
    return !header.name.isEmpty() && !header.name.contains(':') &&
           plain(std::string_view(header.name.data(), static_cast<std::size_t>(header.name.size()))) && plain(header.secret.reveal());
}

} // namespace

WebSocketTransport::WebSocketTransport(OpenWebSocket openWebSocket, QUrl url, QList<SecretHeader> headers, QObject* parent)
    : McpTransport(parent), m_openWebSocket(std::move(openWebSocket)), m_url(std::move(url)), m_headers(std::move(headers))
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(kGoodbye);
    connect(&m_patience, &QTimer::timeout, this, [this] { end({ErrorCode::Cancelled, u"The connection was closed."_s, {}, {}}); });
}

Result<void> WebSocketTransport::open()
{
    const QString scheme = m_url.scheme();
    if (!m_url.isValid() || m_url.host().isEmpty() || (scheme != "wss"_L1 && scheme != "ws"_L1))
        return fail(ErrorCode::InvalidInput, u"The address is not a complete ws or wss address."_s);
    if (!m_openWebSocket)
        return fail(ErrorCode::Unavailable, u"This program cannot use WebSockets. Use the service's http address if it has one."_s);
    if (!std::ranges::all_of(m_headers, isPlainHeader))
        return fail(ErrorCode::InvalidInput, u"A header of the service holds a line break or another control character, so nothing is sent."_s);
    WebSocketRequest request;
    request.url = m_url;
    request.subprotocol = "mcp";
    request.headers = m_headers;
    WebSocketHandlers handlers;
    handlers.onOpen = [this] { opened(); };
    handlers.onText = [this](const QByteArray& text) {
        if (!m_ended && !m_closing && !text.trimmed().isEmpty())
            Q_EMIT received(text);
    };
    handlers.onEnd = [this](const Error& why) { end(why); };
    auto line = m_openWebSocket(request, std::move(handlers));
    if (!line)
        return std::unexpected(line.error());
    m_line = std::move(*line);
    return {};
}

void WebSocketTransport::opened()
{
    m_open = true;
    for (const QByteArray& text : std::exchange(m_waiting, {}))
        m_line->send(text);
}

void WebSocketTransport::send(McpOutgoing message)
{
    if (!m_line || m_ended || m_closing)
        return;
    if (m_open)
        return m_line->send(message.text);
    if (m_waiting.size() < kMostWaiting)
        m_waiting.append(std::move(message.text));
}

void WebSocketTransport::close()
{
    if (m_closing || m_ended)
        return;
    m_closing = true;
    m_patience.start();
    if (m_line && m_open)
        return m_line->close();
    QMetaObject::invokeMethod(this, [this] { end({ErrorCode::Cancelled, u"The connection was closed."_s, {}, {}}); }, Qt::QueuedConnection);
}

void WebSocketTransport::end(const Error& why)
{
    if (std::exchange(m_ended, true))
        return;
    m_patience.stop();
    McpEnd end;
    end.asked = m_closing;
    end.error = m_closing ? Error{ErrorCode::Cancelled, u"The connection was closed."_s, {}, {}} : why;
    Q_EMIT closed(end);
}

} // namespace aios
