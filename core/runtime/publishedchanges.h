// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/publishrules.h"

#include <QHash>

namespace aios {

/// What went out and says something else in the folder by now: pieces whose newest ticket is spent, whose status still says that they are out, and from which
/// the same call would be made with other arguments. Relative path to the SHA-256 (hex) of the bytes that were judged. A gate that changed since tells nothing.
/// Blocking; for the work pool.
[[nodiscard]] QHash<QString, QByteArray> changedSinceOut(const PublishRules& rules, const QList<Piece>& pieces, const QList<Ticket>& tickets);

} // namespace aios
