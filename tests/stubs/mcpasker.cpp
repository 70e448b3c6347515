// SPDX-License-Identifier: MIT
// An MCP server over its pipes that asks, completes and tells what changed, for tests of clients.
//
//   mcpasker [ERA]      legacy (2025-11-25) or modern (2026-07-28)
//
// Tools: sample (asks the client's model with the text argument `params` as it is, and tells what it was answered), touch (tells that the resource `uri`
// changed), hangup (ends what tells changes in the modern era), more (tells that it has another prompt, and has it), told (the requests of the client about
// subscriptions and completions so far), burst (tells 150 times that its prompts have changed, and has another one), lists (how often its prompts were listed).
// Resources: note://a, note://b, note://picture (listed by nobody), and the template note://{kind}/{name}. Prompts: write <tone> [topic]; after more also: again.
// Completions: values of `tone` are warm, cold and two words; of `topic` what was given as tone, twice; of `kind` a, b and strange ones; of `name` 150.
// STUB_WORDS: its instructions. STUB_PLAIN: it completes nothing and takes no subscriptions. STUB_RESTLESS: whenever its prompts are listed it tells that they
// have changed. STUB_MANY: how many resources it lists besides, the first with an address of 3,000 characters.
#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>
#include <iostream>
#include <string>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

bool g_modern = false;
bool g_more = false;
int g_lists = 0;
QJsonArray g_told; ///< What was asked of it.
int g_asked = 0; ///< Its requests so far.
QJsonValue g_waiting; ///< The call that waits for an answer of the client.
QJsonValue g_listening; ///< Modern era: the request that notifications belong to.

void say(const QJsonObject& message)
{
    QJsonObject whole = message;
    whole[u"jsonrpc"_s] = u"2.0"_s;
    const QByteArray text = QJsonDocument(whole).toJson(QJsonDocument::Compact) + '\n';
    std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), stdout);
    std::fflush(stdout);
}

void result(const QJsonValue& id, const QJsonObject& value)
{
    say({{u"id"_s, id}, {u"result"_s, value}});
}

void notify(const QString& method, QJsonObject params = {})
{
    if (g_modern && g_listening.isUndefined())
        return;
    if (g_modern)
        params[u"_meta"_s] = QJsonObject{{u"io.modelcontextprotocol/subscriptionId"_s, g_listening}};
    say({{u"method"_s, method}, {u"params"_s, params}});
}

QString compact(const QJsonObject& object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QJsonObject text(const QString& words)
{
    return {{u"content"_s, QJsonArray{QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, words}}}}};
}

QJsonObject tool(const QString& name)
{
    const QJsonObject string{{u"type"_s, u"string"_s}};
    return {{u"name"_s, name},
            {u"description"_s, u"For tests"_s},
            {u"inputSchema"_s, QJsonObject{{u"type"_s, u"object"_s}, {u"properties"_s, QJsonObject{{u"params"_s, string}, {u"uri"_s, string}}}}}};
}

QJsonObject capabilities()
{
    const bool plain = qEnvironmentVariableIsSet("STUB_PLAIN");
    QJsonObject all{{u"tools"_s, QJsonObject()},
                    {u"prompts"_s, QJsonObject{{u"listChanged"_s, true}}},
                    {u"resources"_s, QJsonObject{{u"subscribe"_s, !plain}, {u"listChanged"_s, true}}}};
    if (!plain)
        all[u"completions"_s] = QJsonObject();
    return all;
}

QJsonObject prompt(const QString& name)
{
    return {{u"name"_s, name},
            {u"description"_s, u"Writes"_s},
            {u"arguments"_s, QJsonArray{QJsonObject{{u"name"_s, u"tone"_s}, {u"required"_s, true}}, QJsonObject{{u"name"_s, u"topic"_s}}}}};
}

