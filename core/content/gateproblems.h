// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/publishing.h"

#include <QDateTime>

namespace aios {

/// What keeps the piece from going out through that gate as it is shown: pictures that would not get there, a time that would not be kept. And what nobody
/// can vouch for: pictures on another computer. Its pictures must have been looked at (RenderedPiece::pictures).
[[nodiscard]] QList<RenderedPiece::Problem> gateProblems(const RenderedPiece& piece, const PublishGate& gate, const QDateTime& now);

} // namespace aios
