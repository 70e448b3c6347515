// SPDX-License-Identifier: MIT
// Which items of TranscriptModel are rows: folding and the levels of detail.
#include "ui/chat/transcriptmodel.h"

namespace aios {

namespace {

using Kind = TranscriptEntry::Kind;

/// Worth a row even in the summary: it changed something, went wrong, or still wants something.
bool mattersInSummary(const TranscriptEntry& entry)
{
    if (entry.kind == Kind::Thinking)
        return false;
    if (entry.kind != Kind::Tool)
        return entry.parentToolId.isEmpty();
    return entry.tool.state != ToolRow::State::Done || entry.tool.added > 0 || entry.tool.removed > 0;
}

} // namespace

bool TranscriptModel::shown(const TranscriptItem& item) const
{
    for (const TranscriptItem* above = item.parent; above; above = above->parent) {
        if (!above->expanded.value_or(true) && !item.isCard()) // What waits for the person is never folded away.
            return false;
    }
    if (item.isCard() || m_detail == TranscriptDetail::Verbose)
        return true;
    if (m_detail == TranscriptDetail::Summary)
        return mattersInSummary(item.entry);
    return !(item.entry.kind == Kind::Assistant && item.entry.text.isEmpty() && !item.entry.streaming);
}

bool TranscriptModel::expanded(const TranscriptItem& item) const
{
    if (item.hasChildren)
        return item.expanded.value_or(true);
    return item.expanded.value_or(m_detail == TranscriptDetail::Verbose);
}

void TranscriptModel::showOrHide(std::size_t index)
{
    TranscriptItem& item = *m_items[index];
    const bool show = shown(item);
    if (show == (item.row >= 0))
        return;
    if (!show) {
        const int row = item.row;
        beginRemoveRows({}, row, row);
        m_rows.erase(m_rows.begin() + row);
        item.row = -1;
        renumber(static_cast<std::size_t>(row));
        endRemoveRows();
        return;
    }
    int row = 0;
    for (std::size_t before = index; before > 0; --before) {
        if (m_items[before - 1]->row >= 0) {
            row = m_items[before - 1]->row + 1;
            break;
        }
    }
    beginInsertRows({}, row, row);
    m_rows.insert(m_rows.begin() + row, &item);
    renumber(static_cast<std::size_t>(row));
    endInsertRows();
}

void TranscriptModel::showOrHideBelow(const TranscriptItem& parent)
{
    for (std::size_t i = indexOf(&parent) + 1; i < m_items.size() && m_items[i]->depth > parent.depth; ++i)
        showOrHide(i);
}

void TranscriptModel::renumber(std::size_t firstRow)
{
    for (std::size_t row = firstRow; row < m_rows.size(); ++row)
        m_rows[row]->row = static_cast<int>(row);
}

void TranscriptModel::rebuildRows()
{
    m_rows.clear();
    for (auto& item : m_items) {
        item->row = -1;
        if (shown(*item)) {
            item->row = static_cast<int>(m_rows.size());
            m_rows.push_back(item.get());
        }
    }
}

void TranscriptModel::touched(TranscriptItem& item)
{
    ++item.generation;
    if (!m_loading && item.row >= 0)
        Q_EMIT dataChanged(index(item.row), index(item.row));
}

void TranscriptModel::setDetail(TranscriptDetail detail)
{
    if (detail == m_detail)
        return;
    beginResetModel();
    m_detail = detail;
    for (auto& item : m_items)
        ++item->generation;
    rebuildRows();
    endResetModel();
}

bool TranscriptModel::isPrompt(int row) const
{
    const TranscriptItem& which = item(row);
    return !which.isCard() && which.entry.kind == Kind::User && which.depth == 0 && which.entry.parentToolId.isEmpty();
}

bool TranscriptModel::isExpandable(int row) const
{
    const TranscriptItem& which = item(row);
    return !which.isCard() && (which.entry.kind == Kind::Tool || which.entry.kind == Kind::Thinking || which.entry.kind == Kind::Compaction);
}

bool TranscriptModel::isExpanded(int row) const
{
    return isExpandable(row) && expanded(item(row));
}

bool TranscriptModel::showsDetail(int row) const
{
    return isExpandable(row) && item(row).expanded.value_or(m_detail == TranscriptDetail::Verbose);
}

void TranscriptModel::setExpanded(int row, bool wanted)
{
    if (!isExpandable(row) || wanted == isExpanded(row))
        return;
    TranscriptItem& which = *m_rows[static_cast<std::size_t>(row)];
    which.expanded = wanted;
    touched(which);
    showOrHideBelow(which);
}

void TranscriptModel::setShowAll(int row, bool all)
{
    TranscriptItem& which = *m_rows[static_cast<std::size_t>(row)];
    which.showAll = all;
    touched(which);
}

} // namespace aios
