// SPDX-License-Identifier: MIT
#pragma once

#include <QRegion>
#include <QSet>
#include <QSize>

#include <vector>

namespace aios {

class TranscriptFlow;

/// What a layout put on screen, kept to repaint only what the next one changes: while an answer streams, that is its last lines and not the whole view.
class DrawnSegments {
public:
    struct Difference {
        bool everything = false; ///< Nothing on screen can be relied on; the rest is empty.
        int shift = 0; ///< By so many pixels what is on screen moves first (negative: up).
        QRegion changed; ///< Then this has to be painted, in viewport pixels.
    };

    /// Call after TranscriptFlow::settle(). `changedRows`: uids of the rows whose item changed; of them only text that kept its layout is taken as unchanged.
    /// `overhang`: pixels that a row's buttons reach above its first segment.
    Difference take(TranscriptFlow& flow, const QSet<quint64>& changedRows, const QSize& viewport, int overhang);
    void forget() { m_drawn.clear(); } ///< The next take() says `everything`.

private:
    struct Drawn {
        quint64 uid = 0;
        int segment = 0;
        int top = 0;
        int height = 0;
        quint64 layout = 0; ///< Segment::serial; 0 for what has no body.
        friend bool operator==(const Drawn&, const Drawn&) = default;
    };
    std::vector<Drawn> m_drawn;
    QSize m_size;
};

} // namespace aios
