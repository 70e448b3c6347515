// SPDX-License-Identifier: MIT
#pragma once

#include "core/markdown/linediff.h"

#include <QByteArray>
#include <QString>

namespace aios {

/// A part of a text as the model sees files: each line as `cat -n` prints it (number right-aligned in six columns, a tab, the line).
struct NumberedText {
    QString text;
    int firstLine = 1;     ///< Of what is in `text`.
    int lines = 0;         ///< How many are in `text`.
    int totalLines = 0;    ///< Of the whole; 0 when it was not counted.
    bool cutByBytes = false; ///< Ended before `maxLines` because of `maxBytes`.
    int longLines = 0;     ///< Lines that were cut.
};

struct NumberedRange {
    int firstLine = 1; ///< 1-based.
    int maxLines = 2'000;
    qsizetype maxBytes = 100'000;     ///< Of lines, numbers not counted.
    qsizetype maxLineChars = 10'000;  ///< Longer lines are cut with a notice; prose has long lines.
};

/// Numbers a range of `bytes`. Line ends \n and \r\n; a last line without an end counts. Not UTF-8 is shown as \xNN.
[[nodiscard]] NumberedText numberLines(QByteArrayView bytes, const NumberedRange& range);

/// The changed places of the new text, with line numbers, as a short proof of an edit; at most `maxChars`.
[[nodiscard]] QString changedLines(const QList<DiffHunk>& hunks, qsizetype maxChars = 4'000);

} // namespace aios
