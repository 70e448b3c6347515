// SPDX-License-Identifier: MIT
#pragma once

#include <QHash>
#include <QObject>

namespace aios {

class MainWindow;

/// Tells the desktop's notification service when a session needs the person and the window is not in front: one notification a session, with the action
/// "Review", taken back once it is no longer true. Without such a service nothing happens; the window shows the same in its own way.
class Notifications : public QObject {
    Q_OBJECT
public:
    explicit Notifications(MainWindow& window);

private Q_SLOTS:
    void actionInvoked(uint id, const QString& action);
    void activationToken(uint id, const QString& token);
    void closed(uint id, uint reason);

private:
    void show(const QString& sessionId, const QString& title, const QString& words);
    void send(const QString& sessionId, const QString& title, const QString& words);
    void takeBack(const QString& sessionId);
    void close(uint id);

    MainWindow& m_window;
    QHash<QString, uint> m_shown; ///< Session to notification; 0 while the service has not answered.
    int m_markup = -1; ///< Whether the service reads markup in the words; -1: not asked yet.
};

} // namespace aios
