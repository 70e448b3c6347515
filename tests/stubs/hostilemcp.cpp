// SPDX-License-Identifier: MIT
// An MCP server over its pipes that does harm by how much it says, or by what it says of its tools; what misbehaves in other ways is in mcpserver.cpp.
//
//   hostilemcp MODE [FILE]
//
// Its tool is `go`, unless the mode says otherwise. FILE gets the line "cancelled" for each notification of that.
// MODE:
//   silent            takes a call, says nothing
//   stderr-flood      writes 1 GB to standard error in a call, without line ends
//   progress-flood    tells its progress 100,000 times in a call
//   log-flood         logs 100,000 lines in a call
//   change-flood      tells 20,000 times in a call that its tools have changed
//   huge-lines        writes eight lines of 20 MB in a call before it answers
//   deep              answers a call with a result nested a million times
//   wide              answers a call with 7 MB of text
//   schemas           has the tools `self` (an output schema that refers to itself), `bomb` and `power` (patterns that run for ever, on what is sent and on
//                     what comes back), and `letters` (a pattern with a Unicode class)
#include <QByteArray>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string>

using namespace Qt::StringLiterals;

namespace {

QByteArray g_mode;
QString g_file;

void line(const QByteArray& text)
{
    std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), stdout);
    std::fputc('\n', stdout);
}

void result(const QJsonValue& id, const QJsonObject& value)
{
    line(QJsonDocument(QJsonObject{{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, id}, {u"result"_s, value}}).toJson(QJsonDocument::Compact));
}

void error(const QJsonValue& id)
{
    const QJsonObject failure{{u"code"_s, -32601}, {u"message"_s, u"Method not found"_s}};
    line(QJsonDocument(QJsonObject{{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, id}, {u"error"_s, failure}}).toJson(QJsonDocument::Compact));
}

/// A tool whose text has to fit this pattern, on the way in and, in what it is like, on the way out.
QJsonObject patterned(const QString& name, const QString& pattern)
{
    const QJsonObject text{{u"text"_s, QJsonObject{{u"type"_s, u"string"_s}, {u"pattern"_s, pattern}}}};
    const QJsonObject schema{{u"type"_s, u"object"_s}, {u"properties"_s, text}};
    return {{u"name"_s, name}, {u"description"_s, name}, {u"inputSchema"_s, schema}, {u"outputSchema"_s, schema}};
}

QJsonArray tools()
{
    const QJsonObject anything{{u"type"_s, u"object"_s}};
    if (g_mode != "schemas")
        return {QJsonObject{{u"name"_s, u"go"_s}, {u"description"_s, u"Goes"_s}, {u"inputSchema"_s, anything}}};
    const QJsonObject self{
        {u"name"_s, u"self"_s}, {u"description"_s, u"self"_s}, {u"inputSchema"_s, anything}, {u"outputSchema"_s, QJsonObject{{u"$ref"_s, u"#"_s}}}};
    return {self, patterned(u"bomb"_s, u"^(a|b)*$"_s), patterned(u"power"_s, u"^(a+)+$"_s), patterned(u"letters"_s, u"^\\p{L}+$"_s)};
}

void floodErrors()
{
    const std::string block(1024 * 1024, 'e');
    for (int i = 0; i < 1024; ++i)
        std::fwrite(block.data(), 1, block.size(), stderr);
}

void floodProgress(const QByteArray& token)
{
    const QByteArray head =
        R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":)" + token + R"(,"total":100000,"progress":)";
    for (int i = 1; i <= 100'000; ++i)
        line(head + QByteArray::number(i) + R"(,"message":"step )" + QByteArray::number(i) + "\"}}");
}

void floodNotifications(int times, const QByteArray& method, const QByteArray& params)
{
    for (int i = 0; i < times; ++i)
        line(R"({"jsonrpc":"2.0","method":")" + method + R"(","params":)" + params + '}');
}

/// The text of the answer, when it is an ordinary one.
QByteArray misbehave(const QByteArray& id, const QByteArray& token)
{
    if (g_mode == "stderr-flood")
        floodErrors();
    else if (g_mode == "progress-flood")
        floodProgress(token);
    else if (g_mode == "log-flood")
        floodNotifications(100'000, "notifications/message",
                           R"({"level":"info","logger":"flood","data":"one more line of the log of a server that logs much"})");
    else if (g_mode == "change-flood")
        floodNotifications(20'000, "notifications/tools/list_changed", "{}");
    else if (g_mode == "huge-lines")
        std::ranges::for_each(std::string("12345678"), [](char c) { line(QByteArray(20 * 1024 * 1024, c)); });
    else if (g_mode == "wide")
        return QByteArray("wide and wider ").repeated(7 * 1024 * 1024 / 15);
    else if (g_mode == "deep") {
        const int depth = 1'000'000;
        line(R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{"content":)" + QByteArray(depth, '[') + QByteArray(depth, ']') + "}}");
        return {};
    }
    return "went";
}

void call(const QJsonValue& id, const QJsonObject& params)
{
    const QString name = params[u"name"_s].toString();
    const QJsonObject said = params[u"arguments"_s].toObject();
    if (g_mode == "silent")
        return;
    QJsonObject answer;
    if (name == "go"_L1) {
        const QJsonValue token = params[u"_meta"_s].toObject()[u"progressToken"_s];
        const QByteArray text = misbehave(QByteArray::number(id.toInt()), QByteArray::number(token.toInt()));
        if (text.isEmpty())
            return;
        answer[u"content"_s] = QJsonArray{QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, QString::fromLatin1(text)}}};
    } else {
        answer[u"content"_s] = QJsonArray{QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"taken"_s}}};
        answer[u"structuredContent"_s] = said;
    }
    result(id, answer);
}

void take(const QJsonObject& message)
{
    const QJsonValue id = message[u"id"_s];
    const QString method = message[u"method"_s].toString();
    const QJsonObject params = message[u"params"_s].toObject();
    if (QFile file(g_file); method == "notifications/cancelled"_L1 && !g_file.isEmpty() && file.open(QIODevice::Append))
        file.write("cancelled\n");
    if (id.isUndefined())
        return;
    if (method == "initialize"_L1)
        result(id, {{u"protocolVersion"_s, u"2025-11-25"_s},
                    {u"capabilities"_s, QJsonObject{{u"tools"_s, QJsonObject{{u"listChanged"_s, true}}}, {u"logging"_s, QJsonObject()}}},
                    {u"serverInfo"_s, QJsonObject{{u"name"_s, u"hostile"_s}, {u"version"_s, u"1"_s}}}});
    else if (method == "tools/list"_L1)
        result(id, {{u"tools"_s, tools()}});
    else if (method == "tools/call"_L1)
        call(id, params);
    else
        error(id);
}

} // namespace

int main(int argc, char** argv)
{
    g_mode = argc > 1 ? argv[1] : "";
    g_file = argc > 2 ? QString::fromLocal8Bit(argv[2]) : QString();
    std::string text;
    while (std::getline(std::cin, text)) {
        const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(text));
        if (document.isObject())
            take(document.object());
        std::fflush(stdout);
    }
    return 0;
}
