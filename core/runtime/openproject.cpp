// SPDX-License-Identifier: MIT
#include "core/runtime/openproject.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/content/outsideplaces.h"
#include "core/content/trustitems.h"
#include "core/runtime/settingslint.h"
#include "core/runtime/templateorigin.h"

#include <QDir>
#include <QFileInfo>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kReloadDelay{50};

QByteArray stringArray(const QSet<QString>& set)
{
    QStringList sorted(set.cbegin(), set.cend());
    sorted.sort();
    QByteArray out = "[";
    for (const QString& text : std::as_const(sorted))
        out += (out.size() > 1 ? QByteArray(",") : QByteArray()) + jsonString(text);
    return out + ']';
}

QSet<QString> stringSet(const json::object& object, std::string_view key)
{
    QSet<QString> out;
    if (const auto* array = jsonArray(object, key)) {
        for (const auto& value : *array) {
            if (value.is_string())
                out.insert(toQString(value.as_string()));
        }
    }
    return out;
}

} // namespace

QString projectSlug(const QString& root)
{
    return slugOf(QFileInfo(root).fileName(), 40) + u'-' + QString::fromLatin1(sha256Hex(root.toUtf8()).left(12));
}

OpenProject::OpenProject(std::shared_ptr<const RootDir> root, Options options, WorkPool& pool)
    : m_root(std::move(root)),
      m_options(std::move(options)),
      m_pool(pool),
      m_guard(std::make_shared<const PathGuard>(m_root)),
      m_pieces(std::make_shared<const PieceReader>(m_root->path())),
      m_stateDir(m_options.paths.data + u"/projects/"_s + projectSlug(m_root->path())),
      m_trustStore(m_options.paths.data + u"/trust.json"_s),
      m_decisions(std::make_unique<DecisionLog>(m_options.paths.data + u"/decisions"_s, m_root->path()))
{
    m_reloadTimer.setSingleShot(true);
    m_reloadTimer.setInterval(kReloadDelay);
    connect(&m_reloadTimer, &QTimer::timeout, this, &OpenProject::startReload);
    loadConsent();
}

OpenProject::~OpenProject() = default;

void OpenProject::open(const QString& folder, const Options& options, WorkPool& pool, QObject* context, Opened opened)
{
    auto root = RootDir::open(QFileInfo(folder).absoluteFilePath());
    if (!root)
        return opened(std::unexpected(root.error()));
    std::unique_ptr<OpenProject> project(new OpenProject(std::make_shared<const RootDir>(std::move(*root)), options, pool));
    auto work = [root = project->rootDir(), load = project->loadOptions(), templates = QString(options.paths.resources + u"/templates"_s)] {
        return OpenProject::load(*root, load, templates);
    };
    pool.run(context, std::move(work), [project = std::move(project), opened = std::move(opened)](Loaded loaded) mutable {
        if (!loaded.content)
            return opened(std::unexpected(loaded.content.error()));
        project->take(std::move(loaded));
        if (project->m_options.watch)
            project->startWatching();
        opened(std::move(project));
    });
}

void OpenProject::startWatching()
{
    m_watcher = std::make_unique<ProjectWatcher>(root(), m_options.watchCalls);
    connect(m_watcher.get(), &ProjectWatcher::changed, this, [this](QStringList paths) {
        reload();
        paths.removeIf([](const QString& path) { return path.startsWith(u'/'); });
        if (!paths.isEmpty())
            Q_EMIT filesChanged(paths);
    });
    // What changed between reading the layers and learning the files is in nobody's list.
    connect(m_watcher.get(), &ProjectWatcher::learned, this, &OpenProject::reload);
    connect(m_watcher.get(), &ProjectWatcher::rootAvailable, this, [this](bool available) {
        if (!available)
            Q_EMIT vanished();
    });
    connect(m_watcher.get(), &ProjectWatcher::troubleChanged, this, &OpenProject::watchTroubleChanged);
    watchOutside();
    m_watcher->start();
}

void OpenProject::watchOutside()
{
    WatchPlaces places = outsidePlaces(*m_content, loadOptions());
    if (!m_options.managedSettings.isEmpty())
        places.files.append(m_options.managedSettings);
    m_watcher->watchAlso(places);
}

OpenProject::Loaded OpenProject::load(const RootDir& root, const ContentLoadOptions& options, const QString& templates)
{
    Loaded loaded;
    loaded.content = loadContent(root.path(), options);
    if (loaded.content) {
        lintSettings(*loaded.content, root);
        loaded.items = collectTrustItems(*loaded.content);
    }
    loaded.origin = templateOrigin(loaded.items, root, templates);
    return loaded;
}

