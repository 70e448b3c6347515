// SPDX-License-Identifier: MIT
#pragma once

#include <QDialog>

namespace aios {

/// Every key of the window in one list that can be filtered. Reads the keys that hold now, so it never tells another truth than they do.
class ShortcutSheet : public QDialog {
    Q_OBJECT
public:
    explicit ShortcutSheet(bool enterSends, QWidget* parent = nullptr);

Q_SIGNALS:
    void changeWanted(); ///< The sheet is closed; the settings take its place.
};

} // namespace aios
