// SPDX-License-Identifier: MIT
#include "core/mcp/mcpcallrun.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/mcp/callresult.h"
#include "core/mcp/mcpserver.h"
#include "core/mcp/streamablehttp.h"
#include "core/tools/poolrun.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qint64 kToldEveryMs = 100;

QString failureWords(const Error& error, const QString& name)
{
    if (error.code == ErrorCode::Timeout)
        return u"%1 did not answer in time; it was told to stop. Whether the call took effect is not known: check before you make it again."_s.arg(
            name);
    if (error.code == ErrorCode::TooLarge || error.code == ErrorCode::Overloaded || error.code == ErrorCode::Changed ||
        error.code == ErrorCode::NotFound)
        return u"%1 could not be called: %2"_s.arg(name, error.message);
    if (error.code == ErrorCode::Protocol)
        return u"The call of %1 has no result: %2 Whether it took effect is not known: check before you make it again."_s.arg(name, error.message);
    return u"The connection to %1 broke while the call ran: %2 Whether it took effect is not known: check before you make it again."_s.arg(
        name, error.message);
}

const json::value* argumentAt(const json::object* arguments, const QByteArrayList& path)
{
    const json::value* at = nullptr;
    for (const QByteArray& property : path) {
        at = arguments ? arguments->if_contains(toView(property)) : nullptr;
        arguments = at ? at->if_object() : nullptr;
    }
    return at;
}

} // namespace

QList<HttpHeader> mirroredHeaders(const QList<McpParamHeader>& wanted, QByteArrayView argumentsJson)
{
    QList<HttpHeader> headers;
    const auto value = wanted.isEmpty() ? Result<json::value>(json::value()) : parseJson(argumentsJson, {.refuseDuplicateKeys = false});
    const json::object* arguments = value ? value->if_object() : nullptr;
    for (const McpParamHeader& each : wanted) {
        const json::value* argument = argumentAt(arguments, each.path);
        if (!argument || !(argument->is_string() || argument->is_int64() || argument->is_uint64() || argument->is_bool()))
            continue;
        const QByteArray text = argument->is_string()
                                    ? QByteArray(argument->get_string().data(), static_cast<qsizetype>(argument->get_string().size()))
                                    : toJson(*argument);
        headers.append(HttpHeader{"Mcp-Param-" + each.header, mcpHeaderValue(text)});
    }
    return headers;
}

McpCallRun::McpCallRun(McpServer& server, const McpToolInfo& tool, bool harmless, const ToolCall& call, const ToolContext& context,
                       ToolProgress progress, Once<Result<ToolOutput>> reply)
    : m_server(&server),
      m_name(server.name()),
      m_sessionId(context.sessionId),
      m_scratchDir(context.scratchDir),
      m_outputSchema(tool.outputSchema),
      m_maxChars(tool.maxResultChars),
      m_pool(context.pool),
      m_progress(std::move(progress)),
      m_reply(std::move(reply))
{
    m_tellLate.setSingleShot(true);
    connect(&m_tellLate, &QTimer::timeout, this, [this] { tell(m_late); });
    RpcOptions options = server.callOptions();
    options.headers = mirroredHeaders(tool.headers, call.inputJson);
    options.harmless = harmless;
    options.session = m_sessionId;
    QPointer<McpCallRun> self(this);
    options.renewHeaders = [self, name = tool.shown.name, digest = tool.shown.digest,
                            input = call.inputJson](std::function<void(Result<QList<HttpHeader>>)> found) {
        if (!self || !self->m_server)
            return found(fail(ErrorCode::Cancelled, u"The service was stopped."_s));
        // Only where the tool mirrors its arguments may have changed: else it is not the one that was approved.
        self->m_server->listAnew(self, [self, name, digest, input, found = std::move(found)] {
            const QString why = self->m_server ? self->m_server->whyNotCallable(name, digest) : u"The service was stopped."_s;
            if (!why.isEmpty())
                return found(fail(ErrorCode::Changed, why));
            found(mirroredHeaders(self->m_server->tool(name)->headers, input));
        });
    };
    options.onProgress = [self](const RpcProgress& told) {
        if (self)
            self->told(told);
    };
    server.callBegan(m_sessionId);
    m_id = server.client().callTool(
        tool.shown.name.toUtf8(), call.inputJson, std::move(options),
        JsonRpcPeer::Reply(
            [self](Result<RpcAnswer> answer) {
                // Queued: the answer may come while the call is still being sent, and its reply may destroy this.
                if (self)
                    QMetaObject::invokeMethod(self.data(), [self, answer = std::move(answer)] { self->answered(answer); }, Qt::QueuedConnection);
            },
            fail(ErrorCode::Cancelled, u"The service was stopped."_s)));
}

McpCallRun::~McpCallRun()
{
    if (!m_server)
        return;
    m_server->callEnded(m_sessionId);
    if (m_id != 0 && m_server->state() == ServiceState::Ready) // else there may be no client any more
        m_server->client().cancelCall(m_id, u"stopped by the person"_s);
}

void McpCallRun::told(const RpcProgress& progress)
{
    if (!m_progress)
        return;
    QString text = elided(withoutTagCharacters(progress.message), 500);
    if (progress.total && *progress.total > 0)
        text += u" (%1 %)"_s.arg(qBound(0, qRound(100 * progress.progress / *progress.total), 100));
    else if (text.isEmpty())
        text = u"working (%1)"_s.arg(progress.progress);
    // A server may tell a hundred thousand times a second. What it told last is what counts.
    const qint64 wait = m_lastTold.isValid() ? kToldEveryMs - m_lastTold.elapsed() : 0;
    if (wait <= 0)
        return tell(text.trimmed());
    m_late = text.trimmed();
    if (!m_tellLate.isActive())
        m_tellLate.start(static_cast<int>(wait));
}

void McpCallRun::tell(const QString& text)
{
    m_tellLate.stop();
    m_lastTold.start();
    m_progress(text);
}

void McpCallRun::answered(Result<RpcAnswer> answer)
{
    m_id = 0;
    m_tellLate.stop();
    if (!answer)
        return finish(toolError(failureWords(answer.error(), m_name)));
    const bool refused = answer->error && (answer->httpStatus == 401 || answer->httpStatus == 403);
    if (const QString words = refused && m_server ? m_server->refusalWords() : QString(); !words.isEmpty())
        return finish(toolError(words));
    if (answer->error)
        return finish(toolError(rpcFailed(*answer->error).message));
    m_pool->run(
        this,
        [result = answer->result, schema = m_outputSchema, scratch = m_scratchDir, most = m_maxChars] {
            return readCallResult(result, schema, scratch, most);
        },
        [this](ToolOutput output) { finish(std::move(output)); });
}

void McpCallRun::finish(ToolOutput output)
{
    Once<Result<ToolOutput>> reply = std::move(m_reply); // answering may destroy this
    reply(std::move(output));
}

} // namespace aios
