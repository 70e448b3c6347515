// SPDX-License-Identifier: MIT
#include "ui/publish/approvalpage.h"

#include "core/base/text.h"
#include "core/runtime/publishlink.h"
#include "ui/common/pieceview.h"
#include "ui/panes/noticebar.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

ApprovalPage::ApprovalPage(PublishLink& link, QString relative, QWidget* parent) : QWidget(parent), m_link(link), m_relative(std::move(relative))
{
    build();
    connect(&m_link, &PublishLink::reviewed, this, [this](const ApprovalView& view) {
        if (view.relative == m_relative)
            present(view);
    });
    connect(&m_link, &PublishLink::failed, this, [this](const QString& of, const QString& problem) {
        if (of != m_relative)
            return;
        m_sent = false;
        showProblem(problem, true);
        m_link.review(m_relative);
    });
    connect(&m_link, &PublishLink::changed, this, [this] { m_link.review(m_relative); });
    m_link.review(m_relative);
}

void ApprovalPage::build()
{
    const int unit = fontMetrics().height();
    m_head = new QLabel(showHidden(m_relative), this);
    m_head->setTextFormat(Qt::PlainText);
    m_head->setWordWrap(true);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    bold.setPointSizeF(bold.pointSizeF() * 1.2);
    m_head->setFont(bold);
    m_ticket = new QLabel(this);
    m_ticket->setObjectName(u"ticketState"_s);
    m_ticket->setTextFormat(Qt::PlainText);
    m_ticket->setWordWrap(true);
    m_piece = new PieceView;
    m_piece->setContentsMargins(unit / 2, unit / 2, unit / 2, unit / 2);
    connect(m_piece, &PieceView::linkActivated, this, &ApprovalPage::linkActivated);
    m_scroll = new QScrollArea(this);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidget(m_piece);
    m_scroll->setFocusPolicy(Qt::StrongFocus);
    m_scroll->setAccessibleName(tr("The piece as it will be published"));
    setFocusProxy(m_scroll);
    const auto button = [this](const QString& words, const QString& name) {
        auto* made = new QPushButton(words, this);
        made->setObjectName(name);
        made->setAutoDefault(false);
        return made;
    };
    m_approve = button(tr("Approve This Piece"), u"approve"_s);
    m_approve->installEventFilter(this);
    m_sendBack = button(tr("Back to In Review"), u"sendBack"_s);
    auto* open = button(tr("Open Piece"), u"openPiece"_s);
    m_why = new QLineEdit(this);
    m_why->setPlaceholderText(tr("What should change (optional)"));
    m_why->setAccessibleName(tr("What should change"));
    m_why->installEventFilter(this);
    connect(m_approve, &QPushButton::clicked, this, &ApprovalPage::approve);
    connect(m_sendBack, &QPushButton::clicked, this, &ApprovalPage::sendBack);
    connect(open, &QPushButton::clicked, this, [this] { Q_EMIT openFileRequested(m_relative); });
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(open);
    buttons->addWidget(m_why, 1);
    buttons->addWidget(m_sendBack);
    buttons->addWidget(m_approve);
    m_notices = new QVBoxLayout;
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_head);
    column->addWidget(m_ticket);
    column->addLayout(m_notices);
    column->addWidget(m_scroll, 1);
    column->addLayout(buttons);
    updateButtons();
}

void ApprovalPage::showProblem(const QString& words, bool wrong)
{
    for (NoticeBar* bar : findChildren<NoticeBar*>(Qt::FindDirectChildrenOnly)) {
        bar->hide();
        bar->deleteLater();
    }
    if (words.isEmpty())
        return;
    auto* bar = new NoticeBar(wrong ? NoticeBar::Kind::Error : NoticeBar::Kind::Warning, words, this);
    m_notices->addWidget(bar);
}

void ApprovalPage::present(const ApprovalView& view)
{
    const bool same = m_view && m_view->sha256 == view.sha256 && m_view->refusal == view.refusal && m_view->ticket == view.ticket &&
                      m_view->arguments == view.arguments && m_view->gate.has_value() == view.gate.has_value();
    if (same && !m_sent)
        return m_piece->reloadImages();
    const bool first = !m_view;
    m_view = view;
    m_sent = false;
    m_since.start();
    const Piece& piece = view.rendered.piece;
    const QString where = piece.platform.isEmpty() ? tr("no platform named") : piece.platform;
    m_head->setText(showHidden(u"%1 · %2"_s.arg(piece.title, where)));
    Q_EMIT titleChanged(piece.title);
    const int place = m_scroll->verticalScrollBar()->value();
    m_piece->setPiece(view.rendered, view.limits, view.arguments);
    m_piece->setCall(view.gate ? tr("%1 of %2").arg(view.gate->tool, view.gate->service) : QString(), view.arguments);
    m_piece->setApprovedBefore(view.approvedBefore, view.file);
    showTicket(view);
    if (!first)
        m_scroll->verticalScrollBar()->setValue(place);
    updateButtons();
    QTimer::singleShot(kArmingTime + 20, this, &ApprovalPage::updateButtons);
}

