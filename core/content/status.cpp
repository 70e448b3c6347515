// SPDX-License-Identifier: MIT
#include "core/content/status.h"

namespace aios {

using namespace Qt::StringLiterals;

QString statusName(PieceStatus status)
{
    switch (status) {
    case PieceStatus::Unknown: return {};
    case PieceStatus::Draft: return u"Draft"_s;
    case PieceStatus::InProgress: return u"In Progress"_s;
    case PieceStatus::InReview: return u"In Review"_s;
    case PieceStatus::Approved: return u"Approved"_s;
    case PieceStatus::Scheduled: return u"Scheduled"_s;
    case PieceStatus::Published: return u"Published"_s;
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
    static constexpr Name kNames[] = {{"draft"_L1, PieceStatus::Draft},           {"drafts"_L1, PieceStatus::Draft},         {"queued"_L1, PieceStatus::Draft},
                                      {"queue"_L1, PieceStatus::Draft},           {"planned"_L1, PieceStatus::Draft},        {"ideas"_L1, PieceStatus::Draft},
                                      {"inprogress"_L1, PieceStatus::InProgress}, {"doing"_L1, PieceStatus::InProgress},     {"writing"_L1, PieceStatus::InProgress},
                                      {"inreview"_L1, PieceStatus::InReview},     {"review"_L1, PieceStatus::InReview},      {"approved"_L1, PieceStatus::Approved},
                                      {"scheduled"_L1, PieceStatus::Scheduled},   {"published"_L1, PieceStatus::Published},  {"done"_L1, PieceStatus::Published}};
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
    if (to == PieceStatus::Approved)
        return from == PieceStatus::InReview || from == PieceStatus::Scheduled || from == PieceStatus::Unknown ? MoveRule::PersonOnly : MoveRule::Nobody;
    const bool toPublished = to == PieceStatus::Published && (from == PieceStatus::Approved || from == PieceStatus::Scheduled);
    const bool toScheduled = to == PieceStatus::Scheduled && from == PieceStatus::Approved;
    if (toPublished || toScheduled)
        return MoveRule::ProofOnly;
    if (to == PieceStatus::Published || to == PieceStatus::Scheduled)
        return MoveRule::Nobody;
    if (from == PieceStatus::Published)
        return MoveRule::PersonOnly;
    if (from == PieceStatus::Unknown || to == PieceStatus::Unknown)
        return MoveRule::Anyone;
    const int step = static_cast<int>(to) - static_cast<int>(from);
    return step <= 1 ? MoveRule::Anyone : MoveRule::Nobody;
}

} // namespace aios
