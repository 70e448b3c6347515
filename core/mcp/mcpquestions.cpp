// SPDX-License-Identifier: MIT
// What the server of an McpClient asks in the middle of its work. A question lives as long as its answer is of use, and no longer.
#include "core/base/json.h"
#include "core/mcp/mcpclient.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr int kRpcRejected = -1; ///< What the specification answers to a server when the person rejects its request.
constexpr std::size_t kMostOpen = 16;

int codeFor(ErrorCode code)
{
    return code == ErrorCode::Denied ? kRpcRejected : code == ErrorCode::InvalidInput ? kRpcInvalidParams : kRpcInternalError;
}

} // namespace

QByteArray McpClient::roots() const
{
    const QByteArray uri = QUrl::fromLocalFile(m_options.root).toEncoded();
    return R"({"roots":[{"uri":)" + jsonString(QByteArrayView(uri)) + R"(,"name":)" +
           jsonString(QStringView(m_options.root.sliced(m_options.root.lastIndexOf(u'/') + 1))) + "}]}";
}

void McpClient::answerRequest(const RpcMessage& request, JsonRpcPeer::Answer answer)
{
    if (m_handshake.era == McpEra::Modern) // servers ask nothing there
        return answer(std::unexpected(RpcError{kRpcInvalidRequest, u"Servers send no requests in this revision"_s, {}}));
    if (request.method == "ping")
        return answer("{}");
    if (m_open.contains(request.id) || m_open.size() >= kMostOpen)
        return answer(std::unexpected(RpcError{kRpcInvalidRequest, u"Too many requests at once, or two with one id"_s, {}}));
    auto asker = std::make_unique<QObject>();
    const McpQuestion question{request.method, request.params, asker.get(), {}};
    m_open.emplace(request.id, std::move(asker));
    m_peer->setAsking(true);
    auto reply = [self = QPointer<McpClient>(this), answer = std::move(answer), id = request.id,
                  method = request.method](const Result<QByteArray>& given) mutable {
        if (given)
            answer(*given);
        else if (given.error().code == ErrorCode::NotFound)
            answer(std::unexpected(methodNotFound(method)));
        else
            answer(std::unexpected(RpcError{codeFor(given.error().code), given.error().message, {}}));
        if (self)
            self->closeQuestion(id);
    };
    answerQuestion(question, McpQuestion::Reply(std::move(reply), fail(ErrorCode::Cancelled, u"Nobody answered"_s)));
}

/// What the client knows it says itself; the rest is for the person, where there is somebody who asks them. NotFound: it is nothing that was offered.
void McpClient::answerQuestion(const McpQuestion& question, McpQuestion::Reply reply) const
{
    if (question.method == "roots/list" && !m_options.root.isEmpty())
        return reply(roots());
    const bool asks =
        m_options.ask && (question.method == "elicitation/create" || (m_options.samples && question.method == "sampling/createMessage"));
    if (asks)
        return m_options.ask(question, std::move(reply));
    reply(fail(ErrorCode::NotFound, u"The service asks for something that this program does not offer."_s));
}

/// Whoever still asks it hears that with its end, and answers to nobody.
void McpClient::closeQuestion(const QByteArray& id)
{
    const auto asker = m_open.extract(id);
    if (m_peer)
        m_peer->setAsking(!m_open.empty());
}

void McpClient::dropQuestions()
{
    const auto askers = std::exchange(m_open, {});
    if (m_peer)
        m_peer->setAsking(false);
}

/// A question that came instead of the result of a request: over with it, and of its call's session.
McpQuestion McpClient::questionIn(McpAsked& asked, const QByteArray& method, const QByteArray& params)
{
    if (!asked.asker)
        asked.asker = std::make_shared<QObject>();
    return {method, params, asked.asker.get(), asked.options.session};
}

} // namespace aios
