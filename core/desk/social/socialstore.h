// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/base/rootdir.h"
#include "core/desk/folderlock.h"
#include "core/desk/social/platform.h"
#include "core/desk/social/postfile.h"

namespace aios::desk {

/// Where the accounts of a folder live.
struct SocialPlaces {
    QString project; ///< What is out lies beneath published/social/<account>/ in it.
    QString data;    ///< Ours for this folder: what is scheduled, deleted posts, accounts.json if the person made one.
};

/// Accounts whose "network" is a folder: a post is out when its file lies in published/social/<account>/. Putting that file in place is the one step that
/// posts, so that no post goes out twice or half, whatever is killed when. Same rules as SiteStore.
class SocialStore {
public:
    struct Draft {
        QString account; ///< May be empty when the platform has one account.
        QString platform; ///< May be empty when an account is given.
        QList<SocialPost::Text> texts; ///< Media: files of the project, or web addresses.
        QStringList mediaSha256; ///< Of the first text's media, one for each, empty for an address; no list: whatever they hold.
        QDateTime scheduled;
    };
    /// What due() did or could not do for one post.
    struct Due {
        SocialPost post;
        QString problem; ///< Empty: it is out.
    };

    [[nodiscard]] static Result<SocialStore> open(const SocialPlaces& places, QByteArrayView accounts, const Clock& clock);

    [[nodiscard]] const QList<Account>& accounts() const { return m_accounts; }
    /// Where the person may list their own accounts.
    [[nodiscard]] QString accountsFile() const { return m_places.data + QStringLiteral("/accounts.json"); }

    /// Scheduled and published posts, newest first.
    [[nodiscard]] QList<SocialPost> posts() const;
    [[nodiscard]] Result<SocialPost> post(const QString& id) const;
    [[nodiscard]] Result<SocialPost> create(const Draft& draft);
    /// Takes a scheduled post off the list, or a published one away; a copy stays in our data.
    [[nodiscard]] Result<SocialPost> remove(const QString& id);
    /// Sends out what is due. What cannot go out stays scheduled.
    [[nodiscard]] Result<QList<Due>> due();

    [[nodiscard]] static QByteArray publishedPath(const SocialPost& post); ///< Relative to the project.
    [[nodiscard]] QString addressOf(const SocialPost& post) const;
    [[nodiscard]] QDateTime now() const;

private:
    SocialStore(RootDir project, RootDir data, SocialPlaces places, const Clock& clock);
    [[nodiscard]] Result<void> loadAccounts();
    [[nodiscard]] Result<Account> accountFor(const Draft& draft) const;
    [[nodiscard]] Result<void> takeMedia(SocialPost& post, const Platform& platform);
    [[nodiscard]] Result<SocialPost> sendOut(SocialPost post);
    [[nodiscard]] Result<void> copyMedia(const SocialPost& post);
    [[nodiscard]] QList<SocialPost> scheduledPosts() const;
    [[nodiscard]] QList<SocialPost> publishedPosts() const;
    [[nodiscard]] Result<FolderLock> lock() const
    {
        return FolderLock::take(m_places.data + QStringLiteral("/lock"), QStringLiteral("the posts of this folder"));
    }

    RootDir m_project;
    RootDir m_data;
    SocialPlaces m_places;
    const Clock* m_clock;
    QList<Account> m_accounts;
};

} // namespace aios::desk
