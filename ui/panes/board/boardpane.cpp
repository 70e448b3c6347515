// SPDX-License-Identifier: MIT
#include "ui/panes/board/boardpane.h"

#include "core/base/text.h"
#include "ui/common/icons.h"
#include "ui/panes/panehost.h"

#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kCardRole = Qt::UserRole + 1;
constexpr int kColumnRole = Qt::UserRole + 2; ///< What stands for the column while the tree is filled anew.

QString columnId(const ColumnKey& key)
{
    return QString::number(key.nth) + u' ' + key.title;
}

} // namespace

BoardPane::BoardPane(PaneHost& host, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_link(host.project().board()),
      m_tree(new QTreeWidget(this)),
      m_words(new QLabel(this)),
      m_open(new QPushButton(tr("Open Board"), this))
{
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setAccessibleName(tr("Columns and cards of the board"));
    m_tree->setObjectName(u"boardTree"_s);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_words->setContentsMargins(8, 4, 8, 4);
    m_open->setAutoDefault(false);
    setFocusProxy(m_tree);
    setMinimumWidth(fontMetrics().averageCharWidth() * 22);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(4);
    column->addWidget(m_open);
    column->addWidget(m_words);
    column->addWidget(m_tree, 1);
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT m_host.openBoardRequested({}); });
    connect(m_tree, &QTreeWidget::itemActivated, this, &BoardPane::openItem);
    connect(&m_link, &BoardLink::boardChanged, this, &BoardPane::refill);
    refill();
}

BoardPane::~BoardPane()
{
    watch(false);
}

void BoardPane::watch(bool watching)
{
    if (std::exchange(m_watching, watching) != watching)
        m_link.watch(watching);
}

void BoardPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    watch(true);
}

void BoardPane::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    watch(false);
}

/// What was folded and what was in hand stay so.
void BoardPane::refill()
{
    QSet<QString> folded;
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        if (const QTreeWidgetItem* item = m_tree->topLevelItem(i); !item->isExpanded())
            folded.insert(item->data(0, kColumnRole).toString());
    }
    const QVariant hand = m_tree->currentItem() ? m_tree->currentItem()->data(0, kCardRole) : QVariant();
    m_tree->clear();
    const BoardView& board = m_link.board();
    for (const ColumnView& column : board.columns) {
        if (!column.missing)
            addColumn(column, !folded.contains(columnId(column.key)));
    }
    for (QTreeWidgetItemIterator it(m_tree); hand.isValid() && *it; ++it) {
        if ((*it)->data(0, kCardRole).isValid() && (*it)->data(0, kCardRole).value<CardKey>() == hand.value<CardKey>())
            m_tree->setCurrentItem(*it);
    }
    if (!m_link.isLoaded())
        m_words->setText(tr("Reading the board…"));
    else if (!board.problem.isEmpty())
        m_words->setText(showHidden(board.problem));
    else
        m_words->setText(board.exists ? QString() : tr("This folder has no board yet."));
    m_words->setVisible(!m_words->text().isEmpty());
    m_tree->setVisible(m_words->text().isEmpty());
}

void BoardPane::addColumn(const ColumnView& column, bool open)
{
    const QString title = column.key.title.isEmpty() ? tr("Above the first heading") : elided(showHidden(column.key.title), 60);
    auto* group = new QTreeWidgetItem(m_tree, {tr("%1 (%2)").arg(title).arg(column.cards.size())});
    group->setData(0, kColumnRole, columnId(column.key));
    QFont bold = group->font(0);
    bold.setBold(true);
    group->setFont(0, bold);
    for (const CardView& card : column.cards) {
        const QString words = elided(showHidden(card.card.title), 120);
        auto* item = new QTreeWidgetItem(group, {words});
        item->setData(0, kCardRole, QVariant::fromValue(card.key));
        item->setToolTip(0, card.card.note.isEmpty() ? words : QString(words + u'\n' + elided(showHidden(card.card.note), 200)));
        if (!card.outOfStep)
            continue;
        item->setIcon(0, icon(Icon::Warning));
        item->setData(0, Qt::AccessibleTextRole, tr("%1, out of step: the piece is %2").arg(words, card.statusName()));
    }
    group->setExpanded(open);
}

void BoardPane::openItem(QTreeWidgetItem* item)
{
    if (const QVariant card = item->data(0, kCardRole); card.isValid())
        Q_EMIT m_host.openBoardRequested(card.value<CardKey>());
    else
        item->setExpanded(!item->isExpanded());
}

} // namespace aios
