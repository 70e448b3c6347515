// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/commandform.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace aios {

/// A form for the arguments of a command. Shows the line it makes; that goes to the composer, or is sent.
class RunDialog : public QDialog {
    Q_OBJECT
public:
    explicit RunDialog(const CommandForm& form, QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(const QString& line, bool send);

private:
    QWidget* makeField(const CommandArgument& argument);
    [[nodiscard]] QStringList values() const;
    void update();

    CommandForm m_form;
    QList<QWidget*> m_fields; ///< Line edits and combo boxes, one an argument.
    QLabel* m_line;
    QLabel* m_problem;
    QPushButton* m_send = nullptr;
};

} // namespace aios