ContentLoadOptions OpenProject::loadOptions() const
{
    ContentLoadOptions options;
    options.userConfigDir = m_options.claudeConfigDir;
    options.consentedImports = m_consented;
    options.declinedImports = m_declined;
    options.serviceFiles = {m_stateDir + u"/mcp.json"_s, m_options.paths.config + u"/mcp.json"_s};
    if (!m_options.claudeFile.isEmpty())
        options.serviceFiles.append(m_options.claudeFile);
    options.pieces = m_pieces;
    options.acceptedPipeline = m_stateDir + u"/pipeline.yaml"_s;
    return options;
}

void OpenProject::take(Loaded loaded)
{
    if (!loaded.content) {
        Q_EMIT vanished();
        return;
    }
    const QByteArray before = m_content ? m_content->revision : QByteArray();
    m_trust = m_trustStore.report(root(), std::move(loaded.items));
    m_permissions = readPermissions();
    applySkillOverrides(*loaded.content, m_permissions.skillOverrides);
    m_content = std::make_shared<const ContentSnapshot>(std::move(*loaded.content));
    if (m_trust.state == TrustState::Unknown && m_trust.note.isEmpty())
        m_trust.note = loaded.origin;
    if (m_watcher)
        watchOutside();
    Q_EMIT permissionsChanged();
    Q_EMIT trustChanged();
    if (before != m_content->revision)
        Q_EMIT contentChanged();
}

void OpenProject::reloadPermissions()
{
    m_permissions = readPermissions();
    Q_EMIT permissionsChanged();
}

PermissionSettings OpenProject::readPermissions() const
{
    SettingsLocations locations;
    locations.root = root();
    locations.managedFile = m_options.managedSettings;
    locations.claudeConfigDir = m_options.claudeConfigDir;
    locations.ownSettingsFile = rulesFile();
    locations.projectTrusted = trusted();
    for (const TrustItem& item : std::as_const(m_trust.items)) {
        if (m_trustStore.isTrusted(m_trust, item.sha256))
            locations.trustedItems.append(QString::fromLatin1(item.sha256));
    }
    return loadPermissionSettings(locations);
}

void OpenProject::reload()
{
    if (!m_reloadTimer.isActive())
        m_reloadTimer.start();
}

void OpenProject::startReload()
{
    if (std::exchange(m_loading, true)) {
        m_again = true;
        return;
    }
    m_pool.run(
        this,
        [root = m_root, options = loadOptions(), templates = QString(m_options.paths.resources + u"/templates"_s)] {
            return load(*root, options, templates);
        },
        [this](Loaded loaded) {
            m_loading = false;
            take(std::move(loaded));
            if (std::exchange(m_again, false))
                reload();
        });
}

Result<void> OpenProject::decideTrust(bool trust)
{
    const auto stored = trust ? m_trustStore.trust(m_trust) : m_trustStore.refuse(m_trust);
    m_trust = m_trustStore.report(root(), m_trust.items);
    reloadPermissions();
    Q_EMIT trustChanged();
    return stored;
}

void OpenProject::loadConsent()
{
    const auto bytes = readOwnFile(m_stateDir + u"/consent.json"_s);
    const auto value = bytes ? parseJson(*bytes) : Result<json::value>(fail(ErrorCode::NotFound, {}));
    if (!value || !value->is_object())
        return;
    m_consented = stringSet(value->as_object(), "imports");
    m_declined = stringSet(value->as_object(), "declined");
}

Result<void> OpenProject::consentImports(const QStringList& absolutePaths, bool allow)
{
    for (const QString& path : absolutePaths) { // the last word counts
        (allow ? m_consented : m_declined).insert(path);
        (allow ? m_declined : m_consented).remove(path);
    }
    reload();
    const QByteArray text = "{\"imports\":" + stringArray(m_consented) + ",\"declined\":" + stringArray(m_declined) + "}\n";
    return writeOwnFile(m_stateDir + u"/consent.json"_s, text);
}

void OpenProject::noteOwnWrite(const QString& relative, const QByteArray& sha256)
{
    if (m_watcher)
        m_watcher->noteOwnWrite(relative, sha256);
    reload(); // our own write is no news to the window, but the layers may have changed
    Q_EMIT written(relative);
}

} // namespace aios
