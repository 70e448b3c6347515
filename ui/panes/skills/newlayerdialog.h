// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layertemplates.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace aios {

/// Asks for kind, name and purpose of a new skill, command or agent; says at once what is wrong with them and where the file will be.
class NewLayerDialog : public QDialog {
    Q_OBJECT
public:
    NewLayerDialog(LayerKind kind, const ContentPtr& content, QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(const aios::NewLayerFile& file);

private:
    void check();
    [[nodiscard]] LayerKind kind() const;

    ContentPtr m_content;
    QComboBox* m_kind;
    QLineEdit* m_name;
    QLineEdit* m_description;
    QLabel* m_words;
    QPushButton* m_create;
};

} // namespace aios
