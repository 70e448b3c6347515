// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace aios {

/// One frontmatter value, kept as people wrote it: scalars stay strings ("no", "1.10"), lists are lists of strings; a mapping
/// (hooks, metadata) keeps its source text only.
struct FrontmatterValue {
    enum class Kind : std::uint8_t { Scalar, List, Mapping };
    Kind kind = Kind::Scalar;
    QString scalar;       ///< Scalar: its text; Mapping: the YAML source.
    QStringList list;     ///< List items as text.
    QString source;       ///< The value as it stands in the file (line ends as \n), whatever its kind: "[a] [b]", a hooks block.
    int line = 0;         ///< 1-based line of the key in the file.
};

/// Frontmatter read leniently, the way real files are written: any key case (kebab, snake, camel fold to one), BOM, CRLF, tabs, colons and
/// brackets in bare values. Refused with a reason: duplicate keys, anchors, aliases, tags, merge keys, over 64 KiB, not UTF-8, NUL.
struct Frontmatter {
    struct Entry {
        QString key;       ///< As written.
        QString foldedKey; ///< Lower case without '-' and '_' : "argumenthint".
        FrontmatterValue value;
    };
    QList<Entry> entries;
    bool present = false;

    [[nodiscard]] const FrontmatterValue* find(QStringView key) const; ///< Any spelling of the key.
    [[nodiscard]] QString text(QStringView key, const QString& fallback = {}) const; ///< Lists are joined with ", ".
    /// A list, or a scalar split at commas (and at spaces outside parentheses when `splitSpaces`).
    /// Commas inside (), [] or {} do not split: "Bash(a, b), src/*.{ts,js}" has two items.
    [[nodiscard]] QStringList list(QStringView key, bool splitSpaces = false) const;
    [[nodiscard]] std::optional<bool> boolean(QStringView key) const; ///< true/false/yes/no/on/off/1/0, any case.
};

struct MarkdownDocument {
    Frontmatter frontmatter;
    QString body;          ///< Without the frontmatter, line ends as in the file.
    int bodyLine = 1;      ///< 1-based line where the body starts.
    QString problem;       ///< Why the frontmatter could not be read; empty when fine. The body is still there.
    int problemLine = 0;   ///< 1-based line of the file the problem is about.
};

/// Never fails for text: a broken frontmatter becomes `problem`. An Error only when the bytes are not text at all (NUL, not UTF-8).
[[nodiscard]] Result<MarkdownDocument> parseMarkdownDocument(QByteArrayView bytes);

/// "Argument-Hint", "argument_hint", "argumentHint" -> "argumenthint".
[[nodiscard]] QString foldedKey(QStringView key);

} // namespace aios
