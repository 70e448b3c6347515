// SPDX-License-Identifier: MIT
// Find in TranscriptView.
#include "ui/chat/findbar.h"
#include "ui/chat/transcriptmodel.h"
#include "ui/chat/transcriptview.h"

#include <algorithm>

namespace aios {

void TranscriptView::openFind()
{
    m_findBar->start();
    placeOverlays();
}

void TranscriptView::endFind()
{
    m_findQuery.clear();
    m_findRows.clear();
    m_findTotal = m_findIndex = 0;
    m_paint.current = {};
    viewport()->update();
}

bool TranscriptView::findStep(const QString& query, bool backwards, bool stay)
{
    const bool fresh = query != m_findQuery || m_findStale;
    if (fresh) {
        m_findQuery = query;
        m_findStale = false;
        m_findRows.clear();
        m_findTotal = 0;
        for (const TranscriptModel::Match& match : m_model.find(query)) {
            m_findRows.append({match.uid, m_findTotal});
            m_findTotal += match.count;
        }
    }
    if (m_findTotal == 0) {
        endFind();
        m_findQuery = query;
        return false;
    }
    if (stay && m_findIndex == 0)
        m_findIndex = m_findTotal; // The newest first: that is where people are.
    else if (!stay)
        m_findIndex = backwards ? (m_findIndex <= 1 ? m_findTotal : m_findIndex - 1) : (m_findIndex >= m_findTotal ? 1 : m_findIndex + 1);
    m_findIndex = qBound(1, m_findIndex, m_findTotal);
    showHit();
    return true;
}

void TranscriptView::showHit()
{
    const auto it = std::ranges::find_if(m_findRows.crbegin(), m_findRows.crend(), [this](const auto& each) { return each.second < m_findIndex; });
    const int row = it == m_findRows.crend() ? -1 : m_model.rowOf(it->first);
    if (row < 0)
        return;
    m_model.setExpanded(row, true);
    if (m_model.isExpandable(row) && !m_model.item(row).showAll)
        m_model.setShowAll(row, true);
    int left = m_findIndex - it->second;
    m_flow.settle();
    const auto segments = static_cast<int>(m_flow.layout(row).segments.size());
    TextPlace last{it->first, 0, 0};
    for (int index = 0; index < segments && left > 0; ++index) {
        const QString text = m_flow.segmentText(row, index, m_flow.segment(row, index).holdsText());
        for (auto at = text.indexOf(m_findQuery, 0, Qt::CaseInsensitive); at >= 0 && left > 0;
             at = text.indexOf(m_findQuery, at + m_findQuery.size(), Qt::CaseInsensitive), --left)
            last = {it->first, index, static_cast<int>(at)};
    }
    m_paint.current = last;
    m_flow.showPlace(row, last.segment, m_flow.segment(row, last.segment).holdsText() ? last.position : -1);
    settle();
}

} // namespace aios
