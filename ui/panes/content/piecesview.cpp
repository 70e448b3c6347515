// SPDX-License-Identifier: MIT
#include "ui/panes/content/piecesview.h"

#include "core/base/text.h"
#include "core/runtime/layerslink.h"
#include "core/runtime/publishlink.h"
#include "ui/common/icons.h"
#include "ui/common/piecemarklook.h"
#include "ui/panes/content/piecesmodel.h"
#include "ui/panes/panehost.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTreeView>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

PiecesView::PiecesView(PaneHost& host, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_model(new PiecesModel(this)),
      m_grouping(new QComboBox(this)),
      m_filter(new QLineEdit(this)),
      m_tree(new QTreeView(this)),
      m_words(new QLabel(this)),
      m_link(new QPushButton(this))
{
    m_grouping->addItem(tr("By status"), static_cast<int>(PieceGrouping::Status));
    m_grouping->addItem(tr("By platform"), static_cast<int>(PieceGrouping::Platform));
    m_grouping->setAccessibleName(tr("Grouping"));
    m_grouping->setObjectName(u"pieceGrouping"_s);
    m_filter->setPlaceholderText(tr("Filter pieces"));
    m_filter->setAccessibleName(tr("Filter pieces"));
    m_filter->setClearButtonEnabled(true);
    buildTree();
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_words->setContentsMargins(8, 4, 8, 6);
    m_words->setMinimumHeight(fontMetrics().lineSpacing() * 4);
    m_words->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    setFocusProxy(m_tree);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(6, 0, 6, 0);
    top->addWidget(m_filter, 1);
    top->addWidget(m_grouping);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(top);
    column->addWidget(m_tree, 1);
    column->addWidget(m_words);
    column->addLayout(buildLink());
    connectAll();
    showDetail({});
}

void PiecesView::buildTree()
{
    m_tree->setModel(m_model);
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setAccessibleName(tr("Pieces"));
    m_tree->setObjectName(u"pieceTree"_s);
    QHeaderView* header = m_tree->header();
    header->setResizeContentsPrecision(100); // rows that are measured for their width
    header->setStretchLastSection(false);
    header->setSectionResizeMode(0, QHeaderView::Stretch);
    header->setSectionResizeMode(1, QHeaderView::Fixed);
}

/// To where the chosen piece is out; the window asks before it leaves for there.
QLayout* PiecesView::buildLink()
{
    m_link->setObjectName(u"pieceLink"_s);
    m_link->setAutoDefault(false);
    m_link->setIcon(icon(Icon::LeaveComputer));
    connect(m_link, &QPushButton::clicked, this, [this] { Q_EMIT m_host.linkRequested(m_model->mark(m_tree->currentIndex()).proof); });
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 0, 8, 8);
    row->addWidget(m_link);
    row->addStretch(1);
    return row;
}

void PiecesView::showLink(const PieceMark& mark)
{
    const QString words = proofLinkWords(mark);
    m_link->setVisible(!words.isEmpty());
    m_link->setText(words);
    m_link->setToolTip(words.isEmpty() ? QString() : showHidden(elided(mark.proof, 300)));
    m_link->setAccessibleDescription(m_link->toolTip());
}

void PiecesView::connectAll()
{
    connect(m_grouping, &QComboBox::currentIndexChanged, this, [this] {
        m_folded.clear();
        change([this] { m_model->setGrouping(static_cast<PieceGrouping>(m_grouping->currentData().toInt())); });
    });
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& words) {
        m_folded.clear();
        change([this, &words] { m_model->setFilter(words); });
    });
    connect(m_tree, &QTreeView::activated, this, &PiecesView::open);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &PiecesView::showDetail);
    connect(m_tree, &QTreeView::collapsed, this,
            [this](const QModelIndex& index) { m_folded.insert(index.data(PiecesModel::GroupRole).toString()); });
    connect(m_tree, &QTreeView::expanded, this, [this](const QModelIndex& index) { m_folded.remove(index.data(PiecesModel::GroupRole).toString()); });
    connect(&m_host.project().publishing(), &PublishLink::changed, this, &PiecesView::takeMarks);
    takeMarks();
    connect(&m_host.project().layers(), &LayersLink::piecesLoaded, this, [this](const QList<Piece>& pieces, const QString& problem) {
        m_loaded = true;
        m_problem = problem;
        change([this, &pieces] { m_model->setPieces(pieces); });
    });
}

