// SPDX-License-Identifier: MIT
#include "core/net/curlexchange.h"

#include "core/net/curlerror.h"
#include "core/net/ipaddress.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace aios {

namespace {

QByteArray numericAddress(const sockaddr* address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes = nullptr;
    if (address->sa_family == AF_INET)
        bytes = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
    else if (address->sa_family == AF_INET6)
        bytes = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    if (!bytes || !inet_ntop(address->sa_family, bytes, text.data(), text.size()))
        return {};
    return QByteArray(text.data());
}

/// 200 of "HTTP/1.1 200 OK"; 0 when the line is none.
int statusOf(QByteArrayView line)
{
    const qsizetype space = line.indexOf(' ');
    if (!line.startsWith("HTTP/") || space < 0 || line.size() < space + 4)
        return 0;
    bool isNumber = false;
    const int status = line.sliced(space + 1, 3).toInt(&isNumber);
    return isNumber ? status : 0;
}

} // namespace

CurlExchange::CurlExchange(HttpRequest request, HttpHandlers handlers)
    : m_request(std::move(request)), m_handlers(std::move(handlers)), m_lastActivity(std::chrono::steady_clock::now())
{
    for (const QByteArray& segment : std::as_const(m_request.body))
        m_bodySize += segment.size();
}

CurlExchange::~CurlExchange()
{
    freeHandle();
}

void CurlExchange::freeHandle()
{
    if (m_easy)
        curl_easy_cleanup(std::exchange(m_easy, nullptr));
    // The list holds keys in clear.
    for (curl_slist* node = m_headerList; node; node = node->next)
        wipe(node->data, std::strlen(node->data));
    curl_slist_free_all(std::exchange(m_headerList, nullptr));
}

Result<void> CurlExchange::prepare(const HttpTransportOptions& options)
{
    const QUrl& url = m_request.url;
    const QString scheme = url.scheme();
    if (!url.isValid() || url.host().isEmpty() || (scheme != QLatin1String("http") && scheme != QLatin1String("https")))
        return fail(ErrorCode::InvalidInput, QStringLiteral("This is not a complete http or https address."));
    if (!url.userInfo().isEmpty())
        return fail(ErrorCode::InvalidInput, QStringLiteral("An address with a user name or password in it is not used; store the key instead."));
    // A literal address is never resolved, so it is checked here; through a proxy it is the only thing that can be checked.
    const auto literal = IpAddress::parse(url.host());
    if (m_request.acceptAddress && literal && !m_request.acceptAddress(literal->text()))
        return fail(ErrorCode::Denied, QStringLiteral("Connections to %1 are not allowed.").arg(url.host()));
    m_easy = curl_easy_init();
    if (!m_easy)
        return fail(ErrorCode::Internal, QStringLiteral("The HTTP library could not be started."));
    setOptions(options);
    setMethod();
    setProxy(options);
    return setHeaders();
}

