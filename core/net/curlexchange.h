// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/httptransport.h"

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <optional>

namespace aios {

/// One request and its reply: the easy handle, what is still to be sent, what came so far. Owned by the transport while it runs and by
/// the stream; lives on the transport's thread. libcurl calls into it, so it never moves.
class CurlExchange {
public:
    using Time = std::chrono::steady_clock::time_point;

    CurlExchange(HttpRequest request, HttpHandlers handlers);
    ~CurlExchange();
    CurlExchange(const CurlExchange&) = delete;
    CurlExchange& operator=(const CurlExchange&) = delete;

    /// Makes the easy handle, or says why this request cannot be sent.
    [[nodiscard]] Result<void> prepare(const HttpTransportOptions& options);
    [[nodiscard]] CURL* easy() const { return m_easy; }

    /// From now on no handler is called; libcurl's next callback ends the transfer.
    void abort() { m_aborted = true; }
    [[nodiscard]] bool isAborted() const { return m_aborted; }

    void setPaused(bool paused);
    [[nodiscard]] bool isHeldBack() const { return m_heldBack && !m_paused; }
    void resume();

    /// When the exchange has been silent for too long; nothing while paused.
    [[nodiscard]] std::optional<Time> idleDeadline() const;
    void failIdle();

    /// Ends the exchange with libcurl's verdict: frees the handle and calls onEnd. The handle must have left the multi handle.
    void finish(CURLcode code);
    void finish(Error error);

private:
    void setOptions(const HttpTransportOptions& options);
    void setMethod();
    void setProxy(const HttpTransportOptions& options);
    [[nodiscard]] Result<void> setHeaders();
    [[nodiscard]] Result<void> addHeader(const QByteArray& name, QByteArrayView prefix, std::string_view value);
    void freeHandle();

    std::size_t takeHeaderLine(QByteArrayView line);
    std::size_t takeBody(QByteArrayView data);
    std::size_t giveBody(char* buffer, std::size_t size);
    curl_socket_t openSocket(curl_sockaddr* address);
    std::size_t failWith(ErrorCode code, const QString& message);
    [[nodiscard]] Error errorOf(CURLcode code) const;

    static std::size_t onHeader(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t onBody(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t onRead(char* buffer, std::size_t size, std::size_t count, void* self);
    static int onSeek(void* self, curl_off_t offset, int origin);
    static curl_socket_t onOpenSocket(void* self, curlsocktype purpose, curl_sockaddr* address);

    HttpRequest m_request;
    HttpHandlers m_handlers;
    HttpHead m_head;
    CURL* m_easy = nullptr;
    curl_slist* m_headerList = nullptr;
    std::optional<Error> m_error; ///< Our own reason for ending it.
    Time m_lastActivity;
    qint64 m_headerBytes = 0;
    qint64 m_bodyBytes = 0;
    qint64 m_bodySize = 0;
    qsizetype m_segment = 0;
    qsizetype m_offset = 0;
    bool m_headDelivered = false;
    bool m_aborted = false;
    bool m_paused = false;
    bool m_heldBack = false;      ///< libcurl keeps data for us until told to go on.
    bool m_throughProxy = false;
    bool m_addressRefused = false;
    std::array<char, CURL_ERROR_SIZE> m_errorText{};
};

} // namespace aios
