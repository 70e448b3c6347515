// SPDX-License-Identifier: MIT
// A post that Local Desk keeps for later: once its time has come the program finds it out, by the service's own word, and the piece says where it is.
#include "core/runtime/projectservices.h"
#include "core/runtime/publishtool.h"
#include "core/runtime/runtime.h"
#include "tests/support/programrun.h"

#include <QSignalSpy>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

const QString kPiece = u"content/lights.md"_s;

struct House {
    House()
    {
        programs.place.folder(u"mine"_s);
        folder = programs.place.path(u"mine"_s);
        programs.place.write(u"mine/CLAUDE.md"_s, "# Mine\n");
        programs.place.write(u"mine/"_s + kPiece, "---\ntitle: Lights\ntype: post\nplatform: x-twitter\nstatus: In Review\nscheduled: "
                                                  "2999-01-01T09:00:00Z\n---\nWhite front.\n");
        programs.place.write(u"config/mcp.json"_s,
                             "{\"mcpServers\":{\"social\":{\"command\":\"" AIOS_BIN_DIR "/aios\",\"args\":[\"desk\",\"social\",\"--project\"," +
                                 jsonString(folder) + "],\"env\":{\"AIOS_HOME\":" + jsonString(programs.place.path(u"home/aios"_s)) + "}}}}\n");
        const TempProject& place = programs.place;
        Runtime::Options options;
        options.paths = {place.path(u"config"_s), place.path(u"data"_s), place.path(u"cache"_s), place.path(u"state"_s),
                         qEnvironmentVariable("AIOS_RESOURCES")};
        options.environment = programs.environment();
        options.watch = false;
        runtime = std::make_unique<Runtime>(std::move(options));
    }
    [[nodiscard]] PublishKeeper& keeper() const { return runtime->publishing(); }
    [[nodiscard]] bool open()
    {
        QSignalSpy looked(&keeper(), &PublishKeeper::changed);
        runtime->openProject(folder, [](const Result<void>&) {});
        if (!looked.wait(5000) || !runtime->project()->decideTrust(true))
            return false;
        bool served = false;
        runtime->services()->servedTools(runtime.get(), [this, &served](const ServedTools& found) {
            tools = withPublishing(found.tools, keeper());
            served = true;
        });
        return QTest::qWaitFor([&served] { return served; }, 9000);
    }
    [[nodiscard]] Result<ToolOutput> publish(const QByteArray& input)
    {
        const auto tool = std::ranges::find_if(tools, [](const auto& each) { return each->spec().name == u"mcp__social__create_post"_s; });
        if (tool == tools.cend())
            return fail(ErrorCode::NotFound, u"no tool"_s);
        ToolContext context;
        context.pool = &runtime->pool();
        context.projectRoot = folder;
        context.approvedDigest = (*tool)->plan({u"c"_s, input}, context).digest;
        std::optional<Result<ToolOutput>> got;
        run = (*tool)->start({u"c"_s, input}, context, {},
                             Once<Result<ToolOutput>>([&got](Result<ToolOutput> output) { got = std::move(output); }, fail(ErrorCode::Internal, {})));
        return QTest::qWaitFor([&got] { return got.has_value(); }, 9000) ? *got : Result<ToolOutput>(fail(ErrorCode::Timeout, u"no answer"_s));
    }
    /// The stored times of these files, as if they had passed. How many there were.
    [[nodiscard]] static int passTime(const QString& beneath, const QStringList& names)
    {
        int changed = 0;
        QDirIterator files(beneath, names, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            const QByteArray before = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
            file.close();
            const QByteArray after = QByteArray(before).replace("2999-01-01", "2020-01-01");
            if (after != before && file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(after) == after.size())
                ++changed;
        }
        return changed;
    }
    [[nodiscard]] QByteArray piece() const { return programs.place.read(u"mine/"_s + kPiece); }
    [[nodiscard]] QStringList published() const
    {
        QStringList found;
        QDirIterator files(folder + u"/published/social"_s, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext())
            found.append(files.next());
        return found;
    }

    Programs programs;
    QString folder;
    std::unique_ptr<Runtime> runtime;
    QList<std::shared_ptr<const Tool>> tools;
    std::unique_ptr<ToolRun> run;
};

} // namespace

class TestScheduledOut : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void becomesPublishedOnProof()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.runtime->services()->manager().setEffect(u"social"_s, u"get_post_status"_s, ServiceEffect::Reads));
        const auto ticket = house.keeper().approve(kPiece, sha256Hex(house.piece()));
        QVERIFY2(ticket, qPrintable(ticket ? QString() : ticket.error().message));
        const auto output = house.publish("{\"text\":\"White front.\"}");
        QVERIFY2(output && !output->isError, qPrintable(output ? output->text : output.error().message));
        QTRY_VERIFY(house.piece().contains("status: Scheduled\n"));
        QVERIFY(!house.piece().contains("url:"));
        QVERIFY(house.published().filter(u".md"_s).isEmpty());

        QCOMPARE(House::passTime(house.programs.place.path(u"home/aios"_s), {u"*.md"_s}), 1); // as the service keeps it
        QCOMPARE(House::passTime(house.runtime->project()->stateDir() + u"/tickets"_s, {u"*.json"_s}), 1);
        house.keeper().refresh();
        QTRY_VERIFY(house.piece().contains("status: Published\n"));
        const QByteArray piece = house.piece();
        QVERIFY2(piece.contains("url: \"file://") || piece.contains("url: file://"), piece.constData());
        QVERIFY(piece.contains("/published/social/") && piece.contains("published_id: "));
        QVERIFY(!house.published().isEmpty());
        QStringList calls;
        const auto page = house.runtime->project()->decisions().read();
        for (const DecisionRecord& record : page->records) {
            if (record.tool == u"mcp__social__get_post_status"_s)
                calls.append(record.by + u' ' + record.outcome);
        }
        QCOMPARE(calls, (QStringList{u"default "_s, u"default done"_s})); // asked once, and written down
    }
};

QTEST_GUILESS_MAIN(TestScheduledOut)
#include "tst_scheduledout.moc"
