// SPDX-License-Identifier: MIT
// The way of a piece out of a real folder: approval, ticket, call, proof, and everything that must not get through.
#include "core/base/hash.h"
#include "core/runtime/publishkeeper.h"
#include "core/runtime/runtime.h"
#include "tests/support/tempproject.h"

#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

const QString kPiece = u"content/lights.md"_s;
const QByteArray kFile = "---\ntitle: Lights\ntype: article\nplatform: website\nstatus: In Review\n---\nWhite in front, *red* behind.\n";
const QByteArray kBoard = "# Work\n\n## In Review\n- Article: Lights (lights)\n- other\n\n## Published\n- old\n";
const QByteArray kPipeline =
    "platforms:\n  website:\n    service: site\n    tool: create_post\n    prepares: [upload_media]\n    arguments:\n      title: piece.title\n      content: piece.html\n"
    "      status: fixed:publish\n      tags: free\n";
const QByteArray kHtml = R"(<p>White in front, <em>red</em> behind.</p>\n)";
const QByteArray kSent = R"({"title":"Lights","content":"<p>White in front, <em>red</em> behind.</p>\n","status":"publish"})";

struct House {
    House()
    {
        place.write(u"mine/CLAUDE.md"_s, "# Mine\n");
        place.write(u"mine/"_s + kPiece, kFile);
        place.write(u"mine/context/active-work.md"_s, kBoard);
        place.write(u"mine/config/pipeline.yaml"_s, kPipeline);
        Runtime::Options options;
        options.paths = {place.path(u"config"_s), place.path(u"data"_s), place.path(u"cache"_s), place.path(u"state"_s), place.path(u"resources"_s)};
        options.environment.insert(u"CLAUDE_CONFIG_DIR"_s, place.path(u"claude"_s));
        options.watch = false;
        runtime = std::make_unique<Runtime>(std::move(options));
        QObject::connect(&keeper(), &PublishKeeper::noticed, &keeper(), [this](const QString& text) { notices += text; });
    }
    [[nodiscard]] PublishKeeper& keeper() const { return runtime->publishing(); }
    [[nodiscard]] bool open(bool acceptPipeline = true)
    {
        runtime->openProject(place.path(u"mine"_s), [](const Result<void>&) {});
        if (!look(true))
            return false;
        keeper().identify = [this](const QString& service, const QString&) {
            return service == "site"_L1 && serviceIsThere ? std::optional(identity) : std::nullopt;
        };
        if (!acceptPipeline)
            return true;
        return keeper().acceptPipeline(keeper().state()->pipelineNowSha256) && look();
    }
    /// Waits for the next look at the folder.
    [[nodiscard]] bool look(bool first = false)
    {
        QSignalSpy looked(&keeper(), &PublishKeeper::changed);
        if (!first)
            keeper().refresh();
        return looked.wait(5000);
    }
    [[nodiscard]] QByteArray piece() const { return place.read(u"mine/"_s + kPiece); }
    [[nodiscard]] QByteArray board() const { return place.read(u"mine/context/active-work.md"_s); }
    [[nodiscard]] Result<Ticket> approve() const { return keeper().approve(kPiece, sha256Hex(piece())); }
    [[nodiscard]] PreparedPublish prepare(const QByteArray& asked) const
    {
        return preparePublish(*keeper().rules(), u"site"_s, u"create_post"_s, serviceIsThere ? identity : ServiceIdentity(), asked);
    }
    [[nodiscard]] Ticket ticket() const
    {
        const PieceState* state = keeper().state()->piece(kPiece);
        return state && state->ticket ? *state->ticket : Ticket{.state = Ticket::State::Void};
    }
    [[nodiscard]] TicketStore tickets() const { return {runtime->project()->stateDir() + u"/tickets"_s, Clock::system()}; }
    [[nodiscard]] QStringList logged() const
    {
        QStringList lines;
        const auto page = runtime->project()->decisions().read();
        for (const DecisionRecord& record : page ? page->records : QList<DecisionRecord>())
            lines.append(record.tool + u' ' + record.decision + u' ' + record.by + u' ' + record.target);
        return lines;
    }

    TempProject place;
    std::unique_ptr<Runtime> runtime;
    ServiceIdentity identity{"server", "tool"};
    bool serviceIsThere = true;
    QStringList notices;
};

} // namespace

