// SPDX-License-Identifier: MIT
#include "core/agent/compaction.h"

#include "core/agent/deferredtools.h"
#include "core/agent/refusedturn.h"
#include "core/agent/toldservices.h"
#include "core/base/hash.h"
#include "core/base/text.h"

#include <algorithm>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr double kCompactAt = 0.8; ///< Share of the context window at which a conversation is summarised by itself.
constexpr qint64 kSkillTokens = 5'000;
constexpr qint64 kAllSkillTokens = 25'000;

QString instruction(const QString& focus)
{
    QString text =
        u"The conversation is about to be replaced by a summary that you write now. Do not call any tool. Write for yourself, so that you can go on without "
        "anything above: what the person asked for, in their own words where it matters; what was decided and why; which files were read or changed, with paths, and what "
        "stands in them; results of commands; what the person corrected or rejected; what is unfinished and the exact next step."_s;
    if (!focus.trimmed().isEmpty())
        text += u"\n\nThe person asks you to pay special attention to: "_s + focus.trimmed();
    return text;
}

/// As much of `text` as `tokens` allow, never half a character.
QString startOf(const QString& text, qint64 tokens)
{
    qsizetype length = text.size();
    while (length > 0 && estimateTokens(QStringView(text).first(length).toUtf8().size()) > tokens)
        length = length * 9 / 10;
    if (length > 0 && length < text.size() && text[length].isLowSurrogate())
        --length;
    return text.first(length);
}

QList<Message> shortened(QList<Message> messages)
{
    constexpr qsizetype kLong = 2'000;
    for (Message& message : messages) {
        for (Block& block : message.blocks) {
            auto* result = std::get_if<ToolResultBlock>(&block);
            if (result && result->text.size() > kLong)
                result->text = elided(result->text, kLong / 4) + u"\n[… cut for the summary …]"_s;
            if (result)
                result->images.clear();
        }
    }
    return messages;
}

} // namespace

void Compaction::start(Input input, const WireHistory& history, std::function<void(Result<Outcome>)> done)
{
    m_model = std::move(input.model);
    m_done = std::move(done);
    m_history = history;
    if (input.shorten)
        m_history.replaceAll(shortened(history.messages()));
    m_history.append({Role::User, {TextBlock{instruction(input.focus)}}});
    ModelRequest request;
    request.model = m_model->info().id;
    request.system = std::move(input.system);
    request.tools = std::move(input.tools); // the same prefix as the conversation's, so that it is read from the cache
    request.history = &m_history;
    request.origin = std::move(input.origin);
    request.origin.command = u"compact"_s;
    request.origin.arguments = input.focus;
    request.origin.agent.clear();
    request.origin.turn = 1;
    request.origin.promptIndex = m_history.messages().size() - 1;
    m_run = m_model->stream(std::move(request), {[](const ModelEvent&) {}, [this](Result<ModelReply> reply) { ended(std::move(reply)); }});
}

void Compaction::ended(Result<ModelReply> reply)
{
    auto done = std::exchange(m_done, nullptr);
    if (m_run)
        QMetaObject::invokeMethod(this, [run = std::shared_ptr<ModelRun>(std::move(m_run))] {}, Qt::QueuedConnection);
    if (!done)
        return;
    if (!reply)
        return done(std::unexpected(reply.error()));
    const QString summary = plainText(reply->message).trimmed();
    const StopReason stop = reply->stopReason;
    if (stop == StopReason::Refusal || stop == StopReason::MaxTokens || stop == StopReason::ContextExceeded)
        return done(fail(ErrorCode::Protocol, stop == StopReason::Refusal
                                                  ? u"The model refused to summarise it, so the conversation stays as it is."_s
                                                  : u"The summary was cut off, so the conversation stays as it is. Try /compact again."_s));
    if (summary.isEmpty())
        return done(fail(ErrorCode::Protocol, u"The model wrote no summary, so the conversation stays as it is. Try /compact again."_s));
    done(Outcome{summary, reply->usage, m_model->cost(reply->usage)});
}

void Compaction::cancel()
{
    m_run.reset();
    if (auto done = std::exchange(m_done, nullptr))
        done(fail(ErrorCode::Cancelled, u"Cancelled; the conversation stays as it is."_s));
}

bool Compaction::isDue(qint64 contextTokens, qint64 contextWindow)
{
    return contextWindow > 0 && static_cast<double>(contextTokens) >= kCompactAt * static_cast<double>(contextWindow);
}

QList<Message> Compaction::continued(const SessionCore& core, LoopScope& scope, const QString& projectContext, const QString& summary,
                                     QList<ContextPart>& parts)
{
    forgetLoadedTools(scope);
    scope.injectedRules.clear();
    scope.toldServices.clear();
    QHash<QString, LoadedSkill>& skills = scope.loadedSkills;
    const QString why = loadReasonName(LoadReason::Compact);
    QString text = kSummaryBegins + u"\n\n"_s + summary;
    parts.append(
        {u"summary"_s, u"The conversation so far, summarised"_s, {}, why, estimateTokens(summary.toUtf8().size()), sha256Hex(summary.toUtf8())});
    QStringList newest = skills.keys();
    std::ranges::sort(newest, std::greater<>(), [&skills](const QString& name) { return skills[name].order; });
    qint64 spent = 0;
    for (const QString& name : std::as_const(newest)) {
        LoadedSkill& skill = skills[name];
        const QString kept = startOf(skill.text, kSkillTokens);
        const qint64 cost = estimateTokens(kept.toUtf8().size());
        const bool fits = spent + cost <= kAllSkillTokens;
        if (!fits || kept.size() < skill.text.size())
            skill.digest.clear();
        if (!fits)
            continue;
        spent += cost;
        text += u"\n\n<skill name=\"%1\">\n%2\n</skill>"_s.arg(name, kept);
        parts.append({u"skill"_s, name, {}, why, cost, sha256Hex(kept.toUtf8())});
    }
    QList<Block> context{TextBlock{projectContext}};
    for (const QString& told : {tellServices(scope, core, parts), tellDeferred(scope, core.policy)}) {
        if (!told.isEmpty())
            context.append(TextBlock{told});
    }
    return {{Role::User, context}, {Role::User, {TextBlock{text}}}};
}

} // namespace aios
