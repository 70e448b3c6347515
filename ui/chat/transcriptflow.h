// SPDX-License-Identifier: MIT
#pragma once

#include "ui/chat/heightindex.h"
#include "ui/chat/rowlayout.h"

#include <functional>
#include <memory>
#include <unordered_map>

namespace aios {

class TranscriptModel;

/// Where a character of the transcript is. Ordered within one model state by (row, segment, position).
struct TextPlace {
    quint64 uid = 0; ///< 0: nowhere.
    int segment = 0;
    int position = 0;
    friend bool operator==(const TextPlace&, const TextPlace&) = default;
};

/// The geometry of a transcript without a widget: which segments are on screen and where. What is read stays where it is: the position is an anchor (a
/// segment and an offset in it), estimated heights are corrected only as segments come on screen, and the pixel sums follow the anchor, never the other
/// way round. At most kMaxBodies segments are laid out at a time, however long the session.
class TranscriptFlow {
public:
    static constexpr int kMaxBodies = 60;

    struct Shown {
        int row = 0;
        int segment = 0;
        int top = 0; ///< From the top of the viewport.
    };

    explicit TranscriptFlow(TranscriptModel& model) : m_model(model) {}

    void setStyle(const TextStyle& style); ///< Lays everything out again.
    void setSize(int width, int height);
    void dropBodies(); ///< Colours of code came or changed.
    void
    release(); ///< Nobody looks: what is laid out goes, what is read and how high things are stays. The next settle() lays out what is on screen.
    void setCardHeights(std::function<int(const QString& cardId, int width)> heightOf) { m_cardHeight = std::move(heightOf); }

    void reset();
    void rowsInserted(int first, int last);
    void rowsRemoved(int first, int last);
    void rowChanged(int row);

    /// Lays out what is on screen and corrects heights. Call before drawing or asking for geometry.
    void settle();
    [[nodiscard]] const std::vector<Shown>& shown() const { return m_shown; }

    void scrollBy(int pixels); ///< Exact: lays out what it passes.
    void scrollTo(int value); ///< By the estimated sums, for long ways.
    void scrollToEnd();
    void showRow(int row); ///< Brings its beginning on screen, when it is not.
    void showPlace(int row, int segment, int position);
    [[nodiscard]] int value() const;
    [[nodiscard]] int maximum() const;
    [[nodiscard]] bool follows() const { return m_follows; }
    void setFollows(bool follows) { m_follows = follows; }

    RowLayout& layout(int row);
    SegmentBody& body(int row, int segment);
    [[nodiscard]] const Segment& segment(int row, int index) { return layout(row).segments[static_cast<std::size_t>(index)]; }
    /// A segment's text as selected and copied; lays nothing out unless `exact`.
    [[nodiscard]] QString segmentText(int row, int index, bool exact);
    [[nodiscard]] const TextStyle& style() const { return m_style; }
    [[nodiscard]] int width() const { return m_width; }
    [[nodiscard]] int viewHeight() const { return m_viewHeight; }
    [[nodiscard]] int bodyCount() const; ///< For tests and measurements.
    [[nodiscard]] TranscriptModel& model() const { return m_model; }

private:
    struct Anchor {
        int row = 0;
        int segment = 0;
        int offset = 0; ///< Pixels of the segment above the viewport's top.
    };
    int settledHeight(int row, int segment);
    [[nodiscard]] bool stepBack(int& row, int& segment);
    [[nodiscard]] bool stepOn(int& row, int& segment);
    void anchorToEnd();
    void tidyAnchor();
    int fill();
    void storeHeight(int row);
    void evict();

    TranscriptModel& m_model;
    TextStyle m_style;
    int m_width = 400;
    int m_viewHeight = 300;
    std::function<int(const QString&, int)> m_cardHeight;
    HeightIndex m_heights;
    std::unordered_map<quint64, std::unique_ptr<RowLayout>> m_layouts;
    std::unordered_map<quint64, quint64> m_layoutUsed;
    std::vector<Shown> m_shown;
    Anchor m_anchor;
    bool m_follows = true;
    quint64 m_clock = 0;
};

} // namespace aios