void ApprovalPage::showTicket(const ApprovalView& view)
{
    const auto& ticket = view.ticket;
    const QString status = view.rendered.piece.status == PieceStatus::Unknown ? tr("no known status") : view.rendered.piece.statusName;
    QString words = tr("In the folder: %1.").arg(status);
    if (ticket && ticket->state == Ticket::State::Open)
        words += u' ' + tr("You approved it on %1; the approval holds until %2, for one publication.")
                            .arg(QLocale().toString(ticket->issued.toLocalTime(), QLocale::ShortFormat),
                                 QLocale().toString(ticket->expires.toLocalTime(), QLocale::ShortFormat));
    else if (ticket && ticket->state == Ticket::State::Spent)
        words += u' ' + (ticket->scheduled ? tr("It is scheduled: %1.") : tr("It went out: %1.")).arg(showHidden(ticket->proof));
    else if (ticket && !ticket->why.isEmpty())
        words += u' ' + tr("The last approval counts no longer: %1").arg(showHidden(ticket->why));
    else if (view.claims)
        words += u' ' + tr("That was written into the file; nobody approved it here.");
    if (view.scheduled)
        words += u' ' + tr("It is to go out later, at the time named below.");
    m_ticket->setText(words);
    showProblem(view.refusal, false);
    if (ticket && (ticket->state == Ticket::State::Unknown || ticket->mayBeOut(QDateTime::currentDateTime())))
        askWhetherItWentOut(*ticket);
}

/// Only the person can know; nothing is sent again before they have said.
void ApprovalPage::askWhetherItWentOut(const Ticket& ticket)
{
    showProblem(ticket.state == Ticket::State::Unknown ? tr("A call to publish this ended without an answer. Look there: did it go out?")
                                                       : tr("It was to go out by now, and nothing says that it did. Look there: did it go out?"),
                false);
    auto* bar = static_cast<NoticeBar*>(m_notices->itemAt(m_notices->count() - 1)->widget());
    m_why->setPlaceholderText(tr("Its address or id, when it went out"));
    m_why->setAccessibleName(tr("Address or id of what went out"));
    connect(bar->addButton(tr("It Went Out")), &QPushButton::clicked, this, [this, id = ticket.id] {
        if (m_why->text().trimmed().isEmpty())
            m_why->setFocus();
        else
            m_link.resolve(id, true, m_why->text().trimmed());
    });
    connect(bar->addButton(tr("It Did Not")), &QPushButton::clicked, this,
            [this, id = ticket.id] { m_link.resolve(id, false, tr("It did not go out, as you found.")); });
}

void ApprovalPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_since.start(); // under the hand anew
    updateButtons();
    QTimer::singleShot(kArmingTime + 20, this, &ApprovalPage::updateButtons);
}

bool ApprovalPage::canApprove() const
{
    return m_view && m_view->refusal.isEmpty() && !m_sent && isVisible() && m_since.isValid() && m_since.elapsed() >= kArmingTime;
}

void ApprovalPage::updateButtons()
{
    m_approve->setEnabled(canApprove());
    const bool open = m_view && m_view->ticket && m_view->ticket->state == Ticket::State::Open;
    m_sendBack->setEnabled(m_view && !m_sent && (open || m_view->claims));
    m_approve->setToolTip(m_view && !m_view->refusal.isEmpty() ? showHidden(m_view->refusal) : tr("Approve exactly what is shown (Ctrl+Enter)"));
}

void ApprovalPage::approve()
{
    if (!canApprove())
        return;
    m_sent = true;
    updateButtons();
    m_link.approve(m_relative, m_view->sha256);
}

void ApprovalPage::sendBack()
{
    if (!m_sendBack->isEnabled())
        return;
    m_link.sendBack(m_relative, m_why->text());
    m_why->clear();
}

/// Enter and Space on the button decide nothing: a hand that is typing elsewhere may arrive here. Enter in the line for words of refusal goes nowhere: the line
/// would leave it to the page, to which Ctrl+Enter means the opposite.
bool ApprovalPage::eventFilter(QObject* watched, QEvent* event)
{
    if ((watched == m_approve || watched == m_why) && (event->type() == QEvent::KeyPress || event->type() == QEvent::KeyRelease)) {
        auto* key = static_cast<QKeyEvent*>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (watched == m_why ? enter
                             : (enter || key->key() == Qt::Key_Space || key->key() == Qt::Key_Select) && !(key->modifiers() & Qt::ControlModifier))
            return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ApprovalPage::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers() == Qt::ControlModifier && !event->isAutoRepeat())
        return approve();
    QWidget::keyPressEvent(event);
}

} // namespace aios
