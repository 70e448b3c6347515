// SPDX-License-Identifier: MIT
#include "ui/settings/servicesource.h"

#include "core/base/text.h"
#include "ui/common/tintedlabel.h"
#include "ui/settings/servicedraft.h"
#include "ui/theme/colours.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QString textOf(const QWidget* editor)
{
    if (const auto* line = qobject_cast<const QLineEdit*>(editor))
        return line->text();
    return qobject_cast<const QPlainTextEdit*>(editor)->toPlainText();
}

void setText(QWidget* editor, const QString& text)
{
    if (auto* line = qobject_cast<QLineEdit*>(editor))
        line->setText(text);
    else
        qobject_cast<QPlainTextEdit*>(editor)->setPlainText(text);
}

QPlainTextEdit* makeBox(QWidget* parent, const QString& placeholder, int lines)
{
    auto* box = new QPlainTextEdit(parent);
    box->setTabChangesFocus(true);
    box->setPlaceholderText(placeholder);
    box->setFixedHeight(box->fontMetrics().lineSpacing() * lines + 14);
    return box;
}

TintedLabel* makeProblem(const QString& id)
{
    auto* problem = new TintedLabel({}, TintedLabel::Tint::Bad);
    problem->setWordWrap(true);
    problem->setObjectName(u"problem:"_s + id);
    problem->hide();
    return problem;
}

/// An editor with its help and its sentence below, as one row.
void addRow(QFormLayout& form, const QString& label, QWidget* editor, TintedLabel* problem, const QString& help)
{
    auto* words = new QLabel(label);
    words->setTextFormat(Qt::PlainText);
    words->setBuddy(editor);
    editor->setAccessibleName(label);
    editor->setAccessibleDescription(help);
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    column->addWidget(editor);
    column->addWidget(problem);
    if (!help.isEmpty()) {
        auto* muted = new TintedLabel(help);
        muted->setWordWrap(true);
        column->addWidget(muted);
    }
    form.addRow(words, column);
}

void tell(TintedLabel* label, const QString& text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

} // namespace

PresetSource::PresetSource(ServicePreset preset, QWidget* parent) : ServiceSource(parent), m_preset(std::move(preset))
{
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    for (const ServicePresetField& field : m_preset.fields) {
        if (field.kind == ServicePresetField::Kind::Secret)
            continue; // its line stands with the other keys
        QWidget* editor = nullptr;
        if (field.kind == ServicePresetField::Kind::Lines) {
            auto* box = makeBox(this, field.placeholder, 3);
            connect(box, &QPlainTextEdit::textChanged, this, &ServiceSource::edited);
            editor = box;
        } else {
            auto* line = new QLineEdit(this);
            line->setPlaceholderText(field.placeholder);
            connect(line, &QLineEdit::textChanged, this, &ServiceSource::edited);
            editor = line;
        }
        setText(editor, field.initial);
        editor->setObjectName(u"field:"_s + field.id);
        TintedLabel* problem = makeProblem(field.id);
        addRow(*form, field.required ? field.label : tr("%1 (may stay empty)").arg(field.label), editor, problem, field.help);
        m_lines.push_back({field, editor, problem});
    }
}

ServiceSource::Made PresetSource::make(bool say)
{
    QHash<QString, QString> values;
    for (const Line& line : m_lines)
        values.insert(line.field.id, textOf(line.editor));
    QHash<QString, QString> problems;
    Made made{presetEntry(m_preset, values, problems), m_preset.server, false, {}};
    made.complete = problems.isEmpty();
    QWidget* first = nullptr;
    for (const Line& line : m_lines) {
        const QString problem = problems.value(line.field.id);
        tell(line.problem, say ? problem : QString());
        if (!problem.isEmpty() && !first)
            first = line.editor;
    }
    if (say && first)
        first->setFocus(Qt::OtherFocusReason);
    return made;
}

void PresetSource::clearFields()
{
    for (const Line& line : m_lines)
        setText(line.editor, line.field.initial);
}

