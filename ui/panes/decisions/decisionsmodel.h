// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/decisionlog.h"

#include <QAbstractTableModel>

namespace aios {

/// The log of who or what allowed each action, newest first. GUI thread.
class DecisionsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { WhenColumn, WhatColumn, DecisionColumn, ByColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    void setRecords(const QList<DecisionRecord>& oldestFirst);
    [[nodiscard]] const QList<DecisionRecord>& records() const { return m_records; } ///< Oldest first.
    [[nodiscard]] const DecisionRecord& record(int row) const { return m_records.at(m_records.size() - 1 - row); }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<DecisionRecord> m_records;
};

[[nodiscard]] QString decisionWords(const DecisionRecord& record);  ///< "Allowed", "Denied", … with what became of it
[[nodiscard]] QString decisionByWords(const DecisionRecord& record); ///< "you", "rule Edit(content/**)", …

} // namespace aios
