// SPDX-License-Identifier: MIT
#pragma once

#include <QPoint>
#include <QString>

class QAbstractItemView;
class QPlainTextEdit;
class QWidget;

namespace aios {

class MainWindow;

/// The hands of the tour: mouse and key events as the window system would bring them, given only where a person could hit. What cannot be done yet is false
/// and is asked again at the next look. GUI thread.
class TourHands {
public:
    explicit TourHands(MainWindow& window) : m_window(window) {}

    bool click(QWidget* widget) const; ///< In its middle; a choice at its mark.
    bool click(QAbstractItemView* view, const QString& words, bool twice = false) const; ///< On the row that contains these words.
    bool choose(const QString& keyId)
        const; ///< From the menu bar: opens the menu at one look and takes that entry (a row of keys.cpp) with Enter at the next.
    void escape(QWidget* where) const;
    void turnWheelTo(const QWidget& widget, QWidget& viewport) const; ///< One notch towards what the viewport hides of it.
    /// The first such word gives way to another one: a double click takes it, then it is written over.
    bool replaceWord(QPlainTextEdit& edit, const QString& from, const QString& to) const;
    bool drag(QWidget* from, const QPoint& at, QWidget* to, const QPoint& there) const; ///< Places in their own coordinates.
    void type(QWidget* where, const QString& text) const;

private:
    static void showInScrollAreas(QWidget& widget);
    [[nodiscard]] static bool isHittable(const QWidget& widget, const QPoint& at);
    static void press(QWidget& widget, const QPoint& at, bool twice = false);

    MainWindow& m_window;
};

} // namespace aios