QJsonObject completion(const QJsonObject& params)
{
    const QJsonObject argument = params[u"argument"_s].toObject();
    const QString name = argument[u"name"_s].toString();
    QJsonArray values;
    if (name == "tone"_L1)
        values = {u"warm"_s, u"cold"_s, u"two words"_s};
    if (name == "topic"_L1) {
        const QString tone = params[u"context"_s].toObject()[u"arguments"_s].toObject()[u"tone"_s].toString();
        values = {tone, QString(tone + tone)};
    }
    if (name == "kind"_L1)
        values = {u"a"_s, u"b/c"_s, u"hid\u202Eden"_s, u"line\nbreak"_s, 7};
    for (int i = 0; name == "name"_L1 && i < 150; ++i)
        values.append(u"n%1"_s.arg(i));
    QJsonArray fitting;
    for (const QJsonValue& value : std::as_const(values)) {
        if (value.toString().startsWith(argument[u"value"_s].toString()))
            fitting.append(value);
    }
    return {{u"completion"_s, QJsonObject{{u"values"_s, fitting}, {u"hasMore"_s, name == "name"_L1}}}};
}

void sample(const QJsonValue& id, const QJsonObject& params)
{
    const QJsonObject asked = QJsonDocument::fromJson(params[u"arguments"_s].toObject()[u"params"_s].toString().toUtf8()).object();
    if (!g_modern) {
        g_waiting = id;
        return say({{u"id"_s, u"s%1"_s.arg(++g_asked)}, {u"method"_s, u"sampling/createMessage"_s}, {u"params"_s, asked}});
    }
    if (params.contains(u"inputResponses"_s))
        return result(id, text(compact(params[u"inputResponses"_s].toObject()[u"m"_s].toObject())));
    const QJsonObject one{{u"method"_s, u"sampling/createMessage"_s}, {u"params"_s, asked}};
    result(id, {{u"resultType"_s, u"input_required"_s}, {u"inputRequests"_s, QJsonObject{{u"m"_s, one}}}, {u"requestState"_s, u"s"_s}});
}

void call(const QJsonValue& id, const QJsonObject& params)
{
    const QString name = params[u"name"_s].toString();
    const QString uri = params[u"arguments"_s].toObject()[u"uri"_s].toString();
    if (name == "sample"_L1)
        return sample(id, params);
    if (name == "hangup"_L1 && !g_listening.isUndefined())
        result(std::exchange(g_listening, QJsonValue(QJsonValue::Undefined)), {});
    if (name == "touch"_L1)
        notify(u"notifications/resources/updated"_s, {{u"uri"_s, uri}});
    for (int i = name == "more"_L1 ? 1 : name == "burst"_L1 ? 150 : 0; i > 0; --i) {
        g_more = true;
        notify(u"notifications/prompts/list_changed"_s);
    }
    if (name == "lists"_L1)
        return result(id, text(QString::number(g_lists)));
    result(id, text(name == "told"_L1 ? QString::fromUtf8(QJsonDocument(g_told).toJson(QJsonDocument::Compact)) : u"done"_s));
}

void listen(const QJsonValue& id, const QJsonObject& params)
{
    g_listening = id;
    QJsonObject acknowledged{{u"notifications"_s, params[u"notifications"_s]}};
    notify(u"notifications/subscriptions/acknowledged"_s, acknowledged);
}

QJsonObject greeting()
{
    QJsonObject greeting{{u"capabilities"_s, capabilities()}, {u"instructions"_s, qEnvironmentVariable("STUB_WORDS")}};
    const QJsonObject info{{u"name"_s, u"asker"_s}, {u"version"_s, u"1"_s}};
    if (g_modern) {
        greeting[u"supportedVersions"_s] = QJsonArray{u"2026-07-28"_s};
        greeting[u"_meta"_s] = QJsonObject{{u"io.modelcontextprotocol/serverInfo"_s, info}};
    } else {
        greeting[u"protocolVersion"_s] = u"2025-11-25"_s;
        greeting[u"serverInfo"_s] = info;
    }
    return greeting;
}

