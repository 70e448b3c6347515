// SPDX-License-Identifier: MIT
#include "ui/panes/content/piecesmodel.h"

#include "core/base/text.h"
#include "core/content/piecechanges.h"
#include "ui/common/icons.h"
#include "ui/common/piecemarklook.h"

#include <QGuiApplication>
#include <QLocale>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// More pieces than this change at once, not one after the other: a view works for each.
constexpr qsizetype kMostChanges = 200;

} // namespace

PiecesModel::PiecesModel(QObject* parent) : QAbstractItemModel(parent) {}

PiecesModel::~PiecesModel() = default;

void PiecesModel::setPieces(const QList<Piece>& pieces)
{
    const QList<Piece> before = std::exchange(m_pieces, pieces);
    const auto changes = pieceChanges(before, m_pieces, kMostChanges);
    if (!changes || m_groups.empty()) {
        m_problems.set(m_pieces);
        return refill();
    }
    QSet<QString> slugs; // of which another piece may have a problem now, or no longer
    for (const PieceChange& change : *changes) {
        if (change.before >= 0) {
            m_problems.remove(before[change.before]);
            slugs.insert(before[change.before].slug);
        }
        if (change.after >= 0)
            slugs.insert(m_pieces[change.after].slug);
    }
    for (const PieceChange& change : *changes) {
        if (change.after >= 0)
            m_problems.add(m_pieces[change.after]);
    }
    for (const PieceChange& change : *changes)
        apply(change.before >= 0 ? &before[change.before] : nullptr, change.after >= 0 ? &m_pieces[change.after] : nullptr);
    for (const QString& slug : std::as_const(slugs))
        tellAll(slug);
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

bool PiecesModel::passes(const QString& group, const Piece& piece) const
{
    return m_filter.isEmpty() || group.contains(m_filter, Qt::CaseInsensitive) || piece.title.contains(m_filter, Qt::CaseInsensitive);
}

void PiecesModel::refill()
{
    QList<PieceGroup> groups = groupPieces(m_pieces, m_grouping);
    if (!m_filter.isEmpty()) {
        for (PieceGroup& group : groups)
            group.pieces.removeIf([this, &group](const Piece& piece) { return !passes(group.title, piece); });
        groups.removeIf([](const PieceGroup& group) { return group.pieces.isEmpty(); });
    }
    beginResetModel();
    m_groups.clear();
    for (PieceGroup& group : groups)
        m_groups.push_back(std::make_unique<Group>(std::move(group)));
    numberGroups();
    endResetModel();
}

void PiecesModel::numberGroups()
{
    for (std::size_t row = 0; row < m_groups.size(); ++row)
        m_groups[row]->row = static_cast<int>(row);
}

PiecesModel::Group* PiecesModel::groupOf(const Piece& piece) const
{
    const auto place = groupFor(piece, m_grouping).place;
    const auto found = std::ranges::lower_bound(m_groups, place, {}, [](const auto& group) { return group->shown.place; });
    return found != m_groups.end() && (*found)->shown.place == place ? found->get() : nullptr;
}

int PiecesModel::rowOf(const Group& group, const Piece& piece)
{
    const QList<Piece>& pieces = group.shown.pieces;
    const auto found = std::ranges::lower_bound(pieces, piece, comesBefore);
    return found != pieces.cend() && found->relative == piece.relative ? static_cast<int>(found - pieces.cbegin()) : -1;
}

/// A piece that stays where it is changes there; else it leaves and comes.
void PiecesModel::apply(const Piece* before, const Piece* after)
{
    Group* from = before ? groupOf(*before) : nullptr;
    const int row = from ? rowOf(*from, *before) : -1;
    if (row >= 0 && after && groupOf(*after) == from && after->title == before->title && passes(from->shown.title, *after)) {
        from->shown.pieces[row] = *after;
        const QModelIndex parent = index(from->row, 0);
        Q_EMIT dataChanged(index(row, 0, parent), index(row, 1, parent));
        return;
    }
    if (row >= 0)
        removeRow(*from, row);
    if (after)
        insert(*after);
}

void PiecesModel::removeRow(Group& group, int row)
{
    if (group.shown.pieces.size() == 1) {
        beginRemoveRows({}, group.row, group.row);
        m_groups.erase(m_groups.begin() + group.row);
        numberGroups();
        return endRemoveRows();
    }
    const QModelIndex parent = index(group.row, 0);
    beginRemoveRows(parent, row, row);
    group.shown.pieces.removeAt(row);
    endRemoveRows();
    Q_EMIT dataChanged(parent, parent.siblingAtColumn(1)); // how many there are
}

void PiecesModel::insert(const Piece& piece)
{
    PieceGroup fresh = groupFor(piece, m_grouping);
    if (!passes(fresh.title, piece))
        return;
    if (Group* group = groupOf(piece)) {
        QList<Piece>& pieces = group->shown.pieces;
        const auto place = std::ranges::lower_bound(pieces, piece, comesBefore) - pieces.begin();
        const QModelIndex parent = index(group->row, 0);
        beginInsertRows(parent, static_cast<int>(place), static_cast<int>(place));
        pieces.insert(place, piece);
        endInsertRows();
        Q_EMIT dataChanged(parent, parent.siblingAtColumn(1));
        return;
    }
    const auto behind = std::ranges::lower_bound(m_groups, fresh.place, {}, [](const auto& group) { return group->shown.place; });
    const int row = static_cast<int>(behind - m_groups.begin());
    fresh.pieces.append(piece);
    beginInsertRows({}, row, row);
    m_groups.insert(behind, std::make_unique<Group>(std::move(fresh)));
    numberGroups();
    endInsertRows();
}

/// The pieces of that slug may have a problem since one of them changed. Many are told as one.
void PiecesModel::tellAll(const QString& slug)
{
    const QStringList paths = m_problems.withSlug(slug);
    if (paths.size() > kMostChanges) {
        for (const auto& group : m_groups) {
            const QModelIndex parent = index(group->row, 0);
            Q_EMIT dataChanged(index(0, 0, parent), index(rowCount(parent) - 1, 1, parent));
        }
        return;
    }
    for (const QString& path : paths) {
        if (const QModelIndex found = find(path); found.isValid())
            Q_EMIT dataChanged(found, found.siblingAtColumn(1));
    }
}

void PiecesModel::setMarks(const PieceMarks& marks)
{
    const PieceMarks before = std::exchange(m_marks, marks);
    const auto tell = [this](const QString& relative) {
        if (const QModelIndex found = find(relative); found.isValid())
            Q_EMIT dataChanged(found, found.siblingAtColumn(1));
    };
    for (const auto& [relative, mark] : before.asKeyValueRange()) { // few pieces have one
        if (!m_marks.contains(relative))
            tell(relative);
    }
    for (const auto& [relative, mark] : m_marks.asKeyValueRange()) {
        if (before.value(relative) != mark)
            tell(relative);
    }
}

QModelIndex PiecesModel::find(const QString& relative, const QString& group) const
{
    if (relative.isEmpty()) {
        const auto found = std::ranges::find(m_groups, group, [](const auto& each) { return each->shown.title; });
        return found == m_groups.end() ? QModelIndex() : index((*found)->row, 0);
    }
    const auto piece = std::ranges::lower_bound(m_pieces, relative, {}, &Piece::relative);
    const Group* holder = piece != m_pieces.cend() && piece->relative == relative ? groupOf(*piece) : nullptr;
    return holder ? index(rowOf(*holder, *piece), 0, index(holder->row, 0)) : QModelIndex();
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
            return m_problems.has(piece) ? QVariant(icon(Icon::Warning)) : QVariant();
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
    if (m_problems.has(piece))
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
    for (const QString& problem : m_problems.of(piece))
        lines += showHidden(problem);
    return lines.join(u'\n');
}

} // namespace aios
