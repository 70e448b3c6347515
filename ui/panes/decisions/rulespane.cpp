// SPDX-License-Identifier: MIT
#include "ui/panes/decisions/rulespane.h"

#include "core/base/text.h"
#include "ui/common/flowlayout.h"
#include "ui/common/icons.h"
#include "ui/panes/panehost.h"

#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kRuleIndex = Qt::UserRole + 1;
constexpr int kSearch = Qt::UserRole + 2;
constexpr int kKey = Qt::UserRole + 3;

/// What makes it this rule: the same words may stand in several files, and both allow and ask.
QString keyOf(const PermissionRule& rule)
{
    return QString::number(static_cast<int>(rule.effect)) % u'\n' % QString::number(static_cast<int>(rule.source)) % u'\n' % rule.file % u'\n' %
           rule.text;
}

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
      m_filtered(new QSortFilterProxyModel(this)),
      m_filter(new QLineEdit(this)),
      m_table(new QTreeView(this)),
      m_detail(new QLabel(this)),
      m_open(new QPushButton(tr("Open File"), this)),
      m_revoke(new QPushButton(tr("Revoke"), this))
{
    buildTable();
    m_detail->setTextFormat(Qt::PlainText);
    m_detail->setWordWrap(true);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_revoke->setAutoDefault(false);
    m_open->setAutoDefault(false);
    m_revoke->setObjectName(u"revokeButton"_s);
    m_detail->setContentsMargins(8, 0, 8, 0);
    m_revoke->setToolTip(tr("Takes this rule out of its file. What it decided is asked again from now on."));
    setFocusProxy(m_table);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 6, 0, 0);
    column->setSpacing(4);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(6, 0, 6, 0);
    top->addWidget(m_filter);
    column->addLayout(top);
    column->addWidget(m_table, 1);
    column->addWidget(m_detail);
    auto* bottom = new FlowLayout;
    bottom->setContentsMargins(8, 0, 8, 8);
    bottom->setSpacing(6);
    bottom->addWidget(m_revoke);
    bottom->addWidget(m_open);
    column->addLayout(bottom);
    connect(m_filter, &QLineEdit::textChanged, m_filtered, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_filter, &QLineEdit::textChanged, this, &RulesPane::showDetail);
    connect(m_open, &QPushButton::clicked, this, &RulesPane::openFile);
    connect(&m_host, &PaneHost::ruleRequested, this, &RulesPane::choose);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &RulesPane::showDetail);
    connect(m_revoke, &QPushButton::clicked, this, &RulesPane::revokeCurrent);
    connect(&m_host.project(), &ProjectLink::permissionsChanged, this, &RulesPane::reload);
    reload();
}

void RulesPane::buildTable()
{
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterRole(kSearch);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setPlaceholderText(tr("Search rules"));
    m_filter->setAccessibleName(tr("Search rules by text, effect or file"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setObjectName(u"ruleSearch"_s);
    m_table->setModel(m_filtered);
    m_table->setObjectName(u"ruleTable"_s);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setAccessibleName(tr("Permission rules"));
}

/// What was chosen stays chosen, as long as it counts.
void RulesPane::reload()
{
    const QString chosen = m_table->currentIndex().siblingAtColumn(0).data(kKey).toString();
    m_model->clear();
    m_model->setHorizontalHeaderLabels({tr("Effect"), tr("Rule"), tr("From")});
    const QList<PermissionRule>& rules = m_host.project().permissions().rules;
    for (qsizetype i = 0; i < rules.size(); ++i) {
        const PermissionRule& rule = rules.at(i);
        auto* effect = new QStandardItem(effectWords(rule.effect));
        effect->setData(static_cast<int>(i), kRuleIndex);
        effect->setData(keyOf(rule), kKey);
        effect->setData(QString(effect->text() % u'\n' % rule.text % u'\n' % sourceWords(rule.source) % u'\n' % rule.file), kSearch);
        auto* text = new QStandardItem(showHidden(rule.text));
        if (!rule.problem.isEmpty() || !rule.warning.isEmpty())
            text->setIcon(icon(Icon::Warning));
        text->setToolTip(text->text());
        auto* source = new QStandardItem(sourceWords(rule.source));
        source->setToolTip(showHidden(rule.file));
        m_model->appendRow({effect, text, source});
    }
    m_table->header()->setStretchLastSection(false);
    m_table->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_table->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_table->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    for (int row = 0; !chosen.isEmpty() && row < m_filtered->rowCount(); ++row) {
        if (m_filtered->index(row, 0).data(kKey).toString() == chosen) {
            m_table->setCurrentIndex(m_filtered->index(row, 0));
            break;
        }
    }
    showDetail();
}

int RulesPane::currentRule() const
{
    const QModelIndex index = m_table->currentIndex();
    return index.isValid() ? index.siblingAtColumn(0).data(kRuleIndex).toInt() : -1;
}

/// Whoever asks knows its words only. Where they stand in several places none is chosen, so that nobody revokes another than they mean.
void RulesPane::choose(const QString& rule)
{
    m_filter->clear();
    const QList<PermissionRule>& rules = m_host.project().permissions().rules;
    QModelIndexList found;
    for (int row = 0; row < m_filtered->rowCount(); ++row) {
        const QModelIndex index = m_filtered->index(row, 0);
        if (rules.value(index.data(kRuleIndex).toInt()).text == rule)
            found.append(index);
    }
    m_table->setCurrentIndex(found.size() == 1 ? found.constFirst() : QModelIndex());
    if (!found.isEmpty())
        m_table->scrollTo(found.constFirst());
    if (found.isEmpty())
        m_detail->setText(tr("The rule %1 does not count any more: it was revoked, or ended with its session.").arg(showHidden(rule)));
    else if (found.size() > 1) {
        m_filter->setText(rule);
        m_detail->setText(tr("The words %1 stand in %2 places. Choose the rule you mean.").arg(showHidden(rule)).arg(found.size()));
    }
}

/// A file of the folder opens here; others are the person's own or the system's.
void RulesPane::openFile()
{
    const PermissionRule rule = m_host.project().permissions().rules.value(currentRule());
    const ContentPtr content = m_host.project().content();
    const QString relative = content ? QDir(content->root).relativeFilePath(rule.file) : QString();
    if (!relative.isEmpty() && !relative.startsWith(u".."_s) && !QDir::isAbsolutePath(relative))
        Q_EMIT m_host.openFileRequested(relative);
    else
        m_detail->setText(tr("%1 is outside the folder, so it is not opened here.").arg(showHidden(rule.file)));
}

void RulesPane::showDetail()
{
    const int row = currentRule();
    const bool any = row >= 0;
    const PermissionRule rule = any ? m_host.project().permissions().rules.value(row) : PermissionRule();
    m_revoke->setEnabled(any && revocable(rule));
    m_open->setEnabled(any && !rule.file.isEmpty());
    if (!any) {
        m_detail->setText(m_model->rowCount() == 0      ? tr("There are no rules: everything that changes something asks.")
                          : m_filtered->rowCount() == 0 ? tr("No rule holds these words.")
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
    if (currentRule() < 0)
        return;
    const PermissionRule rule = m_host.project().permissions().rules.value(currentRule());
    if (revocable(rule))
        m_host.project().forgetRule(rule.file, rule.effect, rule.text);
}

} // namespace aios
