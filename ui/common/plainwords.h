// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

namespace aios {

/// Keeps labels and tool tips from reading markup out of words: Qt guesses where nobody said what a text is, and titles, paths, tool descriptions and
/// answers are not ours. A label whose format was left to be guessed shows plain text; so does every tool tip, whatever gave it (widgets, rows of lists,
/// actions), wrapped where it is long. Only a label that was told to show rich text does. GUI thread; one for the program, owned by its window.
class PlainWords : public QObject {
    Q_OBJECT
public:
    explicit PlainWords(QObject* parent = nullptr);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace aios
