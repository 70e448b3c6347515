// SPDX-License-Identifier: MIT
#include "ui/chat/transcriptmodel.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

using Kind = TranscriptEntry::Kind;

bool isFinished(ToolRow::State state)
{
    using State = ToolRow::State;
    return state == State::Done || state == State::Failed || state == State::Denied || state == State::Cancelled;
}

} // namespace

TranscriptModel::TranscriptModel(QObject* parent) : QAbstractListModel(parent) {}
TranscriptModel::~TranscriptModel() = default;

void TranscriptModel::setEntries(const QList<TranscriptEntry>& entries)
{
    beginResetModel();
    m_items.clear();
    m_rows.clear();
    m_byEntry.clear();
    m_byTool.clear();
    m_byUid.clear();
    m_loading = true;
    m_items.reserve(static_cast<std::size_t>(entries.size()));
    for (const TranscriptEntry& entry : entries) {
        TranscriptItem* item = add(entry);
        if (item->parent && isFinished(item->parent->entry.tool.state))
            item->parent->expanded = false; // What a sub-agent did in an old session opens on request.
    }
    m_loading = false;
    rebuildRows();
    endResetModel();
}

void TranscriptModel::applyEvents(const QList<AgentEvent>& events)
{
    for (const AgentEvent& event : events) {
        if (const auto* added = std::get_if<EntryAdded>(&event.what))
            add(added->entry);
        else if (const auto* delta = std::get_if<EntryDelta>(&event.what))
            append(delta->entryId, delta->text);
        else if (const auto* changed = std::get_if<EntryChanged>(&event.what))
            change(changed->entry);
        else if (const auto* removed = std::get_if<EntryRemoved>(&event.what))
            removeItem(m_byEntry.value(removed->entryId));
    }
}

TranscriptItem* TranscriptModel::add(const TranscriptEntry& entry)
{
    if (TranscriptItem* known = m_byEntry.value(entry.id); known && !entry.id.isEmpty()) {
        change(entry);
        return known;
    }
    auto item = std::make_unique<TranscriptItem>();
    item->entry = entry;
    item->lineBreaks = entry.text.count(u'\n');
    const QString parentId = entry.parentToolId.isEmpty() ? entry.tool.parentToolId : entry.parentToolId;
    item->parent = m_byTool.value(parentId);
    TranscriptItem* raw = item.get();
    m_byEntry.insert(entry.id, raw);
    if (entry.kind == Kind::Tool && !entry.tool.id.isEmpty())
        m_byTool.insert(entry.tool.id, raw);
    insert(std::move(item));
    if (raw->parent && !raw->parent->hasChildren) {
        raw->parent->hasChildren = true;
        touched(*raw->parent);
    }
    return raw;
}

void TranscriptModel::addCard(const QString& cardId, const QString& toolUseId, const QString& words)
{
    removeCard(cardId);
    auto item = std::make_unique<TranscriptItem>();
    item->cardId = cardId;
    item->entry.id = u"card:" + cardId;
    item->entry.text = words;
    const TranscriptItem* tool = m_byTool.value(toolUseId);
    item->parent = tool ? tool->parent : nullptr;
    item->entry.tool.id = toolUseId;
    m_byEntry.insert(item->entry.id, item.get());
    insert(std::move(item));
}

void TranscriptModel::removeCard(const QString& cardId)
{
    removeItem(m_byEntry.value(u"card:" + cardId));
}

/// Where a new item belongs: a card behind its tool call, a sub-agent's row behind the last row of that sub-agent, else the end.
std::size_t TranscriptModel::placeFor(TranscriptItem& item) const
{
    item.depth = item.parent ? item.parent->depth + 1 : 0;
    const TranscriptItem* after = item.isCard() ? m_byTool.value(item.entry.tool.id) : item.parent;
    if (!after)
        return m_items.size();
    std::size_t place = indexOf(after) + 1;
    while (place < m_items.size() && (m_items[place]->depth > after->depth || (item.isCard() && m_items[place]->isCard())))
        ++place;
    return place;
}

void TranscriptModel::insert(std::unique_ptr<TranscriptItem> item)
{
    item->uid = m_nextUid++;
    m_byUid.insert(item->uid, item.get());
    const std::size_t place = placeFor(*item);
    m_items.insert(m_items.begin() + static_cast<std::ptrdiff_t>(place), std::move(item));
    if (!m_loading)
        showOrHide(place);
}

void TranscriptModel::append(const QString& entryId, const QString& text)
{
    TranscriptItem* item = m_byEntry.value(entryId);
    if (!item || text.isEmpty())
        return;
    // A running tool's output streams as text of its row.
    if (item->entry.kind == Kind::Tool) {
        item->entry.tool.output += text;
        touched(*item);
        return;
    }
    item->entry.text += text;
    item->lineBreaks += text.count(u'\n');
    if (item->row >= 0)
        Q_EMIT dataChanged(index(item->row), index(item->row), {Qt::DisplayRole});
}

