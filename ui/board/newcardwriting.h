// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

namespace aios {

/// What is being written in a column of the board, so that it can go on in one that is made anew.
struct NewCardWriting {
    QString text;
    QStringList sent; ///< To be added, and nothing was heard of it yet.
    int cursor = 0;
    bool open = false;
    bool focus = false;
    [[nodiscard]] bool isEmpty() const { return !open && sent.isEmpty(); }
};

} // namespace aios
