// SPDX-License-Identifier: MIT
#include "ui/panes/decisions/decisionspane.h"

#include "ui/panes/decisions/decisionsmodel.h"
#include "ui/panes/panehost.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

DecisionsPane::DecisionsPane(PaneHost& host, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_model(new DecisionsModel(this)),
      m_filtered(new QSortFilterProxyModel(this)),
      m_filter(new QLineEdit(this)),
      m_table(new QTreeView(this)),
      m_words(new QLabel(this))
{
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterKeyColumn(-1);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setPlaceholderText(tr("Filter decisions"));
    m_filter->setAccessibleName(tr("Filter decisions"));
    m_filter->setClearButtonEnabled(true);
    m_table->setModel(m_filtered);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setAccessibleName(tr("Decisions in this folder, newest first"));
    m_table->header()->setStretchLastSection(true);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_words->setContentsMargins(8, 4, 8, 6);
    setFocusProxy(m_table);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 6, 0, 0);
    column->setSpacing(4);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(6, 0, 6, 0);
    top->addWidget(m_filter);
    column->addLayout(top);
    column->addWidget(m_table, 1);
    column->addWidget(m_words);

    m_soon.setSingleShot(true);
    m_soon.setInterval(400);
    connect(&m_soon, &QTimer::timeout, this, &DecisionsPane::reload);
    connect(m_filter, &QLineEdit::textChanged, m_filtered, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &DecisionsPane::showDetail);
    connect(&m_host.project(), &ProjectLink::decisionsLoaded, this, [this](const QList<DecisionRecord>& records, int unreadable) {
        m_model->setRecords(records);
        m_table->header()->resizeSection(DecisionsModel::WhatColumn, qMax(180, m_table->viewport()->width() / 2));
        m_words->setText(unreadable > 0      ? tr("%n line(s) of the log cannot be read.", nullptr, unreadable)
                         : records.isEmpty() ? tr("Nothing was decided in this folder yet. Every allowed or denied action will stand here.")
                                             : tr("%n decision(s). Choose one to see all of it.", nullptr, static_cast<int>(records.size())));
    });
    connect(&m_host.agent(), &AgentClient::events, this, [this](const QList<AgentEvent>& events) {
        for (const AgentEvent& event : events) {
            if ((std::holds_alternative<EntryChanged>(event.what) || std::holds_alternative<TurnEnded>(event.what)) && isVisible() &&
                !m_soon.isActive())
                m_soon.start();
        }
    });
}

void DecisionsPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    reload();
}

void DecisionsPane::reload()
{
    if (isVisible() && m_host.project().content())
        m_host.project().loadDecisions();
}

void DecisionsPane::showDetail()
{
    const QModelIndex index = m_table->currentIndex();
    if (index.isValid())
        m_words->setText(index.data(Qt::ToolTipRole).toString());
}

} // namespace aios
