// SPDX-License-Identifier: MIT
#include "ui/board/carddelegate.h"

#include "ui/common/icons.h"
#include "ui/common/piecemarklook.h"
#include "ui/theme/colours.h"

#include <QListView>
#include <QPainter>
#include <QTextLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTitleLines = 3;
constexpr int kNoteLines = 2;
constexpr int kTicketLines = 2;

/// At most `most` lines of `text`; the last one ends in "…" when there is more.
QStringList wrapped(const QString& text, const QFont& font, int width, int most)
{
    if (text.isEmpty() || width <= 0)
        return {};
    QTextLayout layout(text, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    QStringList lines;
    layout.beginLayout();
    while (lines.size() < most) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(width);
        const bool last = lines.size() + 1 == most;
        lines += last ? QFontMetrics(font).elidedText(text.mid(line.textStart()), Qt::ElideRight, width)
                      : text.mid(line.textStart(), line.textLength()).trimmed();
    }
    layout.endLayout();
    return lines;
}

void drawLines(QPainter& painter, const QStringList& lines, QRect place, const QFont& font)
{
    painter.setFont(font);
    const int height = QFontMetrics(font).height();
    for (const QString& line : lines) {
        painter.drawText(QRect(place.left(), place.top(), place.width(), height), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, line);
        place.translate(0, height);
    }
}

QFont smallFont(const QFont& font)
{
    return scaledFont(font, 0.88);
}

/// A symbol in front of words has their height and a little air.
int symbolWidth(const QFontMetrics& metrics)
{
    return metrics.height() + 3;
}

int padding(const QFontMetrics& metrics)
{
    return metrics.height() / 3;
}

} // namespace

QString CardDelegate::stepWords(const CardListModel::Row& row)
{
    return row.step.isEmpty() ? QString() : tr("%1. Move the card there").arg(row.step);
}

CardDelegate::Parts CardDelegate::parts(const CardListModel::Row& row, const QRect& area, const QFont& font)
{
    const QFontMetrics metrics(font);
    const QFont small = smallFont(font);
    const QFontMetrics smallMetrics(small);
    const int pad = padding(metrics);
    Parts parts;
    parts.card = area.adjusted(1, pad / 3, -1, -pad / 3);
    QRect line = parts.card.adjusted(pad * 3 / 2, pad, -pad * 3 / 2, 0);
    if (row.card.card.checked) {
        const int side = metrics.height();
        parts.box = QRect(line.left(), line.top(), side, side);
        line.setLeft(line.left() + side + pad);
    }
    const auto place = [&](const QFontMetrics& with, qsizetype lines) {
        const QRect rect(line.left(), line.top(), line.width(), static_cast<int>(lines) * with.height());
        if (lines > 0)
            line.setTop(line.top() + rect.height() + pad / 3);
        return rect;
    };
    parts.titleLines = wrapped(row.title, font, line.width(), kTitleLines);
    parts.title = place(metrics, qMax<qsizetype>(1, parts.titleLines.size()));
    parts.noteLines = wrapped(row.note, small, line.width(), kNoteLines);
    parts.note = place(smallMetrics, parts.noteLines.size());
    parts.meta = place(smallMetrics, row.meta.isEmpty() && row.age.isEmpty() ? 0 : 1);
    parts.state = place(smallMetrics, row.state.isEmpty() ? 0 : 1);
    parts.ticketLines = wrapped(row.ticket, small, line.width() - symbolWidth(smallMetrics), kTicketLines);
    parts.ticket = place(smallMetrics, parts.ticketLines.size());
    parts.link = place(smallMetrics, row.link.isEmpty() ? 0 : 1);
    const QStringList step = wrapped(stepWords(row), small, line.width(), 2);
    parts.step = place(smallMetrics, step.size());
    parts.bottom = line.top() - pad / 3 + pad + pad / 3;
    return parts;
}

void CardDelegate::paintTicket(QPainter& painter, const CardListModel::Row& row, const Parts& parts, const QStyleOptionViewItem& option)
{
    if (parts.ticketLines.isEmpty())
        return;
    const QFont small = smallFont(option.font);
    const int side = QFontMetrics(small).height();
    const QColor colour = pieceMarkColour(row.mark.kind, Colours::of(option.palette));
    paintSymbol(painter, QRectF(parts.ticket.left(), parts.ticket.top(), side, side).adjusted(2, 2, -2, -2), pieceMarkIcon(row.mark.kind), colour);
    painter.setPen(colour);
    drawLines(painter, parts.ticketLines, parts.ticket.adjusted(symbolWidth(QFontMetrics(small)), 0, 0, 0), small);
}

