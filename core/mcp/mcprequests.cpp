// SPDX-License-Identifier: MIT
// Requests of an McpClient: what is sent a second time and what never is, lost sessions, and questions that come instead of a result.
#include "core/base/json.h"
#include "core/base/jsonraw.h"
#include "core/mcp/mcpclient.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr int kMostRounds = 10;
constexpr std::size_t kMostQuestions = 16;
constexpr int kRpcUrlRequired = -32042; ///< 2025-11-25: something has to be done at an address first.
constexpr qsizetype kMostAddresses = 4;

/// The answers to the questions of one result, until all are there.
struct Answers {
    QByteArrayList given; ///< `"key":result`
    qsizetype wanted = 0;
    bool failed = false;
};

using AskOne = std::function<void(const QByteArray& params, McpQuestion::Reply reply)>;

/// Asks for one address after the other; `done`: whether all were agreed to.
void askForAddresses(const QList<QByteArray>& left, const AskOne& ask, const std::function<void(bool agreed)>& done)
{
    if (left.isEmpty())
        return done(true);
    auto reply = [left, ask, done](const Result<QByteArray>& given) {
        if (!given || rawMember(*given, "action") != R"("accept")")
            return done(false);
        askForAddresses(left.sliced(1), ask, done);
    };
    ask(left.first(), McpQuestion::Reply(std::move(reply), fail(ErrorCode::Cancelled, u"Nobody answered"_s)));
}

QList<QByteArray> addressesOf(const RpcError& error)
{
    QList<QByteArray> addresses;
    for (const QByteArrayView each : rawElements(rawMember(error.data, "elicitations"))) {
        if (rawMember(each, "mode") == R"("url")" && addresses.size() < kMostAddresses)
            addresses.append(each.toByteArray());
    }
    return addresses;
}

/// Nothing broke, and whether the server had begun with the call before it asked is not known.
Error notAnswered(const Error& why)
{
    return {ErrorCode::Protocol, u"The service asked something before it went on, and got no answer: "_s + why.message, {}, {}};
}

/// The call is not made again by us: what the person does at the address takes the time it takes.
RpcError addressTold(bool agreed)
{
    return {
        0,
        agreed
            ? u"The service needs something done at an address first. The person agreed to open it; make the call again once they say that it is done."_s
            : u"The service needs something done at an address first, and the person did not open it."_s,
        {}};
}

} // namespace

qint64 McpClient::callTool(const QByteArray& name, const QByteArray& argumentsJson, RpcOptions options, JsonRpcPeer::Reply reply)
{
    options.name = name;
    QByteArray members = R"("name":)" + jsonString(QByteArrayView(name)) + R"(,"arguments":)" + argumentsJson;
    if (mustBeTask(name))
        members += R"(,"task":{})";
    return request("tools/call", members, std::move(options), std::move(reply));
}

qint64 McpClient::request(const QByteArray& method, const QByteArray& members, RpcOptions options, JsonRpcPeer::Reply reply)
{
    if (m_step != Step::Ready && m_step != Step::Renewing) {
        reply(fail(ErrorCode::Unavailable, u"The service is not connected."_s));
        return 0;
    }
    const qint64 number = ++m_lastAsked;
    m_asked.emplace(number, McpAsked{method, members, std::move(options), std::move(reply)});
    if (m_step == Step::Ready)
        sendAsked(number);
    return number;
}

void McpClient::cancelCall(qint64 id, const QString& reason)
{
    const auto found = m_asked.find(id);
    if (found == m_asked.end())
        return;
    if (found->second.task)
        return giveUpTask(id, {ErrorCode::Cancelled, reason, {}, {}});
    if (m_peer && found->second.sent != 0)
        return m_peer->cancel(found->second.sent, reason);
    settle(id, fail(ErrorCode::Cancelled, reason));
}

/// `more`: members that only this sending has.
void McpClient::sendAsked(qint64 number, const QByteArray& more)
{
    const McpAsked& asked = m_asked.at(number);
    const QByteArray comma = asked.members.isEmpty() || more.isEmpty() ? "" : ",";
    const QByteArray members = asked.members + comma + more;
    auto reply = [this, number](Result<RpcAnswer> answer) { takeAnswer(number, std::move(answer)); };
    RpcOptions options = asked.options;
    if (options.onProgress) {
        options.onProgress = [self = QPointer<McpClient>(this), number, tell = asked.options.onProgress](const RpcProgress& progress) {
            if (const auto found = self ? self->m_asked.find(number) : decltype(m_asked)::iterator(); self && found != self->m_asked.end())
                found->second.heard = true;
            tell(progress);
        };
    }
    if (asked.method == "tools/call") {
        options.onLate = [self = QPointer<McpClient>(this)](const RpcAnswer& late) {
            if (self)
                self->cancelLateTask(late);
        };
    }
    const qint64 sent =
        m_peer->request(asked.method, members, meta(), std::move(options), JsonRpcPeer::Reply(std::move(reply), fail(ErrorCode::Cancelled, {})));
    if (const auto still = m_asked.find(number); still != m_asked.end()) { // it may have been refused at once
        still->second.sent = sent;
        still->second.era = m_eras;
    }
}

