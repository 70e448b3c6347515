// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/workpool.h"
#include "core/mcp/servicestatus.h"

#include <QStatusBar>
#include <QTimer>

class QLabel;

namespace aios {

class ElidedLabel;
class SessionTab;

/// The status bar: folder and branch, services that are ready, tokens and cost, model, and at all times when it holds "Rehearsal: scripted replies, no AI".
class WindowStatus : public QStatusBar {
    Q_OBJECT
public:
    explicit WindowStatus(QWidget* parent = nullptr);
    void setFolder(const QString& root); ///< Empty: none.
    void setSession(SessionTab* tab); ///< Or null. Also when its figures changed.
    void setServices(const QList<ServiceStatus>& servers);
    void readBranch(); ///< Soon, and not on this thread: it may be another one.

private:
    void lookForBranch();

    WorkPool m_pool{1};
    ElidedLabel* m_folder;
    QLabel* m_services;
    QLabel* m_usage;
    QLabel* m_model;
    QLabel* m_rehearsal;
    QString m_root;
    QTimer m_soon;
};

} // namespace aios
