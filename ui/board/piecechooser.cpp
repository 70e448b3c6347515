// SPDX-License-Identifier: MIT
#include "ui/board/piecechooser.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

PieceChooser::PieceChooser(const CardView& card, const QList<PieceChoice>& pieces, QWidget* parent)
    : QDialog(parent), m_card(card.key), m_pieces(pieces), m_filter(new QLineEdit(this)), m_list(new QListWidget(this))
{
    setObjectName(u"pieceChooser"_s);
    setWindowTitle(tr("Link to Piece"));
    setAttribute(Qt::WA_DeleteOnClose);
    // Those no card shows are what one most likely looks for.
    std::ranges::stable_sort(m_pieces, {}, &PieceChoice::onBoard);
    auto* words = new QLabel(tr("Which piece is “%1”?").arg(elided(showHidden(card.card.title), 80)), this);
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    m_filter->setPlaceholderText(tr("Filter pieces"));
    m_filter->setAccessibleName(tr("Filter pieces"));
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);
    m_list->setAccessibleName(tr("Pieces of this folder"));
    m_list->setUniformItemSizes(true);
    m_list->setTextElideMode(Qt::ElideMiddle); // the name of the file says more than the folders it lies in
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_link = buttons->addButton(tr("Link"), QDialogButtonBox::AcceptRole);
    m_link->setObjectName(u"linkPiece"_s);
    auto* column = new QVBoxLayout(this);
    column->addWidget(words);
    column->addWidget(m_filter);
    column->addWidget(m_list, 1);
    column->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 80, fontMetrics().height() * 24);
    connect(m_filter, &QLineEdit::textChanged, this, &PieceChooser::refill);
    connect(m_list, &QListWidget::itemActivated, this, &PieceChooser::choose);
    connect(buttons, &QDialogButtonBox::accepted, this, &PieceChooser::choose);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    refill();
    m_filter->setFocus();
}

void PieceChooser::refill()
{
    m_list->clear();
    const QString wanted = m_filter->text().trimmed();
    for (const PieceChoice& piece : std::as_const(m_pieces)) {
        if (!wanted.isEmpty() && !piece.title.contains(wanted, Qt::CaseInsensitive) && !piece.relative.contains(wanted, Qt::CaseInsensitive))
            continue;
        const QString title = elided(showHidden(piece.title), 80);
        const QString path = showHidden(piece.relative);
        auto* item =
            new QListWidgetItem(piece.onBoard ? tr("%1 — %2 (on the board already)").arg(title, path) : tr("%1 — %2").arg(title, path), m_list);
        item->setData(Qt::UserRole, piece.relative);
        item->setToolTip(item->text());
    }
    m_list->setCurrentRow(0);
    m_link->setEnabled(m_list->count() > 0);
}

void PieceChooser::choose()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (!item)
        return;
    Q_EMIT pieceChosen(m_card, item->data(Qt::UserRole).toString());
    accept();
}

/// Up and down walk the list while one types.
bool PieceChooser::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_filter || event->type() != QEvent::KeyPress)
        return false;
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key != Qt::Key_Up && key != Qt::Key_Down && key != Qt::Key_PageUp && key != Qt::Key_PageDown)
        return false;
    QCoreApplication::sendEvent(m_list, event);
    return true;
}

} // namespace aios
