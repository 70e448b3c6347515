// SPDX-License-Identifier: MIT
// An MCP server over Streamable HTTP that misbehaves as told by the path of its address. Prints what httpstub.h prints: "PORT <n>", then a line a request.
//
//   /ok            well-behaved: the tool `go`
//   /session-id    the session id it gives holds a control character
//   /session-line  the session id is followed by a header of somebody else's, as a line of its own
//   /cut           takes a call, opens a stream for the answer and closes it
//   /cut-later     the same, after an event that could be taken up again; but it takes no GET
//   /keys          a key (the header Authorization) counts for two calls, then it is refused (401)
//   /last-key      the same, and every key after the first is refused
#include "tests/stubs/httpstub.h"

#include <QHash>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace {

const QByteArray kStream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

QJsonObject answerOf(const QString& method)
{
    if (method == "initialize"_L1)
        return {{u"protocolVersion"_s, u"2025-11-25"_s},
                {u"capabilities"_s, QJsonObject{{u"tools"_s, QJsonObject()}}},
                {u"serverInfo"_s, QJsonObject{{u"name"_s, u"hostile"_s}, {u"version"_s, u"1"_s}}}};
    if (method == "tools/list"_L1)
        return {{u"tools"_s, QJsonArray{QJsonObject{{u"name"_s, u"go"_s}, {u"inputSchema"_s, QJsonObject{{u"type"_s, u"object"_s}}}}}}};
    if (method == "tools/call"_L1)
        return {{u"content"_s, QJsonArray{QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"went"_s}}}}};
    return {};
}

QByteArray sessionHeader(const QString& path)
{
    if (path == "/session-id"_L1)
        return "Mcp-Session-Id: a\x01"
               "b\r\n";
    if (path == "/session-line"_L1)
        return "Mcp-Session-Id: a\r\nX: y\r\n";
    return {};
}

stub::Reply plain(int status, const QJsonDocument& body = {})
{
    stub::Reply reply;
    reply.status = status;
    reply.body = body;
    return reply;
}

/// Whether this key lets the request in.
bool isKey(const QString& path, const QString& method, const QByteArray& key)
{
    static QHash<QByteArray, int> calls;
    if (key.isEmpty() || (path == "/last-key"_L1 && !calls.isEmpty() && !calls.contains(key)))
        return false;
    int& made = calls[key];
    return made < 2 && (method != "tools/call"_L1 || ++made > 0);
}

stub::Reply answer(const stub::Request& request)
{
    const QString path = request.url.path();
    const QJsonObject message = QJsonDocument::fromJson(request.body).object();
    const QString method = message[u"method"_s].toString();
    if (request.method != "POST")
        return plain(405);
    if (!message.contains(u"id"_s))
        return plain(202);
    if (path.endsWith("key"_L1) || path.endsWith("keys"_L1)) {
        if (!isKey(path, method, request.authorization))
            return plain(401);
    }
    std::printf("ASKED %s\n", qPrintable(method));
    if (method == "tools/call"_L1 && path.startsWith("/cut"_L1)) {
        stub::Reply reply;
        reply.raw = path == "/cut"_L1 ? kStream : kStream + "id: e1\nretry: 10\ndata: \n\n";
        return reply;
    }
    const QJsonObject result = answerOf(method);
    const QJsonObject failure{{u"code"_s, -32601}, {u"message"_s, u"Method not found"_s}};
    QJsonObject whole{{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, message[u"id"_s]}};
    whole.insert(result.isEmpty() ? u"error"_s : u"result"_s, result.isEmpty() ? failure : result);
    stub::Reply reply = plain(200, QJsonDocument(whole));
    if (method == "initialize"_L1)
        reply.headers = sessionHeader(path);
    return reply;
}

} // namespace

int main(int argc, char** argv)
{
    return stub::serve(argc, argv, answer);
}
