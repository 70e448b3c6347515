// SPDX-License-Identifier: MIT
#pragma once

#include <QPoint>
#include <QSize>
#include <QStringList>

#include <sys/types.h>

namespace aios::shell {

/// The window of another program on the same X display, as its person has it: found by its title, clicked and typed into by the X server (xdotool).
class OtherWindow {
public:
    /// Waits for it. Not found: isThere() is false.
    OtherWindow(pid_t program, const QString& title);

    [[nodiscard]] bool isThere() const { return !m_id.isEmpty(); }
    bool comeToFront(const QSize& size); ///< In front, with the keys, of that size.
    bool click(const QPoint& at);
    bool key(const QString& chord); ///< "ctrl+q"; where the keys go now.
    [[nodiscard]] bool hasEnded(int milliseconds) const; ///< The program, by itself.
    [[nodiscard]] QStringList children() const; ///< Process ids of what the program has started.
    void kill() const; ///< When it cannot be ended politely.

private:
    pid_t m_program;
    QString m_id;
};

} // namespace aios::shell
