// SPDX-License-Identifier: MIT
// Requests of an McpClient that became tasks: followed until they end, answered when they ask, cancelled by a message. Never sent a second time.
#include "core/base/json.h"
#include "core/base/jsonraw.h"
#include "core/base/text.h"
#include "core/mcp/mcpclient.h"
#include "core/mcp/mcptask.h"

#include <QPointer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr auto kAnswerPatience = 30s; ///< For one question after it.
constexpr auto kAtMost = 60min;       ///< Where the call has no limit of its own.
constexpr int kMostMissed = 3;
constexpr std::size_t kMostQuestions = 16;

QByteArray idMember(const McpTask& task)
{
    return R"("taskId":)" + jsonString(task.id);
}

/// What `tasks/get` says: itself a task, in one of its keys in a few servers.
QByteArray taskIn(const QByteArray& result)
{
    const QByteArrayView inner = rawMember(result, "task");
    return inner.isNull() ? result : inner.toByteArray();
}

RpcError taskError(const QByteArray& task, const TaskStatus& status)
{
    const auto value = parseJson(rawMember(task, "error"), {.maxDepth = 128, .refuseDuplicateKeys = false});
    const json::object* object = value ? value->if_object() : nullptr;
    RpcError error;
    error.code = object ? static_cast<int>(jsonInt(*object, "code")) : 0;
    error.message = object ? jsonText(*object, "message") : QString();
    if (error.message.isEmpty())
        error.message = status.message.isEmpty() ? u"The service's task failed without a word why."_s : status.message;
    return error;
}

} // namespace

/// 2026-07-28: the server decides. In 2025-11-25 it does so only of calls that were sent as one.
bool McpClient::becameTask(const Asked& asked, const RpcAnswer& answer) const
{
    if (answer.error || asked.method != "tools/call")
        return false;
    return m_handshake.era == McpEra::Modern ? rawMember(answer.result, "resultType") == R"("task")"
                                             : m_handshake.callsAsTasks && !rawMember(answer.result, "task").isNull();
}

/// A tool of 2025-11-25 that is refused otherwise.
bool McpClient::mustBeTask(QByteArrayView tool) const
{
    if (m_handshake.era != McpEra::Legacy || !m_handshake.callsAsTasks)
        return false;
    return std::ranges::any_of(m_tools, [name = jsonString(tool)](const QByteArray& raw) {
        return rawMember(raw, "name") == name && rawMember(rawMember(raw, "execution"), "taskSupport") == R"("required")";
    });
}

McpTask* McpClient::taskOf(qint64 number) const
{
    const auto found = m_asked.find(number);
    return found == m_asked.end() ? nullptr : found->second.task.get();
}

void McpClient::followTask(qint64 number, const QByteArray& created)
{
    Asked& asked = m_asked.at(number);
    const auto status = readTaskStatus(taskIn(created));
    if (!status)
        return settle(number, std::unexpected(status.error()));
    asked.task = std::make_shared<McpTask>();
    asked.task->id = status->id;
    asked.task->legacy = m_handshake.era == McpEra::Legacy;
    asked.task->until = std::chrono::steady_clock::now() + (asked.options.hardTimeout > 0ms ? asked.options.hardTimeout : kAtMost);
    asked.task->next.setSingleShot(true);
    connect(&asked.task->next, &QTimer::timeout, this, [this, number] { pollTask(number); });
    takeTask(number, RpcAnswer{created, {}, 0});
}

/// A request about the task that changes nothing and may be lost.
void McpClient::askOfTask(qint64 number, const QByteArray& method, const QByteArray& members, std::function<void(const Result<RpcAnswer>&)> told)
{
    const McpTask* task = taskOf(number);
    if (!task)
        return;
    RpcOptions options;
    options.timeout = kAnswerPatience;
    if (method == "tasks/result") { // comes when there is one
        options.timeout = 0ms;
        options.hardTimeout =
            std::chrono::ceil<std::chrono::milliseconds>(std::max<std::chrono::nanoseconds>(task->until - std::chrono::steady_clock::now(), 1ms));
    }
    options.name = task->id.toUtf8();
    options.harmless = method == "tasks/get" || method == "tasks/result";
    request(method, idMember(*task) + (members.isEmpty() ? members : ',' + members), std::move(options),
            JsonRpcPeer::Reply([told = std::move(told)](const Result<RpcAnswer>& answer) { told(answer); }, fail(ErrorCode::Cancelled, {})));
}

void McpClient::pollTask(qint64 number)
{
    McpTask* task = taskOf(number);
    if (!task)
        return;
    if (std::chrono::steady_clock::now() >= task->until)
        return giveUpTask(number, {ErrorCode::Timeout, u"The service did not answer in time."_s, {}, {}});
    ++task->polls;
    askOfTask(number, "tasks/get", {}, [this, number](const Result<RpcAnswer>& answer) { takeTask(number, answer); });
}

