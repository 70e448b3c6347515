// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>

namespace aios {

/// Lets the text cursor stop blinking, and stay visible, when nobody has typed or clicked for a while: a blinking one wakes the program twice a second, day and
/// night. The next key or click brings the desktop's own blinking back. GUI thread; one for the program, owned by its window.
class SteadyCursor : public QObject {
    Q_OBJECT
public:
    explicit SteadyCursor(std::chrono::milliseconds after = std::chrono::seconds(8), QObject* parent = nullptr);
    ~SteadyCursor() override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QTimer m_idle;
};

} // namespace aios
