// SPDX-License-Identifier: MIT
#include "core/project/watchscan.h"

#include "core/base/safeopen.h"

#include <QFile>
#include <QLoggingCategory>

#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>

namespace aios {

namespace {

Q_LOGGING_CATEGORY(log, "aios.project.watch", QtWarningMsg)

constexpr int kMaxFolders = 4'000;
constexpr qsizetype kMaxFiles = 200'000;
constexpr qint64 kFirstLookHashed = 256 * 1024;     ///< The first look hashes small files only,
constexpr qint64 kFirstLookBudget = 32 * 1024 * 1024; ///< and no more than this altogether.

/// Looked at first, so that they are watched and hashed whatever else the folder holds.
constexpr std::array<QByteArrayView, 7> kLayers{".claude", "brand", "playbooks", "learnings", "context", "content", "config"};

bool isBeneath(const QByteArray& path, const QByteArray& folder)
{
    return folder.isEmpty() || (path.size() > folder.size() && path.startsWith(folder) && path[folder.size()] == '/');
}

} // namespace

WatchOutcome WatchScan::look(const WatchTask& task, const std::atomic_bool& cancelled)
{
    WatchOutcome outcome;
    const UniqueFd root(::open(QFile::encodeName(m_root).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    outcome.available = static_cast<bool>(root);
    if (!root)
        return outcome;
    m_rootFd = root.get();
    if (isOtherFolder()) { // not every file is gone: they lie elsewhere now, and are none of this folder's
        outcome.trouble = WatchTrouble::OtherFolder;
        m_rootFd = -1;
        return outcome;
    }
    m_hashBudget = kFirstLookBudget;
    if (task.everything || !m_learned) {
        lookAtEverything(outcome, cancelled);
    } else {
        lookAtFolders(task.folders, outcome, cancelled);
        for (const QByteArray& file : task.files)
            lookAtFile(file, outcome);
        for (const QByteArray& link : QSet<QByteArray>(m_links))
            lookAtFile(link, outcome);
    }
    m_rootFd = -1;
    if (!m_learned)
        outcome.changes.clear();
    if (task.outside || task.everything || !m_learned) {
        outcome.changes += m_outside.look(task.places);
        m_outside.forgetOthers([this](int watch) { return m_folders.contains(watch); });
    }
    m_learned = m_learned || !cancelled;
    outcome.trouble = m_trouble;
    return outcome;
}

bool WatchScan::isOtherFolder()
{
    struct stat now = {};
    if (::fstat(m_rootFd, &now) != 0)
        return false;
    const std::pair<quint64, quint64> identity(now.st_dev, now.st_ino);
    if (!m_identity)
        m_identity = identity;
    return *m_identity != identity;
}

void WatchScan::useWatcher(int inotify)
{
    m_inotify = inotify;
    m_outside.useWatcher(inotify);
}

std::optional<QByteArray> WatchScan::folderOf(int watch) const
{
    const auto found = m_folders.constFind(watch);
    return found == m_folders.constEnd() ? std::nullopt : std::optional(*found);
}

void WatchScan::lookAtEverything(WatchOutcome& outcome, const std::atomic_bool& cancelled)
{
    forgetWatches({});
    m_trouble = WatchTrouble::None;
    static_cast<void>(watchFolder({}));
    QSet<QByteArray> seen;
    for (const QByteArrayView layer : kLayers)
        walkInto(layer.toByteArray(), outcome, seen, cancelled);
    walkInto({}, outcome, seen, cancelled);
    if (!cancelled)
        reportUnseen(seen, nullptr, outcome);
}

void WatchScan::walkInto(const QByteArray& folder, WatchOutcome& outcome, QSet<QByteArray>& seen, const std::atomic_bool& cancelled)
{
    if (!folder.isEmpty() && TreeWalk::isLeftOut(m_root, folder, true))
        return;
    const auto enter = [&](const QByteArray& entered) { return entered.isEmpty() || !m_watches.contains(entered) ? watchFolder(entered) : false; };
    const auto take = [&](const QByteArray& relative, TreeWalk::Kind kind) {
        if (seen.contains(relative))
            return true;
        seen.insert(relative);
        if (kind == TreeWalk::Kind::Link)
            m_links.insert(relative);
        const auto before = m_files.constFind(relative);
        if (const auto now = observe(relative, before == m_files.constEnd() ? nullptr : &*before, !m_learned))
            this->take(relative, *now, outcome);
        return m_files.size() < kMaxFiles;
    };
    TreeWalk walk(true, &cancelled);
    static_cast<void>(walk.walk(m_root, folder, {enter, take})); // A layer that is not there is not an error.
}

void WatchScan::lookAtFolders(const QSet<QByteArray>& folders, WatchOutcome& outcome, const std::atomic_bool& cancelled)
{
    // All moved folders are forgotten before any is found again: the kernel keeps one watch for a folder under both its names.
    for (const QByteArray& folder : folders)
        forgetWatches(folder);
    QSet<QByteArray> seen;
    for (const QByteArray& folder : folders)
        walkInto(folder, outcome, seen, cancelled);
    if (!cancelled && !folders.isEmpty())
        reportUnseen(seen, &folders, outcome);
}

/// Known files that were not seen: all, or those beneath `folders`.
void WatchScan::reportUnseen(const QSet<QByteArray>& seen, const QSet<QByteArray>* folders, WatchOutcome& outcome)
{
    const auto isMeant = [&](const QByteArray& file) {
        for (qsizetype slash = file.indexOf('/'); slash > 0; slash = file.indexOf('/', slash + 1)) {
            if (folders->contains(file.first(slash)))
                return true;
        }
        return false;
    };
    QList<QByteArray> gone;
    for (auto file = m_files.keyBegin(); file != m_files.keyEnd(); ++file) {
        if (!seen.contains(*file) && (!folders || isMeant(*file)))
            gone.append(*file);
    }
    for (const QByteArray& file : std::as_const(gone))
        reportGone(file, outcome);
}

void WatchScan::lookAtFile(const QByteArray& relative, WatchOutcome& outcome)
{
    if (TreeWalk::isLeftOut(m_root, relative, false))
        return;
    if (const auto now = observe(relative, nullptr, false))
        take(relative, *now, outcome);
    else if (m_files.contains(relative))
        reportGone(relative, outcome);
}

void WatchScan::reportGone(const QByteArray& relative, WatchOutcome& outcome)
{
    m_files.remove(relative);
    m_links.remove(relative);
    outcome.changes.append({QString::fromUtf8(relative), {}});
}

void WatchScan::take(const QByteArray& relative, const Observation& seen, WatchOutcome& outcome)
{
    const auto before = m_files.constFind(relative);
    const bool changed = before == m_files.constEnd() || isChanged(*before, seen.known);
    // A look that did not hash must not lose what an earlier one knew of the same state.
    if (!changed && before->hashed && !seen.known.hashed)
        return;
    m_files.insert(relative, seen.known);
    if (changed)
        outcome.changes.append({QString::fromUtf8(relative), seen.sha256});
}

std::optional<Observation> WatchScan::observe(const QByteArray& relative, const KnownFile* before, bool withinBudget)
{
    const UniqueFd fd(openBeneath(m_rootFd, relative, O_RDONLY | O_NONBLOCK | O_NOCTTY, Links::FollowBeneath));
    if (!fd) { // What cannot be read (a link to outside, no permission) is still there and can be replaced.
        const UniqueFd entry(openBeneath(m_rootFd, relative, O_PATH | O_NOFOLLOW, Links::FollowBeneath));
        return entry ? observeEntry(entry.get()) : std::nullopt;
    }
    const qint64 most = withinBudget ? std::min(kFirstLookHashed, m_hashBudget) : kMaxHashed;
    const std::optional<Observation> seen = observeOpen(fd.get(), before, most);
    if (seen)
        m_hashBudget -= seen->readBytes;
    return seen;
}

bool WatchScan::watchFolder(const QByteArray& relative)
{
    if (m_watches.contains(relative))
        return true;
    const QByteArray path = QFile::encodeName(m_root) + (relative.isEmpty() ? QByteArray() : QByteArray('/' + relative));
    const bool mayMore = m_watches.size() < kMaxFolders;
    const int watch = mayMore ? m_calls.add(m_inotify, path, kWatchEvents | IN_ONLYDIR | (relative.isEmpty() ? 0 : IN_DONT_FOLLOW)) : -1;
    if (watch < 0) {
        if (!mayMore || errno == ENOSPC || errno == ENOMEM)
            noteTrouble(mayMore ? WatchTrouble::NoWatches : WatchTrouble::TooManyFolders);
        return true; // Still worth listing.
    }
    if (const auto moved = m_folders.constFind(watch); moved != m_folders.constEnd())
        m_watches.remove(*moved);
    m_folders.insert(watch, relative);
    m_watches.insert(relative, watch);
    return true;
}

void WatchScan::noteTrouble(WatchTrouble trouble)
{
    if (m_trouble == WatchTrouble::None)
        qCWarning(log, "more folders than can be watched; changes in the rest are seen late, or when they are opened");
    if (m_trouble != WatchTrouble::NoWatches) // it says what to do
        m_trouble = trouble;
}

void WatchScan::forgetWatches(const QByteArray& folder)
{
    const auto watches = m_watches;
    for (auto entry = watches.cbegin(); entry != watches.cend(); ++entry) {
        if (entry.key() != folder && !isBeneath(entry.key(), folder))
            continue;
        m_watches.remove(entry.key());
        m_folders.remove(entry.value());
        if (!m_outside.contains(entry.value()))
            inotify_rm_watch(m_inotify, entry.value());
    }
}

} // namespace aios
