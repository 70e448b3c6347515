// SPDX-License-Identifier: MIT
// aios-bench-bare: the yardstick of the headless benchmarks, the least a program can do. libcurl and nothing else: no Qt, no parsing, no checks.
//   client URL DIR N   posts N times over one kept-alive connection, reads each reply to its end, reads the file that reply asks for and appends its text to the body
//                      of the next request, in Anthropic's form or (by the end of URL) OpenAI's; prints its peak memory in kB
//   services N CALLS COMMAND…   starts N servers of the Model Context Protocol at once and lists their tools, then calls one; prints the milliseconds of both
//   spawn N            runs `bash -c true` N times; prints the median in milliseconds
#include "tests/bench/bare/services.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

size_t swallow(char*, size_t size, size_t count, void*)
{
    return size * count;
}

std::string numbered(const char* format, int number)
{
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, format, number);
    return buffer;
}

std::string escaped(const std::string& text)
{
    std::string out;
    out.reserve(text.size() + text.size() / 16);
    for (const char c : text) {
        if (c == '\n')
            out += "\\n";
        else if (c == '"' || c == '\\')
            out += {'\\', c};
        else
            out += c;
    }
    return out;
}

/// What the history gains from one Read: the call and its result; the server answers with the next one.
std::string exchanged(bool openai, int number, const std::string& text)
{
    const std::string id = numbered("toolu_bench_%04d", number);
    if (openai)
        return R"(,{"role":"assistant","tool_calls":[{"id":")" + id + R"(","type":"function","function":{"name":"Read","arguments":"{}"}}]},)" +
               R"({"role":"tool","tool_call_id":")" + id + R"(","content":")" + escaped(text) + "\"}";
    return R"(,{"role":"assistant","content":[{"type":"tool_use","id":")" + id + R"(","name":"Read","input":{}}]},)" +
           R"({"role":"user","content":[{"type":"tool_result","tool_use_id":")" + id + R"(","content":")" + escaped(text) + "\"}]}";
}

void printPeakMemory()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:"))
            std::printf("%ld\n", std::strtol(line.c_str() + 6, nullptr, 10));
    }
}

int runClient(const char* url, const std::string& directory, int requests)
{
    const bool openai = std::string_view(url).ends_with("/chat/completions");
    CURL* curl = ::curl_easy_init();
    curl_slist* headers = ::curl_slist_append(nullptr, "content-type: application/json");
    headers = ::curl_slist_append(headers, openai ? "authorization: Bearer stub" : "x-api-key: stub");
    headers = ::curl_slist_append(headers, "Expect:");
    ::curl_easy_setopt(curl, CURLOPT_URL, url);
    ::curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    ::curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
    ::curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, swallow);
    std::string messages = R"({"role":"user","content":"go"})";
    int failed = 0;
    for (int i = 0; i < requests; ++i) {
        const std::string body = R"({"model":"stub-model","max_tokens":1000,"stream":true,"tools":[{"name":"Read"}],"messages":[)" + messages + "]}";
        ::curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
        ::curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        failed += ::curl_easy_perform(curl) == CURLE_OK ? 0 : 1;
        std::ifstream file(directory + numbered("/file-%04d.txt", i), std::ios::binary);
        messages += exchanged(openai, i, std::string(std::istreambuf_iterator<char>(file), {}));
    }
    ::curl_slist_free_all(headers);
    ::curl_easy_cleanup(curl);
    printPeakMemory();
    return failed == 0 ? 0 : 1;
}

double nowMs()
{
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

int runSpawn(int times)
{
    std::vector<double> durations;
    for (int i = 0; i < times; ++i) {
        const double begin = nowMs();
        pid_t pid = 0;
        const char* argv[] = {"/bin/bash", "--noprofile", "--norc", "-c", "true", nullptr};
        if (::posix_spawn(&pid, argv[0], nullptr, nullptr, const_cast<char**>(argv), environ) != 0)
            return 1;
        ::waitpid(pid, nullptr, 0);
        durations.push_back(nowMs() - begin);
    }
    std::ranges::sort(durations);
    std::printf("%.3f\n", durations.empty() ? 0 : durations[durations.size() / 2]);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc == 5 && std::strcmp(argv[1], "client") == 0)
        return runClient(argv[2], argv[3], std::atoi(argv[4]));
    if (argc == 3 && std::strcmp(argv[1], "spawn") == 0)
        return runSpawn(std::atoi(argv[2]));
    if (argc >= 5 && std::strcmp(argv[1], "services") == 0)
        return bare::runServices(std::atoi(argv[2]), std::atoi(argv[3]), argv + 4);
    std::fputs("Usage: aios-bench-bare client URL DIR N | services N CALLS COMMAND… | spawn N\n", stderr);
    return 2;
}
