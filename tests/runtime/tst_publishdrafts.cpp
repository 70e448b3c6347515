// SPDX-License-Identifier: MIT
// Calls that make nothing public while an approval waits, and calls that the service refuses before it does anything.
#include "tests/runtime/publishhouse.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

const QString kPiece = PublishHouse::kPiece;
const QByteArray kFile = "---\ntitle: Lights\ntype: article\nplatform: website\nstatus: In Review\n---\nWhite *front*.\n";
const QByteArray kGates = R"({"gates":[{"platform":"website","service":"site","tool":"create_post",
 "prepares":["upload_media",{"tool":"create_post","when":{"status":"draft"}}],
 "arguments":{"title":"piece.title","content":"piece.html","status":"fixed:publish"},"proof":"url"}]})";
const QByteArray kSent = R"({"title":"Lights","content":"<p>White <em>front</em>.</p>\n","status":"publish"})";

struct House : PublishHouse {
    House() : PublishHouse(kFile, kGates) {}
    [[nodiscard]] Result<Ticket> approve() const { return keeper().approve(kPiece, sha256Hex(piece())); }
};

} // namespace

class TestPublishDrafts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void aDraftIsAnOrdinaryCall()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        const QByteArray draft = R"({"title":"Another","content":"<p>x</p>","status":"draft"})";
        const ToolPlan plan = house.plan(draft);
        QCOMPARE(plan.refusal, QString());
        QCOMPARE(plan.access.ticket, QString()); // no approval is used
        QVERIFY(plan.access.alwaysAsk);          // as the service's own calls are
        QCOMPARE(plan.digest, sha256Hex(draft));
        QVERIFY(house.run(draft, plan.digest));
        QCOMPARE(house.service->arrived, QByteArrayList{draft});
        QCOMPARE(house.ticket().state, Ticket::State::Open);
        QVERIFY(house.piece().contains("status: Approved"));
        // What makes it public still has its approval, and uses it.
        const ToolPlan out = house.plan("{\"title\":\"Lights\"}");
        QVERIFY(!out.access.ticket.isEmpty());
        QVERIFY(!house.run("{\"title\":\"Lights\"}", out.digest)->isError);
        QCOMPARE(house.service->arrived, (QByteArrayList{draft, kSent}));
        QCOMPARE(house.ticket().state, Ticket::State::Spent);
    }

    void noDraft_data()
    {
        QTest::addColumn<QByteArray>("asked");
        QTest::newRow("another status") << QByteArray(R"({"status":"private"})");
        QTest::newRow("another case") << QByteArray(R"({"status":"Draft"})");
        QTest::newRow("none") << QByteArray(R"({"title":"Lights"})");
        QTest::newRow("said twice") << QByteArray(R"({"status":"draft","status":"publish"})");
        QTest::newRow("said twice in two spellings") << QByteArray(R"({"status":"draft","Status":"publish"})");
        QTest::newRow("in a list") << QByteArray(R"({"status":["draft"]})");
        QTest::newRow("elsewhere") << QByteArray(R"({"post":{"status":"draft"}})");
    }
    void noDraft()
    {
        QFETCH(const QByteArray, asked);
        House house;
        QVERIFY(house.open());
        QVERIFY(!house.keeper().rules()->onlyPrepares(u"site"_s, u"create_post"_s, asked));
        QVERIFY(house.plan(asked).digest != sha256Hex(asked));
        QVERIFY(!house.keeper().rules()->whyPublishes(u"site"_s, u"create_post"_s, asked).isEmpty());
    }

    /// A folder cannot call a publishing call a draft, nor loosen what the shipped gates say of their tools.
    void foldersDoNotLoosen_data()
    {
        QTest::addColumn<QByteArray>("prepares");
        QTest::addColumn<QByteArray>("fixed");
        QTest::addColumn<bool>("problem");
        QTest::newRow("what the gate itself sends") << QByteArray("{tool: create_post, when: {status: publish}}") << QByteArray("publish") << true;
        QTest::newRow("nothing") << QByteArray("{tool: create_post, when: {}}") << QByteArray("publish") << true;
        QTest::newRow("what is not fixed") << QByteArray("{tool: create_post, when: {title: Lights}}") << QByteArray("publish") << true;
        QTest::newRow("the other way round") << QByteArray("{tool: create_post, when: {status: publish}}") << QByteArray("draft") << false;
    }
    void foldersDoNotLoosen()
    {
        QFETCH(const QByteArray, prepares);
        QFETCH(const QByteArray, fixed);
        QFETCH(const bool, problem);
        House house;
        house.place.write(u"mine/config/pipeline.yaml"_s,
                          "platforms:\n  website:\n    service: site\n    tool: create_post\n    prepares: [" + prepares +
                              "]\n    arguments: {title: piece.title, content: piece.html, status: fixed:" + fixed + "}\n");
        QVERIFY(house.open());
        QCOMPARE(house.keeper().state()->pipelineProblems.size(), problem ? 1 : 0);
        QVERIFY(house.keeper().acceptPipeline(house.keeper().state()->pipelineNowSha256));
        QTRY_COMPARE(house.keeper().rules()->pipeline.platforms, QStringList{u"website"_s});
        const auto rules = house.keeper().rules();
        QVERIFY(!rules->onlyPrepares(u"site"_s, u"create_post"_s, R"({"title":"Lights","status":"publish"})"));
        QVERIFY(rules->onlyPrepares(u"site"_s, u"create_post"_s, R"({"title":"Lights","status":"draft"})")); // as shipped
    }

    void refusals_data()
    {
        QTest::addColumn<bool>("own");
        QTest::addColumn<QByteArray>("structured");
        QTest::addColumn<int>("state");
        QTest::newRow("Local Desk refuses") << true << QByteArray("{\"refused\":true}") << static_cast<int>(Ticket::State::Void);
        QTest::newRow("Local Desk fails on the way") << true << QByteArray() << static_cast<int>(Ticket::State::Unknown);
        QTest::newRow("another service says so") << false << QByteArray("{\"refused\":true}") << static_cast<int>(Ticket::State::Unknown);
    }
    void refusals()
    {
        QFETCH(const bool, own);
        QFETCH(const QByteArray, structured);
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        house.tool = std::make_shared<const PublishTool>(house.service, u"site"_s, u"create_post"_s, house.identity, house.keeper(), own);
        house.service->answer = ToolOutput{.text = u"The slug is taken."_s, .isError = true, .structured = structured};
        const auto output = house.run("{}", house.plan("{}").digest);
        QVERIFY(output && output->isError);
        QTEST(static_cast<int>(house.ticket().state), "state");
        QVERIFY2(house.ticket().why.contains(u"The slug is taken."_s), qPrintable(house.ticket().why));
        const bool refused = house.ticket().state == Ticket::State::Void;
        QCOMPARE(house.piece().contains("status: In Review"), refused);
        if (refused)
            QVERIFY(house.approve()); // at once, after mending what was wrong
    }

    /// What the piece gives is checked against what the tool takes before any approval is used.
    void whatTheToolDoesNotTakeIsNotSent()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        house.service->m_spec.inputSchemaJson = R"({"type":"object","properties":{"title":{"type":"integer"}}})";
        const ToolPlan plan = house.plan("{}");
        QVERIFY2(plan.refusal.contains(u"nothing was sent"_s), qPrintable(plan.refusal));
        QVERIFY(house.run("{}", plan.digest)->isError);
        QCOMPARE(house.service->arrived, QByteArrayList());
        QCOMPARE(house.ticket().state, Ticket::State::Open);
    }
};

QTEST_GUILESS_MAIN(TestPublishDrafts)
#include "tst_publishdrafts.moc"
