// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/proposalstore.h"

#include <QFrame>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace aios {

/// One proposed learning: where it comes from, its words, and for which command. Keep, edit or drop; nothing is written before Keep. Never takes focus by itself.
class ProposalCard : public QFrame {
    Q_OBJECT
public:
    ProposalCard(const LearningProposal& proposal, const QStringList& commands, QWidget* parent = nullptr);
    [[nodiscard]] QString id() const { return m_proposal.id; }
    void update(const LearningProposal& proposal, const QStringList& commands); ///< What the person is changing stays.
    void showProblem(const QString& problem); ///< It was not kept; it can be tried again.

Q_SIGNALS:
    void keepWanted(const QString& id, const QString& command, const QString& text);
    void dropWanted(const QString& id);
    void sessionWanted(const QString& sessionId);

private:
    QLayout* buildButtons();
    void fillCommands(const QStringList& commands);
    void check();

    LearningProposal m_proposal;
    QLabel* m_origin;
    QPlainTextEdit* m_text;
    QComboBox* m_command;
    QLabel* m_problem;
    QPushButton* m_session;
    QPushButton* m_edit;
    QPushButton* m_drop;
    QPushButton* m_keep;
};

} // namespace aios
