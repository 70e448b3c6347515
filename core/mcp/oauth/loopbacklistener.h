// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QHash>
#include <QObject>
#include <QTcpServer>
#include <QUrlQuery>

namespace aios {

/// Takes the one answer that a browser brings back from a sign-in: on this computer only, at a port that was free, asked for by this name (no DNS
/// rebinding), with the state that was given out. The first such answer counts and ends the listening; whatever else comes is turned away. Core thread.
class LoopbackListener : public QObject {
    Q_OBJECT
public:
    explicit LoopbackListener(QByteArray state, QObject* parent = nullptr);

    /// `port`: 0 for any free one.
    [[nodiscard]] Result<void> listen(quint16 port);
    [[nodiscard]] quint16 port() const { return m_port; }
    /// `byName`: with the name localhost, as clients are usually registered beforehand; else the address.
    [[nodiscard]] QString redirect(bool byName) const;

Q_SIGNALS:
    void arrived(const QUrlQuery& answer); ///< Once.

private:
    void take(QTcpSocket* socket);
    void answer(QTcpSocket* socket, const QByteArray& head);
    static void send(QTcpSocket* socket, int status, const QByteArray& title, const QByteArray& text);

    QByteArray m_state;
    QTcpServer m_server;
    QHash<QTcpSocket*, QByteArray> m_heads;
    quint16 m_port = 0;
    bool m_taken = false;
};

} // namespace aios
