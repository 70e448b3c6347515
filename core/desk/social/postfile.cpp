// SPDX-License-Identifier: MIT
#include "core/desk/social/postfile.h"

#include "core/base/ids.h"
#include "core/desk/deskjson.h"

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView kFence = "---\n";
constexpr QByteArrayView kBetween = "\n\n---\n\n";

QByteArray line(QByteArrayView key, const QString& value)
{
    return value.isEmpty() ? QByteArray() : key + QByteArray(": ") + jsonString(value) + '\n';
}

QString timeText(const QDateTime& time)
{
    return time.isValid() ? time.toUTC().toString(u"yyyy-MM-ddTHH:mm:ss"_s) + u'Z' : QString();
}

QDateTime timeFrom(const json::object& head, std::string_view key)
{
    return QDateTime::fromString(jsonText(head, key), Qt::ISODate);
}

/// The lines between the fences as one object; each value is JSON, which YAML takes too.
std::optional<json::object> headFrom(QByteArrayView text)
{
    json::object head;
    for (const QByteArray& entry : text.toByteArray().split('\n')) {
        const qsizetype colon = entry.indexOf(": ");
        if (entry.isEmpty())
            continue;
        const auto value = colon > 0 ? parseJson(QByteArrayView(entry).sliced(colon + 2)) : fail(ErrorCode::InvalidInput, {});
        if (!value)
            return std::nullopt;
        head[toView(QByteArrayView(entry).first(colon))] = *value;
    }
    return head;
}

} // namespace

QByteArray postFileOf(const SocialPost& post)
{
    json::array parts;
    for (const SocialPost::Text& text : post.texts)
        parts.push_back(json::object{{"bytes", text.text.size()}, {"media", jsonOf(text.media)}});
    QByteArray file = kFence + line("id", post.id) + line("account", post.account) + line("platform", post.platform) +
                      line("created", timeText(post.created)) + line("scheduled", timeText(post.scheduled)) +
                      line("published", timeText(post.published)) + "posts: " + plainJson(parts) + '\n' + kFence;
    for (qsizetype i = 0; i < post.texts.size(); ++i)
        file += (i == 0 ? QByteArray() : kBetween.toByteArray()) + post.texts[i].text;
    return file + '\n';
}

std::optional<SocialPost> postFileFrom(QByteArrayView file)
{
    const qsizetype end = file.startsWith(kFence) ? file.indexOf("\n---\n", kFence.size()) : -1;
    const auto head = end < 0 ? std::nullopt : headFrom(file.sliced(kFence.size(), end - kFence.size()));
    const json::array* parts = head ? jsonArray(*head, "posts") : nullptr;
    if (!parts || parts->empty() || !isUuid(jsonText(*head, "id")))
        return std::nullopt;
    SocialPost post{.id = jsonText(*head, "id"),
                    .account = jsonText(*head, "account"),
                    .platform = jsonText(*head, "platform"),
                    .created = timeFrom(*head, "created"),
                    .scheduled = timeFrom(*head, "scheduled"),
                    .published = timeFrom(*head, "published")};
    QByteArrayView rest = file.sliced(end + 5);
    for (const json::value& part : *parts) {
        if (!part.is_object())
            return std::nullopt;
        if (!post.texts.isEmpty()) {
            if (!rest.startsWith(kBetween))
                return std::nullopt;
            rest = rest.sliced(kBetween.size());
        }
        const qint64 bytes = jsonInt(part.as_object(), "bytes", -1);
        if (bytes < 0 || bytes > rest.size())
            return std::nullopt;
        post.texts.append({rest.first(bytes).toByteArray(), textsOf(part.as_object(), "media")});
        rest = rest.sliced(bytes);
    }
    return rest == "\n" ? std::optional(post) : std::nullopt;
}

} // namespace aios::desk
