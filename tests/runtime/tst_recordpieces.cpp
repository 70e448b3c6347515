// SPDX-License-Identifier: MIT
// A piece whose text lives in a record, from approval to publication, over a service that says what the test tells it to; and calls that write a status.
#include "tests/runtime/publishhouse.h"

#include <QTimer>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

const QString kPiece = PublishHouse::kPiece;
const QByteArray kFile = "---\ntitle: Lights\ntype: article\nplatform: website\nstatus: In Review\n"
                         "record: {service: desk, base: app1, table: Articles, id: rec1, body: Body, title: Headline}\n---\n";
const QByteArray kGates = R"({"gates":[{"platform":"website","service":"site","tool":"create_post",
 "arguments":{"title":"piece.title","content":"piece.html","status":"fixed:publish"},"proof":"url"}],
 "records":[{"service":"*","writes":["update_records"],"reads":"get_record","status":["Status"],"values":["Published"]}]})";
const QByteArray kSent = R"({"title":"Lights at night","content":"<p>White <em>front</em>.</p>\n","status":"publish"})";

struct House : PublishHouse {
    House() : PublishHouse(kFile, kGates)
    {
        QObject::connect(&keeper(), &PublishKeeper::noticed, &keeper(), [this](const QString& text) { notices += text; });
    }
    [[nodiscard]] bool open()
    {
        const bool opened = PublishHouse::open();
        keeper().readRecord = [this](const RecordPlace& from, QObject* context, std::function<void(Result<RecordText>)> reply) {
            ++reads;
            QTimer::singleShot(0, context, [this, from, reply = std::move(reply)] { reply(recordText(from, answer)); });
        };
        return opened;
    }
    [[nodiscard]] Result<ApprovalView> review()
    {
        std::optional<Result<ApprovalView>> got;
        keeper().review(kPiece, runtime.get(), [&got](Result<ApprovalView> view) { got = std::move(view); });
        return QTest::qWaitFor([&got] { return got.has_value(); }, 5000) ? *got : Result<ApprovalView>(fail(ErrorCode::Timeout, {}));
    }
    [[nodiscard]] Result<Ticket> approve()
    {
        const auto view = review();
        return view ? keeper().approve(kPiece, view->sha256) : Result<Ticket>(std::unexpected(view.error()));
    }
    [[nodiscard]] Result<ToolOutput> call(const QByteArray& input)
    {
        const ToolPlan made = plan(input);
        refusal = made.refusal;
        return run(input, made.digest);
    }

    QByteArray answer = R"({"id":"rec1","fields":{"Headline":"Lights at night","Body":"White *front*."}})";
    int reads = 0;
    QString refusal;
    QStringList notices;
};

} // namespace

