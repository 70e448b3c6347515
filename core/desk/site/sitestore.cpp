// SPDX-License-Identifier: MIT
#include "core/desk/site/sitestore.h"

#include "core/base/ids.h"
#include "core/base/text.h"
#include "core/desk/site/contentcheck.h"

#include <QDir>
#include <QHash>
#include <QRegularExpression>
#include <QUrl>

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView kSite = "published/site";
constexpr QByteArrayView kUnfinished = "unfinished"; ///< There while a change is being made.
constexpr qint64 kMaxPage = 8 * 1024 * 1024;
constexpr qsizetype kMaxPosts = 5000;
constexpr qsizetype kFeedPosts = 30;
constexpr qsizetype kMaxTitle = 300;
constexpr qsizetype kMaxExcerpt = 2000;

QByteArray storedPath(qint64 id, Post::Status status)
{
    return statusName(status).toLatin1() + '/' + QByteArray::number(id) + ".html";
}

Result<void> checkTexts(const Post& post)
{
    static const QRegularExpression slug(u"\\A[a-z0-9]+(-[a-z0-9]+)*\\z"_s);
    static const QRegularExpression control(u"[\\x00-\\x1f\\x7f]"_s);
    if (post.title.trimmed().isEmpty() || post.title.size() > kMaxTitle || control.match(post.title).hasMatch())
        return fail(ErrorCode::InvalidInput, u"The title must be one line of 1 to %1 characters."_s.arg(kMaxTitle));
    if (post.excerpt.size() > kMaxExcerpt || QString(post.excerpt).remove(u'\n').contains(control))
        return fail(ErrorCode::InvalidInput, u"The excerpt may have at most %1 characters, none of them control characters."_s.arg(kMaxExcerpt));
    if (!slug.match(post.slug).hasMatch() || post.slug.size() > 100)
        return fail(ErrorCode::InvalidInput,
                    u"The slug “%1” cannot be used: a slug is up to 100 lower-case letters, digits and single hyphens."_s.arg(
                        elided(showHidden(post.slug), 60)));
    static const QStringList taken = {u"media"_s, u"index"_s, u"feed"_s, u"style"_s};
    if (taken.contains(post.slug))
        return fail(ErrorCode::InvalidInput, u"The slug “%1” is used by the site itself. Choose another one."_s.arg(post.slug));
    const auto checked = checkContent(post.content);
    return checked ? Result<void>() : std::unexpected(checked.error());
}

bool isElsewhere(const QString& address)
{
    return address.startsWith("//"_L1) || address.startsWith("http:"_L1, Qt::CaseInsensitive) || address.startsWith("https:"_L1, Qt::CaseInsensitive);
}

} // namespace

SiteStore::SiteStore(RootDir project, RootDir data, SitePlaces places, const Clock& clock)
    : m_project(std::move(project)), m_data(std::move(data)), m_places(std::move(places)), m_clock(&clock)
{
    if (m_places.look.title.isEmpty())
        m_places.look.title = QDir(m_project.path()).dirName();
    while (m_places.look.baseUrl.endsWith(u'/'))
        m_places.look.baseUrl.chop(1);
}

Result<SiteStore> SiteStore::open(const SitePlaces& places, const Clock& clock)
{
    const QUrl base(places.look.baseUrl, QUrl::StrictMode);
    if (!places.look.baseUrl.isEmpty() && (!base.isValid() || (base.scheme() != "https"_L1 && base.scheme() != "http"_L1) || base.host().isEmpty()))
        return fail(ErrorCode::InvalidInput, u"The site's address “%1” must begin with https:// or http://."_s.arg(showHidden(places.look.baseUrl)));
    auto project = RootDir::open(places.project);
    if (!project)
        return std::unexpected(project.error());
    if (const auto made = makeOwnFolder(places.data); !made)
        return std::unexpected(made.error());
    auto data = RootDir::open(places.data);
    if (!data)
        return std::unexpected(data.error());
    return SiteStore(std::move(*project), std::move(*data), places, clock);
}

QDateTime SiteStore::now() const
{
    return QDateTime::fromSecsSinceEpoch(m_clock->now().toSecsSinceEpoch(), QTimeZone::UTC);
}

QByteArray SiteStore::pagePath(const Post& post)
{
    return kSite + QByteArray("/") + post.slug.toUtf8() + "/index.html";
}

QString SiteStore::addressOf(const QString& relative) const
{
    if (!m_places.look.baseUrl.isEmpty())
        return m_places.look.baseUrl + u'/' + (relative.endsWith("/index.html"_L1) ? relative.chopped(10) : relative);
    return QUrl::fromLocalFile(m_project.path() + u'/' + QString::fromUtf8(kSite) + u'/' + relative).toString(QUrl::FullyEncoded);
}

