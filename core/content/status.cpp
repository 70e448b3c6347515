// SPDX-License-Identifier: MIT
#include "core/content/status.h"

#include "core/base/text.h"

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

QString statusKey(QStringView text)
{
    QString key;
    for (const char32_t c : text.toString().normalized(QString::NormalizationForm_KC).toCaseFolded().toUcs4()) {
        const QChar::Category category = QChar::category(c);
        if (!isHidden(c) && !QChar::isSpace(c) && category != QChar::Punctuation_Dash && category != QChar::Punctuation_Connector)
            key += QString::fromUcs4(&c, 1);
    }
    return key;
}

PieceStatus statusOf(QStringView text)
{
    const QString word = statusKey(text);
    struct Name {
        QLatin1StringView word;
        PieceStatus status;
    };
    static constexpr Name kNames[] = {
        {"queued"_L1, PieceStatus::Queued},      {"queue"_L1, PieceStatus::Queued},          {"planned"_L1, PieceStatus::Queued},
        {"backlog"_L1, PieceStatus::Queued},     {"ideas"_L1, PieceStatus::Queued},          {"draft"_L1, PieceStatus::Draft},
        {"drafts"_L1, PieceStatus::Draft},       {"inprogress"_L1, PieceStatus::InProgress}, {"doing"_L1, PieceStatus::InProgress},
        {"writing"_L1, PieceStatus::InProgress}, {"write"_L1, PieceStatus::InProgress},      {"inreview"_L1, PieceStatus::InReview},
        {"review"_L1, PieceStatus::InReview},    {"approved"_L1, PieceStatus::Approved},     {"scheduled"_L1, PieceStatus::Scheduled},
        {"published"_L1, PieceStatus::Published}};
    for (const Name& name : kNames) {
        if (word == name.word)
            return name.status;
    }
    return PieceStatus::Unknown;
}

} // namespace aios
