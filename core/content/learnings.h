// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layers.h"

#include <QByteArray>
#include <QDate>
#include <QString>

namespace aios {

/// A learnings file with one dated bullet added at its end: `- 2026-01-31: text` (text as one line). A missing file gets a heading. Every other byte stays.
[[nodiscard]] QByteArray withLearning(const QByteArray& file, const QString& command, const QDate& date, const QString& text);

/// Where the learnings of a command stand, relative to the folder: "learnings/frontend/component.md" for "frontend:component".
[[nodiscard]] QString learningsPath(const QString& command);

/// A command name that can stand in that path: letters, digits, hyphens, underscores, parts divided by colons.
[[nodiscard]] bool isLearningsCommand(const QString& command);

/// One bullet of a learnings file.
struct LearningEntry {
    int line = 0; ///< 1-based.
    QDate date; ///< Invalid: the bullet has none.
    QString text; ///< One line, without bullet and date; what is indented beneath it belongs to it.
};
/// The bullets of a file, in order; code blocks, headings and other text are left out.
[[nodiscard]] QList<LearningEntry> learningEntries(const QString& text);

/// What the next run of the command will read: the labelled block that follows its text, byte for byte. Empty when the file says nothing.
[[nodiscard]] QString learningsForRun(const LearningFile& learning);

/// The same words, whatever their case, white space, or full stop at the end.
[[nodiscard]] QString learningKey(const QString& text);

} // namespace aios
