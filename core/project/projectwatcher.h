// SPDX-License-Identifier: MIT
#pragma once

#include "core/project/outsidewatch.h"
#include "core/project/watchtrouble.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>

namespace aios {

/// Tells within a second when a file beneath the folder that matters changed, appeared or went, also after an atomic save, without polling
/// storms. Trusts content hashes, not events: our own writes (noteOwnWrite) and touches are not news. Watches the layer folders and, for content,
/// every folder up to a cap; never node_modules, .git, or what .gitignore names, unless a layer is read from there (isLayerPlace). Where the kernel has no
/// watches left it looks once a minute, and says so (trouble). Lives on the core thread.
class ProjectWatcher : public QObject {
    Q_OBJECT
public:
    explicit ProjectWatcher(QString root, const WatchCalls& calls = {}, QObject* parent = nullptr);
    ~ProjectWatcher() override;
    void start();
    /// Places outside the folder that matter too, instead of those named before; changed() names their files by the absolute path.
    void watchAlso(const WatchPlaces& places);
    /// We just wrote this content there ourselves (an empty hash: removed it). Call it right after the write.
    void noteOwnWrite(const QString& relative, const QByteArray& sha256);
    [[nodiscard]] WatchTrouble trouble() const;
    void lookAgain(); ///< Now, for what no event told: new watches are tried for, too.

Q_SIGNALS:
    /// The first look is over, or the first at other places outside, and every change from now on is told. What was read before may be older than what
    /// was learned.
    void learned();
    /// Relative paths whose content changed, appeared or went; batched (at most one signal per 200 ms).
    void changed(const QStringList& relativePaths);
    /// The folder itself went away or came back.
    void rootAvailable(bool available);
    void troubleChanged(aios::WatchTrouble trouble);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace aios
