// SPDX-License-Identifier: MIT
// The stations of the tour, up to the piece that is out.
#include "app/desktop/tour.h"
#include "core/runtime/publishlink.h"
#include "core/runtime/serviceslink.h"
#include "ui/board/boardpage.h"
#include "ui/board/cardlistview.h"
#include "ui/board/columnwidget.h"
#include "ui/chat/approvalcard.h"
#include "ui/common/armedbutton.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/publish/approvalpage.h"
#include "ui/trust/trustpage.h"

#include <QFile>
#include <QPushButton>
#include <QScrollArea>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

const QString kPiece = u"content/articles/quiet-drivetrain-guide.md"_s;
const QString kCard = u"A quiet bike in ten minutes"_s;
const QString kSlug = u"quiet-drivetrain-guide"_s;

/// Column and row of the tour's card; row -1: not there.
std::pair<ColumnWidget*, int> placeOf(const BoardPage& board)
{
    for (ColumnWidget* column : board.columns()) {
        for (int row = 0; row < column->model().rowCount(); ++row) {
            if (column->model().row(row).card.piece == kPiece)
                return {column, row};
        }
    }
    return {nullptr, -1};
}

} // namespace

QByteArray Tour::file(const QString& relative) const
{
    QFile file(m_window.folder() + u'/' + relative);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

BoardPage* Tour::board() const
{
    BoardPage* board = m_window.tabs()->currentBoard();
    return board && !board->columns().isEmpty() ? board : nullptr;
}

ApprovalPage* Tour::approvalPage() const
{
    return qobject_cast<ApprovalPage*>(m_window.tabs()->currentWidget());
}

bool Tour::isAtWork() const
{
    const auto& servers = m_project.services().servers();
    return session() && session()->isVisible() && m_project.publishing().state() && servers.size() >= 4 &&
           std::ranges::all_of(servers, [](const ServiceStatus& each) { return each.state == ServiceState::Ready; });
}

void Tour::planFolder()
{
    m_steps.push_back({tr("The folder is open. What it would run and allow is listed, and nothing of it runs before it is trusted."),
                       {},
                       [this] { return m_window.currentPage() == m_window.trustPage() && m_window.trustPage()->isVisible(); },
                       u"trust"_s});
    m_steps.push_back({tr("It is trusted; its four services have started."),
                       [this] {
                           auto* trust = m_window.trustPage()->findChild<ArmedButton*>(u"trustButton"_s);
                           return trust->isArmed() && m_hands.click(trust);
                       },
                       [this] { return isAtWork(); }, u"work"_s});
    planSession();
}

void Tour::planReturn()
{
    m_steps.push_back({tr("The folder is open again, as it was left; its services have started."),
                       [this] {
                           if (session())
                               m_window.tabs()->setCurrentWidget(session());
                           return session() != nullptr;
                       },
                       [this] { return isAtWork(); }, u"return"_s});
    planSession();
}

void Tour::planSession()
{
    m_steps.push_back({tr("A session is open."), [this] {
                           connect(&session()->controller(), &SessionController::turnEnded, this, [this](const TurnEnded& ended) {
                               ++m_turnsEnded;
                               m_lastEnd = ended.error;
                           });
                           return true;
                       }});
}

void Tour::planPlan()
{
    m_steps.push_back({tr("“/plan” is typed and sent. The first card shows what it wants to write."),
                       [this] { return send(u"/plan why do new pedals click"_s); }, [this] { return readyCard() != nullptr; }, u"plan"_s});
    m_steps.push_back({tr("Source, plan and card on the board are approved one after the other, with the mouse."),
                       {},
                       [this] { return decideAll() && file(u"content/plans/why-do-new-pedals-click.md"_s).contains("status: Queued"); },
                       u"planned"_s});
}

void Tour::planDraft()
{
    m_steps.push_back(
        {tr("“/write” is typed and sent. The researcher, an agent of the folder, has done its part; the draft's card shows every byte of it."),
         [this] { return send(u"/write quiet-drivetrain"_s); },
         [this] {
             if (cardOf(kPiece))
                 return true;
             decideAll();
             return false;
         },
         u"draft"_s});
    m_steps.push_back({tr("A word of it is changed in the card."), [this] { return rewrite(cardOf(kPiece), u"small"_s, u"harmless"_s); },
                       [this] { return cardOf(kPiece) != nullptr; }, u"edited"_s});
    m_steps.push_back({tr("The draft is approved. On the disk are exactly the bytes the card showed."), [this] { return approve(cardOf(kPiece)); },
                       [this] { return !m_shown.isEmpty() && file(kPiece) == m_shown; }});
    m_steps.push_back({tr("The other cards are approved, but one is rejected, with words for the assistant."),
                       {},
                       [this] { return decideAll() && !m_rejected.isEmpty(); },
                       u"written"_s});
    m_steps.push_back({tr("The assistant was told these words."), {}, [this] {
                           const TranscriptModel& transcript = session()->controller().transcript();
                           for (int row = 0; row < transcript.rowCount(); ++row) {
                               const ToolRow& tool = transcript.item(row).entry.tool;
                               if (tool.id == m_rejected)
                                   return tool.output.contains(tr("Leave the board alone, I move cards myself."));
                           }
                           return false;
                       }});
}

bool Tour::moveCard(const QString& to)
{
    if (!board()) {
        m_hands.choose(u"board.open"_s);
        return false;
    }
    const auto [from, row] = placeOf(*board());
    const auto target = std::ranges::find_if(board()->columns(), [&to](const ColumnWidget* each) { return each->column().key.title == to; });
    if (!from || target == board()->columns().cend())
        return false;
    auto* area = board()->findChild<QScrollArea*>();
    area->ensureWidgetVisible(*target);
    area->ensureWidgetVisible(from);
    QWidget* there = (*target)->list().viewport();
    return m_hands.drag(from->list().viewport(), from->list().visualRect(from->model().index(row)).center(), there, {there->width() / 2, 10});
}

bool Tour::openCard()
{
    if (!board()) {
        m_hands.choose(u"board.open"_s);
        return false;
    }
    const auto [from, row] = placeOf(*board());
    if (!from)
        return false;
    board()->findChild<QScrollArea*>()->ensureWidgetVisible(from);
    return m_hands.click(&from->list(), kCard, true);
}

void Tour::planBoard()
{
    m_steps.push_back({tr("The card is dragged to In Review, and its piece says so."), [this] { return moveCard(u"In Review"_s); },
                       [this] { return file(kPiece).contains("status: In Review"); }, u"in-review"_s});
    m_steps.push_back({tr("Dragged on to Approved, it is shown as it will be published. Nothing is approved by moving."),
                       [this] { return moveCard(u"Approved"_s); },
                       [this] { return approvalPage() && approvalPage()->canApprove() && file(kPiece).contains("status: In Review"); },
                       u"approval"_s});
    m_steps.push_back({tr("It is approved by a click. A ticket for this one text is stored."),
                       [this] { return m_hands.click(approvalPage()->findChild<QPushButton*>(u"approve"_s)); },
                       [this] {
                           const PieceState* piece = m_project.publishing().state()->piece(kPiece);
                           return file(kPiece).contains("status: Approved") && piece->ticket && piece->ticket->state == Ticket::State::Open;
                       },
                       u"approved"_s});
}

void Tour::planPublishing()
{
    m_steps.push_back({tr("“/publish” is typed and sent. The ticket is the approval: no card asks again."),
                       [this] { return send(u"/publish "_s + kSlug); },
                       [this] {
                           return decideAll() && file(kPiece).contains("status: Published") &&
                                  file(u"published/site/quiet-drivetrain-guide/index.html"_s).contains("Most noises are harmless.");
                       },
                       u"published"_s});
    m_steps.push_back({tr("The page is there, the ticket is spent, and the card stands in Published."),
                       [this] { return board() || (m_hands.choose(u"board.open"_s) && false); },
                       [this] {
                           const PieceState* piece = m_project.publishing().state()->piece(kPiece);
                           const auto [column, row] = placeOf(*board());
                           return piece->ticket && piece->ticket->state == Ticket::State::Spent && column &&
                                  column->column().status == PieceStatus::Published;
                       },
                       u"board"_s});
    m_steps.push_back({tr("A second “/publish” sends nothing."), [this] { return send(u"/publish "_s + kSlug); },
                       [this] {
                           const auto& tickets = m_project.publishing().state()->tickets;
                           return decideAll() && std::ranges::count(tickets, kPiece, &Ticket::piece) == 1;
                       },
                       u"refused"_s});
}

} // namespace aios
