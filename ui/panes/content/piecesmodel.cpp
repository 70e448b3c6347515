// SPDX-License-Identifier: MIT
#include "ui/panes/content/piecesmodel.h"

#include "core/base/text.h"
#include "ui/common/icons.h"

#include <QLocale>

namespace aios {

using namespace Qt::StringLiterals;

PiecesModel::PiecesModel(QObject* parent) : QStandardItemModel(parent) {}

void PiecesModel::setPieces(const QList<Piece>& pieces)
{
    m_pieces = pieces;
    refill();
}

void PiecesModel::setGrouping(PieceGrouping grouping)
{
    m_grouping = grouping;
    refill();
}

void PiecesModel::refill()
{
    clear();
    m_troubled = 0;
    for (const PieceGroup& group : groupPieces(m_pieces, m_grouping)) {
        auto* head = new QStandardItem(showHidden(group.title));
        QFont bold = head->font();
        bold.setBold(true);
        head->setFont(bold);
        head->setData(group.title, GroupRole);
        auto* count = new QStandardItem(QLocale().toString(group.pieces.size()));
        count->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        for (const Piece& piece : group.pieces)
            add(head, piece);
        appendRow({head, count});
    }
}

void PiecesModel::add(QStandardItem* group, const Piece& piece)
{
    const QStringList problems = pieceProblems(piece, m_pieces);
    const bool byStatus = m_grouping == PieceGrouping::Status;
    auto* title = new QStandardItem(showHidden(piece.title));
    auto* beside = new QStandardItem(showHidden(byStatus ? piece.platform : piece.statusText));
    beside->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    QStringList lines{showHidden(piece.title), showHidden(piece.relative)};
    QStringList facts;
    for (const QString& fact : {piece.type, piece.platform, piece.statusText}) {
        if (!fact.isEmpty())
            facts += showHidden(fact);
    }
    if (!facts.isEmpty())
        lines += facts.join(u" · "_s);
    if (!piece.sources.isEmpty())
        lines += tr("%n source(s)", nullptr, static_cast<int>(piece.sources.size()));
    if (piece.status == PieceStatus::Unknown && !piece.statusText.isEmpty())
        lines += tr("“%1” is no step of the pipeline: the board leaves it alone.").arg(showHidden(piece.statusText));
    for (const QString& problem : problems)
        lines += showHidden(problem);
    if (!problems.isEmpty()) {
        title->setIcon(icon(Icon::Warning));
        ++m_troubled;
    }
    title->setData(piece.relative, RelativeRole);
    title->setToolTip(lines.join(u'\n'));
    title->setData(QString(title->text() % u", "_s % beside->text() % (problems.isEmpty() ? QString() : tr(", has a problem"))),
                   Qt::AccessibleTextRole);
    group->appendRow({title, beside});
}

} // namespace aios