class TestPublishKeeper : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void fromReviewToProof()
    {
        House house;
        QVERIFY(house.open());
        QCOMPARE(house.keeper().state()->piece(kPiece)->destination, u"create_post of site"_s);
        const auto ticket = house.approve();
        QVERIFY2(ticket, qPrintable(ticket ? QString() : ticket.error().message));
        QCOMPARE(house.piece(), QByteArray(kFile).replace("In Review", "Approved"));
        QCOMPARE(ticket->pieceSha256, sha256Hex(house.piece()));
        QVERIFY(house.logged().contains(u"Approval allowed person content/lights.md"_s));
        QTRY_COMPARE(house.board(),
                     QByteArray("# Work\n\n## In Review\n- other\n\n## Published\n- old\n\n## Approved\n- Article: Lights (lights)\n"));
        const auto prepared = house.prepare(R"({"title":"lights?","content":"<p>Buy!</p>","status":"draft","tags":["a"]})");
        QCOMPARE(prepared.refusal, QString());
        QCOMPARE(prepared.ticketId, ticket->id);
        QCOMPARE(prepared.call.inputJson, kSent.chopped(1) + R"(,"tags":["a"]})");
        auto hold = house.keeper().begin(prepared.ticketId, prepared.call);
        QVERIFY2(hold, qPrintable(hold ? QString() : hold.error().message));
        house.keeper().finished(std::move(*hold), prepared.call, "{\"id\":7,\"url\":\"https://example.org/lights\"}", {});
        QVERIFY(house.look());
        QCOMPARE(house.ticket().state, Ticket::State::Spent);
        QCOMPARE(house.ticket().proof, u"https://example.org/lights"_s);
        QVERIFY(house.piece().contains("status: Published\n"));
        QVERIFY(house.piece().contains("url: https://example.org/lights\n"));
        QTRY_VERIFY(house.board().contains("## Published\n- old\n- Article: Lights (lights)\n"));
        // Once, and never again.
        QVERIFY(!house.keeper().begin(ticket->id, prepared.call));
        QVERIFY(!house.prepare("{\"slug\":\"lights\"}").refusal.isEmpty());
    }

    void withoutApprovalThePersonIsAsked()
    {
        House house;
        QVERIFY(house.open());
        const auto prepared = house.prepare(R"({"title":"Lights","content":"<p>Other words</p>"})");
        QCOMPARE(prepared.refusal, QString());
        QCOMPARE(prepared.ticketId, QString());
        QVERIFY(prepared.view.has_value());
        QCOMPARE(prepared.view->sha256, sha256Hex(kFile));
        QCOMPARE(house.piece(), kFile);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("says");
        QTest::newRow("draft") << QByteArray(kFile).replace("In Review", "Draft") << u"Draft"_s;
        QTest::newRow("unknown status") << QByteArray(kFile).replace("In Review", "Nearly") << u"known status"_s;
        QTest::newRow("empty") << QByteArray(kFile).replace("White in front, *red* behind.", "") << u"no text"_s;
        QTest::newRow("no frontmatter that can be read")
            << QByteArray("---\ntitle: T\nplatform: website\nstatus: In Review\nstatus: In Review\n---\nx\n") << QString();
        QTest::newRow("published") << QByteArray(kFile).replace("In Review", "Published") << u"Published"_s;
    }
    void refused()
    {
        QFETCH(const QByteArray, file);
        QFETCH(const QString, says);
        House house;
        house.place.write(u"mine/"_s + kPiece, file);
        QVERIFY(house.open());
        const auto ticket = house.approve();
        QVERIFY(!ticket);
        QVERIFY2(ticket.error().message.contains(says), qPrintable(ticket.error().message));
        QCOMPARE(house.piece(), file);
        QVERIFY(house.keeper().state()->tickets.isEmpty());
        const auto prepared = house.prepare("{\"title\":\"Lights\"}");
        QVERIFY(!prepared.refusal.isEmpty() && prepared.ticketId.isEmpty() && !prepared.view);
    }

    void approvalIsOfWhatWasShown()
    {
        House house;
        QVERIFY(house.open());
        const QByteArray shown = sha256Hex(house.piece());
        house.place.write(u"mine/"_s + kPiece, QByteArray(kFile).replace("red", "blue"));
        const auto ticket = house.keeper().approve(kPiece, shown);
        QVERIFY(!ticket);
        QCOMPARE(ticket.error().code, ErrorCode::Changed);
        QVERIFY(!house.keeper().approve(u"../outside.md"_s, shown));
        QVERIFY(!house.keeper().approve(u"CLAUDE.md"_s, shown));
    }

    void oneChangedCharacterVoidsIt()
    {
        House house;
        QVERIFY(house.open());
        const auto ticket = house.approve();
        QVERIFY(ticket);
        QVERIFY(house.look());
        QVERIFY(house.notices.isEmpty());
        const QByteArray approved = house.piece();
        const auto prepared = house.prepare("{\"title\":\"Lights\"}");
        QCOMPARE(prepared.ticketId, ticket->id);
        house.place.write(u"mine/"_s + kPiece, QByteArray(approved).replace("behind.", "behind!"));
        QVERIFY(!house.keeper().begin(ticket->id, prepared.call)); // at once, whoever has looked or not
        QVERIFY(house.look());
        QCOMPARE(house.ticket().state, Ticket::State::Void);
        QVERIFY(house.prepare("{\"title\":\"Lights\"}").ticketId.isEmpty());
    }

    void aChangedPieceGoesBackToReview()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        QVERIFY(house.look());
        const QByteArray approved = house.piece();
        const QByteArray edited = QByteArray(approved).replace("behind.", "behind!");
        house.place.write(u"mine/"_s + kPiece, edited);
        QVERIFY(house.look());
        QTRY_COMPARE(house.piece(), QByteArray(edited).replace("Approved", "In Review"));
        QCOMPARE(house.notices.size(), 1);
        QVERIFY(house.look());
        QCOMPARE(house.notices.size(), 1);
        std::optional<ApprovalView> view;
        house.keeper().review(kPiece, house.runtime.get(), [&view](Result<ApprovalView> got) { view = got ? std::optional(*got) : std::nullopt; });
        QTRY_VERIFY(view.has_value());
        QCOMPARE(view->approvedBefore, approved);
        QCOMPARE(view->refusal, QString());
        QVERIFY(house.approve());
    }

    void whatChangesAfterItWentOutIsReviewedAgain_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<bool>("again");
        QTest::newRow("a word") << QByteArray("behind.") << QByteArray("behind!") << true;
        QTest::newRow("the title") << QByteArray("title: Lights") << QByteArray("title: Lamps") << true;
        QTest::newRow("a key that is not sent") << QByteArray("type: article") << QByteArray("type: article\nsources: [log]") << false;
        QTest::newRow("nothing") << QByteArray("behind.") << QByteArray("behind.") << false;
    }
    void whatChangesAfterItWentOutIsReviewedAgain()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(bool, again);
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        const auto prepared = house.prepare("{\"title\":\"Lights\"}");
        auto hold = house.keeper().begin(prepared.ticketId, prepared.call);
        QVERIFY2(hold, qPrintable(hold ? QString() : hold.error().message));
        const QByteArray approved = house.piece();
        house.keeper().finished(std::move(*hold), prepared.call, "{\"url\":\"https://example.org/lights\"}", {});
        QVERIFY(house.look());
        const QByteArray out = house.piece();
        const QByteArray edited = QByteArray(out).replace(from, to);
        house.place.write(u"mine/"_s + kPiece, edited);
        QVERIFY(house.look());
        if (!again) {
            QVERIFY(house.look()); // what the first look found would be done by now
            QCOMPARE(house.piece(), edited);
            QCOMPARE(house.notices, QStringList());
            return;
        }
        QTRY_COMPARE(house.piece(), QByteArray(edited).replace("Published", "In Review"));
        QTRY_VERIFY(house.board().contains("## In Review\n- other\n- Article: Lights (lights)\n"));
        QCOMPARE(house.notices.size(), 1);
        QVERIFY2(house.notices.constFirst().contains(u"after it went out"_s), qPrintable(house.notices.constFirst()));
        QCOMPARE(house.ticket().state, Ticket::State::Spent); // it was used, and stays so
        QVERIFY(house.prepare("{\"title\":\"Lights\"}").ticketId.isEmpty());
        std::optional<ApprovalView> view;
        house.keeper().review(kPiece, house.runtime.get(), [&view](Result<ApprovalView> got) { view = got ? std::optional(*got) : std::nullopt; });
        QTRY_VERIFY(view.has_value());
        QCOMPARE(view->approvedBefore, approved);
    }

    void aStatusWrittenByHandIsNoApproval()
    {
        House house;
        house.place.write(u"mine/"_s + kPiece, QByteArray(kFile).replace("In Review", "Approved"));
        QVERIFY(house.open());
        QVERIFY(house.keeper().state()->piece(kPiece)->claimed);
        const auto prepared = house.prepare("{\"title\":\"Lights\"}");
        QVERIFY(prepared.ticketId.isEmpty() && prepared.view);
        QVERIFY(house.approve());
        QVERIFY(house.look());
        QVERIFY(!house.keeper().state()->piece(kPiece)->claimed);
    }

    void forgeries_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("another server configuration") << 0;
        QTest::newRow("another tool behind the name") << 1;
        QTest::newRow("the service is gone") << 2;
        QTest::newRow("another gate") << 3;
    }
    void forgeries()
    {
        QFETCH(const int, what);
        House house;
        QVERIFY(house.open());
        const auto ticket = house.approve();
        QVERIFY(ticket);
        QVERIFY(house.look());
        const auto before = house.prepare("{\"title\":\"Lights\"}");
        QCOMPARE(before.ticketId, ticket->id);
        if (what == 0)
            house.identity.serverHash = "other";
        else if (what == 1)
            house.identity.toolDigest = "other";
        else if (what == 2)
            house.serviceIsThere = false;
        else {
            house.place.write(u"mine/config/pipeline.yaml"_s, QByteArray(kPipeline).replace("fixed:publish", "fixed:private"));
            QVERIFY(house.look());
            QVERIFY(house.keeper().state()->pipelineWaits);
            QCOMPARE(house.prepare("{\"title\":\"Lights\"}").ticketId, ticket->id); // the accepted version holds
            QVERIFY(house.keeper().acceptPipeline(house.keeper().state()->pipelineNowSha256));
            QVERIFY(house.look());
        }
        QVERIFY(house.prepare("{\"title\":\"Lights\"}").ticketId.isEmpty());
        if (what < 3)
            QVERIFY(!house.keeper().begin(ticket->id, before.call));
    }

    void nothingOfAPipelineNobodyHasSeen()
    {
        House house;
        QVERIFY(house.open(false));
        QVERIFY(house.keeper().state()->pipelineWaits);
        QCOMPARE(house.keeper().rules()->kindOf(u"site"_s, u"create_post"_s),
                 PublishRules::ToolKind::Other); // then it asks as every unknown tool does
        QVERIFY(!house.keeper().acceptPipeline("another"));
        QVERIFY(house.keeper().acceptPipeline(house.keeper().state()->pipelineNowSha256));
        QVERIFY(house.look());
        QCOMPARE(house.keeper().rules()->kindOf(u"site"_s, u"create_post"_s), PublishRules::ToolKind::Publishes);
        QCOMPARE(house.keeper().rules()->kindOf(u"site"_s, u"upload_media"_s), PublishRules::ToolKind::Prepares);
        QCOMPARE(house.keeper().rules()->kindOf(u"site"_s, u"list_posts"_s), PublishRules::ToolKind::Other);
    }

    /// A session that goes on at once may call before the pieces have been read.
    void theGatesHoldFromTheFirstMoment()
    {
        House house;
        QVERIFY(house.open()); // accepted
        Runtime::Options options;
        options.paths = {house.place.path(u"config"_s), house.place.path(u"data"_s), house.place.path(u"cache"_s), house.place.path(u"state"_s),
                         house.place.path(u"resources"_s)};
        options.environment.insert(u"CLAUDE_CONFIG_DIR"_s, house.place.path(u"claude"_s));
        options.watch = false;
        Runtime runtime(std::move(options));
        std::optional<PublishRules::ToolKind> kind;
        bool looked = true;
        connect(&runtime, &Runtime::projectOpened, this, [&] {
            kind = runtime.publishing().rules()->kindOf(u"site"_s, u"create_post"_s);
            looked = runtime.publishing().state() != nullptr;
        });
        runtime.openProject(house.place.path(u"mine"_s), [](const Result<void>&) {});
        QTRY_VERIFY(kind.has_value());
        QCOMPARE(*kind, PublishRules::ToolKind::Publishes);
        QVERIFY(!looked);
    }

    /// Nothing in the folder takes a publishing tool off the list: what it publishes otherwise, or not at all, is refused there.
    void noFolderTakesAToolOffTheList_data()
    {
        QTest::addColumn<QByteArray>("pipeline");
        QTest::addColumn<QString>("why");
        QTest::newRow("through another service") << kPipeline << u"with create_post of site"_s;
        QTest::newRow("nothing goes there") << QByteArray("platforms:\n  website: {enabled: false}\n") << u"switched off"_s;
        QTest::newRow("the service is off") << QByteArray(kPipeline).replace("tool: create_post", "enabled: false\n    tool: create_post")
                                            << u"switched off"_s;
    }
    void noFolderTakesAToolOffTheList()
    {
        QFETCH(const QByteArray, pipeline);
        QFETCH(const QString, why);
        House house;
        house.place.write(u"mine/config/pipeline.yaml"_s, pipeline);
        house.place.write(
            u"resources/gates/a.json"_s,
            R"({"gates":[{"platform":"website","service":"wp","tool":"wp_create_post","arguments":{"title":"piece.title","content":"piece.html"}}]})");
        House fresh; // reads its own resources; this one is made below
        Runtime::Options options;
        options.paths = {house.place.path(u"config2"_s), house.place.path(u"data2"_s), house.place.path(u"cache2"_s), house.place.path(u"state2"_s),
                         house.place.path(u"resources"_s)};
        options.environment.insert(u"CLAUDE_CONFIG_DIR"_s, house.place.path(u"claude"_s));
        options.watch = false;
        Runtime runtime(std::move(options));
        runtime.openProject(house.place.path(u"mine"_s), [](const Result<void>&) {});
        QTRY_VERIFY(runtime.publishing().state());
        QCOMPARE(runtime.publishing().rules()->kindOf(u"wp"_s, u"wp_create_post"_s), PublishRules::ToolKind::Publishes);
        QVERIFY(runtime.publishing().acceptPipeline(runtime.publishing().state()->pipelineNowSha256));
        QTRY_VERIFY(!runtime.publishing().rules()->pipeline.platforms.isEmpty());
        const auto rules = runtime.publishing().rules();
        QCOMPARE(rules->kindOf(u"wp"_s, u"wp_create_post"_s), PublishRules::ToolKind::Publishes);
        QVERIFY(!rules->whyPublishes(u"wp"_s, u"wp_create_post"_s, "{}").isEmpty());
        const auto prepared = preparePublish(*rules, u"wp"_s, u"wp_create_post"_s, {"server", "tool"}, R"({"title":"Lights"})");
        QVERIFY2(prepared.refusal.contains(why), qPrintable(prepared.refusal));
        QVERIFY(prepared.ticketId.isEmpty() && !prepared.view);
    }

    void anAnswerWithoutProofIsUnknown_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("problem");
        QTest::newRow("words") << QByteArray("Done!") << QString();
        QTest::newRow("failed") << QByteArray("{\"url\":\"https://example.org\"}") << u"503"_s;
    }
    void anAnswerWithoutProofIsUnknown()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const QString, problem);
        House house;
        QVERIFY(house.open());
        const auto ticket = house.approve();
        QVERIFY(ticket);
        const auto prepared = house.prepare("{\"title\":\"Lights\"}");
        auto hold = house.keeper().begin(ticket->id, prepared.call);
        QVERIFY(hold);
        house.keeper().finished(std::move(*hold), prepared.call, answer, problem);
        QVERIFY(house.look());
        QCOMPARE(house.ticket().state, Ticket::State::Unknown);
        QVERIFY(house.piece().contains("status: Approved"));
        QVERIFY(house.keeper().state()->piece(kPiece)->claimed);
        QVERIFY(!house.keeper().begin(ticket->id, prepared.call));
        QVERIFY(house.keeper().resolve(ticket->id, true, u"https://example.org/found"_s));
        QVERIFY(house.piece().contains("status: Published"));
        QVERIFY(house.piece().contains("url: https://example.org/found"));
    }

    /// A folder's status behind Approved: the person's move leaves the approval as it is, everything else ends it.
    void aStatusBehindApproved()
    {
        House house;
        house.place.write(u"mine/config/pipeline.yaml"_s, kPipeline + "statuses: [{name: Embargo, after: Approved}]\n");
        QVERIFY(house.open());
        const auto ticket = house.approve();
        QVERIFY(ticket);
        house.place.write(u"mine/"_s + kPiece, house.piece().replace("status: Approved", "status: Embargo"));
        QVERIFY(house.look());
        QCOMPARE(house.ticket().state, Ticket::State::Open);
        QVERIFY(!house.keeper().state()->piece(kPiece)->claimed);
        const auto prepared = house.prepare("{\"title\":\"Lights\"}");
        QCOMPARE(prepared.ticketId, ticket->id);
        auto hold = house.keeper().begin(ticket->id, prepared.call);
        QVERIFY2(hold, qPrintable(hold ? QString() : hold.error().message));
        house.keeper().finished(std::move(*hold), prepared.call, "{\"url\":\"https://example.org/lights\"}", {});
        QVERIFY(house.look());
        QVERIFY(house.piece().contains("status: Published\n"));
    }

    void aChangeBehindApprovedVoidsIt()
    {
        House house;
        house.place.write(u"mine/config/pipeline.yaml"_s, kPipeline + "statuses: [{name: Embargo, after: Approved}]\n");
        QVERIFY(house.open());
        QVERIFY(house.approve());
        house.place.write(u"mine/"_s + kPiece, house.piece().replace("status: Approved", "status: Embargo").replace("White", "Pink"));
        QVERIFY(house.look());
        QCOMPARE(house.ticket().state, Ticket::State::Void);
        QVERIFY(house.piece().contains("status: In Review\n"));
        // And nobody's word is no approval.
        house.place.write(u"mine/"_s + kPiece, QByteArray(kFile).replace("In Review", "Embargo"));
        QVERIFY(house.look());
        QVERIFY(house.keeper().state()->piece(kPiece)->claimed);
        QVERIFY(house.prepare("{\"title\":\"Lights\"}").ticketId.isEmpty());
    }

    void aStatusBeforeApprovedComesFirst()
    {
        House house;
        house.place.write(u"mine/config/pipeline.yaml"_s, kPipeline + "statuses: [{name: Legal, before: Approved}]\n");
        QVERIFY(house.open());
        QVERIFY(!house.approve());
        house.place.write(u"mine/"_s + kPiece, QByteArray(kFile).replace("In Review", "Legal"));
        QVERIFY(house.look());
        QCOMPARE(house.keeper().state()->piece(kPiece)->piece.statusName, u"Legal"_s);
        QVERIFY(house.approve());
    }

    void aPipelineThatCannotBeReadIsNotAccepted()
    {
        House house;
        QVERIFY(house.open());
        house.place.write(u"mine/config/pipeline.yaml"_s, "platforms: [\n");
        QVERIFY(house.look());
        QVERIFY(!house.keeper().acceptPipeline(house.keeper().state()->pipelineNowSha256));
        QCOMPARE(house.keeper().rules()->kindOf(u"site"_s, u"create_post"_s), PublishRules::ToolKind::Publishes);
    }

    /// What is out is changed by the update, with an approval of its own, and never made a second time.
    void updates()
    {
        House house;
        QVERIFY(house.open());
        house.keeper().identify = [&house](const QString& service, const QString&) {
            return service == "site"_L1 ? std::optional(house.identity) : std::nullopt;
        };
        const auto asked = [&house](const QString& tool, const QByteArray& input) {
            return preparePublish(*house.keeper().rules(), u"site"_s, tool, house.identity, input);
        };
        house.place.write(u"mine/config/pipeline.yaml"_s,
                          kPipeline + "    id: id\n    update:\n      service: site\n      tool: update_post\n      arguments:\n"
                                      "        id: piece.published_id\n        content: piece.html\n");
        QVERIFY(house.look());
        QCOMPARE(house.keeper().state()->pipelineProblems, QList<Pipeline::Problem>{});
        QVERIFY(house.keeper().acceptPipeline(house.keeper().state()->pipelineNowSha256));
        QVERIFY(house.look());
        QCOMPARE(house.keeper().rules()->kindOf(u"site"_s, u"update_post"_s), PublishRules::ToolKind::Publishes);
        QVERIFY(!asked(u"update_post"_s, "{\"id\":9,\"content\":\"<p>Mine now</p>\"}").refusal.isEmpty()); // nothing is out
        const auto first = house.approve();
        QVERIFY(first && first->tool == "create_post"_L1);
        const auto created = asked(u"create_post"_s, "{}");
        auto hold = house.keeper().begin(created.ticketId, created.call);
        QVERIFY(hold);
        house.keeper().finished(std::move(*hold), created.call, "{\"id\":7,\"url\":\"https://example.org/lights\"}", {});
        QVERIFY(house.look());
        QVERIFY(house.piece().contains("published_id: 7\n"));
        QVERIFY(!asked(u"update_post"_s, "{\"id\":7,\"content\":\"<p>Mine now</p>\"}").refusal.isEmpty()); // it is Published as it is
        house.place.write(u"mine/"_s + kPiece, house.piece().replace("status: Published", "status: In Review").replace("White", "Pink"));
        QVERIFY(house.look());
        QVERIFY(!asked(u"create_post"_s, "{\"title\":\"Lights\"}").refusal.isEmpty()); // not a second time
        const auto second = house.approve();
        QVERIFY2(second, qPrintable(second ? QString() : second.error().message));
        QCOMPARE(second->tool, u"update_post"_s);
        const auto updated = asked(u"update_post"_s, R"({"id":9,"content":"<p>Mine now</p>"})");
        QCOMPARE(updated.ticketId, second->id);
        QCOMPARE(updated.call.inputJson, QByteArray(R"({"id":7,"content":"<p>Pink in front, <em>red</em> behind.</p>\n"})"));
    }

    /// The shipped update of a service goes with what the folder itself says about that service.
    void theShippedUpdateFollowsTheFolder()
    {
        PublishGate update{.platform = u"website"_s, .service = u"site"_s, .tool = u"update_post"_s, .updates = true};
        const auto with = [&update](const QByteArray& pipeline) {
            PublishRules rules;
            rules.take(pipeline, {update}, {});
            return rules.kindOf(u"site"_s, u"update_post"_s);
        };
        QCOMPARE(with({}), PublishRules::ToolKind::Publishes);
        QCOMPARE(with(kPipeline), PublishRules::ToolKind::Publishes);
        QCOMPARE(with(QByteArray(kPipeline).replace("tool: create_post", "enabled: false\n    tool: create_post")),
                 PublishRules::ToolKind::Publishes);
        QCOMPARE(with(QByteArray(kPipeline).replace("service: site", "service: other")), PublishRules::ToolKind::Publishes); // and sends nothing
        PublishRules off;
        off.take(QByteArray(kPipeline).replace("tool: create_post", "enabled: false\n    tool: create_post"), {update}, {});
        QVERIFY(preparePublish(off, u"site"_s, u"update_post"_s, {}, "{}").refusal.contains(u"switched off"_s));
    }

    void whatPieceACallMeans()
    {
        House house;
        house.place.write(u"mine/content/other.md"_s, QByteArray(kFile).replace("Lights", "Other").replace("White", "Black"));
        QVERIFY(house.open());
        QVERIFY(house.prepare("{}").refusal.contains(u"lights"_s)); // not clear which
        QCOMPARE(house.prepare(R"({"title":"Other"})").piece, u"content/other.md"_s);
        QCOMPARE(house.prepare("{\"content\":\"" + kHtml + "\"}").piece, kPiece);
        QVERIFY(house.approve());
        QVERIFY(house.look());
        QCOMPARE(house.prepare("{}").piece, kPiece); // only that one is approved
        QVERIFY(!house.prepare(R"({"title":"Lights","author_email":"a@b.c"})").refusal.isEmpty());
    }

    /// A plan and the piece written from it bear the same title.
    void ofTwoThatFitTheOneThatCanGoOutIsMeant()
    {
        House house;
        house.place.write(u"mine/content/plan.md"_s, QByteArray(kFile).replace("In Review", "Done").replace("White", "Black"));
        house.place.write(u"mine/content/second.md"_s, QByteArray(kFile).replace("White", "Green"));
        QVERIFY(house.open());
        const auto unclear = house.prepare(R"({"title":"Lights"})").refusal;
        QVERIFY2(unclear.contains(u"second"_s) && !unclear.contains(u"plan"_s), qPrintable(unclear));
        QVERIFY(house.approve());
        QVERIFY(house.look());
        QCOMPARE(house.prepare(R"({"title":"Lights"})").piece, kPiece);
        QVERIFY(!house.prepare(R"({"title":"Lights"})").ticketId.isEmpty());
    }

    /// The program dies after the answer is on disk and before the piece is: it is out, and never goes out again.
    void diedBeforeThePieceWasMarked_data()
    {
        QTest::addColumn<bool>("scheduled");
        QTest::newRow("published") << false;
        QTest::newRow("scheduled") << true;
    }
    void diedBeforeThePieceWasMarked()
    {
        QFETCH(const bool, scheduled);
        House house;
        QVERIFY(house.open());
        const auto ticket = house.approve();
        QVERIFY(ticket);
        const QByteArray approved = house.piece();
        const auto store = house.tickets();
        auto hold = store.begin(ticket->id);
        QVERIFY(hold && store.finish(std::move(*hold), Ticket::State::Spent, u"https://example.org/lights"_s, {.scheduled = scheduled}));
        // Before anybody looked: refused for the model, and for the person who clicks on what they see.
        const auto prepared = house.prepare("{\"title\":\"Lights\"}");
        QVERIFY2(prepared.refusal.contains(u"already"_s), qPrintable(prepared.refusal));
        QVERIFY(prepared.ticketId.isEmpty() && !prepared.view);
        QCOMPARE(house.approve().error().code, ErrorCode::Denied);
        QVERIFY(house.look());
        QTRY_VERIFY(house.piece().contains(scheduled ? "status: Scheduled\n" : "status: Published\n"));
        QVERIFY(house.piece().contains("url: https://example.org/lights\n"));
        // The same bytes again, as an undo or a checkout brings them.
        house.place.write(u"mine/"_s + kPiece, approved);
        QVERIFY(house.look());
        QTRY_VERIFY(house.piece() != approved);
        QVERIFY(!house.prepare("{\"title\":\"Lights\"}").refusal.isEmpty());
        // The person wants it once more, and says so.
        house.place.write(u"mine/"_s + kPiece, kFile);
        QVERIFY(house.look());
        const auto again = house.approve();
        QVERIFY2(again, qPrintable(again ? QString() : again.error().message));
        QVERIFY(house.look());
        QCOMPARE(house.piece(), approved);
        QCOMPARE(house.prepare("{\"title\":\"Lights\"}").ticketId, again->id);
    }

    void theLogSaysHowItEnded_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("problem");
        QTest::addColumn<QString>("line");
        QTest::newRow("proof") << QByteArray("{\"url\":\"https://example.org/lights\"}") << QString()
                               << u"mcp__site__create_post done ticket proof: https://example.org/lights"_s;
        QTest::newRow("failed") << QByteArray() << u"503"_s << u"mcp__site__create_post unknown ticket 503"_s;
        QTest::newRow("no proof") << QByteArray("Done!") << QString() << u"mcp__site__create_post unknown ticket The service answered without"_s;
        QTest::newRow("the program died") << QByteArray("-") << QString() << u"mcp__site__create_post unknown ticket The program ended during"_s;
        QTest::newRow("the piece changed") << QByteArray("!") << QString() << u"Approval stale default The piece was changed after"_s;
    }
    void theLogSaysHowItEnded()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const QString, problem);
        QFETCH(const QString, line);
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        const auto prepared = house.prepare("{\"title\":\"Lights\"}");
        if (answer == "!") {
            house.place.write(u"mine/"_s + kPiece, house.piece().replace("behind.", "behind!"));
        } else {
            auto hold = house.keeper().begin(prepared.ticketId, prepared.call);
            QVERIFY(hold);
            if (answer != "-")
                house.keeper().finished(std::move(*hold), prepared.call, answer, problem);
        }
        QVERIFY(house.look());
        QVERIFY(house.look()); // said once, however often one looks
        QStringList ends;
        const auto page = house.runtime->project()->decisions().read();
        for (const DecisionRecord& record : page->records) {
            const QString state = record.outcome.isEmpty() ? record.decision : record.outcome;
            const QString said = record.tool + u' ' + state + u' ' + record.by + u' ' + record.feedback;
            if (record.target == kPiece && said.startsWith(line))
                ends.append(said);
        }
        QCOMPARE(ends.size(), 1);
    }

    void publishedByHandIsMarked()
    {
        House house;
        house.place.write(u"mine/"_s + kPiece, QByteArray(kFile).replace("In Review", "Published"));
        house.place.write(u"mine/content/old.md"_s,
                          QByteArray(kFile).replace("status: In Review", "status: Published\nurl: https://example.org/old"));
        QVERIFY(house.open());
        QVERIFY(house.keeper().state()->piece(kPiece)->unproven);
        QVERIFY(!house.keeper().state()->piece(u"content/old.md"_s)->unproven);
    }

    /// A folder that brings approvals of its own, wherever it puts them.
    void aFolderBringsTickets()
    {
        House house;
        QVERIFY(house.open());
        const auto real = house.approve();
        QVERIFY(real);
        const QByteArray approved = house.piece();
        const QByteArray ticket = ticketToJson(*real);
        House other;
        for (const QString& folder : {u"tickets/"_s, u".aios/tickets/"_s, u"data/tickets/"_s, u"content/tickets/"_s, u".claude/tickets/"_s})
            other.place.write(u"mine/"_s + folder + real->id + u".json"_s, ticket);
        other.place.write(u"mine/"_s + kPiece, approved);
        QVERIFY(other.open());
        QVERIFY(other.keeper().state()->tickets.isEmpty());
        QVERIFY(other.keeper().state()->piece(kPiece)->claimed);
        const auto prepared = other.prepare("{\"title\":\"Lights\"}");
        QVERIFY(prepared.ticketId.isEmpty() && prepared.view);
        QVERIFY(!other.keeper().begin(real->id, prepared.call));
    }

    void takenBack()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        QVERIFY(house.keeper().sendBack(kPiece, u"Too long"_s));
        QCOMPARE(house.piece(), kFile);
        QVERIFY(house.look());
        QCOMPARE(house.ticket().state, Ticket::State::Void);
        QCOMPARE(house.ticket().why, u"Too long"_s);
        QVERIFY(house.logged().contains(u"Approval denied person content/lights.md"_s));
    }
};

QTEST_GUILESS_MAIN(TestPublishKeeper)
#include "tst_publishkeeper.moc"
