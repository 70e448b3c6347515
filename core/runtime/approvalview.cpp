// SPDX-License-Identifier: MIT
// A piece as the person is to see it before approving it.
#include "core/base/hash.h"
#include "core/content/gateproblems.h"
#include "core/runtime/publishrules.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Where a piece must stand to be approved, in words; empty: it stands there.
QString notThereYet(const StatusFlow& flow, const Piece& piece)
{
    const PieceStatus last = flow.before(PieceStatus::Approved);
    if (piece.status == last || claimsApproval(flow, piece.status))
        return {};
    return u"A piece is approved when it is %1; this one is %2."_s.arg(
        flow.name(last), piece.status == PieceStatus::Unknown ? u"without a known status"_s : piece.statusName);
}

/// What is approved is what its files hold now.
void lookAtPictures(ApprovalView& view, const QString& root)
{
    view.rendered.pictures = piecePictures(root, view.relative, view.rendered.media);
    view.picturesSha256 = picturesSha256(view.rendered.pictures);
    if (!view.picturesSha256.isEmpty())
        view.sha256 = sha256Fields({view.sha256, view.picturesSha256});
}

void tellOfRecord(ApprovalView& view, const QByteArray& file, const RecordPlace& place, const std::optional<RecordText>& record)
{
    if (!record) {
        view.refusal = u"Its text lives in a record of %1, which has not been read yet. Open it on the approval page."_s.arg(place.service);
        return;
    }
    view.recordSha256 = record->sha256();
    if (const auto own = parseMarkdownDocument(file); own && !own->body.trimmed().isEmpty())
        view.rendered.problems.append({u"What stands below the frontmatter of the file does not go out: the text comes from the record."_s, false});
}

} // namespace

Result<ApprovalView> approvalView(const PublishRules& rules, const QString& relative, const QByteArray& file, const std::optional<PublishGate>& gate,
                                  const std::optional<RecordText>& record)
{
    const StatusFlow& flow = rules.pipeline.flow;
    const auto place = recordPlace(file);
    if (!place)
        return std::unexpected(place.error());
    const auto whole = *place && record ? withRecord(file, **place, *record) : Result<QByteArray>(file);
    if (!whole)
        return std::unexpected(whole.error());
    ApprovalView view{.relative = relative, .file = *whole, .sha256 = sha256Hex(*whole), .approvedSha256 = approvedHash(file, flow)};
    view.limits = rules.pipeline.limitsOf(pieceFrom(rules.root, relative, file, flow).platform);
    auto rendered = renderPiece(rules.root, relative, *whole, view.limits, flow);
    if (!rendered)
        return std::unexpected(rendered.error());
    view.rendered = std::move(*rendered);
    lookAtPictures(view, rules.root);
    view.claims = claimsApproval(flow, view.rendered.piece.status);
    view.gate = gate;
    if (const auto call = view.gate ? makePublishCall(view.rendered, *view.gate, "{}") : Result<PublishCall>(PublishCall())) {
        view.arguments = call->arguments;
        view.scheduled = call->scheduled;
    } else {
        view.refusal = call.error().message;
    }
    if (*place)
        tellOfRecord(view, file, **place, record);
    if (gate)
        view.rendered.problems += gateProblems(view.rendered, *gate, Clock::system().now());
    const auto blocking = std::ranges::find_if(view.rendered.problems, [](const auto& problem) { return problem.blocks; });
    if (const QString early = notThereYet(flow, view.rendered.piece); !early.isEmpty())
        view.refusal = early;
    else if (view.refusal.isEmpty() && blocking != view.rendered.problems.cend())
        view.refusal = blocking->text;
    return view;
}

} // namespace aios
