// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layerfields.h"

#include <QDialog>

class QDialogButtonBox;
class QPlainTextEdit;
class QPushButton;

namespace aios {

/// The settings of a skill, command or agent as a form, beside its text in the editor. What only the text can change is shown and left alone. GUI thread.
class FieldsDialog : public QDialog {
    Q_OBJECT
public:
    FieldsDialog(const LayerFields& fields, QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(const aios::LayerFields& wanted);
    void textWanted(const QString& relative); ///< Instead of the form; what was changed in it is chosen() before.

private:
    QDialogButtonBox* buildButtons();
    [[nodiscard]] LayerFields wanted() const;
    void check();

    LayerFields m_fields;
    QList<QPlainTextEdit*> m_edits; ///< Of the field in the same place.
    QPushButton* m_text = nullptr;
    QPushButton* m_save = nullptr;
};

} // namespace aios
