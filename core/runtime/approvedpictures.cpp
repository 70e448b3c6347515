// SPDX-License-Identifier: MIT
#include "core/runtime/approvedpictures.h"

#include "core/content/publishing.h"

namespace aios {

QStringList ticketsWithOtherPictures(const QString& root, const QList<Ticket>& tickets, const TicketStore& store)
{
    QStringList ids;
    for (const Ticket& ticket : tickets) {
        if (ticket.state != Ticket::State::Open || ticket.picturesSha256.isEmpty())
            continue;
        const auto file = store.approvedBytes(ticket.id);
        const auto rendered = file ? renderPiece(root, ticket.piece, *file, {}) : Result<RenderedPiece>(std::unexpected(file.error()));
        if (rendered && picturesSha256(piecePictures(root, ticket.piece, rendered->media)) != ticket.picturesSha256)
            ids.append(ticket.id);
    }
    return ids;
}

} // namespace aios
