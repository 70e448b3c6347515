// SPDX-License-Identifier: MIT
#include "core/base/hash.h"
#include "core/gate/tickets.h"
#include "tests/support/fakeclock.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// Approvals of one publication each: one use, whatever dies or runs beside.
class TestTickets : public QObject {
    Q_OBJECT

private:
    static Ticket fresh(const FakeClock& clock, const QByteArray& bytes, const QString& piece = u"content/a.md"_s)
    {
        Ticket ticket{.piece = piece, .title = u"A ä"_s, .platform = u"website"_s, .pieceSha256 = sha256Hex(bytes)};
        ticket.service = u"site"_s;
        ticket.tool = u"create_post"_s;
        ticket.expires = clock.now().addDays(7);
        return ticket;
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void comesBackAsItWas()
    {
        const QTemporaryDir dir;
        FakeClock clock;
        const TicketStore store(dir.filePath(u"t"_s), clock);
        QVERIFY(store.all().isEmpty());
        const auto issued = store.issue(fresh(clock, "x\r\ny"), "x\r\ny");
        QVERIFY(issued);
        const TicketStore other(dir.filePath(u"t"_s), clock);
        QCOMPARE(other.all(), QList<Ticket>{*issued});
        QCOMPARE(*other.approvedBytes(issued->id), QByteArray("x\r\ny"));
        QVERIFY(issued->isOpen(clock.now()));
    }

    void isForTheBytesThatWereShown()
    {
        const QTemporaryDir dir;
        FakeClock clock;
        const TicketStore store(dir.path(), clock);
        const auto issued = store.issue(fresh(clock, "shown"), "other");
        QVERIFY(!issued);
        QCOMPARE(issued.error().code, ErrorCode::Changed);
        QVERIFY(store.all().isEmpty());
    }

    void isUsedOnce()
    {
        const QTemporaryDir dir;
        FakeClock clock;
        const TicketStore store(dir.path(), clock);
        const TicketStore elsewhere(dir.path(), clock);
        const auto issued = store.issue(fresh(clock, "x"), "x");
        QVERIFY(issued);
        auto hold = store.begin(issued->id);
        QVERIFY(hold);
        QCOMPARE(elsewhere.all().constFirst().state, Ticket::State::Calling);
        QVERIFY(!store.begin(issued->id));
        QVERIFY(!elsewhere.begin(issued->id));
        QVERIFY(!elsewhere.withdraw(issued->id, u"no"_s));
        const auto spent = store.finish(std::move(*hold), Ticket::State::Spent, u"https://example.org/a"_s);
        QVERIFY(spent);
        QCOMPARE(spent->proof, u"https://example.org/a"_s);
        QVERIFY(!store.begin(issued->id));
        QCOMPARE(elsewhere.all().constFirst(), *spent);
    }

    void aCallThatDiedIsUnknownAndNeverCalledAgain()
    {
        const QTemporaryDir dir;
        FakeClock clock;
        const TicketStore store(dir.path(), clock);
        const auto issued = store.issue(fresh(clock, "x"), "x");
        QVERIFY(issued);
        {
            const auto hold = store.begin(issued->id);
            QVERIFY(hold);
        } // the program ends here
        const Ticket after = store.all().constFirst();
        QCOMPARE(after.state, Ticket::State::Unknown);
        QVERIFY(!after.why.isEmpty());
        QVERIFY(!store.begin(issued->id));
        QVERIFY(!store.withdraw(issued->id, u"no"_s));
        QVERIFY(!store.resolve(issued->id, true, u"  "_s));
        const auto found = store.resolve(issued->id, true, u"https://example.org/a"_s);
        QVERIFY(found);
        QCOMPARE(found->state, Ticket::State::Spent);
        QVERIFY(!store.resolve(issued->id, false, u"no"_s));
    }

    void expires()
    {
        const QTemporaryDir dir;
        FakeClock clock;
        const TicketStore store(dir.path(), clock);
        const auto issued = store.issue(fresh(clock, "x"), "x");
        QVERIFY(issued);
        clock.advance(std::chrono::hours(24 * 7));
        QCOMPARE(store.all().constFirst().state, Ticket::State::Void);
        QVERIFY(!store.begin(issued->id));
    }

    void aNewApprovalReplacesTheOld()
    {
        const QTemporaryDir dir;
        FakeClock clock;
        const TicketStore store(dir.path(), clock);
        const auto first = store.issue(fresh(clock, "x"), "x");
        const auto other = store.issue(fresh(clock, "b", u"content/b.md"_s), "b");
        clock.advance(std::chrono::minutes(1));
        const auto second = store.issue(fresh(clock, "y"), "y");
        QVERIFY(first && other && second);
        QHash<QString, Ticket::State> states;
        for (const Ticket& ticket : store.all())
            states.insert(ticket.id, ticket.state);
        QCOMPARE(states, (QHash<QString, Ticket::State>{
                             {first->id, Ticket::State::Void}, {other->id, Ticket::State::Open}, {second->id, Ticket::State::Open}}));
    }

    void hostileFiles_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("{");
        QTest::newRow("list") << QByteArray("[]");
        QTest::newRow("no hash") << QByteArray(
            R"({"id":"0197a000-0000-7000-8000-000000000001","piece":"a","issued":"2026-01-01T00:00:00.000Z","expires":"2999-01-01T00:00:00.000Z","state":"open"})");
        QTest::newRow("another's name")
            << ("{\"id\":\"0197a000-0000-7000-8000-000000000002\",\"piece\":\"a\",\"piece_sha256\":\"" + QByteArray(64, 'a') +
                "\",\"issued\":\"2026-01-01T00:00:00.000Z\",\"expires\":\"2999-01-01T00:00:00.000Z\",\"state\":\"open\"}");
        QTest::newRow("no time") << ("{\"id\":\"0197a000-0000-7000-8000-000000000001\",\"piece\":\"a\",\"piece_sha256\":\"" + QByteArray(64, 'a') +
                                     "\",\"issued\":\"soon\",\"expires\":\"2999-01-01T00:00:00.000Z\",\"state\":\"open\"}");
    }

