// SPDX-License-Identifier: MIT
#include "ui/panes/skills/fieldsdialog.h"

#include "core/base/text.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

struct FieldWords {
    QString label;
    QString help;
};

FieldWords wordsOf(const LayerField& field)
{
    const QString key = field.key.toLower().remove(u'-').remove(u'_');
    if (key == "description"_L1)
        return {FieldsDialog::tr("Description"), FieldsDialog::tr("What it is for, in a sentence or two. The model chooses by it.")};
    if (key == "whentouse"_L1 || key == "loadwhen"_L1)
        return {FieldsDialog::tr("When to use"), FieldsDialog::tr("In which situations the model should load it.")};
    if (key == "argumenthint"_L1)
        return {FieldsDialog::tr("Argument hint"), FieldsDialog::tr("What is typed behind its name, as in: [topic] [length]")};
    if (key == "model"_L1)
        return {FieldsDialog::tr("Model"), FieldsDialog::tr("Empty: the one of the session.")};
    if (key == "tools"_L1)
        return {FieldsDialog::tr("Tools"), FieldsDialog::tr("With commas between, as in: Read, Grep. Empty: all tools.")};
    return {FieldsDialog::tr("Tools"), FieldsDialog::tr("With commas between, as in: Read, Edit(content/**). Empty: it allows none by itself.")};
}

} // namespace

FieldsDialog::FieldsDialog(const LayerFields& fields, QWidget* parent) : QDialog(parent), m_fields(fields)
{
    setObjectName(u"fieldsDialog"_s);
    setWindowTitle(tr("Settings of %1").arg(showHidden(fields.relative)));
    auto* rows = new QFormLayout(this);
    rows->setRowWrapPolicy(QFormLayout::WrapAllRows);
    for (const LayerField& field : fields.fields) {
        const FieldWords words = wordsOf(field);
        auto* edit = new QPlainTextEdit(showHidden(field.value), this);
        const bool high = edit->document()->characterCount() > 60 || field.key == "description"_L1;
        edit->setTabChangesFocus(true);
        edit->setFixedHeight(fontMetrics().lineSpacing() * (high ? 4 : 1) + fontMetrics().height());
        edit->setMinimumWidth(fontMetrics().averageCharWidth() * 50);
        edit->setReadOnly(field.fixed || showHidden(field.value) != field.value);
        edit->setAccessibleName(words.label);
        edit->setObjectName(u"field:"_s + field.key);
        const QString help =
            edit->isReadOnly() ? tr("Written over several lines, or with characters nobody sees: change it in the text.") : words.help;
        edit->setToolTip(help);
        edit->setPlaceholderText(help);
        edit->setAccessibleDescription(help);
        connect(edit, &QPlainTextEdit::textChanged, this, &FieldsDialog::check);
        m_edits.append(edit);
        rows->addRow(tr("%1:").arg(words.label), edit);
    }
    rows->addRow(buildButtons());
    check();
    m_edits.constFirst()->setFocus(); // A form has at least one.
}

QDialogButtonBox* FieldsDialog::buildButtons()
{
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_text = buttons->addButton(tr("Open Text"), QDialogButtonBox::ActionRole);
    m_text->setObjectName(u"fieldsText"_s);
    m_save = buttons->addButton(tr("Save"), QDialogButtonBox::AcceptRole);
    m_save->setObjectName(u"fieldsSave"_s);
    connect(m_text, &QPushButton::clicked, this, [this] {
        if (m_save->isEnabled())
            Q_EMIT chosen(wanted());
        Q_EMIT textWanted(m_fields.relative);
        accept();
    });
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT chosen(wanted());
        accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return buttons;
}

LayerFields FieldsDialog::wanted() const
{
    LayerFields all = m_fields;
    for (qsizetype i = 0; i < m_edits.size(); ++i) {
        if (!m_edits[i]->isReadOnly())
            all.fields[i].value = m_edits[i]->toPlainText().simplified();
    }
    return all;
}

void FieldsDialog::check()
{
    m_save->setEnabled(wanted().fields != m_fields.fields);
    m_text->setText(m_save->isEnabled() ? tr("Save and Open Text") : tr("Open Text"));
}

} // namespace aios
