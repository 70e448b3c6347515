// SPDX-License-Identifier: MIT
#pragma once

#include "core/project/trust.h"

class QFont;
class QPalette;

namespace aios {

/// What a trust report lists as safe HTML: a section a kind of thing, and in it every item with its file and its exact text. Everything from the folder is
/// escaped, with hidden characters made visible.
[[nodiscard]] QString trustHtml(const TrustReport& report, const QFont& font, const QPalette& palette);

/// Heading of a kind of item: "Would run programs", …
[[nodiscard]] QString trustKindTitle(const QString& kind);

} // namespace aios
