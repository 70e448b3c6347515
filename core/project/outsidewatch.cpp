// SPDX-License-Identifier: MIT
#include "core/project/outsidewatch.h"

#include "core/base/safeopen.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxDepth = 12;
constexpr qsizetype kMaxTreeFiles = 2'000;

bool isMarkdown(QByteArrayView name)
{
    return name.size() >= 3 && name.last(3).compare(".md", Qt::CaseInsensitive) == 0;
}

std::optional<Observation> observePath(const QString& path)
{
    const UniqueFd fd(::open(QFile::encodeName(path).constData(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    return fd ? observeOpen(fd.get(), nullptr, kMaxHashed) : std::nullopt;
}

} // namespace

QList<WatchedChange> OutsideWatch::look(const WatchPlaces& places)
{
    for (auto known = m_watches.keyBegin(); known != m_watches.keyEnd(); ++known)
        m_dropped.insert(*known);
    m_watches.clear();
    m_files.removeIf([&](const Files::iterator& known) { return !places.files.contains(known.key()); });
    m_trees.removeIf([&](const QHash<QString, Files>::iterator& known) { return !places.trees.contains(known.key()); });
    QList<WatchedChange> changes;
    for (const QString& file : places.files)
        lookAtFile(file, changes);
    for (const QString& tree : places.trees)
        lookAtTree(tree, changes);
    return changes;
}

bool OutsideWatch::concerns(int watch, QByteArrayView name, bool isFolder) const
{
    const auto found = m_watches.constFind(watch);
    if (found == m_watches.constEnd())
        return false;
    return name.isEmpty() || found->names.contains(name.toByteArray()) || (found->markdown && (isFolder || isMarkdown(name)));
}

OutsideWatch::Interest* OutsideWatch::watch(const QString& folder)
{
    const int watch = m_calls.add(m_inotify, QFile::encodeName(folder), kWatchEvents | IN_ONLYDIR);
    return watch >= 0 ? &m_watches[watch] : nullptr;
}

void OutsideWatch::watchNameOf(const QString& path)
{
    for (QFileInfo place(path); place.filePath() != place.path(); place.setFile(place.path())) {
        if (!QFileInfo(place.path()).isDir())
            continue;
        if (Interest* interest = watch(place.path()))
            interest->names.insert(QFile::encodeName(place.fileName()));
        return;
    }
}

void OutsideWatch::lookAtFile(const QString& path, QList<WatchedChange>& changes)
{
    watchNameOf(path); // Before the look: what changes after it is news.
    const auto before = m_files.constFind(path);
    const std::optional<Observation> now = observePath(path);
    const KnownFile seen = now ? now->known : KnownFile();
    if (before != m_files.constEnd() && isChanged(*before, seen))
        changes.append({path, now ? now->sha256 : QByteArray()});
    m_files.insert(path, seen);
}

void OutsideWatch::lookAtTree(const QString& tree, QList<WatchedChange>& changes)
{
    watchNameOf(tree);
    Files found;
    QSet<QString> visited;
    collect(tree, 0, visited, found);
    if (const auto before = m_trees.constFind(tree); before != m_trees.constEnd()) {
        for (auto file = found.cbegin(); file != found.cend(); ++file) {
            const auto known = before->constFind(file.key());
            if (known == before->constEnd() || isChanged(*known, file.value()))
                changes.append({file.key(), {}});
        }
        for (auto known = before->keyBegin(); known != before->keyEnd(); ++known) {
            if (!found.contains(*known))
                changes.append({*known, {}});
        }
    }
    m_trees.insert(tree, found);
}

void OutsideWatch::collect(const QString& folder, int depth, QSet<QString>& visited, Files& found)
{
    const QString real = QFileInfo(folder).canonicalFilePath();
    if (real.isEmpty() || visited.contains(real) || depth > kMaxDepth)
        return;
    visited.insert(real);
    if (Interest* interest = watch(folder)) // without one it is still worth a look
        interest->markdown = true;
    const QFileInfoList entries = QDir(folder).entryInfoList(QDir::Dirs | QDir::Files | QDir::Hidden | QDir::NoDotAndDotDot);
    for (const QFileInfo& entry : entries) {
        if (found.size() >= kMaxTreeFiles)
            return;
        if (entry.isDir() && entry.fileName() != ".git"_L1 && entry.fileName() != "node_modules"_L1)
            collect(entry.filePath(), depth + 1, visited, found);
        else if (!isMarkdown(entry.fileName().toUtf8()))
            continue;
        else if (const std::optional<Observation> now = observePath(entry.filePath()))
            found.insert(entry.filePath(), now->known);
    }
}

} // namespace aios
