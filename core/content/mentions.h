// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace aios {

/// True when the @ at `at` can start a mention: at the start, or behind white space or an opening bracket or quote.
[[nodiscard]] bool mayStartMention(QStringView text, qsizetype at);

/// The path of the mention whose @ stands at `at`: up to white space, or "quoted"; without punctuation at the end of a sentence.
[[nodiscard]] QString mentionAt(QStringView text, qsizetype at);

} // namespace aios
