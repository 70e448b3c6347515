// SPDX-License-Identifier: MIT
// What was scheduled becomes Published on proof: the service's own word, or the person's.
#include "core/base/json.h"
#include "tests/runtime/publishhouse.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

const QString kPiece = PublishHouse::kPiece;
const QByteArray kFile = "---\ntitle: Lights\ntype: post\nplatform: x\nstatus: In Review\nscheduled: 2999-01-01T09:00:00Z\n---\nWhite front.\n";
const QByteArray kCall = R"("status":{"tool":"get_post_status","id":"postSubmissionId","proof":"url","when":{"status":"published"}},)";

QByteArray gates(const QByteArray& status)
{
    return R"({"gates":[{"platform":"x","service":"site","tool":"create_post",)" + status +
           R"("arguments":{"text":"piece.text","scheduledTime":"piece.scheduled"},"schedules":"scheduledTime"}]})";
}

struct House : PublishHouse {
    explicit House(const QByteArray& status = kCall) : PublishHouse(kFile, gates(status)) {}
    /// Approved, and taken by the service for later.
    [[nodiscard]] bool schedule()
    {
        if (!open() || !keeper().approve(kPiece, sha256Hex(piece())))
            return false;
        keeper().identify = [this](const QString&, const QString& name) {
            return name == "get_post_status"_L1 && !statusIsThere ? std::nullopt : std::optional(identity);
        };
        keeper().readService = [this](const ServiceReading& reading, QObject*, const std::function<void(Result<QByteArray>)>& reply) {
            asked.append(reading.service.toUtf8() + ' ' + reading.tool.toUtf8() + ' ' + reading.inputJson);
            reply(says);
        };
        QObject::connect(&keeper(), &PublishKeeper::noticed, &keeper(), [this](const QString& text) { notices += text; });
        service->answer = ToolOutput{.text = u"ok"_s, .structured = R"({"postSubmissionId":"post-1","id":"post-1","status":"scheduled"})"};
        const auto output = run("{}", plan("{}").digest);
        return output && !output->isError && look() && piece().contains("status: Scheduled\n");
    }
    [[nodiscard]] bool look()
    {
        QSignalSpy looked(&keeper(), &PublishKeeper::changed);
        keeper().refresh();
        return looked.wait(5000);
    }
    /// As if the time had passed.
    [[nodiscard]] bool passTime()
    {
        QFile file(runtime->project()->stateDir() + u"/tickets/"_s + ticket().id + u".json"_s);
        if (!file.open(QIODevice::ReadOnly))
            return false;
        const QByteArray before = file.readAll();
        file.close();
        const QByteArray after = QByteArray(before).replace("2999-01-01", "2020-01-01");
        return after != before && file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(after) == after.size();
    }
    [[nodiscard]] Result<ApprovalView> review() const
    {
        std::optional<Result<ApprovalView>> got;
        keeper().review(kPiece, runtime.get(), [&got](Result<ApprovalView> view) { got = std::move(view); });
        return QTest::qWaitFor([&got] { return got.has_value(); }, 5000) ? *got : Result<ApprovalView>(fail(ErrorCode::Timeout, {}));
    }

    Result<QByteArray> says = QByteArray("{}");
    QByteArrayList asked;
    QStringList notices;
    bool statusIsThere = true;
};

} // namespace

