// SPDX-License-Identifier: MIT
#pragma once

#include "ui/settings/servicepreset.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QRadioButton;

namespace aios {

class TintedLabel;

/// Where an entry comes from: a preset's fields, a free form, or pasted text. Shows what is wrong at its own fields.
class ServiceSource : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    struct Made {
        json::object entry;
        QString name;        ///< What it suggests; may be empty.
        bool complete = false;
        QStringList notes;
    };
    /// `say`: sentences appear at the fields; before the person asked for anything an empty field is no mistake.
    [[nodiscard]] virtual Made make(bool say) = 0;
    virtual void clearFields() = 0;

Q_SIGNALS:
    void edited();
};

class PresetSource : public ServiceSource {
    Q_OBJECT
public:
    PresetSource(ServicePreset preset, QWidget* parent = nullptr);
    [[nodiscard]] Made make(bool say) override;
    void clearFields() override;

private:
    struct Line {
        ServicePresetField field;
        QWidget* editor;
        TintedLabel* problem;
    };
    ServicePreset m_preset;
    std::vector<Line> m_lines;
};

class FormSource : public ServiceSource {
    Q_OBJECT
public:
    explicit FormSource(QWidget* parent = nullptr);
    [[nodiscard]] Made make(bool say) override;
    void clearFields() override;

private:
    QWidget* makePage(const QStringList& ids);
    void showKind();

    QRadioButton* m_program;
    QRadioButton* m_address;
    QWidget* m_programPage;
    QWidget* m_addressPage;
    QHash<QString, QWidget*> m_editors; ///< By the names of formEntry()'s problems.
    QHash<QString, TintedLabel*> m_problems;
};

class PasteSource : public ServiceSource {
    Q_OBJECT
public:
    explicit PasteSource(QWidget* parent = nullptr);
    [[nodiscard]] Made make(bool say) override;
    void clearFields() override;

private:
    void read();

    QPlainTextEdit* m_text;
    TintedLabel* m_problem;
    QLabel* m_whichLabel;
    QComboBox* m_which;
};

} // namespace aios
