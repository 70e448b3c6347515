// SPDX-License-Identifier: MIT
#include "ui/chat/transcriptpainter.h"

#include "ui/chat/transcriptmodel.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

QString words(const char* text)
{
    return QCoreApplication::translate("aios::Transcript", text);
}

QColor stateColour(ToolRow::State state, const Colours& colours)
{
    using State = ToolRow::State;
    switch (state) {
    case State::Done:
        return colours.good;
    case State::Failed:
    case State::Denied:
        return colours.bad;
    case State::Waiting:
    case State::Unknown:
        return colours.attention;
    case State::Planned:
    case State::Running:
    case State::Cancelled:
        break;
    }
    return colours.muted;
}

/// A box rounded only where it begins and ends, so that the pages of one text join.
QPainterPath groundPath(const QRectF& rect, bool roundTop, bool roundBottom, qreal radius)
{
    QPainterPath path;
    path.setFillRule(Qt::WindingFill);
    path.addRoundedRect(rect, radius, radius);
    if (!roundTop)
        path.addRect(rect.adjusted(0, 0, 0, -rect.height() / 2));
    if (!roundBottom)
        path.addRect(rect.adjusted(0, rect.height() / 2, 0, 0));
    return path;
}

} // namespace

QRect TranscriptPainter::segmentRect(const TranscriptFlow::Shown& shown)
{
    const Segment& segment = m_flow.segment(shown.row, shown.segment);
    return {m_state.left + segment.indent, shown.top, m_flow.width() - segment.indent, segment.height};
}

QPoint TranscriptPainter::textOrigin(const TranscriptFlow::Shown& shown)
{
    const Segment& segment = m_flow.segment(shown.row, shown.segment);
    return {m_state.left + segment.indent + segment.pad, shown.top + segment.topInset()};
}

void TranscriptPainter::draw(QPainter& painter, const QRect& viewport)
{
    painter.setRenderHint(QPainter::Antialiasing);
    for (const TranscriptFlow::Shown& shown : m_flow.shown()) {
        const Segment& segment = m_flow.segment(shown.row, shown.segment);
        const QRect rect = segmentRect(shown);
        if (!rect.intersects(viewport) && segment.kind != Segment::Kind::Card)
            continue;
        drawRowMarks(painter, shown, rect);
        drawGround(painter, segment, rect);
        if (segment.kind == Segment::Kind::Head)
            drawHead(painter, shown, rect);
        else if (segment.holdsText())
            drawText(painter, shown, viewport);
        drawZones(painter, shown);
    }
    for (const TranscriptFlow::Shown& shown : m_flow.shown())
        drawRowZones(painter, shown);
}

void TranscriptPainter::drawRowMarks(QPainter& painter, const TranscriptFlow::Shown& shown, const QRect& rect)
{
    const Colours& colours = m_flow.style().colours;
    const TranscriptItem& item = m_flow.model().item(shown.row);
    const int unit = QFontMetrics(m_flow.style().font).height();
    for (int depth = 1; depth <= item.depth; ++depth) // What a sub-agent did hangs on a line below its call.
        painter.fillRect(QRect(m_state.left + depth * unit - unit * 5 / 8, rect.top(), 1, rect.height()), colours.border);
    if (item.uid == m_state.currentRow)
        painter.fillRect(QRect(m_state.left - unit / 2, rect.top(), 3, rect.height()), m_flow.style().palette.color(QPalette::Highlight));
    if (shown.segment == 0 && !item.isCard() && (item.entry.kind == TranscriptEntry::Kind::Notice)) {
        const int above = m_flow.segment(shown.row, 0).above;
        paintSymbol(painter, QRectF(rect.left() - unit * 1.35, rect.top() + above + unit * 0.05, unit * 0.9, unit * 0.9), Icon::Info, colours.muted);
    }
}

