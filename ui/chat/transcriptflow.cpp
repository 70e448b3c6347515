// SPDX-License-Identifier: MIT
#include "ui/chat/transcriptflow.h"

#include "ui/chat/transcriptmodel.h"

#include <algorithm>

namespace aios {
namespace {
constexpr std::ptrdiff_t kMaxLayouts = 256; ///< Rows whose segments are kept; their bodies are limited by kMaxBodies.
}

void TranscriptFlow::setStyle(const TextStyle& style)
{
    m_style = style;
    reset();
}

void TranscriptFlow::setSize(int width, int height)
{
    m_viewHeight = height;
    if (width == m_width)
        return;
    m_width = width;
    // Keep the row that is read; its offset in the new width is near enough the same share of the segment.
    const Anchor anchor = m_anchor;
    reset();
    m_anchor = anchor;
}

void TranscriptFlow::dropBodies()
{
    for (auto& [uid, layout] : m_layouts)
        layout->dropBodies();
}

void TranscriptFlow::release()
{
    m_layouts.clear();
    m_layoutUsed.clear();
    m_shown.clear();
}

void TranscriptFlow::reset()
{
    release();
    std::vector<int> heights(static_cast<std::size_t>(m_model.rowCount()));
    for (int row = 0; row < m_model.rowCount(); ++row)
        heights[static_cast<std::size_t>(row)] = estimatedRowHeight(m_model.item(row), m_model.showsDetail(row), m_width, m_style);
    m_heights.assign(std::move(heights));
}

void TranscriptFlow::rowsInserted(int first, int last)
{
    for (int row = first; row <= last; ++row)
        m_heights.insert(row, estimatedRowHeight(m_model.item(row), m_model.showsDetail(row), m_width, m_style));
    if (first <= m_anchor.row && m_heights.size() > last - first + 1)
        m_anchor.row += last - first + 1;
    m_shown.clear();
}

void TranscriptFlow::rowsRemoved(int first, int last)
{
    for (int row = last; row >= first; --row)
        m_heights.remove(row);
    if (m_anchor.row > last)
        m_anchor.row -= last - first + 1;
    else if (m_anchor.row >= first)
        m_anchor = {first, 0, 0};
    m_shown.clear();
}

void TranscriptFlow::rowChanged(int row)
{
    // Laid out again when it is shown; only a row nobody has seen needs a fresh guess now.
    if (!m_layouts.contains(m_model.item(row).uid))
        m_heights.set(row, estimatedRowHeight(m_model.item(row), m_model.showsDetail(row), m_width, m_style));
}

RowLayout& TranscriptFlow::layout(int row)
{
    const TranscriptItem& item = m_model.item(row);
    auto& layout = m_layouts[item.uid];
    if (!layout)
        layout = std::make_unique<RowLayout>();
    m_layoutUsed[item.uid] = ++m_clock;
    if (!layout->isCurrent(item, m_model.showsDetail(row), m_width)) {
        layout->update(item, m_model.showsDetail(row), m_width, m_style);
        storeHeight(row);
    }
    return *layout;
}

void TranscriptFlow::storeHeight(int row)
{
    if (const auto it = m_layouts.find(m_model.item(row).uid); it != m_layouts.end())
        m_heights.set(row, it->second->height());
}

SegmentBody& TranscriptFlow::body(int row, int segment)
{
    RowLayout& rowLayout = layout(row);
    Segment& which = rowLayout.segments[static_cast<std::size_t>(segment)];
    which.used = ++m_clock;
    const int before = which.height;
    SegmentBody& body = rowLayout.ensure(segment, m_style);
    if (which.height != before)
        storeHeight(row);
    return body;
}

int TranscriptFlow::settledHeight(int row, int segment)
{
    RowLayout& rowLayout = layout(row);
    Segment& which = rowLayout.segments[static_cast<std::size_t>(segment)];
    which.used = ++m_clock;
    if (which.kind == Segment::Kind::Card) {
        const int height = m_cardHeight ? m_cardHeight(which.source, m_width - which.indent) : which.height;
        if (!which.exact || which.height != height + which.above + which.below) {
            rowLayout.setCardHeight(height);
            storeHeight(row);
        }
    } else if (which.holdsText() && !which.body && !which.exact) {
        body(row, segment);
    }
    return which.height;
}

bool TranscriptFlow::stepBack(int& row, int& segment)
{
    if (segment > 0) {
        --segment;
        return true;
    }
    if (row == 0)
        return false;
    --row;
    segment = static_cast<int>(layout(row).segments.size()) - 1;
    return true;
}

bool TranscriptFlow::stepOn(int& row, int& segment)
{
    if (segment + 1 < static_cast<int>(layout(row).segments.size())) {
        ++segment;
        return true;
    }
    if (row + 1 >= m_heights.size())
        return false;
    ++row;
    segment = 0;
    return true;
}

void TranscriptFlow::anchorToEnd()
{
    if (m_heights.size() == 0)
        return;
    int row = m_heights.size() - 1;
    int segment = static_cast<int>(layout(row).segments.size()) - 1;
    int covered = settledHeight(row, segment);
    while (covered < m_viewHeight && stepBack(row, segment))
        covered += settledHeight(row, segment);
    m_anchor = {row, segment, qMax(0, covered - m_viewHeight)};
}

/// Walks from the anchor until its offset lies inside its segment, laying out what it passes.
void TranscriptFlow::tidyAnchor()
{
    m_anchor.row = qBound(0, m_anchor.row, m_heights.size() - 1);
    m_anchor.segment = qBound(0, m_anchor.segment, static_cast<int>(layout(m_anchor.row).segments.size()) - 1);
    while (m_anchor.offset < 0) {
        if (!stepBack(m_anchor.row, m_anchor.segment)) {
            m_anchor.offset = 0;
            return;
        }
        m_anchor.offset += settledHeight(m_anchor.row, m_anchor.segment);
    }
    for (int height = settledHeight(m_anchor.row, m_anchor.segment); m_anchor.offset >= height;
         height = settledHeight(m_anchor.row, m_anchor.segment)) {
        int row = m_anchor.row;
        int segment = m_anchor.segment;
        if (!stepOn(row, segment)) {
            m_anchor.offset = qMax(0, height - 1);
            return;
        }
        m_anchor = {row, segment, m_anchor.offset - height};
    }
}

/// Lists what is on screen from the anchor down; returns where the content ends, from the viewport's top.
int TranscriptFlow::fill()
{
    m_shown.clear();
    int row = m_anchor.row;
    int segment = m_anchor.segment;
    int top = -m_anchor.offset;
    do {
        m_shown.push_back({row, segment, top});
        top += settledHeight(row, segment);
    } while (top < m_viewHeight && stepOn(row, segment));
    return top;
}

void TranscriptFlow::settle()
{
    m_shown.clear();
    if (m_heights.size() == 0) {
        m_anchor = {};
        return;
    }
    if (m_follows)
        anchorToEnd();
    tidyAnchor();
    if (fill() < m_viewHeight && (m_anchor.row > 0 || m_anchor.segment > 0 || m_anchor.offset > 0)) {
        anchorToEnd();
        fill();
    }
    for (const Shown& each : m_shown) {
        if (segment(each.row, each.segment).holdsText())
            body(each.row, each.segment);
    }
    evict();
}

void TranscriptFlow::scrollBy(int pixels)
{
    if (m_heights.size() == 0)
        return;
    m_follows = false;
    m_anchor.offset += pixels;
    settle();
    m_follows = value() >= maximum();
}

void TranscriptFlow::scrollTo(int target)
{
    if (m_heights.size() == 0)
        return;
    m_follows = target >= maximum();
    if (!m_follows) {
        const int row = m_heights.rowAt(target);
        m_anchor = {row, 0, static_cast<int>(target - m_heights.before(row))};
        // Within the row by what is known of its segments; only then are they laid out.
        RowLayout& rowLayout = layout(row);
        while (m_anchor.segment + 1 < static_cast<int>(rowLayout.segments.size()) &&
               m_anchor.offset >= rowLayout.segments[static_cast<std::size_t>(m_anchor.segment)].height)
            m_anchor.offset -= rowLayout.segments[static_cast<std::size_t>(m_anchor.segment++)].height;
    }
    settle();
}

void TranscriptFlow::scrollToEnd()
{
    m_follows = true;
    settle();
}

void TranscriptFlow::showRow(int row)
{
    showPlace(row, 0, -1);
}

void TranscriptFlow::showPlace(int row, int segment, int position)
{
    const int margin = m_viewHeight / 6;
    int within = 0;
    if (position >= 0) {
        const QRectF line = body(row, segment).rectOf(position);
        within = this->segment(row, segment).topInset() + qRound(line.top());
    }
    for (const Shown& each : m_shown) {
        if (each.row == row && each.segment == segment && each.top + within >= 0 && each.top + within < m_viewHeight - margin / 2)
            return;
    }
    m_anchor = {row, segment, within - (position >= 0 ? margin : 0)};
    m_follows = false;
    settle();
    m_follows = value() >= maximum();
}

int TranscriptFlow::value() const
{
    if (m_heights.size() == 0 || m_anchor.row >= m_heights.size())
        return 0;
    const auto it = m_layouts.find(m_model.item(m_anchor.row).uid);
    const int above = it == m_layouts.end() ? 0 : it->second->topOf(qMin(m_anchor.segment, static_cast<int>(it->second->segments.size())));
    return static_cast<int>(m_heights.before(m_anchor.row)) + above + m_anchor.offset;
}

int TranscriptFlow::maximum() const
{
    return static_cast<int>(qMax(0LL, m_heights.total() - m_viewHeight));
}

QString TranscriptFlow::segmentText(int row, int index, bool exact)
{
    const Segment& which = segment(row, index);
    switch (which.kind) {
    case Segment::Kind::Head:
        return which.source;
    case Segment::Kind::Rich:
        return exact ? body(row, index).text() : which.plain;
    case Segment::Kind::Plain:
        return which.source;
    case Segment::Kind::CodeBar:
    case Segment::Kind::Fold:
    case Segment::Kind::Card:
        break;
    }
    return {};
}

int TranscriptFlow::bodyCount() const
{
    int count = 0;
    for (const auto& [uid, layout] : m_layouts)
        count += static_cast<int>(std::ranges::count_if(layout->segments, [](const Segment& each) { return each.body != nullptr; }));
    return count;
}

void TranscriptFlow::evict()
{
    // What is on screen was used last, so the oldest bodies are never among it unless the screen alone holds more than the limit.
    std::vector<Segment*> laidOut;
    for (auto& [uid, layout] : m_layouts) {
        for (Segment& each : layout->segments) {
            if (each.body)
                laidOut.push_back(&each);
        }
    }
    const auto limit = static_cast<std::ptrdiff_t>(qMax<std::size_t>(kMaxBodies, m_shown.size()));
    if (std::ssize(laidOut) > limit) {
        std::ranges::nth_element(laidOut, laidOut.begin() + limit, [](const Segment* a, const Segment* b) { return a->used > b->used; });
        std::for_each(laidOut.begin() + limit, laidOut.end(), [](Segment* each) { each->body.reset(); });
    }
    if (std::ssize(m_layouts) <= kMaxLayouts + std::ssize(m_shown))
        return;
    std::vector<std::pair<quint64, quint64>> byUse; // last use, uid
    for (const auto& [uid, used] : m_layoutUsed)
        byUse.emplace_back(used, uid);
    std::ranges::nth_element(byUse, byUse.begin() + kMaxLayouts / 2 + std::ssize(m_shown), std::greater<>());
    std::for_each(byUse.begin() + kMaxLayouts / 2 + std::ssize(m_shown), byUse.end(), [this](const auto& each) {
        m_layouts.erase(each.second);
        m_layoutUsed.erase(each.second);
    });
}

} // namespace aios
