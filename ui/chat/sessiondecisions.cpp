// SPDX-License-Identifier: MIT
// The decision cards of SessionView.
#include "ui/chat/approvalcard.h"
#include "ui/chat/decisioncards.h"
#include "ui/chat/formdrafts.h"
#include "ui/chat/groupcard.h"
#include "ui/chat/questioncard.h"
#include "ui/chat/sessionview.h"
#include "ui/chat/transcriptview.h"

#include <QBoxLayout>
#include <QScopedValueRollback>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace aios {

DecisionCard* SessionView::card(const QString& approvalId) const
{
    return qobject_cast<DecisionCard*>(m_transcript->card(approvalId));
}

void SessionView::addCard(const ApprovalRequest& request)
{
    DecisionCard* made = makeDecisionCard(request);
    m_cards += made;
    connect(made, &DecisionCard::decided, this, [this, request](const QString& id, const QByteArray& digest, const Decision& decision) {
        if (!m_decidingGroup) { // The next card may now stand where the hand still is.
            for (DecisionCard* other : std::as_const(m_cards))
                other->rearm();
        }
        m_controller.decide(id, digest, decision);
        if (const QString address = addressToOpen(request, decision); !address.isEmpty())
            Q_EMIT linkActivated(address);
    });
    if (const auto* approval = qobject_cast<ApprovalCard*>(made))
        connect(approval, &ApprovalCard::changed, this, [this, approval] {
            if (approval->editor()) // it grew for the text, and its buttons stay in sight
                m_transcript->showCard(approval->request().id);
        });
    connect(made, &QObject::destroyed, this, [this, made] { m_cards.removeAll(made); });
    m_transcript->setCard(request.id, made);
    m_controller.transcript().addCard(request.id, request.toolUseId, made->accessibleName());
    m_transcript->settle(); // Only now it is as wide as it will be.
    fitCards();
    updateGroup();
    updateStrip();
}

void SessionView::settleCard(const QString& approvalId, const Decision& decision, bool mine, const QString& by)
{
    FormDrafts::shared().drop(approvalId);
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
        if (!m_decidingGroup) {
            for (DecisionCard* other : std::as_const(m_cards))
                other->rearm();
        }
        updateGroup();
    }
    updateStrip();
}

/// The calls of the newest reply that wait together, when there are several.
void SessionView::updateGroup()
{
    QList<ApprovalCard*> together;
    for (DecisionCard* each : std::as_const(m_cards)) {
        auto* approval = qobject_cast<ApprovalCard*>(each);
        if (!approval || !approval->isOpen() || approval->request().group.isEmpty())
            continue;
        if (!together.isEmpty() && together.constLast()->request().group != approval->request().group)
            together.clear();
        together.append(approval);
    }
    std::ranges::sort(together, {}, [](const ApprovalCard* each) { return each->request().groupIndex; });
    if (together.size() < 2) {
        if (m_group)
            m_group->hide();
        return;
    }
    if (!m_group) {
        m_group = new GroupCard(this);
        m_groupPlace->addWidget(m_group);
        connect(m_group, &GroupCard::showRequested, m_transcript, &TranscriptView::showCard);
        connect(m_group, &GroupCard::approveRequested, this, [this](const auto& cards) { decideGroup(cards, &ApprovalCard::approve); });
        connect(m_group, &GroupCard::rejectRequested, this, [this](const auto& cards) { decideGroup(cards, &ApprovalCard::reject); });
    }
    m_group->setCards(together);
    m_group->show();
}

void SessionView::decideGroup(const QList<ApprovalCard*>& cards, void (ApprovalCard::*decide)())
{
    m_decidingGroup = true; // One press decides all of them: none moves under the hand.
    for (ApprovalCard* each : cards)
        (each->*decide)();
    m_decidingGroup = false;
    for (DecisionCard* other : std::as_const(m_cards))
        other->rearm();
    updateGroup();
}

void SessionView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitCards();
}

/// What stands below the transcript comes and goes: the cards fit into what is left.
bool SessionView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_transcript && event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(this, &SessionView::fitCards, Qt::QueuedConnection); // its viewport has its size then
    return QWidget::eventFilter(watched, event);
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
    const QScopedValueRollback going(m_goingToCard, true);
    m_transcript->showCard(m_cards.at(index)->request().id);
    m_cards.at(index)->setFocus(Qt::ShortcutFocusReason);
}

/// Onto a card nobody comes without meaning to.
void SessionView::keepOffCards(const QWidget* before, const QWidget* now)
{
    if (!m_goingToCard && DecisionCard::gotFocusByItself(*this, before, now))
        focusComposer();
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
