// SPDX-License-Identifier: MIT
#include "ui/settings/sourcefields.h"

#include "ui/common/tintedlabel.h"

#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

QString fieldText(const QWidget* editor)
{
    if (const auto* line = qobject_cast<const QLineEdit*>(editor))
        return line->text();
    return qobject_cast<const QPlainTextEdit*>(editor)->toPlainText();
}

void setFieldText(QWidget* editor, const QString& text)
{
    if (auto* line = qobject_cast<QLineEdit*>(editor))
        line->setText(text);
    else
        qobject_cast<QPlainTextEdit*>(editor)->setPlainText(text);
}

QPlainTextEdit* makeFieldBox(QWidget* parent, const QString& placeholder, int lines)
{
    auto* box = new QPlainTextEdit(parent);
    box->setTabChangesFocus(true);
    box->setPlaceholderText(placeholder);
    box->setFixedHeight(box->fontMetrics().lineSpacing() * lines + 14);
    return box;
}

TintedLabel* makeFieldProblem(const QString& id)
{
    auto* problem = new TintedLabel({}, TintedLabel::Tint::Bad);
    problem->setWordWrap(true);
    problem->setObjectName(u"problem:"_s + id);
    problem->hide();
    return problem;
}

/// An editor with its help and its sentence below, as one row.
void addFieldRow(QVBoxLayout& column, const QString& label, QWidget* editor, TintedLabel* problem, const QString& help)
{
    auto* words = new QLabel(label);
    words->setTextFormat(Qt::PlainText);
    words->setBuddy(editor);
    editor->setAccessibleName(label);
    editor->setAccessibleDescription(help);
    auto* row = new QVBoxLayout;
    row->setSpacing(2);
    for (QWidget* part : {static_cast<QWidget*>(words), editor, static_cast<QWidget*>(problem)})
        row->addWidget(part);
    if (!help.isEmpty()) {
        auto* muted = new TintedLabel(help);
        muted->setWordWrap(true);
        row->addWidget(muted);
    }
    column.addLayout(row);
}

void tellAtField(TintedLabel* label, const QString& text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

} // namespace aios