void TranscriptModel::change(const TranscriptEntry& entry)
{
    TranscriptItem* item = m_byEntry.value(entry.id);
    if (!item) {
        add(entry);
        return;
    }
    const bool finished = item->entry.streaming && !entry.streaming && entry.kind == Kind::Assistant;
    const bool sameText = entry.kind == item->entry.kind && entry.kind != Kind::Tool && entry.text == item->entry.text;
    item->entry = entry;
    item->lineBreaks = entry.text.count(u'\n');
    if (entry.kind == Kind::Tool && !entry.tool.id.isEmpty())
        m_byTool.insert(entry.tool.id, item);
    if (!(sameText && entry.kind == Kind::Assistant)) // The end of streaming alone lays nothing out again.
        ++item->generation;
    showOrHide(indexOf(item));
    if (item->row >= 0)
        Q_EMIT dataChanged(index(item->row), index(item->row));
    if (finished && item->parent == nullptr)
        Q_EMIT messageFinished(rowAccessibleText(*item, true));
}

void TranscriptModel::removeItem(TranscriptItem* item)
{
    if (!item)
        return;
    const std::size_t place = indexOf(item);
    if (item->row >= 0) {
        const int row = item->row;
        beginRemoveRows({}, row, row);
        m_rows.erase(m_rows.begin() + row);
        item->row = -1;
        renumber(static_cast<std::size_t>(row));
        endRemoveRows();
    }
    for (auto& other : m_items) {
        if (other->parent == item)
            other->parent = item->parent;
    }
    m_byEntry.remove(item->entry.id);
    if (item->isTool())
        m_byTool.remove(item->entry.tool.id);
    m_byUid.remove(item->uid);
    m_items.erase(m_items.begin() + static_cast<std::ptrdiff_t>(place));
}

std::size_t TranscriptModel::indexOf(const TranscriptItem* item) const
{
    // What changes is near the end, so look from there.
    const auto it = std::find_if(m_items.rbegin(), m_items.rend(), [item](const auto& each) { return each.get() == item; });
    Q_ASSERT(it != m_items.rend());
    return static_cast<std::size_t>(std::distance(it, m_items.rend()) - 1);
}

int TranscriptModel::rowOf(quint64 uid) const
{
    const TranscriptItem* which = m_byUid.value(uid);
    return which ? which->row : -1;
}

int TranscriptModel::rowOfEntry(const QString& entryId) const
{
    const TranscriptItem* which = m_byEntry.value(entryId);
    return which ? which->row : -1;
}

QString TranscriptModel::text(int row) const
{
    return item(row).isCard() ? item(row).entry.text : rowText(item(row), showsDetail(row));
}

QString TranscriptModel::text(int first, int last) const
{
    QStringList parts;
    for (int row = qMax(0, first); row <= last && row < rowCount(); ++row)
        parts += text(row);
    return parts.join("\n\n"_L1);
}

QList<TranscriptModel::Match> TranscriptModel::find(const QString& query) const
{
    QList<Match> matches;
    if (query.isEmpty())
        return matches;
    // Cheap first: the source without markdown's inline marks holds whatever the shown text holds. Only then is the row's markdown read.
    static const QRegularExpression marks(u"[*_~`\\\\]"_s);
    const QString bareQuery = QString(query).remove(marks);
    for (const TranscriptItem* each : m_rows) {
        const TranscriptEntry& entry = each->entry;
        if (each->isCard())
            continue;
        if (entry.kind == Kind::Assistant && !entry.text.contains(query, Qt::CaseInsensitive) &&
            !(entry.text.contains(marks) && QString(entry.text).remove(marks).contains(bareQuery, Qt::CaseInsensitive)))
            continue;
        if (const auto count = rowText(*each, true).count(query, Qt::CaseInsensitive); count > 0)
            matches.append({each->uid, static_cast<int>(count)});
    }
    return matches;
}

int TranscriptModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant TranscriptModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int row = index.row();
    const TranscriptItem& which = item(row);
    switch (role) {
    case Qt::DisplayRole:
        return rowHeadline(which);
    case Qt::AccessibleTextRole:
        return rowAccessibleText(which, showsDetail(row));
    case EntryIdRole:
        return which.entry.id;
    case KindRole:
        return static_cast<int>(which.entry.kind);
    case ToolStateRole:
        return static_cast<int>(which.entry.tool.state);
    case ExpandedRole:
        return isExpanded(row);
    case ExpandableRole:
        return isExpandable(row);
    case DepthRole:
        return which.depth;
    case StreamingRole:
        return which.entry.streaming;
    case CardIdRole:
        return which.cardId;
    case TimeRole:
        return which.entry.time;
    default:
        return {};
    }
}

QHash<int, QByteArray> TranscriptModel::roleNames() const
{
    auto names = QAbstractListModel::roleNames();
    names.insert({{EntryIdRole, "entryId"},
                  {KindRole, "kind"},
                  {ToolStateRole, "toolState"},
                  {ExpandedRole, "expanded"},
                  {ExpandableRole, "expandable"},
                  {DepthRole, "depth"},
                  {StreamingRole, "streaming"},
                  {CardIdRole, "cardId"},
                  {TimeRole, "time"}});
    return names;
}

} // namespace aios
