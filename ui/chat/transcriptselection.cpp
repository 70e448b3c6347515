// SPDX-License-Identifier: MIT
#include "ui/chat/transcriptselection.h"

#include "ui/chat/transcriptmodel.h"

#include <QMimeData>
#include <QTextBoundaryFinder>

#include <limits>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr int kEnd = std::numeric_limits<int>::max();

bool before(int rowA, const TextPlace& a, int rowB, const TextPlace& b)
{
    return std::tie(rowA, a.segment, a.position) < std::tie(rowB, b.segment, b.position);
}

QString segmentHtml(TranscriptFlow& flow, int row, int index, std::pair<int, int> range)
{
    const Segment& segment = flow.segment(row, index);
    const bool whole = range.first == 0 && range.second == kEnd;
    if (segment.kind == Segment::Kind::Rich)
        return whole ? segment.source : flow.body(row, index).html(range.first, range.second);
    QString part = flow.segmentText(row, index, false);
    if (!whole)
        part = part.mid(range.first, range.second == kEnd ? -1 : range.second - range.first);
    part = part.toHtmlEscaped();
    if (part.isEmpty())
        return part;
    return segment.ground == Segment::Ground::Code ? u"<pre>%1</pre>"_s.arg(part) : u"<p>%1</p>"_s.arg(QString(part).replace(u'\n', "<br>"_L1));
}

} // namespace

std::optional<TranscriptSelection::Ends> TranscriptSelection::ends(const TranscriptModel& model) const
{
    if (isEmpty())
        return std::nullopt;
    const int anchorRow = model.rowOf(m_anchor.uid);
    const int caretRow = model.rowOf(m_caret.uid);
    if (anchorRow < 0 || caretRow < 0)
        return std::nullopt;
    if (before(anchorRow, m_anchor, caretRow, m_caret))
        return Ends{anchorRow, caretRow, m_anchor, m_caret};
    return Ends{caretRow, anchorRow, m_caret, m_anchor};
}

std::optional<std::pair<int, int>> TranscriptSelection::rangeIn(const TranscriptModel& model, int row, int segment) const
{
    const auto range = ends(model);
    if (!range || row < range->firstRow || row > range->lastRow)
        return std::nullopt;
    int from = 0;
    int to = kEnd;
    if (row == range->firstRow) {
        if (segment < range->first.segment)
            return std::nullopt;
        if (segment == range->first.segment)
            from = range->first.position;
    }
    if (row == range->lastRow) {
        if (segment > range->last.segment)
            return std::nullopt;
        if (segment == range->last.segment)
            to = range->last.position;
    }
    if (from >= to)
        return std::nullopt;
    return std::pair(from, to);
}

void TranscriptSelection::selectAll(TranscriptFlow& flow)
{
    const int rows = flow.model().rowCount();
    if (rows == 0)
        return;
    m_anchor = {flow.model().item(0).uid, 0, 0};
    m_caret = {flow.model().item(rows - 1).uid, kEnd, kEnd};
}

void TranscriptSelection::selectRow(TranscriptFlow& flow, int row, bool extendFromAnchor)
{
    const quint64 uid = flow.model().item(row).uid;
    const int anchorRow = extendFromAnchor && m_anchor.uid ? flow.model().rowOf(m_anchor.uid) : -1;
    if (anchorRow < 0 || anchorRow == row) {
        m_anchor = {uid, 0, 0};
        m_caret = {uid, kEnd, kEnd};
    } else if (anchorRow < row) {
        m_anchor = {m_anchor.uid, 0, 0};
        m_caret = {uid, kEnd, kEnd};
    } else {
        m_anchor = {m_anchor.uid, kEnd, kEnd};
        m_caret = {uid, 0, 0};
    }
}

void TranscriptSelection::selectWord(TranscriptFlow& flow, const TextPlace& place)
{
    const int row = flow.model().rowOf(place.uid);
    if (row < 0)
        return;
    const QString text = flow.segmentText(row, place.segment, true);
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, text);
    finder.setPosition(qBound(0, place.position, static_cast<int>(text.size())));
    if (!finder.isAtBoundary() || !(finder.boundaryReasons() & QTextBoundaryFinder::StartOfItem))
        finder.toPreviousBoundary();
    const auto from = static_cast<int>(qMax<qsizetype>(0, finder.position()));
    const auto to = static_cast<int>(finder.toNextBoundary());
    m_anchor = {place.uid, place.segment, from};
    m_caret = {place.uid, place.segment, to < 0 ? kEnd : to};
}

QString TranscriptSelection::text(TranscriptFlow& flow) const
{
    const auto range = ends(flow.model());
    if (!range)
        return {};
    QStringList rows;
    for (int row = range->firstRow; row <= range->lastRow; ++row) {
        QString rowText;
        bool join = true;
        const auto count = static_cast<int>(flow.layout(row).segments.size());
        for (int index = 0; index < count; ++index) {
            const auto part = rangeIn(flow.model(), row, index);
            if (!part || flow.segment(row, index).kind == Segment::Kind::CodeBar || flow.segment(row, index).kind == Segment::Kind::Fold)
                continue;
            const bool whole = part->first == 0 && part->second == kEnd;
            QString text = flow.segmentText(row, index, !whole);
            if (!whole)
                text = text.mid(part->first, part->second == kEnd ? -1 : part->second - part->first);
            if (!join)
                rowText += u'\n';
            rowText += text;
            join = flow.segment(row, index).joined;
        }
        rows += rowText;
    }
    rows.removeAll(QString());
    return rows.join("\n\n"_L1);
}

QString TranscriptSelection::html(TranscriptFlow& flow) const
{
    const auto range = ends(flow.model());
    QString html;
    for (int row = range ? range->firstRow : 0; range && row <= range->lastRow; ++row) {
        const auto count = static_cast<int>(flow.layout(row).segments.size());
        for (int index = 0; index < count; ++index) {
            if (const auto part = rangeIn(flow.model(), row, index))
                html += segmentHtml(flow, row, index, *part);
        }
    }
    return html;
}

QMimeData* TranscriptSelection::mimeData(TranscriptFlow& flow) const
{
    auto* data = new QMimeData;
    data->setText(text(flow));
    data->setHtml(html(flow));
    return data;
}

} // namespace aios
