// SPDX-License-Identifier: MIT
// What BoardPage does with the card in hand: keys and menu.
#include "core/base/text.h"
#include "ui/board/boardpage.h"
#include "ui/board/cardlistview.h"
#include "ui/board/columnwidget.h"
#include "ui/board/piecechooser.h"
#include "ui/board/pieceform.h"
#include "ui/common/icons.h"
#include "ui/common/keys.h"
#include "ui/panes/panehost.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QScrollArea>

namespace aios {

using namespace Qt::StringLiterals;

void BoardPage::buildActions()
{
    setFocusPolicy(Qt::NoFocus);
    const auto add = [this](const char* keyId, auto slot) {
        auto* action = new QAction(m_inner);
        action->setObjectName(QLatin1StringView(keyId));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        Keys::instance().bind(keyId, action);
        connect(action, &QAction::triggered, this, slot);
        m_inner->addAction(action);
    };
    const auto withCard = [this](void (BoardPage::*todo)(const CardView&)) {
        return [this, todo] {
            if (const CardView* card = cardInHand())
                (this->*todo)(CardView(*card));
        };
    };
    add("board.left", [this] { moveSideways(-1); });
    add("board.right", [this] { moveSideways(1); });
    add("board.up", [this] { moveWithin(-1); });
    add("board.down", [this] { moveWithin(1); });
    add("board.note", withCard(&BoardPage::editNote));
    add("board.create", withCard(&BoardPage::createPiece));
    add("board.link", withCard(&BoardPage::linkCard));
    add("board.follow", [this] {
        if (const CardView* card = cardInHand())
            m_link.request(FollowPiece{card->key});
    });
    add("board.proof", withCard(&BoardPage::openProof));
    add("board.add", [this] {
        if (ColumnWidget* column = columnInHand())
            column->openAdding();
    });
    const auto standard = [this](QKeySequence::StandardKey key, auto slot) {
        auto* action = new QAction(this);
        action->setShortcuts(key);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
    };
    standard(QKeySequence::Undo, [this] { undo(); });
    standard(QKeySequence::Redo, [this] { redo(); });
}

ColumnWidget* BoardPage::columnInHand() const
{
    return m_columns.value(m_hand);
}

const CardView* BoardPage::cardInHand() const
{
    const ColumnWidget* column = columnInHand();
    return column ? column->current() : nullptr;
}

/// Empty columns are walked over too: a card may be wanted there.
void BoardPage::stepColumn(int by)
{
    const int to = m_hand + by;
    if (to < 0 || to >= m_columns.size())
        return;
    const int row = columnInHand()->list().currentIndex().row();
    ColumnWidget* column = m_columns[to];
    column->setCurrentRow(qMax(0, row));
    column->list().setFocus(Qt::OtherFocusReason);
}

void BoardPage::moveSideways(int by)
{
    const CardView* card = cardInHand();
    const int to = m_hand + (layoutDirection() == Qt::LeftToRight ? by : -by);
    if (card && to >= 0 && to < m_columns.size())
        moveTo(*card, m_columns[to]->column());
}

void BoardPage::moveWithin(int by)
{
    const CardView* card = cardInHand();
    if (!card)
        return;
    const CardListModel& cards = columnInHand()->model();
    const int row = cards.rowOf(card->key);
    const int before = by < 0 ? row - 1 : row + 2;
    if (row + by < 0 || row + by >= cards.rowCount())
        return;
    MoveTarget to{card->key.column, {}};
    if (before < cards.rowCount())
        to.before = cards.row(before).card.key;
    m_link.request(MoveCard{card->key, to});
}

void BoardPage::moveTo(const CardView& card, const ColumnView& column)
{
    const MoveVerdict verdict = judgeMove(card, column.key, column.status, Mover::Person);
    if (verdict.kind == MoveVerdict::Kind::Refused)
        showNotice(verdict.why);
    else
        m_link.request(MoveCard{card.key, {column.key, {}}});
}

void BoardPage::openCard(const CardView& card)
{
    if (card.hasPiece())
        Q_EMIT m_host.openFileRequested(card.piece);
    else if (card.join == PieceJoin::Ambiguous)
        linkCard(card);
    else
        createPiece(card);
}

/// Where the piece is out; the window asks before it leaves for there.
void BoardPage::openProof(const CardView& card)
{
    const PieceMark mark = m_marks.value(card.piece);
    if (proofHost(mark).isEmpty())
        return showNotice(tr("There is no address to open: the piece of this card is not out, or its service gave none for a browser."));
    Q_EMIT m_host.linkRequested(mark.proof);
}

void BoardPage::createPiece(const CardView& card)
{
    if (card.hasPiece())
        return showNotice(tr("The card has a piece already: %1.").arg(card.piece));
    auto* form = new PieceForm(card, m_link.board().pieces, this);
    connect(form, &PieceForm::createRequested, this, [this](const CardKey& key, const NewPiece& piece) { m_link.request(CreatePiece{key, piece}); });
    form->open();
}

void BoardPage::linkCard(const CardView& card)
{
    if (m_link.board().pieces.isEmpty())
        return showNotice(tr("There is no piece beneath content/ to link to. Create one for this card instead."));
    auto* chooser = new PieceChooser(card, m_link.board().pieces, this);
    connect(chooser, &PieceChooser::pieceChosen, this, [this](const CardKey& key, const QString& piece) { m_link.request(LinkCard{key, piece}); });
    chooser->open();
}

void BoardPage::editNote(const CardView& card)
{
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName(u"noteDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Edit Note"));
    dialog->setLabelText(tr("Note of the card (empty: none):"));
    dialog->setTextValue(card.card.note);
    dialog->resize(fontMetrics().averageCharWidth() * 64, dialog->sizeHint().height());
    connect(dialog, &QInputDialog::textValueSelected, this, [this, key = card.key](const QString& note) { m_link.request(EditNote{key, note}); });
    dialog->open();
}

