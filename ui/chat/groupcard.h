// SPDX-License-Identifier: MIT
#pragma once

#include "ui/chat/decisioncard.h"

#include <QPointer>
#include <QSet>

class QCheckBox;
class QGridLayout;

namespace aios {

class ApprovalCard;

/// The calls of one reply that wait together: a row each, ticked ones decided at once. Each call has its own card in the transcript, which shows what would
/// happen; a call whose card has not been on screen yet cannot be decided from here.
class GroupCard : public DecisionCard {
    Q_OBJECT
public:
    explicit GroupCard(QWidget* parent = nullptr);

    /// The open cards, in the reply's order. What was unticked stays so.
    void setCards(const QList<ApprovalCard*>& cards);
    [[nodiscard]] QList<ApprovalCard*> ticked() const; ///< That can be decided: seen, and able to be approved as they stand.
    [[nodiscard]] QPushButton* approveButton() const { return m_approve; }
    [[nodiscard]] QPushButton* rejectButton() const { return m_reject; }
    [[nodiscard]] QCheckBox* tick(const QString& approvalId) const;

Q_SIGNALS:
    void showRequested(const QString& approvalId);
    void approveRequested(const QList<aios::ApprovalCard*>& cards);
    void rejectRequested(const QList<aios::ApprovalCard*>& cards);

protected:
    void approveByKey() override;
    void rejectByKey() override;

private:
    struct Row {
        QPointer<ApprovalCard> card;
        QCheckBox* tick;
        QLabel* state;
    };
    static bool countsNow(const Row& row); ///< Open, seen long enough, and able to be approved as it stands.
    void updateRows();

    QWidget* m_rowsBox;
    QGridLayout* m_grid = nullptr;
    QList<Row> m_rows;
    QSet<QString> m_unticked;
    CardButton* m_approve;
    CardButton* m_reject;
};

} // namespace aios