void TranscriptPainter::drawGround(QPainter& painter, const Segment& segment, const QRect& rect) const
{
    const Colours& colours = m_flow.style().colours;
    if (segment.ground == Segment::Ground::None || segment.kind == Segment::Kind::Card)
        return;
    const QColor back = segment.ground == Segment::Ground::User    ? colours.userBack
                        : segment.ground == Segment::Ground::Error ? colours.errorBack
                                                                   : colours.codeBack;
    const QRectF box = QRectF(rect).adjusted(0, segment.above, 0, -segment.below);
    const qreal radius = QFontMetrics(m_flow.style().font).height() * 0.35;
    painter.fillPath(groundPath(box, segment.groundStart, segment.groundEnd, radius), back);
    if (segment.ground == Segment::Ground::Error)
        painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), colours.bad);
}

void TranscriptPainter::drawHead(QPainter& painter, const TranscriptFlow::Shown& shown, const QRect& rect)
{
    const TranscriptItem& item = m_flow.model().item(shown.row);
    const Segment& segment = m_flow.segment(shown.row, shown.segment);
    const Colours& colours = m_flow.style().colours;
    const QFontMetrics metrics(m_flow.style().font);
    const int unit = metrics.height();
    const QRect line = rect.adjusted(0, segment.above, 0, -segment.below);
    if (line.adjusted(-unit / 4, 0, 0, 0).contains(m_state.mouse)) {
        QPainterPath path;
        path.addRoundedRect(QRectF(line).adjusted(-unit / 4.0, 0, 0, 0), unit * 0.25, unit * 0.25);
        painter.fillPath(path, mixed(m_flow.style().palette.color(QPalette::Base), colours.text, 0.06));
    }
    if (m_state.selection && m_state.selection->rangeIn(m_flow.model(), shown.row, shown.segment))
        painter.fillRect(line, mixed(m_flow.style().palette.color(QPalette::Base), m_flow.style().palette.color(QPalette::Highlight), 0.45));

    const QRectF chevron(line.left(), line.center().y() - unit * 0.24, unit * 0.6, unit * 0.6);
    paintSymbol(painter, chevron, m_flow.model().isExpanded(shown.row) ? Icon::Collapse : Icon::Expand, colours.muted);
    const QRectF symbol(line.left() + unit * 0.85, line.center().y() - unit * 0.42, unit * 0.88, unit * 0.88);
    int x = line.left() + unit * 2;
    QString tail;
    QColor tailColour = colours.muted;
    if (item.isTool()) {
        const ToolRow& tool = item.entry.tool;
        tailColour = stateColour(tool.state, colours);
        paintSymbol(painter, symbol, toolStateIcon(tool.state), tailColour);
        tail = toolStateWords(tool);
        if (tool.state == ToolRow::State::Done)
            tailColour = colours.muted;
    } else {
        paintSymbol(painter, symbol, Icon::Thinking, colours.muted);
    }
    painter.setFont(m_flow.style().font);
    const ToolRow& tool = item.entry.tool;
    const QString added = item.isTool() && tool.added ? u"+%1"_s.arg(tool.added) : QString();
    const QString removed = item.isTool() && tool.removed ? u"−%1"_s.arg(tool.removed) : QString();
    const int gap = unit / 2;
    int room = line.right() - x;
    for (const QString& part : {tail, added, removed})
        room -= part.isEmpty() ? 0 : metrics.horizontalAdvance(part) + gap;
    const auto put = [&](const QString& text, const QColor& colour) {
        if (text.isEmpty())
            return;
        painter.setPen(colour);
        painter.drawText(QRect(x, line.top(), line.right() - x, line.height()), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, text);
        x += metrics.horizontalAdvance(text) + gap;
    };
    put(metrics.elidedText(segment.source, Qt::ElideRight, qMax(room, unit * 4)), item.isTool() ? colours.text : colours.muted);
    put(added, colours.good);
    put(removed, colours.bad);
    put(tail, tailColour);
}

