// SPDX-License-Identifier: MIT
#include "ui/settings/formsource.h"

#include "ui/common/tintedlabel.h"
#include "ui/settings/servicedraft.h"
#include "ui/settings/sourcefields.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

FormSource::FormSource(QWidget* parent)
    : ServiceSource(parent),
      m_program(new QRadioButton(tr("A &program on this computer"), this)),
      m_address(new QRadioButton(tr("An a&ddress"), this))
{
    const auto edit = [this](const QString& id, QWidget* editor) {
        editor->setObjectName(u"field:"_s + id);
        m_editors.insert(id, editor);
        m_problems.insert(id, makeFieldProblem(id));
    };
    auto* command = new QLineEdit(this);
    command->setPlaceholderText(u"npx -y some-mcp-server"_s);
    auto* url = new QLineEdit(this);
    url->setPlaceholderText(u"https://example.org/mcp"_s);
    edit(u"command"_s, command);
    edit(u"arguments"_s, makeFieldBox(this, tr("One a line; or write them behind the program"), 2));
    edit(u"environment"_s, makeFieldBox(this, u"API_KEY=${API_KEY}"_s, 2));
    edit(u"url"_s, url);
    edit(u"headers"_s, makeFieldBox(this, u"Authorization: Bearer ${MY_TOKEN}"_s, 2));
    for (QWidget* editor : std::as_const(m_editors)) {
        if (auto* line = qobject_cast<QLineEdit*>(editor))
            connect(line, &QLineEdit::textChanged, this, &ServiceSource::edited);
        else
            connect(qobject_cast<QPlainTextEdit*>(editor), &QPlainTextEdit::textChanged, this, &ServiceSource::edited);
    }
    m_programPage = makePage({u"command"_s, u"arguments"_s, u"environment"_s});
    m_addressPage = makePage({u"url"_s, u"headers"_s});
    m_program->setChecked(true);
    m_program->setObjectName(u"programKind"_s);
    m_address->setObjectName(u"addressKind"_s);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    for (QWidget* part : {static_cast<QWidget*>(m_program), static_cast<QWidget*>(m_address), m_programPage, m_addressPage})
        column->addWidget(part);
    connect(m_program, &QRadioButton::toggled, this, &FormSource::showKind);
    showKind();
}

QWidget* FormSource::makePage(const QStringList& ids)
{
    static const QHash<QString, std::pair<QString, QString>> kWords{
        {u"command"_s, {tr("Program"), tr("Quotes hold words with spaces together. No shell is used.")}},
        {u"arguments"_s, {tr("Arguments"), {}}},
        {u"environment"_s, {tr("Environment variables"), tr("One a line. ${NAME} stands for a key you give below; it is kept in the keychain.")}},
        {u"url"_s, {tr("Address"), tr("https, or wss for a service on a WebSocket.")}},
        {u"headers"_s, {tr("Headers"), tr("One a line. ${NAME} stands for a key you give below; it is kept in the keychain.")}}};
    auto* page = new QWidget(this);
    auto* form = new QVBoxLayout(page);
    form->setContentsMargins(0, 0, 0, 0);
    for (const QString& id : ids)
        addFieldRow(*form, kWords.value(id).first, m_editors.value(id), m_problems.value(id), kWords.value(id).second);
    return page;
}

void FormSource::showKind()
{
    m_programPage->setVisible(m_program->isChecked());
    m_addressPage->setVisible(m_address->isChecked());
    Q_EMIT edited();
}

ServiceSource::Made FormSource::make(bool say)
{
    const auto text = [this](const QString& id) { return fieldText(m_editors.value(id)); };
    const ServiceForm form{m_address->isChecked(), text(u"command"_s), text(u"arguments"_s),
                           text(u"environment"_s), text(u"url"_s),     text(u"headers"_s)};
    QHash<QString, QString> problems;
    Made made{formEntry(form, problems), {}, false, {}};
    made.complete = problems.isEmpty();
    for (auto it = m_problems.cbegin(); it != m_problems.cend(); ++it)
        tellAtField(it.value(), say ? problems.value(it.key()) : QString());
    if (say && !problems.isEmpty())
        m_editors.value(problems.cbegin().key())->setFocus(Qt::OtherFocusReason);
    return made;
}

void FormSource::clearFields()
{
    for (QWidget* editor : std::as_const(m_editors))
        setFieldText(editor, {});
}

} // namespace aios
