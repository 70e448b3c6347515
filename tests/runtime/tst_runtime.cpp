// SPDX-License-Identifier: MIT
#include "core/runtime/runtime.h"
#include "tests/support/tempproject.h"

#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// The root object alone, on one thread.
class TestRuntime : public QObject {
    Q_OBJECT

private:
    static constexpr QLatin1StringView kId{"0197a000-0000-7000-8000-000000000001"};

    struct House {
        House()
        {
            place.write(u"mine/CLAUDE.md"_s, "# Mine\n");
            place.write(u"script.yaml"_s, "rehearsal: 1\nsteps:\n  - say: [{text: \"Hi.\"}]\n");
            Runtime::Options options;
            options.paths = {place.path(u"config"_s), place.path(u"data"_s), place.path(u"cache"_s), place.path(u"state"_s),
                             qEnvironmentVariable("AIOS_RESOURCES")};
            options.environment.insert(u"CLAUDE_CONFIG_DIR"_s, place.path(u"claude"_s));
            options.watch = false;
            runtime = std::make_unique<Runtime>(std::move(options));
            runtime->addEventSink(runtime.get(), [this](const AgentEvent& event) { ends += std::holds_alternative<TurnEnded>(event.what) ? 1 : 0; });
        }
        [[nodiscard]] bool open(const QString& folder = u"mine"_s)
        {
            std::optional<bool> opened;
            runtime->openProject(place.path(folder), [&](const Result<void>& done) { opened = done.has_value(); });
            return QTest::qWaitFor([&] { return opened.has_value(); }) && *opened;
        }
        void putSession(const QByteArray& id, const QByteArray& more) const
        {
            QDir().mkpath(runtime->sessionsDir());
            QFile file(runtime->sessionsDir() + u'/' + QString::fromLatin1(id) + u".jsonl"_s);
            if (!file.open(QIODevice::WriteOnly))
                qFatal("no session");
            file.write("{\"type\":\"session\",\"version\":1,\"id\":\"" + id + "\",\"root\":\"/r\",\"time\":\"2026-01-02T03:04:05.000Z\"}\n" + more);
        }
        [[nodiscard]] QList<SessionSummary> list() const
        {
            std::optional<QList<SessionSummary>> found;
            runtime->listSessions(runtime.get(), [&](QList<SessionSummary> sessions) { found = std::move(sessions); });
            return QTest::qWaitFor([&] { return found.has_value(); }) ? *found : QList<SessionSummary>();
        }
        TempProject place;
        std::unique_ptr<Runtime> runtime;
        int ends = 0;
    };
    static QByteArray prompt(const QByteArray& id, const QByteArray& text)
    {
        return "{\"type\":\"prompt\",\"time\":\"2026-01-02T03:04:06.000Z\",\"id\":\"" + id + "\",\"number\":1,\"prompt\":\"" + text +
               "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}]}\n";
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void forkCopiesWholeLinesOnly()
    {
        House house;
        QVERIFY(house.open());
        house.putSession(QByteArray(kId.data(), kId.size()), prompt("p1", "first") + prompt("p2", "second") + "{\"type\":\"prompt\",\"id\":\"torn");
        const auto all = house.runtime->forkSession(kId, {});
        QVERIFY(all);
        const auto record = readTranscript(*house.runtime->transcriptFile(*all));
        QVERIFY(record);
        QCOMPARE(record->unreadableLines, 0);
        QCOMPARE(record->history.size(), 2);
        QCOMPARE(record->summary.id, *all);
        QCOMPARE(record->summary.forkedFrom, kId);
        const auto part = house.runtime->forkSession(kId, u"p2"_s);
        QVERIFY(part);
        QCOMPARE(readTranscript(*house.runtime->transcriptFile(*part))->history.size(), 1);
        QCOMPARE(house.list().size(), 3);
    }

    void whatNeverHeldAnythingIsNotListed()
    {
        House house;
        QVERIFY(house.open());
        house.putSession(QByteArray(kId.data(), kId.size()), prompt("p1", "first"));
        QFile empty(house.runtime->sessionsDir() + u"/0197a000-0000-7000-8000-000000000002.jsonl"_s);
        QVERIFY(empty.open(QIODevice::WriteOnly));
        QFile torn(house.runtime->sessionsDir() + u"/0197a000-0000-7000-8000-000000000003.jsonl"_s);
        QVERIFY(torn.open(QIODevice::WriteOnly) && torn.write("{\"type\":\"ses") > 0);
        torn.close();
        QFile stranger(house.runtime->sessionsDir() + u"/notes.jsonl"_s);
        QVERIFY(stranger.open(QIODevice::WriteOnly));
        const auto sessions = house.list();
        QCOMPARE(sessions.size(), 1);
        QCOMPARE(sessions.first().title, u"first"_s);
    }

    void idsArePathsOfNothing_data()
    {
        QTest::addColumn<QString>("id");
        QTest::newRow("empty") << QString();
        QTest::newRow("climbing") << u"../../../etc/passwd"_s;
        QTest::newRow("absolute") << u"/etc/passwd"_s;
        QTest::newRow("unknown") << u"0197a000-0000-7000-8000-00000000000f"_s;
    }
    void idsArePathsOfNothing()
    {
        QFETCH(const QString, id);
        House house;
        QVERIFY(house.open());
        QVERIFY(!house.runtime->forkSession(id, {}));
        QVERIFY(!house.runtime->deleteSession(id));
        QVERIFY(!house.runtime->exportSession(id, house.place.path(u"x.md"_s)));
        bool failed = false;
        house.runtime->openSession(id, [&](const auto& opened) { failed = !opened; });
        QVERIFY(failed);
    }

    void theSessionLogIsWrittenAsThePersons()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.runtime->keepSessionLog(kId, u"## 2026-01-02 Work\n\n- did it\n"_s));
        QVERIFY(house.place.read(u"mine/context/session-log.md"_s).contains("- did it"));
        QVERIFY(house.runtime->keepSessionLog(kId, u"## 2026-01-03 More\n\n- did more\n"_s));
        const QByteArray log = house.place.read(u"mine/context/session-log.md"_s);
        QVERIFY(log.contains("- did it") && log.contains("- did more"));
        const auto page = house.runtime->project()->decisions().read();
        QVERIFY(page);
        QCOMPARE(page->records.size(), 2);
        QCOMPARE(page->records.last().by, u"person"_s);
    }

    void endsWhileATurnRuns()
    {
        House house;
        QVERIFY(house.open());
        Session& session = house.runtime->newSession();
        session.setModel(u"rehearsal:"_s + house.place.path(u"script.yaml"_s));
        session.send(u"go"_s);
        QCoreApplication::processEvents();
        house.runtime.reset();
        QCOMPARE(house.ends, 1);
    }

    void noFolderNoCrash()
    {
        House house;
        QVERIFY(!house.runtime->loadFile(u"a"_s));
        QVERIFY(!house.runtime->saveFile(u"a"_s, "x", {}));
        QVERIFY(!house.runtime->keepSessionLog(kId, u"x"_s));
        QVERIFY(!house.runtime->forkSession(kId, {}));
        QVERIFY(!house.runtime->deleteSession(kId));
    }
};

QTEST_GUILESS_MAIN(TestRuntime)
#include "tst_runtime.moc"