void McpClient::takeTask(qint64 number, const Result<RpcAnswer>& answer)
{
    McpTask* task = taskOf(number);
    if (!task)
        return;
    if (!answer)
        return missedTask(number, answer.error());
    if (answer->error && answer->error->code == kRpcInvalidParams)
        return settle(number, fail(ErrorCode::Protocol, u"The service does not know the task any more that it made of the call."_s));
    const QByteArray raw = answer->error ? QByteArray() : taskIn(answer->result);
    const auto status = answer->error ? Result<TaskStatus>(std::unexpected(rpcFailed(*answer->error))) : readTaskStatus(raw);
    if (!status)
        return missedTask(number, {ErrorCode::Protocol, status.error().message, {}, {}});
    if (status->id != task->id)
        return settle(number, fail(ErrorCode::Protocol, u"The service answered about another task than it was asked for."_s));
    task->missed = 0;
    switch (status->state) {
    case TaskStatus::State::Completed:
        return endTask(number, raw);
    case TaskStatus::State::Failed:
        return settle(number, RpcAnswer{{}, taskError(raw, *status), 0});
    case TaskStatus::State::Cancelled:
        return settle(number, fail(ErrorCode::Protocol, u"The service has ended the task itself. "_s + showHidden(status->message)));
    case TaskStatus::State::InputRequired:
        answerForTask(number, raw);
        break;
    case TaskStatus::State::Working:
        break;
    }
    const auto still = m_asked.find(number); // asking may have ended it
    if (still == m_asked.end())
        return;
    task->next.start(taskPollInterval(*status, task->polls));
    if (const auto tell = still->second.options.onProgress) // it may end the request
        tell({static_cast<double>(task->polls), {}, status->message.isEmpty() ? u"The service goes on with it as a task"_s : status->message});
}

/// Over HTTP a question can be lost while the task goes on; where the connection is gone for good, so is what could be known of it.
void McpClient::missedTask(qint64 number, const Error& error)
{
    McpTask* task = taskOf(number);
    const bool gone = m_step != Step::Ready && m_step != Step::Renewing;
    if (gone || ++task->missed >= kMostMissed)
        return settle(number, std::unexpected(error));
    task->next.start(taskPollInterval({}, 10 * task->missed));
}

void McpClient::endTask(qint64 number, const QByteArray& raw)
{
    if (!taskOf(number)->legacy) {
        const QByteArray result = rawMember(raw, "result").toByteArray();
        return result.isEmpty() ? settle(number, fail(ErrorCode::Protocol, u"The service's task is complete, but it gave no result."_s))
                                : settle(number, RpcAnswer{result, {}, 0});
    }
    if (!std::exchange(taskOf(number)->resultAsked, true))
        askOfTask(number, "tasks/result", {}, [this, number](const Result<RpcAnswer>& answer) { settle(number, answer); });
}

/// Each of its questions is asked once, however often it is told again.
void McpClient::answerForTask(qint64 number, const QByteArray& raw)
{
    if (taskOf(number)->legacy) // there it asks by requests of its own, once its result is asked for
        return endTask(number, raw);
    const QByteArray questions = rawMember(raw, "inputRequests").toByteArray();
    const auto value = parseJson(questions, {.maxDepth = 128, .refuseDuplicateKeys = false});
    const json::object* object = value ? value->if_object() : nullptr;
    if (object && object->size() > kMostQuestions)
        return giveUpTask(number, {ErrorCode::Protocol, u"The service asks too many questions at once."_s, {}, {}});
    for (const auto& [key, question] : object ? *object : json::object()) {
        const QString name = toQString(key);
        McpTask* task = taskOf(number); // an answer may have ended it
        if (!task || task->asked.contains(name))
            continue;
        task->asked.insert(name);
        const json::object* one = question.if_object();
        auto reply = [self = QPointer<McpClient>(this), number, name](const Result<QByteArray>& given) {
            if (!self || !self->taskOf(number))
                return;
            if (!given)
                return self->giveUpTask(number, given.error());
            self->askOfTask(number, "tasks/update", R"("inputResponses":{)" + jsonString(name) + ':' + *given + '}', [](const Result<RpcAnswer>&) {});
        };
        answerQuestion({one ? jsonText(*one, "method").toUtf8() : QByteArray(), rawMember(rawMember(questions, rawKey(key)), "params").toByteArray()},
                       McpQuestion::Reply(std::move(reply), fail(ErrorCode::Cancelled, u"Nobody answered the question of the service."_s)));
    }
}

/// The server is told; what it makes of that is not waited for.
void McpClient::giveUpTask(qint64 number, Error error)
{
    askOfTask(number, "tasks/cancel", {}, [](const Result<RpcAnswer>&) {});
    settle(number, std::unexpected(std::move(error)));
}

} // namespace aios