void McpClient::takeAnswer(qint64 number, Result<RpcAnswer> answer)
{
    const auto found = m_asked.find(number);
    if (found == m_asked.end())
        return;
    McpAsked& asked = found->second;
    const qint64 sent = std::exchange(asked.sent, 0);
    if (answer && answer->sessionLost && sendAgain(asked, answer)) {
        if (m_step == Step::Ready && !m_transport->lostSession())
            return sendAsked(number); // a new one was made while it was on its way
        return renewSession();
    }
    if (answer && isRefusal(asked, *answer, kRpcHeaderMismatch) && asked.options.renewHeaders)
        return renewHeaders(number, *answer);
    if (answer && isRefusal(asked, *answer, kRpcUnsupportedVersion))
        return renewVersion(number, *answer);
    if (answer && isTask(asked.method, *answer))
        return followTask(number, sent, answer->result);
    if (answer && wantsInput(asked, *answer)) {
        ++asked.rounds;
        return askForInput(number, answer->result);
    }
    const QList<QByteArray> addresses =
        answer && answer->error && answer->error->code == kRpcUrlRequired && m_options.ask ? addressesOf(*answer->error) : QList<QByteArray>();
    if (!addresses.isEmpty()) {
        const auto ask = [self = QPointer<McpClient>(this), question = questionIn(asked, "elicitation/create", {})](const QByteArray& params,
                                                                                                                    McpQuestion::Reply reply) {
            if (self)
                self->answerQuestion({question.method, params, question.asker, question.session}, std::move(reply));
        };
        return askForAddresses(addresses, ask, [self = QPointer<McpClient>(this), number](bool agreed) {
            if (self)
                self->settle(number, RpcAnswer{{}, addressTold(agreed), 0});
        });
    }
    settle(number, std::move(answer));
}

void McpClient::settle(qint64 number, Result<RpcAnswer> answer)
{
    const auto found = m_asked.find(number);
    if (found == m_asked.end())
        return;
    auto over = m_asked.extract(found); // gone at the end, and its questions with it
    over.mapped().reply(std::move(answer));
}

/// A request that a server refuses because it does not know the session has not been carried out. One whose reply broke off before that may have been:
/// only what changes nothing is sent again then.
bool McpClient::sendAgain(McpAsked& asked, Result<RpcAnswer>& answer)
{
    if (m_step != Step::Ready && m_step != Step::Renewing)
        return false;
    if ((!answer->begun || asked.options.harmless) && !std::exchange(asked.again, true))
        return true;
    if (answer->begun)
        answer = fail(ErrorCode::Protocol, u"The service has lost the session in the middle of its reply."_s);
    return false;
}

void McpClient::renewSession()
{
    if (std::exchange(m_step, Step::Renewing) == Step::Renewing)
        return;
    if (m_listening != 0) // of the modern era
        m_peer->cancel(std::exchange(m_listening, 0), u"no longer understood"_s);
    m_transport->forgetSession();
    m_transport->negotiated(McpEra::Legacy, {});
    m_handshake.era = McpEra::Legacy;
    RpcOptions options;
    options.timeout = m_options.connectTimeout;
    options.cancellable = false;
    m_peer->request("initialize", initializeMembers(), {}, std::move(options),
                    JsonRpcPeer::Reply([this](Result<RpcAnswer> answer) { renewed(std::move(answer)); }, fail(ErrorCode::Cancelled, {})));
}

void McpClient::renewed(Result<RpcAnswer> answer)
{
    if (m_step != Step::Renewing)
        return;
    if (answer && answer->error && answer->error->code == kRpcUnsupportedVersion &&
        supportedVersions(answer->error->data).contains(QLatin1StringView(kModernVersion)))
        return discoverAgain();
    const McpHandshake handshake = answer && !answer->error ? readHandshake(answer->result) : McpHandshake();
    if (!answer || answer->error || !isLegacyVersion(handshake.version)) {
        const QString why = !answer ? answer.error().message : answer->error ? rpcFailed(*answer->error).message : unknownVersions({}).message;
        return notRenewed({ErrorCode::Unavailable, u"The service has lost the session, and a new one could not be made. "_s + why, {}, {}});
    }
    m_transport->negotiated(McpEra::Legacy, handshake.version);
    m_peer->notify("notifications/initialized");
    m_transport->listen();
    goOnRenewed(handshake);
}

