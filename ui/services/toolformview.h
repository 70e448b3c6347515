// SPDX-License-Identifier: MIT
#pragma once

#include "ui/services/toolform.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace aios {

class TintedLabel;

/// The fields of a tool's input as widgets: label with what is required, description, and a sentence where something is wrong. GUI thread.
class ToolFormView : public QWidget {
    Q_OBJECT
public:
    ToolFormView(const QList<ToolField>& fields, QWidget* parent = nullptr);
    [[nodiscard]] const QList<ToolField>& fields() const { return m_fields; }
    [[nodiscard]] ToolValues values() const;
    void setValues(const ToolValues& values); ///< A field without one becomes empty.
    void showProblems(const QHash<QString, QString>& problems); ///< And goes to the first.

Q_SIGNALS:
    void edited();

private:
    struct Line {
        ToolField field;
        QWidget* editor;
        TintedLabel* problem;
    };
    void add(const QList<ToolField>& fields, QVBoxLayout& form);
    QWidget* makeEditor(const ToolField& field);
    QWidget* makeLineBox(const ToolField& field);
    QWidget* makeChoice(const ToolField& field);

    QList<ToolField> m_fields;
    std::vector<Line> m_lines;
};

} // namespace aios
