// SPDX-License-Identifier: MIT
#include "ui/panes/learnings/proposalcard.h"

#include "core/base/text.h"
#include "core/content/learnings.h"
#include "ui/common/flowlayout.h"

#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

ProposalCard::ProposalCard(const LearningProposal& proposal, const QStringList& commands, QWidget* parent)
    : QFrame(parent),
      m_proposal(proposal),
      m_origin(new QLabel(this)),
      m_text(new QPlainTextEdit(this)),
      m_command(new QComboBox(this)),
      m_problem(new QLabel(this)),
      m_session(new QPushButton(tr("Show Session"), this)),
      m_edit(new QPushButton(tr("Edit"), this)),
      m_drop(new QPushButton(tr("Drop"), this)),
      m_keep(new QPushButton(tr("Keep"), this))
{
    setObjectName(u"proposalCard"_s);
    setFrameShape(QFrame::StyledPanel);
    for (QLabel* label : {m_origin, m_problem}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_problem->hide();
    m_text->setPlainText(showHidden(proposal.text));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setAccessibleName(tr("Proposed learning"));
    m_text->setFixedHeight(fontMetrics().lineSpacing() * 3 + 12);
    m_command->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // as narrow as the pane
    m_command->setMinimumContentsLength(8);
    m_command->setAccessibleName(tr("Command whose next run reads it"));
    m_command->setObjectName(u"proposalCommand"_s);
    auto* forRow = new QHBoxLayout;
    auto* forLabel = new QLabel(tr("For"), this);
    forLabel->setBuddy(m_command);
    forRow->addWidget(forLabel);
    forRow->addWidget(m_command, 1);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(4);
    column->addWidget(m_origin);
    column->addWidget(m_text);
    column->addLayout(forRow);
    column->addWidget(m_problem);
    column->addLayout(buildButtons());
    connect(m_command, &QComboBox::currentIndexChanged, this, &ProposalCard::check);
    connect(m_text, &QPlainTextEdit::textChanged, this, &ProposalCard::check);
    update(proposal, commands);
}

QLayout* ProposalCard::buildButtons()
{
    m_keep->setObjectName(u"keepButton"_s);
    m_edit->setObjectName(u"editButton"_s);
    m_drop->setObjectName(u"dropButton"_s);
    auto* row = new FlowLayout;
    row->setSpacing(6);
    for (QPushButton* button : {m_keep, m_edit, m_drop, m_session}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    connect(m_keep, &QPushButton::clicked, this, [this] {
        m_keep->setEnabled(false);
        Q_EMIT keepWanted(m_proposal.id, m_command->currentData().toString(), m_text->toPlainText());
    });
    connect(m_edit, &QPushButton::clicked, this, [this] {
        m_text->setReadOnly(false);
        m_text->setFocus();
        m_text->moveCursor(QTextCursor::End);
        m_edit->setEnabled(false);
    });
    connect(m_drop, &QPushButton::clicked, this, [this] { Q_EMIT dropWanted(m_proposal.id); });
    connect(m_session, &QPushButton::clicked, this, [this] { Q_EMIT sessionWanted(m_proposal.sessionId); });
    return row;
}

void ProposalCard::update(const LearningProposal& proposal, const QStringList& commands)
{
    m_proposal = proposal;
    QStringList words{showHidden(proposal.origin), QLocale().toString(proposal.time.toLocalTime(), u"d MMM HH:mm"_s)};
    if (proposal.times > 1)
        words.insert(1, tr("%n time(s) by now.", nullptr, proposal.times));
    m_origin->setText(words.join(u' '));
    setAccessibleName(tr("Proposed learning: %1").arg(showHidden(proposal.text)));
    m_session->setVisible(!proposal.sessionId.isEmpty());
    fillCommands(commands);
    check();
}

void ProposalCard::fillCommands(const QStringList& commands)
{
    const bool first = m_command->count() == 0;
    const QString chosen = first ? m_proposal.command : m_command->currentData().toString();
    const QSignalBlocker quiet(m_command);
    m_command->clear();
    m_command->addItem(tr("Choose a command…"), QString());
    QStringList all = commands;
    if (!chosen.isEmpty() && !all.contains(chosen) && isLearningsCommand(chosen))
        all.prepend(chosen);
    for (const QString& command : std::as_const(all))
        m_command->addItem(showHidden(QString(u'/' + command)), command);
    m_command->setCurrentIndex(qMax(0, m_command->findData(chosen)));
}

void ProposalCard::check()
{
    const bool chosen = !m_command->currentData().toString().isEmpty();
    m_keep->setEnabled(chosen && !m_text->toPlainText().simplified().isEmpty());
    m_keep->setToolTip(chosen ? tr("Adds it to %1").arg(learningsPath(m_command->currentData().toString())) : tr("Choose the command first"));
}

void ProposalCard::showProblem(const QString& problem)
{
    m_problem->setText(showHidden(problem));
    m_problem->setVisible(!problem.isEmpty());
    check();
}

} // namespace aios
