// SPDX-License-Identifier: MIT
#include "ui/panes/learnings/learningspane.h"

#include "core/base/text.h"
#include "core/content/learnings.h"
#include "core/runtime/learningslink.h"
#include "ui/common/flowlayout.h"
#include "ui/panes/learnings/proposalcard.h"
#include "ui/panes/panehost.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kCommandRole = Qt::UserRole + 1;
constexpr int kSessionRole = Qt::UserRole + 2;
constexpr int kLineRole = Qt::UserRole + 3;

} // namespace

LearningsPane::LearningsPane(PaneHost& host, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_heading(new QLabel(this)),
      m_place(new QScrollArea(this)),
      m_cardColumn(nullptr),
      m_list(new QTreeWidget(this)),
      m_words(new QLabel(this)),
      m_text(new QPlainTextEdit(this)),
      m_open(new QPushButton(tr("Open File"), this)),
      m_session(new QPushButton(tr("Show Session"), this))
{
    m_heading->setTextFormat(Qt::PlainText);
    m_heading->setWordWrap(true);
    m_heading->setContentsMargins(8, 6, 8, 0);
    auto* cards = new QWidget(m_place);
    m_cardColumn = new QVBoxLayout(cards);
    m_cardColumn->setContentsMargins(6, 2, 6, 6);
    m_cardColumn->addStretch(1);
    m_place->setWidget(cards);
    m_place->setWidgetResizable(true);
    m_place->setFrameShape(QFrame::NoFrame);
    m_place->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_place->setAccessibleName(tr("Proposed learnings"));
    auto* split = new QSplitter(Qt::Vertical, this);
    split->addWidget(m_place);
    split->addWidget(buildLearnt());
    split->setChildrenCollapsible(false);
    split->setSizes({2000, 3000}); // shares of what there is
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_heading);
    column->addWidget(split, 1);
    column->addLayout(buildButtons());
    setFocusProxy(m_list);
    setMinimumWidth(fontMetrics().averageCharWidth() * 26);
    connect(&m_host.project(), &ProjectLink::contentChanged, this, &LearningsPane::reload);
    LearningsLink& learnings = m_host.project().learnings();
    connect(&learnings, &LearningsLink::changed, this, &LearningsPane::reload);
    connect(&learnings, &LearningsLink::keptOne, this, [this](const QString& id, const QString& relative, const QString& problem) {
        ProposalCard* card = m_cards.value(id);
        if (!problem.isEmpty() && card)
            card->showProblem(problem);
        for (int row = 0; problem.isEmpty() && row < m_list->topLevelItemCount(); ++row) { // its next run reads it: there it is to be seen
            QTreeWidgetItem* item = m_list->topLevelItem(row);
            if (learningsPath(item->data(0, kCommandRole).toString()) == relative)
                m_list->setCurrentItem(item);
        }
    });
    connect(&learnings, &LearningsLink::failed, &m_host, &PaneHost::noticeRequested);
    reload();
}

QWidget* LearningsPane::buildLearnt()
{
    m_list->setColumnCount(2);
    m_list->setHeaderHidden(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformRowHeights(true);
    m_list->setAccessibleName(tr("Learnings of each command"));
    m_list->setObjectName(u"learningList"_s);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_words->setContentsMargins(8, 2, 8, 0);
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setAccessibleName(tr("What the next run will read"));
    auto* split = new QSplitter(Qt::Vertical, this);
    split->addWidget(m_list);
    auto* lower = new QWidget(split);
    auto* column = new QVBoxLayout(lower);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_words);
    column->addWidget(m_text, 1);
    split->setChildrenCollapsible(false);
    split->setSizes({3000, 2000});
    connect(m_list, &QTreeWidget::currentItemChanged, this, &LearningsPane::showCurrent);
    connect(m_list, &QTreeWidget::itemActivated, this, &LearningsPane::openCurrent);
    connect(m_list, &QTreeWidget::itemExpanded, this,
            [this](const QTreeWidgetItem* item) { m_folded.remove(item->data(0, kCommandRole).toString()); });
    connect(m_list, &QTreeWidget::itemCollapsed, this,
            [this](const QTreeWidgetItem* item) { m_folded.insert(item->data(0, kCommandRole).toString()); });
    return split;
}

