// SPDX-License-Identifier: MIT
#include "core/project/githistory.h"

#include "core/base/text.h"

#include <git2.h>

#include <QFile>
#include <QTimeZone>

#include <memory>
#include <optional>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

template <typename Thing, void (*release)(Thing*)>
struct Release {
    void operator()(Thing* thing) const { release(thing); }
};
template <typename Thing, void (*release)(Thing*)>
using Owned = std::unique_ptr<Thing, Release<Thing, release>>;
using Repository = Owned<git_repository, git_repository_free>;
using Walk = Owned<git_revwalk, git_revwalk_free>;
using Commit = Owned<git_commit, git_commit_free>;
using Tree = Owned<git_tree, git_tree_free>;
using TreeEntry = Owned<git_tree_entry, git_tree_entry_free>;
using Blob = Owned<git_blob, git_blob_free>;

std::unexpected<Error> failed()
{
    const git_error* error = git_error_last();
    return fail(ErrorCode::Io, u"The history of git cannot be read (%1)."_s.arg(
                                   showHidden(elided(QString::fromUtf8(error ? error->message : "no reason given"), 200))));
}

/// The file in the tree of a commit; nothing when it is not there, or no file.
std::optional<git_oid> fileIn(git_commit* commit, const QByteArray& path)
{
    git_tree* rawTree = nullptr;
    if (git_commit_tree(&rawTree, commit) != 0)
        return std::nullopt;
    const Tree tree(rawTree);
    git_tree_entry* rawEntry = nullptr;
    if (git_tree_entry_bypath(&rawEntry, rawTree, path.constData()) != 0)
        return std::nullopt;
    const TreeEntry entry(rawEntry);
    const git_filemode_t mode = git_tree_entry_filemode(rawEntry);
    if (mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE)
        return std::nullopt;
    return *git_tree_entry_id(rawEntry);
}

/// Whether a commit brought the file into the state it has there: no parent has it like that.
bool broughtIt(git_commit* commit, const QByteArray& path, const git_oid& file)
{
    const unsigned parents = git_commit_parentcount(commit);
    for (unsigned i = 0; i < parents; ++i) {
        git_commit* rawParent = nullptr;
        if (git_commit_parent(&rawParent, commit, i) != 0)
            continue; // a shallow clone ends here
        const Commit parent(rawParent);
        const auto before = fileIn(rawParent, path);
        if (before && git_oid_equal(&*before, &file) != 0)
            return false;
    }
    return true;
}

std::optional<GitVersion> versionOf(git_repository* repository, git_commit* commit, const git_oid& file, qint64 mostBytes)
{
    git_blob* rawBlob = nullptr;
    if (git_blob_lookup(&rawBlob, repository, &file) != 0)
        return std::nullopt;
    const Blob blob(rawBlob);
    const auto size = static_cast<qint64>(git_blob_rawsize(rawBlob));
    if (size > mostBytes)
        return std::nullopt;
    GitVersion version;
    version.commit = QByteArray(git_oid_tostr_s(git_commit_id(commit)));
    version.time = QDateTime::fromSecsSinceEpoch(git_commit_time(commit), QTimeZone::UTC);
    const git_signature* author = git_commit_author(commit);
    version.author = author ? QString::fromUtf8(author->name) : QString();
    version.summary = QString::fromUtf8(git_commit_summary(commit));
    version.bytes = QByteArray(static_cast<const char*>(git_blob_rawcontent(rawBlob)), static_cast<qsizetype>(size));
    return version;
}

/// Path of the file from the top of the work tree; empty: it lies in none.
QByteArray pathInWorkTree(git_repository* repository, const QString& root, const QString& relative)
{
    const char* top = git_repository_workdir(repository);
    const QString file = root + u'/' + relative;
    const QString folder = top ? QFile::decodeName(top) : QString();
    return !folder.isEmpty() && file.startsWith(folder) ? file.sliced(folder.size()).toUtf8() : QByteArray();
}

} // namespace

Result<GitHistory> gitHistory(const QString& root, const QString& relative, const std::atomic<bool>& cancelled, const GitHistoryLimits& limits)
{
    static const int users = git_libgit2_init();
    git_repository* rawRepository = nullptr;
    const int opened = users > 0 ? git_repository_open_ext(&rawRepository, QFile::encodeName(root).constData(), 0, nullptr) : GIT_ERROR;
    if (opened == GIT_ENOTFOUND)
        return GitHistory{};
    if (opened != 0)
        return failed();
    const Repository repository(rawRepository);
    const QByteArray path = pathInWorkTree(rawRepository, root, relative);
    git_revwalk* rawWalk = nullptr;
    if (path.isEmpty() || git_repository_head_unborn(rawRepository) != 0)
        return GitHistory{};
    if (git_revwalk_new(&rawWalk, rawRepository) != 0)
        return failed();
    const Walk walk(rawWalk);
    git_revwalk_sorting(rawWalk, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
    if (git_revwalk_push_head(rawWalk) != 0)
        return failed();
    GitHistory history;
    qint64 room = limits.totalBytes;
    git_oid id;
    for (int looked = 0; git_revwalk_next(&id, rawWalk) == 0 && !cancelled; ++looked) {
        if (looked >= limits.commits || history.versions.size() >= limits.versions || room <= 0) {
            history.cut = true;
            break;
        }
        git_commit* rawCommit = nullptr;
        if (git_commit_lookup(&rawCommit, rawRepository, &id) != 0)
            continue;
        const Commit commit(rawCommit);
        const auto file = fileIn(rawCommit, path);
        if (!file || !broughtIt(rawCommit, path, *file))
            continue;
        if (auto version = versionOf(rawRepository, rawCommit, *file, limits.fileBytes)) {
            room -= version->bytes.size();
            history.versions.append(std::move(*version));
        }
    }
    return history;
}

} // namespace aios
