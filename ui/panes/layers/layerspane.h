// SPDX-License-Identifier: MIT
#pragma once

#include <QSet>
#include <QWidget>

class QLabel;
class QLineEdit;
class QModelIndex;
class QSortFilterProxyModel;
class QTreeView;

namespace aios {

class LayersModel;
class PaneHost;
struct TurnContext;

/// What the folder says, layer by layer, with cost, reason and warnings. Enter or a double click opens the file.
class LayersPane : public QWidget {
    Q_OBJECT
public:
    LayersPane(PaneHost& host, QWidget* parent = nullptr);
    [[nodiscard]] LayersModel& model() const { return *m_model; }

private:
    void reload();
    void addToContext(const TurnContext& context);
    void openIndex(const QModelIndex& index);
    void showDetail(const QModelIndex& index);
    [[nodiscard]] QSet<QString> expandedKeys() const;

    PaneHost& m_host;
    LayersModel* m_model;
    QSortFilterProxyModel* m_filtered;
    QLineEdit* m_filter;
    QTreeView* m_tree;
    QLabel* m_detail;
    QSet<QString> m_expanded;
    QSet<QString> m_inContext; ///< Files that m_contextOf was given.
    QString m_contextOf;
};

} // namespace aios
