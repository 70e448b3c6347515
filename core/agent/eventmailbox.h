// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"

#include <QList>
#include <QMutex>
#include <QObject>

namespace aios {

/// Ordered events from the core thread to one reader on another. Merges neighbouring deltas of one entry and keeps at most one wake-up in flight, so a
/// flood of 20,000 deltas arrives as a handful. The only mutex of the program.
class EventMailbox : public QObject {
    Q_OBJECT
public:
    explicit EventMailbox(QObject* parent = nullptr); ///< Lives on the reader's thread.
    void post(AgentEvent event); ///< Any thread.
    [[nodiscard]] QList<AgentEvent> take(); ///< Reader's thread.

Q_SIGNALS:
    void ready(); ///< Reader's thread; take() what is there.

private:
    QMutex m_mutex;
    QList<AgentEvent> m_events;
    bool m_woken = false;
};

} // namespace aios
