// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>

namespace aios {

/// One line of a text that is edited byte by byte.
struct TextLine {
    qsizetype begin = 0;
    qsizetype end = 0;      ///< Behind the line end.
    QByteArrayView content; ///< Without the line end (and without the BOM on the first line).
    bool inFence = false;   ///< Inside a fenced code block, or one of its fences.
};

/// Lines of `text` (ended by \n, \r\n or nothing), with fenced code marked. Views into `text`.
[[nodiscard]] QList<TextLine> textLines(const QByteArray& text);

/// The line end most lines of `text` have; "\n" when there is none.
[[nodiscard]] QByteArray lineEndOf(const QByteArray& text);

/// Level of an ATX heading (`## Title`), 0 when the line is none.
[[nodiscard]] int headingLevel(QByteArrayView line);
/// Its text, without the closing #s.
[[nodiscard]] QByteArrayView headingText(QByteArrayView line);

/// Columns of white space at the line's start, a tab reaching to the next multiple of four.
[[nodiscard]] int indentColumns(QByteArrayView line);

} // namespace aios
