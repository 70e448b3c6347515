// SPDX-License-Identifier: MIT
#include "core/base/textformat.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

std::optional<QString> asDate(const QString& text)
{
    static const QRegularExpression shape(u"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"_s);
    return shape.match(text).hasMatch() && QDate::fromString(text, Qt::ISODate).isValid() ? std::optional(text) : std::nullopt;
}

/// People write 2026-03-04 09:30; RFC 3339 wants a T, seconds and a zone.
std::optional<QString> asDateTime(const QString& text)
{
    static const QRegularExpression shape(
        u"^([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?$"_s);
    const QRegularExpressionMatch found = shape.match(text);
    if (!found.hasMatch() || !asDate(found.captured(1)))
        return std::nullopt;
    const QString seconds = found.captured(3).isEmpty() ? u":00"_s : found.captured(3);
    const QString local = found.captured(1) + u'T' + found.captured(2) + seconds;
    const QString zone = found.captured(4).toUpper();
    const QDateTime time = QDateTime::fromString(local + zone, Qt::ISODateWithMs);
    if (!time.isValid())
        return std::nullopt;
    if (!zone.isEmpty())
        return local + zone;
    const int offset = time.offsetFromUtc() / 60;
    const auto two = [](int number) { return QString::number(number).rightJustified(2, u'0'); };
    return local + (offset < 0 ? u'-' : u'+') + two(std::abs(offset) / 60) + u':' + two(std::abs(offset) % 60);
}

} // namespace

std::optional<QString> inFormat(QStringView format, const QString& text)
{
    const QString value = text.trimmed();
    if (format == "email"_L1) {
        static const QRegularExpression shape(u"^[^\\s@]+@[^\\s@.]+(\\.[^\\s@.]+)*$"_s);
        return shape.match(value).hasMatch() ? std::optional(value) : std::nullopt;
    }
    if (format == "uri"_L1) {
        const QUrl url(value, QUrl::StrictMode);
        const bool whole = url.isValid() && !url.scheme().isEmpty() && (!url.host().isEmpty() || !url.path().isEmpty());
        return whole ? std::optional(value) : std::nullopt;
    }
    if (format == "date"_L1)
        return asDate(value);
    if (format == "date-time"_L1)
        return asDateTime(value);
    return text;
}

} // namespace aios