class TestScheduledProof : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void onTheServicesWord_data()
    {
        QTest::addColumn<QByteArray>("says");
        QTest::addColumn<bool>("out");
        QTest::newRow("published") << QByteArray("{\"status\":\"published\",\"url\":\"https://example.org/1\"}") << true;
        QTest::newRow("still waiting") << QByteArray(R"({"status":"scheduled"})") << false;
        QTest::newRow("failed") << QByteArray("{\"status\":\"failed\",\"url\":\"https://example.org/1\"}") << false;
        QTest::newRow("no address") << QByteArray(R"({"status":"published"})") << false;
        QTest::newRow("no word") << QByteArray("{\"url\":\"https://example.org/1\"}") << false;
        QTest::newRow("prose") << QByteArray("It is out!") << false;
    }
    void onTheServicesWord()
    {
        QFETCH(const QByteArray, says);
        QFETCH(const bool, out);
        House house;
        QVERIFY(house.schedule());
        house.says = says;
        QVERIFY(house.look());
        QCOMPARE(house.asked, QByteArrayList()); // its time is ahead
        const QByteArray scheduled = house.piece();
        QVERIFY(house.passTime());
        QVERIFY(house.look());
        QTRY_COMPARE(house.asked, QByteArrayList{R"(site get_post_status {"postSubmissionId":"post-1"})"});
        QVERIFY(house.look());
        QCOMPARE(house.asked.size(), 1); // not again at once
        if (!out) {
            QCOMPARE(house.piece(), scheduled);
            QVERIFY(house.ticket().scheduled);
            return;
        }
        QVERIFY(house.piece().contains("status: Published\n"));
        QVERIFY(house.piece().contains("url: https://example.org/1\n"));
        QVERIFY(house.piece().contains("published_id: post-1\n"));
        QVERIFY(house.piece().contains("published: 2020-01-01\n"));
        QVERIFY(!house.ticket().scheduled);
        QCOMPARE(house.ticket().proof, u"https://example.org/1"_s);
        QVERIFY(!house.keeper().state()->piece(kPiece)->claimed);
    }

    void onThePersonsWord_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<bool>("out");
        QTest::newRow("no such call, out") << QByteArray() << true;
        QTest::newRow("no such call, not out") << QByteArray() << false;
        QTest::newRow("no answer, out") << kCall << true;
    }
    void onThePersonsWord()
    {
        QFETCH(const QByteArray, status);
        QFETCH(const bool, out);
        House house(status);
        QVERIFY(house.schedule());
        house.says = fail(ErrorCode::Unavailable, u"off"_s);
        const QString ticket = house.ticket().id;
        QVERIFY(!house.keeper().resolve(ticket, true, u"https://example.org/1"_s)); // its time is ahead
        QCOMPARE(house.review()->refusal, u"It is scheduled already. To publish it again, set it back to In Review first."_s);
        QVERIFY(house.passTime());
        QVERIFY(house.look());
        QVERIFY2(house.review()->refusal.contains(u"Say first whether it did"_s), qPrintable(house.review()->refusal));
        QVERIFY(house.keeper().resolve(ticket, out, u"https://example.org/1"_s));
        QVERIFY(house.look());
        QCOMPARE(house.piece().contains("status: Published\n"), out);
        QCOMPARE(house.piece().contains("url: https://example.org/1\n"), out);
        QCOMPARE(house.ticket().state, out ? Ticket::State::Spent : Ticket::State::Void);
        QCOMPARE(house.keeper().state()->piece(kPiece)->claimed, !out);
        QCOMPARE(house.keeper().approve(kPiece, sha256Hex(house.piece())).has_value(), !out); // what did not go out may go out
    }

    /// A service that is not there yet is asked when it is.
    void onceTheServiceIsThere()
    {
        House house;
        QVERIFY(house.schedule());
        house.statusIsThere = false;
        house.says = QByteArray("{\"status\":\"published\",\"url\":\"https://example.org/1\"}");
        QVERIFY(house.passTime());
        QVERIFY(house.look());
        QCOMPARE(house.asked, QByteArrayList());
        house.statusIsThere = true;
        Q_EMIT house.runtime->servicesChanged();
        QTRY_VERIFY(house.piece().contains("status: Published\n"));
        QCOMPARE(house.asked.size(), 1);
    }

    void itIsNotScheduledTwice()
    {
        House house;
        QVERIFY(house.schedule());
        const ToolPlan plan = house.plan(R"({"text":"White front."})");
        QVERIFY2(plan.refusal.contains(u"scheduled already"_s), qPrintable(plan.refusal));
        QVERIFY(!house.keeper().approve(kPiece, sha256Hex(house.piece())));
        QCOMPARE(house.service->arrived.size(), 1);
    }

    void aChangeIsToldAsWhatItIs_data()
    {
        QTest::addColumn<bool>("passed");
        QTest::addColumn<QString>("says");
        QTest::newRow("before its time") << false << u"changed after it was scheduled"_s;
        QTest::newRow("after it") << true << u"changed after it went out"_s;
    }
    void aChangeIsToldAsWhatItIs()
    {
        QFETCH(const bool, passed);
        QFETCH(const QString, says);
        House house(QByteArray{});
        QVERIFY(house.schedule());
        if (passed)
            QVERIFY(house.passTime());
        house.place.write(u"mine/"_s + kPiece, house.piece().replace("White", "Pink"));
        QVERIFY(house.look());
        QTRY_VERIFY(house.piece().contains("status: In Review\n"));
        QCOMPARE(house.notices.size(), 1);
        QVERIFY2(house.notices.constFirst().contains(says), qPrintable(house.notices.constFirst()));
    }

    /// The program dies between the proof and the piece.
    void diedBeforeThePieceWasMarked()
    {
        House house;
        QVERIFY(house.schedule());
        QVERIFY(house.passTime());
        const TicketStore store(house.runtime->project()->stateDir() + u"/tickets"_s, Clock::system());
        QVERIFY(store.wentOut(house.ticket().id, u"https://example.org/1"_s));
        QVERIFY(house.look());
        QTRY_VERIFY(house.piece().contains("status: Published\n"));
        QVERIFY(house.piece().contains("url: https://example.org/1\n"));
    }
};

QTEST_GUILESS_MAIN(TestScheduledProof)
#include "tst_scheduledproof.moc"