void BoardPage::toggleBox(const CardView& card)
{
    if (card.card.checked)
        m_link.request(CheckCard{card.key, !*card.card.checked});
}

/// Every column is offered: one the card may not go to says why when it is chosen.
void BoardPage::fillMoveMenu(QMenu& menu, const CardView& card)
{
    for (const ColumnView& column : m_link.board().columns) {
        if (column.key == card.key.column)
            continue;
        QString title = column.key.title.isEmpty() ? tr("Above the first heading") : elided(showHidden(column.key.title), 60).replace(u'&', u"&&"_s);
        if (column.missing)
            title = tr("%1 (new column)").arg(title);
        const bool refused = judgeMove(card, column.key, column.status, Mover::Person).kind == MoveVerdict::Kind::Refused;
        QAction* action = menu.addAction(title, this, [this, card, column] { moveTo(card, column); });
        if (refused)
            action->setIcon(icon(Icon::Denied));
    }
}

void BoardPage::fillMenu(QMenu& menu, const CardView& card)
{
    const auto keyed = [&menu](QAction* action, const char* keyId) {
        action->setShortcuts(Keys::instance().keys(keyId));
        action->setShortcutContext(Qt::WidgetShortcut); // shown only; the board's own action has it
        return action;
    };
    if (card.hasPiece())
        menu.addAction(icon(Icon::Open), tr("&Open Piece"), this, [this, card] { openCard(card); });
    else
        keyed(menu.addAction(icon(Icon::Edit), tr("&Create Piece…"), this, [this, card] { createPiece(card); }), "board.create");
    keyed(menu.addAction(tr("&Link to Piece…"), this, [this, card] { linkCard(card); }), "board.link");
    if (card.outOfStep)
        keyed(menu.addAction(tr("&Follow the Piece to %1").arg(card.statusName()), this, [this, card] { m_link.request(FollowPiece{card.key}); }),
              "board.follow");
    menu.addSeparator();
    QMenu* move = menu.addMenu(tr("&Move to"));
    fillMoveMenu(*move, card);
    move->setEnabled(!move->isEmpty());
    keyed(menu.addAction(tr("Move &Up"), this, [this] { moveWithin(-1); }), "board.up");
    keyed(menu.addAction(tr("Move &Down"), this, [this] { moveWithin(1); }), "board.down");
    menu.addSeparator();
    keyed(menu.addAction(tr("Edit &Note…"), this, [this, card] { editNote(card); }), "board.note");
    if (card.card.checked)
        menu.addAction(*card.card.checked ? tr("&Untick") : tr("&Tick"), this, [this, card] { toggleBox(card); });
    menu.addAction(icon(Icon::Copy), tr("Cop&y"), this, [card] { QApplication::clipboard()->setText(cardText(card.card)); });
    if (!proofHost(m_marks.value(card.piece)).isEmpty())
        keyed(menu.addAction(icon(Icon::LeaveComputer), tr("Open What &Went Out…"), this, [this, card] { openProof(card); }), "board.proof");
    if (card.hasPiece())
        menu.addAction(tr("Copy &Path of the Piece"), this, [card] { QApplication::clipboard()->setText(card.piece); });
}

void BoardPage::contextMenuEvent(QContextMenuEvent* event)
{
    ColumnWidget* column = nullptr;
    for (ColumnWidget* each : std::as_const(m_columns)) {
        if (each->rect().contains(each->mapFromGlobal(event->globalPos())))
            column = each;
    }
    if (event->reason() == QContextMenuEvent::Keyboard)
        column = columnInHand();
    if (!column)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"cardMenu"_s);
    QPoint at = event->globalPos();
    QModelIndex index = column->list().indexAt(column->list().viewport()->mapFromGlobal(at));
    if (event->reason() == QContextMenuEvent::Keyboard) {
        index = column->list().currentIndex();
        at = column->list().viewport()->mapToGlobal(column->list().visualRect(index).center());
    }
    if (index.isValid()) {
        column->setCurrentRow(index.row());
        column->list().setFocus(Qt::OtherFocusReason);
        fillMenu(*menu, CardView(column->model().row(index.row()).card));
        menu->addSeparator();
    }
    menu->addAction(tr("&Add a Card…"), column, &ColumnWidget::openAdding);
    menu->popup(at);
}

} // namespace aios
