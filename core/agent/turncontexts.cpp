// SPDX-License-Identifier: MIT
#include "core/agent/turncontexts.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Of these only the newest counts: the system prompt holds them once.
bool isReplaced(const ContextPart& part)
{
    return part.kind == "system"_L1 || part.kind == "skills"_L1 || part.kind == "agents"_L1 || part.kind == "tools"_L1;
}

/// The system prompt and the tools anew, all of them: what is not among them is gone.
bool isNewSystem(const QList<ContextPart>& parts)
{
    return std::ranges::any_of(parts, [](const ContextPart& part) { return part.kind == "system"_L1; });
}

void merge(QList<ContextPart>& parts, const ContextPart& added)
{
    for (ContextPart& part : parts) {
        if (part.kind != added.kind || part.title != added.title || part.path != added.path)
            continue;
        const qint64 before = isReplaced(added) ? 0 : part.tokens;
        part = added;
        part.tokens += before;
        return;
    }
    parts.append(added);
}

} // namespace

QList<TurnContext> contextByTurn(const QList<TurnContext>& told)
{
    QList<TurnContext> turns;
    QList<ContextPart> standing; // in the main loop's conversation
    for (const TurnContext& piece : told) {
        const bool main = piece.agent.isEmpty();
        if (main && piece.whole)
            standing.clear();
        else if (main && isNewSystem(piece.parts))
            standing.removeIf(isReplaced);
        const auto same = [&piece](const TurnContext& turn) {
            return turn.agent == piece.agent && turn.parentToolId == piece.parentToolId && turn.turn == piece.turn;
        };
        auto at = std::ranges::find_if(turns, same);
        if (at == turns.end()) {
            turns.append({piece.turn, {}, piece.agent, piece.parentToolId, main || piece.whole});
            at = std::prev(turns.end());
        }
        QList<ContextPart>& parts = main ? standing : at->parts;
        for (const ContextPart& part : piece.parts)
            merge(parts, part);
        if (main)
            at->parts = standing;
    }
    return turns;
}

} // namespace aios
