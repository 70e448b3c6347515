// SPDX-License-Identifier: MIT
#pragma once

#include "core/markdown/frontmatter.h"

namespace aios {

/// Where the text of a piece lives that lives in a record of a service: `record:` in its frontmatter, with service, base, table, id, body and, where the record
/// has the title too, title.
struct RecordPlace {
    QString service; ///< Name of the server in .mcp.json.
    QString base;
    QString table;
    QString id;
    QString body; ///< Field with the text, as Markdown.
    QString title; ///< Field with the title; empty: the file has it.

    /// The arguments of the call that reads it.
    [[nodiscard]] QByteArray callJson() const;
    friend bool operator==(const RecordPlace&, const RecordPlace&) = default;
};

/// What stands in the record.
struct RecordText {
    QString title; ///< Empty when the place names no field for it.
    QString body;

    [[nodiscard]] QByteArray sha256() const; ///< Hex, over both.
    friend bool operator==(const RecordText&, const RecordText&) = default;
};

/// What is wrong with a `record:`, one plain sentence, and its line of the file.
struct RecordProblem {
    QString text;
    int line = 0;
    friend bool operator==(const RecordProblem&, const RecordProblem&) = default;
};

/// A `record:` as it is written. Counts only without problems.
struct RecordSetting {
    RecordPlace place;
    int serviceLine = 0; ///< Line of the file with `service`.
    QList<RecordProblem> problems;
};

/// Nothing: there is none, the text stands in the file itself.
[[nodiscard]] std::optional<RecordSetting> recordSetting(const Frontmatter& settings);
/// Nothing: the text stands in the file itself. Error: there is a `record:` that cannot be read, so nobody knows what would go out.
[[nodiscard]] Result<std::optional<RecordPlace>> recordPlace(const Frontmatter& settings);
/// The same of a file's bytes; one that is no text has none.
[[nodiscard]] Result<std::optional<RecordPlace>> recordPlace(const QByteArray& file);

/// The text in a service's answer: JSON with `id` and `fields`. Error: it is another record, or has no such text.
[[nodiscard]] Result<RecordText> recordText(const RecordPlace& place, const QByteArray& answerJson);

/// The piece's file with the record's text in it: its frontmatter, the title where the record has it, and the body. What the file itself has as body is left out.
[[nodiscard]] Result<QByteArray> withRecord(const QByteArray& file, const RecordPlace& place, const RecordText& text);

} // namespace aios
