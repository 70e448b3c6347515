// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/decisionreview.h"

#include <QSortFilterProxyModel>

namespace aios {

/// The decisions that pass a filter. GUI thread.
class DecisionsProxy : public QSortFilterProxyModel {
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setFilter(const DecisionFilter& filter);
    [[nodiscard]] const DecisionFilter& filter() const { return m_filter; }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    DecisionFilter m_filter;
};

} // namespace aios
