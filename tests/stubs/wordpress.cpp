// SPDX-License-Identifier: MIT
// A site with the shape of WordPress' REST interface (wp/v2), as far as an MCP server for WordPress needs it to publish.
//
//   wordpress FOLDER [MODE]
//
// Each new post lies in FOLDER afterwards as it arrived: post-1.json (the body, byte for byte), post-2.json …
// MODE:
//   ok       takes posts from the user "editor" with any password
//   fails    stores nothing and answers new posts with 500
//   late     stores the post and answers 500 all the same, as a site does whose plugin fails after the insert
//   cut      stores the post and closes the connection without an answer
//   refuses  answers new posts with 403, as to a user who may not publish
#include "tests/stubs/httpstub.h"

#include <QFile>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace {

QString g_folder;
QByteArray g_mode = "ok";
int g_posts = 0;

stub::Reply problem(int status, const QString& code, const QString& message)
{
    return {status, QJsonDocument(QJsonObject{{u"code"_s, code}, {u"message"_s, message}, {u"data"_s, QJsonObject{{u"status"_s, status}}}}), false};
}

QJsonObject rendered(const QJsonValue& value)
{
    return {{u"rendered"_s, value.toString()}, {u"raw"_s, value.toString()}};
}

stub::Reply store(const stub::Request& request)
{
    const QJsonObject post = QJsonDocument::fromJson(request.body).object();
    const int id = ++g_posts;
    QFile file(g_folder + u"/post-%1.json"_s.arg(id));
    if (!file.open(QIODevice::WriteOnly) || file.write(request.body) != request.body.size())
        return problem(500, u"db_insert_error"_s, u"Could not insert post into the database"_s);
    const QString link = u"https://blog.example.org/%1/"_s.arg(id);
    return {201,
            QJsonDocument(QJsonObject{{u"id"_s, id},
                                      {u"status"_s, post[u"status"_s].toString(u"draft"_s)},
                                      {u"link"_s, link},
                                      {u"guid"_s, rendered(link)},
                                      {u"title"_s, rendered(post[u"title"_s])},
                                      {u"content"_s, rendered(post[u"content"_s])},
                                      {u"excerpt"_s, rendered(post[u"excerpt"_s])},
                                      {u"type"_s, u"post"_s},
                                      {u"author"_s, 1},
                                      {u"categories"_s, QJsonArray()},
                                      {u"tags"_s, QJsonArray()},
                                      {u"date"_s, u"2026-01-01T00:00:00"_s},
                                      {u"modified"_s, u"2026-01-01T00:00:00"_s}}),
            false};
}

stub::Reply newPost(const stub::Request& request)
{
    if (!request.authorization.startsWith("Basic ") || !QByteArray::fromBase64(request.authorization.sliced(6)).startsWith("editor:"))
        return problem(401, u"rest_cannot_create"_s, u"Sorry, you are not allowed to create posts as this user."_s);
    if (g_mode == "refuses")
        return problem(403, u"rest_cannot_publish"_s, u"Sorry, you are not allowed to publish posts in this post type."_s);
    if (g_mode == "fails")
        return problem(500, u"internal_server_error"_s, u"There has been a critical error on this website."_s);
    stub::Reply reply = store(request);
    if (g_mode == "late")
        return problem(500, u"internal_server_error"_s, u"There has been a critical error on this website."_s);
    reply.silent = g_mode == "cut";
    return reply;
}

stub::Reply answer(const stub::Request& request)
{
    const QString path = request.url.path();
    if (path == "/wp-json/wp/v2/posts"_L1 && request.method == "POST")
        return newPost(request);
    if (path == "/wp-json/wp/v2/posts"_L1)
        return {200, QJsonDocument(QJsonArray()), false};
    if (path == "/wp-json/wp/v2/users/me"_L1)
        return {200, QJsonDocument(QJsonObject{{u"id"_s, 1}, {u"name"_s, u"editor"_s}, {u"slug"_s, u"editor"_s}}), false};
    if (path == "/wp-json"_L1 || path == "/wp-json/"_L1)
        return {200, QJsonDocument(QJsonObject{{u"name"_s, u"Stub"_s}, {u"namespaces"_s, QJsonArray{u"wp/v2"_s}}}), false};
    return problem(404, u"rest_no_route"_s, u"No route was found matching the URL and request method."_s);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fputs("Usage: wordpress FOLDER [MODE]\n", stderr);
        return 2;
    }
    g_folder = QString::fromLocal8Bit(argv[1]);
    if (argc > 2)
        g_mode = argv[2];
    return stub::serve(argc, argv, answer);
}
