// SPDX-License-Identifier: MIT
#include "core/runtime/publishtool.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/mcp/mcptool.h"
#include "core/mcp/mcpwaitingrun.h"
#include "core/tools/poolrun.h"
#include "core/tools/registry.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Local Desk says of a call that it judged and refused, before it did anything, that it did so.
bool saysRefused(const QByteArray& structured)
{
    const auto said = parseJson(structured);
    return said && said->is_object() && jsonBool(said->get_object(), "refused");
}

/// One publishing call on its way: looked at again, approved or by its ticket, sent once, and its answer kept. Core thread.
class PublishRun : public ToolRun {
public:
    PublishRun(std::shared_ptr<const PublishTool> tool, ToolCall call, ToolContext context, PublishKeeper& keeper, ToolProgress progress,
               Once<Result<ToolOutput>> reply)
        : m_tool(std::move(tool)),
          m_call(std::move(call)),
          m_context(std::move(context)),
          m_keeper(&keeper),
          m_progress(std::move(progress)),
          m_reply(std::move(reply))
    {}
    /// Stopped in mid-call: nobody knows how far it came.
    ~PublishRun() override
    {
        *m_alive = false; // the answer that a stopped call drops is none
        m_run.reset();
        if (m_hold && m_keeper)
            m_keeper->finished(std::move(*m_hold), m_sent, {},
                               u"It was stopped during the call, so nobody knows whether it arrived. Look there before anything is sent again."_s);
    }

    void look(bool approved)
    {
        m_context.pool->run(
            &m_receiver, [tool = m_tool, call = m_call, context = m_context] { return tool->judge(call, context); },
            [this, approved](PublishTool::Judged judged) { approved ? sendApproved(std::move(judged)) : looked(std::move(judged)); });
    }

private:
    void looked(PublishTool::Judged judged)
    {
        if (!judged.prepared.refusal.isEmpty())
            return answer(toolError(judged.prepared.refusal));
        if (m_context.approvedDigest.isEmpty() || judged.digest != m_context.approvedDigest)
            return answer(toolError(u"The piece or the service changed after it was allowed, so nothing was sent. Call it again."_s));
        if (!judged.prepared.ticketId.isEmpty())
            return send(std::move(judged));
        // The person clicked Publish Once on what was shown: that is the approval, and it is stored as one.
        m_shown = judged.prepared.call.inputJson;
        const auto ticket = m_keeper ? m_keeper->approve(judged.prepared.piece, judged.prepared.view->sha256)
                                     : Result<Ticket>(fail(ErrorCode::Unavailable, u"The folder was closed."_s));
        if (!ticket)
            return answer(toolError(u"It was not published. "_s + ticket.error().message));
        look(true);
    }

    void sendApproved(PublishTool::Judged judged)
    {
        if (judged.prepared.ticketId.isEmpty() || judged.prepared.call.inputJson != m_shown)
            return answer(toolError(u"It was not published, because what would be sent is not what was shown. Call it again."_s));
        send(std::move(judged));
    }

    /// A piece that lives in a record is read there once more.
    void send(PublishTool::Judged judged)
    {
        if (!m_keeper)
            return answer(toolError(u"It was not published. The folder was closed."_s));
        const QString ticket = judged.prepared.ticketId;
        m_keeper->recheck(ticket, &m_receiver, [this, alive = m_alive, judged = std::move(judged)](const Result<QByteArray>& record) {
            if (!*alive)
                return;
            if (!record)
                return answer(toolError(u"It was not published. "_s + record.error().message));
            call(judged, *record);
        });
    }

    void call(PublishTool::Judged judged, const QByteArray& record)
    {
        m_context.approvedDigest = judged.inner.digest;
        if (const QString why = whyNotSent({m_call.id, judged.prepared.call.inputJson}); !why.isEmpty()) // before any approval is spent on it
            return answer(toolError(u"It was not published, and the approval stands. "_s + why));
        auto hold = m_keeper ? m_keeper->begin(judged.prepared.ticketId, judged.prepared.call, record)
                             : Result<TicketHold>(fail(ErrorCode::Unavailable, u"The folder was closed."_s));
        if (!hold)
            return answer(toolError(u"It was not published. "_s + hold.error().message));
        m_hold.emplace(std::move(*hold));
        m_sent = std::move(judged.prepared.call);
        auto done = Once<Result<ToolOutput>>(
            [this, alive = m_alive](Result<ToolOutput> output) {
                if (*alive)
                    answered(std::move(output));
            },
            fail(ErrorCode::Internal, u"The service gave no answer."_s));
        m_run = m_tool->inner()->start({m_call.id, m_sent.inputJson}, m_context, std::move(m_progress), std::move(done));
    }

