// SPDX-License-Identifier: MIT
#include "core/content/gateproblems.h"

#include "core/base/text.h"
#include "core/content/publishtime.h"

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

using Kind = ArgumentSource::Kind;
using Problem = RenderedPiece::Problem;

bool sends(const PublishGate& gate, Kind kind)
{
    return std::ranges::any_of(gate.arguments, [kind](const auto& argument) { return argument.second.kind == kind; });
}

QString named(const PiecePicture& picture)
{
    constexpr qsizetype kMost = 120;
    return elided(showHidden(picture.target), kMost);
}

QString toolOf(const PublishGate& gate)
{
    return u"%1 of %2"_s.arg(gate.tool, gate.service);
}

Problem takesNone(const PiecePicture& picture, const PublishGate& gate)
{
    return {u"The picture “%1” would not go out: %2 is given no pictures. Take it out of the piece."_s.arg(named(picture), toolOf(gate)), true};
}

std::optional<Problem> remoteProblem(const PiecePicture& picture, const PublishGate& gate)
{
    if (!sends(gate, Kind::Media) && !sends(gate, Kind::Html) && !sends(gate, Kind::Markdown))
        return takesNone(picture, gate);
    if (sends(gate, Kind::Media) && picture.target.startsWith("//"_L1))
        return Problem{u"The address of the picture “%1” begins with neither https nor http. Write it whole."_s.arg(named(picture)), true};
    return Problem{u"The picture “%1” is on another computer: it was not looked at here, and can become another one there."_s.arg(named(picture)),
                   false};
}

std::optional<Problem> fileProblem(const PiecePicture& picture, const PublishGate& gate)
{
    const bool inPage = sends(gate, Kind::Html);
    if (!inPage && sends(gate, Kind::Markdown))
        return Problem{
            u"The text goes out as Markdown, and nobody knows where “%1” leads there. Upload the picture first, and write its web address into "
            "the piece."_s.arg(named(picture)),
            true};
    if (!inPage && !sends(gate, Kind::Media))
        return takesNone(picture, gate);
    if (gate.pictures.isEmpty() || (inPage && !gate.pictures.contains("{name}"_L1)))
        return Problem{
            u"The picture “%1” lies in this folder, and %2 takes pictures by their web address only. Upload it first, and write its address "
            "into the piece."_s.arg(named(picture), toolOf(gate)),
            true};
    if (inPage && !picture.type.startsWith("image/"_L1))
        return Problem{u"“%1” is no image, so a page cannot show it. Link to it instead."_s.arg(named(picture)), true};
    return std::nullopt;
}

std::optional<Problem> pictureProblem(const PiecePicture& picture, const PublishGate& gate)
{
    if (!picture.problem.isEmpty())
        return Problem{picture.problem, true};
    return picture.kind == PieceMedia::Kind::Remote ? remoteProblem(picture, gate) : fileProblem(picture, gate);
}

} // namespace

QList<Problem> gateProblems(const RenderedPiece& piece, const PublishGate& gate, const QDateTime& now)
{
    QList<Problem> problems;
    for (const PiecePicture& picture : piece.pictures) {
        if (const auto problem = pictureProblem(picture, gate); problem && !problems.contains(*problem))
            problems.append(*problem);
    }
    if (auto time = timeProblem(piece, gate, now))
        problems.append(*std::move(time));
    return problems;
}

} // namespace aios
