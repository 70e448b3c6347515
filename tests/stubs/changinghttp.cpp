// SPDX-License-Identifier: MIT
// An MCP server over Streamable HTTP that comes, goes and changes as told by the path of its address. Prints what httpstub.h prints: "PORT <n>", then a line
// a request; besides "ASKED <method>" and, when a session is ended, "ENDED <session> <authorization>".
//
// Era 2025-11-25:
//   /session        gives a session, which ends with DELETE
//   /session-deaf   the same, and DELETE is never answered
//   /session-empty  the same, and its tools cannot be listed
//   /busy           503 to the first three requests
//   /away           503 to all
//   /late           the first two requests are never answered
//   /gone           404 to all
//   /own-codes      refuses calls with -32022, by which it means something else
//   /newer          is another version after the first call: it speaks 2026-07-28 only and says so (-32022)
// Era 2026-07-28:
//   /moves          the tool wants another header from the first call on (-32020)
//   /moves-on       the same, and whatever header comes, it wants another one
//   /rewritten      the same as /moves, and the tool says something else of itself then
//   /begun          refuses the header in a stream, after it has told of its progress
//   /renewed        refuses the version of the first call (-32022), and names that version
//   /refuses        refuses the version of every call, and names it
//   /older          refuses the version of every call, and names 2025-11-25, which it speaks too
//   /unknown        refuses the version of every call, and names one that nobody knows
//   /tomorrow       refuses every version that anybody knows
//   /logs           logs at the level that the request asks for
#include "tests/stubs/httpstub.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace {

int g_requests = 0;
int g_calls = 0;
int g_lists = 0;
bool g_older = false; ///< /older: it was asked to speak so.

stub::Reply plain(int status, const QJsonDocument& body = {})
{
    stub::Reply reply;
    reply.status = status;
    reply.body = body;
    return reply;
}

stub::Reply result(const QJsonObject& message, const QJsonObject& value)
{
    return plain(200, QJsonDocument(QJsonObject{{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, message[u"id"_s]}, {u"result"_s, value}}));
}

QJsonObject failure(const QJsonObject& message, int code, const QJsonObject& data = {})
{
    return {{u"jsonrpc"_s, u"2.0"_s},
            {u"id"_s, message[u"id"_s]},
            {u"error"_s, QJsonObject{{u"code"_s, code}, {u"message"_s, u"refused"_s}, {u"data"_s, data}}}};
}

stub::Reply refuse(const QJsonObject& message, int code, const QJsonObject& data = {}, int status = 400)
{
    return plain(status, QJsonDocument(failure(message, code, data)));
}

stub::Reply unsupported(const QJsonObject& message, const QString& version)
{
    return refuse(message, -32022, {{u"supported"_s, QJsonArray{version}}});
}

/// The header that mirrors the argument now.
QString wantedHeader(const QString& path)
{
    if (path == "/moves-on"_L1)
        return u"Header%1"_s.arg(g_lists + g_calls);
    return g_calls > 0 && !path.endsWith("/begun"_L1) ? u"Area"_s : u"Region"_s;
}

QJsonObject toolsOf(const QString& path)
{
    ++g_lists;
    const QJsonObject region{{u"type"_s, u"string"_s}, {u"x-mcp-header"_s, wantedHeader(path)}};
    const QJsonObject schema{{u"type"_s, u"object"_s}, {u"properties"_s, QJsonObject{{u"region"_s, region}}}};
    const QString words = path == "/rewritten"_L1 && g_calls > 0 ? u"Sends all away"_s : u"Goes there"_s;
    return {{u"tools"_s, QJsonArray{QJsonObject{{u"name"_s, u"go"_s}, {u"description"_s, words}, {u"inputSchema"_s, schema}}}}};
}

QJsonObject went(const QString& text = u"went"_s)
{
    return {{u"content"_s, QJsonArray{QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, text}}}}};
}

/// A stream of these messages.
stub::Reply stream(const QList<QJsonObject>& messages)
{
    stub::Reply reply;
    reply.raw = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    for (const QJsonObject& message : messages)
        reply.raw += "data: " + QJsonDocument(message).toJson(QJsonDocument::Compact) + "\n\n";
    return reply;
}

QJsonObject notification(const QString& method, const QJsonObject& params)
{
    return {{u"jsonrpc"_s, u"2.0"_s}, {u"method"_s, method}, {u"params"_s, params}};
}

