// SPDX-License-Identifier: MIT
#pragma once

#include <QDialog>

class QAction;

namespace aios {

/// Every key of the window in one list that can be filtered. Reads the actions themselves, so it never tells another truth than they do.
class ShortcutSheet : public QDialog {
    Q_OBJECT
public:
    ShortcutSheet(const QList<QAction*>& actions, QWidget* parent = nullptr);
};

} // namespace aios