/// What is chosen stays so wherever it goes, and what is at the top stays there.
void PiecesView::change(const std::function<void()>& todo)
{
    const auto keyOf = [](const QModelIndex& index) {
        const QModelIndex first = index.siblingAtColumn(0);
        return std::pair(first.data(PiecesModel::RelativeRole).toString(), first.data(PiecesModel::GroupRole).toString());
    };
    const auto chosen = keyOf(m_tree->currentIndex());
    const auto top = keyOf(m_tree->indexAt(QPoint(0, 0)));
    const bool scrolled = m_tree->verticalScrollBar()->value() > 0;
    todo();
    showPieces();
    const QModelIndex same = m_model->find(chosen.first, chosen.second);
    m_tree->setAutoScroll(false);
    if (same.isValid() && same != m_tree->currentIndex().siblingAtColumn(0))
        m_tree->setCurrentIndex(same);
    m_tree->setAutoScroll(true);
    const QModelIndex upper = m_model->find(top.first, top.second);
    if (upper.isValid())
        m_tree->scrollTo(scrolled ? upper : m_model->index(0, 0), QAbstractItemView::PositionAtTop);
}

void PiecesView::takeMarks()
{
    if (const PublishStatePtr state = m_host.project().publishing().state()) {
        m_model->setMarks(pieceMarks(*state, QDateTime::currentDateTime()));
        fitColumns();
        showDetail(m_tree->currentIndex());
    }
}

void PiecesView::reload()
{
    m_host.project().layers().loadPieces();
}

void PiecesView::showPieces()
{
    const QSet<QString> folded = m_folded;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row, 0);
        m_tree->setExpanded(index, !folded.contains(index.data(PiecesModel::GroupRole).toString()));
    }
    fitColumns();
    showDetail(m_tree->currentIndex());
}

void PiecesView::fitColumns()
{
    const int wanted = static_cast<const QAbstractItemView*>(m_tree)->sizeHintForColumn(1);
    m_tree->header()->resizeSection(1, qMin(wanted, m_tree->viewport()->width() * 2 / 5));
}

void PiecesView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

void PiecesView::showDetail(const QModelIndex& index)
{
    showLink(m_model->mark(index));
    const QString detail = index.siblingAtColumn(0).data(Qt::ToolTipRole).toString();
    if (!detail.isEmpty())
        return m_words->setText(detail);
    if (!m_problem.isEmpty())
        return m_words->setText(m_problem);
    if (!m_loaded)
        return m_words->setText(tr("Reading content…"));
    if (m_model->count() == 0)
        return m_words->setText(
            tr("There are no pieces yet. A piece is a markdown file beneath content, with title, platform and status at its top."));
    QString words = tr("%Ln piece(s).", nullptr, m_model->count());
    if (m_model->troubled() > 0)
        words += u' ' + tr("%Ln with a problem; choose it to see which.", nullptr, m_model->troubled());
    m_words->setText(words);
}

void PiecesView::open(const QModelIndex& index)
{
    const QString relative = index.siblingAtColumn(0).data(PiecesModel::RelativeRole).toString();
    if (relative.isEmpty())
        m_tree->setExpanded(index.siblingAtColumn(0), !m_tree->isExpanded(index.siblingAtColumn(0)));
    else
        Q_EMIT m_host.openFileRequested(relative);
}

} // namespace aios
