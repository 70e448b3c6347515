// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/tickets.h"

#include <QStringList>

namespace aios {

/// The open tickets whose pieces, as they were approved, show other pictures by now: ids. Blocking.
[[nodiscard]] QStringList ticketsWithOtherPictures(const QString& root, const QList<Ticket>& tickets, const TicketStore& store);

} // namespace aios
