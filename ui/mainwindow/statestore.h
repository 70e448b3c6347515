// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/workpool.h"

#include <QHash>
#include <QJsonObject>
#include <QSet>
#include <QTimer>

namespace aios {

/// What comes back after a restart or a crash: layout, tabs, places, drafts. One small JSON file a key in one folder of ours; a change is on disk within
/// kDelay, written atomically on a pool thread. GUI thread.
class StateStore : public QObject {
    Q_OBJECT
public:
    static constexpr int kDelay = 600; ///< Milliseconds.
    explicit StateStore(QString folder, QObject* parent = nullptr);
    ~StateStore() override; ///< Everything is on disk afterwards.

    /// Reads all keys on the pool; -> loaded(). What cannot be read is as if it were not there.
    void load();
    [[nodiscard]] bool isLoaded() const { return m_loaded; }
    [[nodiscard]] QJsonObject value(const QString& key) const { return m_values.value(key); }
    void set(const QString& key, const QJsonObject& value); ///< Empty: removed. `key` is letters, digits and '-'.
    void flush(); ///< Starts writing now.

Q_SIGNALS:
    void loaded();
    void failed(const QString& problem); ///< Once, when the first write fails.

private:
    using Change = std::pair<QString, QByteArray>; ///< File and bytes; empty bytes: remove.
    [[nodiscard]] QList<Change> takeChanges();
    [[nodiscard]] static QString write(const QList<Change>& changes);
    void start();

    QString m_folder;
    QHash<QString, QJsonObject> m_values;
    QSet<QString> m_dirty;
    QSet<QString> m_inFlight;
    QTimer m_soon;
    std::unique_ptr<WorkPool> m_pool;
    bool m_running = false;
    bool m_loaded = false;
    bool m_told = false;
};

} // namespace aios
