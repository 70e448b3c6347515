// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/modelregistry.h"
#include "ui/chat/sessionview.h"

#include <QJsonObject>

namespace aios {

class AgentClient;

/// A session's page in the centre: its controller and its view as one. Owned by the tab area.
class SessionTab : public QWidget {
    Q_OBJECT
public:
    SessionTab(AgentClient& agent, const SessionSummary& session, const QList<TranscriptEntry>& entries, const SessionTotals& totals,
               PermissionMode mode, QWidget* parent = nullptr);
    ~SessionTab() override;

    [[nodiscard]] QString id() const { return m_controller.id(); }
    [[nodiscard]] QString title() const; ///< Never empty.
    [[nodiscard]] SessionController& controller() { return m_controller; }
    [[nodiscard]] SessionView& view() const { return *m_view; }
    [[nodiscard]] bool isRunning() const { return m_controller.state() != SessionState::Idle; }
    void setModels(const QList<ProviderStatus>& providers, const QString& defaultModel);
    [[nodiscard]] QString modelWords() const; ///< Of the model that answers the next prompt.
    [[nodiscard]] bool isRehearsal() const;
    [[nodiscard]] QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

Q_SIGNALS:
    void stateWorthKeeping();
    void modelShown();

private:
    void attachFiles();
    void showModels();
    [[nodiscard]] QString selector() const;

    SessionController m_controller; ///< Outlives the view, which the destructor takes down first.
    SessionView* m_view;
    QList<ProviderStatus> m_providers;
    QString m_defaultModel;
    QString m_chosen; ///< Selector the person chose here and no reply has confirmed yet.
};

} // namespace aios
