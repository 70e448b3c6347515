// SPDX-License-Identifier: MIT
#include "ui/panes/layers/layerspane.h"

#include "ui/panes/layers/layersmodel.h"
#include "ui/panes/panehost.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

LayersPane::LayersPane(PaneHost& host, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_model(new LayersModel(this)),
      m_filtered(new QSortFilterProxyModel(this)),
      m_filter(new QLineEdit(this)),
      m_tree(new QTreeView(this)),
      m_detail(new QLabel(this)),
      m_expanded{u"brain"_s, u"commands"_s}
{
    m_filtered->setSourceModel(m_model);
    m_filtered->setRecursiveFilteringEnabled(true);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setPlaceholderText(tr("Filter layers"));
    m_filter->setAccessibleName(tr("Filter layers"));
    m_filter->setClearButtonEnabled(true);
    m_tree->setModel(m_filtered);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setAccessibleName(tr("Layers of this folder"));
    m_tree->setObjectName(u"layerTree"_s);
    setFocusProxy(m_tree);
    setMinimumWidth(fontMetrics().averageCharWidth() * 22); // Narrower, no name could be read.
    m_detail->setTextFormat(Qt::PlainText);
    m_detail->setWordWrap(true);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detail->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_detail->setContentsMargins(8, 6, 8, 6);
    m_detail->setText(tr("Choose a file to see why it is loaded and what it costs. Enter opens it."));
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(m_detail);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("About the chosen layer"));
    auto* split = new QSplitter(Qt::Vertical, this);
    split->addWidget(m_tree);
    split->addWidget(scroll);
    split->setStretchFactor(0, 4);
    split->setStretchFactor(1, 1);
    split->setSizes({400, 110});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 6, 0, 0);
    column->setSpacing(4);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(6, 0, 6, 0);
    top->addWidget(m_filter);
    column->addLayout(top);
    column->addWidget(split, 1);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filtered->setFilterFixedString(text);
        if (!text.isEmpty())
            m_tree->expandAll();
    });
    connect(m_tree, &QTreeView::activated, this, &LayersPane::openIndex);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &LayersPane::showDetail);
    connect(&m_host.project(), &ProjectLink::contentChanged, this, &LayersPane::reload);
    connect(&m_host.agent(), &AgentClient::events, this, [this](const QList<AgentEvent>& events) {
        for (const AgentEvent& event : events) {
            if (const auto* context = std::get_if<TurnContext>(&event.what);
                context && context->agent.isEmpty() && event.sessionId == m_host.currentSession())
                addToContext(*context);
        }
    });
    reload();
}

/// Pieces add up until a session, or a compaction, begins anew.
void LayersPane::addToContext(const TurnContext& context)
{
    if (context.whole || std::exchange(m_contextOf, m_host.currentSession()) != m_host.currentSession())
        m_inContext.clear();
    for (const ContextPart& part : context.parts)
        m_inContext.insert(part.path);
    m_model->setInContext(m_inContext);
}

QSet<QString> LayersPane::expandedKeys() const
{
    QSet<QString> keys;
    for (int row = 0; row < m_filtered->rowCount(); ++row) {
        const QModelIndex index = m_filtered->index(row, 0);
        if (m_tree->isExpanded(index))
            keys.insert(index.data(LayersModel::KeyRole).toString());
    }
    return keys;
}

/// The tree keeps what was open and where it was.
void LayersPane::reload()
{
    const ContentPtr content = m_host.project().content();
    if (!content)
        return;
    if (m_model->rowCount() > 0)
        m_expanded = expandedKeys();
    const QString current = m_tree->currentIndex().siblingAtColumn(0).data(LayersModel::KeyRole).toString();
    m_model->setContent(*content);
    QHeaderView* header = m_tree->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(0, QHeaderView::Stretch);
    header->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    for (int row = 0; row < m_filtered->rowCount(); ++row) {
        const QModelIndex index = m_filtered->index(row, 0);
        m_tree->setExpanded(index, m_expanded.contains(index.data(LayersModel::KeyRole).toString()));
        for (int child = 0; !current.isEmpty() && child < m_filtered->rowCount(index); ++child) {
            if (const QModelIndex found = m_filtered->index(child, 0, index); found.data(LayersModel::KeyRole).toString() == current)
                m_tree->setCurrentIndex(found);
        }
    }
}

void LayersPane::openIndex(const QModelIndex& index)
{
    const QModelIndex name = index.siblingAtColumn(0);
    if (name.data(LayersModel::GroupRole).toBool()) {
        m_tree->setExpanded(name, !m_tree->isExpanded(name));
        return;
    }
    const QString relative = name.data(LayersModel::RelativeRole).toString();
    if (relative.isEmpty())
        Q_EMIT m_host.noticeRequested(tr("That file is outside the folder, so it is not opened here."));
    else
        Q_EMIT m_host.openFileRequested(relative);
}

void LayersPane::showDetail(const QModelIndex& index)
{
    const QString detail = index.siblingAtColumn(0).data(LayersModel::DetailRole).toString();
    m_detail->setText(detail.isEmpty() ? tr("Choose a file to see why it is loaded and what it costs. Enter opens it.") : detail);
}

} // namespace aios
