// SPDX-License-Identifier: MIT
#include "core/desk/social/socialstore.h"

#include "core/base/ids.h"
#include "core/base/text.h"
#include "core/desk/deskjson.h"
#include "core/desk/mediafile.h"

#include <QDir>
#include <QSet>
#include <QUrl>

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView kSocial = "published/social/";
constexpr qint64 kMaxPost = 2 * 1024 * 1024;
constexpr qsizetype kMaxScheduled = 1000;
constexpr qsizetype kNameDigits = 24; ///< mediaNameOf()
constexpr qsizetype kHashDigits = 64;

QByteArray scheduledPath(const QString& id)
{
    return "scheduled/" + id.toLatin1() + ".md";
}

bool isWebAddress(const QString& media)
{
    return media.startsWith("https://"_L1) || media.startsWith("http://"_L1);
}

std::optional<SocialPost> readPost(const RootDir& root, const QByteArray& path)
{
    const auto file = root.read(path, kMaxPost);
    return file ? postFileFrom(file->bytes) : std::nullopt;
}

/// What goes out is what was approved, or nothing. `text`: with its media taken, so their names say what is in them.
Result<void> checkMedia(const SocialPost::Text& text, const QStringList& sha256)
{
    if (!sha256.isEmpty() && sha256.size() != text.media.size())
        return fail(ErrorCode::InvalidInput, u"mediaSha256 must say something of each of mediaUrls. Nothing was posted."_s);
    for (qsizetype i = 0; i < sha256.size(); ++i) {
        const bool same = isWebAddress(text.media.at(i)) ? sha256.at(i).isEmpty()
                                                         : text.media.at(i).startsWith(u"media/"_s + sha256.at(i).left(kNameDigits) + u'.');
        if (!same || (!isWebAddress(text.media.at(i)) && sha256.at(i).size() != kHashDigits))
            return fail(ErrorCode::InvalidInput,
                        u"The file %1 of mediaUrls is not the one that mediaSha256 names: it was changed. Nothing was posted."_s.arg(i + 1));
    }
    return {};
}

QStringList postFiles(const QString& folder)
{
    return QDir(folder).entryList({u"*.md"_s}, QDir::Files | QDir::NoSymLinks, QDir::Name);
}

} // namespace

SocialStore::SocialStore(RootDir project, RootDir data, SocialPlaces places, const Clock& clock)
    : m_project(std::move(project)), m_data(std::move(data)), m_places(std::move(places)), m_clock(&clock)
{}

Result<SocialStore> SocialStore::open(const SocialPlaces& places, QByteArrayView accounts, const Clock& clock)
{
    auto project = RootDir::open(places.project);
    if (!project)
        return std::unexpected(project.error());
    if (const auto made = makeOwnFolder(places.data); !made)
        return std::unexpected(made.error());
    auto data = RootDir::open(places.data);
    if (!data)
        return std::unexpected(data.error());
    SocialStore store(std::move(*project), std::move(*data), places, clock);
    const auto shipped = parseJson(accounts);
    auto known = shipped && shipped->is_object() ? accountsFrom(shipped->as_object())
                                                 : fail(ErrorCode::Internal, u"The list of accounts cannot be read. Install the program again."_s);
    if (!known)
        return std::unexpected(known.error());
    store.m_accounts = std::move(*known);
    if (const auto loaded = store.loadAccounts(); !loaded)
        return std::unexpected(loaded.error());
    return store;
}

Result<void> SocialStore::loadAccounts()
{
    const auto file = readOwnFile(accountsFile(), kMaxPost);
    if (!file && file.error().code == ErrorCode::NotFound)
        return {};
    const auto parsed = file ? parseJson(*file) : std::unexpected(file.error());
    if (!parsed || !parsed->is_object())
        return fail(ErrorCode::InvalidInput,
                    u"The accounts in %1 cannot be read: %2"_s.arg(accountsFile(), parsed ? u"it is no JSON object."_s : parsed.error().message));
    auto accounts = accountsFrom(parsed->as_object());
    if (!accounts)
        return std::unexpected(accounts.error());
    m_accounts = std::move(*accounts);
    return {};
}

QDateTime SocialStore::now() const
{
    return QDateTime::fromSecsSinceEpoch(m_clock->now().toSecsSinceEpoch(), QTimeZone::UTC);
}

QByteArray SocialStore::publishedPath(const SocialPost& post)
{
    return kSocial + post.account.toUtf8() + '/' + post.id.toLatin1() + ".md";
}

