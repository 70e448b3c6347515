// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

class QPlainTextEdit;
class QVBoxLayout;
class QWidget;

namespace aios {

class TintedLabel;

// The fields of the sources of a service: an editor (QLineEdit or QPlainTextEdit), its help and the sentence about it.
[[nodiscard]] QString fieldText(const QWidget* editor);
void setFieldText(QWidget* editor, const QString& text);
[[nodiscard]] QPlainTextEdit* makeFieldBox(QWidget* parent, const QString& placeholder, int lines);
[[nodiscard]] TintedLabel* makeFieldProblem(const QString& id);
void tellAtField(TintedLabel* label, const QString& text); ///< Hidden when there is nothing to say.
void addFieldRow(QVBoxLayout& column, const QString& label, QWidget* editor, TintedLabel* problem, const QString& help);

} // namespace aios
