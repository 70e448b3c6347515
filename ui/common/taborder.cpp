// SPDX-License-Identifier: MIT
#include "ui/common/taborder.h"

#include <QWidget>

namespace aios {

void continueTabOrder(QWidget* before, QWidget* group)
{
    QList<QWidget*> stops;
    QWidget* each = group;
    do {
        const bool within = each == group || group->isAncestorOf(each);
        if (within && (each->focusPolicy() & Qt::TabFocus) && !each->focusProxy())
            stops.append(each);
        each = each->nextInFocusChain();
    } while (each && each != group);
    for (QWidget* stop : std::as_const(stops)) {
        QWidget::setTabOrder(before, stop);
        before = stop;
    }
}

} // namespace aios