QString SocialStore::addressOf(const SocialPost& post) const
{
    return QUrl::fromLocalFile(m_project.path() + u'/' + QString::fromUtf8(publishedPath(post))).toString(QUrl::FullyEncoded);
}

QList<SocialPost> SocialStore::scheduledPosts() const
{
    QList<SocialPost> posts;
    for (const QString& name : postFiles(m_data.path() + u"/scheduled"_s)) {
        if (auto post = readPost(m_data, "scheduled/" + name.toUtf8()))
            posts.append(std::move(*post));
    }
    return posts;
}

QList<SocialPost> SocialStore::publishedPosts() const
{
    QList<SocialPost> posts;
    const QString folder = m_project.path() + u'/' + QString::fromUtf8(kSocial);
    for (const QString& account : QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks, QDir::Name)) {
        for (const QString& name : postFiles(folder + account)) {
            auto post = readPost(m_project, QByteArray(kSocial + account.toUtf8() + '/' + name.toUtf8()));
            // A file that says it lies somewhere else is not the post it says it is.
            if (post && post->account == account && name == post->id + u".md"_s)
                posts.append(std::move(*post));
        }
    }
    return posts;
}

QList<SocialPost> SocialStore::posts() const
{
    QList<SocialPost> posts = publishedPosts();
    QSet<QString> out;
    for (const SocialPost& post : std::as_const(posts))
        out.insert(post.id);
    for (SocialPost& post : scheduledPosts()) {
        if (!out.contains(post.id)) // else a program was killed between posting and taking it off the list
            posts.append(std::move(post));
    }
    std::sort(posts.begin(), posts.end(), [](const SocialPost& a, const SocialPost& b) { return a.id > b.id; });
    return posts;
}

Result<SocialPost> SocialStore::post(const QString& id) const
{
    const QList<SocialPost> all = posts();
    const auto found = std::find_if(all.begin(), all.end(), [&](const SocialPost& post) { return post.id == id; });
    if (found != all.end())
        return *found;
    return fail(ErrorCode::NotFound, u"There is no post “%1”; list_posts gives the ids."_s.arg(elided(showHidden(id), 60)));
}

Result<Account> SocialStore::accountFor(const Draft& draft) const
{
    QStringList ids;
    QList<Account> fitting;
    const Platform* platform = draft.platform.isEmpty() ? nullptr : platformNamed(draft.platform);
    if (!draft.platform.isEmpty() && !platform)
        return fail(ErrorCode::InvalidInput,
                    u"The platform “%1” is not known here; list_accounts names those that are."_s.arg(elided(showHidden(draft.platform), 40)));
    for (const Account& account : m_accounts) {
        ids.append(account.id);
        if ((draft.account.isEmpty() || account.id == draft.account) && (!platform || account.platform == platform->name))
            fitting.append(account);
    }
    if (fitting.size() == 1 && (platform || !draft.account.isEmpty()))
        return fitting.first();
    const QString wanted =
        draft.account.isEmpty() ? u"No single account fits the platform"_s : u"There is no account “%1” on that platform"_s.arg(draft.account);
    return fail(ErrorCode::InvalidInput, u"%1. Give accountId; the accounts are %2."_s.arg(elided(showHidden(wanted), 120), listed(ids)));
}

/// Copies the media to our data, so that what goes out later is what was there when it was approved.
Result<void> SocialStore::takeMedia(SocialPost& post, const Platform& platform)
{
    QList<Part> parts;
    QList<std::pair<QByteArray, QByteArray>> files;
    for (SocialPost::Text& text : post.texts) {
        Part part{QString::fromUtf8(text.text), {}};
        for (QString& media : text.media) {
            if (isWebAddress(media)) {
                part.mediaTypes.append(QString());
                continue;
            }
            auto content = readProjectMedia(m_project, media);
            if (!content)
                return std::unexpected(content.error());
            part.mediaTypes.append(mediaTypeOf(content->bytes));
            media = u"media/"_s + mediaNameOf(content->sha256, part.mediaTypes.last());
            files.append({media.toUtf8(), std::move(content->bytes)});
        }
        parts.append(std::move(part));
    }
    if (auto fine = checkParts(platform, parts); !fine)
        return fine;
    for (const auto& [path, bytes] : std::as_const(files)) {
        if (const auto written = m_data.write(path, bytes, WriteExpectation::anything()); !written)
            return std::unexpected(written.error());
    }
    return {};
}

