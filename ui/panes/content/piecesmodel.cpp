// SPDX-License-Identifier: MIT
#include "ui/panes/content/piecesmodel.h"

#include "core/base/text.h"
#include "ui/common/icons.h"
#include "ui/common/piecemarklook.h"

#include <QGuiApplication>
#include <QLocale>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// More rows than this come and go at once, not one after the other: a view works for each.
constexpr qsizetype kMostMoves = 200;

/// All that is said of a piece besides its title and where it is; those name its place.
bool saysTheSame(const Piece& a, const Piece& b)
{
    return a.type == b.type && a.platform == b.platform && a.status == b.status && a.statusText == b.statusText && a.sources == b.sources &&
           a.problem == b.problem && a.slug == b.slug;
}

bool isSameRow(const Piece& a, const Piece& b)
{
    return a.relative == b.relative && a.title == b.title;
}

/// Rows of `have` that are not in `want`, and the other way round. Both are sorted alike, but for what the sorting does not tell apart.
struct Moves {
    QList<bool> leaves;
    QList<bool> comes;
    qsizetype count = 0;
};

/// What is equal at both ends is soon seen; only what lies between is looked up.
Moves movesBetween(const QList<Piece>& have, const QList<Piece>& want)
{
    Moves moves{QList<bool>(have.size()), QList<bool>(want.size()), 0};
    qsizetype head = 0;
    while (head < have.size() && head < want.size() && isSameRow(have[head], want[head]))
        ++head;
    qsizetype haveEnd = have.size();
    qsizetype wantEnd = want.size();
    for (; haveEnd > head && wantEnd > head && isSameRow(have[haveEnd - 1], want[wantEnd - 1]); --haveEnd)
        --wantEnd;
    QHash<QString, qsizetype> places;
    for (qsizetype i = head; i < wantEnd; ++i) {
        places.insert(want[i].relative, i);
        moves.comes[i] = true;
    }
    qsizetype last = head - 1;
    for (qsizetype i = head; i < haveEnd; ++i) {
        const qsizetype place = places.value(have[i].relative, -1);
        moves.leaves[i] = place <= last || !isSameRow(have[i], want[place]);
        if (moves.leaves[i])
            continue;
        last = place;
        moves.comes[place] = false;
    }
    moves.count = moves.leaves.count(true) + moves.comes.count(true);
    return moves;
}

} // namespace

PiecesModel::PiecesModel(QObject* parent) : QAbstractItemModel(parent) {}

PiecesModel::~PiecesModel() = default;

void PiecesModel::setPieces(const QList<Piece>& pieces)
{
    m_pieces = pieces;
    m_before = std::exchange(m_problems, pieceProblems(pieces));
    refill();
    m_before = m_problems;
}

void PiecesModel::setGrouping(PieceGrouping grouping)
{
    m_grouping = grouping;
    refill();
}

void PiecesModel::setFilter(const QString& words)
{
    m_filter = words;
    refill();
}

QList<PieceGroup> PiecesModel::wanted() const
{
    QList<PieceGroup> groups = groupPieces(m_pieces, m_grouping);
    if (m_filter.isEmpty())
        return groups;
    for (PieceGroup& group : groups) {
        if (!group.title.contains(m_filter, Qt::CaseInsensitive))
            group.pieces.removeIf([this](const Piece& piece) { return !piece.title.contains(m_filter, Qt::CaseInsensitive); });
    }
    groups.removeIf([](const PieceGroup& group) { return group.pieces.isEmpty(); });
    return groups;
}

/// The same groups in the same order, and few rows that move.
bool PiecesModel::isSmallChange(const QList<PieceGroup>& wanted) const
{
    QHash<QString, qsizetype> places;
    for (qsizetype i = 0; i < wanted.size(); ++i)
        places.insert(wanted[i].title, i);
    qsizetype last = -1;
    qsizetype moves = 0;
    for (const auto& group : m_groups) {
        const qsizetype place = places.value(group->shown.title, -1);
        if (place >= 0 && place <= last)
            return false;
        last = std::max(last, place);
        moves += place < 0 ? 1 : movesBetween(group->shown.pieces, wanted[place].pieces).count;
    }
    return moves <= kMostMoves && !m_groups.empty() && std::abs(static_cast<qsizetype>(m_groups.size()) - wanted.size()) <= kMostMoves;
}

