// SPDX-License-Identifier: MIT
#include "core/desk/site/sitepage.h"
#include "tests/support/jstext.h"
#include "tests/support/programrun.h"

#include <QRandomGenerator>

#include <csignal>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

/// `aios desk` as a client has it: a process with lines in and out.
class Service {
public:
    Service(const Programs& programs, const QString& folder, const QStringList& words)
    {
        m_process.setProcessEnvironment(programs.environment());
        m_process.setWorkingDirectory(folder);
        m_process.start(QStringLiteral(AIOS_BIN_DIR "/aios"), QStringList{u"desk"_s} + words);
        if (!m_process.waitForStarted())
            qFatal("aios does not start");
        const json::object hello = ask("initialize", js("{'protocolVersion':'2025-11-25'}"));
        if (!jsonObject(hello, "result"))
            qFatal("no handshake: %s", m_process.readAllStandardError().constData());
    }
    ~Service() { kill(); }

    void send(const QByteArray& line) { m_process.write(line + '\n'); }
    void sendCall(const QByteArray& tool, const QByteArray& arguments)
    {
        send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}}");
    }
    /// The next line, as an object; empty when the program ended.
    json::object next()
    {
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(15'000))
                return {};
        }
        const auto value = parseJson(m_process.readLine());
        return value && value->is_object() ? value->as_object() : json::object{};
    }
    json::object ask(const QByteArray& method, const QByteArray& params)
    {
        send(js("{'jsonrpc':'2.0','id':1,'method':'") + method + js("','params':") + params + '}');
        return next();
    }
    /// What the tool answered; an error answer has the key "error" with its text.
    json::object call(const QByteArray& tool, const QByteArray& arguments)
    {
        sendCall(tool, arguments);
        return resultOf(next());
    }
    static json::object resultOf(const json::object& reply)
    {
        const json::object* result = jsonObject(reply, "result");
        const json::object* content = result ? jsonObject(*result, "structuredContent") : nullptr;
        if (content)
            return *content;
        return {{"error", result ? result->at("content").as_array().front().as_object().at("text") : json::value("no answer")}};
    }
    void closeInput() { m_process.closeWriteChannel(); }
    [[nodiscard]] int exitCode()
    {
        return m_process.waitForFinished(15'000) && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    void kill()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        ::kill(static_cast<pid_t>(m_process.processId()), SIGKILL);
        m_process.waitForFinished();
    }
    [[nodiscard]] QProcess& process() { return m_process; }

private:
    QProcess m_process;
};

QByteArray source(const QByteArray& id)
{
    return js("{'baseId':'Content Engine','tableId':'Sources','fields':{'Source ID':'") + id + js("','Title':'") + id + id + js("','Where':'") +
           QByteArray(2000, 'w') + "\"}}";
}

QByteArray body(int version)
{
    return "<p>" + QByteArray::number(version) + ' ' + QByteArray(20'000, static_cast<char>('a' + version % 26)) + "</p>";
}

} // namespace

/// `aios desk` as a program: its words, pipes, two at once, kill -9 in the middle.
class TestDesk : public QObject {
    Q_OBJECT