Result<void> SocialStore::copyMedia(const SocialPost& post)
{
    for (const SocialPost::Text& text : post.texts) {
        for (const QString& media : text.media) {
            if (isWebAddress(media))
                continue;
            const auto content = m_data.read(media.toUtf8(), kMaxMediaBytes);
            if (!content)
                return std::unexpected(content.error());
            const QByteArray path = kSocial + post.account.toUtf8() + '/' + media.toUtf8();
            const auto written = m_project.write(path, content->bytes, WriteExpectation::missing());
            const auto there = written ? written : m_project.read(path, kMaxMediaBytes);
            if (!there || there->sha256 != content->sha256) // named by its hash, and perhaps put there by somebody else
                return there ? fail(ErrorCode::InvalidInput,
                                    u"%1 holds something else than its name says, so nothing was posted. Take it away first."_s.arg(
                                        QString::fromUtf8(path)))
                             : std::unexpected(written.error());
        }
    }
    return {};
}

Result<SocialPost> SocialStore::sendOut(SocialPost post)
{
    if (auto media = copyMedia(post); !media)
        return std::unexpected(media.error());
    post.published = now();
    const auto written = m_project.write(publishedPath(post), postFileOf(post), WriteExpectation::missing());
    return written ? Result<SocialPost>(post) : std::unexpected(written.error());
}

Result<SocialPost> SocialStore::create(const Draft& draft)
{
    const auto locked = lock();
    const auto account = locked ? accountFor(draft) : std::unexpected(locked.error());
    if (!account)
        return std::unexpected(account.error());
    SocialPost post{
        .id = newId(), .account = account->id, .platform = account->platform, .texts = draft.texts, .created = now(), .scheduled = draft.scheduled};
    if (post.scheduled.isValid() && post.scheduled <= post.created)
        return fail(ErrorCode::InvalidInput, u"The scheduledTime has passed. Leave it out to post now, or give a time ahead. Nothing was posted."_s);
    if (post.scheduled.isValid() && scheduledPosts().size() >= kMaxScheduled)
        return fail(ErrorCode::TooLarge, u"There are %1 scheduled posts, and no more fit."_s.arg(kMaxScheduled));
    if (const auto media = takeMedia(post, *platformNamed(account->platform)); !media)
        return std::unexpected(media.error());
    if (const auto same = checkMedia(post.texts.constFirst(), draft.mediaSha256); !same)
        return std::unexpected(same.error());
    if (post.scheduled.isValid()) {
        const auto kept = m_data.write(scheduledPath(post.id), postFileOf(post), WriteExpectation::missing());
        return kept ? Result<SocialPost>(post) : std::unexpected(kept.error());
    }
    return sendOut(post);
}

Result<SocialPost> SocialStore::remove(const QString& id)
{
    const auto locked = lock();
    auto found = locked ? post(id) : std::unexpected(locked.error());
    if (!found)
        return found;
    const bool out = found->published.isValid();
    const auto kept = m_data.write(QByteArray("deleted/" + id.toLatin1() + ".md"), postFileOf(*found), WriteExpectation::anything());
    if (!kept)
        return std::unexpected(kept.error());
    // The scheduled one first: what is on no list cannot go out again.
    auto gone = m_data.remove(scheduledPath(id), WriteExpectation::anything());
    if (out)
        gone = m_project.remove(publishedPath(*found), WriteExpectation::anything());
    return gone ? found : std::unexpected(gone.error());
}

Result<QList<SocialStore::Due>> SocialStore::due()
{
    QList<SocialPost> waiting = scheduledPosts();
    const QDateTime time = now();
    waiting.removeIf([&](const SocialPost& post) { return post.scheduled > time; });
    if (waiting.isEmpty())
        return QList<Due>();
    const auto locked = lock();
    if (!locked)
        return std::unexpected(locked.error());
    QList<Due> done;
    for (const SocialPost& waited : std::as_const(waiting)) {
        const auto post = readPost(m_data, scheduledPath(waited.id));
        if (!post || post->scheduled > time)
            continue; // another program was quicker
        const bool known = std::any_of(m_accounts.begin(), m_accounts.end(), [&](const Account& account) { return account.id == post->account; });
        const auto sent = known ? sendOut(*post) : fail(ErrorCode::NotFound, u"there is no account “%1” any more"_s.arg(post->account));
        const bool out = sent || sent.error().code == ErrorCode::AlreadyExists; // sent before a program was killed
        if (out)
            std::ignore = m_data.remove(scheduledPath(post->id), WriteExpectation::anything());
        done.append({*post, out ? QString() : sent.error().message});
    }
    return done;
}

} // namespace aios::desk
