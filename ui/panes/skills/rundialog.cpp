// SPDX-License-Identifier: MIT
#include "ui/panes/skills/rundialog.h"

#include "core/base/text.h"
#include "ui/theme/colours.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace aios {

using namespace Qt::StringLiterals;

RunDialog::RunDialog(const CommandForm& form, QWidget* parent) : QDialog(parent), m_form(form), m_line(new QLabel(this)), m_problem(new QLabel(this))
{
    setWindowTitle(tr("Run /%1").arg(showHidden(form.name)));
    auto* rows = new QFormLayout(this);
    if (!form.description.isEmpty()) {
        auto* words = new QLabel(showHidden(elided(form.description.simplified(), 400)), this);
        words->setTextFormat(Qt::PlainText);
        words->setWordWrap(true);
        rows->addRow(words);
    }
    for (const CommandArgument& argument : form.arguments) {
        QWidget* field = makeField(argument);
        m_fields.append(field);
        auto* label = new QLabel(tr("%1:").arg(elided(showHidden(argument.label), 40)), this);
        label->setTextFormat(Qt::PlainText);
        rows->addRow(label, field);
    }
    for (QLabel* label : {m_line, m_problem}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_line->setFont(fixedFont(font()));
    m_line->setAccessibleName(tr("The finished line"));
    m_line->setObjectName(u"runLine"_s);
    m_line->setTextInteractionFlags(Qt::TextSelectableByMouse);
    rows->addRow(tr("Line:"), m_line);
    rows->addRow(m_problem);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton* put = buttons->addButton(tr("Put in Composer"), QDialogButtonBox::ActionRole);
    put->setObjectName(u"runPut"_s);
    m_send = buttons->addButton(tr("Send"), QDialogButtonBox::AcceptRole);
    m_send->setObjectName(u"runSend"_s);
    rows->addRow(buttons);
    const auto finish = [this](bool send) {
        Q_EMIT chosen(commandLine(m_form, values()), send);
        accept();
    };
    connect(put, &QPushButton::clicked, this, [finish] { finish(false); });
    connect(m_send, &QPushButton::clicked, this, [finish] { finish(true); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    update();
    m_fields.constFirst()->setFocus(); // A form has at least one.
}

QWidget* RunDialog::makeField(const CommandArgument& argument)
{
    QWidget* field = nullptr;
    if (argument.choices.size() > 1) {
        auto* combo = new QComboBox(this);
        combo->setEditable(true); // A hint names the usual ones; nothing says there are no others.
        for (const QString& choice : argument.choices)
            combo->addItem(showHidden(choice));
        combo->setCurrentIndex(argument.required ? 0 : -1);
        combo->lineEdit()->setPlaceholderText(showHidden(argument.hint));
        connect(combo, &QComboBox::currentTextChanged, this, &RunDialog::update);
        field = combo;
    } else {
        auto* edit = new QLineEdit(this);
        edit->setPlaceholderText(showHidden(argument.hint));
        edit->setMinimumWidth(fontMetrics().averageCharWidth() * 50);
        connect(edit, &QLineEdit::textChanged, this, &RunDialog::update);
        field = edit;
    }
    field->setAccessibleName(showHidden(argument.label));
    return field;
}

QStringList RunDialog::values() const
{
    QStringList all;
    for (const QWidget* field : m_fields) {
        const auto* combo = qobject_cast<const QComboBox*>(field);
        all += combo ? combo->currentText() : static_cast<const QLineEdit*>(field)->text();
    }
    return all;
}

void RunDialog::update()
{
    const QStringList given = values();
    const QString missing = missingArgument(m_form, given);
    m_line->setText(showHidden(commandLine(m_form, given)));
    m_problem->setText(showHidden(missing));
    m_problem->setVisible(!missing.isEmpty());
    m_send->setEnabled(missing.isEmpty());
}

} // namespace aios
