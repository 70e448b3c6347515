// SPDX-License-Identifier: MIT
// A model that wants to publish, against the person's approvals: the real loop, gate and keeper over a tool that stands for a service.
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/runtime/publishtool.h"
#include "core/runtime/runtime.h"
#include "core/tools/poolrun.h"
#include "tests/support/tempproject.h"

#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

const QString kPiece = u"content/lights.md"_s;
const QByteArray kFile = "---\ntitle: Lights\ntype: article\nplatform: website\nstatus: In Review\n---\nWhite *front*.\n";
const QByteArray kGates = R"({"gates":[{"platform":"website","service":"site","tool":"create_post","prepares":["upload_media"],
 "arguments":{"title":"piece.title","content":"piece.html","status":"fixed:publish"},"proof":"url"}]})";
const QByteArray kSent = R"({"title":"Lights","content":"<p>White <em>front</em>.</p>\n","status":"publish"})";

/// Stands for a service: keeps what arrives and answers as it is told to.
class ServiceTool final : public Tool {
public:
    explicit ServiceTool(const QString& name) { m_spec = {name, {}, R"({"type":"object"})", false, true}; }
    const ToolSpec& spec() const override { return m_spec; }
    ToolPlan plan(const ToolCall& call, const ToolContext&) const override
    {
        ToolPlan plan;
        plan.access = {.tool = m_spec.name, .inputJson = call.inputJson, .grade = Grade::LeavesComputer};
        plan.access.alwaysAsk = true;
        plan.digest = sha256Hex(call.inputJson);
        return plan;
    }
    std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext& context, ToolProgress, Once<Result<ToolOutput>> reply) const override
    {
        arrived.append(call.inputJson);
        if (context.approvedDigest != sha256Hex(call.inputJson))
            arrived.append("without approval");
        if (hangs) {
            held.emplace(std::move(reply));
            return std::make_unique<ToolRun>();
        }
        return std::make_unique<QueuedRun>([output = answer] { return output; }, std::move(reply));
    }
    mutable QByteArrayList arrived;
    mutable std::optional<Once<Result<ToolOutput>>> held;
    Result<ToolOutput> answer = ToolOutput{.text = u"ok"_s, .structured = "{\"url\":\"https://example.org/1\"}"};
    bool hangs = false;

private:
    ToolSpec m_spec;
};

struct House {
    explicit House(const QString& name = u"create_post"_s)
    {
        place.write(u"mine/CLAUDE.md"_s, "# Mine\n");
        place.write(u"mine/"_s + kPiece, kFile);
        place.write(u"resources/gates/a.json"_s, kGates);
        Runtime::Options options;
        options.paths = {place.path(u"config"_s), place.path(u"data"_s), place.path(u"cache"_s), place.path(u"state"_s), place.path(u"resources"_s)};
        options.environment.insert(u"CLAUDE_CONFIG_DIR"_s, place.path(u"claude"_s));
        options.watch = false;
        runtime = std::make_unique<Runtime>(std::move(options));
        service = std::make_shared<ServiceTool>(u"mcp__site__"_s + name);
        tool = std::make_shared<const PublishTool>(service, u"site"_s, name, identity, runtime->publishing());
    }
    [[nodiscard]] bool open()
    {
        QSignalSpy looked(&runtime->publishing(), &PublishKeeper::changed);
        runtime->openProject(place.path(u"mine"_s), [](const Result<void>&) {});
        const bool opened = looked.wait(5000);
        runtime->publishing().identify = [this](const QString&, const QString&) { return std::optional(identity); };
        return opened;
    }
    [[nodiscard]] ToolPlan plan(const QByteArray& input) const { return tool->plan({u"c"_s, input}, {}); }
    /// Runs it as the call run does: with the digest that was allowed.
    [[nodiscard]] Result<ToolOutput> run(const QByteArray& input, const QByteArray& digest)
    {
        std::optional<Result<ToolOutput>> got;
        ToolContext context;
        context.pool = &runtime->pool();
        context.approvedDigest = digest;
        running = tool->start(
            {u"c"_s, input}, context, {},
            Once<Result<ToolOutput>>([&got](Result<ToolOutput> output) { got = std::move(output); }, fail(ErrorCode::Internal, u"dropped"_s)));
        return QTest::qWaitFor([&got] { return got.has_value(); }, 5000) ? *got : Result<ToolOutput>(fail(ErrorCode::Timeout, u"no answer"_s));
    }
    [[nodiscard]] QByteArray piece() const { return place.read(u"mine/"_s + kPiece); }
    [[nodiscard]] Result<Ticket> approve() const { return runtime->publishing().approve(kPiece, sha256Hex(piece())); }
    [[nodiscard]] Ticket ticket() const
    {
        const QList<Ticket> all = TicketStore(runtime->project()->stateDir() + u"/tickets"_s, Clock::system()).all();
        return all.isEmpty() ? Ticket{.state = Ticket::State::Void} : all.constLast();
    }

    TempProject place;
    ServiceIdentity identity{"server", "tool"};
    std::unique_ptr<Runtime> runtime;
    std::shared_ptr<ServiceTool> service;
    std::shared_ptr<const PublishTool> tool;
    std::unique_ptr<ToolRun> running;
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
        const QByteArray forged = R"({"title":"Lights","content":"<p>Buy this</p>","status":"draft"})";
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
