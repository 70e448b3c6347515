// SPDX-License-Identifier: MIT
#include "ui/services/trytool.h"

#include "core/base/text.h"
#include "core/runtime/serviceslink.h"
#include "ui/common/formview.h"
#include "ui/common/tintedlabel.h"
#include "ui/services/serviceswords.h"
#include "ui/services/toolanswerview.h"
#include "ui/theme/colours.h"

#include <QCheckBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype kMostDescription = 1200;
}

TryTool::TryTool(ServicesLink& services, const QString& server, const ServiceTool& tool, QWidget* parent)
    : QDialog(parent),
      m_services(services),
      m_server(server),
      m_tool(tool),
      m_pages(new QStackedWidget(this)),
      m_form(nullptr),
      m_json(new QPlainTextEdit(this)),
      m_asJson(new QCheckBox(tr("Write it as &JSON"), this)),
      m_problem(new TintedLabel({}, TintedLabel::Tint::Bad)),
      m_call(new QPushButton(this)),
      m_answer(new ToolAnswerView(this))
{
    const QString name = showHidden(tool.name);
    setWindowTitle(tr("Try %1").arg(name));
    setAttribute(Qt::WA_DeleteOnClose);
    const SchemaForm form = schemaForm(tool.inputSchemaJson);
    m_form = new FormView(form.fields);
    auto* title = new QLabel(tr("%1 · %2").arg(showHidden(server), name), this);
    title->setTextFormat(Qt::PlainText);
    title->setFont(scaledFont(font(), 1.2));
    auto* words = new TintedLabel(showHidden(elided(tool.description.trimmed(), kMostDescription)));
    words->setWordWrap(true);
    words->setVisible(!words->text().isEmpty());
    auto* effect = new TintedLabel(tr("You make this call yourself, now and once. Effect: %1. It is noted in the decision log.")
                                       .arg(serviceEffectWords(tool.changed ? ServiceEffect::Unset : tool.effect)),
                                   TintedLabel::Tint::Plain);
    effect->setWordWrap(true);
    auto* halves = new QSplitter(Qt::Vertical, this);
    halves->setChildrenCollapsible(false);
    halves->addWidget(buildInput(form.problem));
    halves->addWidget(m_answer);
    halves->setStretchFactor(0, m_pages->isHidden() ? 0 : 3);
    halves->setStretchFactor(1, 2);
    auto* column = new QVBoxLayout(this);
    column->addWidget(title);
    column->addWidget(words);
    column->addWidget(effect);
    column->addWidget(halves, 1);
    column->addLayout(buildButtons());
    connect(&m_services, &ServicesLink::toolTried, this, &TryTool::take);
    const QSize wanted(fontMetrics().averageCharWidth() * 74, fontMetrics().height() * 34);
    resize(parent ? wanted.boundedTo(parent->window()->size()) : wanted);
}

QWidget* TryTool::buildInput(const QString& formProblem)
{
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setWidget(m_form);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_json->setFont(fixedFont(font()));
    m_json->setTabChangesFocus(true);
    m_json->setAccessibleName(tr("Input as JSON"));
    m_json->setObjectName(u"jsonInput"_s);
    m_json->setPlainText(u"{}"_s);
    m_pages->addWidget(scroll);
    m_pages->addWidget(m_json);
    m_asJson->setObjectName(u"asJson"_s);
    m_problem->setWordWrap(true);
    m_problem->setObjectName(u"inputProblem"_s);
    m_problem->setText(formProblem);
    m_problem->setVisible(!formProblem.isEmpty());
    if (!formProblem.isEmpty()) {
        m_pages->setCurrentWidget(m_json);
        m_asJson->setChecked(true);
        m_asJson->setEnabled(false);
    } else if (m_form->fields().isEmpty()) {
        m_problem->setTint(TintedLabel::Tint::Muted);
        m_problem->setText(tr("This tool takes no input."));
        m_problem->show();
        m_pages->hide(); // nothing to fill in: the room is the answer's
    }
    auto* part = new QWidget;
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_pages, 1);
    column->addWidget(m_problem);
    connect(m_asJson, &QCheckBox::clicked, this, &TryTool::switchTo);
    connect(m_form, &FormView::edited, m_problem, [this] {
        if (m_pages->currentWidget() != m_json)
            m_problem->hide();
    });
    connect(m_json, &QPlainTextEdit::textChanged, m_problem, &QWidget::hide);
    return part;
}

/// No default button: Enter in a field must not call anything.
QLayout* TryTool::buildButtons()
{
    m_call->setObjectName(u"callButton"_s);
    m_call->setAutoDefault(false);
    setWaiting({});
    auto* close = new QPushButton(tr("Close"), this);
    close->setAutoDefault(false);
    auto* row = new QHBoxLayout;
    row->addWidget(m_asJson);
    row->addStretch(1);
    row->addWidget(m_call);
    row->addWidget(close);
    connect(m_call, &QPushButton::clicked, this, &TryTool::send);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    return row;
}

void TryTool::switchTo(bool asJson)
{
    m_problem->setTint(TintedLabel::Tint::Bad);
    if (asJson) {
        const FormInput input = formInput(m_form->fields(), m_form->values());
        if (input.problems.isEmpty())
            m_json->setPlainText(QString::fromUtf8(input.json));
        m_problem->hide();
        m_pages->setCurrentWidget(m_json);
        m_pages->show();
        m_json->setFocus(Qt::OtherFocusReason);
        return;
    }
    const auto values = formValues(m_form->fields(), m_json->toPlainText().toUtf8());
    if (!values) {
        m_problem->setText(showHidden(values.error().message));
        m_problem->show();
        m_asJson->setChecked(true);
        return;
    }
    m_form->setValues(*values);
    m_form->showProblems({});
    m_problem->hide();
    m_pages->setCurrentIndex(0);
    m_pages->setVisible(!m_form->fields().isEmpty());
}

void TryTool::send()
{
    QByteArray json = m_json->toPlainText().toUtf8();
    if (m_asJson->isChecked()) {
        m_problem->setTint(TintedLabel::Tint::Bad);
        m_problem->setText(showHidden(formJsonProblem(json)));
        m_problem->setVisible(!m_problem->text().isEmpty());
        if (!m_problem->text().isEmpty())
            return m_json->setFocus(Qt::OtherFocusReason);
    } else {
        const FormInput input = formInput(m_form->fields(), m_form->values());
        m_form->showProblems(input.problems);
        if (!input.problems.isEmpty())
            return;
        json = input.json;
    }
    m_answer->showWaiting();
    setWaiting(m_services.tryTool(m_server, m_tool.name, json));
}

void TryTool::setWaiting(const QString& call)
{
    m_waitsFor = call;
    const bool waiting = !call.isEmpty();
    m_call->setEnabled(!waiting);
    m_call->setText(waiting ? tr("Calling…") : tr("C&all %1").arg(elided(showHidden(m_tool.name), 40).replace(u'&', u"&&"_s)));
}

/// Only what is said of this very call ends it: one that seems to have failed would be made a second time.
void TryTool::take(const TriedTool& answer)
{
    if (m_waitsFor.isEmpty() || answer.call != m_waitsFor)
        return;
    setWaiting({});
    if (answer.problem.isEmpty())
        m_answer->showAnswer(answer);
    else
        m_answer->showProblem(answer.problem);
}

} // namespace aios
