// SPDX-License-Identifier: MIT
#include "core/desk/site/sitetools.h"

#include "core/desk/deskjson.h"
#include "core/desk/site/sitemedia.h"

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

using Answer = Result<json::object>;

constexpr qint64 kPerPage = 10;

QString isoTime(const QDateTime& time)
{
    return time.toUTC().toString(u"yyyy-MM-ddTHH:mm:ss"_s) + u'Z';
}

class SiteDesk {
public:
    explicit SiteDesk(SiteStore store) : m_store(std::move(store)), m_media(m_store) {}

    Answer createPost(const json::object& input)
    {
        Post post;
        post.slug = jsonText(input, "slug");
        post.status = jsonText(input, "status") == "publish"_L1 ? Post::Status::Publish : Post::Status::Draft;
        if (const auto taken = take(input, post); !taken)
            return std::unexpected(taken.error());
        const auto media = m_media.bring(textsOf(input, "media"));
        const auto made = media ? m_store.create(std::move(post), *media) : std::unexpected(media.error());
        return made ? Answer(postJson(*made, false)) : std::unexpected(made.error());
    }

    Answer updatePost(const json::object& input)
    {
        const auto media = m_media.bring(textsOf(input, "media"));
        if (!media)
            return std::unexpected(media.error());
        const auto change = [&](Post& post) -> Result<void> {
            if (post.status == Post::Status::Trash && !input.contains("status"))
                return fail(ErrorCode::InvalidInput, u"Post %1 is in the trash. Give a status to take it out again."_s.arg(post.id));
            if (input.contains("slug"))
                post.slug = jsonText(input, "slug");
            if (input.contains("status"))
                post.status = jsonText(input, "status") == "publish"_L1 ? Post::Status::Publish : Post::Status::Draft;
            return take(input, post);
        };
        const auto changed = m_store.update(wholeNumber(input, "id", 0), change, *media);
        return changed ? Answer(postJson(*changed, false)) : std::unexpected(changed.error());
    }

    Answer getPost(const json::object& input)
    {
        const auto post = m_store.post(wholeNumber(input, "id", 0));
        return post ? Answer(postJson(*post, jsonBool(input, "include_content", true))) : std::unexpected(post.error());
    }

    Answer listPosts(const json::object& input)
    {
        auto posts = m_store.posts();
        if (!posts)
            return std::unexpected(posts.error());
        const QString status = jsonText(input, "status");
        const QString search = jsonText(input, "search");
        posts->removeIf([&](const Post& post) {
            const bool other = status.isEmpty() ? post.status == Post::Status::Trash : statusName(post.status) != status;
            const bool found = post.title.contains(search, Qt::CaseInsensitive) || post.slug.contains(search, Qt::CaseInsensitive) ||
                               QString::fromUtf8(post.content).contains(search, Qt::CaseInsensitive);
            return other || !found;
        });
        const qint64 perPage = wholeNumber(input, "per_page", kPerPage);
        const qint64 begin = std::min<qint64>((wholeNumber(input, "page", 1) - 1) * perPage, posts->size());
        json::array out;
        for (const Post& post : posts->sliced(begin, std::min<qint64>(perPage, posts->size() - begin)))
            out.push_back(postJson(post, false));
        return json::object{{"posts", std::move(out)}, {"total", posts->size()}};
    }

    Answer deletePost(const json::object& input)
    {
        const bool forGood = jsonBool(input, "force");
        const auto gone = m_store.remove(wholeNumber(input, "id", 0), forGood);
        if (!gone)
            return std::unexpected(gone.error());
        return json::object{{"id", gone->id}, {"slug", jsonOf(gone->slug)}, {"deleted", forGood}, {"status", forGood ? "deleted" : "trash"}};
    }

    Answer uploadMedia(const json::object& input)
    {
        const auto media =
            m_media.add(jsonText(input, "file_path"),
                        {.title = jsonText(input, "title"), .alt = jsonText(input, "alt_text"), .caption = jsonText(input, "caption")});
        return media ? Answer(mediaJson(*media)) : std::unexpected(media.error());
    }

    Answer listMedia(const json::object&)
    {
        const auto media = m_media.list();
        if (!media)
            return std::unexpected(media.error());
        json::array out;
        for (const Media& one : *media)
            out.push_back(mediaJson(one));
        return json::object{{"media", std::move(out)}};
    }