/// What waited goes out, in whatever era the server speaks now.
void McpClient::goOnRenewed(McpHandshake handshake)
{
    const QString before = std::exchange(m_handshake, std::move(handshake)).serverName;
    ++m_eras;
    m_step = Step::Ready;
    const QPointer<McpClient> self(this);
    for (const qint64 number : waiting()) {
        if (!self)
            return;
        const auto asked = m_asked.find(number);
        if (asked == m_asked.end())
            continue;
        // Another program, or another version of it, may mean something else by the same call.
        if (m_handshake.serverName != before && !asked->second.options.harmless)
            settle(number, fail(ErrorCode::Changed, u"The service is another one than before, so the call was not made."_s));
        else
            sendAsked(number);
    }
    if (!self)
        return;
    watchAgain();
    Q_EMIT toolsChanged();
}

void McpClient::notRenewed(const Error& error)
{
    m_step = Step::Idle;
    const QPointer<McpClient> self(this);
    for (const qint64 number : waiting()) {
        if (self) // they were refused, so nothing happened
            settle(number, fail(ErrorCode::Changed, error.message));
    }
    McpEnd end;
    end.error = error;
    if (self)
        Q_EMIT ended(end);
}

/// Those that are not on their way. What waits for the person was answered: it is not sent again.
QList<qint64> McpClient::waiting() const
{
    QList<qint64> numbers;
    for (const auto& [number, asked] : m_asked) {
        if (asked.sent == 0 && !asked.task && !asked.asker)
            numbers.append(number);
    }
    return numbers;
}

bool McpClient::wantsInput(const McpAsked& asked, const RpcAnswer& answer) const
{
    if (m_handshake.era != McpEra::Modern || answer.error || asked.rounds >= kMostRounds)
        return false;
    const bool may = asked.method == "tools/call" || asked.method == "prompts/get" || asked.method == "resources/read";
    return may && rawMember(answer.result, "resultType") == "\"input_required\"";
}

/// 2026-07-28: the server asks by its result, and goes on when the same request comes again with the answers, and with its state exactly as it gave it.
void McpClient::askForInput(qint64 number, const QByteArray& result)
{
    const auto value = parseJson(result, {.maxDepth = 128, .refuseDuplicateKeys = false});
    const json::object* object = value ? value->if_object() : nullptr;
    const json::object* questions = object ? jsonObject(*object, "inputRequests") : nullptr;
    const QByteArray state = rawMember(result, "requestState").toByteArray();
    if (questions && questions->size() > kMostQuestions)
        return settle(number, fail(ErrorCode::Protocol, u"The service asks too many questions at once."_s));
    auto answers = std::make_shared<Answers>();
    answers->wanted = questions ? static_cast<qsizetype>(questions->size()) : 0;
    if (answers->wanted == 0)
        return goOn(number, {}, state);
    const QByteArray raw = rawMember(result, "inputRequests").toByteArray();
    for (const auto& [key, question] : *questions) {
        const json::object* one = question.if_object();
        const QByteArray params = rawMember(rawMember(raw, rawKey(key)), "params").toByteArray();
        auto reply = [self = QPointer<McpClient>(this), number, answers, state, name = jsonString(toQString(key))](const Result<QByteArray>& given) {
            if (!self || answers->failed)
                return;
            answers->failed = !given;
            if (!given)
                return self->settle(number, std::unexpected(notAnswered(given.error())));
            answers->given.append(name + ':' + *given);
            if (answers->given.size() == answers->wanted)
                self->goOn(number, answers->given.join(','), state);
        };
        const auto still = m_asked.find(number); // an answer may have ended it
        if (still == m_asked.end())
            return;
        answerQuestion(questionIn(still->second, one ? jsonText(*one, "method").toUtf8() : QByteArray(), params),
                       McpQuestion::Reply(std::move(reply), fail(ErrorCode::Cancelled, u"Nobody answered."_s)));
    }
}

void McpClient::goOn(qint64 number, const QByteArray& answers, const QByteArray& state)
{
    const auto found = m_asked.find(number);
    if (found == m_asked.end())
        return; // it was cancelled meanwhile
    found->second.asker.reset();
    if (m_step != Step::Ready)
        return settle(number, fail(ErrorCode::Unavailable, u"The service is not connected."_s));
    sendAsked(number, R"("inputResponses":{)" + answers + '}' + (state.isEmpty() ? QByteArray() : R"(,"requestState":)" + state));
}

} // namespace aios
