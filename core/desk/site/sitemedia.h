// SPDX-License-Identifier: MIT
#pragma once

#include "core/desk/site/sitestore.h"

namespace aios::desk {

struct Media {
    qint64 id = 0;
    QString file;  ///< Its name beneath published/site/media/.
    QString title;
    QString alt;
    QString caption;
    QString type;  ///< "image/png"
    qint64 bytes = 0;
    QByteArray sha256;
};

/// The media of a site: files beneath published/site/media/ and the list of them, media.json. Same rules as SiteStore.
class SiteMedia {
public:
    explicit SiteMedia(SiteStore& site) : m_site(site) {}
    [[nodiscard]] Result<QList<Media>> list() const;
    [[nodiscard]] Result<Media> find(qint64 id) const;
    /// Copies a file of the project. The same bytes twice are the same media.
    [[nodiscard]] Result<Media> add(const QString& projectFile, Media media);
    [[nodiscard]] Result<Media> remove(qint64 id);
    /// Files of the project that a post shows, by what is in them: media/0123456789abcdef01234567.png (mediaNameOf). Read now, put there by what it gives, under
    /// the lock of whoever stores the post.
    [[nodiscard]] Result<PostMedia> bring(const QStringList& projectFiles);

private:
    [[nodiscard]] Result<void> put(const QList<std::pair<Media, QByteArray>>& files);
    [[nodiscard]] Result<void> store(const QList<Media>& media);
    SiteStore& m_site;
};

} // namespace aios::desk
