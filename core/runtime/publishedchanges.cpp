// SPDX-License-Identifier: MIT
#include "core/runtime/publishedchanges.h"

#include "core/base/hash.h"
#include "core/base/rootdir.h"
#include "core/content/recordpiece.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kMostBytes = 4 * 1024 * 1024;

/// The one that says how it stands: the newest of the piece.
const Ticket* newestOf(const QString& piece, const QList<Ticket>& tickets)
{
    const auto found = std::ranges::find(tickets.crbegin(), tickets.crend(), piece, &Ticket::piece);
    return found == tickets.crend() ? nullptr : &*found;
}

/// A call made of what the program itself writes into a piece that went out is another one ever after.
bool sendsItsOwnProof(const PublishGate& gate)
{
    static const QStringList ours{u"status"_s, u"url"_s, u"published"_s, u"published_id"_s};
    return std::ranges::any_of(gate.arguments, [](const auto& argument) {
        return argument.second.kind == ArgumentSource::Kind::Field && ours.contains(argument.second.value);
    });
}

bool isOut(PieceStatus status)
{
    return status == PieceStatus::Published || status == PieceStatus::Scheduled;
}

bool saysOtherThanSent(const PublishRules& rules, const Piece& piece, const QByteArray& file, const Ticket& ticket)
{
    const auto gate = std::ranges::find_if(rules.gates, [&ticket](const PublishGate& each) { return each.digest() == ticket.gateDigest; });
    if (gate == rules.gates.cend() || sendsItsOwnProof(*gate))
        return false;
    if (const auto record = recordPlace(file); !record || *record)
        return false; // its text stands elsewhere
    auto rendered = renderPiece(rules.root, piece.relative, file, rules.pipeline.limitsOf(piece.platform), rules.pipeline.flow);
    if (rendered)
        rendered->pictures = piecePictures(rules.root, piece.relative, rendered->media);
    const auto call = rendered ? makePublishCall(*rendered, *gate, "{}") : Result<PublishCall>(std::unexpected(rendered.error()));
    return !call || sha256Hex(call->boundJson) != ticket.boundSha256;
}

} // namespace

QHash<QString, QByteArray> changedSinceOut(const PublishRules& rules, const QList<Piece>& pieces, const QList<Ticket>& tickets)
{
    QHash<QString, QByteArray> changed;
    const auto folder = RootDir::open(rules.root);
    for (const Piece& piece : folder ? pieces : QList<Piece>()) {
        const Ticket* ticket = isOut(piece.status) ? newestOf(piece.relative, tickets) : nullptr;
        if (!ticket || ticket->state != Ticket::State::Spent)
            continue;
        const auto file = folder->read(piece.relative.toUtf8(), kMostBytes);
        // Somebody may be in the middle of writing it: only what still says that it is out is judged.
        if (file && isOut(pieceFrom(rules.root, piece.relative, file->bytes, rules.pipeline.flow).status) &&
            saysOtherThanSent(rules, piece, file->bytes, *ticket))
            changed.insert(piece.relative, file->sha256);
    }
    return changed;
}

} // namespace aios
