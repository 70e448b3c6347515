// SPDX-License-Identifier: MIT
#include "core/desk/site/sitepage.h"

#include "core/base/hash.h"
#include "core/desk/deskjson.h"

#include <QLocale>
#include <QUuid>

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView kGenerator = "AIOS Local Desk";
constexpr QByteArrayView kMetaBegin = "<meta name=\"aios-post\" content=\"";
constexpr QByteArrayView kHashBegin = "\" data-sha256=\"";
constexpr QByteArrayView kContentBegin = "\n<div class=\"content\">\n";
constexpr QByteArrayView kContentEnd = "\n</div>\n</article>";
constexpr qsizetype kHashSize = 64;
/// Of a page from elsewhere; far from where counting on would overflow.
constexpr qint64 kMaxNumber = 1'000'000'000;

QByteArray escaped(const QString& text)
{
    return text.toHtmlEscaped().toUtf8();
}

QString unescaped(QString text)
{
    return text.replace("&quot;"_L1, "\""_L1).replace("&gt;"_L1, ">"_L1).replace("&lt;"_L1, "<"_L1).replace("&amp;"_L1, "&"_L1);
}

QByteArray timeText(const QDateTime& time)
{
    return time.toUTC().toString(u"yyyy-MM-ddTHH:mm:ss"_s).toUtf8() + 'Z';
}

QByteArray timeTag(const QDateTime& time)
{
    return "<time datetime=\"" + timeText(time) + "\">" + QLocale::c().toString(time.toUTC().date(), u"d MMMM yyyy"_s).toUtf8() + "</time>";
}

/// Nothing of a page runs, whatever its content says: the content is checked, and this stands behind the check.
QByteArray head(const QString& title, const QByteArray& up, const QByteArray& more)
{
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'\">\n"
           "<meta name=\"generator\" content=\"" +
           kGenerator + "\">\n" + more + "<title>" + escaped(title) + "</title>\n<link rel=\"stylesheet\" href=\"" + up +
           "style.css\">\n<link rel=\"alternate\" type=\"application/atom+xml\" href=\"" + up + "feed.xml\">\n</head>\n<body>\n";
}

QByteArray header(const SiteLook& look, const QByteArray& up)
{
    return "<header><a href=\"" + up + "index.html\">" + escaped(look.title) + "</a></header>\n<main>\n";
}

json::object descriptionOf(const Post& post)
{
    return {{"id", post.id},
            {"guid", jsonOf(post.guid)},
            {"slug", jsonOf(post.slug)},
            {"title", jsonOf(post.title)},
            {"excerpt", jsonOf(post.excerpt)},
            {"date", toView(timeText(post.date))},
            {"modified", toView(timeText(post.modified))},
            {"revision", post.revision},
            {"contentBytes", post.content.size()},
            {"featuredMedia", post.featuredMedia},
            {"featuredFile", jsonOf(post.featuredFile)},
            {"featuredAlt", jsonOf(post.featuredAlt)}};
}

/// Where in a page its hash stands; -1: nowhere. The hash covers the page with zeros in that place.
qsizetype hashPlace(QByteArrayView page)
{
    const qsizetype meta = page.indexOf(kMetaBegin);
    const qsizetype place = meta < 0 ? -1 : page.indexOf(kHashBegin, meta);
    const bool whole = place >= 0 && page.size() - place > kHashBegin.size() + kHashSize && page.indexOf('\n', meta) > place;
    return whole ? place + kHashBegin.size() : -1;
}

QByteArray hashOf(QByteArrayView page, qsizetype place)
{
    return sha256Hex({page.first(place), QByteArray(kHashSize, '0'), page.sliced(place + kHashSize)});
}

QByteArray addressOf(const Post& post, const SiteLook& look)
{
    const QString relative = post.slug + u"/index.html"_s;
    return escaped(look.baseUrl.isEmpty() ? relative : look.baseUrl + u'/' + post.slug + u'/');
}

} // namespace

QString statusName(Post::Status status)
{
    return status == Post::Status::Draft ? u"draft"_s : status == Post::Status::Publish ? u"publish"_s : u"trash"_s;
}

QByteArray pageOf(const Post& post, const SiteLook& look)
{
    QByteArray meta = kMetaBegin + escaped(QString::fromUtf8(plainJson(descriptionOf(post)))) + kHashBegin + QByteArray(kHashSize, '0') + "\">\n";
    if (!post.excerpt.isEmpty())
        meta += "<meta name=\"description\" content=\"" + escaped(post.excerpt) + "\">\n";
    QByteArray page = head(post.title, "../", meta) + header(look, "../") + "<article>\n<h1>" + escaped(post.title) + "</h1>\n<p class=\"date\">" +
                      timeTag(post.date) + "</p>\n";
    if (!post.featuredFile.isEmpty())
        page += "<img class=\"featured\" src=\"../media/" + escaped(post.featuredFile) + "\" alt=\"" + escaped(post.featuredAlt) + "\">\n";
    page.chop(1); // the line end belongs to the fixed line before the content
    page += kContentBegin + post.content + kContentEnd + "\n</main>\n</body>\n</html>\n";
    const qsizetype place = hashPlace(page);
    return page.replace(place, kHashSize, hashOf(page, place));
}

