// SPDX-License-Identifier: MIT
#include "core/net/curltransport.h"

#include <QSocketNotifier>

#include <algorithm>

namespace aios {

/// What the caller holds: destroying it ends the exchange.
class CurlTransport::Stream final : public HttpStream {
public:
    Stream(QPointer<CurlTransport> transport, std::shared_ptr<CurlExchange> exchange)
        : m_transport(std::move(transport)), m_exchange(std::move(exchange))
    {}
    ~Stream() override
    {
        m_exchange->abort();
        if (m_transport)
            m_transport->drop(m_exchange);
    }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    void setPaused(bool paused) override
    {
        m_exchange->setPaused(paused);
        if (m_transport && !paused)
            m_transport->wake();
    }

private:
    QPointer<CurlTransport> m_transport;
    std::shared_ptr<CurlExchange> m_exchange;
};

CurlTransport::CurlTransport(HttpTransportOptions options) : m_options(std::move(options))
{
    static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
    m_multi = global == CURLE_OK ? curl_multi_init() : nullptr;
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, &CurlTransport::onSocket);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, &CurlTransport::onTimer);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, 16L);
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    m_idleTimer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { act(CURL_SOCKET_TIMEOUT, 0); });
    connect(&m_idleTimer, &QTimer::timeout, this, &CurlTransport::checkIdle);
}

CurlTransport::~CurlTransport()
{
    for (const auto& [easy, exchange] : m_running) {
        exchange->abort();
        curl_multi_remove_handle(m_multi, easy);
    }
    m_running.clear();
    curl_multi_cleanup(m_multi);
}

std::unique_ptr<HttpStream> CurlTransport::start(HttpRequest request, HttpHandlers handlers)
{
    auto exchange = std::make_shared<CurlExchange>(std::move(request), std::move(handlers));
    if (auto prepared = exchange->prepare(m_options); !prepared) {
        QMetaObject::invokeMethod(this, [exchange, error = prepared.error()] { exchange->finish(error); }, Qt::QueuedConnection);
    } else if (m_insideCurl) {
        m_waiting.push_back(exchange);
    } else {
        add(exchange);
    }
    return std::make_unique<Stream>(this, std::move(exchange));
}

void CurlTransport::add(const std::shared_ptr<CurlExchange>& exchange)
{
    if (exchange->isAborted())
        return;
    m_running.emplace(exchange->easy(), exchange);
    curl_multi_add_handle(m_multi, exchange->easy()); // Asks for a timer at once, which then starts the transfer.
    armIdle(exchange->idleDeadline());
}

void CurlTransport::drop(const std::shared_ptr<CurlExchange>& exchange)
{
    if (m_insideCurl)
        m_dropped.push_back(exchange);
    else
        remove(exchange);
}

void CurlTransport::remove(const std::shared_ptr<CurlExchange>& exchange)
{
    CURL* const easy = exchange->easy();
    if (!easy || m_running.erase(easy) == 0)
        return;
    curl_multi_remove_handle(m_multi, easy);
}

void CurlTransport::wake()
{
    m_timer.start(0);
}

void CurlTransport::act(curl_socket_t socket, int events)
{
    m_insideCurl = true;
    for (const auto& [easy, exchange] : m_running) {
        if (exchange->isHeldBack())
            exchange->resume();
    }
    int running = 0;
    curl_multi_socket_action(m_multi, socket, events, &running);
    m_insideCurl = false;
    settle();
}

void CurlTransport::settle()
{
    for (const auto& exchange : std::exchange(m_dropped, {}))
        remove(exchange);
    std::vector<std::pair<std::shared_ptr<CurlExchange>, CURLcode>> ended;
    int left = 0;
    while (CURLMsg* message = curl_multi_info_read(m_multi, &left)) {
        const auto found = message->msg == CURLMSG_DONE ? m_running.find(message->easy_handle) : m_running.end();
        if (found != m_running.end())
            ended.emplace_back(found->second, message->data.result);
    }
    for (const auto& exchange : std::exchange(m_waiting, {}))
        add(exchange);
    for (const auto& [exchange, code] : ended)
        remove(exchange);
    for (const auto& [exchange, code] : ended)
        exchange->finish(code);
}

void CurlTransport::armIdle(std::optional<CurlExchange::Time> deadline)
{
    if (!deadline)
        return;
    using std::chrono::milliseconds;
    const auto wait = std::max(milliseconds(1), std::chrono::ceil<milliseconds>(*deadline - std::chrono::steady_clock::now()));
    if (!m_idleTimer.isActive() || wait < m_idleTimer.remainingTimeAsDuration())
        m_idleTimer.start(wait);
}

void CurlTransport::checkIdle()
{
    const auto now = std::chrono::steady_clock::now();
    std::vector<std::shared_ptr<CurlExchange>> silent;
    for (const auto& [easy, exchange] : m_running) {
        const auto deadline = exchange->idleDeadline();
        if (deadline && *deadline <= now)
            silent.push_back(exchange);
        else
            armIdle(deadline);
    }
    for (const auto& exchange : silent)
        remove(exchange);
    for (const auto& exchange : silent) {
        exchange->failIdle();
        exchange->finish(CURLE_OPERATION_TIMEDOUT);
    }
}

int CurlTransport::onSocket(CURL*, curl_socket_t socket, int what, void* self, void*)
{
    static_cast<CurlTransport*>(self)->watch(socket, what);
    return 0;
}

int CurlTransport::onTimer(CURLM*, long milliseconds, void* self)
{
    auto* transport = static_cast<CurlTransport*>(self);
    if (milliseconds < 0)
        transport->m_timer.stop();
    else
        transport->m_timer.start(static_cast<int>(std::min<long>(milliseconds, 24L * 3600 * 1000)));
    return 0;
}

void CurlTransport::watch(curl_socket_t socket, int what)
{
    if (what == CURL_POLL_REMOVE) {
        // We may be inside this notifier's signal.
        const auto found = m_sockets.find(socket);
        if (found == m_sockets.end())
            return;
        for (QSocketNotifier* notifier : {found->second.read, found->second.write}) {
            notifier->setEnabled(false);
            notifier->deleteLater();
        }
        m_sockets.erase(found);
        return;
    }
    Socket& entry = m_sockets[socket];
    if (!entry.read) {
        entry.read = new QSocketNotifier(socket, QSocketNotifier::Read, this);
        entry.write = new QSocketNotifier(socket, QSocketNotifier::Write, this);
        connect(entry.read, &QSocketNotifier::activated, this, [this, socket] { act(socket, CURL_CSELECT_IN); });
        connect(entry.write, &QSocketNotifier::activated, this, [this, socket] { act(socket, CURL_CSELECT_OUT); });
    }
    entry.read->setEnabled((what & CURL_POLL_IN) != 0);
    entry.write->setEnabled((what & CURL_POLL_OUT) != 0);
}

std::unique_ptr<HttpTransport> makeCurlTransport(const HttpTransportOptions& options)
{
    return std::make_unique<CurlTransport>(options);
}

} // namespace aios
