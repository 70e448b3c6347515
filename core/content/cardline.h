// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/board.h"

#include <QRegularExpression>

namespace aios {

/// A card's first line, bullet and all, taken apart: named groups check, type, title, slug, note. Their places count in `line` itself; what stands in a link
/// divides nothing, so that a link's words may hold colons and dashes.
[[nodiscard]] QRegularExpressionMatch matchCardLine(const QString& line);

/// Fills the card's text, check box, type, title, slug, link and note.
void readCardLine(BoardCard& card, const QString& line);

/// The file with the card's box ticked or not: one byte. InvalidInput when the card has none.
[[nodiscard]] Result<QByteArray> setChecked(const QByteArray& file, CardPosition at, bool checked);

/// The file with the card's slug replaced or, when it has none, added behind the title.
[[nodiscard]] Result<QByteArray> setSlug(const QByteArray& file, CardPosition at, const QString& slug);

/// The file with the card's title made a link to `relative` (a path beneath the folder), or its link led there. InvalidInput when the title cannot carry one.
[[nodiscard]] Result<QByteArray> setLink(const QByteArray& file, CardPosition at, const QString& relative);

} // namespace aios
