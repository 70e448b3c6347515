// SPDX-License-Identifier: MIT
#include "core/content/status.h"

namespace aios {

using namespace Qt::StringLiterals;

QString statusName(PieceStatus status)
{
    switch (status) {
    case PieceStatus::Unknown:
        return {};
    case PieceStatus::Queued:
        return u"Queued"_s;
    case PieceStatus::Draft:
        return u"Draft"_s;
    case PieceStatus::InProgress:
        return u"In Progress"_s;
    case PieceStatus::InReview:
        return u"In Review"_s;
    case PieceStatus::Approved:
        return u"Approved"_s;
    case PieceStatus::Scheduled:
        return u"Scheduled"_s;
    case PieceStatus::Published:
        return u"Published"_s;
    }
    return {};
}

PieceStatus statusOf(QStringView text)
{
    QString word = text.toString().toLower();
    word.remove(u' ').remove(u'-').remove(u'_');
    struct Name {
        QLatin1StringView word;
        PieceStatus status;
    };
    static constexpr Name kNames[] = {
        {"queued"_L1, PieceStatus::Queued},      {"queue"_L1, PieceStatus::Queued},          {"planned"_L1, PieceStatus::Queued},
        {"backlog"_L1, PieceStatus::Queued},     {"ideas"_L1, PieceStatus::Queued},          {"draft"_L1, PieceStatus::Draft},
        {"drafts"_L1, PieceStatus::Draft},       {"inprogress"_L1, PieceStatus::InProgress}, {"doing"_L1, PieceStatus::InProgress},
        {"writing"_L1, PieceStatus::InProgress}, {"inreview"_L1, PieceStatus::InReview},     {"review"_L1, PieceStatus::InReview},
        {"approved"_L1, PieceStatus::Approved},  {"scheduled"_L1, PieceStatus::Scheduled},   {"published"_L1, PieceStatus::Published}};
    for (const Name& name : kNames) {
        if (word == name.word)
            return name.status;
    }
    return PieceStatus::Unknown;
}

MoveRule moveRule(PieceStatus from, PieceStatus to)
{
    if (from == to)
        return MoveRule::Anyone;
    switch (to) {
    case PieceStatus::Approved:
        return from == PieceStatus::InReview || from == PieceStatus::Scheduled ? MoveRule::PersonOnly : MoveRule::Nobody;
    case PieceStatus::Scheduled:
        return from == PieceStatus::Approved ? MoveRule::ProofOnly : MoveRule::Nobody;
    case PieceStatus::Published:
        return from == PieceStatus::Approved || from == PieceStatus::Scheduled ? MoveRule::ProofOnly : MoveRule::Nobody;
    default:
        break;
    }
    if (from == PieceStatus::Published)
        return MoveRule::PersonOnly;
    if (from == PieceStatus::Unknown || to == PieceStatus::Unknown)
        return MoveRule::Anyone;
    const int step = static_cast<int>(to) - static_cast<int>(from);
    return step <= 1 || (from == PieceStatus::Queued && to == PieceStatus::InProgress) ? MoveRule::Anyone : MoveRule::Nobody;
}

} // namespace aios
