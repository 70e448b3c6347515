// SPDX-License-Identifier: MIT
// What lists and cards say of the approval of a piece.
#include "core/runtime/piecemark.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestPieceMark : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void kinds_data()
    {
        using Kind = PieceMark::Kind;
        QTest::addColumn<int>("ticket"); ///< -1: none.
        QTest::addColumn<bool>("scheduled");
        QTest::addColumn<PieceStatus>("status");
        QTest::addColumn<bool>("claimed");
        QTest::addColumn<PieceMark::Kind>("kind");
        const auto row = [](const char* name, std::optional<Ticket::State> state, bool scheduled, PieceStatus status, bool claimed, Kind kind) {
            QTest::newRow(name) << (state ? static_cast<int>(*state) : -1) << scheduled << status << claimed << kind;
        };
        using State = Ticket::State;
        row("nothing", {}, false, PieceStatus::InReview, false, Kind::None);
        row("approved", State::Open, false, PieceStatus::Approved, false, Kind::Approved);
        row("calling", State::Calling, false, PieceStatus::Approved, false, Kind::GoingOut);
        row("published", State::Spent, false, PieceStatus::Published, false, Kind::Published);
        row("published, revised", State::Spent, false, PieceStatus::InReview, false, Kind::Published);
        row("scheduled", State::Spent, true, PieceStatus::Scheduled, false, Kind::Scheduled);
        row("void in review", State::Void, false, PieceStatus::InReview, false, Kind::Void);
        row("void, worked on again", State::Void, false, PieceStatus::Draft, false, Kind::None);
        row("void, in progress", State::Void, false, PieceStatus::InProgress, false, Kind::None);
        row("void, published otherwise", State::Void, false, PieceStatus::Published, false, Kind::None);
        row("void says more than a claim", State::Void, false, PieceStatus::Approved, true, Kind::Void);
        row("unknown", State::Unknown, false, PieceStatus::Approved, true, Kind::Unknown);
        row("unknown in a draft", State::Unknown, false, PieceStatus::Draft, false, Kind::Unknown);
        row("claimed", {}, false, PieceStatus::Approved, true, Kind::Claimed);
        row("claimed again after it went out", State::Spent, false, PieceStatus::Approved, true, Kind::Claimed);
    }
    void kinds()
    {
        QFETCH(const int, ticket);
        QFETCH(const bool, scheduled);
        QFETCH(const PieceStatus, status);
        QFETCH(const bool, claimed);
        const QDateTime now(QDate(2026, 11, 28), QTime(12, 0), QTimeZone::UTC);
        PieceState state;
        state.piece.relative = u"content/a.md"_s;
        state.piece.status = status;
        state.claimed = claimed;
        if (ticket >= 0) {
            state.ticket =
                Ticket{.issued = now.addDays(-1), .expires = now.addDays(6), .state = static_cast<Ticket::State>(ticket), .scheduled = scheduled};
            state.ticket->why = u"Because."_s;
            state.ticket->proof = u"https://example.org/a"_s;
        }
        const PieceMark mark = pieceMark(state, now);
        QTEST(mark.kind, "kind");
        PublishState all;
        all.pieces = {state};
        QCOMPARE(pieceMarks(all, now), mark.kind == PieceMark::Kind::None ? PieceMarks() : PieceMarks({{u"content/a.md"_s, mark}}));
        QCOMPARE(mark.proof.isEmpty(), mark.kind != PieceMark::Kind::Published && mark.kind != PieceMark::Kind::Scheduled);
        QCOMPARE(mark.why.isEmpty(), mark.kind != PieceMark::Kind::Void && mark.kind != PieceMark::Kind::Unknown);
    }

    void publishedByHand_data()
    {
        using Kind = PieceMark::Kind;
        QTest::addColumn<std::optional<Ticket::State>>("ticket");
        QTest::addColumn<PieceMark::Kind>("kind");
        using Some = std::optional<Ticket::State>;
        QTest::newRow("no call") << Some() << Kind::Unproven;
        QTest::newRow("a void approval") << Some(Ticket::State::Void) << Kind::Unproven;
        QTest::newRow("a call that nobody knows of") << Some(Ticket::State::Unknown) << Kind::Unknown;
    }
    void publishedByHand()
    {
        QFETCH(const std::optional<Ticket::State>, ticket);
        PieceState state;
        state.piece.status = PieceStatus::Published;
        state.unproven = true;
        if (ticket)
            state.ticket = Ticket{.state = *ticket};
        QTEST(pieceMark(state, QDateTime::currentDateTime()).kind, "kind");
    }

    void afterItsTime_data()
    {
        using Kind = PieceMark::Kind;
        QTest::addColumn<qint64>("seconds"); ///< Since it was to go out.
        QTest::addColumn<PieceMark::Kind>("kind");
        QTest::newRow("ahead") << qint64(-60) << Kind::Scheduled;
        QTest::newRow("just now") << qint64(60) << Kind::Scheduled; // it is being asked
        QTest::newRow("long ago") << qint64(3600) << Kind::Unknown;
    }
    void afterItsTime()
    {
        QFETCH(const qint64, seconds);
        const QDateTime now(QDate(2026, 11, 28), QTime(12, 0), QTimeZone::UTC);
        PieceState state;
        state.piece.status = PieceStatus::Scheduled;
        state.ticket = Ticket{.state = Ticket::State::Spent, .scheduled = true};
        state.ticket->due = now.addSecs(-seconds);
        const PieceMark mark = pieceMark(state, now);
        QTEST(mark.kind, "kind");
        QCOMPARE(mark.why.isEmpty(), mark.kind != PieceMark::Kind::Unknown);
    }

    void itsTime_data()
    {
        QTest::addColumn<qint64>("seconds"); ///< Until it expires.
        QTest::addColumn<int>("days");
        QTest::addColumn<PieceMark::Kind>("kind");
        QTest::newRow("a week") << qint64(7 * 86400) << 7 << PieceMark::Kind::Approved;
        QTest::newRow("tomorrow early") << qint64(13 * 3600) << 1 << PieceMark::Kind::Approved;
        QTest::newRow("later today") << qint64(11 * 3600) << 0 << PieceMark::Kind::Approved;
        QTest::newRow("now") << qint64(0) << 0 << PieceMark::Kind::Void;
        QTest::newRow("long ago") << qint64(-86400) << 0 << PieceMark::Kind::Void;
    }
    void itsTime()
    {
        QFETCH(const qint64, seconds);
        const QDateTime now(QDate(2026, 11, 28), QTime(12, 0)); // days are those of the person's clock
        PieceState state;
        state.piece.status = PieceStatus::Approved;
        state.ticket = Ticket{.issued = now.addDays(-1), .expires = now.addSecs(seconds)};
        const PieceMark mark = pieceMark(state, now);
        QTEST(mark.kind, "kind");
        QTEST(daysLeft(mark, now), "days");
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("proof");
        QTest::addColumn<QString>("host");
        QTest::newRow("page") << u"https://example.org/2026/ready/?x=1"_s << u"example.org"_s;
        QTest::newRow("plain http with a port") << u"http://localhost:8080/a"_s << u"localhost:8080"_s;
        QTest::newRow("letters with doubles") << u"https://ex\u0430mple.org/a"_s << u"xn--exmple-4nf.org"_s;
        QTest::newRow("a name before the host") << u"https://example.org@evil.example/a"_s << QString();
        QTest::newRow("a file") << u"file:///home/ines/published/a.html"_s << QString();
        QTest::newRow("a program") << u"javascript:alert(1)"_s << QString();
        QTest::newRow("mail") << u"mailto:a@example.org"_s << QString();
        QTest::newRow("an id") << u"4711"_s << QString();
        QTest::newRow("hidden characters") << u"https://example.org/\u202Egpj.exe"_s << QString();
        QTest::newRow("a space") << u"https://example.org/a b"_s << QString();
        QTest::newRow("no host") << u"https:///a"_s << QString();
        QTest::newRow("nothing") << QString() << QString();
    }
    void addresses()
    {
        QFETCH(const QString, proof);
        using Kind = PieceMark::Kind;
        QTEST(proofHost({.kind = Kind::Published, .proof = proof}), "host");
        QTEST(proofHost({.kind = Kind::Scheduled, .proof = proof}), "host");
        for (const Kind kind : {Kind::None, Kind::Approved, Kind::GoingOut, Kind::Void, Kind::Unknown, Kind::Claimed})
            QCOMPARE(proofHost({.kind = kind, .proof = proof}), QString());
    }
};

QTEST_GUILESS_MAIN(TestPieceMark)
#include "tst_piecemark.moc"
