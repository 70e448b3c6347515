// SPDX-License-Identifier: MIT
#include "ui/common/piecemarklook.h"

#include "core/base/text.h"
#include "ui/theme/colours.h"

#include <QCoreApplication>
#include <QLocale>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

using Kind = PieceMark::Kind;

constexpr qsizetype kMostProof = 300;
constexpr qsizetype kMostHost = 40;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(aios::PieceMark)
};

QString approvedWords(const PieceMark& mark, const QDateTime& now)
{
    const QString day = QLocale().toString(mark.since.toLocalTime().date(), QLocale::ShortFormat);
    const int days = daysLeft(mark, now);
    return days == 0 ? Words::tr("Approved by you on %1, expires today").arg(day)
                     : Words::tr("Approved by you on %1, expires in %n day(s)", nullptr, days).arg(day);
}

QString withProof(const QString& words, const QString& proof)
{
    return proof.isEmpty() ? words : Words::tr("%1: %2").arg(words, showHidden(elided(proof, kMostProof)));
}

} // namespace

QString pieceMarkWords(const PieceMark& mark, const QDateTime& now)
{
    switch (mark.kind) {
    case Kind::None:
        return {};
    case Kind::Approved:
        return approvedWords(mark, now);
    case Kind::GoingOut:
        return Words::tr("On its way out: no answer yet");
    case Kind::Scheduled:
        return withProof(Words::tr("Scheduled"), mark.proof);
    case Kind::Published:
        return withProof(Words::tr("Published"), mark.proof);
    case Kind::Void:
        return mark.why.isEmpty() ? Words::tr("The approval counts no longer") : Words::tr("The approval is void. %1").arg(showHidden(mark.why));
    case Kind::Unknown:
        return Words::tr("Nobody knows whether it went out: check");
    case Kind::Claimed:
        return Words::tr("Written as approved in the file, not approved by you");
    case Kind::Unproven:
        return Words::tr("Written as published in the file, no proof known");
    }
    return {};
}

QString pieceMarkBrief(const PieceMark& mark, const QDateTime& now)
{
    switch (mark.kind) {
    case Kind::None:
        return {};
    case Kind::Approved: {
        const int days = daysLeft(mark, now);
        return days == 0 ? Words::tr("expires today") : Words::tr("%n day(s) left", nullptr, days);
    }
    case Kind::GoingOut:
        return Words::tr("going out");
    case Kind::Scheduled:
        return Words::tr("scheduled");
    case Kind::Published:
        return Words::tr("published");
    case Kind::Void:
        return Words::tr("void");
    case Kind::Unknown:
        return Words::tr("check");
    case Kind::Claimed:
        return Words::tr("not approved");
    case Kind::Unproven:
        return Words::tr("no proof");
    }
    return {};
}

QString proofLinkWords(const PieceMark& mark)
{
    const QString host = proofHost(mark);
    if (host.isEmpty())
        return {};
    return Words::tr("Open %1").arg(host.size() > kMostHost ? u'…' + host.last(kMostHost - 1) : host); // its end says whose it is
}

Icon pieceMarkIcon(PieceMark::Kind kind)
{
    switch (kind) {
    case Kind::Approved:
    case Kind::Published:
        return Icon::Done;
    case Kind::GoingOut:
        return Icon::Running;
    case Kind::Scheduled:
        return Icon::Waiting;
    case Kind::Unknown:
        return Icon::Question;
    case Kind::None:
    case Kind::Void:
    case Kind::Claimed:
    case Kind::Unproven:
        break;
    }
    return Icon::Warning;
}

QColor pieceMarkColour(PieceMark::Kind kind, const Colours& colours)
{
    switch (kind) {
    case Kind::Approved:
    case Kind::Published:
        return colours.good;
    case Kind::None:
    case Kind::GoingOut:
    case Kind::Scheduled:
        return colours.muted;
    case Kind::Void:
    case Kind::Claimed:
    case Kind::Unproven:
        return colours.attention;
    case Kind::Unknown:
        break;
    }
    return colours.bad;
}

} // namespace aios
