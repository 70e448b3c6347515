// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/servicestatus.h"

#include <QAbstractListModel>

namespace aios {

/// The services of the open folder, a row each: name, and below it how it stands. Rows stay the same rows when only their state changes. GUI thread.
class ServicesModel : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;
    void setServers(const QList<ServiceStatus>& servers);
    [[nodiscard]] const ServiceStatus* server(int row) const;
    [[nodiscard]] int rowOf(const QString& name) const; ///< -1: there is none.

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    QList<ServiceStatus> m_servers;
};

} // namespace aios
