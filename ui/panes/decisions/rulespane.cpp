// SPDX-License-Identifier: MIT
#include "ui/panes/decisions/rulespane.h"

#include "core/base/text.h"
#include "ui/common/icons.h"
#include "ui/panes/panehost.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kRuleIndex = Qt::UserRole + 1;

QString effectWords(RuleEffect effect)
{
    switch (effect) {
    case RuleEffect::Deny:
        return RulesPane::tr("Never");
    case RuleEffect::Ask:
        return RulesPane::tr("Ask");
    case RuleEffect::Allow:
        break;
    }
    return RulesPane::tr("Allow");
}

QString sourceWords(RuleSource source)
{
    switch (source) {
    case RuleSource::Managed:
        return RulesPane::tr("administrator");
    case RuleSource::Flag:
        return RulesPane::tr("this start");
    case RuleSource::Local:
        return RulesPane::tr("this folder, local");
    case RuleSource::Project:
        return RulesPane::tr("this folder");
    case RuleSource::User:
        return RulesPane::tr("you");
    case RuleSource::Session:
        return RulesPane::tr("this session");
    case RuleSource::Skill:
        return RulesPane::tr("a skill");
    }
    return {};
}

bool revocable(const PermissionRule& rule)
{
    return !rule.file.isEmpty() && rule.source != RuleSource::Managed && rule.source != RuleSource::Flag && rule.source != RuleSource::Session &&
           rule.source != RuleSource::Skill;
}

} // namespace

RulesPane::RulesPane(PaneHost& host, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_model(new QStandardItemModel(this)),
      m_table(new QTreeView(this)),
      m_detail(new QLabel(this)),
      m_revoke(new QPushButton(tr("Revoke"), this))
{
    m_table->setModel(m_model);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setAccessibleName(tr("Permission rules"));
    m_detail->setTextFormat(Qt::PlainText);
    m_detail->setWordWrap(true);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_revoke->setAutoDefault(false);
    m_revoke->setToolTip(tr("Takes this rule out of its file. What it decided is asked again from now on."));
    setFocusProxy(m_table);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table, 1);
    auto* bottom = new QHBoxLayout;
    bottom->setContentsMargins(8, 4, 8, 8);
    bottom->addWidget(m_detail, 1);
    bottom->addWidget(m_revoke, 0, Qt::AlignTop);
    column->addLayout(bottom);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &RulesPane::showDetail);
    connect(m_revoke, &QPushButton::clicked, this, &RulesPane::revokeCurrent);
    connect(&m_host.project(), &ProjectLink::permissionsChanged, this, &RulesPane::reload);
    reload();
}

void RulesPane::reload()
{
    m_model->clear();
    m_model->setHorizontalHeaderLabels({tr("Effect"), tr("Rule"), tr("From")});
    const QList<PermissionRule>& rules = m_host.project().permissions().rules;
    for (qsizetype i = 0; i < rules.size(); ++i) {
        const PermissionRule& rule = rules.at(i);
        auto* effect = new QStandardItem(effectWords(rule.effect));
        effect->setData(static_cast<int>(i), kRuleIndex);
        auto* text = new QStandardItem(showHidden(rule.text));
        if (!rule.problem.isEmpty() || !rule.warning.isEmpty())
            text->setIcon(icon(Icon::Warning));
        text->setToolTip(text->text());
        m_model->appendRow({effect, text, new QStandardItem(sourceWords(rule.source))});
    }
    m_table->header()->setStretchLastSection(false);
    m_table->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_table->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_table->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    showDetail();
}

void RulesPane::showDetail()
{
    const int row = m_table->currentIndex().siblingAtColumn(0).data(kRuleIndex).toInt();
    const bool any = m_table->currentIndex().isValid();
    const PermissionRule rule = any ? m_host.project().permissions().rules.value(row) : PermissionRule();
    m_revoke->setEnabled(any && revocable(rule));
    if (!any) {
        m_detail->setText(m_model->rowCount() == 0 ? tr("There are no rules: everything that changes something asks.")
                                                   : tr("Deny comes before ask, ask before allow. What no rule names is asked."));
        return;
    }
    QStringList lines;
    if (!rule.file.isEmpty())
        lines += showHidden(rule.file);
    for (const QString& text : {rule.problem, rule.warning}) {
        if (!text.isEmpty())
            lines += showHidden(text);
    }
    if (!revocable(rule))
        lines += rule.source == RuleSource::Managed ? tr("Set by the system's administrator; it cannot be taken out here.")
                                                    : tr("It ends by itself; there is no file to take it out of.");
    m_detail->setText(lines.join(u'\n'));
}

void RulesPane::revokeCurrent()
{
    if (!m_table->currentIndex().isValid())
        return;
    const PermissionRule rule = m_host.project().permissions().rules.value(m_table->currentIndex().siblingAtColumn(0).data(kRuleIndex).toInt());
    if (revocable(rule))
        m_host.project().forgetRule(rule.file, rule.effect, rule.text);
}

} // namespace aios