void PiecesModel::refill()
{
    QList<PieceGroup> groups = wanted();
    if (isSmallChange(groups))
        merge(std::move(groups));
    else
        reset(std::move(groups));
}

void PiecesModel::reset(QList<PieceGroup> wanted)
{
    beginResetModel();
    m_groups.clear();
    for (PieceGroup& group : wanted)
        m_groups.push_back(std::make_unique<Group>(std::move(group)));
    numberGroups();
    endResetModel();
}

void PiecesModel::numberGroups()
{
    for (std::size_t row = 0; row < m_groups.size(); ++row)
        m_groups[row]->row = static_cast<int>(row);
}

void PiecesModel::merge(QList<PieceGroup> wanted)
{
    for (int row = static_cast<int>(m_groups.size()) - 1; row >= 0; --row) {
        if (std::ranges::find(wanted, m_groups[row]->shown.title, &PieceGroup::title) != wanted.end())
            continue;
        beginRemoveRows({}, row, row);
        m_groups.erase(m_groups.begin() + row);
        numberGroups();
        endRemoveRows();
    }
    for (int row = 0; row < wanted.size(); ++row) {
        if (row < static_cast<int>(m_groups.size()) && m_groups[row]->shown.title == wanted[row].title) {
            mergePieces(*m_groups[row], std::move(wanted[row].pieces));
            continue;
        }
        beginInsertRows({}, row, row);
        m_groups.insert(m_groups.begin() + row, std::make_unique<Group>(std::move(wanted[row])));
        numberGroups();
        endInsertRows();
    }
}

void PiecesModel::mergePieces(Group& group, QList<Piece> pieces)
{
    QList<Piece>& shown = group.shown.pieces;
    const Moves moves = movesBetween(shown, pieces);
    const QModelIndex parent = index(group.row, 0);
    for (int row = static_cast<int>(shown.size()) - 1; row >= 0; --row) {
        if (!moves.leaves[row])
            continue;
        beginRemoveRows(parent, row, row);
        shown.removeAt(row);
        endRemoveRows();
    }
    int first = -1; // of the rows that say something else now
    int last = -1;
    for (int row = 0; row < pieces.size(); ++row) {
        if (moves.comes[row]) {
            beginInsertRows(parent, row, row);
            shown.insert(row, pieces[row]);
            endInsertRows();
        } else if (!saysTheSame(shown[row], pieces[row]) || m_before.value(shown[row].relative) != m_problems.value(shown[row].relative)) {
            first = first < 0 ? row : first;
            last = row;
        }
    }
    shown = std::move(pieces);
    if (moves.count > 0)
        Q_EMIT dataChanged(parent, parent.siblingAtColumn(1)); // how many there are
    if (last >= 0)
        Q_EMIT dataChanged(index(first, 0, parent), index(last, 1, parent));
}

/// One change a group, from the first to the last row that differs: a view looks for the place of each.
void PiecesModel::setMarks(const PieceMarks& marks)
{
    const PieceMarks before = std::exchange(m_marks, marks);
    for (const auto& group : m_groups) {
        int first = -1;
        int last = -1;
        const QList<Piece>& pieces = group->shown.pieces;
        for (int row = 0; row < pieces.size(); ++row) {
            if (before.value(pieces[row].relative) == m_marks.value(pieces[row].relative))
                continue;
            first = first < 0 ? row : first;
            last = row;
        }
        const QModelIndex parent = index(group->row, 0);
        if (last >= 0)
            Q_EMIT dataChanged(index(first, 0, parent), index(last, 1, parent));
    }
}

QModelIndex PiecesModel::find(const QString& relative, const QString& group) const
{
    for (const auto& each : m_groups) {
        if (relative.isEmpty()) {
            if (each->shown.title == group)
                return index(each->row, 0);
            continue;
        }
        const QList<Piece>& pieces = each->shown.pieces;
        const auto found = std::ranges::find(pieces, relative, &Piece::relative);
        if (found != pieces.cend())
            return index(static_cast<int>(found - pieces.cbegin()), 0, index(each->row, 0));
    }
    return {};
}

PieceMark PiecesModel::mark(const QModelIndex& index) const
{
    return m_marks.value(index.siblingAtColumn(0).data(RelativeRole).toString());
}

/// A row of a piece points to its group, a row of a group to nothing.
QModelIndex PiecesModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? m_groups[parent.row()].get() : nullptr);
}