void CurlExchange::setOptions(const HttpTransportOptions& options)
{
    const HttpLimits& limits = m_request.limits;
    curl_easy_setopt(m_easy, CURLOPT_URL, m_request.url.toEncoded(QUrl::FullyEncoded | QUrl::RemoveFragment).constData());
    curl_easy_setopt(m_easy, CURLOPT_PRIVATE, this);
    curl_easy_setopt(m_easy, CURLOPT_ERRORBUFFER, m_errorText.data());
    curl_easy_setopt(m_easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(m_easy, CURLOPT_QUICK_EXIT, 1L); // Ending a request must not wait for the name resolver's thread.
    curl_easy_setopt(m_easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(m_easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(m_easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    curl_easy_setopt(m_easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(m_easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    curl_easy_setopt(m_easy, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(m_easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(m_easy, CURLOPT_BUFFERSIZE, 64L * 1024);
    curl_easy_setopt(m_easy, CURLOPT_UPLOAD_BUFFERSIZE, 256L * 1024);
    curl_easy_setopt(m_easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connectTimeout.count()));
    if (limits.totalTimeout.count() > 0)
        curl_easy_setopt(m_easy, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.totalTimeout.count()));
    curl_easy_setopt(m_easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(m_easy, CURLOPT_USERAGENT, options.userAgent.constData());
    curl_easy_setopt(m_easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(m_easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!options.caFile.isEmpty())
        curl_easy_setopt(m_easy, CURLOPT_CAINFO, options.caFile.toLocal8Bit().constData());
    curl_easy_setopt(m_easy, CURLOPT_HEADERFUNCTION, &CurlExchange::onHeader);
    curl_easy_setopt(m_easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_WRITEFUNCTION, &CurlExchange::onBody);
    curl_easy_setopt(m_easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (m_request.acceptAddress) {
        curl_easy_setopt(m_easy, CURLOPT_OPENSOCKETFUNCTION, &CurlExchange::onOpenSocket);
        curl_easy_setopt(m_easy, CURLOPT_OPENSOCKETDATA, this);
    }
}

void CurlExchange::setMethod()
{
    const QByteArray& method = m_request.method;
    const bool hasBody = m_bodySize > 0 || method == "POST" || method == "PUT" || method == "PATCH";
    if (method == "HEAD") {
        curl_easy_setopt(m_easy, CURLOPT_NOBODY, 1L);
    } else if (hasBody) {
        curl_easy_setopt(m_easy, CURLOPT_POST, 1L);
        curl_easy_setopt(m_easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(m_bodySize));
        curl_easy_setopt(m_easy, CURLOPT_READFUNCTION, &CurlExchange::onRead);
        curl_easy_setopt(m_easy, CURLOPT_READDATA, this);
        curl_easy_setopt(m_easy, CURLOPT_SEEKFUNCTION, &CurlExchange::onSeek);
    }
    if (method != "GET" && method != "HEAD" && !(hasBody && method == "POST"))
        curl_easy_setopt(m_easy, CURLOPT_CUSTOMREQUEST, method.constData());
    // When a kept connection turns out to be dead, libcurl sends the request again on a new one. A body that cannot be rewound makes that
    // impossible (onSeek); a request without one gets a connection of its own. A checked address also needs one: a kept one was not checked.
    if (m_bodySize == 0 || m_request.acceptAddress)
        curl_easy_setopt(m_easy, CURLOPT_FRESH_CONNECT, 1L);
}

void CurlExchange::setProxy(const HttpTransportOptions& options)
{
    QByteArray proxy = options.proxyUrl;
    if (proxy.isEmpty() && m_request.acceptAddress) {
        const bool secure = m_request.url.scheme() == QLatin1String("https");
        for (const char* name : {secure ? "https_proxy" : "http_proxy", secure ? "HTTPS_PROXY" : "", "all_proxy", "ALL_PROXY"}) {
            if (proxy.isEmpty() && *name)
                proxy = qgetenv(name);
        }
        // The address of the proxy says nothing about the target, so no host may take the way around it (no_proxy) unchecked.
        if (!proxy.isEmpty())
            curl_easy_setopt(m_easy, CURLOPT_NOPROXY, "");
    }
    m_throughProxy = !proxy.isEmpty();
    if (m_throughProxy)
        curl_easy_setopt(m_easy, CURLOPT_PROXY, proxy.constData());
    if (m_throughProxy && m_request.acceptAddress)
        curl_easy_setopt(m_easy, CURLOPT_NOPROXY, "");
}

Result<void> CurlExchange::addHeader(const QByteArray& name, QByteArrayView prefix, std::string_view value)
{
    const auto isLineBreak = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
    const auto isNameCharacter = [](char c) { return c > 0x20 && c < 0x7f && c != ':' && c != ';'; };
    if (name.isEmpty() || !std::ranges::all_of(name, isNameCharacter))
        return fail(ErrorCode::InvalidInput, QStringLiteral("A header name of this request is not valid."));
    if (std::ranges::any_of(prefix, isLineBreak) || std::ranges::any_of(value, isLineBreak)) {
        return fail(ErrorCode::InvalidInput,
                    QStringLiteral("The value of the header %1 holds a line break; if it is a key, enter it again.").arg(QString::fromLatin1(name)));
    }
    std::string line(name.constData(), static_cast<std::size_t>(name.size()));
    line.reserve(line.size() + 2 + static_cast<std::size_t>(prefix.size()) + value.size() + 1);
    const bool isEmpty = prefix.isEmpty() && value.empty();
    line += isEmpty ? ";" : ": ";
    line.append(prefix.data(), static_cast<std::size_t>(prefix.size())).append(value);
    curl_slist* longer = curl_slist_append(m_headerList, line.c_str());
    wipe(line.data(), line.size());
    if (!longer)
        return fail(ErrorCode::Internal, QStringLiteral("There is not enough memory for this request."));
    m_headerList = longer;
    return {};
}

Result<void> CurlExchange::setHeaders()
{
    bool hasType = false;
    for (const HttpHeader& header : std::as_const(m_request.headers)) {
        hasType = hasType || header.name.compare("content-type", Qt::CaseInsensitive) == 0;
        if (const auto added = addHeader(header.name, {}, std::string_view(header.value.constData(), static_cast<std::size_t>(header.value.size())));
            !added)
            return added;
    }
    for (const SecretHeader& header : std::as_const(m_request.secretHeaders)) {
        if (const auto added = addHeader(header.name, header.prefix, header.secret.reveal()); !added)
            return added;
    }
    m_headerList = curl_slist_append(m_headerList, "Expect:");
    if (!hasType)
        m_headerList = curl_slist_append(m_headerList, "Content-Type:");
    curl_easy_setopt(m_easy, CURLOPT_HTTPHEADER, m_headerList);
    return {};
}

void CurlExchange::setPaused(bool paused)
{
    m_paused = paused;
    m_lastActivity = std::chrono::steady_clock::now();
}

void CurlExchange::resume()
{
    m_heldBack = false;
    curl_easy_pause(m_easy, CURLPAUSE_CONT);
}

std::optional<CurlExchange::Time> CurlExchange::idleDeadline() const
{
    if (m_paused || m_request.limits.idleTimeout.count() <= 0)
        return std::nullopt;
    return m_lastActivity + m_request.limits.idleTimeout;
}

void CurlExchange::failIdle()
{
    const auto seconds = static_cast<double>(m_request.limits.idleTimeout.count()) / 1000;
    m_error = Error{ErrorCode::Timeout, QStringLiteral("%1 sent nothing for %2 seconds; try again.").arg(m_request.url.host()).arg(seconds), {}, {}};
}

Error CurlExchange::errorOf(CURLcode code) const
{
    if (m_error)
        return *m_error;
    const QString host = m_request.url.host();
    if (m_addressRefused && code == CURLE_COULDNT_CONNECT)
        return {ErrorCode::Denied, QStringLiteral("Connections to the addresses of %1 are not allowed.").arg(host), {}, {}};
    return curlError(code, host, m_errorText.data());
}

void CurlExchange::finish(CURLcode code)
{
    if (code == CURLE_OK && !m_error) {
        freeHandle();
        if (!m_aborted && m_handlers.onEnd)
            m_handlers.onEnd({});
        return;
    }
    finish(errorOf(code));
}

void CurlExchange::finish(Error error)
{
    freeHandle();
    if (!m_aborted && m_handlers.onEnd)
        m_handlers.onEnd(std::unexpected(std::move(error)));
}

std::size_t CurlExchange::failWith(ErrorCode code, const QString& message)
{
    m_error = Error{code, message, {}, {}};
    return CURL_WRITEFUNC_ERROR;
}

std::size_t CurlExchange::takeHeaderLine(QByteArrayView line)
{
    const std::size_t taken = static_cast<std::size_t>(line.size());
    m_lastActivity = std::chrono::steady_clock::now();
    m_headerBytes += line.size();
    if (m_aborted)
        return CURL_WRITEFUNC_ERROR;
    if (m_headerBytes > m_request.limits.maxHeaderBytes) {
        return failWith(
            ErrorCode::TooLarge,
            QStringLiteral("The reply of %1 has more than %2 bytes of headers.").arg(m_request.url.host()).arg(m_request.limits.maxHeaderBytes));
    }
    if (m_headDelivered) // Trailers.
        return taken;
    const QByteArrayView text = line.trimmed();
    if (const int status = statusOf(text); status > 0) {
        m_head = {};
        m_head.status = status;
    } else if (const qsizetype colon = text.indexOf(':'); colon > 0) {
        m_head.headers.append({text.first(colon).trimmed().toByteArray(), text.sliced(colon + 1).trimmed().toByteArray()});
    } else if (text.isEmpty() && m_head.status >= 200) {
        m_headDelivered = true;
        if (m_handlers.onHead)
            m_handlers.onHead(m_head);
    }
    return m_aborted ? CURL_WRITEFUNC_ERROR : taken;
}

std::size_t CurlExchange::takeBody(QByteArrayView data)
{
    if (m_aborted)
        return CURL_WRITEFUNC_ERROR;
    m_lastActivity = std::chrono::steady_clock::now();
    if (m_paused) {
        m_heldBack = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    m_bodyBytes += data.size();
    if (m_bodyBytes > m_request.limits.maxBodyBytes) {
        return failWith(
            ErrorCode::TooLarge,
            QStringLiteral("The reply of %1 is larger than %2 bytes; it was stopped.").arg(m_request.url.host()).arg(m_request.limits.maxBodyBytes));
    }
    if (m_handlers.onData)
        m_handlers.onData(data);
    return m_aborted ? CURL_WRITEFUNC_ERROR : static_cast<std::size_t>(data.size());
}

std::size_t CurlExchange::giveBody(char* buffer, std::size_t size)
{
    if (m_aborted)
        return CURL_READFUNC_ABORT;
    m_lastActivity = std::chrono::steady_clock::now();
    std::size_t given = 0;
    while (given < size && m_segment < m_request.body.size()) {
        const QByteArray& segment = m_request.body.at(m_segment);
        const auto part = std::min(size - given, static_cast<std::size_t>(segment.size() - m_offset));
        std::memcpy(buffer + given, segment.constData() + m_offset, part);
        given += part;
        m_offset += static_cast<qsizetype>(part);
        if (m_offset == segment.size()) {
            ++m_segment;
            m_offset = 0;
        }
    }
    return given;
}

curl_socket_t CurlExchange::openSocket(curl_sockaddr* address)
{
    if (!m_throughProxy && !m_request.acceptAddress(numericAddress(&address->addr))) {
        m_addressRefused = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t CurlExchange::onHeader(char* data, std::size_t size, std::size_t count, void* self)
{
    return static_cast<CurlExchange*>(self)->takeHeaderLine({data, static_cast<qsizetype>(size * count)});
}

std::size_t CurlExchange::onBody(char* data, std::size_t size, std::size_t count, void* self)
{
    return static_cast<CurlExchange*>(self)->takeBody({data, static_cast<qsizetype>(size * count)});
}

std::size_t CurlExchange::onRead(char* buffer, std::size_t size, std::size_t count, void* self)
{
    return static_cast<CurlExchange*>(self)->giveBody(buffer, size * count);
}

int CurlExchange::onSeek(void*, curl_off_t, int)
{
    return CURL_SEEKFUNC_FAIL;
}

curl_socket_t CurlExchange::onOpenSocket(void* self, curlsocktype, curl_sockaddr* address)
{
    return static_cast<CurlExchange*>(self)->openSocket(address);
}

} // namespace aios
