// SPDX-License-Identifier: MIT
#include "core/content/publishtime.h"

#include "core/base/text.h"

#include <QRegularExpression>
#include <QTimeZone>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// The same hour of the day where this computer stands.
QString example(const QDate& date)
{
    const QDateTime local(date, QTime(9, 0));
    return local.toOffsetFromUtc(local.offsetFromUtc()).toString(Qt::ISODate);
}

QString shown(const QString& written)
{
    return elided(showHidden(written.simplified()), 60);
}

/// Seconds east of Greenwich from "Z", "+01:00" or "+0100".
int offsetFrom(const QString& zone)
{
    if (zone.compare("Z"_L1, Qt::CaseInsensitive) == 0)
        return 0;
    const int seconds = (zone.mid(1, 2).toInt() * 60 + zone.last(2).toInt()) * 60;
    return zone.startsWith(u'-') ? -seconds : seconds;
}

} // namespace

Result<QDateTime> publishTime(const QString& written)
{
    static const QRegularExpression shape(
        u"\\A(\\d{4}-\\d{2}-\\d{2})(?:[Tt ](\\d{2}:\\d{2})(:\\d{2}(?:\\.\\d{1,3})?)?(?: ?([Zz]|[+-]\\d{2}:?\\d{2}))?)?\\z"_s);
    const auto match = shape.match(written.trimmed());
    const QDate date = QDate::fromString(match.captured(1), Qt::ISODate);
    const QString seconds = match.captured(3).isEmpty() ? u":00"_s : match.captured(3);
    const QTime time = QTime::fromString(match.captured(2) + seconds, Qt::ISODateWithMs);
    const QString zone = match.captured(4);
    const QString like = example(date.isValid() ? date : QDate(2026, 11, 30));
    if (!date.isValid() || (!match.captured(2).isEmpty() && !time.isValid()))
        return fail(ErrorCode::InvalidInput, u"“scheduled: %1” is no time. Write day, hour and zone, such as %2."_s.arg(shown(written), like));
    if (match.captured(2).isEmpty())
        return fail(ErrorCode::InvalidInput,
                    u"“scheduled: %1” names a day and no hour. Write the hour and its zone as well, such as %2."_s.arg(shown(written), like));
    constexpr int kMostOffset = 14 * 3600;
    if (zone.isEmpty() || qAbs(offsetFrom(zone)) > kMostOffset)
        return fail(ErrorCode::InvalidInput,
                    u"“scheduled: %1” does not say in which zone that hour is. Write it as well, such as %2."_s.arg(shown(written), like));
    const int ahead = offsetFrom(zone);
    return QDateTime(date, QTime(time.hour(), time.minute(), time.second()),
                     ahead == 0 ? QTimeZone(QTimeZone::UTC) : QTimeZone::fromSecondsAheadOfUtc(ahead));
}

namespace {

/// A call without a time goes out at once. What names no moment counts as ahead, but for a day that has begun.
bool isAhead(const QString& written, const QDateTime& now)
{
    if (const auto when = publishTime(written))
        return *when > now;
    constexpr qsizetype kDay = 10;
    const QDate day = QDate::fromString(written.first(qMin(kDay, written.size())), Qt::ISODate);
    const QDate today = now.toLocalTime().date();
    return !day.isValid() || day > today || (day == today && written.size() > kDay);
}

} // namespace

std::optional<RenderedPiece::Problem> timeProblem(const RenderedPiece& piece, const PublishGate& gate, const QDateTime& now)
{
    const auto carried = std::ranges::find_if(gate.arguments, [&gate](const auto& argument) { return argument.first == gate.schedules; });
    const bool carries = carried != gate.arguments.cend() && carried->second.kind == ArgumentSource::Kind::Field;
    const QString sent = carries ? piece.fields.text(carried->second.value).trimmed() : QString();
    const QString written = sent.isEmpty() ? piece.fields.text(u"scheduled").trimmed() : sent;
    if (written.isEmpty())
        return std::nullopt;
    if (sent.isEmpty())
        return isAhead(written, now)
                   ? std::optional(RenderedPiece::Problem{
                         u"It is to go out later (scheduled: %1), and %2 of %3 takes no time: it would go out at once. Publish it when the time has "
                         "come, or take “scheduled” out of the piece."_s.arg(shown(written), gate.tool, gate.service),
                         true})
                   : std::nullopt;
    const auto when = publishTime(written);
    if (when && *when > now)
        return std::nullopt;
    return RenderedPiece::Problem{
        when ? u"The time it is to go out at has passed (scheduled: %1). Name one ahead, or take “scheduled” out of the piece."_s.arg(shown(written))
             : when.error().message,
        true};
}

} // namespace aios