std::optional<Post> SiteStore::readPost(const RootDir& root, const QByteArray& path, Post::Status status) const
{
    const auto file = root.read(path, kMaxPage);
    auto post = file ? postFrom(file->bytes) : std::nullopt;
    if (post)
        post->status = status;
    return post;
}

void SiteStore::readFolder(Post::Status status, QList<Post>& posts) const
{
    const bool published = status == Post::Status::Publish;
    const RootDir& root = published ? m_project : m_data;
    const QByteArray folder = published ? kSite.toByteArray() : statusName(status).toLatin1();
    const QDir dir(root.path() + u'/' + QString::fromLatin1(folder));
    const auto kind = (published ? QDir::Dirs : QDir::Files) | QDir::NoDotAndDotDot | QDir::NoSymLinks;
    for (const QString& name : dir.entryList(kind, QDir::Name)) {
        if (posts.size() >= kMaxPosts)
            return;
        auto post = readPost(root, folder + '/' + name.toUtf8() + (published ? "/index.html" : ""), status);
        if (!post)
            continue;
        if (published)
            post->slug = name; // the folder is its address, whatever the page says
        posts.append(std::move(*post));
    }
}

Result<QList<Post>> SiteStore::posts() const
{
    QList<Post> posts;
    readFolder(Post::Status::Publish, posts);
    readFolder(Post::Status::Draft, posts);
    readFolder(Post::Status::Trash, posts);
    // A program that was killed between two steps leaves a post in two places: what is public is what counts, then the newer one.
    QHash<qint64, qsizetype> seen;
    QList<Post> out;
    for (const Post& post : std::as_const(posts)) {
        if (!seen.contains(post.id) || post.status == Post::Status::Publish)
            out.append(post);
        seen.insert(post.id, out.size() - 1);
    }
    std::stable_sort(out.begin(), out.end(), [](const Post& a, const Post& b) { return std::pair(a.date, a.id) > std::pair(b.date, b.id); });
    return out;
}

Result<Post> SiteStore::post(qint64 id) const
{
    const auto all = posts();
    if (!all)
        return std::unexpected(all.error());
    const auto found = std::find_if(all->begin(), all->end(), [id](const Post& post) { return post.id == id; });
    if (found != all->end())
        return *found;
    return fail(ErrorCode::NotFound, u"There is no post %1; list_posts gives the ids."_s.arg(id));
}

