// SPDX-License-Identifier: MIT
#pragma once

#include "ui/common/formeditors.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace aios {

class TintedLabel;

/// The fields of a form as widgets: label with what is required, description, and a sentence where something is wrong. GUI thread.
class FormView : public QWidget {
    Q_OBJECT
public:
    FormView(const QList<FormField>& fields, FormStyle style = FormStyle::Call, QWidget* parent = nullptr);
    [[nodiscard]] const QList<FormField>& fields() const { return m_fields; }
    [[nodiscard]] FormValues values() const;
    void setValues(const FormValues& values); ///< A field without one becomes empty.
    void showProblems(const QHash<QString, QString>& problems); ///< Only these, and goes to the first.
    void showProblem(const QString& path, const QString& problem); ///< At one field; empty: none any more.

Q_SIGNALS:
    void edited();
    void left(const QString& path); ///< The person went from this field on to another one of the form.

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Line {
        FormField field;
        QWidget* editor;
        TintedLabel* problem;
    };
    void add(const QList<FormField>& fields, QVBoxLayout& form);
    void addLine(const FormField& field, const QString& title, QVBoxLayout& form);
    void watch(QWidget& editor);
    [[nodiscard]] QString titleOf(const FormField& field) const;
    [[nodiscard]] const Line* line(const QString& path) const;

    QList<FormField> m_fields;
    FormStyle m_style;
    std::vector<Line> m_lines;
};

} // namespace aios
