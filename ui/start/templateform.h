// SPDX-License-Identifier: MIT
#pragma once

#include <QFrame>
#include <QStringList>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace aios {

/// Name and place of a folder to be made from a template. Says what would be made, and why not when it cannot.
class TemplateForm : public QFrame {
    Q_OBJECT
public:
    explicit TemplateForm(QWidget* parent = nullptr);
    void setTemplates(const QStringList& names);
    void begin(); ///< Shows itself, with the name ready to be typed.
    [[nodiscard]] QString folder() const;

Q_SIGNALS:
    void createRequested(const QString& name, const QString& folder);
    void cancelled();

private:
    void choosePlace();
    void check();

    QComboBox* m_template;
    QLineEdit* m_name;
    QLineEdit* m_place;
    QLabel* m_words;
    QPushButton* m_create;
};

} // namespace aios
