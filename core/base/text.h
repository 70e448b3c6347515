// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <optional>

namespace aios {

/// Characters a person cannot see or that reorder what they see: C0/C1 controls (but \n and \t), bidi controls, zero-width and
/// tag characters, soft hyphens, variation selectors outside emoji, line/paragraph separators, lone surrogates.
[[nodiscard]] bool isHidden(char32_t c);
[[nodiscard]] bool hasHidden(QStringView text);
[[nodiscard]] int countHidden(QStringView text);

/// `text` with every hidden character replaced by a visible mark such as ⟨U+202E⟩; a lone \r becomes ⟨CR⟩, ESC ⟨ESC⟩. What
/// approvals, diffs and names show.
[[nodiscard]] QString showHidden(QStringView text);

/// `text` as it is given to the model: Unicode tag characters (U+E0000–E007F) removed, nothing else touched.
[[nodiscard]] QString withoutTagCharacters(QStringView text);

/// Cuts `text` to at most `max` UTF-16 units at a character boundary, ending in "…" when cut.
[[nodiscard]] QString elided(QStringView text, qsizetype max);

/// Decodes UTF-8 strictly (one leading BOM dropped). Nothing when invalid or when a NUL stands in the first 8 KiB.
[[nodiscard]] std::optional<QString> decodeText(QByteArrayView bytes);

/// Rough token count of a text by its UTF-8 bytes (about 3.6 bytes a token), before a provider's own figures correct it.
[[nodiscard]] qint64 estimateTokens(qsizetype utf8Bytes);

/// Lower-case ASCII slug `[a-z0-9-]`, at most `max` characters, never empty ("untitled").
[[nodiscard]] QString slugOf(QStringView text, qsizetype max = 60);

} // namespace aios
