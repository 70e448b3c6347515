// SPDX-License-Identifier: MIT
#include "core/runtime/servicesampling.h"

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/text.h"
#include "core/mcp/sampling.h"

#include <QPointer>

namespace aios {

using namespace Qt::StringLiterals;

struct ServiceSampling::Asking {
    QString service;
    QString sessionId;
    QByteArray params;
    SamplingRequest request;
    McpQuestion::Reply reply;
    std::shared_ptr<Model> model;
    std::shared_ptr<WireHistory> history;
    std::unique_ptr<ModelRun> run;
    SamplingAnswer answer;
    QString card; ///< The one that is open.
};

namespace {

std::shared_ptr<WireHistory> historyOf(const SamplingRequest& request)
{
    auto history = std::make_shared<WireHistory>();
    for (const SamplingRequest::Message& message : request.messages)
        history->append({message.ofModel ? Role::Assistant : Role::User, {TextBlock{withoutTagCharacters(message.text)}}});
    return history;
}

/// A card of the session. Nothing in it can be remembered.
ApprovalRequest cardOf(const QString& service, const QString& sessionId)
{
    ApprovalRequest card;
    card.id = newId();
    card.sessionId = sessionId;
    card.access.tool = u"mcp__"_s + service;
    card.access.grade = Grade::LeavesComputer;
    card.grade = Grade::LeavesComputer;
    card.preview.kind = ApprovalPreview::Kind::Arguments;
    card.askedAt = Clock::system().now();
    return card;
}

ApprovalRequest requestCard(const QString& service, const QString& sessionId, const SamplingRequest& asked, const ModelInfo& model)
{
    ApprovalRequest card = cardOf(service, sessionId);
    card.title = u"Let %1 ask the model something"_s.arg(service);
    card.verb = u"Ask the Model"_s;
    card.because =
        u"The service wants an answer of your model for its own work. The model is given what stands here and nothing else. You see its answer before the service gets it."_s;
    auto& rows = card.preview.arguments;
    rows.append({u"Model"_s, model.displayName});
    if (!asked.modelHints.isEmpty())
        rows.append({u"It would like"_s, asked.modelHints.join(u", "_s) + u" (your model is asked all the same)"_s});
    rows.append({u"At most"_s, u"%1 tokens of answer, which you pay for"_s.arg(asked.maxTokens)});
    if (asked.wantsContext)
        rows.append({u"It also wants"_s, u"your conversation. It does not get it."_s});
    if (!asked.system.isEmpty())
        rows.append({u"Instructions to the model"_s, asked.system});
    for (const SamplingRequest::Message& message : asked.messages)
        rows.append({message.ofModel ? u"As the model's words"_s : u"As your words"_s, message.text});
    return card;
}

ApprovalRequest answerCard(const QString& service, const QString& sessionId, const SamplingAnswer& answer)
{
    ApprovalRequest card = cardOf(service, sessionId);
    card.title = u"Send the model's answer to %1"_s.arg(service);
    card.verb = u"Send Answer"_s;
    card.because =
        answer.cut ? u"It asked for it, and you let it ask. The answer was cut off at the limit."_s : u"It asked for it, and you let it ask."_s;
    card.preview.arguments = {{u"Model"_s, answer.model}, {u"Answer"_s, answer.text}};
    return card;
}

Error notSent(const Decision& decision, bool asked)
{
    if (decision.kind == Decision::Kind::Deny)
        return {
            ErrorCode::Denied, asked ? u"The person did not let the model be asked."_s : u"The person did not send the model's answer."_s, {}, {}};
    return {ErrorCode::Cancelled, u"Nobody answered."_s, {}, {}};
}

} // namespace

ServiceSampling::ServiceSampling(ApprovalBroker& broker, Options options, QObject* parent)
    : QObject(parent), m_broker(broker), m_options(std::move(options))
{}

ServiceSampling::~ServiceSampling()
{
    while (!m_asking.empty())
        end(m_asking.begin()->first, fail(ErrorCode::Cancelled, u"Nobody answered."_s));
}

void ServiceSampling::ask(const QString& service, const QString& sessionId, const McpQuestion& question, McpQuestion::Reply reply)
{
    auto request = readSampling(question.params);
    if (!request)
        return reply(std::unexpected(request.error()));
    if (sessionId.isEmpty())
        return reply(fail(ErrorCode::Denied, u"A model is asked for a service only in the middle of a call that the person can see."_s));
    if (++m_counts[{service, sessionId}] > kMostOfCall)
        return reply(fail(ErrorCode::Denied, u"The service has asked the model %1 times in this call, so it is not asked again."_s.arg(kMostOfCall)));
    const int number = ++m_last;
    auto asking = std::make_unique<Asking>();
    asking->service = service;
    asking->sessionId = sessionId;
    asking->params = question.params;
    asking->request = std::move(*request);
    asking->reply = std::move(reply);
    m_asking.emplace(number, std::move(asking));
    if (question.asker) {
        connect(question.asker, &QObject::destroyed, this,
                [this, number] { end(number, fail(ErrorCode::Cancelled, u"The service does not wait for it any more."_s)); });
    }
    m_options.model(sessionId, this, [this, number](Result<std::shared_ptr<Model>> model) { took(number, std::move(model)); });
}

void ServiceSampling::took(int number, Result<std::shared_ptr<Model>> model)
{
    const auto found = m_asking.find(number);
    if (found == m_asking.end())
        return;
    if (!model)
        return end(number, fail(ErrorCode::Unavailable, u"There is no model that could be asked now."_s));
    found->second->model = std::move(*model);
    askPerson(number);
}

void ServiceSampling::askPerson(int number)
{
    const Asking& asking = *m_asking.at(number);
    ApprovalRequest card = requestCard(asking.service, asking.sessionId, asking.request, asking.model->info());
    card.digest = sha256Fields({"service-sampling", asking.service.toUtf8(), asking.params, card.id.toUtf8()});
    decided(number, std::move(card), [this](int which) { askModel(which); });
}

/// Registers the card; `go` follows when the person allows exactly what it showed.
void ServiceSampling::decided(int number, ApprovalRequest card, std::function<void(int number)> go)
{
    Asking& asking = *m_asking.at(number);
    asking.card = card.id;
    const bool isRequest = !asking.run && asking.answer.model.isEmpty();
    auto answer = [self = QPointer<ServiceSampling>(this), number, card, isRequest, go = std::move(go)](const Decision& decision) {
        if (!self || !self->m_asking.contains(number))
            return;
        Asking& asked = *self->m_asking.at(number);
        asked.card.clear();
        const bool allowed = decision.kind == Decision::Kind::Allow && decision.editedInput.isEmpty();
        const auto recorded = decision.kind == Decision::Kind::Cancelled ? Result<void>() : self->record(asked, card, decision);
        if (!allowed)
            return self->end(number, std::unexpected(notSent(decision, isRequest)));
        if (!recorded)
            return self->end(number, fail(ErrorCode::Io, u"The decision could not be recorded, so nothing was done."_s));
        go(number);
    };
    m_broker.ask(std::move(card), Once<Decision>(std::move(answer), Decision{}));
}

Result<void> ServiceSampling::record(const Asking& asking, const ApprovalRequest& card, const Decision& decision) const
{
    DecisionRecord record;
    record.time = Clock::system().now();
    record.sessionId = asking.sessionId;
    record.tool = card.access.tool;
    record.target = card.title;
    record.argumentHash = sha256Hex(asking.answer.model.isEmpty() ? asking.params : asking.answer.text.toUtf8());
    record.digest = card.digest;
    record.grade = card.grade;
    record.decision = decision.kind == Decision::Kind::Allow ? u"allowed"_s : u"denied"_s;
    record.by = u"person"_s;
    record.feedback = decision.feedback;
    return m_options.record(std::move(record));
}

void ServiceSampling::askModel(int number)
{
    Asking& asking = *m_asking.at(number);
    asking.history = historyOf(asking.request);
    ModelRequest request;
    request.model = asking.model->info().id;
    request.system = withoutTagCharacters(asking.request.system);
    request.history = asking.history.get();
    request.maxTokens = asking.request.maxTokens;
    request.showThinking = false;
    request.origin.sessionId = asking.sessionId;
    request.origin.agent = u"sampling"_s; // neither the main loop's place in a recording nor its script
    request.origin.prompt = asking.request.messages.last().text;
    request.origin.arguments = request.origin.prompt;
    request.origin.promptIndex = asking.history->messages().size() - 1;
    asking.run = asking.model->stream(std::move(request),
                                      {[](const ModelEvent&) {}, [this, number](Result<ModelReply> reply) { answered(number, std::move(reply)); }});
}

void ServiceSampling::answered(int number, Result<ModelReply> reply)
{
    Asking& asking = *m_asking.at(number); // a run that is gone calls nobody
    // Its own function is on the stack, and it reads the history as long as it lives.
    QMetaObject::invokeMethod(this, [history = asking.history, run = std::shared_ptr<ModelRun>(std::move(asking.run))] {}, Qt::QueuedConnection);
    if (!reply)
        return end(number, fail(ErrorCode::Unavailable, u"The model could not be asked. "_s + reply.error().message));
    m_options.count(asking.sessionId, reply->usage, asking.model->cost(reply->usage));
    SamplingAnswer answer{plainText(reply->message), asking.model->info().id, reply->stopReason == StopReason::MaxTokens, false};
    if (answer.text.trimmed().isEmpty())
        return end(number, fail(ErrorCode::Unavailable, u"The model gave no answer."_s));
    asking.answer = withStops(std::move(answer), asking.request.stops);
    showAnswer(number);
}

void ServiceSampling::showAnswer(int number)
{
    const Asking& asking = *m_asking.at(number);
    ApprovalRequest card = answerCard(asking.service, asking.sessionId, asking.answer);
    card.digest = sha256Fields({"service-sampling-answer", asking.service.toUtf8(), asking.answer.text.toUtf8(), card.id.toUtf8()});
    decided(number, std::move(card), [this](int which) { end(which, samplingResult(m_asking.at(which)->answer)); });
}

void ServiceSampling::end(int number, Result<QByteArray> result)
{
    const auto found = m_asking.find(number);
    if (found == m_asking.end())
        return;
    const std::unique_ptr<Asking> asking = std::move(found->second);
    m_asking.erase(found);
    if (!asking->card.isEmpty())
        m_broker.withdraw(asking->card);
    asking->reply(std::move(result));
}

void ServiceSampling::callsOver(const QString& service, const QString& sessionId)
{
    m_counts.erase({service, sessionId});
    QList<int> over;
    for (const auto& [number, asking] : m_asking) {
        if (asking->service == service && asking->sessionId == sessionId)
            over.append(number);
    }
    for (const int number : std::as_const(over))
        end(number, fail(ErrorCode::Cancelled, u"The call was stopped."_s));
}

} // namespace aios
