// SPDX-License-Identifier: MIT
#include "core/base/hash.h"
#include "core/desk/social/socialtools.h"
#include "tests/desk/desktest.h"

using namespace aios;
using namespace aios::desk;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

constexpr const char* kPng = "\x89PNG\r\n\x1a\npicture";
const QByteArray kVideo = QByteArray(4, '\0') + "ftypmp42";

struct Social {
    TempProject place;
    FakeClock clock;
    std::unique_ptr<DeskCaller> caller;

    Social()
    {
        place.write(u"p/a.png"_s, kPng);
        place.write(u"p/a.mp4"_s, kVideo);
        place.write(u"p/a.pdf"_s, "%PDF-1.7");
        caller = std::make_unique<DeskCaller>(open());
    }
    [[nodiscard]] Result<DeskService> open() const
    {
        return socialService({place.path(u"p"_s), place.path(u"data"_s)}, deskResource(u"social/tools.json"_s),
                             deskResource(u"social/accounts.json"_s), clock);
    }
    [[nodiscard]] ToolAnswer call(const QByteArray& tool, const QByteArray& arguments) const { return caller->call(tool, arguments); }
    [[nodiscard]] ToolAnswer status(const ToolAnswer& post) const
    {
        return call("get_post_status", "{\"postSubmissionId\":\"" + post.at("id").toUtf8() + "\"}");
    }
    [[nodiscard]] QStringList out(const QString& account) const
    {
        return QDir(place.path(u"p/published/social/"_s + account)).entryList({u"*.md"_s}, QDir::Files, QDir::Name);
    }
};

} // namespace

