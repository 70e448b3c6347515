// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QDate>
#include <QString>

namespace aios {

/// A learnings file with one dated bullet added at its end: `- 2026-01-31: text` (text as one line). A missing file gets a heading. Every other byte stays.
[[nodiscard]] QByteArray withLearning(const QByteArray& file, const QString& command, const QDate& date, const QString& text);

/// Where the learnings of a command stand, relative to the folder: "learnings/frontend/component.md" for "frontend:component".
[[nodiscard]] QString learningsPath(const QString& command);

} // namespace aios
