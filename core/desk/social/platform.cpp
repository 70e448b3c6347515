// SPDX-License-Identifier: MIT
#include "core/desk/social/platform.h"

#include "core/base/text.h"
#include "core/desk/deskjson.h"

#include <QRegularExpression>

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxParts = 25;

std::unexpected<Error> refuse(const QString& sentence)
{
    return fail(ErrorCode::InvalidInput, sentence + u" Nothing was posted or scheduled."_s);
}

Result<void> checkMedia(const Platform& platform, const QStringList& types, const QString& which)
{
    // A web address may be either; it counts for what the platform takes more of.
    const auto videos = types.count(u"video/mp4"_s) + types.count(u"video/webm"_s);
    const auto images = types.size() - videos;
    for (const QString& type : types) {
        if (!type.isEmpty() && !type.startsWith("image/"_L1) && !type.startsWith("video/"_L1))
            return refuse(u"%1 takes images and videos, and %2 has a file of the type %3."_s.arg(platform.title, which, type));
    }
    if (images > 0 && videos > 0)
        return refuse(u"%1 takes images or a video in one post, not both; %2 has both."_s.arg(platform.title, which));
    if (images > platform.images && !(platform.images == 0 && images <= platform.videos && types.contains(QString())))
        return refuse(u"%1 takes at most %2 images in one post; %3 has %4."_s.arg(platform.title).arg(platform.images).arg(which).arg(images));
    if (videos > platform.videos)
        return refuse(u"%1 takes at most %2 videos in one post; %3 has %4."_s.arg(platform.title).arg(platform.videos).arg(which).arg(videos));
    const bool lacking = (platform.needs == "media"_L1 && types.isEmpty()) || (platform.needs == "image"_L1 && images == 0) ||
                         (platform.needs == "video"_L1 && videos == 0 && !types.contains(QString()));
    if (lacking)
        return refuse(u"%1 takes no post without %2."_s.arg(platform.title, platform.needs == "media"_L1   ? u"an image or a video"_s
                                                                            : platform.needs == "image"_L1 ? u"an image"_s
                                                                                                           : u"a video"_s));
    return {};
}

} // namespace

Result<QList<Account>> accountsFrom(const json::object& object)
{
    static const QRegularExpression usable(u"\\A[a-z0-9][a-z0-9-]{0,40}\\z"_s);
    QList<Account> accounts;
    const json::array* entries = jsonArray(object, "accounts");
    for (const json::value& entry : entries ? *entries : json::array{}) {
        const json::object one = entry.is_object() ? entry.as_object() : json::object{};
        const Platform* platform = platformNamed(jsonText(one, "platform"));
        Account account{jsonText(one, "id"), platform ? platform->name : QString(), jsonText(one, "username"), jsonText(one, "name")};
        const bool twice = std::any_of(accounts.begin(), accounts.end(), [&](const Account& other) { return other.id == account.id; });
        if (!platform || !usable.match(account.id).hasMatch() || twice)
            return fail(ErrorCode::InvalidInput,
                        u"The account “%1” cannot be used: an account needs an id of its own (lower-case letters, digits, hyphens) "
                        "and a platform that is known here."_s.arg(elided(showHidden(account.id), 60)));
        accounts.append(std::move(account));
    }
    return accounts;
}

Result<void> checkParts(const Platform& platform, const QList<Part>& parts)
{
    if (parts.size() > 1 && !platform.threads)
        return refuse(u"%1 has no threads: give one text, without additionalPosts."_s.arg(platform.title));
    if (parts.size() > kMaxParts)
        return refuse(u"A thread has at most %1 posts; this one has %2."_s.arg(kMaxParts).arg(parts.size()));
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const QString which = parts.size() == 1 ? u"this post"_s : u"post %1 of the thread"_s.arg(i + 1);
        const qsizetype length = lengthOn(platform.count, parts[i].text);
        if (parts[i].text.trimmed().isEmpty() && parts[i].mediaTypes.isEmpty())
            return refuse(u"There is no text in %1."_s.arg(which));
        if (parts[i].text.contains(QChar(0)))
            return refuse(u"There is a NUL character in %1."_s.arg(which));
        if (length > platform.characters)
            return refuse(u"%1 takes at most %2 characters in one post as it counts them; %3 has %4, so it is %5 too long."_s.arg(platform.title)
                              .arg(platform.characters)
                              .arg(which)
                              .arg(length)
                              .arg(length - platform.characters));
        if (auto media = checkMedia(platform, parts[i].mediaTypes, which); !media)
            return media;
    }
    return {};
}

} // namespace aios::desk
