// SPDX-License-Identifier: MIT
// A stub model server on loopback: POST /v1/messages (Anthropic), POST …/chat/completions (OpenAI), GET …/models. Prints "PORT n" and serves until
// it is ended. One thread, replies built beforehand: it is the yardstick side of the benchmarks.
#include "tests/stubs/modelserver_replies.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <map>
#include <sstream>

namespace {

using modelserver::Reply;

constexpr const char* kHelp = R"(modelserver: a stub model server on loopback
  --scenario reads:N | bash:N | big:DELTAS:BYTES | text:WORDS   what it answers (default text:Hello.)
  --script FILE        answers from a JSON file, one a request
  --dir DIR            folder of reads:N; the files are file-0000.txt … file-(N-1).txt
  --command CMD        command of bash:N (default true); {n} in it is the call's number
  --model NAME         name in replies and lists (default stub-model)
  --fail KIND[:N]      the first N requests (default all) fail: a status (401, 429, 500, 529 …), midstream, cut, fin, rst, silent, redirect,
                       html, trickle, nostop
  --retry-after TEXT   header of failures
  --timings FILE       one JSON line a request: requestComplete, previousReplySent, replySent (ns, steady clock), sizes
  --dump DIR           bodies of requests as DIR/request-0001.json …
)";

struct Options {
    std::string scenario = "text:Hello.";
    std::string script;
    std::string dir = ".";
    std::string command = "true";
    std::string model = "stub-model";
    std::string fail;
    int failures = -1; ///< Left; -1: without end.
    std::string retryAfter;
    std::string timings;
    std::string dump;
};

