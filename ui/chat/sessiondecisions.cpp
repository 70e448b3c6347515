// SPDX-License-Identifier: MIT
// The decision cards of SessionView.
#include "ui/chat/approvalcard.h"
#include "ui/chat/questioncard.h"
#include "ui/chat/sessionview.h"
#include "ui/chat/transcriptview.h"

using namespace Qt::StringLiterals;

namespace aios {

DecisionCard* SessionView::card(const QString& approvalId) const
{
    return qobject_cast<DecisionCard*>(m_transcript->card(approvalId));
}

void SessionView::addCard(const ApprovalRequest& request)
{
    DecisionCard* made = request.questions.isEmpty() ? static_cast<DecisionCard*>(new ApprovalCard(request)) : new QuestionCard(request);
    m_cards += made;
    connect(made, &DecisionCard::decided, this, [this](const QString& id, const QByteArray& digest, const Decision& decision) {
        // The next card may now stand where the hand still is.
        for (DecisionCard* other : std::as_const(m_cards))
            other->rearm();
        m_controller.decide(id, digest, decision);
    });
    connect(made, &QObject::destroyed, this, [this, made] { m_cards.removeAll(made); });
    m_transcript->setCard(request.id, made);
    m_controller.transcript().addCard(request.id, request.toolUseId, made->accessibleName());
    m_transcript->settle(); // Only now it is as wide as it will be.
    fitCards();
    updateStrip();
}

void SessionView::settleCard(const QString& approvalId, const Decision& decision, bool mine, const QString& by)
{
    if (DecisionCard* settled = card(approvalId)) {
        using State = DecisionCard::State;
        switch (decision.kind) {
        case Decision::Kind::Allow:
            settled->settle(mine ? State::ApprovedByYou : State::ApprovedByRule, by == "person"_L1 ? QString() : by);
            break;
        case Decision::Kind::Deny:
            settled->settle(mine ? State::Rejected : State::RejectedByRule, by == "person"_L1 ? QString() : by);
            break;
        case Decision::Kind::Cancelled:
            settled->settle(mine ? State::Stale : State::Withdrawn);
            break;
        }
        m_cards.removeAll(settled);
        for (DecisionCard* other : std::as_const(m_cards))
            other->rearm();
    }
    updateStrip();
}

void SessionView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitCards();
}

/// Buttons stay visible, however long what they decide on is.
void SessionView::fitCards()
{
    for (DecisionCard* card : std::as_const(m_cards))
        card->fitInto(m_transcript->viewport()->height() - fontMetrics().height() * 2);
}

/// Settled cards stay to be read until the person goes on; then their tool row tells the same, and memory stays flat.
void SessionView::dropSettledCards()
{
    const auto cards = m_transcript->findChildren<DecisionCard*>();
    for (const DecisionCard* each : cards) {
        if (!m_cards.contains(each))
            m_controller.transcript().removeCard(each->request().id);
    }
}

qsizetype SessionView::focusedCard() const
{
    for (qsizetype i = 0; i < m_cards.size(); ++i) {
        if (m_cards.at(i)->hasFocus() || (focusWidget() && m_cards.at(i)->isAncestorOf(focusWidget()) && focusWidget()->hasFocus()))
            return i;
    }
    return -1;
}

void SessionView::focusCard(qsizetype index)
{
    m_transcript->showCard(m_cards.at(index)->request().id);
    m_cards.at(index)->setFocus(Qt::ShortcutFocusReason);
}

bool SessionView::focusNextDecision()
{
    if (m_cards.isEmpty())
        return false;
    focusCard((focusedCard() + 1) % m_cards.size());
    return true;
}

bool SessionView::focusDecisionAfter()
{
    const qsizetype now = focusedCard();
    if (now + 1 >= m_cards.size())
        return false;
    focusCard(now + 1);
    return true;
}

} // namespace aios
