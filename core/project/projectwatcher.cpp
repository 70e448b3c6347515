// SPDX-License-Identifier: MIT
#include "core/project/projectwatcher.h"

#include "core/base/rootdir.h"
#include "core/base/safeopen.h"
#include "core/base/workpool.h"
#include "core/project/watchscan.h"

#include <QSocketNotifier>
#include <QTimer>

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <deque>

namespace aios {

using namespace std::chrono_literals;

namespace {

constexpr auto kBatch = 200ms;
constexpr auto kReturnCheck = 1000ms;
constexpr auto kOwnWriteKept = 10s;
constexpr auto kPatrol = 60s; ///< Whether the folder is still the same, and where it cannot be watched, what changed.
constexpr qsizetype kMaxSingleLooks = 5'000; ///< More events than this are cheaper as one look at everything.

struct OwnWrite {
    QByteArray sha256;
    std::chrono::steady_clock::time_point time;
};

} // namespace

struct ProjectWatcher::Private {
    ProjectWatcher* q;
    QString root;
    WatchCalls calls;
    UniqueFd inotify;
    WatchTrouble trouble = WatchTrouble::None;
    std::unique_ptr<QSocketNotifier> notifier;
    std::unique_ptr<WatchScan> scan; ///< Away while a look is under way.
    WatchTask task;
    bool pending = false; ///< `task` holds something.
    bool available = true;
    bool learning = true; ///< The next look is the first at something.
    WatchPlaces places;
    QHash<QString, std::deque<OwnWrite>> ownWrites;
    QTimer batch;
    QTimer returnCheck;
    QTimer patrol;
    std::atomic_bool cancelled = false;
    WorkPool pool{1}; ///< Last: waits for the look, which uses the rest.