    /// Source IDs of all pages, checking that each record is whole.
    static QStringList sources(Service& service)
    {
        const QByteArray allSources = js("{'baseId':'Content Engine','tableId':'Sources','fields':['Source ID','Title']}");
        QStringList ids;
        QByteArray more;
        do {
            const json::object page = service.call("list_records", allSources.chopped(1) + more + '}');
            if (!page.contains("records"))
                return {u"no records: "_s + jsonText(page, "error")};
            for (const json::value& record : page.at("records").as_array()) {
                const QString id = jsonText(record.at("fields").as_object(), "Source ID");
                ids.append(jsonText(record.at("fields").as_object(), "Title") == id + id ? id : u"torn "_s + id);
            }
            more = page.contains("offset") ? ",\"offset\":\"" + jsonText(page, "offset").toUtf8() + '"' : QByteArray();
        } while (!more.isEmpty());
        return ids;
    }

private Q_SLOTS:
    void words_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("none") << QStringList{} << 2 << QByteArray("name one service: records, site, social, research");
        QTest::newRow("unknown") << QStringList{u"mail"_s} << 2 << QByteArray("name one service");
        QTest::newRow("due elsewhere") << QStringList{u"site"_s, u"--due"_s} << 2 << QByteArray("--due belongs to social");
        QTest::newRow("address elsewhere") << QStringList{u"records"_s, u"--base-url"_s, u"https://x.example"_s} << 2 << QByteArray("to site");
        QTest::newRow("address") << QStringList{u"site"_s, u"--base-url"_s, u"ftp://x.example"_s} << 1 << QByteArray("must begin with https://");
        QTest::newRow("missing folder") << QStringList{u"records"_s, u"--project"_s, u"/nothing/here"_s} << 1 << QByteArray("/nothing/here");
        QTest::newRow("home folder") << QStringList{u"records"_s, u"--project"_s, u"HOME"_s} << 1 << QByteArray("is very wide");
        QTest::newRow("nothing due") << QStringList{u"social"_s, u"--due"_s} << 0 << QByteArray("Nothing is due.");
        QTest::newRow("input at its end") << QStringList{u"research"_s} << 0 << QByteArray();
    }
    void words()
    {
        QFETCH(QStringList, words);
        QFETCH(const int, code);
        QFETCH(const QByteArray, says);
        const Programs programs;
        words.replaceInStrings(u"HOME"_s, programs.place.path(u"home"_s));
        if (!words.contains(u"--project"_s))
            words += {u"--project"_s, programs.house(u"h"_s)};
        const Ran ran = programs.run(QStringList{u"desk"_s} + words);
        QCOMPARE(ran.code, code);
        const QByteArray said = ran.out + ran.err;
        QVERIFY2(said.contains(says), said.constData());
        QVERIFY(!programs.place.exists(u"h/published"_s));
    }

    void aSessionOverPipes()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        {
            Service site(programs, folder, {u"site"_s});
            const json::object made = site.call("create_post", js("{'title':'Hello','content':'<p>x</p>','status':'publish'}"));
            QCOMPARE(QUrl(jsonText(made, "url")).toLocalFile(), folder + u"/published/site/hello/index.html"_s);
            QVERIFY(site.process().readAllStandardError().isEmpty());
            // A message that is too long is skipped, and the next one answered; one without its line end is no message.
            site.send(QByteArray(9 * 1024 * 1024, 'x'));
            QCOMPARE(jsonInt(*jsonObject(site.next(), "error"), "code"), -32600);
            QVERIFY(jsonObject(site.ask("ping", "{}"), "result"));
            site.process().write(js("{'jsonrpc':'2.0','id':9,'method':'tools/call','params':{'name':'delete_post','arguments':{'id':1}}}"));
            site.closeInput();
            QCOMPARE(site.exitCode(), 0);
            QCOMPARE(site.process().readAllStandardOutput(), QByteArray());
        }
        QVERIFY(programs.place.exists(u"h/published/site/hello/index.html"_s));
        Service again(programs, programs.place.path(), {u"site"_s, u"--project"_s, u"h"_s, u"--base-url"_s, u"https://x.example"_s});
        QCOMPARE(jsonText(again.call("get_post", js("{'id':1}")), "url"), u"https://x.example/hello/"_s);
    }

    /// What was asked for happens, and the program ends by itself, not by a signal.
    void theClientIsGone()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        const QByteArray hello = js("{'jsonrpc':'2.0','id':1,'method':'initialize','params':{'protocolVersion':'2025-11-25'}}\n");
        const QByteArray call =
            js("{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'create_record','arguments':") + source("kept") + "}}\n";
        programs.place.write(u"messages"_s, hello + call + js("{'jsonrpc':'2.0','id':1,'method':'ping'}\n").repeated(100));
        QProcess bash;
        bash.setProcessEnvironment(programs.environment());
        const QString script = u"'%1' desk records --project '%2' < '%3' | true; echo ${PIPESTATUS[0]}"_s;
        bash.start(u"bash"_s, {u"-c"_s, script.arg(QStringLiteral(AIOS_BIN_DIR "/aios"), folder, programs.place.path(u"messages"_s))});
        QVERIFY(bash.waitForFinished());
        QVERIFY(bash.readAllStandardOutput().trimmed().toInt() <= 1);
        Service records(programs, folder, {u"records"_s});
        const QStringList there = sources(records);
        QVERIFY(there.isEmpty() || there == QStringList{u"kept"_s}); // it may end before it comes to the call
    }

    void twoAtOnce()
    {
        constexpr int kEach = 15;
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        Service one(programs, folder, {u"records"_s});
        Service two(programs, folder, {u"records"_s});
        Service siteOne(programs, folder, {u"site"_s});
        Service siteTwo(programs, folder, {u"site"_s});
        for (int i = 0; i < kEach; ++i) { // everything is sent before anything is read
            one.sendCall("create_record", source("a" + QByteArray::number(i)));
            two.sendCall("create_record", source("b" + QByteArray::number(i)));
            siteOne.sendCall("create_post", "{\"title\":\"One " + QByteArray::number(i) + js("','content':'<p>x</p>','status':'publish'}"));
            siteTwo.sendCall("create_post", "{\"title\":\"Two " + QByteArray::number(i) + js("','content':'<p>x</p>','status':'publish'}"));
        }
        QSet<qint64> ids;
        for (int i = 0; i < kEach; ++i) {
            for (Service* service : {&one, &two})
                QVERIFY(Service::resultOf(service->next()).contains("id"));
            for (Service* service : {&siteOne, &siteTwo})
                ids.insert(jsonInt(Service::resultOf(service->next()), "id"));
        }
        QCOMPARE(ids.size(), 2 * kEach); // no number was given twice
        QCOMPARE(sources(one).size(), 2 * kEach);
        QCOMPARE(programs.place.read(u"h/published/site/index.html"_s).count("<li>"), 2 * kEach);
    }

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
            Service service(programs, folder, {u"records"_s});
            const int before = number;
            for (int i = 0; i < 40; ++i)
                service.sendCall("create_record", source("s" + QByteArray::number(number++)));
            const int waited = random.bounded(20);
            for (int i = 0; i < waited; ++i) {
                if (Service::resultOf(service.next()).contains("id"))
                    answered.append(u"s"_s + QString::number(before + i));
            }
            service.kill();
        }
        Service service(programs, folder, {u"records"_s});
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
            Service site(programs, folder, {u"site"_s});
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
        Service site(programs, folder, {u"site"_s});
        const json::object list = site.call("list_posts", js("{'status':'publish','per_page':100}"));
        QCOMPARE(programs.place.read(u"h/published/site/index.html"_s).count("<li>"), jsonInt(list, "total"));
        for (const json::value& post : list.at("posts").as_array()) {
            const QByteArray slug = "href=\"" + jsonText(post.as_object(), "slug").toUtf8() + "/index.html\"";
            QVERIFY(programs.place.read(u"h/published/site/feed.xml"_s).contains(slug));
        }
    }

    void dueByATimer()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        {
            Service social(programs, folder, {u"social"_s});
            const QByteArray soon = QDateTime::currentDateTimeUtc().addSecs(2).toString(Qt::ISODate).toUtf8();
            const json::object made = social.call("create_post", js("{'accountId':'x','text':'soon','scheduledTime':'") + soon + "\"}");
            QCOMPARE(jsonText(made, "status"), u"scheduled"_s);
        }
        Ran ran;
        const auto isOut = [&] {
            if (!ran.out.startsWith("posted to x: "))
                ran = programs.run({u"desk"_s, u"social"_s, u"--due"_s, u"--project"_s, folder});
            return ran.out.startsWith("posted to x: ");
        };
        QTRY_VERIFY_WITH_TIMEOUT(isOut(), 8000);
        QCOMPARE(ran.code, 0);
        QVERIFY(programs.place.exists(u"h/"_s + QString::fromUtf8(ran.out.trimmed().sliced(13))));
        QCOMPARE(programs.run({u"desk"_s, u"social"_s, u"--due"_s, u"--project"_s, folder}).out, "Nothing is due.\n");
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

QTEST_GUILESS_MAIN(TestDesk)
#include "tst_desk.moc"
