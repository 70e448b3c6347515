// SPDX-License-Identifier: MIT
#include "ui/chat/questioncard.h"

#include "core/base/text.h"
#include "ui/common/flowlayout.h"
#include "ui/common/tintedlabel.h"
#include "ui/theme/colours.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRadioButton>

using namespace Qt::StringLiterals;

namespace aios {

QuestionCard::QuestionCard(const ApprovalRequest& request, QWidget* parent) : DecisionCard(request, parent)
{
    const bool service = request.access.tool.startsWith("mcp__"_L1); // which is not to be taken for the assistant
    const QString who = service                   ? tr("The service %1 asks").arg(showHidden(request.access.tool.sliced(5)))
                        : request.agent.isEmpty() ? tr("The assistant asks")
                                                  : tr("Agent %1 asks").arg(request.agent);
    setAccessibleName(request.questions.isEmpty() ? who : u"%1: %2"_s.arg(who, showHidden(request.questions.first().question)));
    setHead(nullptr, who);
    for (const Question& question : request.questions)
        addQuestion(question);
    m_submit = new CardButton(request.questions.size() > 1 ? tr("Send Answers") : tr("Send Answer"), CardButton::Weight::Decides, *this);
    m_submit->setProminent();
    m_skip = new CardButton(tr("Decline to Answer"), CardButton::Weight::Decides, *this);
    connect(m_submit, &QPushButton::clicked, this, &QuestionCard::submit);
    connect(m_skip, &QPushButton::clicked, this, &QuestionCard::skip);
    m_submit->setObjectName(u"answerButton"_s);
    buttons()->addWidget(m_submit);
    buttons()->addWidget(m_skip);
    updateSubmit();
}

void QuestionCard::addQuestion(const Question& question)
{
    Part part;
    part.question = question;
    auto* box = new QWidget; // Its own parent makes radio buttons of one question exclusive among themselves only.
    box->setAccessibleName(showHidden(question.question));
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, fontMetrics().height() / 3);
    column->setSpacing(fontMetrics().height() / 5);
    QLabel* words = makeText(question.question);
    QFont bold = words->font();
    bold.setWeight(QFont::DemiBold);
    words->setFont(bold);
    column->addWidget(words);
    if (question.multiSelect)
        column->addWidget(makeText(tr("Several can be chosen."), true));
    for (const QuestionOption& option : question.options)
        addOption(part, option, box);
    addOther(part, box);
    body()->addWidget(box);
    m_parts += part;
}

QAbstractButton* QuestionCard::makeChoice(const Part& part, const QString& label, QWidget* box)
{
    const QString shown = showHidden(label).replace(u'&', "&&"_L1);
    QAbstractButton* choice = part.question.multiSelect ? static_cast<QAbstractButton*>(new QCheckBox(shown, box)) : new QRadioButton(shown, box);
    choice->setAccessibleName(showHidden(label));
    connect(choice, &QAbstractButton::toggled, this, &QuestionCard::updateSubmit);
    box->layout()->addWidget(choice);
    return choice;
}

void QuestionCard::addOption(Part& part, const QuestionOption& option, QWidget* box)
{
    QAbstractButton* choice = makeChoice(part, option.label, box);
    choice->setAccessibleDescription(showHidden(option.description));
    part.options += choice;
    const int indent = fontMetrics().height() * 3 / 2;
    if (!option.description.isEmpty()) {
        QLabel* about = makeText(option.description, true);
        about->setContentsMargins(indent, 0, 0, 0);
        box->layout()->addWidget(about);
    }
    if (!option.preview.isEmpty()) {
        auto* preview = new QPlainTextEdit(showHidden(option.preview));
        preview->setReadOnly(true);
        preview->setTabChangesFocus(true);
        preview->setFont(fixedFont(font()));
        preview->setAccessibleName(tr("Preview of %1").arg(showHidden(option.label)));
        preview->setFixedHeight(preview->fontMetrics().lineSpacing() * qBound(2, static_cast<int>(option.preview.count(u'\n')) + 1, 10) + 14);
        auto* row = new QHBoxLayout;
        row->setContentsMargins(indent, 0, 0, 0);
        row->addWidget(preview);
        static_cast<QVBoxLayout*>(box->layout())->addLayout(row);
    }
}

void QuestionCard::addOther(Part& part, QWidget* box)
{
    part.other = makeChoice(part, tr("Other"), box);
    part.otherText = new QLineEdit(box);
    part.otherText->setPlaceholderText(tr("In your own words"));
    part.otherText->setAccessibleName(tr("Own answer to: %1").arg(showHidden(part.question.question)));
    shieldField(*part.otherText);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(fontMetrics().height() * 3 / 2, 0, 0, 0);
    row->addWidget(part.otherText);
    static_cast<QVBoxLayout*>(box->layout())->addLayout(row);
    connect(part.otherText, &QLineEdit::textEdited, this, [this, other = part.other](const QString& text) {
        if (!text.isEmpty())
            other->setChecked(true);
        updateSubmit();
    });
}

QString QuestionCard::answerOf(const Part& part) const
{
    QStringList chosen;
    for (qsizetype i = 0; i < part.options.size(); ++i) {
        if (part.options.at(i)->isChecked())
            chosen += part.question.options.at(i).label;
    }
    if (part.other->isChecked()) {
        if (part.otherText->text().trimmed().isEmpty())
            return {}; // "Other" without words is no answer yet.
        chosen += part.otherText->text().trimmed();
    }
    return chosen.join(", "_L1);
}

QHash<QString, QString> QuestionCard::answers() const
{
    QHash<QString, QString> answers;
    for (const Part& part : m_parts) {
        if (const QString given = answerOf(part); !given.isEmpty())
            answers.insert(part.question.question, given);
    }
    return answers;
}

bool QuestionCard::isComplete() const
{
    return std::ranges::all_of(m_parts, [this](const Part& part) { return !answerOf(part).isEmpty(); });
}

void QuestionCard::updateSubmit()
{
    m_submit->setEnabled(isComplete());
    m_submit->setToolTip(isComplete() ? QString() : tr("Every question needs an answer first."));
}

void QuestionCard::submit()
{
    if (!isComplete())
        return;
    Decision decision;
    decision.kind = Decision::Kind::Allow;
    decision.answers = answers();
    answer(decision);
}

void QuestionCard::skip()
{
    Decision decision;
    decision.kind = Decision::Kind::Deny;
    answer(decision);
}

QString addressToOpen(const ApprovalRequest& request, const Decision& decision)
{
    if (decision.kind != Decision::Kind::Allow || request.access.url.isEmpty() || request.questions.size() != 1)
        return {};
    const Question& question = request.questions.first();
    const bool chosen = question.options.size() == 1 && decision.answers.value(question.question) == question.options.first().label;
    return chosen ? request.access.url : QString();
}

} // namespace aios