    void hostileFiles()
    {
        QFETCH(const QByteArray, bytes);
        const QTemporaryDir dir;
        FakeClock clock;
        const TicketStore store(dir.path(), clock);
        QFile file(dir.filePath(u"0197a000-0000-7000-8000-000000000001.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        file.close();
        QVERIFY(store.all().isEmpty());
        QVERIFY(!store.begin(u"0197a000-0000-7000-8000-000000000001"_s));
        QVERIFY(!store.begin(u"../x"_s));
        QVERIFY(!store.approvedBytes(u"../x"_s));
    }

    /// What ended by itself is written down once, whoever looks first.
    void settlesOnce()
    {
        const QTemporaryDir dir;
        FakeClock clock;
        const TicketStore store(dir.path(), clock);
        const TicketStore other(dir.path(), clock);
        const auto died = store.issue(fresh(clock, "x"), "x");
        const auto late = store.issue(fresh(clock, "b", u"content/b.md"_s), "b");
        QVERIFY(died && late && store.settle().isEmpty());
        {
            const auto hold = store.begin(died->id);
            QVERIFY(hold);
            QVERIFY(other.settle().isEmpty()); // it is on its way
        } // the program ends here
        const QList<Ticket> first = other.settle();
        QCOMPARE(first.size(), 1);
        QCOMPARE(first.constFirst().id, died->id);
        QCOMPARE(first.constFirst().state, Ticket::State::Unknown);
        QVERIFY(!first.constFirst().why.isEmpty());
        QVERIFY(store.settle().isEmpty());
        clock.advance(std::chrono::hours(24 * 8));
        QCOMPARE(store.settle().size(), 1);
        QVERIFY(other.settle().isEmpty());
        QCOMPARE(other.all().constLast().state, Ticket::State::Void);
    }

    void whatWasScheduledGoesOut()
    {
        const QTemporaryDir dir;
        FakeClock clock;
        const TicketStore store(dir.path(), clock);
        const QDateTime due = clock.now().addDays(2);
        const auto scheduled = [&](const QString& piece, const QDateTime& when) {
            const auto issued = store.issue(fresh(clock, "x", piece), "x");
            auto hold = issued ? store.begin(issued->id) : Result<TicketHold>(std::unexpected(issued.error()));
            return hold ? store.finish(std::move(*hold), Ticket::State::Spent, u"post-1"_s, {.scheduled = true, .due = when})
                        : Result<Ticket>(std::unexpected(hold.error()));
        };
        const auto asked = scheduled(u"content/a.md"_s, due);
        const auto seen = scheduled(u"content/b.md"_s, due);
        const auto gone = scheduled(u"content/c.md"_s, due);
        const auto never = scheduled(u"content/d.md"_s, {});
        QVERIFY(asked && seen && gone && never);
        QCOMPARE(store.all().constFirst().due, due);
        QVERIFY(!asked->mayBeOut(clock.now()) && never->mayBeOut(clock.now())); // nobody knows when
        QVERIFY(!store.resolve(seen->id, true, u"https://example.org/b"_s)); // its time is still ahead
        clock.advance(std::chrono::hours(48));
        QVERIFY(!store.wentOut(asked->id, {}));
        const auto out = store.wentOut(asked->id, u"https://example.org/a"_s);
        QVERIFY(out && !out->scheduled && !out->mayBeOut(clock.now()));
        QCOMPARE(out->state, Ticket::State::Spent);
        QCOMPARE(out->proof, u"https://example.org/a"_s);
        QCOMPARE(out->publishedId, u"post-1"_s);
        QVERIFY(!store.wentOut(asked->id, u"https://example.org/again"_s));
        QVERIFY(!store.resolve(seen->id, true, u" "_s));
        QCOMPARE(store.resolve(seen->id, true, u"https://example.org/b"_s)->publishedId, u"post-1"_s);
        QCOMPARE(store.resolve(gone->id, false, u"no"_s)->state, Ticket::State::Void);
        QVERIFY(!store.begin(gone->id) && !store.begin(seen->id));
    }

    /// A call for a later time of which nobody knows whether it arrived: it did, and is still to go out.
    void anUnknownOneThatWaitsThere()
    {
        const QTemporaryDir dir;
        FakeClock clock;
        const TicketStore store(dir.path(), clock);
        const auto issued = store.issue(fresh(clock, "x"), "x");
        auto hold = issued ? store.begin(issued->id) : Result<TicketHold>(std::unexpected(issued.error()));
        QVERIFY(hold && store.finish(std::move(*hold), Ticket::State::Unknown, u"503"_s, {.due = clock.now().addDays(2)}));
        const auto found = store.resolve(issued->id, true, u"post-7"_s);
        QVERIFY(found && found->scheduled);
        QCOMPARE(found->proof, u"post-7"_s);
    }

    void aStateThatIsNotKnownIsNotOpen()
    {
        FakeClock clock;
        Ticket ticket = fresh(clock, "x");
        ticket.id = u"0197a000-0000-7000-8000-000000000001"_s;
        ticket.issued = clock.now();
        const auto read = ticketFromJson(ticketToJson(ticket).replace("\"open\"", "\"opened\""));
        QVERIFY(read);
        QCOMPARE(read->state, Ticket::State::Unknown);
    }
};

QTEST_GUILESS_MAIN(TestTickets)
#include "tst_tickets.moc"
