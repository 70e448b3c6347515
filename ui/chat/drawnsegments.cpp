// SPDX-License-Identifier: MIT
#include "ui/chat/drawnsegments.h"

#include "ui/chat/transcriptflow.h"
#include "ui/chat/transcriptmodel.h"

#include <algorithm>

namespace aios {

DrawnSegments::Difference DrawnSegments::take(TranscriptFlow& flow, const QSet<quint64>& changedRows, const QSize& viewport, int overhang)
{
    std::vector<Drawn> now;
    now.reserve(flow.shown().size());
    for (const TranscriptFlow::Shown& shown : flow.shown()) {
        const Segment& segment = flow.segment(shown.row, shown.segment);
        now.push_back({flow.model().item(shown.row).uid, shown.segment, shown.top, segment.height, segment.body ? segment.serial : 0});
    }
    const std::vector<Drawn> before = std::exchange(m_drawn, now);
    if (before.empty() || now.empty() || std::exchange(m_size, viewport) != viewport)
        return {true, 0, {}};

    const auto counterpart = [&before](const Drawn& each) {
        return std::ranges::find_if(before, [&each](const Drawn& old) { return old.uid == each.uid && old.segment == each.segment; });
    };
    const auto kept = [&changedRows](const Drawn& old, const Drawn& each) {
        return old.height == each.height && old.layout == each.layout && (each.layout != 0 || !changedRows.contains(each.uid));
    };
    Difference difference;
    for (const Drawn& each : now) {
        if (const auto old = counterpart(each); old != before.end() && kept(*old, each)) {
            difference.shift = each.top - old->top; // All that stays moves alike, or it is painted.
            break;
        }
    }
    if (qAbs(difference.shift) > viewport.height() / 2)
        return {true, 0, {}};
    const auto band = [&viewport, overhang](const Drawn& each, int shift) {
        const int above = each.segment == 0 ? overhang : 0;
        return QRect(0, each.top + shift - above, viewport.width(), each.height + above);
    };
    std::vector<bool> stays(before.size());
    for (const Drawn& each : now) {
        const auto old = counterpart(each);
        if (old != before.end() && kept(*old, each) && each.top - old->top == difference.shift)
            stays[static_cast<std::size_t>(old - before.begin())] = true;
        else
            difference.changed += band(each, 0);
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (!stays[i])
            difference.changed += band(before[i], difference.shift);
    }
    difference.changed &= QRect(QPoint(), viewport);
    return difference;
}

} // namespace aios