long long now()
{
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

struct Connection {
    std::string in;
    std::size_t scanned = 0;
    std::string out;
    std::size_t sent = 0;
    enum class Then { Keep, Close, Reset, Trickle, Silent } then = Then::Keep;
    bool replying = false;
};

volatile std::sig_atomic_t g_stop = 0;

class Server {
public:
    explicit Server(Options options) : m_options(std::move(options))
    {
        std::vector<Reply> replies;
        if (!m_options.script.empty()) {
            std::ifstream file(m_options.script, std::ios::binary);
            std::stringstream text;
            text << file.rdbuf();
            replies = modelserver::scripted(QByteArray::fromStdString(text.str()));
            m_bySequence = true;
        } else {
            replies = modelserver::scenario(m_options.scenario, m_options.dir, m_options.command);
        }
        for (Reply& reply : replies) {
            m_anthropic.push_back(http(reply, modelserver::anthropicStream(reply, m_options.model)));
            m_openai.push_back(http(reply, modelserver::openaiStream(reply, m_options.model)));
        }
        m_replies = std::move(replies);
    }

    int run();

private:
    static std::string chunked(const std::string& body)
    {
        char size[32];
        std::snprintf(size, sizeof size, "%zx\r\n", body.size());
        return size + body + "\r\n0\r\n\r\n";
    }
    static std::string json(int status, const std::string& body, const std::string& headers = {})
    {
        return "HTTP/1.1 " + std::to_string(status) + " Stub\r\ncontent-type: application/json\r\n" + headers +
               "content-length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }
    static std::string http(const Reply& reply, const std::string& stream)
    {
        if (reply.status != 200)
            return json(reply.status, reply.rawBody, reply.headers);
        return "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nrequest-id: req_stub\r\n" + reply.headers +
               "transfer-encoding: chunked\r\n\r\n" + chunked(reply.rawBody.empty() ? stream : reply.rawBody);
    }

    void readFrom(int fd, Connection& connection);
    bool takeRequest(Connection& connection);
    void answer(Connection& connection, const std::string& line, const std::string& body);
    bool failed(Connection& connection, const std::string& stream);
    std::size_t nextReply(const std::string& body);
    void writeTo(int fd, Connection& connection);
    void note(const std::string& line, std::size_t requestBytes, std::size_t replyBytes);
    void flushTimings();

    Options m_options;
    std::vector<Reply> m_replies;
    std::vector<std::string> m_anthropic;
    std::vector<std::string> m_openai;
    std::map<int, Connection> m_connections;
    bool m_bySequence = false;
    std::size_t m_sequence = 0;
    int m_requests = 0;
    long long m_requestComplete = 0;
    long long m_replySent = 0;
    std::string m_lines;
    std::string m_pendingLine;
};

/// Which reply comes next: the last call id in the request tells, so nothing is kept between requests and several clients may ask at once.
std::size_t Server::nextReply(const std::string& body)
{
    if (m_bySequence)
        return std::min(m_sequence++, m_replies.size() - 1);
    const std::size_t at = body.rfind("toolu_bench_");
    const std::size_t next = at == std::string::npos ? 0 : static_cast<std::size_t>(std::atoi(body.c_str() + at + 12)) + 1;
    return std::min(next, m_replies.size() - 1);
}

bool Server::failed(Connection& connection, const std::string& stream)
{
    const std::string& kind = m_options.fail;
    if (kind.empty() || m_options.failures == 0)
        return false;
    if (m_options.failures > 0)
        --m_options.failures;
    const std::string retry = m_options.retryAfter.empty() ? std::string() : "retry-after: " + m_options.retryAfter + "\r\n";
    const std::string head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n";
    if (const int status = std::atoi(kind.c_str()); status >= 400) {
        const char* type = status == 401   ? "authentication_error"
                           : status == 429 ? "rate_limit_error"
                           : status == 529 ? "overloaded_error"
                                           : "api_error";
        connection.out = json(status, std::string(R"({"type":"error","error":{"type":")") + type + R"(","message":"as told"}})", retry);
    } else if (kind == "midstream") {
        const std::string half = stream.substr(0, stream.find("event: content_block_stop"));
        connection.out =
            head + "transfer-encoding: chunked\r\n\r\n" +
            chunked(half + "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"as told\"}}\n\n");
    } else if (kind == "nostop") {
        connection.out = head + "transfer-encoding: chunked\r\n\r\n" + chunked(stream.substr(0, stream.find("event: message_stop")));
    } else if (kind == "cut") {
        connection.out = head + "content-length: 100000\r\n\r\n" + stream.substr(0, stream.size() / 2);
        connection.then = Connection::Then::Close;
    } else if (kind == "redirect") {
        connection.out = "HTTP/1.1 307 Stub\r\nlocation: http://other.example/v1/messages\r\ncontent-length: 0\r\n\r\n";
    } else if (kind == "html") {
        connection.out = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 12\r\n\r\n<p>Log in</p>";
    } else if (kind == "trickle") {
        connection.out = head + "\r\nevent: ";
        connection.then = Connection::Then::Trickle;
    } else if (kind == "silent") {
        connection.then = Connection::Then::Silent;
    } else {
        connection.then = kind == "rst" ? Connection::Then::Reset : Connection::Then::Close;
    }
    return true;
}

void Server::answer(Connection& connection, const std::string& line, const std::string& body)
{
    connection.replying = true;
    connection.then = Connection::Then::Keep;
    connection.sent = 0;
    connection.out.clear();
    const std::string path = line.substr(line.find(' ') + 1, line.rfind(' ') - line.find(' ') - 1);
    if (line.starts_with("GET ") && path.find("/models") != std::string::npos) {
        connection.out =
            json(200, R"({"object":"list","data":[{"id":)" + modelserver::jsonText(m_options.model) + R"(,"object":"model","created":1}]})");
        return;
    }
    if (path.find("/count_tokens") != std::string::npos) {
        connection.out = json(200, R"({"input_tokens":)" + std::to_string(body.size() / 4) + "}");
        return;
    }
    const bool openai = path.find("/chat/completions") != std::string::npos;
    if (!line.starts_with("POST ") || (!openai && path.find("/messages") == std::string::npos)) {
        connection.out = json(404, R"({"type":"error","error":{"type":"not_found_error","message":"no such path"}})");
        return;
    }
    // Side requests of a client (titles, quota) offer no tools: they get a word, and the scenario does not move on.
    const bool aside =
        !m_bySequence && m_replies.size() > 1 && body.find("\"tools\":[{") == std::string::npos && body.find("\"tools\": [{") == std::string::npos;
    const std::size_t next = aside ? m_replies.size() - 1 : nextReply(body);
    if (!aside && !m_options.fail.empty() &&
        failed(connection,
               openai ? modelserver::openaiStream(m_replies[next], m_options.model) : modelserver::anthropicStream(m_replies[next], m_options.model)))
        return;
    const bool streams = body.find("\"stream\":true") != std::string::npos || body.find("\"stream\": true") != std::string::npos;
    connection.out = openai    ? m_openai[next]
                     : streams ? m_anthropic[next]
                               : json(200, modelserver::anthropicMessage(m_replies[next], m_options.model));
}

/// Takes one whole request out of the buffer; false while it is not whole.
bool Server::takeRequest(Connection& connection)
{
    const std::size_t head = connection.in.find("\r\n\r\n", connection.scanned > 3 ? connection.scanned - 3 : 0);
    if (head == std::string::npos) {
        connection.scanned = connection.in.size();
        return false;
    }
    std::size_t length = 0;
    for (std::size_t at = connection.in.find("\r\n"); at < head; at = connection.in.find("\r\n", at + 2)) {
        if (strncasecmp(connection.in.c_str() + at + 2, "content-length:", 15) == 0)
            length = static_cast<std::size_t>(std::strtoull(connection.in.c_str() + at + 17, nullptr, 10));
    }
    connection.scanned = head;
    if (connection.in.size() < head + 4 + length)
        return false;
    m_requestComplete = now();
    const std::string line = connection.in.substr(0, connection.in.find("\r\n"));
    const std::string body = connection.in.substr(head + 4, length);
    const std::size_t requestBytes = head + 4 + length;
    connection.in.erase(0, requestBytes);
    connection.scanned = 0;
    ++m_requests;
    if (!m_options.dump.empty())
        std::ofstream(m_options.dump + modelserver::numbered("/request-%04d.json", m_requests), std::ios::binary) << body;
    answer(connection, line, body);
    note(line, requestBytes, connection.out.size());
    return true;
}

void Server::note(const std::string& line, std::size_t requestBytes, std::size_t replyBytes)
{
    if (m_options.timings.empty())
        return;
    m_pendingLine = "{\"n\":" + std::to_string(m_requests) + ",\"request\":" + modelserver::jsonText(line) +
                    ",\"requestComplete\":" + std::to_string(m_requestComplete) + ",\"previousReplySent\":" + std::to_string(m_replySent) +
                    ",\"requestBytes\":" + std::to_string(requestBytes) + ",\"replyBytes\":" + std::to_string(replyBytes);
}

void Server::flushTimings()
{
    if (m_lines.empty())
        return;
    std::ofstream(m_options.timings, std::ios::binary | std::ios::app) << m_lines;
    m_lines.clear();
}

void Server::readFrom(int fd, Connection& connection)
{
    char buffer[256 * 1024];
    while (true) {
        const ssize_t got = ::read(fd, buffer, sizeof buffer);
        if (got > 0) {
            connection.in.append(buffer, static_cast<std::size_t>(got));
            continue;
        }
        if (got == 0 || (errno != EAGAIN && errno != EINTR))
            connection.then = Connection::Then::Close;
        break;
    }
    if (connection.replying || !takeRequest(connection)) {
        if (connection.then == Connection::Then::Close && !connection.replying)
            connection.replying = true; // Nothing to say: closed below.
        return;
    }
}

void Server::writeTo(int fd, Connection& connection)
{
    while (connection.sent < connection.out.size()) {
        const ssize_t done = ::send(fd, connection.out.data() + connection.sent, connection.out.size() - connection.sent, MSG_NOSIGNAL);
        if (done > 0)
            connection.sent += static_cast<std::size_t>(done);
        else if (errno == EAGAIN)
            return;
        else {
            connection.then = Connection::Then::Close;
            break;
        }
    }
    m_replySent = now();
    if (!m_pendingLine.empty())
        m_lines += std::exchange(m_pendingLine, {}) + ",\"replySent\":" + std::to_string(m_replySent) + "}\n";
    if (connection.then == Connection::Then::Keep)
        connection.replying = false;
}

int Server::run()
{
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener, 64) != 0 ||
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        std::perror("modelserver");
        return 1;
    }
    std::printf("PORT %d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    while (!g_stop) {
        std::vector<pollfd> polled{{listener, POLLIN, 0}};
        bool trickling = false;
        for (const auto& [fd, connection] : m_connections) {
            const bool writing = connection.replying && connection.sent < connection.out.size();
            polled.push_back({fd, static_cast<short>(POLLIN | (writing ? POLLOUT : 0)), 0});
            trickling = trickling || connection.then == Connection::Then::Trickle;
        }
        const int ready = ::poll(polled.data(), polled.size(), trickling ? 20 : 200);
        if (ready == 0)
            flushTimings();
        if (polled[0].revents) {
            const int fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            const int on = 1;
            ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            if (fd >= 0)
                m_connections[fd] = {};
        }
        for (std::size_t i = 1; i < polled.size(); ++i) {
            Connection& connection = m_connections[polled[i].fd];
            if (polled[i].revents & (POLLIN | POLLHUP | POLLERR))
                readFrom(polled[i].fd, connection);
            if (connection.then == Connection::Then::Trickle && connection.sent == connection.out.size())
                connection.out += 'x'; // Bytes without end, never an event.
            if (connection.replying)
                writeTo(polled[i].fd, connection);
            const bool over = connection.replying && connection.sent == connection.out.size();
            if (connection.then == Connection::Then::Reset) {
                const linger hard{1, 0};
                ::setsockopt(polled[i].fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
            }
            if ((connection.then == Connection::Then::Close && (over || !connection.replying)) || connection.then == Connection::Then::Reset) {
                ::close(polled[i].fd);
                m_connections.erase(polled[i].fd);
            }
        }
    }
    flushTimings();
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    Options options;
    const std::map<std::string, std::string*> texts{
        {"--scenario", &options.scenario},      {"--script", &options.script},   {"--dir", &options.dir},
        {"--command", &options.command},        {"--model", &options.model},     {"--fail", &options.fail},
        {"--retry-after", &options.retryAfter}, {"--timings", &options.timings}, {"--dump", &options.dump}};
    for (int i = 1; i < argc; ++i) {
        const auto option = texts.find(argv[i]);
        if (option == texts.end() || i + 1 >= argc) {
            std::fputs(kHelp, option == texts.end() && std::strcmp(argv[i], "--help") != 0 ? stderr : stdout);
            return std::strcmp(argv[i], "--help") == 0 ? 0 : 2;
        }
        *option->second = argv[++i];
    }
    if (const std::size_t colon = options.fail.find(':'); colon != std::string::npos) {
        options.failures = std::atoi(options.fail.c_str() + colon + 1);
        options.fail.resize(colon);
    }
    struct sigaction action{};
    action.sa_handler = [](int) { g_stop = 1; };
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
    return Server(std::move(options)).run();
}