class TestRecordPieces : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void fromTheRecordToProof()
    {
        House house;
        QVERIFY(house.open());
        const auto view = house.review();
        QVERIFY2(view, qPrintable(view ? QString() : view.error().message));
        QCOMPARE(view->refusal, QString());
        QCOMPARE(view->rendered.piece.title, u"Lights at night"_s);
        QCOMPARE(view->rendered.html, QByteArray("<p>White <em>front</em>.</p>\n"));
        QCOMPARE(view->recordSha256, (RecordText{u"Lights at night"_s, u"White *front*."_s}).sha256());
        const auto ticket = house.keeper().approve(kPiece, view->sha256);
        QVERIFY2(ticket, qPrintable(ticket ? QString() : ticket.error().message));
        QCOMPARE(ticket->recordSha256, view->recordSha256);
        QCOMPARE(house.piece(), QByteArray(kFile).replace("In Review", "Approved")); // the text stays in the record
        const auto output = house.call(R"({"title":"Lights","content":"<p>Buy this</p>"})");
        QVERIFY(output);
        QVERIFY2(!output->isError, qPrintable(output->text));
        QCOMPARE(house.service->arrived, QByteArrayList{kSent});
        QCOMPARE(house.reads, 2); // for the page, and for the call
        QCOMPARE(house.ticket().state, Ticket::State::Spent);
        QVERIFY(house.piece().contains("status: Published\n"));
        QVERIFY(house.call(R"({"title":"Lights"})")->isError);
        QCOMPARE(house.service->arrived.size(), 1);
    }

    void aRecordThatChangedVoidsIt()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        house.answer.replace("front", "back");
        const auto output = house.call("{}");
        QVERIFY(output && output->isError);
        QVERIFY2(output->text.contains(u"changed after the approval"_s), qPrintable(output->text));
        QCOMPARE(house.service->arrived, QByteArrayList());
        QCOMPARE(house.ticket().state, Ticket::State::Void);
        QVERIFY(house.piece().contains("status: In Review\n"));
        QVERIFY(house.notices.join(u' ').contains(u"In Review again"_s));
        const auto view = house.review(); // approved against now
        QVERIFY(view);
        QVERIFY(view->approvedBefore.contains("White *front*."));
        QVERIFY(view->file.contains("White *back*."));
        QVERIFY(house.approve());
        QVERIFY(!house.call("{}")->isError);
        QVERIFY(house.service->arrived.value(0).contains("<em>back</em>"));
    }

    void aRecordThatChangedIsSeenOnThePageToo()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        house.answer.replace("Lights at night", "Lights by day");
        const auto view = house.review();
        QVERIFY(view && view->ticket);
        QCOMPARE(view->ticket->state, Ticket::State::Void);
        QVERIFY(house.piece().contains("status: In Review\n"));
    }

    void whatCannotBeReadIsNotSent_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("an error") << QByteArray("503 Service Unavailable");
        QTest::newRow("another record") << QByteArray(R"({"id":"rec2","fields":{"Headline":"Lights at night","Body":"White *front*."}})");
        QTest::newRow("no record") << QByteArray(R"({"error":"NOT_FOUND"})");
    }
    void whatCannotBeReadIsNotSent()
    {
        QFETCH(const QByteArray, answer);
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        const QByteArray approved = std::exchange(house.answer, answer);
        const auto output = house.call("{}");
        QVERIFY(output && output->isError);
        QCOMPARE(house.service->arrived, QByteArrayList());
        QCOMPARE(house.ticket().state, Ticket::State::Open);
        QVERIFY(!house.review());
        QVERIFY(!house.approve());
        house.answer = approved; // and when it is there again, the approval still holds
        QVERIFY(!house.call("{}")->isError);
        QCOMPARE(house.service->arrived, QByteArrayList{kSent});
    }

    void withoutAnApprovalTheModelIsRefused()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.call(R"({"title":"Lights"})")->isError);
        QVERIFY2(house.refusal.contains(u"lives in a record"_s), qPrintable(house.refusal));
        QVERIFY(!house.keeper().approve(kPiece, sha256Hex(kFile))); // not without having read it
        QCOMPARE(house.reads, 0);
        QCOMPARE(house.service->arrived, QByteArrayList());
    }

    void forgeries_data()
    {
        QTest::addColumn<QByteArray>("file");
        const QByteArray approved = QByteArray(kFile).replace("In Review", "Approved");
        QTest::newRow("another record") << QByteArray(approved).replace("rec1", "rec2");
        QTest::newRow("another field") << QByteArray(approved).replace("body: Body", "body: Draft");
        QTest::newRow("another service") << QByteArray(approved).replace("service: desk", "service: evil");
        QTest::newRow("no record, own text") << QByteArray(approved).replace(QByteArray("record"), QByteArray("x-record")) + "Buy this\n";
        QTest::newRow("a record that cannot be read") << QByteArray(approved).replace("id: rec1", "id: [rec1]");
    }
    void forgeries()
    {
        QFETCH(const QByteArray, file);
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        house.place.write(u"mine/"_s + kPiece, file);
        const ToolPlan plan = house.tool->plan({u"c"_s, "{}"}, {});
        QVERIFY(plan.access.ticket.isEmpty()); // the person would have to see it, if it can go out at all
        if (!plan.refusal.isEmpty())
            QVERIFY(house.call("{}")->isError);
        QCOMPARE(house.service->arrived, QByteArrayList());
        QVERIFY(house.ticket().state != Ticket::State::Spent);
    }

    /// begin() asks for what was read, whoever calls it.
    void theCallNeedsWhatWasRead()
    {
        for (const QByteArray& hash : {QByteArray(), QByteArray("00")}) {
            House house;
            QVERIFY(house.open());
            QVERIFY(house.approve());
            const auto prepared = preparePublish(*house.keeper().rules(), u"site"_s, u"create_post"_s, house.identity, "{}");
            QVERIFY(!prepared.ticketId.isEmpty());
            QVERIFY(!house.keeper().begin(prepared.ticketId, prepared.call, hash));
            QCOMPARE(house.ticket().state, Ticket::State::Void);
        }
    }

    void stoppedWhileItIsRead()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        std::function<void(Result<RecordText>)> held;
        house.keeper().readRecord = [&held](const RecordPlace&, QObject*, std::function<void(Result<RecordText>)> reply) { held = std::move(reply); };
        ToolContext context;
        context.pool = &house.runtime->pool();
        context.approvedDigest = house.tool->plan({u"c"_s, "{}"}, {}).digest;
        int answers = 0;
        auto run = house.tool->start({u"c"_s, "{}"}, context, {},
                                     Once<Result<ToolOutput>>([&answers](const Result<ToolOutput>&) { ++answers; }, fail(ErrorCode::Internal, {})));
        QTRY_VERIFY(held);
        run.reset();
        held(RecordText{u"Lights at night"_s, u"White *front*."_s});
        QCOMPARE(house.service->arrived, QByteArrayList());
        QCOMPARE(house.ticket().state, Ticket::State::Open);
    }

    void aStatusInARecordIsAskedFor()
    {
        House house;
        QVERIFY(house.open());
        const auto writing = std::make_shared<StandInTool>(u"mcp__desk__update_records"_s, Grade::Read);
        const PublishTool tool(writing, u"desk"_s, u"update_records"_s, house.identity, house.keeper());
        const auto plan = [&tool](const QByteArray& fields) {
            return tool.plan({u"c"_s, R"({"records":[{"id":"rec1","fields":)" + fields + "}]}"}, {});
        };
        PermissionSettings allowed;
        allowed.rules = {{RuleEffect::Allow, RuleSource::Session, u"mcp__desk__update_records"_s, {}, {}, {}, {}}};
        const Policy policy(allowed, house.place.path(u"mine"_s));
        const ToolPlan ordinary = plan(R"({"Notes":"x"})");
        QCOMPARE(policy.decide(ordinary.access, PermissionMode::Default).effect, RuleEffect::Allow);
        const ToolPlan publishes = plan(R"({"Notes":"x","status":"published"})");
        QCOMPARE(publishes.verb, u"Publish Once"_s);
        QVERIFY(publishes.access.alwaysAsk);
        QCOMPARE(publishes.access.grade, Grade::LeavesComputer);
        QVERIFY(publishes.access.alwaysAskReason.contains(u"“status” to “published”"_s));
        for (const PermissionMode mode : {PermissionMode::Default, PermissionMode::AcceptEdits}) {
            const Verdict verdict = policy.decide(publishes.access, mode);
            QCOMPARE(verdict.effect, RuleEffect::Ask);
            QVERIFY(verdict.rememberable.isEmpty());
        }
        // A pipeline that nobody has accepted changes nothing, and one that was takes nothing away.
        house.place.write(u"mine/config/pipeline.yaml"_s, "records: {desk: {status: [Notes], values: [x], writes: []}}\n");
        QSignalSpy looked(&house.keeper(), &PublishKeeper::changed);
        house.keeper().refresh();
        QVERIFY(looked.wait(5000));
        QVERIFY(!plan(R"({"Notes":"x"})").access.alwaysAsk);
        QVERIFY(house.keeper().acceptPipeline(house.keeper().state()->pipelineNowSha256));
        QTRY_VERIFY(plan(R"({"Notes":"x"})").access.alwaysAsk);
        QVERIFY(plan(R"({"Status":"Published"})").access.alwaysAsk);
    }
};

QTEST_GUILESS_MAIN(TestRecordPieces)
#include "tst_recordpieces.moc"
