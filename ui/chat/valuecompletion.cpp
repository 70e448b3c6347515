// SPDX-License-Identifier: MIT
#include "ui/chat/valuecompletion.h"

#include "core/base/text.h"
#include "core/runtime/serviceslink.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr int kPause = 150; ///< Milliseconds without a key.

} // namespace

ValueCompletion::ValueCompletion(QObject* parent) : QObject(parent)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(kPause);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        if (m_place)
            Q_EMIT wanted(m_place->query);
    });
}

void ValueCompletion::askOf(ServicesLink& services)
{
    connect(this, &ValueCompletion::wanted, &services, &ServicesLink::askValues);
    connect(&services, &ServicesLink::valuesKnown, this, &ValueCompletion::take);
}

bool ValueCompletion::follow(const QString& text, int caret)
{
    auto place = serviceValuePlace(m_offer, text, caret);
    const bool same = isAt(text, caret);
    m_place = std::move(place);
    if (!m_place)
        m_pause.stop();
    else if (!same)
        m_pause.start();
    return m_place.has_value();
}

void ValueCompletion::forget()
{
    m_place.reset();
    m_pause.stop();
}

bool ValueCompletion::isAt(const QString& text, int caret) const
{
    const auto now = m_place ? serviceValuePlace(m_offer, text, caret) : std::nullopt;
    return now && now->query == m_place->query && now->begin == m_place->begin;
}

void ValueCompletion::take(const ServiceValues& values)
{
    if (!m_place || m_place->query != values.query)
        return;
    QList<Completion> completions;
    for (const QString& value : values.values) {
        if (value != m_place->query.value || !m_place->last) // else it is written already
            completions.append({m_place->written(value), showHidden(value), {}});
    }
    Q_EMIT offered(completions);
}

QList<Completion> ValueCompletion::templates(const QString& word, int limit) const
{
    QList<Completion> found;
    for (const ServiceOffer::Template& each : m_offer.templates) {
        const QString start = each.server + u':' + templateStart(each.uri);
        if (found.size() < limit && word.size() < start.size() && matchRank(start, word).value_or(4) < 4)
            found.append({QString(u'@' + start), showHidden(QString(each.server + u':' + each.uri)), showHidden(each.description)});
    }
    return found;
}

} // namespace aios
