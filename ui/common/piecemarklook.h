// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/piecemark.h"
#include "ui/common/icons.h"

namespace aios {

struct Colours;

// How the state of an approval is shown, the same on cards, in lists and in details. Nothing for a piece without one.

/// "Approved by you on 26/11/2026, expires in 6 days", "Published: https://…", …
[[nodiscard]] QString pieceMarkWords(const PieceMark& mark, const QDateTime& now);
/// "6 days left", "published", …: beside other words of a row.
[[nodiscard]] QString pieceMarkBrief(const PieceMark& mark, const QDateTime& now);
/// "Open example.org": what a link to the published piece says. Empty: there is none.
[[nodiscard]] QString proofLinkWords(const PieceMark& mark);
[[nodiscard]] Icon pieceMarkIcon(PieceMark::Kind kind);
[[nodiscard]] QColor pieceMarkColour(PieceMark::Kind kind, const Colours& colours);

} // namespace aios
