// SPDX-License-Identifier: MIT
#include "tests/e2e/deskprocess.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// `aios desk` as a program: its words, pipes, two at once.
class TestDesk : public QObject {
    Q_OBJECT

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

    /// The four entries of the sample are commands that start, each with the service it names.
    void servicesOfTheSample()
    {
        const Programs programs;
        QCOMPARE(programs.run({u"new"_s, programs.place.path(u"s"_s)}).code, 0);
        const auto file = parseJson(programs.place.read(u"s/.mcp.json"_s));
        QVERIFY(file.has_value());
        const json::object& entries = *jsonObject(file->as_object(), "mcpServers");
        QCOMPARE(entries.size(), 4U);
        for (const auto& [name, entry] : entries) {
            QCOMPARE(jsonText(entry.as_object(), "command"), u"aios"_s);
            QStringList words;
            for (const json::value& word : entry.at("args").as_array())
                words.append(toQString(word.as_string()));
            QCOMPARE(words.takeFirst(), u"desk"_s);
            DeskProcess service(programs, programs.place.path(u"s"_s), words);
            const json::object tools = service.ask("tools/list", "{}");
            QVERIFY(jsonArray(*jsonObject(tools, "result"), "tools")->size() >= 4);
            QCOMPARE(jsonText(*jsonObject(service.hello(), "serverInfo"), "name"), u"aios-"_s + toQString(name));
        }
        QVERIFY(!programs.place.exists(u"s/published"_s));
    }

    void aSessionOverPipes()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        {
            DeskProcess site(programs, folder, {u"site"_s});
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
        DeskProcess again(programs, programs.place.path(), {u"site"_s, u"--project"_s, u"h"_s, u"--base-url"_s, u"https://x.example"_s});
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
        DeskProcess records(programs, folder, {u"records"_s});
        const QStringList there = sources(records);
        QVERIFY(there.isEmpty() || there == QStringList{u"kept"_s}); // it may end before it comes to the call
    }

    void twoAtOnce()
    {
        constexpr int kEach = 15;
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        DeskProcess one(programs, folder, {u"records"_s});
        DeskProcess two(programs, folder, {u"records"_s});
        DeskProcess siteOne(programs, folder, {u"site"_s});
        DeskProcess siteTwo(programs, folder, {u"site"_s});
        for (int i = 0; i < kEach; ++i) { // everything is sent before anything is read
            one.sendCall("create_record", source("a" + QByteArray::number(i)));
            two.sendCall("create_record", source("b" + QByteArray::number(i)));
            siteOne.sendCall("create_post", "{\"title\":\"One " + QByteArray::number(i) + js("','content':'<p>x</p>','status':'publish'}"));
            siteTwo.sendCall("create_post", "{\"title\":\"Two " + QByteArray::number(i) + js("','content':'<p>x</p>','status':'publish'}"));
        }
        QSet<qint64> ids;
        for (int i = 0; i < kEach; ++i) {
            for (DeskProcess* service : {&one, &two})
                QVERIFY(DeskProcess::resultOf(service->next()).contains("id"));
            for (DeskProcess* service : {&siteOne, &siteTwo})
                ids.insert(jsonInt(DeskProcess::resultOf(service->next()), "id"));
        }
        QCOMPARE(ids.size(), 2 * kEach); // no number was given twice
        QCOMPARE(sources(one).size(), 2 * kEach);
        QCOMPARE(programs.place.read(u"h/published/site/index.html"_s).count("<li>"), 2 * kEach);
    }

    void dueByATimer()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        {
            DeskProcess social(programs, folder, {u"social"_s});
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
};

QTEST_GUILESS_MAIN(TestDesk)
#include "tst_desk.moc"
