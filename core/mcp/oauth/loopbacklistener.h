// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/base/safeopen.h"

#include <QObject>
#include <QSocketNotifier>
#include <QUrlQuery>

#include <memory>

namespace aios {

/// Takes the one answer that a browser brings back from a sign-in: on this computer only, at a port that was free, asked for by this name (no DNS
/// rebinding), with the state that was given out. The first such answer counts and ends the listening; whatever else comes is turned away. Core thread.
/// (Plain sockets: Qt Network would be loaded at every start of `aios`, see ARCHITECTURE.md, Libraries.)
class LoopbackListener : public QObject {
    Q_OBJECT
public:
    explicit LoopbackListener(QByteArray state, QObject* parent = nullptr);
    ~LoopbackListener() override;

    /// `port`: 0 for any free one.
    [[nodiscard]] Result<void> listen(quint16 port);
    [[nodiscard]] quint16 port() const { return m_port; }
    /// `byName`: with the name localhost, as clients are usually registered beforehand; else the address.
    [[nodiscard]] QString redirect(bool byName) const;

Q_SIGNALS:
    void arrived(const QUrlQuery& answer); ///< Once.

private:
    class Visitor;
    void accept();
    void answer(Visitor& visitor, const QByteArray& head);

    QByteArray m_state;
    UniqueFd m_socket;
    std::unique_ptr<QSocketNotifier> m_waiting;
    quint16 m_port = 0;
    bool m_taken = false;
};

} // namespace aios