    [[nodiscard]] QString whyNotSent(const ToolCall& call) const
    {
        const auto* served = dynamic_cast<const McpTool*>(m_tool->inner().get());
        if (served && served->coming())
            return u"The service is just being started again. Call once more in a moment."_s;
        return served ? served->whyNotStarted(call, m_context) : QString();
    }

    void answered(Result<ToolOutput> output)
    {
        if (m_keeper && m_hold && output && output->isError && m_tool->isOwn() && saysRefused(output->structured)) {
            m_keeper->refused(*std::exchange(m_hold, std::nullopt), elided(output->text.trimmed(), 500));
            output->text += u"\n(Nothing went out. The approval has ended, and the piece is In Review again.)"_s;
            return answer(std::move(output));
        }
        const QString problem = !output ? output.error().message : output->isError ? elided(output->text.trimmed(), 500) : QString();
        const QByteArray answer = !output ? QByteArray() : output->structured.isEmpty() ? output->text.toUtf8() : output->structured;
        if (m_keeper && m_hold)
            m_keeper->finished(std::move(*m_hold), m_sent, answer, problem);
        m_hold.reset();
        if (output)
            output->text += discardedWords();
        this->answer(std::move(output));
    }

    [[nodiscard]] QString discardedWords() const
    {
        QStringList names;
        for (const PublishArgument& argument : m_sent.arguments) {
            if (argument.differs)
                names.append(argument.name);
        }
        return names.isEmpty()
                   ? QString()
                   : u"\n(What was sent is the piece as the person approved it. What the call said for %1 was left out.)"_s.arg(names.join(u", "_s));
    }

    void answer(Result<ToolOutput> output)
    {
        Once<Result<ToolOutput>> reply = std::move(m_reply); // answering may destroy this
        reply(std::move(output));
    }

    QObject m_receiver;
    std::shared_ptr<const PublishTool> m_tool;
    ToolCall m_call;
    ToolContext m_context;
    QPointer<PublishKeeper> m_keeper;
    ToolProgress m_progress;
    Once<Result<ToolOutput>> m_reply;
    QByteArray m_shown;
    PublishCall m_sent;
    std::optional<TicketHold> m_hold;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    std::unique_ptr<ToolRun> m_run;
};

} // namespace

PublishTool::PublishTool(std::shared_ptr<const Tool> inner, QString service, QString tool, ServiceIdentity identity, PublishKeeper& keeper, bool own)
    : m_inner(std::move(inner)),
      m_service(std::move(service)),
      m_tool(std::move(tool)),
      m_identity(std::move(identity)),
      m_rules(keeper.sharedRules()),
      m_keeper(&keeper),
      m_own(own)
{}

bool PublishTool::publishes(const ToolCall& call) const
{
    const auto rules = m_rules->load();
    return rules->kindOf(m_service, m_tool) == PublishRules::ToolKind::Publishes && !rules->onlyPrepares(m_service, m_tool, call.inputJson);
}

PublishTool::Judged PublishTool::judge(const ToolCall& call, const ToolContext& context) const
{
    Judged judged;
    judged.prepared = preparePublish(*m_rules->load(), m_service, m_tool, m_identity, call.inputJson);
    if (!judged.prepared.refusal.isEmpty())
        return judged;
    if (const auto fits = checkToolInput(m_inner->spec(), judged.prepared.call.inputJson); !fits) {
        judged.prepared.refusal =
            u"What %1 of %2 takes is not what its gate makes of the piece, so nothing was sent. %3"_s.arg(m_tool, m_service, fits.error().message);
        return judged;
    }
    judged.inner = m_inner->plan({call.id, judged.prepared.call.inputJson}, context);
    if (!judged.inner.refusal.isEmpty())
        judged.prepared.refusal = judged.inner.refusal;
    judged.digest = sha256Fields({"publish", judged.inner.digest, judged.prepared.piece.toUtf8(), sha256Hex(judged.prepared.file),
                                  judged.prepared.call.inputJson, judged.prepared.call.boundJson, m_identity.serverHash, m_identity.toolDigest});
    return judged;
}