Result<qint64> SiteStore::nextId(const QList<Post>& posts)
{
    const auto file = m_data.read("last-id", 100);
    qint64 last = file ? std::clamp<qint64>(file->bytes.trimmed().toLongLong(), 0, 1'000'000'000) : 0;
    for (const Post& post : posts)
        last = std::max(last, post.id);
    // Written before the post is: an id that was shown once is never given again, also when its post is deleted.
    const auto noted = m_data.write("last-id", QByteArray(QByteArray::number(last + 1) + '\n'), WriteExpectation::anything());
    return noted ? Result<qint64>(last + 1) : std::unexpected(noted.error());
}

Result<void> SiteStore::checkSlug(const Post& post, const QList<Post>& posts) const
{
    for (const Post& other : posts) {
        if (other.id == post.id || other.slug != post.slug || other.status == Post::Status::Trash)
            continue;
        const QString where = other.status == Post::Status::Publish ? u"published at "_s + addressOf(other.slug + u"/index.html"_s) : u"a draft"_s;
        return fail(ErrorCode::AlreadyExists, u"The slug “%1” belongs to post %2 already (“%3”, %4). To change that post use update_post with id %2; "
                                              "for another post choose another slug."_s.arg(post.slug)
                                                  .arg(other.id)
                                                  .arg(other.title, where));
    }
    return {};
}

/// A page never shows a picture that is not there. What begins with / hangs on the site's own address.
Result<void> SiteStore::checkShown(const Post& post, const QStringList& brought) const
{
    const auto shown = checkContent(post.content);
    for (const QString& address : shown.value_or(QStringList())) {
        if (isElsewhere(address) || (address.startsWith(u'/') && !m_places.look.baseUrl.isEmpty()))
            continue;
        const QString file = fileInSite(post.slug, address);
        const bool comes = file.startsWith("media/"_L1) && brought.contains(file.sliced(6));
        const auto there = file.isEmpty() ? fail(ErrorCode::NotFound, {}) : m_project.stat(QByteArray(kSite + QByteArray("/") + file.toUtf8()));
        if (!comes && (!there || there->folder))
            return fail(ErrorCode::InvalidInput,
                        u"The content shows “%1”, and this site has no such file, so nothing was published. Give the file in "
                        "media, or use source_url of upload_media."_s.arg(elided(showHidden(address), 80)));
    }
    return {};
}

/// What only counts for a page that everybody sees.
Result<void> SiteStore::checkPublished(const Post& post, const PostMedia& media) const
{
    if (post.status != Post::Status::Publish)
        return {};
    auto fine = checkIndex();
    if (fine)
        fine = checkShown(post, media.names);
    return fine && media.put ? media.put() : fine;
}

/// Lists that somebody else made are not overwritten; said before anything is published.
Result<void> SiteStore::checkIndex() const
{
    for (const QByteArray& name : {QByteArray("index.html"), QByteArray("feed.xml")}) {
        const auto file = m_project.read(QByteArray(kSite + QByteArray("/") + name), kMaxPage);
        if (file ? !isOurs(file->bytes) : file.error().code != ErrorCode::NotFound)
            return fail(ErrorCode::AlreadyExists, u"%1/%2 was not made by this desk, so nothing was published. Move it away first."_s.arg(
                                                      QString::fromUtf8(kSite), QString::fromUtf8(name)));
    }
    return {};
}

/// Puts the post where its status says, then takes it away from where it was.
Result<void> SiteStore::place(const Post& post, const std::optional<Post>& before)
{
    const bool published = post.status == Post::Status::Publish;
    const RootDir& root = published ? m_project : m_data;
    const QByteArray path = published ? pagePath(post) : storedPath(post.id, post.status);
    const bool samePlace = before && before->status == post.status && before->slug == post.slug;
    WriteExpectation expectation = samePlace || !published ? WriteExpectation::anything() : WriteExpectation::missing();
    if (samePlace) {
        const auto now = root.read(path, kMaxPage);
        if (!now)
            return std::unexpected(now.error());
        expectation = WriteExpectation::hash(now->sha256);
    }
    const auto written = root.write(path, pageOf(post, m_places.look), expectation);
    if (!written && written.error().code == ErrorCode::AlreadyExists)
        return fail(ErrorCode::AlreadyExists,
                    u"%1 exists and was not made by this desk, so nothing was published. Move it away or choose another slug."_s.arg(
                        QString::fromUtf8(path)));
    if (!written)
        return std::unexpected(written.error());
    const auto gone = before && !samePlace ? takeAway(*before) : Result<void>();
    return published ? Result<void>() : gone; // what is out is out; the draft that it was is taken away with the lists
}

Result<void> SiteStore::takeAway(const Post& post)
{
    const bool published = post.status == Post::Status::Publish;
    auto gone = published ? m_project.remove(pagePath(post), WriteExpectation::anything())
                          : m_data.remove(storedPath(post.id, post.status), WriteExpectation::anything());
    if (!gone && gone.error().code == ErrorCode::NotFound)
        gone = {};
    if (gone && published) // the empty folder of the page; others' files in it keep it
        QDir(m_project.path() + u'/' + QString::fromUtf8(kSite)).rmdir(post.slug);
    return gone;
}

Result<void> SiteStore::writeIfOther(const QByteArray& path, const QByteArray& bytes)
{
    const auto now = m_project.read(path, kMaxPage);
    if (now && now->bytes == bytes)
        return {};
    if (now && !isOurs(now->bytes))
        return fail(ErrorCode::AlreadyExists, u"%1 was not made by this desk, so it was not overwritten."_s.arg(QString::fromUtf8(path)));
    const auto written = m_project.write(path, bytes, now ? WriteExpectation::hash(now->sha256) : WriteExpectation::missing());
    return written ? Result<void>() : std::unexpected(written.error());
}

/// What a killed program left in two places.
void SiteStore::removeLeftovers(const QList<Post>& posts)
{
    for (const Post& post : posts) {
        for (const Post::Status status : {Post::Status::Draft, Post::Status::Trash}) {
            const bool stale = post.status == Post::Status::Publish || (post.status == Post::Status::Draft && status == Post::Status::Trash);
            if (stale)
                std::ignore = m_data.remove(storedPath(post.id, status), WriteExpectation::anything());
        }
    }
}

Result<void> SiteStore::writeLists()
{
    auto all = posts();
    if (!all)
        return std::unexpected(all.error());
    removeLeftovers(*all);
    all->removeIf([](const Post& post) { return post.status != Post::Status::Publish; });
    const QByteArray site = kSite + QByteArray("/");
    const bool there = m_project.stat(kSite).has_value();
    if (all->isEmpty() && !there)
        return {};
    auto done = writeIfOther(site + "index.html", indexOf(*all, m_places.look));
    if (done)
        done = writeIfOther(site + "feed.xml", feedOf(all->first(std::min(all->size(), kFeedPosts)), m_places.look));
    if (done && !m_project.stat(QByteArray(site + "style.css")))
        done = writeIfOther(site + "style.css", m_places.style);
    return done ? m_data.remove(kUnfinished, WriteExpectation::anything()) : done;
}

Result<void> SiteStore::settle()
{
    if (!m_data.stat(kUnfinished))
        return {};
    const auto locked = lock();
    return locked ? writeLists() : std::unexpected(locked.error());
}

Result<Post> SiteStore::create(Post post, const PostMedia& media)
{
    const auto locked = lock();
    const auto all = locked ? posts() : std::unexpected(locked.error());
    if (!all)
        return std::unexpected(all.error());
    if (post.slug.isEmpty())
        post.slug = slugOf(post.title, 80);
    auto fine = checkTexts(post);
    if (fine)
        fine = checkSlug(post, *all);
    if (fine && all->size() >= kMaxPosts)
        fine = fail(ErrorCode::TooLarge, u"The site holds %1 posts, and no more fit."_s.arg(kMaxPosts));
    if (fine)
        fine = checkPublished(post, media);
    const auto id = fine ? nextId(*all) : std::unexpected(fine.error());
    if (!id)
        return std::unexpected(id.error());
    post.id = *id;
    post.guid = newId();
    post.modified = now();
    if (!post.date.isValid())
        post.date = post.modified;
    if (const auto noted = m_data.write(kUnfinished, {}, WriteExpectation::anything()); !noted)
        return std::unexpected(noted.error());
    const auto placed = place(post, std::nullopt);
    // The post is where it belongs; lists that could not be written are written by the next change, and the caller has its proof.
    std::ignore = writeLists();
    return placed ? Result<Post>(post) : std::unexpected(placed.error());
}

Result<Post> SiteStore::update(qint64 id, const std::function<Result<void>(Post&)>& change, const PostMedia& media)
{
    const auto locked = lock();
    const auto all = locked ? posts() : std::unexpected(locked.error());
    const auto before = all ? post(id) : std::unexpected(all.error());
    if (!before)
        return before;
    if (before->edited)
        return fail(ErrorCode::Changed,
                    u"%1 was changed by hand after it was published, so it was not overwritten. delete_post moves that version to the "
                    "trash; then the post can be created anew."_s.arg(QString::fromUtf8(pagePath(*before))));
    Post after = *before;
    auto fine = change(after);
    if (fine && before->status == Post::Status::Publish && after.status == Post::Status::Publish && after.slug != before->slug)
        fine = fail(ErrorCode::InvalidInput, u"The slug of a published post stays: links lead to it."_s);
    if (fine)
        fine = checkTexts(after);
    if (fine)
        fine = checkSlug(after, *all);
    if (fine && before->status == Post::Status::Publish && after.status != Post::Status::Publish)
        fine = checkIndex();
    if (fine)
        fine = checkPublished(after, media);
    if (!fine)
        return std::unexpected(fine.error());
    after.modified = now();
    ++after.revision;
    if (const auto noted = m_data.write(kUnfinished, {}, WriteExpectation::anything()); !noted)
        return std::unexpected(noted.error());
    const auto placed = place(after, *before);
    std::ignore = writeLists();
    return placed ? Result<Post>(after) : std::unexpected(placed.error());
}

Result<Post> SiteStore::remove(qint64 id, bool forGood)
{
    const auto locked = lock();
    auto before = locked ? post(id) : std::unexpected(locked.error());
    if (!before)
        return before;
    if (const auto noted = m_data.write(kUnfinished, {}, WriteExpectation::anything()); !noted)
        return std::unexpected(noted.error());
    Result<void> done;
    Post after = *before;
    after.status = Post::Status::Trash;
    if (!forGood && before->status != Post::Status::Trash) {
        const auto kept = m_data.write(storedPath(id, Post::Status::Trash), pageOf(after, m_places.look), WriteExpectation::anything());
        done = kept ? Result<void>() : std::unexpected(kept.error());
    }
    if (done)
        done = takeAway(*before);
    if (done && forGood && before->status != Post::Status::Trash)
        std::ignore = m_data.remove(storedPath(id, Post::Status::Trash), WriteExpectation::anything());
    std::ignore = writeLists();
    return done ? Result<Post>(after) : std::unexpected(done.error());
}

} // namespace aios::desk
