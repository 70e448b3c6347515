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
constexpr qsizetype kMostQuestions = 32; ///< Of one task, however long it runs.
constexpr qsizetype kLongestKey = 256;
constexpr auto kAnswerAgain = 100ms; ///< An answer that was lost; doubled each time.
constexpr int kMostAnswers = 5;

QByteArray idMember(const QString& id)
{
    return R"("taskId":)" + jsonString(id);
}

/// The call was made, whatever went wrong with its task: nobody may read of it as of one that did nothing.
Error lostTask(const Error& error)
{
    if (error.code == ErrorCode::Timeout || error.code == ErrorCode::Cancelled)
        return error;
    return {ErrorCode::Protocol, u"The service had made a task of it, which could not be followed to its end. "_s + error.message, error.detail, {}};
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
bool McpClient::isTask(const QByteArray& method, const RpcAnswer& answer) const
{
    if (answer.error || method != "tools/call")
        return false;
    return m_handshake.era == McpEra::Modern ? rawMember(answer.result, "resultType") == R"("task")"
                                             : m_handshake.callsAsTasks && !rawMember(answer.result, "task").isNull();
}

/// A tool of 2025-11-25 that is refused otherwise.
bool McpClient::mustBeTask(QByteArrayView tool) const
{
    if (m_handshake.era != McpEra::Legacy || !m_handshake.callsAsTasks)
        return false;
    return std::ranges::any_of(m_listing.tools(), [name = jsonString(tool)](const QByteArray& raw) {
        return rawMember(raw, "name") == name && rawMember(rawMember(raw, "execution"), "taskSupport") == R"("required")";
    });
}

McpTask* McpClient::taskOf(qint64 number) const
{
    const auto found = m_asked.find(number);
    return found == m_asked.end() ? nullptr : found->second.task.get();
}

/// `sent`: the number under which the call went out, which is the name of its progress as long as the task lives.
void McpClient::followTask(qint64 number, qint64 sent, const QByteArray& created)
{
    McpAsked& asked = m_asked.at(number);
    const auto status = readTaskStatus(taskIn(created));
    if (!status)
        return settle(number, std::unexpected(status.error()));
    asked.task = std::make_shared<McpTask>();
    asked.task->id = status->id;
    asked.task->legacy = m_handshake.era == McpEra::Legacy;
    asked.task->until = std::chrono::steady_clock::now() + (asked.options.hardTimeout > 0ms ? asked.options.hardTimeout : kAtMost);
    asked.task->next.setSingleShot(true);
    connect(&asked.task->next, &QTimer::timeout, this, [this, number] { pollTask(number); });
    if (asked.options.onProgress) {
        asked.task->progress = m_peer->followProgress(sent, [this, number](const RpcProgress& progress) {
            if (McpTask* task = taskOf(number)) {
                task->tells = true;
                const auto tell = m_asked.at(number).options.onProgress; // it may end the request
                tell(progress);
            }
        });
    }
    if (m_handshake.era == McpEra::Modern && m_handshake.tellsOfTasks && m_taskNews != TaskNews::Refused)
        listenSoon();
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
    request(method, idMember(task->id) + (members.isEmpty() ? members : ',' + members), std::move(options),
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
    if (!task->next.isActive()) // news of it do not put off the next question: that one looks at the time
        task->next.start(taskPollInterval(*status, task->polls));
    tellOfTask(number, status->message);
}

/// What its server says by itself is more than that it goes on, and is not covered by that.
void McpClient::tellOfTask(qint64 number, const QString& message)
{
    McpTask* task = taskOf(number);
    const auto tell = m_asked.at(number).options.onProgress; // it may end the request
    if (!tell || (task->tells && (message.isEmpty() || message == task->said)))
        return;
    task->said = message;
    tell({static_cast<double>(task->polls), {}, message.isEmpty() ? u"The service goes on with it as a task"_s : message});
}

/// Told without having been asked, in either era: the task as it is now.
void McpClient::takeTaskNews(const QByteArray& raw)
{
    const auto status = readTaskStatus(raw);
    const auto found =
        std::ranges::find_if(m_asked, [&status](const auto& asked) { return status && asked.second.task && asked.second.task->id == status->id; });
    if (found != m_asked.end())
        takeTask(found->first, RpcAnswer{raw, {}, 0});
}

/// Over HTTP a question can be lost while the task goes on; where the connection is gone for good, so is what could be known of it.
void McpClient::missedTask(qint64 number, const Error& error)
{
    McpTask* task = taskOf(number);
    if (error.code == ErrorCode::Cancelled)
        return settle(number, fail(ErrorCode::Cancelled, u"The service was stopped."_s));
    if (m_step != Step::Ready && m_step != Step::Renewing)
        return settle(number, std::unexpected(lostTask({ErrorCode::Protocol, error.message, {}, {}})));
    if (++task->missed >= kMostMissed)
        return giveUpTask(number, error);
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
        askOfTask(number, "tasks/result", {}, [this, number](const Result<RpcAnswer>& answer) { takeTaskResult(number, answer); });
}

/// An error of the server is that of the call itself. What is lost on its way is asked for again when the task is asked after the next time.
void McpClient::takeTaskResult(qint64 number, const Result<RpcAnswer>& answer)
{
    McpTask* task = taskOf(number);
    if (!task)
        return;
    const bool lost = !answer || (answer->error && answer->error->code == 0 && answer->httpStatus != 0);
    if (!lost)
        return settle(number, answer);
    const Error error = answer ? rpcFailed(*answer->error) : answer.error();
    task->resultAsked = false;
    ++task->resultsMissed >= kMostMissed ? giveUpTask(number, error) : missedTask(number, error);
}

/// Each of its questions is asked once, however often it is told again. One that waits for nothing but an answer it has refused waits for ever.
void McpClient::answerForTask(qint64 number, const QByteArray& raw)
{
    if (taskOf(number)->legacy) // there it asks by requests of its own, once its result is asked for
        return endTask(number, raw);
    const QByteArray questions = rawMember(raw, "inputRequests").toByteArray();
    const auto value = parseJson(questions, {.maxDepth = 128, .refuseDuplicateKeys = false});
    const json::object* object = value ? value->if_object() : nullptr;
    for (const auto& [key, question] : object ? *object : json::object()) {
        const QString name = toQString(key);
        McpTask* task = taskOf(number); // an answer may have ended it
        if (!task || task->asked.contains(name))
            continue;
        if (name.size() > kLongestKey || task->asked.size() >= kMostQuestions)
            return giveUpTask(number, {ErrorCode::Protocol, u"It asks too many questions."_s, {}, {}});
        task->asked.insert(name);
        askForTask(number, name, rawMember(questions, rawKey(key)).toByteArray());
    }
    if (const McpTask* task = taskOf(number); task && task->refused && task->open == 0)
        giveUpTask(number, {ErrorCode::Protocol, u"It did not take the answer to its question."_s, {}, {}});
}

void McpClient::askForTask(qint64 number, const QString& key, const QByteArray& question)
{
    auto reply = [self = QPointer<McpClient>(this), number, key](const Result<QByteArray>& given) {
        McpTask* task = self ? self->taskOf(number) : nullptr;
        if (!task)
            return;
        --task->open;
        if (!given)
            return self->giveUpTask(number, {ErrorCode::Protocol, given.error().message, {}, {}});
        self->updateTask(number, R"("inputResponses":{)" + jsonString(key) + ':' + *given + '}', 1);
    };
    ++taskOf(number)->open;
    const auto value = parseJson(question, {.maxDepth = 128, .refuseDuplicateKeys = false});
    const json::object* one = value ? value->if_object() : nullptr;
    answerQuestion(
        questionIn(m_asked.at(number), one ? jsonText(*one, "method").toUtf8() : QByteArray(), rawMember(question, "params").toByteArray()),
        McpQuestion::Reply(std::move(reply), fail(ErrorCode::Cancelled, u"Nobody answered its question."_s)));
}

/// What the person has answered is not lost with one message: the same answer is sent again, a few times. One that the server does not want (any more) is
/// not; what it wants instead it says when it is asked after the next time.
void McpClient::updateTask(qint64 number, const QByteArray& answers, int tries)
{
    askOfTask(number, "tasks/update", answers, [this, number, answers, tries](const Result<RpcAnswer>& told) {
        McpTask* task = taskOf(number);
        if (!task || (told && !told->error))
            return;
        if (told && told->error->code == kRpcInvalidParams) {
            task->refused = true;
            return;
        }
        const QString why = told ? rpcFailed(*told->error).message : told.error().message;
        if (tries >= kMostAnswers)
            return giveUpTask(number, {ErrorCode::Protocol, u"It did not take the answer to its question. "_s + why, {}, {}});
        QTimer::singleShot(kAnswerAgain * (1 << tries), this, [this, number, answers, tries] { updateTask(number, answers, tries + 1); });
    });
}

/// The server is told; what it makes of that is not waited for.
void McpClient::giveUpTask(qint64 number, const Error& error)
{
    askOfTask(number, "tasks/cancel", {}, [](const Result<RpcAnswer>&) {});
    settle(number, std::unexpected(lostTask(error)));
}

/// A call that was stopped before anybody knew that it is a task would go on as one.
void McpClient::cancelLateTask(const RpcAnswer& answer)
{
    const auto status = isTask("tools/call", answer) ? readTaskStatus(taskIn(answer.result)) : Result<TaskStatus>(fail(ErrorCode::NotFound, {}));
    if (!status)
        return;
    RpcOptions options;
    options.timeout = kAnswerPatience;
    options.name = status->id.toUtf8();
    request("tasks/cancel", idMember(status->id), std::move(options),
            JsonRpcPeer::Reply([](const Result<RpcAnswer>&) {}, fail(ErrorCode::Cancelled, {})));
}

} // namespace aios
