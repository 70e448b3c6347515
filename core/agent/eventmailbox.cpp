// SPDX-License-Identifier: MIT
#include "core/agent/eventmailbox.h"

namespace aios {

EventMailbox::EventMailbox(QObject* parent) : QObject(parent) {}

void EventMailbox::post(AgentEvent event)
{
    bool wake = false;
    {
        const QMutexLocker lock(&m_mutex);
        auto* delta = std::get_if<EntryDelta>(&event.what);
        auto* last = delta && !m_events.isEmpty() ? std::get_if<EntryDelta>(&m_events.last().what) : nullptr;
        if (last && last->entryId == delta->entryId && m_events.last().sessionId == event.sessionId)
            last->text += delta->text;
        else
            m_events.append(std::move(event));
        wake = !std::exchange(m_woken, true);
    }
    if (wake)
        QMetaObject::invokeMethod(this, &EventMailbox::ready, Qt::QueuedConnection);
}

QList<AgentEvent> EventMailbox::take()
{
    const QMutexLocker lock(&m_mutex);
    m_woken = false;
    return std::exchange(m_events, {});
}

} // namespace aios
