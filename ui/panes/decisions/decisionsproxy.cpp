// SPDX-License-Identifier: MIT
#include "ui/panes/decisions/decisionsproxy.h"

#include "ui/panes/decisions/decisionsmodel.h"

namespace aios {

void DecisionsProxy::setFilter(const DecisionFilter& filter)
{
    m_filter = filter;
    invalidateRowsFilter();
}

bool DecisionsProxy::filterAcceptsRow(int row, const QModelIndex&) const
{
    return m_filter.accepts(static_cast<const DecisionsModel*>(sourceModel())->record(row));
}

} // namespace aios
