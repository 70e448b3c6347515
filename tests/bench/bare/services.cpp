// SPDX-License-Identifier: MIT
// The least a client of MCP servers over pipes can do: all of them started at once, no parsing, no guard, no checks.
#include "tests/bench/bare/services.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bare {

namespace {

struct Server {
    pid_t pid = 0;
    int in = -1;
    int out = -1;
    std::string line;
    int step = 0; ///< 0: waits for the handshake, 1: for the list, 2: has listed.
};

double nowMs()
{
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

void say(const Server& server, const std::string& message)
{
    const std::string line = message + '\n';
    if (::write(server.in, line.data(), line.size()) < 0)
        std::perror("write");
}

Server start(char** command)
{
    Server server;
    int in[2];
    int out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0)
        return server;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    const int failed = ::posix_spawn(&server.pid, command[0], &actions, nullptr, command, environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    server.in = in[1];
    server.out = failed == 0 ? out[0] : -1;
    say(server,
        R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bare","version":"1"}}})");
    return server;
}

/// Reads until a line is whole. False: there will be none.
bool readLine(Server& server)
{
    char buffer[65536];
    while (server.line.find('\n') == std::string::npos) {
        const ssize_t count = ::read(server.out, buffer, sizeof buffer);
        if (count <= 0)
            return false;
        server.line.append(buffer, static_cast<std::size_t>(count));
    }
    server.line.erase(0, server.line.find('\n') + 1);
    return true;
}

bool goOn(Server& server)
{
    if (!readLine(server))
        return false;
    if (++server.step == 1) {
        say(server, R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
        say(server, R"({"jsonrpc":"2.0","id":2,"method":"tools/list"})");
    }
    return true;
}

/// Starts them and waits for the last list.
bool startAll(std::vector<Server>& servers, int count, char** command)
{
    for (int i = 0; i < count; ++i)
        servers.push_back(start(command));
    for (;;) {
        std::vector<pollfd> waiting;
        std::vector<Server*> whose;
        for (Server& server : servers) {
            if (server.step < 2) {
                waiting.push_back({server.out, POLLIN, 0});
                whose.push_back(&server);
            }
        }
        if (waiting.empty())
            return true;
        if (::poll(waiting.data(), waiting.size(), 60'000) <= 0)
            return false;
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            if (waiting[i].revents != 0 && !goOn(*whose[i]))
                return false;
        }
    }
}

void endAll(std::vector<Server>& servers)
{
    for (Server& server : servers) {
        ::close(server.in);
        ::close(server.out);
        ::kill(server.pid, SIGTERM);
        ::waitpid(server.pid, nullptr, 0);
    }
}

double medianCall(Server& server, int times)
{
    std::vector<double> durations;
    for (int i = 0; i < times; ++i) {
        const double begin = nowMs();
        say(server, R"({"jsonrpc":"2.0","id":)" + std::to_string(i + 3) +
                        R"(,"method":"tools/call","params":{"name":"tool_0","arguments":{"text":"hello"}}})");
        if (!readLine(server))
            return -1;
        durations.push_back(nowMs() - begin);
    }
    std::ranges::sort(durations);
    return durations.empty() ? 0 : durations[durations.size() / 2];
}

} // namespace

int runServices(int count, int calls, char** command)
{
    std::vector<Server> servers;
    const double begin = nowMs();
    const bool listed = startAll(servers, count, command);
    const double took = nowMs() - begin;
    const double call = listed && calls > 0 ? medianCall(servers.front(), calls) : 0;
    endAll(servers);
    std::printf("%.3f %.4f\n", took, call);
    return listed && call >= 0 ? 0 : 1;
}

} // namespace bare