/// Of a tool that no gate of a platform names. Writing a status that stands for public into a record is publishing all the same.
ToolPlan PublishTool::heldPlan(const ToolCall& call, const ToolContext& context) const
{
    ToolPlan plan = m_inner->plan(call, context);
    const QString why = m_rules->load()->whyPublishes(m_service, m_tool, call.inputJson);
    if (why.isEmpty())
        return plan;
    plan.title = u"Publish through %1: %2"_s.arg(showHidden(m_service), showHidden(m_tool));
    plan.verb = u"Publish Once"_s;
    plan.access.grade = Grade::LeavesComputer;
    plan.access.alwaysAsk = true;
    plan.access.alwaysAskReason = why;
    return plan;
}

ToolPlan PublishTool::plan(const ToolCall& call, const ToolContext& context) const
{
    if (!publishes(call))
        return heldPlan(call, context);
    Judged judged = judge(call, context);
    ToolPlan plan = std::move(judged.inner);
    plan.refusal = judged.prepared.refusal;
    plan.access.grade = Grade::LeavesComputer;
    plan.access.alwaysAsk = true;
    if (!plan.refusal.isEmpty())
        return plan;
    const PreparedPublish& prepared = judged.prepared;
    plan.title = u"Publish “%1” to %2 with %3 of %4"_s.arg(elided(showHidden(prepared.title), 80), showHidden(prepared.platform), showHidden(m_tool),
                                                           showHidden(m_service));
    plan.verb = u"Publish Once"_s;
    plan.digest = judged.digest;
    plan.access.alwaysAskReason = u"Asks because it publishes: no rule or mode may do that for you."_s;
    if (prepared.view && prepared.view->ticket && prepared.view->ticket->state == Ticket::State::Spent)
        plan.access.alwaysAskReason += u" It went out before (%1), so this would be once more."_s.arg(showHidden(prepared.view->ticket->proof));
    plan.access.ticket = prepared.ticketId;
    plan.preview = {};
    plan.preview.kind = ApprovalPreview::Kind::Publish;
    plan.preview.path = prepared.piece;
    plan.preview.after = prepared.file;
    plan.preview.before = prepared.view ? prepared.view->approvedBefore : QByteArray();
    for (const PublishArgument& argument : prepared.call.arguments) {
        if (!argument.absent)
            plan.preview.arguments.append({argument.name, argument.value});
        if (argument.differs)
            plan.preview.discarded.append(argument.name);
    }
    return plan;
}

std::unique_ptr<ToolRun> PublishTool::start(const ToolCall& call, const ToolContext& context, ToolProgress progress,
                                            Once<Result<ToolOutput>> reply) const
{
    if (!publishes(call))
        return m_inner->start(call, context, std::move(progress), std::move(reply));
    if (!m_keeper || !context.pool) {
        return std::make_unique<QueuedRun>([]() -> Result<ToolOutput> { return toolError(u"The folder was closed."_s); }, std::move(reply));
    }
    auto tool = std::make_shared<const PublishTool>(m_inner, m_service, m_tool, m_identity, *m_keeper, m_own);
    const auto* served = dynamic_cast<const McpTool*>(m_inner.get());
    if (McpServer* coming = served ? served->coming() : nullptr) { // before any approval is spent on it
        auto make = [tool, call, context](ToolProgress told, Once<Result<ToolOutput>> answer) {
            return tool->start(call, context, std::move(told), std::move(answer));
        };
        return std::make_unique<McpWaitingRun>(*coming, std::move(make), std::move(progress), std::move(reply));
    }
    auto run = std::make_unique<PublishRun>(std::move(tool), call, context, *m_keeper, std::move(progress), std::move(reply));
    run->look(false);
    return run;
}

ServiceIdentity identityOf(const ServiceTool& tool)
{
    return {tool.digest, tool.digest};
}

QList<std::shared_ptr<const Tool>> withPublishing(const QList<std::shared_ptr<const Tool>>& served, PublishKeeper& keeper)
{
    QList<std::shared_ptr<const Tool>> tools;
    for (const auto& tool : served) {
        const auto* offered = dynamic_cast<const McpTool*>(tool.get());
        if (!offered) {
            tools.append(tool);
            continue;
        }
        tools.append(std::make_shared<const PublishTool>(tool, offered->server(), offered->info().shown.name, identityOf(offered->info().shown),
                                                         keeper, offered->info().preset != ServiceEffect::Unset));
    }
    return tools;
}

} // namespace aios