    Answer deleteMedia(const json::object& input)
    {
        const auto gone = m_media.remove(wholeNumber(input, "id", 0));
        return gone ? Answer(json::object{{"id", gone->id}, {"deleted", true}}) : std::unexpected(gone.error());
    }

private:
    SiteStore m_store;
    SiteMedia m_media;

    /// What a call says about the post itself; what it leaves out stays.
    Result<void> take(const json::object& input, Post& post) const
    {
        post.title = jsonText(input, "title", post.title);
        post.excerpt = jsonText(input, "excerpt", post.excerpt);
        if (input.contains("content"))
            post.content = jsonText(input, "content").toUtf8();
        if (input.contains("date")) {
            post.date = QDateTime::fromString(jsonText(input, "date"), Qt::ISODate).toUTC();
            if (!post.date.isValid())
                return fail(ErrorCode::InvalidInput, u"The date must look like 2026-11-30T09:00:00Z."_s);
            if (post.date > m_store.now() && post.status == Post::Status::Publish)
                return fail(ErrorCode::InvalidInput,
                            u"The date lies ahead, and this desk cannot wait for it: publish on the day, or give no date."_s);
        }
        if (!input.contains("featured_media"))
            return {};
        post.featuredMedia = wholeNumber(input, "featured_media", 0);
        if (post.featuredMedia == 0) {
            post.featuredFile = post.featuredAlt = QString();
            return {};
        }
        const auto media = m_media.find(post.featuredMedia);
        if (!media)
            return std::unexpected(media.error());
        if (!media->type.startsWith("image/"_L1))
            return fail(ErrorCode::InvalidInput, u"Media %1 is no image, so it cannot stand above a post."_s.arg(media->id));
        post.featuredFile = media->file;
        post.featuredAlt = media->alt;
        return {};
    }

    json::object postJson(const Post& post, bool content) const
    {
        json::object out{{"id", post.id},
                         {"slug", jsonOf(post.slug)},
                         {"title", jsonOf(post.title)},
                         {"status", jsonOf(statusName(post.status))},
                         {"excerpt", jsonOf(post.excerpt)},
                         {"date", jsonOf(isoTime(post.date))},
                         {"modified", jsonOf(isoTime(post.modified))},
                         {"revision", post.revision},
                         {"featured_media", post.featuredMedia}};
        if (post.status == Post::Status::Publish) {
            out["url"] = jsonOf(m_store.addressOf(post.slug + u"/index.html"_s));
            out["path"] = toView(SiteStore::pagePath(post));
        }
        if (post.edited)
            out["changed_by_hand"] = true;
        if (content)
            out["content"] = toView(post.content);
        return out;
    }

    json::object mediaJson(const Media& media) const
    {
        const QString relative = u"media/"_s + media.file;
        return {{"id", media.id},
                {"title", jsonOf(media.title)},
                {"alt_text", jsonOf(media.alt)},
                {"caption", jsonOf(media.caption)},
                {"mime_type", jsonOf(media.type)},
                {"bytes", media.bytes},
                {"url", jsonOf(m_store.addressOf(relative))},
                {"source_url", jsonOf(QString(u"../"_s + relative))},
                {"path", jsonOf(QString(u"published/site/"_s + relative))}};
    }
};

} // namespace

Result<DeskService> siteService(const SitePlaces& places, QByteArrayView description, const Clock& clock)
{
    auto store = SiteStore::open(places, clock);
    if (!store)
        return std::unexpected(store.error());
    std::ignore = store->settle(); // lists that cannot be written now are written by the next change; all else works
    const auto desk = std::make_shared<SiteDesk>(std::move(*store));
    const auto bind = [&](Answer (SiteDesk::*method)(const json::object&)) -> DeskTool::Call {
        return [desk, method](const json::object& input) { return (desk.get()->*method)(input); };
    };
    return makeService(description, {{"create_post", bind(&SiteDesk::createPost)},
                                     {"update_post", bind(&SiteDesk::updatePost)},
                                     {"get_post", bind(&SiteDesk::getPost)},
                                     {"list_posts", bind(&SiteDesk::listPosts)},
                                     {"delete_post", bind(&SiteDesk::deletePost)},
                                     {"upload_media", bind(&SiteDesk::uploadMedia)},
                                     {"list_media", bind(&SiteDesk::listMedia)},
                                     {"delete_media", bind(&SiteDesk::deleteMedia)}});
}

} // namespace aios::desk
