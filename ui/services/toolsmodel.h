// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/servicestatus.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

namespace aios {

/// The tools of one service: name with its switch, effect, tokens. Ticking asks (`onWanted`); the model shows what is so, not what was asked for. GUI thread.
class ToolsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, EffectColumn, TokensColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    void setTools(const QString& server, const QList<ServiceTool>& tools); ///< Rows stay the same rows when the same tools come again.
    [[nodiscard]] const ServiceTool* tool(int row) const;
    [[nodiscard]] bool contains(int row, const QString& lowerCaseWords) const; ///< In name, title or description.

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

Q_SIGNALS:
    void onWanted(const QString& tool, bool on);

private:
    [[nodiscard]] QVariant nameData(const ServiceTool& tool, int role) const;

    QString m_server;
    QList<ServiceTool> m_tools;
    QStringList m_searched; ///< Lower case, so that each key costs one comparison a row.
};

/// The tools whose name, title or description holds every word of the filter.
class ToolsFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setWords(const QString& words);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QStringList m_words;
};

/// "new", "changed", or what is wrong with it; empty when there is nothing to say.
[[nodiscard]] QString toolMark(const ServiceTool& tool);

} // namespace aios
