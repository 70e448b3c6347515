// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"
#include "ui/common/icons.h"

#include <optional>

namespace aios {

/// How much of a session the transcript shows.
enum class TranscriptDetail : std::uint8_t { Normal, Verbose, Summary };

/// One row of the transcript: an entry of the session, or the place of a live card (cardId not empty) in the flow.
struct TranscriptItem {
    quint64 uid = 0; ///< Stable within this model; never reused.
    TranscriptEntry entry;
    TranscriptItem* parent = nullptr; ///< The Agent call it belongs to.
    int depth = 0;
    QString cardId;
    int generation = 0;          ///< Counts changes other than text appended at the end.
    std::optional<bool> expanded; ///< What the person chose; else by kind and detail.
    bool showAll = false;        ///< Long output is unfolded.
    bool hasChildren = false;
    int row = -1;                ///< Its row now, -1 while hidden.
    qsizetype lineBreaks = 0;    ///< In entry.text, for height estimates.

    [[nodiscard]] bool isCard() const { return !cardId.isEmpty(); }
    [[nodiscard]] bool isTool() const { return !isCard() && entry.kind == TranscriptEntry::Kind::Tool; }
};

/// Words and symbols of a transcript row, for the eye and for a screen reader.
[[nodiscard]] QString toolStateWords(const ToolRow& tool);
[[nodiscard]] Icon toolStateIcon(ToolRow::State state);
[[nodiscard]] QString toolHeadline(const ToolRow& tool);  ///< Title, else name; hidden characters visible.
[[nodiscard]] QString toolDetailText(const ToolRow& tool); ///< What an expanded row shows, as plain text: preview, input, output.
[[nodiscard]] QString rowHeadline(const TranscriptItem& item); ///< One line for folded rows.
[[nodiscard]] QString rowText(const TranscriptItem& item, bool expanded); ///< What the row shows, as plain text (copy, find).
[[nodiscard]] QString rowAccessibleText(const TranscriptItem& item, bool expanded);

/// A diff as lines "+ …", "- …", "  …" with "@@" heads, hidden characters visible.
[[nodiscard]] QString diffAsText(const QList<DiffHunk>& hunks);

} // namespace aios