QJsonArray resources()
{
    QJsonArray all{QJsonObject{{u"uri"_s, u"note://a"_s}, {u"name"_s, u"A"_s}}, QJsonObject{{u"uri"_s, u"note://b"_s}, {u"name"_s, u"B"_s}}};
    for (int i = 0; i < qEnvironmentVariableIntValue("STUB_MANY"); ++i)
        all.append(QJsonObject{{u"uri"_s, u"note://%1"_s.arg(i == 0 ? QString(3000, u'x') : QString::number(i))}, {u"name"_s, QString(60, u'n')}});
    return all;
}

QJsonObject resource(const QString& uri)
{
    if (uri == "note://picture"_L1) // 1 × 1
        return {{u"uri"_s, uri},
                {u"mimeType"_s, u"image/png"_s},
                {u"blob"_s, u"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="_s}};
    return {{u"uri"_s, uri}, {u"text"_s, u"a note"_s}};
}

QJsonObject listOf(const QString& method)
{
    if (method == "tools/list"_L1)
        return {{u"tools"_s, QJsonArray{tool(u"sample"_s), tool(u"touch"_s), tool(u"more"_s), tool(u"told"_s), tool(u"hangup"_s), tool(u"burst"_s),
                                        tool(u"lists"_s)}}};
    if (method == "prompts/list"_L1)
        return {{u"prompts"_s, g_more ? QJsonArray{prompt(u"write"_s), prompt(u"again"_s)} : QJsonArray{prompt(u"write"_s)}}};
    if (method == "resources/list"_L1)
        return {{u"resources"_s, resources()}};
    if (method == "resources/templates/list"_L1)
        return {{u"resourceTemplates"_s, QJsonArray{QJsonObject{{u"uriTemplate"_s, u"note://{kind}/{name}"_s}, {u"name"_s, u"Notes"_s}}}}};
    return {};
}

void takeRequest(const QJsonValue& id, const QString& method, const QJsonObject& params)
{
    if (method == (g_modern ? u"server/discover"_s : u"initialize"_s))
        return result(id, greeting());
    if (method == "resources/subscribe"_L1 || method == "resources/unsubscribe"_L1 || method == "completion/complete"_L1 ||
        method == "subscriptions/listen"_L1) {
        QJsonObject plain = params;
        plain.remove(u"_meta"_s);
        g_told.append(QJsonObject{{u"method"_s, method}, {u"params"_s, plain}});
    }
    if (method == "subscriptions/listen"_L1)
        return listen(id, params);
    if (method == "completion/complete"_L1)
        return result(id, completion(params));
    if (method == "tools/call"_L1)
        return call(id, params);
    if (method == "resources/read"_L1)
        return result(id, {{u"contents"_s, QJsonArray{resource(params[u"uri"_s].toString())}}});
    g_lists += method == "prompts/list"_L1 ? 1 : 0;
    if (method == "prompts/list"_L1 && qEnvironmentVariableIsSet("STUB_RESTLESS"))
        notify(u"notifications/prompts/list_changed"_s);
    const QJsonObject list = listOf(method);
    if (!list.isEmpty() || method == "resources/subscribe"_L1 || method == "resources/unsubscribe"_L1)
        return result(id, list);
    say({{u"id"_s, id}, {u"error"_s, QJsonObject{{u"code"_s, -32601}, {u"message"_s, u"Method not found"_s}}}});
}

void take(const QJsonObject& message)
{
    const QString method = message[u"method"_s].toString();
    if (method.isEmpty()) {
        const bool good = message.contains(u"result"_s);
        return result(g_waiting, text(compact(message[good ? u"result"_s : u"error"_s].toObject())));
    }
    if (message.contains(u"id"_s))
        return takeRequest(message[u"id"_s], method, message[u"params"_s].toObject());
}

} // namespace

int main(int argc, char** argv)
{
    g_modern = argc > 1 && QByteArrayView(argv[1]) == "modern";
    g_listening = QJsonValue(QJsonValue::Undefined);
    std::string line;
    while (std::getline(std::cin, line)) {
        const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(line));
        if (document.isObject())
            take(document.object());
    }
    return 0;
}
