// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"

#include <QDialog>

class QScrollArea;

namespace aios {

class AgentClient;
class ApprovalCard;
class DecisionCard;
class FormCard;
class QuestionCard;

/// What a service asks in the middle of a call that the person makes by hand (*Try a Tool*): its card in a window of its own, because there is no session
/// that could show it. It comes while the person does something else, so it takes neither the focus nor, when a window manager gives it that, the keys: Tab,
/// a click or Ctrl+Shift+A lead to its card. Closing it cancels. GUI thread.
class ServiceQuestion : public QDialog {
    Q_OBJECT
public:
    /// Shows each such question from now on, above `parent`; the result goes with `parent`.
    static QObject* watch(AgentClient& agent, QWidget& parent, std::function<void(const QString& address)> open);
    [[nodiscard]] static ServiceQuestion* openIn(const QWidget& parent); ///< The first that waits there; null when none does.

    ServiceQuestion(const ApprovalRequest& request, QWidget* parent);
    [[nodiscard]] DecisionCard* decisionCard() const { return m_card; }
    [[nodiscard]] FormCard* formCard() const; ///< Null when it does not want a form filled in.
    [[nodiscard]] QuestionCard* card() const; ///< Null when it asks no question of that kind, such as whether to open an address.
    [[nodiscard]] ApprovalCard* approvalCard() const; ///< What it wants of a model, or wants to be sent. Null when it asks the person something.
    void goToCard(); ///< The person asks for it.
    void reject() override; ///< Escape, or the window's own button.

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    void decided(const QString& approvalId, const QByteArray& digest, const aios::Decision& decision);

private:
    QScrollArea* m_scroll;
    DecisionCard* m_card;
};

} // namespace aios
