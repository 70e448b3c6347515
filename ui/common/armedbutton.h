// SPDX-License-Identifier: MIT
#pragma once

#include <QElapsedTimer>
#include <QPushButton>

namespace aios {

/// A button that decides something outside a card, by the rules of a card's buttons: it reacts to nothing before what it decides about has been on the screen
/// for kArmingTime, Enter and Space never press it, and it is no default button. With the focus on it Ctrl+Enter does. GUI thread.
class ArmedButton : public QPushButton {
    Q_OBJECT
public:
    static constexpr int kArmingTime = 500; ///< Milliseconds, as for cards.
    explicit ArmedButton(const QString& words = {}, QWidget* parent = nullptr);

    void setWords(const QString& words); ///< Other words begin the time again.
    void rearm(); ///< What it decides about has changed: the time begins again when that is painted.
    [[nodiscard]] bool isArmed() const;

Q_SIGNALS:
    void decided(); ///< By mouse, Ctrl+Enter or assistive technology, armed.

protected:
    void showEvent(QShowEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    QElapsedTimer m_since; ///< Since it was first painted with what it decides about.
};

} // namespace aios
