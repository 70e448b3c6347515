// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/publishview.h"

#include <QElapsedTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace aios {

class NoticeBar;
class PieceView;
class PublishLink;

/// The page on which a person approves one piece: shown as it will look, with everything that will be sent. What is approved is exactly what is shown; a change
/// in between shows the page again. Buttons react half a second after their page appeared, and none is a default. GUI thread.
class ApprovalPage : public QWidget {
    Q_OBJECT
public:
    static constexpr int kArmingTime = 500; ///< Milliseconds.
    ApprovalPage(PublishLink& link, QString relative, QWidget* parent = nullptr);

    [[nodiscard]] const QString& relative() const { return m_relative; }
    [[nodiscard]] bool canApprove() const; ///< Shown, armed, and nothing stands against it.
    void approve();
    void sendBack();

Q_SIGNALS:
    void openFileRequested(const QString& relative);
    void linkActivated(const QString& target);
    void titleChanged(const QString& title);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void present(const ApprovalView& view);
    void showTicket(const ApprovalView& view);
    void showProblem(const QString& words, bool wrong);
    void askWhetherItWentOut(const Ticket& ticket);
    void updateButtons();

    PublishLink& m_link;
    QString m_relative;
    std::optional<ApprovalView> m_view;
    QElapsedTimer m_since; ///< Since this version was shown.
    QVBoxLayout* m_notices = nullptr;
    QLabel* m_head = nullptr;
    QLabel* m_ticket = nullptr;
    QScrollArea* m_scroll = nullptr;
    PieceView* m_piece = nullptr;
    QPushButton* m_approve = nullptr;
    QPushButton* m_sendBack = nullptr;
    QLineEdit* m_why = nullptr;
    bool m_sent = false; ///< The click is on its way.
};

} // namespace aios
