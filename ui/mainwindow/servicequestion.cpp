// SPDX-License-Identifier: MIT
#include "ui/mainwindow/servicequestion.h"

#include "core/base/text.h"
#include "core/runtime/facades.h"
#include "ui/chat/approvalcard.h"
#include "ui/chat/decisioncards.h"
#include "ui/chat/formcard.h"
#include "ui/chat/formdrafts.h"
#include "ui/chat/questioncard.h"

#include <QApplication>
#include <QKeyEvent>
#include <QResizeEvent>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace aios {

ServiceQuestion::ServiceQuestion(const ApprovalRequest& request, QWidget* parent)
    : QDialog(parent), m_scroll(new QScrollArea(this)), m_card(makeDecisionCard(request))
{
    setWindowTitle(approvalCard() ? showHidden(request.title) : m_card->accessibleName().section(u':', 0, 0));
    setObjectName(u"serviceQuestion"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setAttribute(Qt::WA_ShowWithoutActivating);
    setFocusPolicy(Qt::StrongFocus);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidget(m_card);
    m_scroll->viewport()->installEventFilter(this);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_scroll);
    connect(m_card, &DecisionCard::decided, this, &ServiceQuestion::decided);
    const int em = fontMetrics().height();
    const int columns = approvalCard() ? 96 : 70; // what is to be approved is read, a form is filled in
    const int width = fontMetrics().averageCharWidth() * (columns - 4);
    m_card->resize(width, em * 30); // what scrolls within it is as high as it will be
    m_card->fitInto(em * 28);
    resize(fontMetrics().averageCharWidth() * columns, std::min(em * 30, std::max(em * 12, m_card->heightForWidth(width) + em * 2)));
    setFocus(Qt::OtherFocusReason); // else a window that becomes the active one gives its first stop the focus, which is the card
}

QuestionCard* ServiceQuestion::card() const
{
    return qobject_cast<QuestionCard*>(m_card);
}

FormCard* ServiceQuestion::formCard() const
{
    return qobject_cast<FormCard*>(m_card);
}

ApprovalCard* ServiceQuestion::approvalCard() const
{
    return qobject_cast<ApprovalCard*>(m_card);
}

ServiceQuestion* ServiceQuestion::openIn(const QWidget& parent)
{
    const auto questions = parent.findChildren<ServiceQuestion*>(Qt::FindDirectChildrenOnly);
    const auto waits = [](const ServiceQuestion* each) { return each->isVisible() && each->decisionCard()->isOpen(); };
    const auto found = std::ranges::find_if(questions, waits);
    return found == questions.cend() ? nullptr : *found;
}

/// The room there is, also as it turns out only when the window is shown.
bool ServiceQuestion::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_scroll->viewport() && event->type() == QEvent::Resize)
        m_card->fitInto(static_cast<QResizeEvent*>(event)->size().height());
    return QDialog::eventFilter(watched, event);
}

void ServiceQuestion::goToCard()
{
    activateWindow();
    raise();
    m_card->setFocus(Qt::ShortcutFocusReason);
}

/// What is pressed as it appears was meant for something else.
void ServiceQuestion::keyPressEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Escape || m_card->isArmed())
        QDialog::keyPressEvent(event);
}

void ServiceQuestion::reject()
{
    if (m_card->isOpen())
        Q_EMIT decided(m_card->request().id, m_card->request().digest, Decision{});
    QDialog::reject();
}

QObject* ServiceQuestion::watch(AgentClient& agent, QWidget& parent, std::function<void(const QString&)> open)
{
    auto* watcher = new QObject(&parent);
    connect(&agent, &AgentClient::events, watcher, [&agent, &parent, open = std::move(open)](const QList<AgentEvent>& events) {
        for (const AgentEvent& event : events) {
            if (const auto* asked = std::get_if<ApprovalAsked>(&event.what); asked && event.sessionId.startsWith("person:"_L1)) {
                auto* dialog = new ServiceQuestion(asked->request, &parent);
                connect(dialog, &ServiceQuestion::decided, &agent,
                        [&agent, open, request = asked->request](const QString& id, const QByteArray& digest, const Decision& decision) {
                            agent.decide(id, digest, decision);
                            if (const QString address = addressToOpen(request, decision); !address.isEmpty())
                                open(address);
                        });
                dialog->show();
                dialog->raise();
                QApplication::alert(dialog); // it waits, and has not asked for the keyboard
            }
            if (const auto* settled = std::get_if<ApprovalSettled>(&event.what)) {
                FormDrafts::shared().drop(settled->approvalId);
                for (ServiceQuestion* dialog : parent.findChildren<ServiceQuestion*>(Qt::FindDirectChildrenOnly)) {
                    if (dialog->decisionCard()->request().id == settled->approvalId)
                        dialog->done(Accepted); // answered, or nobody waits for it any more
                }
            }
        }
    });
    return watcher;
}

} // namespace aios
