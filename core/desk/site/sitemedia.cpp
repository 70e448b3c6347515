// SPDX-License-Identifier: MIT
#include "core/desk/site/sitemedia.h"

#include "core/base/text.h"
#include "core/desk/deskjson.h"
#include "core/desk/mediafile.h"

#include <QFileInfo>

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView kFolder = "published/site/media/";
constexpr QByteArrayView kList = "published/site/media/media.json";
constexpr qint64 kMaxList = 8 * 1024 * 1024;

json::object mediaJson(const Media& media)
{
    return {{"id", media.id},
            {"file", jsonOf(media.file)},
            {"title", jsonOf(media.title)},
            {"alt_text", jsonOf(media.alt)},
            {"caption", jsonOf(media.caption)},
            {"mime_type", jsonOf(media.type)},
            {"bytes", media.bytes},
            {"sha256", toView(media.sha256)}};
}

Media mediaFrom(const json::object& entry)
{
    return {jsonInt(entry, "id"),       jsonText(entry, "file"),      jsonText(entry, "title"), jsonText(entry, "alt_text"),
            jsonText(entry, "caption"), jsonText(entry, "mime_type"), jsonInt(entry, "bytes"),  jsonText(entry, "sha256").toLatin1()};
}

} // namespace

Result<QList<Media>> SiteMedia::list() const
{
    QList<Media> media;
    const auto file = m_site.project().read(kList, kMaxList);
    if (!file && file.error().code == ErrorCode::NotFound)
        return media;
    const auto parsed = file ? parseJson(file->bytes) : std::unexpected(file.error());
    const json::array* entries = parsed && parsed->is_object() ? jsonArray(parsed->as_object(), "media") : nullptr;
    if (!entries)
        return fail(ErrorCode::Io, u"%1 cannot be read, so media are not touched. Mend or remove that file."_s.arg(QString::fromUtf8(kList)));
    constexpr qint64 kMaxId = 1'000'000'000;
    for (const json::value& entry : *entries) {
        Media one = entry.is_object() ? mediaFrom(entry.as_object()) : Media();
        // The list may come from elsewhere: a name that is a path, or a number that cannot be counted on from, is none of ours.
        if (one.id >= 1 && one.id <= kMaxId && !one.file.isEmpty() && !one.file.contains(u'/') && !one.file.startsWith(u'.'))
            media.append(std::move(one));
    }
    return media;
}

Result<Media> SiteMedia::find(qint64 id) const
{
    const auto all = list();
    if (!all)
        return std::unexpected(all.error());
    const auto found = std::find_if(all->begin(), all->end(), [id](const Media& media) { return media.id == id; });
    return found == all->end() ? Result<Media>(fail(ErrorCode::NotFound, u"There is no media %1; list_media gives the ids."_s.arg(id)))
                               : Result<Media>(*found);
}

Result<void> SiteMedia::store(const QList<Media>& media)
{
    QByteArray text = "{\"media\": [";
    for (const Media& one : media)
        text += (text.endsWith('[') ? "\n  " : ",\n  ") + plainJson(mediaJson(one));
    const auto written = m_site.project().write(kList, QByteArray(text + "\n]}\n"), WriteExpectation::anything());
    return written ? Result<void>() : std::unexpected(written.error());
}

Result<Media> SiteMedia::add(const QString& projectFile, Media media)
{
    const auto locked = m_site.lock();
    auto all = locked ? list() : std::unexpected(locked.error());
    const auto content = all ? readProjectMedia(m_site.project(), projectFile) : std::unexpected(all.error());
    if (!content)
        return std::unexpected(content.error());
    qint64 last = 0;
    for (const Media& one : std::as_const(*all)) {
        if (one.sha256 == content->sha256)
            return one;
        last = std::max(last, one.id);
    }
    media.id = last + 1;
    media.type = mediaTypeOf(content->bytes);
    media.bytes = content->bytes.size();
    media.sha256 = content->sha256;
    const QString stem = slugOf(QFileInfo(projectFile).completeBaseName(), 60);
    // A file left by a program that was killed before it was listed holds the same bytes, or another name is found.
    for (int number = 1;; ++number) {
        media.file = stem + (number == 1 ? QString() : u'-' + QString::number(number)) + u'.' + mediaSuffix(media.type);
        const QByteArray path = kFolder + media.file.toUtf8();
        const auto written = m_site.project().write(path, content->bytes, WriteExpectation::missing());
        const auto there = written ? written : m_site.project().read(path, kMaxMediaBytes);
        if (written || (there && there->sha256 == content->sha256))
            break;
        constexpr int kMaxNames = 1000;
        if (written.error().code != ErrorCode::AlreadyExists || number == kMaxNames)
            return std::unexpected(written.error());
    }
    all->append(media);
    const auto stored = store(*all);
    return stored ? Result<Media>(media) : std::unexpected(stored.error());
}

Result<PostMedia> SiteMedia::bring(const QStringList& projectFiles)
{
    PostMedia brought;
    QList<std::pair<Media, QByteArray>> files;
    for (const QString& path : projectFiles) {
        auto content = readProjectMedia(m_site.project(), path);
        if (!content)
            return std::unexpected(content.error());
        Media media{.title = QFileInfo(path).completeBaseName(),
                    .type = mediaTypeOf(content->bytes),
                    .bytes = content->bytes.size(),
                    .sha256 = content->sha256};
        media.file = mediaNameOf(media.sha256, media.type);
        brought.names.append(media.file);
        files.append({media, std::move(content->bytes)});
    }
    if (!files.isEmpty())
        brought.put = [this, files] { return put(files); };
    return brought;
}

/// A name that says what is in the file stands for nothing else.
Result<void> SiteMedia::put(const QList<std::pair<Media, QByteArray>>& files)
{
    auto all = list();
    if (!all)
        return std::unexpected(all.error());
    for (auto [media, bytes] : files) {
        const QByteArray path = kFolder + media.file.toUtf8();
        const auto written = m_site.project().write(path, bytes, WriteExpectation::missing());
        const auto there = written ? written : m_site.project().read(path, kMaxMediaBytes);
        if (!there || there->sha256 != media.sha256)
            return there ? fail(ErrorCode::AlreadyExists,
                                u"%1 holds something else than its name says, so nothing was published. Take it away first."_s.arg(
                                    QString::fromUtf8(path)))
                         : std::unexpected(written.error());
        if (std::ranges::any_of(*all, [&media](const Media& one) { return one.file == media.file; }))
            continue;
        for (const Media& one : std::as_const(*all))
            media.id = std::max(media.id, one.id);
        ++media.id;
        all->append(media);
    }
    return store(*all);
}

Result<Media> SiteMedia::remove(qint64 id)
{
    const auto locked = m_site.lock();
    auto all = locked ? list() : std::unexpected(locked.error());
    const auto media = all ? find(id) : std::unexpected(all.error());
    if (!media)
        return media;
    all->removeIf([id](const Media& one) { return one.id == id; });
    // First the list: a file that is in no list harms nobody.
    auto done = store(*all);
    if (done)
        done = m_site.project().remove(QByteArray(kFolder + media->file.toUtf8()), WriteExpectation::hash(media->sha256));
    return done || done.error().code == ErrorCode::NotFound || done.error().code == ErrorCode::Changed ? media : std::unexpected(done.error());
}

} // namespace aios::desk
