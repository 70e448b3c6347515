// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/publishing.h"

#include <QDateTime>

#include <optional>

namespace aios {

/// The moment that a piece's `scheduled` names: a day, an hour and its zone (2026-11-30T09:00:00+01:00, 2026-11-30 09:00Z). A day alone is none, since nobody
/// said the hour, and an hour without its zone is another one elsewhere. Error: what to write instead.
[[nodiscard]] Result<QDateTime> publishTime(const QString& written);

/// What keeps the piece from going out through that gate at the time it names: a gate that sends at once, a time that has passed, a text that is no time.
/// Nothing: it names none, or the call carries it. `now`: whose day it is counts for a day without an hour.
[[nodiscard]] std::optional<RenderedPiece::Problem> timeProblem(const RenderedPiece& piece, const PublishGate& gate, const QDateTime& now);

} // namespace aios
