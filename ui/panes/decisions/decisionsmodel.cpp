// SPDX-License-Identifier: MIT
#include "ui/panes/decisions/decisionsmodel.h"

#include "core/base/text.h"
#include "ui/common/gradebadge.h"

#include <QLocale>

namespace aios {

using namespace Qt::StringLiterals;

QString decisionWords(const DecisionRecord& record)
{
    const auto tr = [](const char* text) { return DecisionsModel::tr(text); };
    if (record.decision == "revoked"_L1)
        return tr("Rule revoked");
    if (record.tool == "Rule"_L1)
        return tr("Rule remembered");
    if (record.outcome == "failed"_L1)
        return tr("Allowed, but it failed");
    if (record.outcome == "unknown"_L1)
        return tr("Allowed, outcome unknown");
    if (record.outcome == "done"_L1)
        return tr("Done");
    if (record.decision == "allowed"_L1)
        return tr("Allowed");
    if (record.decision == "denied"_L1)
        return tr("Denied");
    if (record.decision == "cancelled"_L1)
        return tr("Cancelled");
    if (record.decision == "stale"_L1)
        return tr("Out of date, asked again");
    return showHidden(record.decision);
}

QString decisionByWords(const DecisionRecord& record)
{
    const auto tr = [](const char* text) { return DecisionsModel::tr(text); };
    if (record.by == "person"_L1)
        return tr("you");
    if (record.by == "rule"_L1)
        return tr("rule %1").arg(showHidden(record.rule));
    if (record.by == "mode"_L1)
        return tr("mode %1").arg(showHidden(record.rule));
    if (record.by == "core"_L1)
        return tr("the program");
    if (record.by == "ticket"_L1)
        return tr("an approval of yours");
    if (record.by == "condition"_L1)
        return record.rule == "status"_L1 ? tr("the status flow") : tr("condition of %1").arg(showHidden(record.rule));
    if (record.by == "default"_L1 && (record.tool == "Approval"_L1 || record.tool == "Status flow"_L1))
        return tr("the program");
    return record.by == "default"_L1 ? tr("built in: harmless by itself") : showHidden(record.by);
}

void DecisionsModel::setRecords(const QList<DecisionRecord>& oldestFirst)
{
    beginResetModel();
    m_records = oldestFirst;
    endResetModel();
}

int DecisionsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_records.size());
}

int DecisionsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DecisionsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const DecisionRecord& entry = record(index.row());
    if (role == Qt::AccessibleTextRole && index.column() == WhatColumn)
        return QString(index.data().toString() % u", "_s % decisionWords(entry) % u", "_s % decisionByWords(entry));
    const QString what = showHidden(entry.tool) % (entry.target.isEmpty() ? QString() : u": "_s % showHidden(entry.target));
    if (role == Qt::ToolTipRole) {
        QStringList lines{what, gradeWords(entry.grade), tr("%1 by %2").arg(decisionWords(entry), decisionByWords(entry)),
                          QLocale().toString(entry.time.toLocalTime(), QLocale::LongFormat)};
        if (!entry.agent.isEmpty())
            lines += tr("Agent: %1").arg(showHidden(entry.agent));
        if (!entry.feedback.isEmpty())
            lines += tr("You said: %1").arg(showHidden(entry.feedback));
        lines += tr("Hash of its arguments: %1").arg(QString::fromLatin1(entry.argumentHash));
        return lines.join(u'\n');
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case WhenColumn:
        return QLocale().toString(entry.time.toLocalTime(), u"dd MMM HH:mm"_s);
    case WhatColumn:
        return what;
    case DecisionColumn:
        return decisionWords(entry);
    case ByColumn:
        return decisionByWords(entry);
    default:
        return {};
    }
}

QVariant DecisionsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case WhenColumn:
        return tr("When");
    case WhatColumn:
        return tr("What");
    case DecisionColumn:
        return tr("Decision");
    case ByColumn:
        return tr("By");
    default:
        return {};
    }
}

} // namespace aios
