// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/curlexchange.h"
#include "core/net/httptransport.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>
#include <unordered_map>
#include <vector>

class QSocketNotifier;

namespace aios {

/// libcurl's multi handle driven by the event loop of the thread it was made on. libcurl may not be entered again from its own callbacks, in
/// which the callers' handlers run: what they start or drop there waits until libcurl has returned.
class CurlTransport final : public QObject, public HttpTransport {
    Q_OBJECT
public:
    explicit CurlTransport(HttpTransportOptions options);
    ~CurlTransport() override;
    [[nodiscard]] std::unique_ptr<HttpStream> start(HttpRequest request, HttpHandlers handlers) override;

private:
    class Stream;
    struct Socket {
        QSocketNotifier* read = nullptr;
        QSocketNotifier* write = nullptr;
    };

    void add(const std::shared_ptr<CurlExchange>& exchange);
    void drop(const std::shared_ptr<CurlExchange>& exchange);
    void remove(const std::shared_ptr<CurlExchange>& exchange);
    void wake();
    void act(curl_socket_t socket, int events);
    void settle();
    void armIdle(std::optional<CurlExchange::Time> deadline);
    void checkIdle();
    void watch(curl_socket_t socket, int what);
    static int onSocket(CURL* easy, curl_socket_t socket, int what, void* self, void* data);
    static int onTimer(CURLM* multi, long milliseconds, void* self);

    HttpTransportOptions m_options;
    CURLM* m_multi = nullptr;
    std::unordered_map<CURL*, std::shared_ptr<CurlExchange>> m_running;
    std::unordered_map<curl_socket_t, Socket> m_sockets;
    std::vector<std::shared_ptr<CurlExchange>> m_waiting; ///< Started by a handler inside libcurl.
    std::vector<std::shared_ptr<CurlExchange>> m_dropped; ///< Ended by a handler inside libcurl.
    QTimer m_timer;
    QTimer m_idleTimer;
    bool m_insideCurl = false;
};

} // namespace aios