    [[nodiscard]] bool openWatcher();
    void setTrouble(WatchTrouble now);
    void readEvents();
    void takeEvent(const inotify_event& event);
    void ask();
    void look();
    void finish(std::unique_ptr<WatchScan> back, const WatchOutcome& outcome, bool first);
    [[nodiscard]] bool isOwnWrite(const WatchedChange& change);
};

ProjectWatcher::ProjectWatcher(QString root, const WatchCalls& calls, QObject* parent) : QObject(parent), d(std::make_unique<Private>())
{
    d->q = this;
    d->calls = calls;
    d->patrol.setInterval(kPatrol);
    d->patrol.setTimerType(Qt::VeryCoarseTimer);
    connect(&d->patrol, &QTimer::timeout, this, &ProjectWatcher::lookAgain);
    d->root = std::move(root);
    d->batch.setSingleShot(true);
    d->batch.setInterval(kBatch);
    d->returnCheck.setInterval(kReturnCheck);
    connect(&d->batch, &QTimer::timeout, this, [this] { d->look(); });
    connect(&d->returnCheck, &QTimer::timeout, this, [this] {
        d->task.everything = true;
        d->look();
    });
}

ProjectWatcher::~ProjectWatcher()
{
    d->cancelled = true;
}

void ProjectWatcher::start()
{
    if (d->patrol.isActive())
        return;
    static_cast<void>(d->openWatcher());
    d->scan = std::make_unique<WatchScan>(d->root, d->inotify ? d->inotify.get() : -1, d->calls);
    d->task.everything = true;
    d->patrol.start();
    d->look();
}

WatchTrouble ProjectWatcher::trouble() const
{
    return d->trouble;
}

void ProjectWatcher::lookAgain()
{
    if (!d->scan) // a look is under way
        return;
    const bool opened = !d->inotify && d->openWatcher();
    if (opened)
        d->scan->useWatcher(d->inotify.get());
    // Where all is watched this only sees whether the folder is still the same.
    d->task.everything = d->task.everything || opened || d->trouble == WatchTrouble::NoInstances || d->trouble == WatchTrouble::NoWatches;
    d->look();
}

bool ProjectWatcher::Private::openWatcher()
{
    inotify = UniqueFd(calls.open());
    if (!inotify)
        return false;
    notifier = std::make_unique<QSocketNotifier>(inotify.get(), QSocketNotifier::Read);
    connect(notifier.get(), &QSocketNotifier::activated, q, [this] { readEvents(); });
    return true;
}

void ProjectWatcher::Private::setTrouble(WatchTrouble now)
{
    if (std::exchange(trouble, now) != now)
        Q_EMIT q->troubleChanged(now);
}

void ProjectWatcher::watchAlso(const WatchPlaces& places)
{
    if (d->places == places)
        return;
    d->places = places;
    d->learning = true;
    d->task.outside = true;
    d->ask();
}

void ProjectWatcher::noteOwnWrite(const QString& relative, const QByteArray& sha256)
{
    d->ownWrites[relative].push_back({sha256, std::chrono::steady_clock::now()});
}

void ProjectWatcher::Private::readEvents()
{
    alignas(inotify_event) std::array<char, 32 * 1024> buffer;
    for (;;) {
        const ssize_t length = ::read(inotify.get(), buffer.data(), buffer.size());
        if (length <= 0)
            break;
        for (ssize_t at = 0; at < length;) {
            const auto& event = *reinterpret_cast<const inotify_event*>(buffer.data() + at);
            takeEvent(event);
            at += static_cast<ssize_t>(sizeof event + event.len);
        }
    }
    if (pending)
        ask();
}

void ProjectWatcher::Private::takeEvent(const inotify_event& event)
{
    if ((event.mask & IN_Q_OVERFLOW) != 0) {
        task.everything = true;
        pending = true;
        return;
    }
    const QByteArray name = event.len > 0 ? QByteArray(event.name) : QByteArray();
    const bool isFolder = (event.mask & IN_ISDIR) != 0;
    if (!isTemporaryName(name) && scan->outside().concerns(event.wd, name, isFolder))
        task.outside = pending = true;
    const auto folder = scan->folderOf(event.wd);
    if (!folder)
        return;
    if ((event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) != 0) {
        // For folders beneath the root the parent tells the same.
        task.everything = task.everything || folder->isEmpty();
        pending = pending || folder->isEmpty();
        return;
    }
    if (name.isEmpty() || name == ".git" || name == "node_modules" || isTemporaryName(name) || !QUtf8StringView(name).isValidUtf8())
        return;
    const QByteArray relative = folder->isEmpty() ? name : QByteArray(*folder + '/' + name);
    pending = true;
    if (name == ".gitignore" || task.files.size() + task.folders.size() > kMaxSingleLooks)
        task.everything = true;
    if (isFolder)
        task.folders.insert(relative);
    else
        task.files.insert(relative);
}

/// A look within the batch time, however many events come: started only if none waits, so that a steady stream cannot put it off.
void ProjectWatcher::Private::ask()
{
    pending = true;
    if (scan && !batch.isActive())
        batch.start();
}

void ProjectWatcher::Private::look()
{
    if (!scan) // finish() asks again.
        return;
    pending = false;
    WatchTask now = std::exchange(task, {});
    now.places = places;
    if (notifier)
        notifier->setEnabled(false); // Until the scan is back, nobody knows which folder an event is about; the kernel keeps them.
    struct Looked {
        std::unique_ptr<WatchScan> scan;
        WatchOutcome outcome;
    };
    pool.run(
        q,
        [away = std::move(scan), now = std::move(now), stop = &cancelled]() mutable {
            Looked looked;
            looked.outcome = away->look(now, *stop);
            looked.scan = std::move(away);
            return looked;
        },
        [this, first = std::exchange(learning, false)](Looked looked) { finish(std::move(looked.scan), looked.outcome, first); });
}

void ProjectWatcher::Private::finish(std::unique_ptr<WatchScan> back, const WatchOutcome& outcome, bool first)
{
    scan = std::move(back);
    if (notifier)
        notifier->setEnabled(true);
    if (pending)
        ask();
    learning = learning || (first && !outcome.available);
    const bool changedAvailability = std::exchange(available, outcome.available) != outcome.available;
    if (outcome.available)
        returnCheck.stop();
    else if (!returnCheck.isActive())
        returnCheck.start();
    QStringList news;
    for (const WatchedChange& change : outcome.changes) {
        if (!isOwnWrite(change))
            news.append(change.path);
    }
    news.removeDuplicates();
    const QPointer<ProjectWatcher> alive(q); // A slot may delete the watcher.
    if (outcome.available)
        setTrouble(outcome.trouble == WatchTrouble::OtherFolder || inotify ? outcome.trouble : WatchTrouble::NoInstances);
    if (!alive)
        return;
    if (changedAvailability)
        Q_EMIT q->rootAvailable(outcome.available);
    if (alive && first && outcome.available)
        Q_EMIT alive->learned();
    if (alive && !news.isEmpty())
        Q_EMIT alive->changed(news);
}

/// Whether the content that was found is what we wrote ourselves; notes up to it are then used up.
bool ProjectWatcher::Private::isOwnWrite(const WatchedChange& change)
{
    const auto notes = ownWrites.find(change.path);
    if (notes == ownWrites.end())
        return false;
    const auto oldest = std::chrono::steady_clock::now() - kOwnWriteKept;
    std::erase_if(*notes, [oldest](const OwnWrite& note) { return note.time < oldest; });
    const auto own = std::ranges::find(*notes, change.sha256, &OwnWrite::sha256);
    const bool isOwn = own != notes->end();
    if (isOwn)
        notes->erase(notes->begin(), std::next(own));
    else
        notes->clear();
    if (notes->empty())
        ownWrites.erase(notes);
    return isOwn;
}

} // namespace aios