std::optional<Post> postFrom(QByteArrayView page)
{
    const qsizetype place = hashPlace(page);
    if (place < 0)
        return std::nullopt;
    const qsizetype begin = page.indexOf(kMetaBegin) + kMetaBegin.size();
    const auto parsed = parseJson(unescaped(QString::fromUtf8(page.sliced(begin, place - kHashBegin.size() - begin))).toUtf8());
    const qsizetype content = page.indexOf(kContentBegin, place);
    if (!parsed || !parsed->is_object() || content < 0)
        return std::nullopt;
    const json::object& description = parsed->as_object();
    Post post{.id = jsonInt(description, "id"),
              .guid = jsonText(description, "guid"),
              .slug = jsonText(description, "slug"),
              .title = jsonText(description, "title"),
              .excerpt = jsonText(description, "excerpt"),
              .date = QDateTime::fromString(jsonText(description, "date"), Qt::ISODate),
              .modified = QDateTime::fromString(jsonText(description, "modified"), Qt::ISODate),
              .revision = static_cast<int>(jsonInt(description, "revision")),
              .featuredMedia = jsonInt(description, "featuredMedia"),
              .featuredFile = jsonText(description, "featuredFile"),
              .featuredAlt = jsonText(description, "featuredAlt")};
    const QByteArrayView rest = page.sliced(content + kContentBegin.size());
    const qsizetype bytes = jsonInt(description, "contentBytes", -1);
    post.edited = page.sliced(place, kHashSize) != hashOf(page, place) || bytes < 0 || bytes > rest.size();
    const qsizetype end = post.edited ? rest.lastIndexOf(kContentEnd) : bytes;
    const auto counts = [](qint64 number) { return number >= 1 && number <= kMaxNumber; };
    if (end < 0 || !counts(post.id) || !counts(jsonInt(description, "revision")) || post.slug.isEmpty())
        return std::nullopt;
    post.content = rest.first(end).toByteArray();
    return post;
}

QByteArray indexOf(const QList<Post>& posts, const SiteLook& look)
{
    QByteArray page = head(look.title, {}, {}) + header(look, {}) + "<h1>" + escaped(look.title) + "</h1>\n<ul class=\"posts\">\n";
    for (const Post& post : posts) {
        page += "<li><a href=\"" + escaped(post.slug) + "/index.html\">" + escaped(post.title) + "</a> " + timeTag(post.date);
        page += post.excerpt.isEmpty() ? QByteArray("</li>\n") : "<p>" + escaped(post.excerpt) + "</p></li>\n";
    }
    return page + "</ul>\n</main>\n</body>\n</html>\n";
}

QByteArray feedOf(const QList<Post>& posts, const SiteLook& look)
{
    const QUuid id = QUuid::createUuidV5(QUuid(u"6ba7b811-9dad-11d1-80b4-00c04fd430c8"_s), look.baseUrl.isEmpty() ? look.title : look.baseUrl);
    QDateTime updated = QDateTime::fromSecsSinceEpoch(0, QTimeZone::UTC);
    for (const Post& post : posts)
        updated = std::max(updated, post.modified);
    QByteArray feed = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>" + escaped(look.title) +
                      "</title>\n<id>urn:uuid:" + id.toByteArray(QUuid::WithoutBraces) + "</id>\n<updated>" + timeText(updated) +
                      "</updated>\n<generator>" + kGenerator + "</generator>\n<author><name>" + escaped(look.title) +
                      "</name></author>\n<link href=\"" + (look.baseUrl.isEmpty() ? QByteArray("index.html") : escaped(look.baseUrl) + '/') +
                      "\"/>\n";
    if (!look.baseUrl.isEmpty())
        feed += "<link rel=\"self\" href=\"" + escaped(look.baseUrl) + "/feed.xml\"/>\n";
    for (const Post& post : posts) {
        feed += "<entry>\n<title>" + escaped(post.title) + "</title>\n<id>urn:uuid:" + escaped(post.guid) + "</id>\n<link href=\"" +
                addressOf(post, look) + "\"/>\n<published>" + timeText(post.date) + "</published>\n<updated>" + timeText(post.modified) +
                "</updated>\n";
        if (!post.excerpt.isEmpty())
            feed += "<summary>" + escaped(post.excerpt) + "</summary>\n";
        feed += "<content type=\"html\">" + escaped(QString::fromUtf8(post.content)) + "</content>\n</entry>\n";
    }
    return feed + "</feed>\n";
}

bool isOurs(QByteArrayView file)
{
    return file.contains(QByteArray("<meta name=\"generator\" content=\"" + kGenerator + '"')) ||
           file.contains(QByteArray("<generator>" + kGenerator + "</generator>"));
}

} // namespace aios::desk
