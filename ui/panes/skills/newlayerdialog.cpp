// SPDX-License-Identifier: MIT
#include "ui/panes/skills/newlayerdialog.h"

#include "core/base/text.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace aios {

using namespace Qt::StringLiterals;

NewLayerDialog::NewLayerDialog(LayerKind kind, const ContentPtr& content, QWidget* parent)
    : QDialog(parent),
      m_content(content),
      m_kind(new QComboBox(this)),
      m_name(new QLineEdit(this)),
      m_description(new QLineEdit(this)),
      m_words(new QLabel(this)),
      m_create(nullptr)
{
    setWindowTitle(tr("New from Template"));
    m_kind->addItem(tr("Skill: knowledge, read when it is needed"), static_cast<int>(LayerKind::Skill));
    m_kind->addItem(tr("Command: a task you start with /name"), static_cast<int>(LayerKind::Command));
    m_kind->addItem(tr("Agent: a worker with its own instructions"), static_cast<int>(LayerKind::Agent));
    m_kind->setCurrentIndex(static_cast<int>(kind));
    m_name->setObjectName(u"newLayerName"_s);
    m_name->setPlaceholderText(tr("plan-week"));
    m_description->setObjectName(u"newLayerDescription"_s);
    m_description->setPlaceholderText(tr("What it is for, and when to use it"));
    m_description->setMinimumWidth(fontMetrics().averageCharWidth() * 50);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_words->setMinimumHeight(fontMetrics().lineSpacing() * 3);
    m_words->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_create = buttons->addButton(tr("Create"), QDialogButtonBox::AcceptRole);
    m_create->setObjectName(u"newLayerCreate"_s);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Kind:"), m_kind);
    form->addRow(tr("&Name:"), m_name);
    form->addRow(tr("&Purpose:"), m_description);
    form->addRow(m_words);
    form->addRow(buttons);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &NewLayerDialog::check);
    connect(m_name, &QLineEdit::textChanged, this, &NewLayerDialog::check);
    connect(m_description, &QLineEdit::textChanged, this, &NewLayerDialog::check);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        if (const auto made = newLayerFile(this->kind(), m_name->text().trimmed(), m_description->text(), *m_content)) {
            Q_EMIT chosen(*made);
            accept();
        }
    });
    check();
    m_name->setFocus();
}

LayerKind NewLayerDialog::kind() const
{
    return static_cast<LayerKind>(m_kind->currentData().toInt());
}

void NewLayerDialog::check()
{
    const QString name = m_name->text().trimmed();
    const auto made = newLayerFile(kind(), name, m_description->text(), *m_content);
    m_create->setEnabled(made.has_value());
    if (!made) {
        m_words->setText(name.isEmpty() && m_description->text().isEmpty() ? tr("Names are small letters, digits and hyphens.")
                                                                           : showHidden(made.error().message));
        return;
    }
    QStringList lines{tr("Makes %1 with a good start to change.").arg(made->relative)};
    if (const QString hint = layerNameHint(kind(), name); !hint.isEmpty())
        lines += hint;
    m_words->setText(lines.join(u'\n'));
}

} // namespace aios