QList<TextMark> TranscriptPainter::marks(const TranscriptFlow::Shown& shown)
{
    QList<TextMark> marks;
    const auto selected = m_state.selection ? m_state.selection->rangeIn(m_flow.model(), shown.row, shown.segment) : std::nullopt;
    if (m_state.find.isEmpty() && !selected)
        return marks; // the usual frame: taking the text out of each document would cost more than drawing it
    const QString text = m_flow.body(shown.row, shown.segment).text();
    const quint64 uid = m_flow.model().item(shown.row).uid;
    const Colours& colours = m_flow.style().colours;
    for (qsizetype at = m_state.find.isEmpty() ? -1 : text.indexOf(m_state.find, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(m_state.find, at + m_state.find.size(), Qt::CaseInsensitive)) {
        const auto from = static_cast<int>(at);
        const bool current = m_state.current == TextPlace{uid, shown.segment, from};
        marks.append({from, from + static_cast<int>(m_state.find.size()), current ? colours.findCurrent : colours.findBack, colours.text});
    }
    if (selected) {
        const QPalette& palette = m_flow.style().palette;
        const int to = qMin(selected->second, static_cast<int>(text.size()));
        if (selected->first < to)
            marks.append({selected->first, to, palette.color(QPalette::Highlight), palette.color(QPalette::HighlightedText)});
    }
    return marks;
}

void TranscriptPainter::drawText(QPainter& painter, const TranscriptFlow::Shown& shown, const QRect& viewport)
{
    m_flow.body(shown.row, shown.segment).draw(painter, textOrigin(shown), viewport, marks(shown));
}

QList<TranscriptZone> TranscriptPainter::zones(const TranscriptFlow::Shown& shown)
{
    using Action = TranscriptZone::Action;
    const Segment& segment = m_flow.segment(shown.row, shown.segment);
    const QRect rect = segmentRect(shown).adjusted(0, segment.above, 0, -segment.below);
    const QFontMetrics metrics(m_flow.style().font);
    const int unit = metrics.height();
    QList<TranscriptZone> zones = rowZones(shown);
    if (segment.kind == Segment::Kind::Head) {
        zones.append({Action::Toggle, rect, shown.row, shown.segment, {}, Icon::Expand});
    } else if (segment.kind == Segment::Kind::CodeBar) {
        int right = rect.right() - unit / 4;
        const bool copied = m_state.copiedRow == m_flow.model().item(shown.row).uid && m_state.copiedCode == segment.code;
        const auto put = [&](Action action, const QString& text, Icon symbol) {
            const int width = metrics.horizontalAdvance(text) + unit * 3 / 2 + unit / 4;
            zones.append({action, QRect(right - width, rect.top() + unit / 6, width, unit * 5 / 4), shown.row, shown.segment, text, symbol});
            right -= width + unit / 4;
        };
        put(Action::SaveCode, words("Save As…"), Icon::Save);
        put(Action::CopyCode, copied ? words("Copied") : words("Copy"), copied ? Icon::Done : Icon::Copy);
    } else if (segment.kind == Segment::Kind::Fold) {
        int left = rect.left() + segment.pad + metrics.horizontalAdvance(segment.source) + unit;
        const auto put = [&](Action action, const QString& text, Icon symbol) {
            const int width = metrics.horizontalAdvance(text) + unit * 3 / 2 + unit / 4;
            zones.append({action, QRect(left, rect.top(), width, unit * 5 / 4), shown.row, shown.segment, text, symbol});
            left += width + unit / 4;
        };
        put(Action::ShowAll, words("Show All"), Icon::Collapse);
        put(Action::OpenInTab, words("Open in Tab"), Icon::Open);
    }
    return zones;
}

QList<TranscriptZone> TranscriptPainter::rowZones(const TranscriptFlow::Shown& shown)
{
    using Action = TranscriptZone::Action;
    const TranscriptModel& model = m_flow.model();
    const TranscriptItem& item = model.item(shown.row);
    const Segment& segment = m_flow.segment(shown.row, shown.segment);
    const bool said = item.entry.kind == TranscriptEntry::Kind::User || item.entry.kind == TranscriptEntry::Kind::Assistant;
    if (shown.segment != 0 || item.isCard() || !said || item.entry.streaming || !segment.holdsText() ||
        (item.uid != m_state.hotRow && item.uid != m_state.currentRow))
        return {};
    const QFontMetrics metrics(m_flow.style().font);
    const int unit = metrics.height();
    const QRect rect = segmentRect(shown).adjusted(0, segment.above, 0, -segment.below);
    QList<TranscriptZone> zones;
    int right = rect.right() - unit / 4;
    const auto put = [&](Action action, const QString& text, Icon symbol) {
        const int width = metrics.horizontalAdvance(text) + unit * 3 / 2 + unit / 4;
        // Half above the row: what it covers of the text is as little as can be.
        zones.append({action, QRect(right - width, qMax(0, rect.top() - unit * 3 / 4), width, unit * 5 / 4), shown.row, shown.segment, text, symbol});
        right -= width;
    };
    const bool copied = m_state.copiedRow == item.uid && m_state.copiedCode < 0;
    put(Action::CopyRow, copied ? words("Copied") : words("Copy"), copied ? Icon::Done : Icon::Copy);
    if (model.isPrompt(shown.row)) {
        put(Action::AskAgain, words("Ask Again"), Icon::Running);
        put(Action::EditRow, words("Edit"), Icon::Edit);
    }
    return zones;
}

void TranscriptPainter::drawRowZones(QPainter& painter, const TranscriptFlow::Shown& shown)
{
    const QList<TranscriptZone> zones = rowZones(shown);
    if (zones.isEmpty())
        return;
    const Colours& colours = m_flow.style().colours;
    const int unit = QFontMetrics(m_flow.style().font).height();
    painter.setFont(m_flow.style().font);
    QPainterPath ground;
    ground.addRoundedRect(QRectF(zones.constLast().rect | zones.constFirst().rect), unit * 0.25, unit * 0.25);
    painter.fillPath(ground, m_flow.style().palette.color(QPalette::Base));
    painter.strokePath(ground, QPen(colours.border, 1));
    for (const TranscriptZone& zone : zones) {
        const bool hot = zone.rect.contains(m_state.mouse);
        const QColor colour = hot ? colours.text : colours.muted;
        paintSymbol(painter, QRectF(zone.rect.left() + unit * 0.3, zone.rect.center().y() - unit * 0.4, unit * 0.85, unit * 0.85), zone.icon, colour);
        painter.setPen(colour);
        painter.drawText(zone.rect.adjusted(unit * 4 / 3, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, zone.words);
    }
}

void TranscriptPainter::drawZones(QPainter& painter, const TranscriptFlow::Shown& shown)
{
    const Segment& segment = m_flow.segment(shown.row, shown.segment);
    if (segment.kind != Segment::Kind::CodeBar && segment.kind != Segment::Kind::Fold)
        return;
    const Colours& colours = m_flow.style().colours;
    const QFont& font = m_flow.style().font;
    const int unit = QFontMetrics(font).height();
    const QRect rect = segmentRect(shown).adjusted(segment.pad, segment.above, 0, -segment.below);
    painter.setFont(font);
    painter.setPen(colours.muted);
    const QRect label = segment.kind == Segment::Kind::CodeBar ? rect.adjusted(0, unit / 6, 0, 0) : rect;
    painter.drawText(QRect(label.left(), label.top(), label.width(), unit * 5 / 4), Qt::AlignVCenter | Qt::AlignLeft, segment.source);
    for (const TranscriptZone& zone : zones(shown)) {
        const bool hot = zone.rect.contains(m_state.mouse);
        if (zone.action == TranscriptZone::Action::CopyRow || zone.action == TranscriptZone::Action::EditRow ||
            zone.action == TranscriptZone::Action::AskAgain)
            continue;
        if (hot) {
            QPainterPath path;
            path.addRoundedRect(zone.rect, unit * 0.25, unit * 0.25);
            painter.fillPath(path, mixed(colours.codeBack, colours.text, 0.12));
        }
        const QColor colour = hot ? colours.text : colours.muted;
        paintSymbol(painter, QRectF(zone.rect.left() + unit * 0.3, zone.rect.center().y() - unit * 0.4, unit * 0.85, unit * 0.85), zone.icon, colour);
        painter.setPen(colour);
        painter.drawText(zone.rect.adjusted(unit * 4 / 3, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, zone.words);
    }
}

} // namespace aios
