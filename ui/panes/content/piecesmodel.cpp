// SPDX-License-Identifier: MIT
#include "ui/panes/content/piecesmodel.h"

#include "core/base/text.h"
#include "ui/common/icons.h"
#include "ui/common/piecemarklook.h"

#include <QLocale>

namespace aios {

using namespace Qt::StringLiterals;

PiecesModel::PiecesModel(QObject* parent) : QStandardItemModel(parent) {}

void PiecesModel::setPieces(const QList<Piece>& pieces)
{
    m_pieces = pieces;
    m_problems = pieceProblems(pieces);
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
    auto* title = new QStandardItem(showHidden(piece.title));
    auto* beside = new QStandardItem;
    title->setData(piece.relative, RelativeRole);
    describe(*title, *beside, piece);
    group->appendRow({title, beside});
}

void PiecesModel::setMarks(const PieceMarks& marks)
{
    const PieceMarks before = std::exchange(m_marks, marks);
    QHash<QString, const Piece*> byPath;
    for (const Piece& piece : std::as_const(m_pieces))
        byPath.insert(piece.relative, &piece);
    for (int group = 0; group < rowCount(); ++group) {
        QStandardItem* head = item(group);
        for (int row = 0; row < head->rowCount(); ++row) {
            const QString relative = head->child(row)->data(RelativeRole).toString();
            const Piece* piece = before.value(relative) == m_marks.value(relative) ? nullptr : byPath.value(relative);
            if (piece)
                describe(*head->child(row), *head->child(row, 1), *piece);
        }
    }
}

void PiecesModel::describe(QStandardItem& title, QStandardItem& beside, const Piece& piece) const
{
    const QStringList problems = m_problems.value(piece.relative);
    const QDateTime now = QDateTime::currentDateTime();
    const PieceMark mark = m_marks.value(piece.relative);
    const QString ticket = pieceMarkWords(mark, now);
    const QString fact = showHidden(m_grouping == PieceGrouping::Status ? piece.platform : piece.statusText);
    beside.setText(ticket.isEmpty() ? fact : pieceMarkBrief(mark, now)); // narrow: the title needs the room
    beside.setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    beside.setIcon(mark.kind == PieceMark::Kind::None ? QIcon() : icon(pieceMarkIcon(mark.kind)));
    QStringList lines{showHidden(piece.title), showHidden(piece.relative)};
    QStringList facts;
    for (const QString& each : {piece.type, piece.platform, piece.statusText}) {
        if (!each.isEmpty())
            facts += showHidden(each);
    }
    if (!facts.isEmpty())
        lines += facts.join(u" · "_s);
    if (!ticket.isEmpty())
        lines += ticket;
    if (!piece.sources.isEmpty())
        lines += tr("%n source(s)", nullptr, static_cast<int>(piece.sources.size()));
    if (piece.status == PieceStatus::Unknown && !piece.statusText.isEmpty())
        lines += tr("“%1” is no step of the pipeline: the board leaves it alone.").arg(showHidden(piece.statusText));
    for (const QString& problem : problems)
        lines += showHidden(problem);
    title.setIcon(problems.isEmpty() ? QIcon() : icon(Icon::Warning));
    title.setToolTip(lines.join(u'\n'));
    beside.setToolTip(ticket);
    QStringList spoken{title.text(), fact, ticket};
    if (!problems.isEmpty())
        spoken += tr("has a problem");
    spoken.removeAll(QString());
    title.setData(spoken.join(u", "_s), Qt::AccessibleTextRole);
}

} // namespace aios