/// `aios desk social`: posts go out once and exactly as given, limits are told in sentences, scheduled ones go out when they are due.
class TestSocial : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void accounts()
    {
        const Social social;
        const ToolAnswer all = social.call("list_accounts", "{}");
        QCOMPARE(all.get(u"accounts.0.id"_s), u"x"_s);
        QCOMPARE(all.get(u"accounts.0.limits.characters"_s), u"280"_s);
        QCOMPARE(social.call("list_accounts", js("{'platform':'linkedin'}")).get(u"accounts.0.platform"_s), u"linkedin"_s);
        QVERIFY(social.call("list_accounts", js("{'platform':'myspace'}")).error);
        QCOMPARE(social.place.names(u"p"_s), (QStringList{u"a.mp4"_s, u"a.pdf"_s, u"a.png"_s}));
    }

    void ownAccounts()
    {
        const Social social;
        social.place.write(u"data/accounts.json"_s, js("{'accounts':[{'id':'me','platform':'x'},{'id':'shop','platform':'twitter'}]}"));
        const DeskCaller again(social.open());
        QCOMPARE(again.call("list_accounts", "{}").get(u"accounts.1.id"_s), u"shop"_s);
        const ToolAnswer unclear = again.call("create_post", js("{'platform':'x','text':'hello'}"));
        QCOMPARE(unclear.text, u"No single account fits the platform. Give accountId; the accounts are me and shop."_s);
        QVERIFY(!again.call("create_post", js("{'accountId':'me','text':'hello'}")).error);
        for (const QByteArray& bad : {js("{'accounts':[{'id':'../x','platform':'x'}]}"), js("{'accounts':[{'id':'a','platform':'none'}]}"),
                                      js("{'accounts':[{'id':'a','platform':'x'},{'id':'a','platform':'x'}]}"), js("[")}) {
            social.place.write(u"data/accounts.json"_s, bad);
            QVERIFY2(!social.open(), bad.constData());
        }
    }

    void postsExactly()
    {
        const Social social;
        const QByteArray text = "Ten full links.\r\n\r\n---\n  \"254 mm\" \xf0\x9f\x9a\xb2  ";
        const ToolAnswer made = social.call("create_post", "{\"platform\":\"x-twitter\",\"text\":" + jsonString(QByteArrayView(text)) + '}');
        QVERIFY2(!made.error, qPrintable(made.text));
        QCOMPARE(made.at("status"), u"published"_s);
        QCOMPARE(made.at("publishedTime"), u"2026-01-02T03:04:05Z"_s);
        QCOMPARE(QUrl(made.at("url")).toLocalFile(), social.place.path(u"p/"_s + made.at("path")));
        const QByteArray file = social.place.read(u"p/"_s + made.at("path"));
        QVERIFY(file.startsWith("---\nid: \"") && file.endsWith(QByteArray("\n---\n" + text + '\n')));
        QCOMPARE(social.call("list_posts", "{}").get(u"posts.0.posts.0.text"_s).toUtf8(), text);
        QCOMPARE(social.status(made).at("status"), u"published"_s);
    }

    void threadsAndMedia()
    {
        const Social social;
        const ToolAnswer made =
            social.call("create_post", js("{'accountId':'x','platform':'x','text':'one','mediaUrls':['a.png','https://x.example/b.png'],"
                                          "'additionalPosts':[{'text':'two'},{'text':'three','mediaUrls':['a.mp4']}]}"));
        QVERIFY2(!made.error, qPrintable(made.text));
        const QByteArray file = social.place.read(u"p/"_s + made.at("path"));
        QVERIFY(file.endsWith("\n---\none\n\n---\n\ntwo\n\n---\n\nthree\n"));
        const auto post = postFileFrom(file);
        QVERIFY(post && post->texts.size() == 3);
        QCOMPARE(post->texts[0].media[1], u"https://x.example/b.png"_s);
        QCOMPARE(social.place.read(u"p/published/social/x/"_s + post->texts[0].media[0]), QByteArray(kPng));
        QCOMPARE(social.place.read(u"p/published/social/x/"_s + post->texts[2].media[0]), kVideo);
    }

    /// The files that were approved, or nothing.
    void onlyTheNamedBytes_data()
    {
        QTest::addColumn<QByteArray>("media");
        QTest::addColumn<QByteArray>("sha256");
        QTest::addColumn<QString>("says"); // empty: it goes out
        const QByteArray sum = '"' + sha256Hex(kPng) + '"';
        const QByteArray other = '"' + sha256Hex(kVideo) + '"';
        QTest::newRow("the same") << QByteArray("\"a.png\"") << sum << QString();
        QTest::newRow("beside an address") << QByteArray("\"https://x.example/b.png\",\"a.png\"") << "\"\"," + sum << QString();
        QTest::newRow("another file") << QByteArray("\"a.png\"") << other << u"it was changed"_s;
        QTest::newRow("half a sum") << QByteArray("\"a.png\"") << '"' + sha256Hex(kPng).first(30) + '"' << u"it was changed"_s;
        QTest::newRow("none for a file") << QByteArray("\"a.png\"") << QByteArray("\"\"") << u"it was changed"_s;
        QTest::newRow("one for an address") << QByteArray("\"https://x.example/b.png\"") << sum << u"it was changed"_s;
        QTest::newRow("too few") << QByteArray("\"a.png\",\"a.png\"") << sum << u"each of mediaUrls"_s;
    }
    void onlyTheNamedBytes()
    {
        QFETCH(const QByteArray, media);
        QFETCH(const QByteArray, sha256);
        QFETCH(const QString, says);
        const Social social;
        const ToolAnswer made =
            social.call("create_post", "{\"accountId\":\"x\",\"text\":\"a\",\"mediaUrls\":[" + media + "],\"mediaSha256\":[" + sha256 + "]}");
        QCOMPARE(made.error, !says.isEmpty());
        QVERIFY2(made.text.contains(says), qPrintable(made.text));
        QCOMPARE(social.out(u"x"_s).size(), says.isEmpty() ? 1 : 0);
    }

    void aNameThatLies()
    {
        const Social social;
        const QString name = u"p/published/social/x/media/"_s + QString::fromLatin1(sha256Hex(kPng).first(24)) + u".png"_s;
        social.place.write(name, "something else");
        const ToolAnswer made = social.call("create_post", js("{'accountId':'x','text':'a','mediaUrls':['a.png']}"));
        QVERIFY2(made.error && made.text.contains(u"something else than its name says"_s), qPrintable(made.text));
        QCOMPARE(social.out(u"x"_s), QStringList());
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("arguments");
        QTest::addColumn<QString>("says");
        const QByteArray address = "https://fennick.example/guides/" + QByteArray(100, 'a');
        const auto text = [](const char* platform, const QByteArray& words) {
            return "{\"platform\":\"" + QByteArray(platform) + "\",\"text\":" + jsonString(QByteArrayView(words)) + '}';
        };
        QTest::newRow("X is full") << text("x", QByteArray(280, 'a')) << QString();
        QTest::newRow("X")
            << text("x", QByteArray(283, 'a'))
            << u"X takes at most 280 characters in one post as it counts them; this post has 283, so it is 3 too long. Nothing was posted or scheduled."_s;
        QTest::newRow("X counts an address as 23") << text("x", QByteArray(256, 'a') + ' ' + address) << QString();
        QTest::newRow("X counts scripts double") << text("x", QByteArray("\xe9\xa8\x8e").repeated(141))
                                                 << u"this post has 282, so it is 2 too long"_s;
        QTest::newRow("LinkedIn") << text("linkedin", QByteArray(3001, 'a')) << u"LinkedIn takes at most 3000 characters"_s;
        QTest::newRow("LinkedIn has no threads") << js("{'accountId':'linkedin','text':'a','additionalPosts':[{'text':'b'}]}")
                                                 << u"LinkedIn has no threads"_s;
        QTest::newRow("post of a thread") << "{\"accountId\":\"x\",\"text\":\"a\",\"additionalPosts\":[{\"text\":\"" + QByteArray(281, 'b') + "\"}]}"
                                          << u"post 2 of the thread has 281"_s;
        QTest::newRow("nothing") << js("{'accountId':'x','text':' '}") << u"There is no text in this post."_s;
        QTest::newRow("video wanted") << js("{'accountId':'youtube','text':'a'}") << u"YouTube takes no post without a video."_s;
        QTest::newRow("no images there") << js("{'accountId':'youtube','text':'a','mediaUrls':['a.png']}") << u"YouTube takes at most 0 images"_s;
        QTest::newRow("video") << js("{'accountId':'youtube','text':'a','mediaUrls':['a.mp4']}") << QString();
        QTest::newRow("media wanted") << js("{'accountId':'tiktok','text':'a'}") << u"TikTok takes no post without an image or a video."_s;
        QTest::newRow("too many") << js("{'accountId':'x','text':'a','mediaUrls':['a.png','a.png','a.png','a.png','a.png']}")
                                  << u"X takes at most 4 images in one post; this post has 5."_s;
        QTest::newRow("both") << js("{'accountId':'x','text':'a','mediaUrls':['a.png','a.mp4']}") << u"images or a video in one post, not both"_s;
        QTest::newRow("pdf") << js("{'accountId':'linkedin','text':'a','mediaUrls':['a.pdf']}") << u"a file of the type application/pdf"_s;
        QTest::newRow("media outside") << js("{'accountId':'x','text':'a','mediaUrls':['../../etc/passwd']}") << u"outside"_s;
        QTest::newRow("platform") << js("{'platform':'myspace','text':'a'}") << u"The platform “myspace” is not known here"_s;
        QTest::newRow("no such account") << js("{'accountId':'y','text':'a'}") << u"There is no account “y” on that platform. Give accountId"_s;
        QTest::newRow("account of another") << js("{'accountId':'x','platform':'linkedin','text':'a'}")
                                            << u"There is no account “x” on that platform"_s;
        QTest::newRow("neither") << js("{'text':'a'}") << u"No single account fits"_s;
        QTest::newRow("time") << js("{'accountId':'x','text':'a','scheduledTime':'tomorrow'}") << u"must be a time with its zone"_s;
        QTest::newRow("time without zone") << js("{'accountId':'x','text':'a','scheduledTime':'2026-11-30T09:00:00'}")
                                           << u"must be a time with its zone"_s;
        QTest::newRow("past") << js("{'accountId':'x','text':'a','scheduledTime':'2026-01-02T03:04:05Z'}") << u"The scheduledTime has passed"_s;
    }
    void refused()
    {
        QFETCH(const QByteArray, arguments);
        QFETCH(const QString, says);
        const Social social;
        const ToolAnswer answer = social.call("create_post", arguments);
        QVERIFY2(answer.error != says.isEmpty(), qPrintable(answer.text));
        QVERIFY2(answer.text.contains(says), qPrintable(answer.text));
        QCOMPARE(social.place.exists(u"p/published"_s), says.isEmpty());
        QCOMPARE(social.call("list_posts", "{}").get(u"total"_s), says.isEmpty() ? u"1"_s : u"0"_s);
    }

    void scheduledGoesOutWhenDue()
    {
        Social social;
        const ToolAnswer made =
            social.call("create_post", js("{'accountId':'x','text':'later','mediaUrls':['a.png'],'scheduledTime':'2026-01-02T05:00:00+01:00'}"));
        QVERIFY2(!made.error, qPrintable(made.text));
        QCOMPARE(made.at("status"), u"scheduled"_s);
        QCOMPARE(made.at("scheduledTime"), u"2026-01-02T04:00:00Z"_s);
        QCOMPARE(made.at("url"), QString());
        QVERIFY(!social.place.exists(u"p/published"_s));
        social.place.write(u"p/a.png"_s, QByteArray(kPng) + "changed meanwhile");
        social.clock.advance(std::chrono::minutes(50));
        QCOMPARE(social.status(made).at("status"), u"scheduled"_s);
        social.clock.advance(std::chrono::minutes(6));
        const ToolAnswer out = social.status(made);
        QCOMPARE(out.at("status"), u"published"_s);
        QCOMPARE(out.at("publishedTime"), u"2026-01-02T04:00:05Z"_s);
        const auto post = postFileFrom(social.place.read(u"p/"_s + out.at("path")));
        QVERIFY(post);
        QCOMPARE(social.place.read(u"p/published/social/x/"_s + post->texts[0].media[0]), QByteArray(kPng)); // as it was when it was scheduled
        QCOMPARE(social.out(u"x"_s).size(), 1);
        QCOMPARE(social.place.names(u"data/scheduled"_s), QStringList());
    }

    void dueAtTheNextStart()
    {
        Social social;
        QVERIFY(!social.call("create_post", js("{'accountId':'x','text':'later','scheduledTime':'2026-01-03T00:00:00Z'}")).error);
        social.caller.reset();
        social.clock.advance(std::chrono::hours(48));
        const auto opened = social.open();
        QVERIFY(opened.has_value());
        QCOMPARE(social.out(u"x"_s).size(), 1);
    }

    /// Killed between putting the post out and taking it off the list: it is out once.
    void neverTwice()
    {
        Social social;
        const ToolAnswer made = social.call("create_post", js("{'accountId':'x','text':'later','scheduledTime':'2026-01-03T00:00:00Z'}"));
        const QString file = social.place.names(u"data/scheduled"_s).value(0);
        const QByteArray waiting = social.place.read(u"data/scheduled/"_s + file);
        social.clock.advance(std::chrono::hours(48));
        const QByteArray out = social.place.read(u"p/"_s + social.status(made).at("path"));
        social.place.write(u"data/scheduled/"_s + file, waiting);
        QCOMPARE(social.call("list_posts", "{}").get(u"total"_s), u"1"_s);
        social.clock.advance(std::chrono::hours(1));
        QCOMPARE(social.status(made).at("status"), u"published"_s);
        QCOMPARE(social.place.read(u"p/"_s + social.status(made).at("path")), out);
        QCOMPARE(social.place.names(u"data/scheduled"_s), QStringList());
    }

    void whatCannotGoOutSaysWhy()
    {
        Social social;
        const ToolAnswer made = social.call("create_post", js("{'accountId':'x','text':'later','scheduledTime':'2026-01-03T00:00:00Z'}"));
        social.place.folder(u"elsewhere"_s);
        social.place.link(social.place.path(u"elsewhere"_s), u"p/published"_s);
        social.clock.advance(std::chrono::hours(48));
        const ToolAnswer failed = social.status(made);
        QCOMPARE(failed.at("status"), u"failed"_s);
        QVERIFY2(failed.at("errorMessage").startsWith(u"It could not go out: "_s), qPrintable(failed.at("errorMessage")));
        QCOMPARE(social.place.names(u"elsewhere"_s), QStringList());
        social.place.remove(u"p/published"_s);
        QCOMPARE(social.status(made).at("status"), u"published"_s);
    }

    void deletes()
    {
        Social social;
        const ToolAnswer later = social.call("create_post", js("{'accountId':'x','text':'later','scheduledTime':'2026-01-03T00:00:00Z'}"));
        const ToolAnswer now = social.call("create_post", js("{'accountId':'x','text':'now'}"));
        QCOMPARE(social.call("list_posts", js("{'status':'scheduled'}")).get(u"posts.0.id"_s), later.at("id"));
        for (const ToolAnswer& post : {later, now})
            QVERIFY(!social.call("delete_post", "{\"postSubmissionId\":\"" + post.at("id").toUtf8() + "\"}").error);
        social.clock.advance(std::chrono::hours(48));
        QCOMPARE(social.call("list_posts", "{}").get(u"total"_s), u"0"_s);
        QCOMPARE(social.out(u"x"_s), QStringList());
        QCOMPARE(social.place.names(u"data/deleted"_s).size(), 2);
        QVERIFY(social.call("delete_post", js("{'postSubmissionId':'../../x'}")).text.contains(u"There is no post"_s));
    }

    /// Files of a folder from elsewhere that lie about themselves are no posts; damaged ones neither.
    void hostileFiles()
    {
        const Social social;
        const ToolAnswer made = social.call("create_post", js("{'accountId':'x','text':'now'}"));
        const QByteArray file = social.place.read(u"p/"_s + made.at("path"));
        social.place.write(u"p/published/social/linkedin/"_s + made.at("id") + u".md"_s, file);
        social.place.write(u"p/published/social/x/other.md"_s, file);
        social.place.write(u"p/published/social/x/broken.md"_s, file.first(file.size() / 2));
        social.place.write(u"p/published/social/x/huge.md"_s, QByteArray(file).replace("\"bytes\":3", "\"bytes\":999999999"));
        QCOMPARE(social.call("list_posts", "{}").get(u"total"_s), u"1"_s);
        for (qsizetype i = 0; i < file.size(); ++i)
            QVERIFY(!postFileFrom(file.first(i)));
    }
};

QTEST_GUILESS_MAIN(TestSocial)
#include "tst_social.moc"
