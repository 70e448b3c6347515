// SPDX-License-Identifier: MIT
#include "ui/panes/decisions/decisionspane.h"

#include "core/base/text.h"
#include "ui/common/detailtext.h"
#include "ui/common/flowlayout.h"
#include "ui/panes/decisions/decisionfilterbar.h"
#include "ui/panes/decisions/decisionsmodel.h"
#include "ui/panes/decisions/decisionsproxy.h"
#include "ui/panes/panehost.h"

#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

DecisionsPane::DecisionsPane(PaneHost& host, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_model(new DecisionsModel(this)),
      m_filtered(new DecisionsProxy(this)),
      m_filter(new DecisionFilterBar(this)),
      m_table(new QTreeView(this)),
      m_words(new DetailText(this)),
      m_rule(new QPushButton(tr("Show Rule"), this)),
      m_session(new QPushButton(tr("Show Session"), this))
{
    m_filtered->setSourceModel(m_model);
    m_table->setModel(m_filtered);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setAccessibleName(tr("Decisions in this folder, newest first"));
    m_table->setObjectName(u"decisionTable"_s);
    m_table->header()->setStretchLastSection(true);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->addWidget(m_table);
    split->addWidget(m_words);
    split->setChildrenCollapsible(false);
    split->setSizes({3000, 1500}); // shares of what there is
    m_words->setAccessibleName(tr("About the chosen decision"));
    setFocusProxy(m_table);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 6, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_filter);
    column->addWidget(split, 1);
    column->addLayout(buildButtons());
    m_soon.setSingleShot(true);
    m_soon.setInterval(400);
    connectCore();
    showDetail();
}

QLayout* DecisionsPane::buildButtons()
{
    m_rule->setObjectName(u"showRuleButton"_s);
    m_session->setObjectName(u"showSessionButton"_s);
    auto* buttons = new FlowLayout;
    buttons->setContentsMargins(8, 0, 8, 6);
    buttons->setSpacing(6);
    for (QPushButton* button : {m_rule, m_session}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    connect(m_rule, &QPushButton::clicked, this, [this] {
        if (const DecisionRecord* record = current())
            Q_EMIT m_host.ruleRequested(record->tool == "Rule"_L1 ? record->target : record->rule);
    });
    connect(m_session, &QPushButton::clicked, this, [this] {
        if (const DecisionRecord* record = current())
            Q_EMIT m_host.openSessionRequested(record->sessionId);
    });
    return buttons;
}

void DecisionsPane::connectCore()
{
    connect(&m_soon, &QTimer::timeout, this, &DecisionsPane::reload);
    connect(m_filter, &DecisionFilterBar::changed, this, &DecisionsPane::applyFilter);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &DecisionsPane::showDetail);
    connect(&m_host.project(), &ProjectLink::decisionsLoaded, this, [this](const QList<DecisionRecord>& records, int unreadable) {
        const qsizetype known = m_model->records().size();
        const int chosen = m_filtered->mapToSource(m_table->currentIndex()).row();
        m_unreadable = unreadable;
        m_filter->offer(records, m_titles);
        m_model->setRecords(records);
        applyFilter();
        if (known == 0) {
            m_table->resizeColumnToContents(DecisionsModel::WhenColumn);
            m_table->header()->resizeSection(DecisionsModel::WhatColumn, qMax(180, m_table->viewport()->width() / 2));
        }
        if (chosen >= 0) // the log only grows, at its newest end
            m_table->setCurrentIndex(m_filtered->mapFromSource(m_model->index(chosen + static_cast<int>(records.size() - known), 0)));
    });
    connect(&m_host.agent(), &AgentClient::sessionsListed, this, [this](const QList<SessionSummary>& sessions) {
        for (const SessionSummary& session : sessions)
            m_titles.insert(session.id, session.title);
        m_filter->offer(m_model->records(), m_titles);
    });
    connect(&m_host.project(), &ProjectLink::permissionsChanged, this, [this] {
        showDetail();
        if (isVisible() && !m_soon.isActive())
            m_soon.start();
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

void DecisionsPane::applyFilter()
{
    m_filtered->setFilter(m_filter->filter());
    showDetail();
}

const DecisionRecord* DecisionsPane::current() const
{
    const QModelIndex index = m_filtered->mapToSource(m_table->currentIndex());
    return index.isValid() ? &m_model->record(index.row()) : nullptr;
}

void DecisionsPane::showCount()
{
    if (m_unreadable > 0)
        return m_words->setText(tr("%n line(s) of the log cannot be read.", nullptr, m_unreadable));
    if (m_model->records().isEmpty())
        return m_words->setText(tr("Nothing was decided in this folder yet. Every allowed or denied action will stand here."));
    if (m_filtered->rowCount() == 0)
        return m_words->setText(tr("None of %n decision(s) passes these filters.", nullptr, static_cast<int>(m_model->records().size())));
    m_words->setText(tr("%n decision(s). Choose one to see why it was allowed.", nullptr, m_filtered->rowCount()));
}

void DecisionsPane::showDetail()
{
    const DecisionRecord* record = current();
    m_rule->setVisible(record && (record->by == "rule"_L1 || record->tool == "Rule"_L1));
    m_session->setVisible(record && !record->sessionId.isEmpty());
    if (!record)
        return showCount();
    const DecisionWhy why = decisionWhy(*record, m_model->records(), m_host.project().permissions().rules);
    const bool refused = record->decision == "denied"_L1;
    m_words->setText(QString((refused ? tr("Why was this refused?") : tr("Why was this allowed?")) % u' ' % showHidden(why.words) % u"\n\n"_s %
                             m_table->currentIndex().data(Qt::ToolTipRole).toString()));
}

} // namespace aios
