// SPDX-License-Identifier: MIT
#include "core/desk/site/sitepage.h"
#include "tests/e2e/deskprocess.h"

#include <QRandomGenerator>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray body(int version)
{
    return "<p>" + QByteArray::number(version) + ' ' + QByteArray(20'000, static_cast<char>('a' + version % 26)) + "</p>";
}

} // namespace

/// `kill -9` in the middle of what the services write. AIOS_KILLS says how often.
class TestDeskKill : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Killed at random moments of a stream of changes: the tables open, what was answered is there, nothing is torn.
    void recordsSurviveKillNine()
    {
        const int kills = qEnvironmentVariableIsSet("AIOS_KILLS") ? qEnvironmentVariableIntValue("AIOS_KILLS") : 8;
        QRandomGenerator random(20'261'127);
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        QStringList answered;
        int number = 0;
        for (int round = 0; round < kills; ++round) {
            DeskProcess service(programs, folder, {u"records"_s});
            const int before = number;
            for (int i = 0; i < 40; ++i)
                service.sendCall("create_record", source("s" + QByteArray::number(number++)));
            const int waited = random.bounded(20);
            for (int i = 0; i < waited; ++i) {
                if (DeskProcess::resultOf(service.next()).contains("id"))
                    answered.append(u"s"_s + QString::number(before + i));
            }
            service.kill();
        }
        DeskProcess service(programs, folder, {u"records"_s});
        const QStringList there = sources(service);
        QCOMPARE(there.filter(u"torn"_s), QStringList());
        for (const QString& id : std::as_const(answered))
            QVERIFY2(there.contains(id), qPrintable(id + u" was answered and is not there"_s));
        QVERIFY(service.call("create_record", source("after")).contains("id"));
    }

    /// The same for a site: each page is old or new, drafts are not public, index and feed show exactly the pages there are.
    void siteSurvivesKillNine()
    {
        const int kills = qEnvironmentVariableIsSet("AIOS_KILLS") ? qEnvironmentVariableIntValue("AIOS_KILLS") : 8;
        QRandomGenerator random(20'261'128);
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        int version = 0;
        for (int round = 0; round < kills; ++round) {
            DeskProcess site(programs, folder, {u"site"_s});
            const QByteArray title = "Round " + QByteArray::number(round);
            site.sendCall("create_post", "{\"title\":\"" + title + "\",\"content\":\"" + body(version++) + "\",\"status\":\"publish\"}");
            for (int i = 0; i < 10; ++i) {
                const char* status = i % 3 == 2 ? "draft" : "publish";
                site.sendCall("update_post", "{\"id\":1,\"content\":\"" + body(version++) + "\",\"status\":\"" + status + "\"}");
            }
            for (int waited = random.bounded(11); waited > 0; --waited)
                std::ignore = site.next();
            site.kill();
            checkPages(programs, version);
        }
        DeskProcess site(programs, folder, {u"site"_s});
        const json::object list = site.call("list_posts", js("{'status':'publish','per_page':100}"));
        QCOMPARE(programs.place.read(u"h/published/site/index.html"_s).count("<li>"), jsonInt(list, "total"));
        constexpr std::size_t kInFeed = 30;
        json::array newest = list.at("posts").as_array();
        newest.resize(std::min(newest.size(), kInFeed));
        for (const json::value& post : newest) {
            const QByteArray slug = "href=\"" + jsonText(post.as_object(), "slug").toUtf8() + "/index.html\"";
            QVERIFY(programs.place.read(u"h/published/site/feed.xml"_s).contains(slug));
        }
    }

private:
    static void checkPages(const Programs& programs, int versions)
    {
        const QString site = u"h/published/site"_s;
        for (const QString& name : QDir(programs.place.path(site)).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            if (!programs.place.exists(site + u'/' + name + u"/index.html"_s))
                continue; // an empty folder
            const auto post = desk::postFrom(programs.place.read(site + u'/' + name + u"/index.html"_s));
            QVERIFY2(post && !post->edited, qPrintable(name));
            const int version = QString::fromUtf8(post->content).section(u' ', 0, 0).sliced(3).toInt();
            QVERIFY(version < versions);
            QCOMPARE(post->content, body(version));
        }
    }
};

QTEST_GUILESS_MAIN(TestDeskKill)
#include "tst_deskkill.moc"
