// SPDX-License-Identifier: MIT
#include "ui/start/templateform.h"

#include "core/base/text.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>

namespace aios {

using namespace Qt::StringLiterals;

TemplateForm::TemplateForm(QWidget* parent)
    : QFrame(parent),
      m_template(new QComboBox(this)),
      m_name(new QLineEdit(this)),
      m_place(new QLineEdit(this)),
      m_words(new QLabel(this)),
      m_create(new QPushButton(tr("Create Folder"), this))
{
    setFrameShape(QFrame::StyledPanel);
    m_name->setObjectName(u"templateFolderName"_s);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    auto* choose = new QPushButton(tr("Choose…"), this);
    choose->setAccessibleName(tr("Choose the place"));
    auto* cancel = new QPushButton(tr("Cancel"), this);
    for (QPushButton* button : {m_create, choose, cancel})
        button->setAutoDefault(false);
    auto* place = new QHBoxLayout;
    place->addWidget(m_place, 1);
    place->addWidget(choose);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_create);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Template:"), m_template);
    form->addRow(tr("&Name:"), m_name);
    form->addRow(tr("&Place:"), place);
    form->addRow(m_words);
    form->addRow(buttons);
    static_cast<QLabel*>(form->labelForField(place))->setBuddy(m_place);
    connect(choose, &QPushButton::clicked, this, &TemplateForm::choosePlace);
    connect(m_name, &QLineEdit::textChanged, this, &TemplateForm::check);
    connect(m_place, &QLineEdit::textChanged, this, &TemplateForm::check);
    connect(m_name, &QLineEdit::returnPressed, m_create, &QPushButton::click);
    connect(cancel, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT cancelled();
    });
    connect(m_create, &QPushButton::clicked, this, [this] { Q_EMIT createRequested(m_template->currentData().toString(), folder()); });
    hide();
}

void TemplateForm::setTemplates(const QStringList& names)
{
    m_template->clear();
    for (const QString& name : names) {
        QString words = name;
        words.replace(u'-', u' ');
        words[0] = words[0].toUpper();
        m_template->addItem(words, name);
    }
    check();
}

void TemplateForm::begin()
{
    if (m_place->text().isEmpty()) {
        const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
        m_place->setText(QDir(documents).exists() ? documents : QDir::homePath());
    }
    if (m_name->text().isEmpty())
        m_name->setText(tr("my-aios"));
    check();
    show();
    m_name->setFocus();
    m_name->selectAll();
}

QString TemplateForm::folder() const
{
    return QDir::cleanPath(m_place->text().trimmed() + u'/' + m_name->text().trimmed());
}

void TemplateForm::choosePlace()
{
    auto* dialog = new QFileDialog(window(), tr("Place for the New Folder"), m_place->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, m_place, &QLineEdit::setText);
    dialog->open();
}

void TemplateForm::check()
{
    const QString name = m_name->text().trimmed();
    QString problem;
    if (m_template->count() == 0)
        problem = tr("No templates were found beside the program.");
    else if (name.isEmpty())
        problem = tr("Give the folder a name.");
    else if (name.contains(u'/') || name == u"."_s || name == u".."_s || hasHidden(name))
        problem = tr("The name may not hold a slash or invisible characters.");
    else if (!QDir::isAbsolutePath(m_place->text().trimmed()))
        problem = tr("Choose a place, as a full path.");
    m_create->setEnabled(problem.isEmpty());
    m_words->setText(problem.isEmpty() ? tr("Makes %1 with brain, commands, skills, rules and sample content. Nothing is started.").arg(folder())
                                       : problem);
}

} // namespace aios