QLayout* LearningsPane::buildButtons()
{
    auto* buttons = new FlowLayout;
    buttons->setContentsMargins(8, 0, 8, 6);
    buttons->setSpacing(6);
    for (QPushButton* button : {m_open, m_session}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    connect(m_open, &QPushButton::clicked, this, &LearningsPane::openCurrent);
    connect(m_session, &QPushButton::clicked, this,
            [this] { Q_EMIT m_host.openSessionRequested(m_list->currentItem()->data(0, kSessionRole).toString()); });
    return buttons;
}

QStringList LearningsPane::commands() const
{
    QStringList names;
    const ContentPtr content = m_host.project().content();
    if (!content)
        return names;
    for (const CommandFile& command : content->commands) {
        if (!names.contains(command.name) && isLearningsCommand(command.name))
            names.append(command.name);
    }
    for (const SkillFile& skill : content->skills) { // run by name as a command is, and reads its learnings likewise
        if (skill.userInvocable && !names.contains(skill.name) && isLearningsCommand(skill.name))
            names.append(skill.name);
    }
    return names;
}

QList<ProposalCard*> LearningsPane::cards() const
{
    QList<ProposalCard*> shown;
    for (const LearningProposal& proposal : m_host.project().learnings().proposals()) {
        if (ProposalCard* card = m_cards.value(proposal.id))
            shown.append(card);
    }
    return shown;
}

/// Cards that stay are left as they are: the person may be writing in one.
void LearningsPane::showProposals()
{
    const QList<LearningProposal>& proposals = m_host.project().learnings().proposals();
    QSet<QString> waiting;
    for (const LearningProposal& proposal : proposals)
        waiting.insert(proposal.id);
    for (const QString& id : m_cards.keys()) {
        if (!waiting.contains(id)) {
            ProposalCard* gone = m_cards.take(id);
            gone->hide();
            gone->deleteLater();
        }
    }
    for (auto proposal = proposals.crbegin(); proposal != proposals.crend(); ++proposal) {
        ProposalCard*& card = m_cards[proposal->id];
        if (card) {
            card->update(*proposal, commands());
            continue;
        }
        card = new ProposalCard(*proposal, commands(), m_place->widget());
        m_cardColumn->insertWidget(0, card);
        connect(card, &ProposalCard::keepWanted, &m_host.project().learnings(), &LearningsLink::keep);
        connect(card, &ProposalCard::dropWanted, &m_host.project().learnings(), &LearningsLink::drop);
        connect(card, &ProposalCard::sessionWanted, &m_host, &PaneHost::openSessionRequested);
    }
    m_place->setVisible(!proposals.isEmpty());
    m_heading->setText(proposals.isEmpty()
                           ? tr("Nothing is proposed. A correction on a card, a rejection with a reason, a thumb on a reply, or /wrap proposes a "
                                "learning here; it is kept only when you say so.")
                           : tr("%n proposed. Nothing is stored before you keep it.", nullptr, static_cast<int>(proposals.size())));
}

QString LearningsPane::sessionOf(const QString& command, const QString& text) const
{
    for (const KeptLearning& kept : m_host.project().learnings().kept()) {
        if (kept.command == command && learningKey(kept.text) == learningKey(text))
            return kept.sessionId;
    }
    return {};
}

void LearningsPane::addCommand(const QString& command, const QString& current)
{
    const ContentPtr content = m_host.project().content();
    const LearningFile* learning = content->learning(command);
    const QList<LearningEntry> entries = learning ? learningEntries(learning->text) : QList<LearningEntry>();
    const bool orphan = !content->command(command) && !content->skill(command);
    QString title = showHidden(QString(u'/' + command));
    if (orphan)
        title = tr("%1 (there is no such command)").arg(title);
    auto* item = new QTreeWidgetItem(m_list, {title, entries.isEmpty() ? QString() : QLocale().toString(entries.size())});
    item->setData(0, kCommandRole, command);
    item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    QFont bold = item->font(0);
    bold.setBold(!entries.isEmpty());
    item->setFont(0, bold);
    if (learning && !learning->file.problem.isEmpty())
        item->setToolTip(0, showHidden(learning->file.problem));
    for (auto entry = entries.crbegin(); entry != entries.crend(); ++entry) { // newest first
        auto* row = new QTreeWidgetItem(item, {showHidden(entry->text), entry->date.isValid() ? entry->date.toString(Qt::ISODate) : QString()});
        const QString session = sessionOf(command, entry->text);
        row->setData(0, kCommandRole, command);
        row->setData(0, kSessionRole, session);
        row->setData(0, kLineRole, entry->line);
        row->setToolTip(0, showHidden(entry->text) + (session.isEmpty() ? QString() : u'\n' + tr("Kept from a session.")));
        if (current == command + u':' + QString::number(entry->line))
            m_list->setCurrentItem(row);
    }
    item->setExpanded(!m_folded.contains(command));
    if (current == command + u":0"_s)
        m_list->setCurrentItem(item);
}

void LearningsPane::reload()
{
    showProposals();
    const ContentPtr content = m_host.project().content();
    if (!content)
        return;
    const QTreeWidgetItem* chosen = m_list->currentItem();
    const QString current =
        chosen ? QString(chosen->data(0, kCommandRole).toString() % u':' % QString::number(chosen->data(0, kLineRole).toInt())) : QString();
    QStringList all = commands();
    for (const LearningFile& learning : content->learnings) {
        if (!all.contains(learning.command))
            all.append(learning.command);
    }
    const QSet<QString> folded = m_folded;
    m_list->clear();
    m_folded = folded;
    for (const QString& command : std::as_const(all))
        addCommand(command, current);
    showCurrent();
}

QString LearningsPane::currentCommand() const
{
    const QTreeWidgetItem* item = m_list->currentItem();
    return item ? item->data(0, kCommandRole).toString() : QString();
}

void LearningsPane::showCurrent()
{
    const QString command = currentCommand();
    const ContentPtr content = m_host.project().content();
    const LearningFile* learning = content && !command.isEmpty() ? content->learning(command) : nullptr;
    m_open->setEnabled(learning && !learning->file.relative.isEmpty());
    m_session->setVisible(m_list->currentItem() && !m_list->currentItem()->data(0, kSessionRole).toString().isEmpty());
    const QString reads = learning ? learningsForRun(*learning) : QString();
    m_text->setPlainText(showHidden(reads));
    if (command.isEmpty())
        m_words->setText(m_list->topLevelItemCount() == 0
                             ? tr("This folder has no commands and no skills, so there is nothing that could read a learning.")
                             : tr("Choose a command to see what its next run will read."));
    else if (reads.isEmpty())
        m_words->setText(tr("The next run of /%1 reads no learnings: there are none.").arg(showHidden(command)));
    else
        m_words->setText(tr("Behind its own text, the next run of /%1 reads this, word for word (about %2 tokens):")
                             .arg(showHidden(command), QLocale().toString(estimateTokens(reads.toUtf8().size()))));
}

void LearningsPane::openCurrent()
{
    const ContentPtr content = m_host.project().content();
    const LearningFile* learning = content ? content->learning(currentCommand()) : nullptr;
    if (learning && !learning->file.relative.isEmpty())
        Q_EMIT m_host.openFileRequested(learning->file.relative);
}

} // namespace aios
