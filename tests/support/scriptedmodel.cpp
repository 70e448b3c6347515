// SPDX-License-Identifier: MIT
#include "tests/support/scriptedmodel.h"

#include <QPointer>

namespace aios::test {

using namespace Qt::StringLiterals;

class ScriptedRun final : public QObject, public ModelRun {
public:
    ScriptedRun(ScriptedModel& model, ScriptedReply reply, ModelHandlers handlers)
        : m_model(model), m_reply(std::move(reply)), m_handlers(std::move(handlers))
    {
        m_model.m_running++;
        later();
    }
    ~ScriptedRun() override
    {
        if (!m_ended) {
            m_model.m_running--;
            m_model.m_dropped++;
        }
    }

private:
    void later() { QMetaObject::invokeMethod(this, &ScriptedRun::step, Qt::QueuedConnection); }

    void step()
    {
        if (m_next < m_reply.events.size()) {
            const ModelEvent event = m_reply.events[m_next++];
            const QPointer<ScriptedRun> self(this);
            m_handlers.onEvent(event);
            if (self)
                later();
            return;
        }
        if (m_reply.hangs)
            return;
        m_ended = true;
        m_model.m_running--;
        const auto onEnd = m_handlers.onEnd; // may destroy this
        onEnd(std::move(m_reply.end));
    }

    ScriptedModel& m_model;
    ScriptedReply m_reply;
    ModelHandlers m_handlers;
    qsizetype m_next = 0;
    bool m_ended = false;
};

namespace {

void streamText(ScriptedReply& reply, int index, const QString& words, int pieces)
{
    reply.events.append(BlockStarted{index, TextBlock{}});
    const qsizetype size = std::max<qsizetype>(1, (words.size() + pieces - 1) / pieces);
    for (qsizetype at = 0; at < words.size(); at += size)
        reply.events.append(TextDelta{index, words.mid(at, size)});
    reply.events.append(BlockFinished{index});
}

ModelReply whole(QList<Block> blocks, StopReason stop)
{
    ModelReply reply;
    reply.message = {Role::Assistant, std::move(blocks), u"test/scripted"_s};
    reply.stopReason = stop;
    reply.model = u"scripted"_s;
    reply.usage.inputTokens = 100;
    reply.usage.outputTokens = 10;
    return reply;
}

} // namespace

ScriptedReply ScriptedReply::text(const QString& words, int pieces)
{
    ScriptedReply reply;
    streamText(reply, 0, words, pieces);
    reply.end = whole({TextBlock{words, {}}}, StopReason::EndTurn);
    return reply;
}

ScriptedReply ScriptedReply::calls(const QList<ToolUseBlock>& calls, const QString& words)
{
    ScriptedReply reply;
    QList<Block> blocks;
    if (!words.isEmpty()) {
        streamText(reply, 0, words, 1);
        blocks.append(TextBlock{words, {}});
    }
    for (const ToolUseBlock& call : calls) {
        reply.events.append(BlockStarted{static_cast<int>(blocks.size()), call});
        blocks.append(call);
    }
    reply.end = whole(std::move(blocks), StopReason::ToolUse);
    return reply;
}

ScriptedReply ScriptedReply::error(ErrorCode code, const QString& message)
{
    ScriptedReply reply;
    reply.end = fail(code, message);
    return reply;
}

ScriptedReply ScriptedReply::hanging(const QString& words)
{
    ScriptedReply reply;
    streamText(reply, 0, words, 1);
    reply.events.removeLast(); // the block is still open
    reply.hangs = true;
    return reply;
}

ScriptedReply& ScriptedReply::withUsage(qint64 input, qint64 output)
{
    end->usage.inputTokens = input;
    end->usage.outputTokens = output;
    return *this;
}

ScriptedReply& ScriptedReply::withStop(StopReason reason)
{
    end->stopReason = reason;
    return *this;
}

ToolUseBlock toolUse(const QString& id, const QString& name, const QByteArray& inputJson)
{
    return {id, name, inputJson, {}, {}};
}

QString ScriptedModel::Seen::lastText() const
{
    QString out;
    if (messages.isEmpty())
        return out;
    for (const Block& block : messages.last().blocks) {
        if (const auto* text = std::get_if<TextBlock>(&block))
            out += text->text + u'\n';
        else if (const auto* result = std::get_if<ToolResultBlock>(&block))
            out += result->text + u'\n';
    }
    return out;
}

ScriptedModel::ScriptedModel(const QString& id)
{
    details.provider = u"test"_s;
    details.id = id;
    details.displayName = id;
    details.contextWindow = 200'000;
}

ScriptedModel& ScriptedModel::add(ScriptedReply reply)
{
    m_replies.push_back(std::move(reply));
    return *this;
}

std::unique_ptr<ModelRun> ScriptedModel::stream(ModelRequest request, ModelHandlers handlers)
{
    Seen seen{request.model, request.system, {}, request.history->messages(), request.origin, request.effort};
    for (const ToolDefinition& tool : std::as_const(request.tools))
        seen.tools.append(tool.name);
    seen.definitions = request.tools;
    m_seen.push_back(std::move(seen));
    ScriptedReply reply = ScriptedReply::error(ErrorCode::Internal, u"The script has no answer number %1."_s.arg(m_seen.size()));
    if (!m_replies.empty()) {
        reply = std::move(m_replies.front());
        m_replies.pop_front();
    }
    if (reply.atStart)
        reply.atStart();
    return std::make_unique<ScriptedRun>(*this, std::move(reply), std::move(handlers));
}

} // namespace aios::test
