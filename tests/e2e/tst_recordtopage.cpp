// SPDX-License-Identifier: MIT
// A piece whose text lives in Local Desk's records, through the real services: read for the approval, read again for the call, published by Local Desk's site.
#include "core/runtime/personcall.h"
#include "core/runtime/projectservices.h"
#include "core/runtime/publishtool.h"
#include "core/runtime/runtime.h"
#include "tests/e2e/deskprocess.h"

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
        const auto server = [this](const QByteArray& name) {
            return '"' + name + "\":{\"command\":\"" AIOS_BIN_DIR "/aios\",\"args\":[\"desk\",\"" + name + "\",\"--project\"," + jsonString(folder) +
                   "],\"env\":{\"AIOS_HOME\":" + jsonString(programs.place.path(u"home/aios"_s)) + "}}";
        };
        programs.place.write(u"config/mcp.json"_s, "{\"mcpServers\":{" + server("records") + ',' + server("site") + "}}\n");
        DeskProcess records(programs, folder, {u"records"_s});
        records.call(
            "create_table",
            js("{'baseId':'Content Engine','name':'Texts','fields':[{'name':'Name','type':'singleLineText'},{'name':'Body','type':'multilineText'}]}"));
        id = jsonText(records.call("create_record", js("{'baseId':'Content Engine','tableId':'Texts','fields':{'Name':'Lights at night',"
                                                       "'Body':'White *front*.'}}")),
                      "id")
                 .toUtf8();
        programs.place.write(
            u"mine/"_s + kPiece,
            "---\ntitle: Lights\ntype: article\nplatform: website\nstatus: In Review\nrecord:\n  service: records\n  base: Content Engine\n"
            "  table: Texts\n  id: " +
                id + "\n  body: Body\n  title: Name\n---\n");
        Runtime::Options options;
        const TempProject& place = programs.place;
        options.paths = {place.path(u"config"_s), place.path(u"data"_s), place.path(u"cache"_s), place.path(u"state"_s),
                         qEnvironmentVariable("AIOS_RESOURCES")};
        options.environment = programs.environment();
        options.watch = false;
        runtime = std::make_unique<Runtime>(std::move(options));
    }
    [[nodiscard]] bool open()
    {
        QSignalSpy looked(&runtime->publishing(), &PublishKeeper::changed);
        runtime->openProject(folder, [](const Result<void>&) {});
        if (!looked.wait(5000) || !runtime->project()->decideTrust(true))
            return false;
        bool served = false;
        runtime->services()->servedTools(runtime.get(), [this, &served](const ServedTools& found) {
            tools = withPublishing(found.tools, runtime->publishing());
            served = true;
        });
        return QTest::qWaitFor([&served] { return served; }, 9000);
    }
    void change(const QByteArray& body)
    {
        DeskProcess records(programs, folder, {u"records"_s});
        records.call("update_records",
                     js("{'baseId':'Content Engine','tableId':'Texts','records':[{'id':'") + id + js("','fields':{'Body':'") + body + js("'}}]}"));
    }
    [[nodiscard]] Result<ApprovalView> review() const
    {
        std::optional<Result<ApprovalView>> got;
        runtime->publishing().review(kPiece, runtime.get(), [&got](Result<ApprovalView> view) { got = std::move(view); });
        return QTest::qWaitFor([&got] { return got.has_value(); }, 9000) ? *got : Result<ApprovalView>(fail(ErrorCode::Timeout, u"no answer"_s));
    }
    [[nodiscard]] Result<Ticket> approve() const
    {
        const auto view = review();
        return view ? runtime->publishing().approve(kPiece, view->sha256) : Result<Ticket>(std::unexpected(view.error()));
    }
    [[nodiscard]] Result<ToolOutput> publish(const QByteArray& input, const QString& name = u"create_post"_s)
    {
        const auto tool = std::ranges::find_if(tools, [&name](const auto& each) { return each->spec().name == u"mcp__site__"_s + name; });
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
    [[nodiscard]] std::optional<bool> alwaysAsks(const QString& server, const QString& tool, const QByteArray& input) const
    {
        std::optional<bool> asks;
        bool answered = false;
        auto* call = new PersonCall(*runtime->services(), server, tool, input);
        call->plan([&](const Result<PersonCall::Planned>& planned) {
            answered = true;
            if (planned) {
                asks = planned->request.access.alwaysAsk;
                call->deleteLater();
            }
        });
        return QTest::qWaitFor([&answered] { return answered; }, 9000) ? asks : std::nullopt;
    }
    [[nodiscard]] QByteArray page() const
    {
        QDirIterator pages(folder + u"/published/site"_s, {u"*.html"_s}, QDir::Files, QDirIterator::Subdirectories);
        QByteArray all;
        while (pages.hasNext()) {
            QFile file(pages.next());
            all += file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        }
        return all;
    }

    Programs programs;
    QString folder;
    QByteArray id;
    std::unique_ptr<Runtime> runtime;
    QList<std::shared_ptr<const Tool>> tools;
    std::unique_ptr<ToolRun> run;
};

} // namespace

class TestRecordToPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void fromRecordsToThePage()
    {
        House house;
        QVERIFY(!house.id.isEmpty());
        QVERIFY(house.open());
        const auto early = house.review(); // nobody has said that get_record reads
        QVERIFY(!early);
        QVERIFY2(early.error().message.contains(u"Choose it under Services"_s), qPrintable(early.error().message));
        QVERIFY(house.runtime->services()->manager().setEffect(u"records"_s, u"get_record"_s, ServiceEffect::Reads));
        const auto view = house.review();
        QVERIFY2(view, qPrintable(view ? QString() : view.error().message));
        QCOMPARE(view->rendered.piece.title, u"Lights at night"_s);
        QCOMPARE(view->rendered.html, QByteArray("<p>White <em>front</em>.</p>\n"));
        QVERIFY(house.approve());

        house.change("Buy this");
        const auto stale = house.publish("{}");
        QVERIFY(stale && stale->isError);
        QVERIFY2(stale->text.contains(u"changed after the approval"_s), qPrintable(stale->text));
        QVERIFY(!house.page().contains("Buy this"));
        QVERIFY(house.programs.place.read(u"mine/"_s + kPiece).contains("status: In Review\n"));

        house.change("Red *behind*.");
        const auto ticket = house.approve();
        QVERIFY2(ticket, qPrintable(ticket ? QString() : ticket.error().message));
        const auto output = house.publish(R"({"title":"Lights at night","content":"<p>Buy this</p>"})");
        QVERIFY2(output && !output->isError, qPrintable(output ? output->text : output.error().message));
        QVERIFY(house.page().contains("<p>Red <em>behind</em>.</p>"));
        const QByteArray piece = house.programs.place.read(u"mine/"_s + kPiece);
        QVERIFY2(piece.contains("status: Published\n") && piece.contains("published_id: 1\n"), piece.constData());

        // A call with `aios mcp call` is the person's, but no rule makes one that publishes.
        for (const QString& tool : {u"update_records"_s, u"create_post"_s})
            QVERIFY(
                house.runtime->services()->manager().setEffect(tool == "create_post"_L1 ? u"site"_s : u"records"_s, tool, ServiceEffect::Changes));
        const QByteArray head = js("{'baseId':'Content Engine','tableId':'Texts','records':[{'id':'") + house.id + js("','fields':");
        QCOMPARE(house.alwaysAsks(u"records"_s, u"update_records"_s, head + js("{'Name':'Other'}}]}")), std::optional(false));
        QCOMPARE(house.alwaysAsks(u"records"_s, u"update_records"_s, head + js("{'Status':'Published'}}]}")), std::optional(true));
        QCOMPARE(house.alwaysAsks(u"site"_s, u"create_post"_s, "{\"title\":\"Mine\"}"), std::optional(true));

        // The next text of the same post goes out as an update.
        house.programs.place.write(u"mine/"_s + kPiece, QByteArray(piece).replace("status: Published", "status: In Review"));
        house.change("Blue everywhere.");
        const auto second = house.approve();
        QVERIFY2(second, qPrintable(second ? QString() : second.error().message));
        QCOMPARE(second->tool, u"update_post"_s);
        QVERIFY(house.publish(R"({"title":"Lights at night"})")->isError); // create_post has no approval
        QVERIFY(!house.page().contains("Blue everywhere"));
        const auto updated = house.publish(R"({"id":99,"content":"<p>Buy this</p>"})", u"update_post"_s);
        QVERIFY2(updated && !updated->isError, qPrintable(updated ? updated->text : updated.error().message));
        QVERIFY(house.page().contains("<p>Blue everywhere.</p>") && !house.page().contains("Buy this"));
        QVERIFY(house.programs.place.read(u"mine/"_s + kPiece).contains("status: Published\n"));
    }
};

QTEST_GUILESS_MAIN(TestRecordToPage)
#include "tst_recordtopage.moc"
