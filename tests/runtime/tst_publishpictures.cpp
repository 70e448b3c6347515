// SPDX-License-Identifier: MIT
// The pictures of an approved piece: those that were shown go out, or nothing does.
#include "core/base/json.h"
#include "tests/runtime/publishhouse.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

const QString kPiece = PublishHouse::kPiece;
const QByteArray kFile = "---\ntitle: Lights\ntype: article\nplatform: website\nstatus: In Review\n---\nWhite front.\n\n![a](pictures/a.png)\n";
const QByteArray kGates = R"({"gates":[{"platform":"website","service":"site","tool":"create_post","pictures":"files",
 "arguments":{"title":"piece.title","text":"piece.text","media":"piece.media"},"proof":"url"}]})";
const QByteArray kPng = "\x89PNG\r\n\x1a\nshown";
const QByteArray kOther = "\x89PNG\r\n\x1a\nnever seen";
const QString kPicture = u"mine/content/pictures/a.png"_s;

struct House : PublishHouse {
    explicit House(const QByteArray& file = kFile) : PublishHouse(file, kGates)
    {
        place.write(kPicture, kPng);
        place.write(u"mine/pictures/a.png"_s, kOther); // of the same name, from the top of the folder
    }
    /// As the page shows it.
    [[nodiscard]] ApprovalView view() const
    {
        std::optional<ApprovalView> got;
        keeper().review(kPiece, runtime.get(), [&got](Result<ApprovalView> found) { got = found ? *found : ApprovalView(); });
        return QTest::qWaitFor([&got] { return got.has_value(); }, 5000) ? *got : ApprovalView();
    }
    [[nodiscard]] Result<Ticket> approve() const { return keeper().approve(kPiece, view().sha256); }
};

} // namespace

class TestPublishPictures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void theShownOneIsSent()
    {
        House house;
        QVERIFY(house.open());
        const ApprovalView view = house.view();
        QCOMPARE(view.refusal, QString());
        QCOMPARE(view.rendered.pictures.size(), 1);
        QCOMPARE(view.rendered.pictures.constFirst().path, u"content/pictures/a.png"_s);
        QVERIFY(house.keeper().approve(kPiece, view.sha256));
        const ToolPlan plan = house.plan("{}");
        QVERIFY2(!plan.access.ticket.isEmpty(), qPrintable(plan.refusal));
        const auto output = house.run("{}", plan.digest);
        QVERIFY(output && !output->isError);
        QCOMPARE(house.service->arrived, QByteArrayList{R"({"title":"Lights","text":"White front.","media":["content/pictures/a.png"]})"});
        QCOMPARE(house.ticket().state, Ticket::State::Spent);
    }

    void approvedIsWhatWasLookedAt()
    {
        House house;
        QVERIFY(house.open());
        const ApprovalView view = house.view();
        house.place.write(kPicture, kOther);
        const auto ticket = house.keeper().approve(kPiece, view.sha256);
        QVERIFY(!ticket);
        QCOMPARE(ticket.error().code, ErrorCode::Changed);
        QCOMPARE(house.piece(), kFile);
    }

    void nothingGoesOut_data()
    {
        QTest::addColumn<bool>("planned"); ///< The file changes after the call was planned, not before.
        QTest::newRow("changed after the approval") << false;
        QTest::newRow("changed after the call was allowed") << true;
    }
    void nothingGoesOut()
    {
        QFETCH(const bool, planned);
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        const ToolPlan before = house.plan("{}");
        house.place.write(kPicture, kOther);
        const ToolPlan after = house.plan("{}");
        QVERIFY2(after.refusal.contains(u"It shows pictures"_s), qPrintable(after.refusal));
        const auto output = house.run("{}", planned ? before.digest : after.digest);
        QVERIFY(output && output->isError);
        QCOMPARE(house.service->arrived, QByteArrayList());
        // The next look ends the approval; the person sees the piece with what it shows now.
        QSignalSpy looked(&house.keeper(), &PublishKeeper::changed);
        house.keeper().refresh();
        QVERIFY(looked.wait(5000));
        QCOMPARE(house.ticket().state, Ticket::State::Void);
        QVERIFY2(house.ticket().why.contains(u"picture"_s), qPrintable(house.ticket().why));
        QTRY_VERIFY(house.piece().contains("status: In Review"));
        QCOMPARE(house.view().refusal, QString());
    }

    /// Between the last look at the piece and the call.
    void theHoldLooksOnceMore()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.approve());
        const auto prepared = preparePublish(*house.keeper().rules(), u"site"_s, u"create_post"_s, house.identity, "{}");
        QVERIFY2(!prepared.ticketId.isEmpty(), qPrintable(prepared.refusal));
        house.place.write(kPicture, kOther);
        QVERIFY(!house.keeper().begin(prepared.ticketId, prepared.call));
        QCOMPARE(house.ticket().state, Ticket::State::Void);
    }

    /// A card names pictures and shows none, so they are approved where they are seen.
    void noCardForThem()
    {
        House house;
        QVERIFY(house.open());
        const ToolPlan plan = house.plan("{\"title\":\"Lights\"}");
        QVERIFY2(plan.refusal.contains(u"approves it on its page"_s), qPrintable(plan.refusal));
    }

    void whatDoesNotGetThereIsNotApproved_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("says");
        QTest::newRow("missing") << QByteArray(kFile).replace("pictures/a.png", "gone.png") << u"no such file"_s;
        QTest::newRow("out of the folder") << QByteArray(kFile).replace("pictures/a.png", "../../../a.png") << u"leads out"_s;
        QTest::newRow("a time that nobody keeps") << QByteArray(kFile).replace("status:", "scheduled: 2100-01-01T09:00:00Z\nstatus:")
                                                  << u"it would go out at once"_s;
    }
    void whatDoesNotGetThereIsNotApproved()
    {
        QFETCH(const QByteArray, file);
        QFETCH(const QString, says);
        House house(file);
        QVERIFY(house.open());
        const ApprovalView view = house.view();
        QVERIFY2(view.refusal.contains(says), qPrintable(view.refusal));
        QVERIFY(std::ranges::any_of(view.rendered.problems, &RenderedPiece::Problem::blocks));
        QVERIFY(!house.keeper().approve(kPiece, view.sha256));
        QVERIFY(house.plan("{\"title\":\"Lights\"}").refusal.contains(says));
    }
};

QTEST_GUILESS_MAIN(TestPublishPictures)
#include "tst_publishpictures.moc"
