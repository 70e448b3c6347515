// SPDX-License-Identifier: MIT
#include "core/content/piecechanges.h"

namespace aios {

namespace {

bool saysTheSame(const Piece& a, const Piece& b)
{
    return a.sha256 == b.sha256 && a.title == b.title && a.type == b.type && a.platform == b.platform && a.status == b.status &&
           a.statusText == b.statusText && a.statusName == b.statusName && a.statusRank == b.statusRank && a.sources == b.sources &&
           a.slug == b.slug && a.problem == b.problem;
}

} // namespace

std::optional<QList<PieceChange>> pieceChanges(const QList<Piece>& before, const QList<Piece>& after, qsizetype most)
{
    QList<PieceChange> changes;
    qsizetype old = 0;
    qsizetype now = 0;
    while (!before.isSharedWith(after) && (old < before.size() || now < after.size()) && changes.size() <= most) {
        const int order = old == before.size() ? 1 : now == after.size() ? -1 : before[old].relative.compare(after[now].relative);
        if (order < 0)
            changes.append({old++, -1});
        else if (order > 0)
            changes.append({-1, now++});
        else if (!saysTheSame(before[old++], after[now++]))
            changes.append({old - 1, now - 1});
    }
    return changes.size() <= most ? std::optional(changes) : std::nullopt;
}

} // namespace aios
