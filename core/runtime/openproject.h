// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/paths.h"
#include "core/base/rootdir.h"
#include "core/base/workpool.h"
#include "core/content/contentloader.h"
#include "core/content/piecereader.h"
#include "core/gate/decisionlog.h"
#include "core/gate/policy.h"
#include "core/project/projectwatcher.h"
#include "core/project/trust.h"
#include "core/tools/pathguard.h"

#include <QObject>
#include <QTimer>

namespace aios {

/// An open folder: its layers, trust and permissions as they are now, kept up to date. Reading happens on the pool; nothing of the folder is run and nothing
/// connects. Core thread; owned by the runtime.
class OpenProject : public QObject {
    Q_OBJECT
public:
    struct Options {
        UserPaths paths;
        QString claudeConfigDir; ///< ~/.claude or CLAUDE_CONFIG_DIR; empty: no user layer
        QString managedSettings; ///< /etc/claude-code/managed-settings.json
        bool watch = true;
        QString claudeFile; ///< ~/.claude.json, for the names of services in it
        WatchCalls watchCalls;
    };
    using Opened = std::function<void(Result<std::unique_ptr<OpenProject>>)>;
    /// Opens `folder` and reads its layers; answers on `context`'s thread (the core thread).
    static void open(const QString& folder, const Options& options, WorkPool& pool, QObject* context, Opened opened);
    ~OpenProject() override;

    [[nodiscard]] const QString& root() const { return m_root->path(); }
    [[nodiscard]] const std::shared_ptr<const RootDir>& rootDir() const { return m_root; }
    [[nodiscard]] const std::shared_ptr<const PathGuard>& guard() const { return m_guard; }
    [[nodiscard]] const ContentPtr& content() const { return m_content; }
    [[nodiscard]] const std::shared_ptr<const PieceReader>& pieces() const { return m_pieces; } ///< One for all, so that a file is read once.
    [[nodiscard]] const TrustReport& trust() const { return m_trust; }
    [[nodiscard]] bool trusted() const { return m_trust.state == TrustState::Trusted; }
    /// Exactly this item (TrustItem::sha256) was trusted for this folder.
    [[nodiscard]] bool trusts(const QByteArray& itemSha256) const { return m_trustStore.isTrusted(m_trust, itemSha256); }
    [[nodiscard]] const PermissionSettings& permissions() const { return m_permissions; }
    [[nodiscard]] DecisionLog& decisions() { return *m_decisions; }
    [[nodiscard]] QString stateDir() const { return m_stateDir; } ///< Ours for this folder: sessions, rules, consent.
    [[nodiscard]] QString rulesFile() const { return m_stateDir + QStringLiteral("/permissions.json"); }

    [[nodiscard]] Result<void> decideTrust(bool trust);
    [[nodiscard]] Result<void> consentImports(const QStringList& absolutePaths, bool allow);
    /// Why changes of others are not, or late, noticed.
    [[nodiscard]] WatchTrouble watchTrouble() const { return m_watcher ? m_watcher->trouble() : WatchTrouble::None; }
    void noteOwnWrite(const QString& relative, const QByteArray& sha256);
    void reload(); ///< Reads again, soon; several calls become one.
    void reloadPermissions(); ///< A rule file of ours changed.

Q_SIGNALS:
    void contentChanged();
    void trustChanged();
    void permissionsChanged();
    void filesChanged(const QStringList& relativePaths);
    void written(const QString& relativePath); ///< By this program; no news to the watcher.
    void vanished(); ///< The folder is gone.
    void watchTroubleChanged();

private:
    struct Loaded {
        Result<ContentSnapshot> content = fail(ErrorCode::Internal, {});
        QList<TrustItem> items;
        QString origin; ///< Of the items, see templateOrigin().
    };
    OpenProject(std::shared_ptr<const RootDir> root, Options options, WorkPool& pool);
    [[nodiscard]] static Loaded load(const RootDir& root, const ContentLoadOptions& options, const QString& templates);
    void take(Loaded loaded);
    [[nodiscard]] PermissionSettings readPermissions() const;
    void startReload();
    void startWatching();
    void watchOutside();
    [[nodiscard]] ContentLoadOptions loadOptions() const;
    void loadConsent();

    std::shared_ptr<const RootDir> m_root;
    Options m_options;
    WorkPool& m_pool;
    std::shared_ptr<const PathGuard> m_guard;
    std::shared_ptr<const PieceReader> m_pieces;
    QString m_stateDir;
    ContentPtr m_content;
    TrustStore m_trustStore;
    TrustReport m_trust;
    PermissionSettings m_permissions;
    std::unique_ptr<DecisionLog> m_decisions;
    std::unique_ptr<ProjectWatcher> m_watcher;
    QSet<QString> m_consented;
    QSet<QString> m_declined;
    QTimer m_reloadTimer;
    bool m_loading = false;
    bool m_again = false;
};

/// Folder name and hash of the path: where our files for a folder live beneath the data folder.
[[nodiscard]] QString projectSlug(const QString& root);

} // namespace aios