FormSource::FormSource(QWidget* parent)
    : ServiceSource(parent),
      m_program(new QRadioButton(tr("A &program on this computer"), this)),
      m_address(new QRadioButton(tr("An a&ddress"), this))
{
    const auto edit = [this](const QString& id, QWidget* editor) {
        editor->setObjectName(u"field:"_s + id);
        m_editors.insert(id, editor);
        m_problems.insert(id, makeProblem(id));
    };
    auto* command = new QLineEdit(this);
    command->setPlaceholderText(u"npx -y some-mcp-server"_s);
    auto* url = new QLineEdit(this);
    url->setPlaceholderText(u"https://example.org/mcp"_s);
    edit(u"command"_s, command);
    edit(u"arguments"_s, makeBox(this, tr("One a line; or write them behind the program"), 2));
    edit(u"environment"_s, makeBox(this, u"API_KEY=${API_KEY}"_s, 2));
    edit(u"url"_s, url);
    edit(u"headers"_s, makeBox(this, u"Authorization: Bearer ${MY_TOKEN}"_s, 2));
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
        {u"url"_s, {tr("Address"), {}}},
        {u"headers"_s, {tr("Headers"), tr("One a line. ${NAME} stands for a key you give below; it is kept in the keychain.")}}};
    auto* page = new QWidget(this);
    auto* form = new QFormLayout(page);
    form->setContentsMargins(0, 0, 0, 0);
    form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    for (const QString& id : ids)
        addRow(*form, kWords.value(id).first, m_editors.value(id), m_problems.value(id), kWords.value(id).second);
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
    const auto text = [this](const QString& id) { return textOf(m_editors.value(id)); };
    const ServiceForm form{m_address->isChecked(), text(u"command"_s), text(u"arguments"_s),
                           text(u"environment"_s), text(u"url"_s),     text(u"headers"_s)};
    QHash<QString, QString> problems;
    Made made{formEntry(form, problems), {}, false, {}};
    made.complete = problems.isEmpty();
    for (auto it = m_problems.cbegin(); it != m_problems.cend(); ++it)
        tell(it.value(), say ? problems.value(it.key()) : QString());
    if (say && !problems.isEmpty())
        m_editors.value(problems.cbegin().key())->setFocus(Qt::OtherFocusReason);
    return made;
}

void FormSource::clearFields()
{
    for (QWidget* editor : std::as_const(m_editors))
        setText(editor, {});
}

PasteSource::PasteSource(QWidget* parent)
    : ServiceSource(parent),
      m_text(makeBox(this, u"{ \"mcpServers\": { \"name\": { \"command\": \"npx\", \"args\": [\"-y\", \"some-mcp-server\"] } } }"_s, 9)),
      m_problem(makeProblem(u"paste"_s)),
      m_whichLabel(new QLabel(tr("Which one:"), this)),
      m_which(new QComboBox(this))
{
    m_text->setAccessibleName(tr("Pasted JSON"));
    m_text->setObjectName(u"pasteField"_s);
    m_text->setFont(fixedFont(font()));
    m_which->setAccessibleName(tr("Service to add"));
    m_which->setObjectName(u"pasteWhich"_s);
    m_whichLabel->setBuddy(m_which);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_text);
    column->addWidget(m_problem);
    auto* row = new QHBoxLayout;
    row->addWidget(m_whichLabel);
    row->addWidget(m_which, 1);
    column->addLayout(row);
    connect(m_text, &QPlainTextEdit::textChanged, this, &PasteSource::read);
    connect(m_which, &QComboBox::currentIndexChanged, this, &ServiceSource::edited);
    read();
}

void PasteSource::read()
{
    const PastedServices pasted = pastedServices(m_text->toPlainText());
    {
        const QSignalBlocker quiet(m_which);
        m_which->clear();
        for (const PastedService& service : pasted.services)
            m_which->addItem(showHidden(elided(service.name, 60)));
    }
    m_which->setVisible(pasted.services.size() > 1);
    m_whichLabel->setVisible(pasted.services.size() > 1);
    Q_EMIT edited();
}

ServiceSource::Made PasteSource::make(bool say)
{
    const PastedServices pasted = pastedServices(m_text->toPlainText());
    const bool empty = m_text->toPlainText().trimmed().isEmpty();
    tell(m_problem, say || !empty ? pasted.problem : QString());
    const int which = std::max(0, m_which->currentIndex());
    if (which >= pasted.services.size()) {
        if (say)
            m_text->setFocus(Qt::OtherFocusReason);
        return {};
    }
    return {pasted.services.at(which).entry, pasted.services.at(which).name, true, pasted.notes};
}

void PasteSource::clearFields()
{
    m_text->clear();
}

} // namespace aios
