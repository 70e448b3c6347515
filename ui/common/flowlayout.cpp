// SPDX-License-Identifier: MIT
#include "ui/common/flowlayout.h"

#include <QStyle>
#include <QWidget>

namespace aios {

FlowLayout::FlowLayout(QWidget* parent) : QLayout(parent) {}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items); // a layout owns its items
}

QLayoutItem* FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

int FlowLayout::gap() const
{
    return qMax(0, spacing());
}

void FlowLayout::setGeometry(const QRect& rect)
{
    QLayout::setGeometry(rect);
    place(rect, true);
}

QSize FlowLayout::sizeHint() const
{
    QSize size;
    for (const QLayoutItem* item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize hint = item->sizeHint();
        size = {size.width() + (size.width() > 0 ? gap() : 0) + hint.width(), qMax(size.height(), hint.height())};
    }
    return size.grownBy(contentsMargins());
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem* item : m_items) {
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    }
    return size.grownBy(contentsMargins());
}

namespace {

/// In the middle of their line, as words beside buttons stand.
void placeLine(const QList<std::pair<QLayoutItem*, QRect>>& line, int height, const QRect& area, Qt::LayoutDirection direction)
{
    for (const auto& [item, spot] : line)
        item->setGeometry(QStyle::visualRect(direction, area, spot.translated(0, (height - spot.height()) / 2)));
}

} // namespace

int FlowLayout::place(const QRect& rect, bool really) const
{
    const QRect area = rect.marginsRemoved(contentsMargins());
    const Qt::LayoutDirection direction = parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight;
    QList<std::pair<QLayoutItem*, QRect>> placed; // of the line
    int x = area.left();
    int y = area.top();
    int line = 0;
    for (QLayoutItem* item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize size = item->sizeHint().boundedTo({qMax(area.width(), item->minimumSize().width()), QLAYOUTSIZE_MAX});
        if (x > area.left() && x + size.width() > area.right() + 1) {
            if (really)
                placeLine(placed, line, area, direction);
            placed.clear();
            x = area.left();
            y += line + gap();
            line = 0;
        }
        placed.append({item, QRect({x, y}, size)});
        x += size.width() + gap();
        line = qMax(line, size.height());
    }
    if (really)
        placeLine(placed, line, area, direction);
    return y + line - rect.top() + contentsMargins().bottom();
}

} // namespace aios
