// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/base/rootdir.h"
#include "core/desk/folderlock.h"
#include "core/desk/site/sitepage.h"

#include <QStringList>

#include <functional>

namespace aios::desk {

/// Where a site lives and how it looks.
struct SitePlaces {
    QString project; ///< The folder; pages go beneath published/site/ in it.
    QString data;    ///< Ours for this folder: drafts, trash, the number of the last post.
    SiteLook look;   ///< An empty title: the folder's name.
    QByteArray style; ///< Copied to published/site/style.css when there is none.
};

/// Files that a post brings along: put beneath media/ before its page is, once the post is found fine.
struct PostMedia {
    QStringList names; ///< Beneath media/.
    std::function<Result<void>()> put;
};

/// A static site. The files are the truth: each published post is one page that holds everything about it, each draft one such page in our data folder, so
/// that putting a page in place, or taking it away, is the one step that publishes; index and feed are made from what is there. Several processes may use it:
/// every change holds a lock and begins with what is on disk. What a killed program left undone is finished by the next change or settle().
class SiteStore {
public:
    /// Nothing is written before the first change.
    [[nodiscard]] static Result<SiteStore> open(const SitePlaces& places, const Clock& clock);

    /// Drafts, published posts and the trash; newest first.
    [[nodiscard]] Result<QList<Post>> posts() const;
    [[nodiscard]] Result<Post> post(qint64 id) const;
    /// Stores a new post as its status says. AlreadyExists when the slug is taken. A page that would show an image of this site which is not there is refused.
    [[nodiscard]] Result<Post> create(Post post, const PostMedia& media = {});
    /// `change` alters the post as it is now; its status decides where it goes. The same for its images.
    [[nodiscard]] Result<Post> update(qint64 id, const std::function<Result<void>(Post&)>& change, const PostMedia& media = {});
    /// To the trash, or away for good. A post in the trash only goes for good.
    [[nodiscard]] Result<Post> remove(qint64 id, bool forGood);
    /// Finishes what a killed program left undone; nothing when all is well.
    [[nodiscard]] Result<void> settle();

    [[nodiscard]] Result<FolderLock> lock() const
    {
        return FolderLock::take(m_places.data + QStringLiteral("/lock"), QStringLiteral("the site of this folder"));
    }
    [[nodiscard]] const RootDir& project() const { return m_project; }
    /// Address of a file beneath published/site/: below the base address, or as a file.
    [[nodiscard]] QString addressOf(const QString& relative) const;
    [[nodiscard]] static QByteArray pagePath(const Post& post); ///< Relative to the project.
    [[nodiscard]] QDateTime now() const;

private:
    SiteStore(RootDir project, RootDir data, SitePlaces places, const Clock& clock);
    void readFolder(Post::Status status, QList<Post>& posts) const;
    [[nodiscard]] std::optional<Post> readPost(const RootDir& root, const QByteArray& path, Post::Status status) const;
    [[nodiscard]] Result<qint64> nextId(const QList<Post>& posts);
    [[nodiscard]] Result<void> checkSlug(const Post& post, const QList<Post>& posts) const;
    [[nodiscard]] Result<void> checkIndex() const;
    [[nodiscard]] Result<void> checkShown(const Post& post, const QStringList& brought) const;
    [[nodiscard]] Result<void> checkPublished(const Post& post, const PostMedia& media) const;
    [[nodiscard]] Result<void> place(const Post& post, const std::optional<Post>& before);
    [[nodiscard]] Result<void> takeAway(const Post& post);
    [[nodiscard]] Result<void> writeLists();
    [[nodiscard]] Result<void> writeIfOther(const QByteArray& path, const QByteArray& bytes);
    void removeLeftovers(const QList<Post>& posts);

    RootDir m_project;
    RootDir m_data;
    SitePlaces m_places;
    const Clock* m_clock;
};

} // namespace aios::desk
