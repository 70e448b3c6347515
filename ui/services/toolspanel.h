// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/toolsearchsetting.h"
#include "core/mcp/servicestatus.h"

#include <QWidget>

class QCheckBox;
class QLineEdit;
class QMenu;
class QPushButton;
class QTreeView;

namespace aios {

class MenuButton;
class ServicesLink;
class TintedLabel;
class ToolsFilter;
class ToolsModel;

/// The tools of one service: filter, list with switches, and what can be done with those chosen. Several can be chosen at once. GUI thread.
class ToolsPanel : public QWidget {
    Q_OBJECT
public:
    ToolsPanel(ServicesLink& services, QWidget* parent = nullptr);
    void showServer(const ServiceStatus& status);
    [[nodiscard]] const ServiceTool* current() const;

Q_SIGNALS:
    void tryRequested(const QString& server, const aios::ServiceTool& tool);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QLayout* buildChosen();
    void buildInstructions();
    void fitColumns();
    void buildMenu();
    void showSum();
    void showChosen();
    void showEffects();
    void setEffect(ServiceEffect effect);
    void setOn(bool on);
    void popMenu(const QPoint& at);
    [[nodiscard]] QList<ServiceTool> chosen() const;

    ServicesLink& m_services;
    ServiceStatus m_status;
    ToolSearchSetting m_search; ///< As it counts now.
    ToolsModel* m_model;
    ToolsFilter* m_filtered;
    QLineEdit* m_filter;
    TintedLabel* m_sum;
    QCheckBox* m_instructions;
    QTreeView* m_list;
    TintedLabel* m_words;
    MenuButton* m_effect;
    QMenu* m_effects;
    QPushButton* m_try;
};

} // namespace aios
