// SPDX-License-Identifier: MIT
#include "core/model/providers/rehearsal/rehearsalconversation.h"

#include "core/base/hash.h"

#include <QRegularExpression>

#include <algorithm>
#include <ranges>

namespace aios {

using namespace Qt::StringLiterals;

RehearsalConversation::RehearsalConversation(const ModelRequest& request)
{
    if (!request.history)
        return;
    const QList<Message>& messages = request.history->messages();
    for (qsizetype i = std::max<qsizetype>(0, request.origin.promptIndex); i < messages.size(); ++i) {
        for (const Block& block : messages.at(i).blocks) {
            if (const auto* use = std::get_if<ToolUseBlock>(&block)) {
                m_calls.append({.name = nameOf(*use), .use = use});
            } else if (const auto* result = std::get_if<ToolResultBlock>(&block)) {
                const auto call = std::ranges::find_if(m_calls, [&](const Call& known) { return known.use->id == result->toolUseId; });
                if (call != m_calls.end()) {
                    call->result = result;
                    call->last = i + 1 == messages.size();
                }
            }
        }
    }
}

const RehearsalConversation::Call* RehearsalConversation::newest(QStringView name) const
{
    for (const Call& call : m_calls | std::views::reverse) {
        if (call.result && call.name == name)
            return &call;
    }
    return nullptr;
}

const RehearsalConversation::Call* RehearsalConversation::lastAnswered() const
{
    for (const Call& call : m_calls | std::views::reverse) {
        if (call.last)
            return &call;
    }
    return nullptr;
}

bool RehearsalConversation::lastHas(QStringView name) const
{
    return std::ranges::any_of(m_calls, [name](const Call& call) { return call.last && call.name == name; });
}

bool RehearsalConversation::anyLastError() const
{
    return std::ranges::any_of(m_calls, [](const Call& call) { return call.last && call.result->isError; });
}

bool RehearsalConversation::anyLastDenied() const
{
    return std::ranges::any_of(m_calls, [](const Call& call) { return call.last && call.result->denied; });
}

QString RehearsalConversation::callId(const RequestOrigin& origin, int ordinal, const QString& as)
{
    // A sub-agent counts its own prompts from 1: what it was asked tells its calls from those of the main loop and of other agents.
    QString owner;
    if (!origin.agent.isEmpty())
        owner = u'-' + QString::fromLatin1(sha256Fields({origin.agent.toUtf8(), origin.prompt.toUtf8(), origin.arguments.toUtf8()}).left(6));
    return u"rehearsal%1_%2_%3_%4_%5"_s.arg(owner).arg(origin.promptNumber).arg(origin.turn).arg(ordinal).arg(as);
}

QString RehearsalConversation::nameOf(const ToolUseBlock& use)
{
    static const QRegularExpression ours(u"\\Arehearsal(?:-[0-9a-f]{6})?_[0-9]+_[0-9]+_[0-9]+_(.+)\\z"_s);
    const QRegularExpressionMatch match = ours.match(use.id);
    return match.hasMatch() ? match.captured(1) : use.name.toLower();
}

} // namespace aios
