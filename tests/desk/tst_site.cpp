// SPDX-License-Identifier: MIT
#include "core/base/hash.h"
#include "core/desk/site/contentcheck.h"
#include "core/desk/site/sitetools.h"
#include "core/markdown/blocks.h"
#include "tests/desk/desktest.h"

#include <QXmlStreamReader>

using namespace aios;
using namespace aios::desk;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

constexpr const char* kPng = "\x89PNG\r\n\x1a\nrest of a picture";

/// A folder with the site service over it.
struct Site {
    TempProject place;
    FakeClock clock;
    QString baseUrl;
    std::unique_ptr<DeskCaller> caller;

    explicit Site(const QString& base = {}) : baseUrl(base)
    {
        place.folder(u"p"_s);
        caller = std::make_unique<DeskCaller>(open());
    }
    [[nodiscard]] Result<DeskService> open() const
    {
        return siteService({place.path(u"p"_s), place.path(u"data"_s), {u"Fennick & Co"_s, baseUrl}, "body{}\n"}, deskResource(u"site/tools.json"_s),
                           clock);
    }
    [[nodiscard]] ToolAnswer call(const QByteArray& tool, const QByteArray& arguments) const { return caller->call(tool, arguments); }
    [[nodiscard]] ToolAnswer post(const QByteArray& title, const QByteArray& content, const QByteArray& status = "publish") const
    {
        return call("create_post", "{\"title\":" + jsonString(QByteArrayView(title)) + ",\"content\":" + jsonString(QByteArrayView(content)) +
                                       ",\"status\":\"" + status + "\"}");
    }
    [[nodiscard]] QByteArray page(const QString& slug) const { return place.read(u"p/published/site/"_s + slug + u"/index.html"_s); }
};

/// Content as it stands in its page.
QByteArray framed(const QByteArray& content)
{
    return "\n<div class=\"content\">\n" + content + "\n</div>\n";
}

bool isXml(const QByteArray& text)
{
    QXmlStreamReader reader(text);
    while (!reader.atEnd())
        reader.readNext();
    return !reader.hasError();
}

} // namespace