stub::Reply call(const QString& path, const QJsonObject& message, const stub::Request& request)
{
    const QJsonObject params = message[u"params"_s].toObject();
    const QJsonObject meta = params[u"_meta"_s].toObject();
    ++g_calls;
    const QByteArray header = "mcp-param-" + wantedHeader(path).toLatin1().toLower();
    const bool mirrored = request.headers.value(header) == params[u"arguments"_s].toObject()[u"region"_s].toString().toUtf8();
    if (path == "/begun"_L1)
        return stream({notification(u"notifications/progress"_s, {{u"progressToken"_s, meta[u"progressToken"_s]}, {u"progress"_s, 1}}),
                       failure(message, -32020)});
    if ((path.startsWith("/moves"_L1) || path == "/rewritten"_L1) && !mirrored)
        return refuse(message, -32020);
    if ((path == "/renewed"_L1 && g_calls == 1) || path == "/refuses"_L1)
        return unsupported(message, u"2026-07-28"_s);
    if (path == "/older"_L1 && !g_older)
        return unsupported(message, u"2025-11-25"_s);
    if (path == "/unknown"_L1)
        return unsupported(message, u"2099-01-01"_s);
    if (path == "/own-codes"_L1)
        return refuse(message, -32022);
    if (path == "/logs"_L1) {
        const QString level = meta[u"io.modelcontextprotocol/logLevel"_s].toString();
        const QJsonObject said{{u"level"_s, level}, {u"logger"_s, u"disk"_s}, {u"data"_s, u"almost full"_s}};
        QList<QJsonObject> messages{{{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, message[u"id"_s]}, {u"result"_s, went()}}};
        if (!level.isEmpty()) // not asked for, it must not
            messages.prepend(notification(u"notifications/message"_s, said));
        return stream(messages);
    }
    std::printf("WENT\n");
    return result(message, went());
}

bool isModern(const QString& path)
{
    static const QStringList modern{u"/moves"_s,   u"/moves-on"_s, u"/rewritten"_s, u"/begun"_s,
                                    u"/renewed"_s, u"/refuses"_s,  u"/unknown"_s,   u"/logs"_s};
    return modern.contains(path) || (path == "/older"_L1 && !g_older) || (path == "/newer"_L1 && g_calls > 0);
}

stub::Reply answer(const stub::Request& request)
{
    const QString path = request.url.path();
    const QJsonObject message = QJsonDocument::fromJson(request.body).object();
    const QString method = message[u"method"_s].toString();
    ++g_requests;
    if (path == "/gone"_L1)
        return plain(404);
    if (path == "/away"_L1 || (path == "/busy"_L1 && g_requests <= 3))
        return plain(503);
    if (path == "/late"_L1 && g_requests <= 2) {
        stub::Reply reply;
        reply.held = true;
        return reply;
    }
    if (request.method == "DELETE" && path.startsWith("/session"_L1)) {
        std::printf("ENDED %s %s\n", request.headers.value("mcp-session-id").constData(), request.authorization.constData());
        stub::Reply reply = plain(200);
        reply.held = path == "/session-deaf"_L1;
        return reply;
    }
    if (request.method != "POST")
        return plain(405);
    if (!message.contains(u"id"_s))
        return plain(202);
    std::printf("ASKED %s\n", qPrintable(method));
    if (path == "/tomorrow"_L1)
        return unsupported(message, u"2099-01-01"_s);
    const QJsonObject tools{{u"tools"_s, QJsonObject()}, {u"logging"_s, QJsonObject()}};
    if (method == "server/discover"_L1 && isModern(path))
        return result(message, {{u"supportedVersions"_s, QJsonArray{u"2026-07-28"_s}}, {u"capabilities"_s, tools}});
    if (method == "initialize"_L1 && (!isModern(path) || path == "/older"_L1)) {
        g_older = path == "/older"_L1;
        stub::Reply reply = result(message, {{u"protocolVersion"_s, u"2025-11-25"_s}, {u"capabilities"_s, QJsonObject{{u"tools"_s, QJsonObject()}}}});
        if (path.startsWith("/session"_L1))
            reply.headers = "Mcp-Session-Id: s" + QByteArray::number(g_requests) + "\r\n";
        return reply;
    }
    const QString spoken = message[u"params"_s].toObject()[u"_meta"_s].toObject()[u"io.modelcontextprotocol/protocolVersion"_s].toString();
    if (isModern(path) && spoken != "2026-07-28"_L1)
        return unsupported(message, u"2026-07-28"_s);
    if (method == "tools/list"_L1 && path != "/session-empty"_L1)
        return result(message, toolsOf(path));
    if (method == "tools/call"_L1)
        return call(path, message, request);
    return refuse(message, -32601, {}, isModern(path) ? 404 : 200);
}

} // namespace

int main(int argc, char** argv)
{
    return stub::serve(argc, argv, answer);
}