QModelIndex PiecesModel::parent(const QModelIndex& index) const
{
    const auto* group = static_cast<const Group*>(index.internalPointer());
    return group ? createIndex(group->row, 0, nullptr) : QModelIndex();
}

int PiecesModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_groups.size());
    if (parent.internalPointer() || parent.column() != 0)
        return 0;
    return static_cast<int>(m_groups[parent.row()]->shown.pieces.size());
}

int PiecesModel::columnCount(const QModelIndex&) const
{
    return 2;
}

bool PiecesModel::hasChildren(const QModelIndex& parent) const
{
    return rowCount(parent) > 0;
}

Qt::ItemFlags PiecesModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    return index.internalPointer() ? flags | Qt::ItemNeverHasChildren : flags;
}

QVariant PiecesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto* group = static_cast<const Group*>(index.internalPointer());
    return group ? pieceData(group->shown.pieces.at(index.row()), index.column(), role) : groupData(*m_groups[index.row()], index.column(), role);
}

QVariant PiecesModel::groupData(const Group& group, int column, int role) const
{
    if (role == GroupRole)
        return group.shown.title;
    if (role == Qt::TextAlignmentRole && column == 1)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::DisplayRole)
        return column == 0 ? showHidden(group.shown.title) : QLocale().toString(group.shown.pieces.size());
    if (role == Qt::FontRole && column == 0) {
        QFont bold = QGuiApplication::font();
        bold.setBold(true);
        return bold;
    }
    return {};
}

QString PiecesModel::factOf(const Piece& piece) const
{
    return showHidden(m_grouping == PieceGrouping::Status ? piece.platform : piece.statusText);
}

QVariant PiecesModel::pieceData(const Piece& piece, int column, int role) const
{
    const bool title = column == 0;
    switch (role) {
    case RelativeRole:
        return title ? QVariant(piece.relative) : QVariant();
    case Qt::TextAlignmentRole:
        return title ? QVariant() : QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        return title ? QVariant(spoken(piece)) : QVariant();
    default:
        break;
    }
    if (title) {
        if (role == Qt::DisplayRole)
            return showHidden(piece.title);
        if (role == Qt::DecorationRole)
            return m_problems.contains(piece.relative) ? QVariant(icon(Icon::Warning)) : QVariant();
        return role == Qt::ToolTipRole ? QVariant(details(piece)) : QVariant();
    }
    const PieceMark mark = m_marks.value(piece.relative);
    const QDateTime now = QDateTime::currentDateTime();
    if (role == Qt::DisplayRole)
        return mark.kind == PieceMark::Kind::None ? factOf(piece) : pieceMarkBrief(mark, now); // narrow: the title needs the room
    if (role == Qt::DecorationRole)
        return mark.kind == PieceMark::Kind::None ? QVariant() : QVariant(icon(pieceMarkIcon(mark.kind)));
    return role == Qt::ToolTipRole ? QVariant(pieceMarkWords(mark, now)) : QVariant();
}

QString PiecesModel::spoken(const Piece& piece) const
{
    QStringList words{showHidden(piece.title), factOf(piece), pieceMarkWords(m_marks.value(piece.relative), QDateTime::currentDateTime())};
    if (m_problems.contains(piece.relative))
        words += tr("has a problem");
    words.removeAll(QString());
    return words.join(u", "_s);
}

QString PiecesModel::details(const Piece& piece) const
{
    QStringList lines{showHidden(piece.title), showHidden(piece.relative)};
    QStringList facts;
    for (const QString& each : {piece.type, piece.platform, piece.statusText}) {
        if (!each.isEmpty())
            facts += showHidden(each);
    }
    if (!facts.isEmpty())
        lines += facts.join(u" · "_s);
    if (const QString ticket = pieceMarkWords(m_marks.value(piece.relative), QDateTime::currentDateTime()); !ticket.isEmpty())
        lines += ticket;
    if (!piece.sources.isEmpty())
        lines += tr("%n source(s)", nullptr, static_cast<int>(piece.sources.size()));
    if (piece.status == PieceStatus::Unknown && !piece.statusText.isEmpty())
        lines += tr("“%1” is no step of the pipeline: the board leaves it alone.").arg(showHidden(piece.statusText));
    for (const QString& problem : m_problems.value(piece.relative))
        lines += showHidden(problem);
    return lines.join(u'\n');
}

} // namespace aios
