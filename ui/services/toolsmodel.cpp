// SPDX-License-Identifier: MIT
#include "ui/services/toolsmodel.h"

#include "core/base/text.h"
#include "ui/services/serviceswords.h"

#include <QLocale>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

QString toolMark(const ServiceTool& tool)
{
    if (!tool.problem.isEmpty())
        return ToolsModel::tr("cannot be used");
    if (tool.fresh)
        return ToolsModel::tr("new");
    return tool.changed ? ToolsModel::tr("changed") : QString();
}

void ToolsModel::setTools(const QString& server, const QList<ServiceTool>& tools)
{
    const bool same = server == m_server && std::ranges::equal(m_tools, tools, {}, &ServiceTool::name, &ServiceTool::name);
    if (!same)
        beginResetModel();
    m_server = server;
    m_tools = tools;
    m_searched.clear();
    for (const ServiceTool& tool : tools)
        m_searched.append(QString(tool.name % u'\n' % tool.title % u'\n' % tool.description).toLower());
    if (!same)
        endResetModel();
    else if (!tools.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

const ServiceTool* ToolsModel::tool(int row) const
{
    return row >= 0 && row < m_tools.size() ? &m_tools.at(row) : nullptr;
}

bool ToolsModel::contains(int row, const QString& lowerCaseWords) const
{
    return m_searched.value(row).contains(lowerCaseWords);
}

int ToolsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_tools.size());
}

int ToolsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ToolsModel::nameData(const ServiceTool& tool, int role) const
{
    const QString mark = toolMark(tool);
    const QString name = showHidden(tool.name);
    switch (role) {
    case Qt::DisplayRole:
        return mark.isEmpty() ? name : QString(name % u" · "_s % mark);
    case Qt::DecorationRole:
        return mark.isEmpty() ? QVariant() : icon(tool.problem.isEmpty() ? Icon::Info : Icon::Warning);
    case Qt::CheckStateRole:
        return tool.on && tool.problem.isEmpty() ? Qt::Checked : Qt::Unchecked;
    case Qt::ToolTipRole:
        return QString(tr("%1, about %2 tokens").arg(name, QLocale().toString(tool.tokens)) % u'\n' %
                       showHidden(elided(tool.problem.isEmpty() ? tool.description : tool.problem, 600)));
    case Qt::AccessibleTextRole:
        return QString(name % u", "_s % (tool.on && tool.problem.isEmpty() ? tr("on") : tr("off")) %
                       (mark.isEmpty() ? QString() : QString(u", "_s % mark)) % u", "_s % tr("about %1 tokens").arg(QLocale().toString(tool.tokens)));
    default:
        return {};
    }
}

QVariant ToolsModel::data(const QModelIndex& index, int role) const
{
    const ServiceTool* tool = this->tool(index.row());
    if (!tool)
        return {};
    if (index.column() == NameColumn)
        return nameData(*tool, role);
    if (index.column() == EffectColumn) {
        if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
            return serviceEffectWords(tool->changed ? ServiceEffect::Unset : tool->effect);
        return {};
    }
    if (role == Qt::DisplayRole)
        return QLocale().toString(tool->tokens);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

QVariant ToolsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Tool");
    case EffectColumn:
        return tr("Effect");
    default:
        return tr("Tokens");
    }
}

Qt::ItemFlags ToolsModel::flags(const QModelIndex& index) const
{
    const ServiceTool* tool = this->tool(index.row());
    if (!tool)
        return Qt::NoItemFlags;
    const Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    return tool->problem.isEmpty() && index.column() == NameColumn ? flags | Qt::ItemIsUserCheckable : flags;
}

bool ToolsModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const ServiceTool* tool = this->tool(index.row());
    if (role != Qt::CheckStateRole || !tool || !tool->problem.isEmpty())
        return false;
    Q_EMIT onWanted(tool->name, value.toInt() == Qt::Checked);
    return true;
}

void ToolsFilter::setWords(const QString& words)
{
    m_words = words.toLower().split(u' ', Qt::SkipEmptyParts);
    invalidateRowsFilter();
}

bool ToolsFilter::filterAcceptsRow(int row, const QModelIndex&) const
{
    const auto* tools = qobject_cast<const ToolsModel*>(sourceModel());
    return std::ranges::all_of(m_words, [&](const QString& word) { return tools->contains(row, word); });
}

} // namespace aios
