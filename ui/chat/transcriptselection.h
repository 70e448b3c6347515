// SPDX-License-Identifier: MIT
#pragma once

#include "ui/chat/transcriptflow.h"

#include <optional>

class QMimeData;

namespace aios {

/// What is selected in a transcript, from one place to another over any number of rows. Holds row ids, so rows that come or go elsewhere do not move it.
class TranscriptSelection {
public:
    void clear() { m_anchor = m_caret = {}; }
    void start(const TextPlace& place) { m_anchor = m_caret = place; }
    void extend(const TextPlace& place)
    {
        m_caret = place;
        if (!m_anchor.uid)
            m_anchor = place;
    }
    void selectAll(TranscriptFlow& flow);
    void selectRow(TranscriptFlow& flow, int row, bool extendFromAnchor);
    void selectWord(TranscriptFlow& flow, const TextPlace& place);
    [[nodiscard]] bool isEmpty() const { return !m_anchor.uid || m_anchor == m_caret; }
    [[nodiscard]] const TextPlace& anchor() const { return m_anchor; }

    /// Selected positions of a segment: [first, second); nothing when none. `second` may lie beyond its end.
    [[nodiscard]] std::optional<std::pair<int, int>> rangeIn(const TranscriptModel& model, int row, int segment) const;

    [[nodiscard]] QString text(TranscriptFlow& flow) const;
    [[nodiscard]] QString html(TranscriptFlow& flow) const;
    [[nodiscard]] QMimeData* mimeData(TranscriptFlow& flow) const; ///< For the clipboard, which takes it over.

private:
    struct Ends {
        int firstRow = 0;
        int lastRow = 0;
        TextPlace first;
        TextPlace last;
    };
    [[nodiscard]] std::optional<Ends> ends(const TranscriptModel& model) const;

    TextPlace m_anchor;
    TextPlace m_caret;
};

} // namespace aios
