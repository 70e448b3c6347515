// SPDX-License-Identifier: MIT
#include "core/model/retrypolicy.h"

#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <cmath>

namespace aios {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

milliseconds RetryPolicy::delay(int attempt, std::optional<milliseconds> retryAfter, double random) const
{
    // Never earlier than asked, and not all clients at once.
    if (retryAfter)
        return std::min(*retryAfter, maxRetryAfter) + milliseconds(static_cast<qint64>(random * 250));
    const double doubled = static_cast<double>(firstDelay.count()) * std::pow(2.0, std::clamp(attempt - 1, 0, 20));
    const double capped = std::min(doubled, static_cast<double>(maxDelay.count()));
    return milliseconds(static_cast<qint64>(capped * (0.5 + random / 2)));
}

std::optional<milliseconds> retryAfterOf(const HttpHead& head, const QDateTime& now)
{
    const auto number = [](const QByteArray& text, double factor) -> std::optional<milliseconds> {
        bool good = false;
        const double value = text.trimmed().toDouble(&good);
        if (!good || !std::isfinite(value) || value < 0)
            return std::nullopt;
        return milliseconds(static_cast<qint64>(std::min(value * factor, 1e12)));
    };
    if (const auto exact = number(head.header("retry-after-ms"), 1))
        return exact;
    const QByteArray text = head.header("retry-after");
    if (const auto seconds = number(text, 1000))
        return seconds;
    QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(text).trimmed(), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    if (!date.isValid())
        return std::nullopt;
    date.setTimeZone(QTimeZone::UTC);
    return milliseconds(std::max<qint64>(0, now.msecsTo(date)));
}

} // namespace aios
