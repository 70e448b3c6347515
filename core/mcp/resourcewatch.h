// SPDX-License-Identifier: MIT
#pragma once

#include <QHash>
#include <QMap>
#include <QObject>
#include <QStringList>

namespace aios {

class ServerManager;

/// Which resources the sessions have read, so that each hears once, with its next turn, that one has changed since. Servers that can tell are subscribed to as
/// long as any session wants to know. Core thread; owned by ServerManager.
class ResourceWatch : public QObject {
    Q_OBJECT
public:
    static constexpr qsizetype kMostOfServer = 100; ///< Further ones are not watched.

    explicit ResourceWatch(ServerManager& manager);

    /// The session has been given this resource as it is now.
    void given(const QString& server, const QString& uri, const QString& sessionId);
    /// Those of the session that changed since they were given or told of last, as `server:address`, in order; they are not told again until they change again.
    [[nodiscard]] QStringList takeChanged(const QString& sessionId);
    void forget(const QString& sessionId);

    [[nodiscard]] QStringList wanted(const QString& server) const; ///< All that any session wants to know of, for a server that is made anew.
    void updated(const QString& server, const QString& uri);

private:
    struct Watched {
        QStringList sessions;
        QStringList stale; ///< Of them, those that do not know of the change.
    };
    void tellServer(const QString& server);

    ServerManager& m_manager;
    QHash<QString, QMap<QString, Watched>> m_servers; ///< By server and address.
};

} // namespace aios