/// The end of a host says whose it is, so a long one is cut before it.
void CardDelegate::paintLink(QPainter& painter, const CardListModel::Row& row, const Parts& parts, const QStyleOptionViewItem& option)
{
    if (parts.link.height() == 0)
        return;
    QFont linked = smallFont(option.font);
    linked.setUnderline(true);
    painter.setPen(Colours::of(option.palette).link);
    drawLines(painter, {QFontMetrics(linked).elidedText(row.link, Qt::ElideLeft, parts.link.width())}, parts.link, linked);
}

void CardDelegate::paintState(QPainter& painter, const CardListModel::Row& row, const Parts& parts, const QStyleOptionViewItem& option)
{
    const Colours colours = Colours::of(option.palette);
    const QFont small = smallFont(option.font);
    painter.setFont(small);
    if (!parts.state.isEmpty() && parts.state.height() > 0) {
        const bool plain = !row.waiting && row.card.join == PieceJoin::None;
        const QColor colour = plain ? colours.muted : row.waiting ? colours.attention : colours.bad;
        const int side = parts.state.height();
        paintSymbol(painter, QRectF(parts.state.left(), parts.state.top(), side, side).adjusted(2, 2, -2, -2),
                    plain         ? Icon::Planned
                    : row.waiting ? Icon::Waiting
                                  : Icon::Warning,
                    colour);
        painter.setPen(colour);
        const QRect words = parts.state.adjusted(symbolWidth(QFontMetrics(small)), 0, 0, 0);
        painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                         QFontMetrics(small).elidedText(row.state, Qt::ElideRight, words.width()));
    }
    if (parts.step.height() > 0) {
        QFont linked = small;
        linked.setUnderline(true);
        painter.setPen(colours.link);
        drawLines(painter, wrapped(stepWords(row), small, parts.step.width(), 2), parts.step, linked);
    }
}

void CardDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto* model = qobject_cast<const CardListModel*>(index.model());
    if (!model)
        return;
    const CardListModel::Row& row = model->row(index.row());
    const Colours colours = Colours::of(option.palette);
    const Parts parts = CardDelegate::parts(row, option.rect, option.font);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool focused = selected && option.state.testFlag(QStyle::State_Active) && option.widget && option.widget->hasFocus();
    const QColor highlight = option.palette.color(QPalette::Active, QPalette::Highlight);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(focused ? highlight : selected ? colours.muted : colours.border, focused ? 2 : 1));
    painter->setBrush(selected ? colours.userBack : option.palette.color(QPalette::Active, QPalette::Base));
    painter->drawRoundedRect(QRectF(parts.card).adjusted(1, 1, -1, -1), 4, 4);
    if (!parts.box.isEmpty()) {
        // Of our own: a style's box is hardly seen on some dark grounds.
        const QRectF box = QRectF(parts.box).adjusted(1.5, 1.5, -1.5, -1.5);
        painter->setPen(QPen(colours.muted, 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(box, 2, 2);
        if (*row.card.card.checked)
            paintSymbol(*painter, box.adjusted(1, 1, -1, -1), Icon::Done, colours.text);
    }
    const QFont small = smallFont(option.font);
    painter->setPen(colours.text);
    drawLines(*painter, parts.titleLines, parts.title, option.font);
    painter->setPen(colours.muted);
    drawLines(*painter, parts.noteLines, parts.note, small);
    painter->setFont(small);
    const int age = QFontMetrics(small).horizontalAdvance(row.age);
    painter->drawText(parts.meta, Qt::AlignVCenter | Qt::AlignRight, row.age);
    painter->drawText(parts.meta, Qt::AlignVCenter | Qt::AlignLeft,
                      QFontMetrics(small).elidedText(row.meta, Qt::ElideRight, parts.meta.width() - age - padding(option.fontMetrics)));
    paintState(*painter, row, parts, option);
    paintTicket(*painter, row, parts, option);
    paintLink(*painter, row, parts, option);
    painter->restore();
}

QSize CardDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto* model = qobject_cast<const CardListModel*>(index.model());
    const auto* view = qobject_cast<const QListView*>(option.widget);
    if (!model || !view)
        return {};
    const int width = view->viewport()->width() - 2 * view->spacing();
    const Parts parts = CardDelegate::parts(model->row(index.row()), QRect(0, 0, width, 0), option.font);
    return {width, parts.bottom + 1};
}

} // namespace aios
