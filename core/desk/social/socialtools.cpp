// SPDX-License-Identifier: MIT
#include "core/desk/social/socialtools.h"

#include "core/desk/deskjson.h"

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

using Answer = Result<json::object>;

constexpr qint64 kPage = 20;

QString timeText(const QDateTime& time)
{
    return time.toUTC().toString(u"yyyy-MM-ddTHH:mm:ss"_s) + u'Z';
}

class SocialDesk {
public:
    explicit SocialDesk(SocialStore store) : m_store(std::move(store)) {}

    /// What could not go out is kept for its status.
    void sendDue()
    {
        const auto done = m_store.due();
        for (const SocialStore::Due& due : done ? *done : QList<SocialStore::Due>())
            m_problems.insert(due.post.id, due.problem);
    }

    Answer listAccounts(const json::object& input)
    {
        const Platform* wanted = platformNamed(jsonText(input, "platform"));
        if (input.contains("platform") && !wanted)
            return fail(ErrorCode::InvalidInput, u"That platform is not known here."_s);
        json::array out;
        for (const Account& account : m_store.accounts()) {
            const Platform* platform = platformNamed(account.platform);
            if (wanted && wanted != platform)
                continue;
            out.push_back(json::object{{"id", jsonOf(account.id)},
                                       {"platform", jsonOf(account.platform)},
                                       {"username", jsonOf(account.username)},
                                       {"name", jsonOf(account.name)},
                                       {"limits", json::object{{"characters", platform->characters},
                                                               {"images", platform->images},
                                                               {"videos", platform->videos},
                                                               {"needs", jsonOf(platform->needs)},
                                                               {"threads", platform->threads}}}});
        }
        return json::object{{"accounts", std::move(out)}, {"accountsFile", jsonOf(m_store.accountsFile())}};
    }

    Answer createPost(const json::object& input)
    {
        SocialStore::Draft draft{.account = jsonText(input, "accountId"), .platform = jsonText(input, "platform")};
        draft.mediaSha256 = textsOf(input, "mediaSha256");
        draft.texts.append({jsonText(input, "text").toUtf8(), textsOf(input, "mediaUrls")});
        if (const json::array* more = jsonArray(input, "additionalPosts")) {
            for (const json::value& part : *more)
                draft.texts.append({jsonText(part.as_object(), "text").toUtf8(), textsOf(part.as_object(), "mediaUrls")});
        }
        if (input.contains("scheduledTime")) {
            const QString time = jsonText(input, "scheduledTime");
            draft.scheduled = QDateTime::fromString(time, Qt::ISODateWithMs);
            if (!draft.scheduled.isValid() || draft.scheduled.timeSpec() == Qt::LocalTime)
                return fail(ErrorCode::InvalidInput,
                            u"The scheduledTime must be a time with its zone, like 2026-11-30T09:00:00Z. Nothing was posted."_s);
            draft.scheduled = draft.scheduled.toUTC();
        }
        const auto made = m_store.create(draft);
        return made ? Answer(postJson(*made, false)) : std::unexpected(made.error());
    }

    Answer postStatus(const json::object& input)
    {
        const auto post = m_store.post(jsonText(input, "postSubmissionId"));
        return post ? Answer(postJson(*post, false)) : std::unexpected(post.error());
    }

    Answer listPosts(const json::object& input)
    {
        QList<SocialPost> posts = m_store.posts();
        const QString account = jsonText(input, "accountId");
        const QString status = jsonText(input, "status");
        posts.removeIf([&](const SocialPost& post) {
            return (!account.isEmpty() && post.account != account) || (!status.isEmpty() && statusOf(post) != status);
        });
        const qint64 begin = std::min<qint64>(wholeNumber(input, "offset", 0), posts.size());
        json::array out;
        for (const SocialPost& post : posts.sliced(begin, std::min<qint64>(wholeNumber(input, "limit", kPage), posts.size() - begin)))
            out.push_back(postJson(post, true));
        return json::object{{"posts", std::move(out)}, {"total", posts.size()}};
    }

    Answer deletePost(const json::object& input)
    {
        const auto gone = m_store.remove(jsonText(input, "postSubmissionId"));
        return gone ? Answer(json::object{{"postSubmissionId", jsonOf(gone->id)}, {"deleted", true}}) : std::unexpected(gone.error());
    }

private:
    SocialStore m_store;
    QHash<QString, QString> m_problems;

    [[nodiscard]] QString statusOf(const SocialPost& post) const
    {
        if (post.published.isValid())
            return u"published"_s;
        return m_problems.value(post.id).isEmpty() ? u"scheduled"_s : u"failed"_s;
    }

    json::object postJson(const SocialPost& post, bool texts) const
    {
        json::object out{{"postSubmissionId", jsonOf(post.id)},
                         {"id", jsonOf(post.id)},
                         {"accountId", jsonOf(post.account)},
                         {"platform", jsonOf(post.platform)},
                         {"status", jsonOf(statusOf(post))}};
        if (post.scheduled.isValid())
            out["scheduledTime"] = jsonOf(timeText(post.scheduled));
        if (post.published.isValid()) {
            out["publishedTime"] = jsonOf(timeText(post.published));
            out["url"] = jsonOf(m_store.addressOf(post));
            out["path"] = toView(SocialStore::publishedPath(post));
        } else if (const QString problem = m_problems.value(post.id); !problem.isEmpty()) {
            const QString said = u"It could not go out: "_s + problem + u" It is tried again at the next call."_s;
            out["errorMessage"] = jsonOf(said);
        }
        if (!texts)
            return out;
        json::array parts;
        for (const SocialPost::Text& text : post.texts)
            parts.push_back(json::object{{"text", toView(text.text)}, {"mediaUrls", jsonOf(text.media)}});
        out["posts"] = std::move(parts);
        return out;
    }
};

} // namespace

Result<DeskService> socialService(const SocialPlaces& places, QByteArrayView description, QByteArrayView accounts, const Clock& clock)
{
    auto store = SocialStore::open(places, accounts, clock);
    if (!store)
        return std::unexpected(store.error());
    const auto desk = std::make_shared<SocialDesk>(std::move(*store));
    desk->sendDue();
    const auto bind = [&](Answer (SocialDesk::*method)(const json::object&)) -> DeskTool::Call {
        return [desk, method](const json::object& input) {
            desk->sendDue();
            return (desk.get()->*method)(input);
        };
    };
    return makeService(description, {{"list_accounts", bind(&SocialDesk::listAccounts)},
                                     {"create_post", bind(&SocialDesk::createPost)},
                                     {"get_post_status", bind(&SocialDesk::postStatus)},
                                     {"list_posts", bind(&SocialDesk::listPosts)},
                                     {"delete_post", bind(&SocialDesk::deletePost)}});
}

} // namespace aios::desk
