// SPDX-License-Identifier: MIT
#include "ui/common/plainwords.h"

#include <QApplication>
#include <QEvent>
#include <QLabel>
#include <QScreen>

namespace aios {

namespace {

constexpr int kMostColumns = 80;

/// Qt wraps what it takes for markup, and nothing else.
void fitTip(QLabel& tip)
{
    const auto wanted = [&tip](bool wraps) {
        tip.setWordWrap(wraps);
        return tip.sizeHint() + QSize(1, 0);
    };
    QSize size = wanted(false);
    if (size.width() > tip.fontMetrics().averageCharWidth() * kMostColumns)
        size = wanted(true);
    if (size == tip.size())
        return;
    tip.resize(size);
    const QRect room = tip.screen()->availableGeometry();
    tip.move(tip.x(), qMax(room.top(), qMin(tip.y(), room.bottom() - tip.height())));
}

} // namespace

PlainWords::PlainWords(QObject* parent) : QObject(parent)
{
    qApp->installEventFilter(this);
}

bool PlainWords::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::Polish: // a tool tip's comes before its words
        if (auto* label = qobject_cast<QLabel*>(watched); label && label->textFormat() == Qt::AutoText)
            label->setTextFormat(Qt::PlainText);
        break;
    case QEvent::Show:
    case QEvent::Resize:
        if (auto* tip = watched->isWidgetType() ? qobject_cast<QLabel*>(watched) : nullptr; tip && tip->windowType() == Qt::ToolTip)
            fitTip(*tip);
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace aios
