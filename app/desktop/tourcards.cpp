// SPDX-License-Identifier: MIT
// Prompts and cards of the tour: each function does what can be done at this look, and is true once all of it is done.
#include "app/desktop/tour.h"
#include "ui/chat/approvalcard.h"
#include "ui/chat/promptedit.h"
#include "ui/chat/questioncard.h"
#include "ui/chat/transcriptview.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QToolButton>

namespace aios {

using namespace Qt::StringLiterals;

SessionTab* Tour::session() const
{
    TabArea* tabs = m_window.tabs();
    if (!tabs || tabs->currentSession())
        return tabs ? tabs->currentSession() : nullptr;
    for (int i = 0; i < tabs->count(); ++i) {
        if (auto* tab = qobject_cast<SessionTab*>(tabs->widget(i)))
            return tab;
    }
    return nullptr;
}

bool Tour::send(const QString& prompt)
{
    m_window.tabs()->setCurrentWidget(session());
    const Composer& composer = session()->view().composer();
    if (!std::exchange(m_typed, true)) {
        m_hands.type(composer.edit(), prompt);
        return false; // the next look finds the button ready
    }
    if (composer.draft().trimmed() != prompt) {
        fail(tr("the composer holds “%1” instead of “%2”").arg(composer.draft(), prompt));
        return false;
    }
    if (!m_hands.click(composer.sendButton()))
        return false;
    m_typed = false;
    ++m_turnsWanted;
    return true;
}

DecisionCard* Tour::readyCard() const
{
    const auto cards = session()->view().findChildren<DecisionCard*>();
    for (DecisionCard* card : cards) {
        if (!card->isOpen() || card->request().id.isEmpty() || m_answered.contains(card->request().id))
            continue;
        if (!card->isArmed() || qobject_cast<ApprovalCard*>(card)) // questions may be higher than the window, and are gone through by the wheel
            session()->view().transcript().showCard(card->request().id);
        return card->isArmed() ? card : nullptr;
    }
    return nullptr;
}

ApprovalCard* Tour::cardOf(const QString& path) const
{
    auto* card = qobject_cast<ApprovalCard*>(readyCard());
    return card && card->request().preview.path == path ? card : nullptr;
}

bool Tour::approve(DecisionCard* card)
{
    auto* approval = qobject_cast<ApprovalCard*>(card);
    if (!approval || !m_hands.click(approval->approveButton()))
        return false;
    m_answered.insert(approval->request().id);
    return true;
}

/// The first choice to each question.
bool Tour::answer(DecisionCard* card)
{
    auto* question = qobject_cast<QuestionCard*>(card);
    if (!question)
        return false;
    QWidget& viewport = *session()->view().transcript().viewport();
    const QWidget* box = nullptr;
    for (QRadioButton* choice : question->findChildren<QRadioButton*>()) {
        if (choice->parentWidget() != box && !choice->isChecked()) {
            m_hands.turnWheelTo(*choice, viewport);
            if (!m_hands.click(choice))
                return false;
        }
        box = choice->parentWidget();
    }
    m_hands.turnWheelTo(*question->submitButton(), viewport);
    if (!m_hands.click(question->submitButton()))
        return false;
    m_answered.insert(question->request().id);
    return true;
}

bool Tour::reject(ApprovalCard* card, const QString& feedback)
{
    if (!card->feedback()->isVisible()) {
        m_hands.click(card->rejectButton());
        return false;
    }
    if (!std::exchange(m_typed, true)) {
        m_hands.type(card->feedback(), feedback);
        return false;
    }
    m_rejected = card->request().toolUseId;
    if (!m_hands.click(card->rejectSendButton()))
        return false;
    m_answered.insert(card->request().id);
    m_typed = false;
    return true;
}

bool Tour::rewrite(ApprovalCard* card, const QString& from, const QString& to)
{
    if (!card)
        return false;
    if (!card->editor()) {
        m_hands.click(card->editButton());
        return false;
    }
    if (!m_typed) {
        m_typed = m_hands.replaceWord(*card->editor(), from, to);
        return false;
    }
    m_shown = card->editor()->toPlainText().toUtf8();
    if (!m_hands.click(card->findChild<QPushButton*>(u"useEditButton"_s)))
        return false;
    m_typed = false;
    return true;
}

bool Tour::takesPlanOffBoard(const ApprovalCard& card) const
{
    const ApprovalPreview& preview = card.request().preview;
    return preview.path == "context/active-work.md"_L1 && preview.before.size() > preview.after.size();
}

bool Tour::decideAll()
{
    if (m_turnsEnded == m_turnsWanted)
        return true;
    DecisionCard* card = readyCard();
    auto* approval = qobject_cast<ApprovalCard*>(card);
    if (approval && takesPlanOffBoard(*approval))
        reject(approval, tr("Leave the board alone, I move cards myself."));
    else if (approval)
        approve(approval);
    else if (card)
        answer(card);
    return false;
}

} // namespace aios
