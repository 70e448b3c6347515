// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>

#include <optional>

namespace aios::desk {

struct Post {
    enum class Status : std::uint8_t { Draft, Publish, Trash };
    qint64 id = 0;
    QString guid;   ///< A UUID, for the feed.
    QString slug;
    QString title;
    QString excerpt;
    QByteArray content; ///< HTML, exactly as it was posted.
    Status status = Status::Draft;
    QDateTime date;     ///< Shown on the page; UTC.
    QDateTime modified;
    int revision = 1;   ///< Counts the changes of a post.
    qint64 featuredMedia = 0;
    QString featuredFile; ///< Its file beneath media/, and what it shows.
    QString featuredAlt;
    bool edited = false; ///< As read: the page is not as we wrote it.
};

/// What all pages of a site share.
struct SiteLook {
    QString title;
    QString baseUrl; ///< Without a slash at the end; empty: the site is only files.
};

/// A post as a whole page: the frame, what is needed to read the post back, and between two fixed lines the content, byte for byte.
[[nodiscard]] QByteArray pageOf(const Post& post, const SiteLook& look);
/// The post that a page of ours holds, also when the page was changed by hand (`edited`). Nothing when it is no page of ours. `status` is not in it.
[[nodiscard]] std::optional<Post> postFrom(QByteArrayView page);

/// The list of published posts, newest first, and the same as an Atom feed.
[[nodiscard]] QByteArray indexOf(const QList<Post>& posts, const SiteLook& look);
[[nodiscard]] QByteArray feedOf(const QList<Post>& posts, const SiteLook& look);
/// True for an index or feed that we wrote.
[[nodiscard]] bool isOurs(QByteArrayView file);

[[nodiscard]] QString statusName(Post::Status status);

} // namespace aios::desk
