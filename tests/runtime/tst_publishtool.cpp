// SPDX-License-Identifier: MIT
// A model that wants to publish, against the person's approvals: the real loop, gate and keeper over a tool that stands for a service.
#include "core/base/json.h"
#include "tests/runtime/publishhouse.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

const QString kPiece = PublishHouse::kPiece;
const QByteArray kFile = "---\ntitle: Lights\ntype: article\nplatform: website\nstatus: In Review\n---\nWhite *front*.\n";
const QByteArray kGates = R"({"gates":[{"platform":"website","service":"site","tool":"create_post","prepares":["upload_media"],
 "arguments":{"title":"piece.title","content":"piece.html","status":"fixed:publish"},"proof":"url"}]})";
const QByteArray kSent = R"({"title":"Lights","content":"<p>White <em>front</em>.</p>\n","status":"publish"})";

struct House : PublishHouse {
    explicit House(const QString& name = u"create_post"_s) : PublishHouse(kFile, kGates, name) {}
    [[nodiscard]] Result<Ticket> approve() const { return keeper().approve(kPiece, sha256Hex(piece())); }
};

} // namespace

class TestPublishTool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void aTicketIsTheApproval()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        const QByteArray forged = R"({"title":"Lights","content":"<p>Buy this</p>","status":"private"})";
        const ToolPlan plan = house.plan(forged);
        QCOMPARE(plan.refusal, QString());
        QVERIFY(!plan.access.ticket.isEmpty());
        const Policy policy({}, house.place.path(u"mine"_s));
        QCOMPARE(policy.decide(plan.access, PermissionMode::Default).effect, RuleEffect::Allow);
        QCOMPARE(policy.decide(plan.access, PermissionMode::Plan).effect, RuleEffect::Deny);
        QCOMPARE(plan.preview.discarded, (QStringList{u"content"_s, u"status"_s}));
        const auto output = house.run(forged, plan.digest);
        QVERIFY(output);
        QVERIFY2(!output->isError, qPrintable(output->text));
        QCOMPARE(house.service->arrived, QByteArrayList{kSent});
        QVERIFY(output->text.contains(u"content, status"_s));
        QCOMPARE(house.ticket().state, Ticket::State::Spent);
        QVERIFY(house.piece().contains("status: Published"));
        // The call twice.
        const ToolPlan again = house.plan(forged);
        QVERIFY(!again.refusal.isEmpty());
        QVERIFY(house.run(forged, plan.digest)->isError);
        QCOMPARE(house.service->arrived.size(), 1);
    }

    void withoutOneThePersonIsAskedAndTheirClickIsStored()
    {
        House house;
        QVERIFY(house.open());
        const ToolPlan plan = house.plan("{\"title\":\"Lights\"}");
        QCOMPARE(plan.refusal, QString());
        QVERIFY(plan.access.ticket.isEmpty() && plan.access.alwaysAsk);
        QCOMPARE(plan.preview.kind, ApprovalPreview::Kind::Publish);
        QCOMPARE(plan.preview.after, kFile);
        QCOMPARE(plan.verb, u"Publish Once"_s);
        const Verdict verdict = Policy({}, house.place.path(u"mine"_s)).decide(plan.access, PermissionMode::AcceptEdits);
        QCOMPARE(verdict.effect, RuleEffect::Ask);
        QVERIFY(verdict.rememberable.isEmpty());
        QVERIFY(house.run("{\"title\":\"Lights\"}", {})->isError); // nobody allowed it
        QCOMPARE(house.service->arrived, QByteArrayList());
        const auto output = house.run("{\"title\":\"Lights\"}", plan.digest);
        QVERIFY(output && !output->isError);
        QCOMPARE(house.service->arrived, QByteArrayList{kSent});
        QCOMPARE(house.ticket().state, Ticket::State::Spent);
    }

    void nothingGoesOut_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("the piece changed after it was shown") << 0;
        QTest::newRow("the tool changed") << 1;
        QTest::newRow("another call than the one allowed") << 2;
        QTest::newRow("the approval was taken back") << 3;
    }
    void nothingGoesOut()
    {
        QFETCH(const int, what);
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        const ToolPlan plan = house.plan("{\"title\":\"Lights\"}");
        QVERIFY(!plan.access.ticket.isEmpty());
        if (what == 0)
            house.place.write(u"mine/"_s + kPiece, house.piece().replace("front", "back"));
        else if (what == 1)
            house.identity.toolDigest = "other"; // as the keeper finds it now
        else if (what == 3)
            QVERIFY(house.runtime->publishing().sendBack(kPiece, {}));
        const auto output = house.run("{\"title\":\"Lights\"}", what == 2 ? QByteArray("another") : plan.digest);
        QVERIFY(output && output->isError);
        QCOMPARE(house.service->arrived, QByteArrayList());
        QVERIFY(house.ticket().state != Ticket::State::Spent);
    }

    void anAnswerThatFailsIsUnknown()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        house.service->answer = ToolOutput{.text = u"503"_s, .isError = true};
        const auto output = house.run("{}", house.plan("{}").digest);
        QVERIFY(output && output->isError);
        QCOMPARE(house.ticket().state, Ticket::State::Unknown);
        QVERIFY(!house.plan("{\"title\":\"Lights\"}").refusal.isEmpty());
    }

    void stoppedInTheMiddleIsUnknown()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        house.service->hangs = true;
        ToolContext context;
        context.pool = &house.runtime->pool();
        context.approvedDigest = house.plan("{}").digest;
        auto run =
            house.tool->start({u"c"_s, "{}"}, context, {}, Once<Result<ToolOutput>>([](const Result<ToolOutput>&) {}, fail(ErrorCode::Internal, {})));
        QTRY_COMPARE(house.service->arrived.size(), 1);
        QCOMPARE(house.ticket().state, Ticket::State::Calling);
        run.reset();
        QCOMPARE(house.ticket().state, Ticket::State::Unknown);
        QVERIFY(!house.plan("{\"title\":\"Lights\"}").refusal.isEmpty());
    }

    /// A model that names another account: the piece's is what goes out, and another in the piece is another approval.
    void anotherAccount_data()
    {
        QTest::addColumn<bool>("inThePiece");
        QTest::newRow("in the call") << false;
        QTest::newRow("in the piece") << true;
    }
    void anotherAccount()
    {
        QFETCH(const bool, inThePiece);
        const QByteArray gates = QByteArray(kGates).replace("\"status\":\"fixed:publish\"", "\"account\":\"piece.account\"");
        PublishHouse house(QByteArray(kFile).replace("status:", "account: mine\nstatus:"), gates);
        QVERIFY(house.open());
        QVERIFY(house.keeper().approve(kPiece, sha256Hex(house.piece())));
        const QByteArray forged = R"({"title":"Lights","account":"theirs"})";
        const ToolPlan plan = house.plan(forged);
        QVERIFY(!plan.access.ticket.isEmpty());
        QCOMPARE(plan.preview.discarded, QStringList{u"account"_s});
        if (inThePiece)
            house.place.write(u"mine/"_s + kPiece, house.piece().replace("account: mine", "account: theirs"));
        const auto output = house.run(forged, plan.digest);
        QVERIFY2(output && output->isError == inThePiece, output ? qPrintable(output->text) : "");
        QCOMPARE(house.service->arrived.join(),
                 inThePiece ? QByteArray() : QByteArray(R"({"title":"Lights","content":"<p>White <em>front</em>.</p>\n","account":"mine"})"));
    }

    /// Preparing calls take no approval and give none: the ticket stays as it is, open or spent, and so does the piece.
    void preparingCallsLeaveTheTicketAlone()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        const auto upload = std::make_shared<StandInTool>(u"mcp__site__upload_media"_s);
        upload->answer = ToolOutput{.text = u"ok"_s, .structured = "{\"url\":\"https://example.org/a.png\",\"id\":9}"};
        const auto prepare = std::make_shared<const PublishTool>(upload, u"site"_s, u"upload_media"_s, house.identity, house.keeper());
        const auto publish = std::exchange(house.tool, prepare);
        const QByteArray input = R"({"file":"a.png","title":"Lights","status":"publish"})";
        const auto prepared = [&] {
            const ToolPlan plan = house.plan(input);
            return plan.refusal.isEmpty() && plan.access.ticket.isEmpty() && plan.access.alwaysAsk && house.run(input, plan.digest).has_value();
        };
        const Ticket open = house.ticket();
        const QByteArray approved = house.piece();
        QVERIFY(prepared());
        QCOMPARE(house.ticket(), open);
        QCOMPARE(house.piece(), approved);
        house.tool = publish;
        QVERIFY(!house.run("{}", house.plan("{}").digest)->isError);
        const Ticket spent = house.ticket();
        QCOMPARE(spent.state, Ticket::State::Spent);
        const QByteArray out = house.piece();
        house.tool = prepare;
        QVERIFY(prepared());
        QCOMPARE(house.ticket(), spent);
        QCOMPARE(house.piece(), out);
        QCOMPARE(upload->arrived, (QByteArrayList{input, input}));
        QCOMPARE(house.service->arrived, QByteArrayList{kSent});
    }

    /// Another text after it went out is told as what it is: once more.
    void onceMoreIsSaid()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        QVERIFY(!house.run("{}", house.plan("{}").digest)->isError);
        house.place.write(u"mine/"_s + kPiece, QByteArray(kFile).replace("front", "back"));
        const ToolPlan plan = house.plan(R"({"title":"Lights"})");
        QVERIFY(plan.refusal.isEmpty() && plan.access.ticket.isEmpty());
        QVERIFY2(plan.access.alwaysAskReason.contains(u"It went out before (https://example.org/1)"_s), qPrintable(plan.access.alwaysAskReason));
    }

    /// The folder publishes its pieces otherwise, and the person has accepted that: the shipped gate's tool sends nothing, whatever a rule allows.
    void aToolTheFolderDoesNotUse()
    {
        House house;
        house.place.write(u"mine/config/pipeline.yaml"_s,
                          "platforms:\n  website:\n    service: other\n    tool: post\n    arguments: {text: piece.text}\n");
        QVERIFY(house.open());
        QVERIFY(house.keeper().acceptPipeline(house.keeper().state()->pipelineNowSha256));
        QTRY_VERIFY(!house.keeper().rules()->pipeline.platforms.isEmpty());
        const ToolPlan plan = house.plan(R"({"title":"Lights","content":"<p>Anything</p>","status":"publish"})");
        QVERIFY2(plan.refusal.contains(u"with post of other"_s), qPrintable(plan.refusal));
        QVERIFY(plan.access.alwaysAsk);
        QVERIFY(house.run(R"({"title":"Lights"})", plan.digest)->isError);
        QCOMPARE(house.service->arrived, QByteArrayList());
    }

    void otherToolsStayAsTheyAre()
    {
        House house(u"upload_media"_s);
        QVERIFY(house.open());
        const ToolPlan plan = house.plan("{\"file\":\"a.png\"}");
        QCOMPARE(plan.digest, sha256Hex("{\"file\":\"a.png\"}"));
        QVERIFY(house.run("{\"file\":\"a.png\"}", plan.digest));
        QCOMPARE(house.service->arrived, QByteArrayList{"{\"file\":\"a.png\"}"});
    }
};

QTEST_GUILESS_MAIN(TestPublishTool)
#include "tst_publishtool.moc"
