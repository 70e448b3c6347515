// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QPoint>
#include <QString>

class QWindow;

namespace aios::shell {

/// The mouse and the keyboard of a person. On an X display the events are made by the X server (XTEST, through xdotool) and come in as they do from a
/// hand, through the window manager; elsewhere they are put into the window system's own windows. Each deed returns when it has arrived.
class HandDevice {
public:
    virtual ~HandDevice() = default;
    /// That of the platform the program runs on. One for the whole program.
    static HandDevice& instance();

    virtual void key(Qt::Key key, Qt::KeyboardModifiers modifiers) = 0; ///< Where the keys go now.
    virtual void type(const QString& text) = 0; ///< ASCII, likewise.
    virtual void click(QWindow* window, const QPoint& at) = 0;
    virtual void doubleClick(QWindow* window, const QPoint& at) = 0;
    virtual void drag(QWindow* window, const QList<QPoint>& way) = 0; ///< Pressed at the first, let go at the last.
    virtual void turnWheel(QWindow* window, const QPoint& at, bool up) = 0; ///< By one step.
};

} // namespace aios::shell
