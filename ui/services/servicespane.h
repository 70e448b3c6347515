// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/servicestatus.h"

#include <QWidget>

class QListView;
class QPushButton;
class QTabWidget;
class QVBoxLayout;

namespace aios {

class DiagnosisView;
class NoticeBar;
class PaneHost;
class ServicesDetail;
class ServicesLink;
class ServicesModel;
class TintedLabel;
class ToolsPanel;

/// The services of the open folder: how each stands and why, its tools, and what can be done. Holds no rules: what it shows is what the core says.
class ServicesPane : public QWidget {
    Q_OBJECT
public:
    ServicesPane(PaneHost& host, QWidget* parent = nullptr);

protected:
    void focusInEvent(QFocusEvent* event) override;

private:
    QLayout* buildActions();
    QWidget* buildLower();
    void connectLink();
    void take();
    void showCurrent();
    void updateActions(const ServiceStatus* status);
    void updateSignIn(const ServiceStatus* status);
    void signInOrCancel();
    void toggleCurrent();
    void askRemove();
    void diagnose();
    void tryTool(const QString& server, const ServiceTool& tool);
    void say(const QString& problem);
    [[nodiscard]] const ServiceStatus* current() const;

    PaneHost& m_host;
    ServicesLink& m_services;
    ServicesModel* m_model;
    QListView* m_list;
    TintedLabel* m_words;
    QPushButton* m_signIn;
    QPushButton* m_signOut;
    QPushButton* m_kept; ///< Sign-ins of services that are not here (any more).
    QPushButton* m_restart;
    QPushButton* m_diagnose;
    QPushButton* m_switch;
    QPushButton* m_remove;
    QPushButton* m_trust;
    QPushButton* m_add;
    QTabWidget* m_tabs;
    ToolsPanel* m_tools;
    ServicesDetail* m_detail;
    DiagnosisView* m_diagnosis;
    QVBoxLayout* m_column;
    NoticeBar* m_question = nullptr;
    QString m_shown; ///< The server whose tools and details are shown.
    QString m_diagnosed; ///< The server whose diagnosis is shown, or on its way.
    QString m_changed; ///< The server the person removes now.
};

} // namespace aios
