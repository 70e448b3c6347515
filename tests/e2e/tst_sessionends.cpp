// SPDX-License-Identifier: MIT
#include "core/runtime/corethread.h"
#include "core/runtime/projectservices.h"
#include "tests/support/httpservice.h"
#include "tests/support/programrun.h"

#include <QElapsedTimer>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// The session that a service over HTTP has given ends with the program, by a word to the service, and never keeps the program.
class TestSessionEnds : public QObject {
    Q_OBJECT

    struct House {
        HttpService service{u"changinghttp"_s};
        Programs programs;
        QString folder = programs.house(u"h"_s);

        [[nodiscard]] bool add(const QByteArray& path) const
        {
            return programs.run({u"mcp"_s, u"--project"_s, folder, u"add"_s, u"one"_s, QString::fromLatin1(service.url(path))}).code == 0;
        }
        [[nodiscard]] qsizetype ended()
        {
            std::ignore = QTest::qWaitFor([this] { return service.said("ENDED s2 ") > 0; }, 8000);
            return service.said("ENDED s2 ");
        }
    };

private Q_SLOTS:
    void run()
    {
        House house;
        QVERIFY(house.add("/session"));
        const Ran ran = house.programs.prompt(house.folder, u"hello"_s);
        QVERIFY2(ran.code == 0, ran.err.constData());
        QCOMPARE(house.service.asked("tools/list"), 1);
        QVERIFY2(house.ended() == 1, house.service.all().constData());
    }

    void commands_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::newRow("list") << QStringList{u"list"_s};
        QTest::newRow("call") << QStringList{u"call"_s, u"one"_s, u"go"_s, u"{}"_s};
        QTest::newRow("diagnose") << QStringList{u"diagnose"_s, u"one"_s};
    }
    void commands()
    {
        QFETCH(const QStringList, words);
        House house;
        QVERIFY(house.add("/session"));
        std::ignore = house.programs.run(QStringList{u"mcp"_s, u"--project"_s, house.folder} + words);
        QVERIFY2(house.ended() == 1, house.service.all().constData());
        QCOMPARE(house.service.all().count("ENDED "), house.service.asked("initialize")); // one for each
    }

    /// The core as the window has it, on a thread of its own.
    void window_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("answers") << QByteArray("/session");
        QTest::newRow("does not answer") << QByteArray("/session-deaf");
    }
    void window()
    {
        QFETCH(const QByteArray, path);
        HttpService service(u"changinghttp"_s);
        TempProject place;
        place.write(u"mine/CLAUDE.md"_s, "# Mine\n");
        place.write(u"config/mcp.json"_s, "{\"mcpServers\": {" + service.entry(path) + "}}");
        Runtime::Options options;
        options.paths = {place.path(u"config"_s), place.path(u"data"_s), place.path(u"cache"_s), place.path(u"state"_s),
                         qEnvironmentVariable("AIOS_RESOURCES")};
        options.environment.insert(u"CLAUDE_CONFIG_DIR"_s, place.path(u"claude"_s));
        auto core = std::make_unique<CoreThread>(std::move(options));
        Runtime& runtime = core->runtime();
        QMetaObject::invokeMethod(&runtime, [&runtime, folder = place.path(u"mine"_s)] {
            runtime.openProject(folder, [&runtime](const Result<void>&) {
                runtime.services()->whenRead(&runtime, [&runtime] { runtime.services()->manager().ensureStarted(); });
            });
        });
        QTRY_COMPARE_WITH_TIMEOUT(service.asked("tools/list"), 1, 9000);
        QElapsedTimer time;
        time.start();
        core.reset();
        QVERIFY2(time.elapsed() < 3000, qPrintable(QString::number(time.elapsed())));
        QTRY_COMPARE(service.said("ENDED s2 "), 1);
    }

    void serviceThatDoesNotAnswer()
    {
        House house;
        QVERIFY(house.add("/session-deaf"));
        QProcess process;
        house.programs.begin(process, {u"run"_s, u"--project"_s, house.folder, u"--model"_s, u"rehearsal"_s, u"hello"_s});
        QVERIFY2(house.ended() == 1, "it is not told at all");
        QElapsedTimer time;
        time.start();
        const Ran ran = Programs::finish(process);
        QVERIFY2(ran.code == 0, ran.err.constData());
        QVERIFY2(time.elapsed() < 3000, qPrintable(QString::number(time.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestSessionEnds)
#include "tst_sessionends.moc"