/// `aios desk site`: pages with exactly the content that was posted, what is told apart, what is refused, and what a killed program leaves.
class TestSite : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void nothingIsWrittenBeforeTheFirstPost()
    {
        const Site site;
        QCOMPARE(site.call("list_posts", "{}").get(u"posts"_s), u"[]"_s);
        QVERIFY(!site.post("Only a Draft", "<p>x</p>", "draft").error);
        QCOMPARE(site.place.names(u"p"_s), QStringList());
    }

    void publishesByteForByte()
    {
        const Site site;
        const QByteArray content = "<p>Ten &amp; twenty \xe2\x80\x93 <em>exactly</em>\r\n\tthis</p>\n\n<!-- wp:x --><ul>\n<li>a</li>\n</ul>  ";
        const ToolAnswer made = site.post("Chain <wear> & \"tear\"", content);
        QVERIFY2(!made.error, qPrintable(made.text));
        QCOMPARE(made.at("slug"), u"chain-wear-tear"_s);
        QCOMPARE(made.at("status"), u"publish"_s);
        QCOMPARE(made.at("path"), u"published/site/chain-wear-tear/index.html"_s);
        QCOMPARE(QUrl(made.at("url")).toLocalFile(), site.place.path(u"p/"_s + made.at("path")));
        const QByteArray page = site.page(u"chain-wear-tear"_s);
        QVERIFY(page.contains(framed(content)));
        QVERIFY(page.contains("<h1>Chain &lt;wear&gt; &amp; &quot;tear&quot;</h1>"));
        QVERIFY(page.contains("script-src 'none'"));
        QCOMPARE(site.call("get_post", "{\"id\":1}").at("content").toUtf8(), content);
        const QByteArray index = site.place.read(u"p/published/site/index.html"_s);
        QVERIFY(index.contains("<a href=\"chain-wear-tear/index.html\">Chain &lt;wear&gt; &amp; &quot;tear&quot;</a>"));
        const QByteArray feed = site.place.read(u"p/published/site/feed.xml"_s);
        QVERIFY(isXml(feed) && feed.contains("<title>Fennick &amp; Co</title>") && feed.contains("href=\"chain-wear-tear/index.html\""));
        QCOMPARE(site.place.names(u"p/published/site"_s), (QStringList{u"chain-wear-tear"_s, u"feed.xml"_s, u"index.html"_s, u"style.css"_s}));
    }

    /// What the core renders from markdown is taken as it is.
    void takesWhatTheCoreRenders()
    {
        const Site site;
        QFile article(QStringLiteral(AIOS_SOURCE_DIR "/resources/templates/content-engine/content/articles/chain-wear-guide.md"));
        QVERIFY(article.open(QIODevice::ReadOnly));
        const QByteArray html = markdownToSafeHtml(article.readAll()).toUtf8();
        const ToolAnswer made = site.post("When to replace a bike chain", html);
        QVERIFY2(!made.error, qPrintable(made.text));
        QVERIFY(site.page(made.at("slug")).contains(framed(html)));
    }

    void sameSlugIsNoUpdate()
    {
        const Site site;
        QVERIFY(!site.post("Chain wear", "<p>one</p>").error);
        const ToolAnswer again = site.post("Chain wear", "<p>two</p>");
        QVERIFY(again.error);
        QVERIFY2(again.text.startsWith(u"The slug “chain-wear” belongs to post 1 already (“Chain wear”, published at file://"_s),
                 qPrintable(again.text));
        QVERIFY(again.text.contains(u"use update_post with id 1"_s));
        QVERIFY(site.page(u"chain-wear"_s).contains("<p>one</p>"));
        const ToolAnswer changed = site.call("update_post", js("{'id':1,'content':'<p>two</p>'}"));
        QCOMPARE(changed.get(u"revision"_s), u"2"_s);
        QCOMPARE(changed.at("title"), u"Chain wear"_s);
        QVERIFY(site.page(u"chain-wear"_s).contains("<p>two</p>") && !site.page(u"chain-wear"_s).contains("<p>one</p>"));
        QCOMPARE(site.call("list_posts", "{}").get(u"total"_s), u"1"_s);
        QVERIFY(site.post("Another", "<p>x</p>", "draft").get(u"id"_s) == u"2"_s);
        QVERIFY(site.call("update_post", js("{'id':2,'slug':'chain-wear'}")).text.contains(u"belongs to post 1"_s));
        QVERIFY(site.call("update_post", js("{'id':1,'slug':'other'}")).text.contains(u"The slug of a published post stays"_s));
    }

    void wayOfAPost()
    {
        const Site site;
        const ToolAnswer draft = site.post("Lights", "<p>dark</p>", "draft");
        QCOMPARE(draft.at("url"), QString());
        QVERIFY(!site.place.exists(u"p/published"_s));
        const ToolAnswer out = site.call("update_post", js("{'id':1,'status':'publish','excerpt':'Seen & found'}"));
        QVERIFY2(!out.error && out.at("url").startsWith(u"file://"_s), qPrintable(out.text));
        QVERIFY(site.place.read(u"p/published/site/index.html"_s).contains("<p>Seen &amp; found</p>"));
        QCOMPARE(site.place.names(u"data/draft"_s), QStringList());
        QVERIFY(!site.call("update_post", js("{'id':1,'status':'draft'}")).error);
        QVERIFY(!site.place.exists(u"p/published/site/lights"_s));
        QVERIFY(!site.place.read(u"p/published/site/index.html"_s).contains("lights/"));
        QVERIFY(!site.call("update_post", js("{'id':1,'status':'publish'}")).error);
        QCOMPARE(site.call("delete_post", "{\"id\":1}").at("status"), u"trash"_s);
        QVERIFY(!site.place.exists(u"p/published/site/lights"_s));
        QCOMPARE(site.call("list_posts", "{}").get(u"total"_s), u"0"_s);
        QCOMPARE(site.call("list_posts", js("{'status':'trash'}")).get(u"posts.0.slug"_s), u"lights"_s);
        QVERIFY(site.call("update_post", js("{'id':1,'title':'x'}")).text.contains(u"is in the trash"_s));
        QVERIFY(!site.call("update_post", js("{'id':1,'status':'publish'}")).error);
        QVERIFY(site.page(u"lights"_s).contains("<p>dark</p>"));
        QCOMPARE(site.call("delete_post", js("{'id':1,'force':true}")).at("status"), u"deleted"_s);
        QVERIFY(site.call("get_post", "{\"id\":1}").error);
        // An id is never given twice: somebody holds it as proof.
        QCOMPARE(site.post("New", "<p>x</p>").get(u"id"_s), u"2"_s);
    }

    void baseAddress()
    {
        const Site site(u"https://fennick.example/guides/"_s);
        const ToolAnswer made = site.post("Chain wear", "<p>x</p>");
        QCOMPARE(made.at("url"), u"https://fennick.example/guides/chain-wear/"_s);
        const QByteArray feed = site.place.read(u"p/published/site/feed.xml"_s);
        QVERIFY(isXml(feed) && feed.contains("<link href=\"https://fennick.example/guides/chain-wear/\"/>"));
        Site odd;
        odd.baseUrl = u"javascript:alert(1)"_s;
        QVERIFY(!odd.open());
    }

    void knowsAFolderThatCameFromElsewhere()
    {
        const Site there;
        QVERIFY(!there.post("First", "<p>one</p>").error);
        QVERIFY(!there.post("Second", "<p>two</p>").error);
        const Site here;
        for (const QString& file : {u"first/index.html"_s, u"second/index.html"_s, u"index.html"_s, u"feed.xml"_s})
            here.place.write(u"p/published/site/"_s + file, there.place.read(u"p/published/site/"_s + file));
        QCOMPARE(here.call("list_posts", "{}").get(u"total"_s), u"2"_s);
        QCOMPARE(here.post("Third", "<p>x</p>").get(u"id"_s), u"3"_s);
        const QByteArray index = here.place.read(u"p/published/site/index.html"_s);
        QVERIFY(index.contains("first/index.html") && index.contains("third/index.html"));
        QVERIFY(!here.call("update_post", js("{'id':1,'content':'<p>more</p>'}")).error);
    }

    void othersFilesStay()
    {
        const Site site;
        site.place.write(u"p/published/site/mine/index.html"_s, "<p>by hand</p>");
        const ToolAnswer taken = site.post("Mine", "<p>x</p>");
        QVERIFY2(taken.error && taken.text.contains(u"was not made by this desk, so nothing was published"_s), qPrintable(taken.text));
        QCOMPARE(site.page(u"mine"_s), "<p>by hand</p>");
        site.place.write(u"p/published/site/index.html"_s, "<h1>My own index</h1>");
        QVERIFY(site.post("Fine", "<p>x</p>").text.contains(u"published/site/index.html was not made by this desk"_s));
        QVERIFY(!site.place.exists(u"p/published/site/fine"_s));
        QCOMPARE(site.place.read(u"p/published/site/index.html"_s), "<h1>My own index</h1>");
    }

    void handEditedPageIsNotOverwritten()
    {
        const Site site;
        QVERIFY(!site.post("Chain wear", "<p>one</p>").error);
        const QByteArray edited = site.page(u"chain-wear"_s).replace("<p>one</p>", "<p>one, corrected by hand</p>");
        site.place.write(u"p/published/site/chain-wear/index.html"_s, edited);
        const ToolAnswer answer = site.call("update_post", js("{'id':1,'content':'<p>two</p>'}"));
        QVERIFY2(answer.error && answer.text.contains(u"was changed by hand after it was published"_s), qPrintable(answer.text));
        QCOMPARE(site.page(u"chain-wear"_s), edited);
        const ToolAnswer seen = site.call("get_post", "{\"id\":1}");
        QCOMPARE(seen.at("content"), u"<p>one, corrected by hand</p>"_s);
        QCOMPARE(seen.get(u"changed_by_hand"_s), u"true"_s);
        QVERIFY(!site.call("delete_post", "{\"id\":1}").error);
        QCOMPARE(site.call("get_post", "{\"id\":1}").at("content"), u"<p>one, corrected by hand</p>"_s);
    }

    /// What a folder from elsewhere says about its pages and media is believed only as far as it can do no harm.
    void hostileFolder()
    {
        const Site site;
        const auto page = [](qint64 id, int revision, const QString& slug) {
            Post post{
                .id = id, .guid = u"g"_s, .slug = slug, .title = u"<script>1</script>"_s, .content = "<script>1</script>", .revision = revision};
            post.date = post.modified = QDateTime(QDate(2025, 1, 1), QTime(0, 0), QTimeZone::UTC);
            return pageOf(post, {u"T"_s, {}});
        };
        site.place.write(u"p/published/site/a/index.html"_s, page(std::numeric_limits<qint64>::max(), 1, u"a"_s));
        site.place.write(u"p/published/site/b/index.html"_s, page(1, std::numeric_limits<int>::max(), u"b"_s));
        site.place.write(u"p/published/site/c/index.html"_s, page(3, 1, u"../../../x"_s));
        site.place.write(u"p/published/site/media/media.json"_s,
                         js("{'media':[{'id':9223372036854775807,'file':'a.png'},{'id':1,'file':'../../../CLAUDE.md'},{'id':2,'file':'..'},7]}"));
        site.place.write(u"p/CLAUDE.md"_s, "brain");
        const ToolAnswer list = site.call("list_posts", "{}");
        QCOMPARE(list.get(u"total"_s), u"1"_s);
        QCOMPARE(list.get(u"posts.0.slug"_s), u"c"_s);
        QVERIFY(site.call("update_post", js("{'id':3,'title':'x'}")).text.contains(u"<script> may not be used here"_s));
        QVERIFY(!site.post("New", "<p>x</p>").error);
        QVERIFY(!site.place.read(u"p/published/site/index.html"_s).contains("<script>"));
        for (int id = 1; id < 3; ++id)
            QVERIFY(site.call("delete_media", "{\"id\":" + QByteArray::number(id) + '}').error);
        QCOMPARE(site.place.read(u"p/CLAUDE.md"_s), "brain");
    }

    void linksLeadNowhere()
    {
        const Site site;
        site.place.folder(u"elsewhere"_s);
        site.place.link(site.place.path(u"elsewhere"_s), u"p/published"_s);
        QVERIFY(site.post("Chain wear", "<p>x</p>").error);
        QCOMPARE(site.place.names(u"elsewhere"_s), QStringList());
    }

    void finishesWhatWasLeftUndone()
    {
        const Site site;
        QVERIFY(!site.post("One", "<p>1</p>").error);
        QVERIFY(!site.post("Two", "<p>2</p>", "draft").error);
        const QByteArray draft = site.place.read(u"data/draft/2.html"_s);
        const QByteArray index = site.place.read(u"p/published/site/index.html"_s);
        QVERIFY(!site.call("update_post", js("{'id':2,'status':'publish'}")).error);
        const QByteArray whole = site.place.read(u"p/published/site/index.html"_s);
        // As if killed between the page and all that follows: the draft is still there, the lists are old.
        site.place.write(u"data/draft/2.html"_s, draft);
        site.place.write(u"p/published/site/index.html"_s, index);
        site.place.write(u"data/unfinished"_s, {});
        const DeskCaller again(site.open());
        QCOMPARE(site.place.read(u"p/published/site/index.html"_s), whole);
        QCOMPARE(site.place.names(u"data/draft"_s), QStringList());
        QVERIFY(!site.place.exists(u"data/unfinished"_s));
        QCOMPARE(again.call("list_posts", js("{'status':'publish'}")).get(u"total"_s), u"2"_s);
        // Lists that cannot be written keep nobody from reading.
        site.place.write(u"data/unfinished"_s, {});
        site.place.write(u"p/published/site/index.html"_s, "<h1>My own index</h1>");
        const DeskCaller third(site.open());
        QCOMPARE(third.call("list_posts", "{}").get(u"total"_s), u"2"_s);
        QCOMPARE(site.place.read(u"p/published/site/index.html"_s), "<h1>My own index</h1>");
    }

    void media()
    {
        const Site site;
        site.place.write(u"p/pictures/Chain Wear.PNG"_s, kPng);
        const ToolAnswer made = site.call("upload_media", js("{'file_path':'pictures/Chain Wear.PNG','alt_text':'A chain on a \\'ruler\\''}"));
        QVERIFY2(!made.error, qPrintable(made.text));
        QCOMPARE(made.at("source_url"), u"../media/chain-wear.png"_s);
        QCOMPARE(made.at("mime_type"), u"image/png"_s);
        QCOMPARE(site.place.read(u"p/"_s + made.at("path")), QByteArray(kPng));
        // The same file again, by its absolute path, is the same media; another of the same name is not.
        const ToolAnswer same = site.call("upload_media", "{\"file_path\":" + jsonString(site.place.path(u"p/pictures/Chain Wear.PNG"_s)) + '}');
        QCOMPARE(same.get(u"id"_s), u"1"_s);
        site.place.write(u"p/other/chain-wear.png"_s, QByteArray(kPng) + "2");
        QCOMPARE(site.call("upload_media", js("{'file_path':'other/chain-wear.png'}")).at("source_url"), u"../media/chain-wear-2.png"_s);
        const ToolAnswer post = site.call("create_post", js("{'title':'With a Picture','content':'<p>x</p>','status':'publish','featured_media':1}"));
        QVERIFY2(!post.error, qPrintable(post.text));
        QVERIFY(site.page(u"with-a-picture"_s)
                    .contains("<img class=\"featured\" src=\"../media/chain-wear.png\" alt=\"A chain on a &quot;ruler&quot;\">"));
        QVERIFY(!site.call("delete_media", "{\"id\":2}").error);
        QCOMPARE(site.call("list_media", "{}").get(u"media.1"_s), u"(nothing)"_s);
        QVERIFY(!site.place.exists(u"p/published/site/media/chain-wear-2.png"_s));
    }

    /// A page brings its pictures along under names that say what is in them, and never shows one that is not there.
    void aPageBringsItsPictures()
    {
        const Site site;
        site.place.write(u"p/content/posts/pictures/only.png"_s, kPng);
        const QByteArray name = sha256Hex(kPng).first(24) + ".png";
        const QByteArray image = "<p><img src=\"../media/" + name + "\" alt=\"a\" /></p>\n";
        const auto post = [&](const QByteArray& title, const QByteArray& content, const QByteArray& more) {
            return site.call("create_post", "{\"title\":\"" + title + "\",\"content\":" + jsonString(QByteArrayView(content)) +
                                                ",\"status\":\"publish\"" + more + '}');
        };
        const ToolAnswer dead = post("Dead", "<p><img src=\"../posts/pictures/only.png\"></p>", {});
        QVERIFY2(dead.error && dead.text.contains(u"no such file, so nothing was published"_s), qPrintable(dead.text));
        QVERIFY(post("Dead", image, {}).error);
        QVERIFY(!site.place.exists(u"p/published"_s));
        const ToolAnswer made = post("Alive", image, ",\"media\":[\"content/posts/pictures/only.png\"]");
        QVERIFY2(!made.error, qPrintable(made.text));
        QCOMPARE(site.place.read(u"p/published/site/media/"_s + QString::fromLatin1(name)), QByteArray(kPng));
        QVERIFY(site.page(u"alive"_s).contains(image));
        QCOMPARE(site.call("list_media", "{}").get(u"media.0.path"_s), u"published/site/media/"_s + QString::fromLatin1(name));
        QVERIFY(!post("Again", image, {}).error); // it is there by now
        QVERIFY(!site.call("update_post", "{\"id\":1,\"media\":[\"content/posts/pictures/only.png\"],\"content\":" +
                                              jsonString(QByteArrayView(QByteArray(image + image))) + '}')
                     .error);
        QCOMPARE(site.call("list_media", "{}").get(u"media.1"_s), u"(nothing)"_s);
    }

    /// What lies under that name and holds something else is not shown in its place.
    void aNameThatLies()
    {
        const Site site;
        site.place.write(u"p/a.png"_s, kPng);
        const QString name = QString::fromLatin1(sha256Hex(kPng).first(24)) + u".png"_s;
        site.place.write(u"p/published/site/media/"_s + name, QByteArray(kPng) + "other");
        const ToolAnswer made = site.call("create_post", "{\"title\":\"T\",\"content\":\"<img src='../media/" + name.toUtf8() +
                                                             "'>\",\"status\":\"publish\",\"media\":[\"a.png\"]}");
        QVERIFY2(made.error && made.text.contains(u"something else than its name says"_s), qPrintable(made.text));
        QVERIFY(!site.place.exists(u"p/published/site/t"_s));
    }

    /// A draft is nobody's to see, and neither are its pictures.
    void aDraftBringsNone()
    {
        const Site site;
        site.place.write(u"p/a.png"_s, kPng);
        QVERIFY(!site.call("create_post", js("{'title':'T','content':'<p>x</p>','status':'draft','media':['a.png']}")).error);
        QVERIFY(!site.place.exists(u"p/published"_s));
    }

    void shownFromWhere_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<bool>("fine");
        QTest::newRow("another computer") << QString() << QByteArray("https://example.org/a.png") << true;
        QTest::newRow("beside the page") << QString() << QByteArray("mine.png") << true;
        QTest::newRow("beside the page, with a question") << QString() << QByteArray("mine.png?v=2&amp;w=1") << true;
        QTest::newRow("not beside the page") << QString() << QByteArray("other.png") << false;
        QTest::newRow("out of the site") << QString() << QByteArray("../../../CLAUDE.md") << false;
        QTest::newRow("a folder") << QString() << QByteArray("../t") << false;
        QTest::newRow("nothing") << QString() << QByteArray() << false;
        QTest::newRow("from the top of files") << QString() << QByteArray("/media/a.png") << false;
        QTest::newRow("from the top of a site") << u"https://fennick.example"_s << QByteArray("/media/a.png") << true;
    }
    void shownFromWhere()
    {
        QFETCH(const QString, base);
        QFETCH(const QByteArray, source);
        QFETCH(const bool, fine);
        const Site site(base);
        site.place.write(u"p/CLAUDE.md"_s, "brain");
        site.place.write(u"p/published/site/t/mine.png"_s, kPng);
        const ToolAnswer made = site.post("T", "<p><img src=\"" + source + "\"></p>");
        QVERIFY2(made.error != fine, qPrintable(made.text));
    }

    void refusedMedia_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("says");
        QTest::newRow("svg") << QByteArray("a.svg") << u"it is no PNG"_s;
        QTest::newRow("text named png") << QByteArray("secret.png") << u"it is no PNG"_s;
        QTest::newRow("outside") << QByteArray("../outside.png") << u"outside"_s;
        QTest::newRow("absolute outside") << QByteArray("/etc/hostname") << u"/etc/hostname"_s;
        QTest::newRow("link outside") << QByteArray("link.png") << u"outside"_s;
        QTest::newRow("folder") << QByteArray("folder") << u"folder"_s;
        QTest::newRow("missing") << QByteArray("nothing.png") << u"nothing.png"_s;
    }
    void refusedMedia()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QString, says);
        const Site site;
        site.place.write(u"p/a.svg"_s, "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>");
        site.place.write(u"p/secret.png"_s, "API_KEY=1");
        site.place.write(u"outside.png"_s, kPng);
        site.place.link(site.place.path(u"outside.png"_s), u"p/link.png"_s);
        site.place.folder(u"p/folder"_s);
        const ToolAnswer answer = site.call("upload_media", "{\"file_path\":\"" + path + "\"}");
        QVERIFY(answer.error);
        QVERIFY2(answer.text.contains(says), qPrintable(answer.text));
        QVERIFY(!site.place.exists(u"p/published"_s));
    }

    void refusedInput_data()
    {
        QTest::addColumn<QByteArray>("arguments");
        QTest::addColumn<QString>("says");
        QTest::newRow("no title") << js("{'content':'<p>x</p>'}") << u"The required parameter `title` is missing"_s;
        QTest::newRow("blank title") << js("{'title':'  '}") << u"The title must be one line"_s;
        QTest::newRow("two lines") << js("{'title':'a\\nb'}") << u"The title must be one line"_s;
        QTest::newRow("slug") << js("{'title':'a','slug':'../x'}") << u"The slug “../x” cannot be used"_s;
        QTest::newRow("site's own slug") << js("{'title':'a','slug':'media'}") << u"is used by the site itself"_s;
        QTest::newRow("status") << js("{'title':'a','status':'private'}") << u"must be one of"_s;
        QTest::newRow("date") << js("{'title':'a','date':'tomorrow'}") << u"The date must look like"_s;
        QTest::newRow("ahead") << js("{'title':'a','date':'2027-01-01T00:00:00Z','status':'publish'}") << u"The date lies ahead"_s;
        QTest::newRow("media") << js("{'title':'a','featured_media':9}") << u"There is no media 9"_s;
        QTest::newRow("unknown") << js("{'title':'a','categories':[1]}") << u"An unexpected parameter `categories` was given"_s;
        QTest::newRow("script") << js("{'title':'a','content':'<p>x</p>\\n<script>1</script>','status':'publish'}")
                                << u"The content was refused at line 2: <script> may not be used here"_s;
    }
    void refusedInput()
    {
        QFETCH(const QByteArray, arguments);
        QFETCH(const QString, says);
        const Site site;
        const ToolAnswer answer = site.call("create_post", arguments);
        QVERIFY(answer.error);
        QVERIFY2(answer.text.contains(says), qPrintable(answer.text));
        QCOMPARE(site.call("list_posts", "{}").get(u"total"_s), u"0"_s);
        QVERIFY(!site.place.exists(u"p/published"_s));
    }

    void content_data()
    {
        QTest::addColumn<QByteArray>("html");
        QTest::addColumn<QString>("problem"); // empty: fine
        // clang-format off
        const auto row = [](const char* html, const QString& problem = {}) { QTest::newRow(html) << QByteArray(html) << problem; };
        row("");
        row("just text &amp; more > here");
        row("<h2 id='a' class=\"b\" data-x=\"1\" aria-label='c'>x</h2>");
        row("<P>upper<BR>case<br/></P >");
        row("<img src=\"../media/a.png\" alt=\"\" width=\"3\">");
        row("<a href=\"https://x.example/?a=1&amp;b=2#c\">x</a>");
        row("<a href=\"mailto:a@b.example\">x</a>");
        row("<a href=\"#there\">x</a>");
        row("<ol start=\"3\" reversed><li>x</li></ol>");
        row("<table border=\"1\" cellspacing=\"0\" cellpadding=\"4\"><tr><th align=\"right\">x</th></tr></table>");
        row("<video controls src=\"../media/a.mp4\"></video>");
        row("<!-- a comment --><p>x</p>");
        row("<p>x", u"<p> is not closed"_s);
        row("x</div>", u"</div> closes nothing"_s);
        row("<p><b>x</p></b>", u"</p> stands where </b> was expected"_s);
        row("a < b", u"must be written &lt;"_s);
        row("<p/>x", u"no way to close that element"_s);
        row("<script>1</script>", u"<script> may not be used"_s);
        row("<ScRiPt>1</sCrIpT>", u"<script> may not be used"_s);
        row("<iframe src=\"https://x.example\"></iframe>", u"<iframe> may not be used"_s);
        row("<svg><script>1</script></svg>", u"<svg> may not be used"_s);
        row("<style>p{}</style>", u"<style> may not be used"_s);
        row("<form action=\"https://x.example\"></form>", u"<form> may not be used"_s);
        row("<meta http-equiv=\"refresh\" content=\"0\">", u"<meta> may not be used"_s);
        row("<base href=\"https://x.example\">", u"<base> may not be used"_s);
        row("<p onclick=\"x()\">x</p>", u"may not have the attribute onclick"_s);
        row("<img src=\"a.png\" OnError='x()'>", u"may not have the attribute onerror"_s);
        row("<p style=\"background:url(https://x.example)\">x</p>", u"may not have the attribute style"_s);
        row("<a href=\"javascript:x()\">x</a>", u"the address “javascript:x()” may not be used"_s);
        row("<a href=\" javascript:x()\">x</a>", u"may not be used"_s);
        row("<a href=\"java\tscript:x()\">x</a>", u"may not be used"_s);
        row("<a href=\"java&#115;cript:x()\">x</a>", u"may not be used"_s);
        row("<a href=\"javascript&colon;x()\">x</a>", u"may not be used"_s);
        row("<a href=\"data:text/html,x\">x</a>", u"may not be used"_s);
        row("<img src=\"data:image/png;base64,AA\">", u"may not be used"_s);
        row("<img src=\"file:///etc/passwd\">", u"may not be used"_s);
        row("<a href=javascript:x()>x</a>", u"is not in quotes"_s);
        row("<a href=\"x\" href=\"y\">x</a>", u"has the attribute href twice"_s);
        row("<a href=\"x\"title=\"y\">x</a>", u"cannot be read"_s);
        row("<p title=\"a<b>\">x</p>", u"holds < or >"_s);
        row("<a/href=\"x\">x</a>", u"cannot be read"_s);
        row("<p", u"cannot be read"_s);
        row("<p title=\"x", u"is not in quotes"_s);
        row("<!-- x", u"a comment is not closed"_s);
        row("<!--> <script>1</script> -->", u"a comment is not closed, or holds --"_s);
        row("<!-- a -- b -->", u"or holds --"_s);
        row("<!DOCTYPE html>", u"must be written &lt;"_s);
        row("<?php x ?>", u"must be written &lt;"_s);
        row("<![CDATA[x]]>", u"must be written &lt;"_s);
        row("a\x07z", u"a control character"_s);
        // clang-format on
        QTest::newRow("deep") << QByteArray("<b>").repeated(200) << u"nested too deeply"_s;
        QTest::newRow("long") << QByteArray(1024 * 1024 + 1, 'x') << u"longer than"_s;
    }
    void content()
    {
        QFETCH(const QByteArray, html);
        QFETCH(const QString, problem);
        const auto checked = checkContent(html);
        QCOMPARE(checked.has_value(), problem.isEmpty());
        if (!checked)
            QVERIFY2(checked.error().message.contains(problem), qPrintable(checked.error().message));
    }

    void pagesAreReadBack_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("the fixed lines") << QByteArray("<p>x</p>\n</div>\n</article>\n<div class=\"content\">\n");
        QTest::newRow("the meta line") << QByteArray("<meta name=\"aios-post\" content=\"{}\" data-sha256=\"0\">");
        QTest::newRow("ends in a line") << QByteArray("<p>x</p>\n\n");
    }
    void pagesAreReadBack()
    {
        QFETCH(const QByteArray, content);
        Post post{.id = 7,
                  .guid = u"g"_s,
                  .slug = u"a-b"_s,
                  .title = u"\" data-sha256=\"<&>'&amp;"_s,
                  .excerpt = u"x & y"_s,
                  .content = content,
                  .revision = 3};
        post.date = post.modified = QDateTime(QDate(2026, 3, 4), QTime(5, 6, 7), QTimeZone::UTC);
        const QByteArray page = pageOf(post, {u"T"_s, {}});
        const auto read = postFrom(page);
        QVERIFY(read && !read->edited);
        QCOMPARE(read->content, content);
        QCOMPARE(read->title, post.title);
        QCOMPARE(read->date, post.date);
        QCOMPARE(pageOf(*read, {u"T"_s, {}}), page);
        // Every cut and every changed byte is noticed, and none is a fault.
        for (qsizetype i = 0; i < page.size(); ++i) {
            QByteArray changed = page;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            const auto other = postFrom(changed);
            QVERIFY(!other || other->edited);
            const auto cut = postFrom(page.first(i));
            QVERIFY(!cut || cut->edited);
        }
    }
};

QTEST_GUILESS_MAIN(TestSite)
#include "tst_site.moc"
