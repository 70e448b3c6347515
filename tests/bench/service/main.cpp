// SPDX-License-Identifier: MIT
// aios-bench-service NAME: an MCP server over its pipes that costs next to nothing, for measuring clients: five tools, no libraries, no JSON parser. It takes
// the messages of the legacy era apart by looking for what it needs, one a line.
#include <cstdio>
#include <cstring>
#include <string>

#include <unistd.h>

namespace {

std::string g_in;

/// The id of a request, as it came; empty for notifications.
std::string idOf(const std::string& line)
{
    const std::size_t at = line.find("\"id\":");
    if (at == std::string::npos)
        return {};
    const std::size_t begin = at + 5;
    return line.substr(begin, line.find_first_of(",}", begin) - begin);
}

bool calls(const std::string& line, const char* method)
{
    return line.find(std::string("\"method\":\"") + method + '"') != std::string::npos;
}

std::string tools()
{
    std::string out;
    for (int i = 0; i < 5; ++i) {
        out += out.empty() ? "" : ",";
        out +=
            R"({"name":"tool_)" + std::to_string(i) + R"(","description":"One of five tools that give a short text back.","inputSchema":)" +
            R"({"type":"object","properties":{"text":{"type":"string","description":"Any text"},"count":{"type":"integer"}},"required":["text"]}})";
    }
    return out;
}

std::string answer(const std::string& line)
{
    const std::string id = idOf(line);
    if (id.empty())
        return {};
    const std::string head = R"({"jsonrpc":"2.0","id":)" + id + ',';
    if (calls(line, "initialize"))
        return head + R"("result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"bench","version":"1"}}})" + '\n';
    if (calls(line, "tools/list"))
        return head + R"("result":{"tools":[)" + tools() + "]}}\n";
    if (calls(line, "tools/call"))
        return head + R"("result":{"content":[{"type":"text","text":"done"}]}})" + '\n';
    return head + R"("error":{"code":-32601,"message":"Method not found"}})" + '\n';
}

bool writeAll(const std::string& text)
{
    for (std::size_t sent = 0; sent < text.size();) {
        const ssize_t count = ::write(1, text.data() + sent, text.size() - sent);
        if (count <= 0)
            return false;
        sent += static_cast<std::size_t>(count);
    }
    return true;
}

} // namespace

int main()
{
    char buffer[65536];
    for (;;) {
        const ssize_t count = ::read(0, buffer, sizeof buffer);
        if (count <= 0)
            return 0;
        g_in.append(buffer, static_cast<std::size_t>(count));
        std::size_t begin = 0;
        for (std::size_t end = 0; (end = g_in.find('\n', begin)) != std::string::npos; begin = end + 1) {
            if (!writeAll(answer(g_in.substr(begin, end - begin))))
                return 0;
        }
        g_in.erase(0, begin);
    }
}
