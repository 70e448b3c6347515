// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>

namespace aios {

/// Tells within a second when a file beneath the folder that matters changed, appeared or went, also after an atomic save, without polling
/// storms. Trusts content hashes, not events: our own writes (noteOwnWrite) and touches are not news. Watches the layer folders and, for content,
/// every folder up to a cap; never node_modules, .git, or what .gitignore names. Lives on the core thread.
class ProjectWatcher : public QObject {
    Q_OBJECT
public:
    explicit ProjectWatcher(QString root, QObject* parent = nullptr);
    ~ProjectWatcher() override;
    void start();
    /// Files outside the folder that matter too (user CLAUDE.md, imports); changed() names them by their absolute path.
    void watchAlso(const QStringList& absolutePaths);
    /// We just wrote this content there ourselves (an empty hash: removed it). Call it right after the write.
    void noteOwnWrite(const QString& relative, const QByteArray& sha256);

Q_SIGNALS:
    /// Relative paths whose content changed, appeared or went; batched (at most one signal per 200 ms).
    void changed(const QStringList& relativePaths);
    /// The folder itself went away or came back.
    void rootAvailable(bool available);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace aios
