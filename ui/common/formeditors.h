// SPDX-License-Identifier: MIT
#pragma once

#include "ui/common/schemaform.h"

#include <QWidget>

class QCheckBox;

namespace aios {

/// Several choices of a list, as check boxes. Its text is the JSON of those that are chosen, in the order of the list; empty: none.
class ChoiceBoxes : public QWidget {
    Q_OBJECT
public:
    ChoiceBoxes(const FormField& field, QWidget* parent = nullptr);
    [[nodiscard]] QString text() const;
    void setText(const QString& text);

Q_SIGNALS:
    void edited();

private:
    QList<QByteArray> m_choices;
    QList<QCheckBox*> m_boxes;
};

/// Whose form it is: the input of a call, where everything optional can be left unsent, or questions to the person, in the words of whoever asks.
enum class FormStyle : std::uint8_t { Call, Questions };

/// The widget of one field (no Group), with what the schema gives as default in it. `edited` runs at each change.
[[nodiscard]] QWidget* makeFormEditor(const FormField& field, FormStyle style, QWidget* parent, const std::function<void()>& edited);
[[nodiscard]] QString editorText(const QWidget* editor); ///< As FormValues has it.
void setEditorText(QWidget* editor, const QString& text);

[[nodiscard]] QString choiceName(const FormField& field, qsizetype index); ///< As people read it.
[[nodiscard]] QString fieldHint(const FormField& field);                   ///< What may be written, in few words; may be empty.

} // namespace aios
