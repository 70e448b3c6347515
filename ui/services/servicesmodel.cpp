// SPDX-License-Identifier: MIT
#include "ui/services/servicesmodel.h"

#include "core/base/text.h"
#include "ui/services/serviceswords.h"

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kProblemShown = 200;

/// State, and in the same line what most matters in it.
QString secondLine(const ServiceStatus& status)
{
    const QString state = serviceStateWords(status);
    if (status.enabled && status.state == ServiceState::Ready)
        return QString(state % u" · "_s % serviceToolsWords(status));
    if (status.enabled && !status.problem.isEmpty())
        return QString(state % u": "_s % elided(showHidden(status.problem), kProblemShown));
    return state;
}

} // namespace

void ServicesModel::setServers(const QList<ServiceStatus>& servers)
{
    const bool same = std::ranges::equal(m_servers, servers, {}, &ServiceStatus::name, &ServiceStatus::name);
    if (same && !servers.isEmpty()) {
        m_servers = servers;
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    m_servers = servers;
    endResetModel();
}

const ServiceStatus* ServicesModel::server(int row) const
{
    return row >= 0 && row < m_servers.size() ? &m_servers.at(row) : nullptr;
}

int ServicesModel::rowOf(const QString& name) const
{
    const auto it = std::ranges::find(m_servers, name, &ServiceStatus::name);
    return it == m_servers.cend() ? -1 : static_cast<int>(it - m_servers.cbegin());
}

int ServicesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_servers.size());
}

QVariant ServicesModel::data(const QModelIndex& index, int role) const
{
    const ServiceStatus* status = server(index.row());
    if (!status)
        return {};
    const QString name = showHidden(status->name);
    switch (role) {
    case Qt::DisplayRole:
        return QString(name % u'\n' % secondLine(*status));
    case Qt::DecorationRole:
        return icon(serviceStateIcon(*status));
    case Qt::ToolTipRole:
        return QString(serviceStateWords(*status) % (status->problem.isEmpty() ? QString() : QString(u". "_s % showHidden(status->problem))));
    case Qt::AccessibleTextRole:
        return QString(name % u". "_s % secondLine(*status));
    default:
        return {};
    }
}

} // namespace aios
