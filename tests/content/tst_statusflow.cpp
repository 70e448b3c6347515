// SPDX-License-Identifier: MIT
// Statuses that a folder adds to the flow, and pipelines that would loosen it.
#include "core/base/json.h"
#include "core/content/boardlint.h"
#include "core/content/boardplan.h"
#include "core/content/contentloader.h"
#include "core/content/newpiece.h"
#include "core/content/piecegroups.h"
#include "core/content/pipeline.h"
#include "tests/support/tempproject.h"

#include <QRandomGenerator>
#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;
using S = PieceStatus;

namespace {

StatusFlow flowOf(const QByteArray& yaml)
{
    const auto pipeline = parsePipeline(yaml);
    return pipeline ? pipeline->flow : StatusFlow();
}

QString shown(const StatusFlow& flow)
{
    QStringList names;
    for (const S status : flow.order())
        names.append(flow.name(status));
    return names.join(u", "_s);
}

const QString kOwn = u"Queued, Draft, In Progress, In Review, Approved, Scheduled, Published"_s;
const QByteArray kPipeline = "statuses:\n  - {name: Fact Check, after: In Progress}\n  - {name: Legal, before: Approved, assistant: false}\n"
                             "  - {name: Embargo, after: Approved}\n";

} // namespace

class TestStatusFlow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void placed_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("order");
        QTest::addColumn<int>("problems");
        const QByteArray head = "statuses:\n";
        QTest::newRow("nothing") << QByteArray("version: 1\n") << kOwn << 0;
        QTest::newRow("after") << head + "  - {name: Outline, after: Draft}\n"
                               << u"Queued, Draft, Outline, In Progress, In Review, Approved, Scheduled, Published"_s << 0;
        QTest::newRow("before") << head + "  - {name: Legal, before: Approved}\n"
                                << u"Queued, Draft, In Progress, In Review, Legal, Approved, Scheduled, Published"_s << 0;
        QTest::newRow("several at one place") << head + "  - {name: A1, after: Draft}\n  - {name: B1, after: A1}\n  - {name: C1, after: Draft}\n"
                                              << u"Queued, Draft, A1, B1, C1, In Progress, In Review, Approved, Scheduled, Published"_s << 0;
        QTest::newRow("beside a later one") << head + "  - {name: B1, after: A1}\n  - {name: A1, after: Draft}\n"
                                            << u"Queued, Draft, A1, B1, In Progress, In Review, Approved, Scheduled, Published"_s << 0;
        QTest::newRow("beside an alias") << head + "  - {name: Outline, after: writing}\n"
                                         << u"Queued, Draft, In Progress, Outline, In Review, Approved, Scheduled, Published"_s << 0;
        QTest::newRow("behind Approved") << head + "  - {name: Embargo, after: Approved}\n"
                                         << u"Queued, Draft, In Progress, In Review, Approved, Embargo, Scheduled, Published"_s << 0;
        QTest::newRow("loop") << head + "  - {name: A1, after: B1}\n  - {name: B1, after: A1}\n" << kOwn << 2;
        QTest::newRow("beside itself") << head + "  - {name: A1, after: A1}\n" << kOwn << 1;
        QTest::newRow("beside nothing") << head + "  - {name: A1}\n" << kOwn << 1;
        QTest::newRow("before and after") << head + "  - {name: A1, after: Draft, before: Approved}\n" << kOwn << 1;
        QTest::newRow("before Draft") << head + "  - {name: A1, before: Draft}\n  - {name: B1, after: Queued}\n" << kOwn << 2;
        QTest::newRow("after Published") << head + "  - {name: A1, after: Published}\n" << kOwn << 1;
        QTest::newRow("a default one elsewhere") << head + "  - {name: Approved, before: In Progress}\n  - {name: Published, after: Draft}\n"
                                                 << kOwn << 2;
        QTest::newRow("a space behind it") << head + "  - {name: \"approved \", before: In Progress}\n" << kOwn << 1;
        QTest::newRow("a hidden character in it") << head + "  - {name: \"Approved\\u200b\", before: In Progress}\n" << kOwn << 1;
        QTest::newRow("in capitals") << head + "  - {name: APPROVED, before: In Progress}\n" << kOwn << 1;
        QTest::newRow("in wide letters") << head + "  - {name: \"\\uff21pproved\", before: In Progress}\n" << kOwn << 1;
        QTest::newRow("with a Cyrillic letter") << head + "  - {name: \"\\u0410pproved\", before: In Progress}\n" << kOwn << 1;
        QTest::newRow("an alias") << head + "  - {name: Review, before: In Progress}\n  - {name: Write, after: Draft}\n" << kOwn << 2;
        QTest::newRow("twice") << head + "  - {name: Legal, after: Draft}\n  - {name: legal, after: Approved}\n"
                               << u"Queued, Draft, Legal, In Progress, In Review, Approved, Scheduled, Published"_s << 1;
        QTest::newRow("yaml in a name") << head + "  - {name: \"&x Ready\", after: Draft}\n  - {name: \"a: b\", after: Draft}\n" << kOwn << 2;
        QTest::newRow("a long name") << head + "  - {name: " + QByteArray(200, 'a') + ", after: Draft}\n" << kOwn << 1;
        QTest::newRow("a map") << QByteArray("statuses: {Legal: {after: Draft}}\n") << kOwn << 1;
        QByteArray many = head;
        for (int i = 0; i < 1000; ++i)
            many += "  - {name: S" + QByteArray::number(i) + ", after: Draft}\n";
        QTest::newRow("1,000") << many << kOwn << 1;
    }
    void placed()
    {
        QFETCH(const QByteArray, yaml);
        const auto pipeline = parsePipeline(yaml);
        QVERIFY2(pipeline, qPrintable(pipeline ? QString() : pipeline.error().message));
        QTEST(shown(pipeline->flow), "order");
        QTEST(static_cast<int>(pipeline->problems.size()), "problems");
    }

    void rights_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QStringList>("enters"); // of the flow, what the assistant may give
        const QStringList upToReview{u"Queued"_s, u"Draft"_s, u"In Progress"_s, u"Fact Check"_s, u"In Review"_s};
        QTest::newRow("none") << QByteArray() << upToReview;
        QTest::newRow("stricter") << QByteArray("rights: {assistant: In Progress}\n") << QStringList{u"Queued"_s, u"Draft"_s, u"In Progress"_s};
        QTest::newRow("up to an added one") << QByteArray("rights: {assistant: fact-check}\n")
                                            << QStringList{u"Queued"_s, u"Draft"_s, u"In Progress"_s, u"Fact Check"_s};
        QTest::newRow("looser: Approved") << QByteArray("rights: {assistant: Approved}\n") << upToReview;
        QTest::newRow("looser: Published") << QByteArray("rights: {assistant: Published}\n") << upToReview;
        QTest::newRow("looser: one before Approved") << QByteArray("rights: {assistant: Legal}\n") << upToReview;
        QTest::newRow("looser: one behind Approved") << QByteArray("rights: {assistant: Embargo}\n") << upToReview;
        QTest::newRow("a word nobody knows") << QByteArray("rights: {assistant: everything}\n") << QStringList{u"Queued"_s, u"Draft"_s};
        QTest::newRow("a list") << QByteArray("rights: {assistant: [Approved]}\n") << QStringList{u"Queued"_s, u"Draft"_s};
    }
    void rights()
    {
        QFETCH(const QByteArray, yaml);
        const StatusFlow flow = flowOf(kPipeline + yaml);
        QStringList enters;
        for (const S status : flow.order()) {
            if (flow.assistantEnters(status))
                enters.append(flow.name(status));
        }
        QTEST(enters, "enters");
        QVERIFY(!flow.assistantEnters(static_cast<S>(200))); // of another flow
    }

    void thePersonsOwnIsNotJumpedOver()
    {
        const StatusFlow flow =
            flowOf("statuses: [{name: Legal, before: In Review, assistant: false}, {name: Odd, after: Draft, assistant: maybe}]\n");
        const S legal = flow.statusOf(u"LEGAL");
        QVERIFY(!flow.assistantEnters(legal) && !flow.assistantEnters(flow.statusOf(u"Odd")));
        QVERIFY(!flow.assistantMoves(S::InProgress, legal));
        QVERIFY(!flow.assistantMoves(S::InProgress, S::InReview));
        QVERIFY(!flow.assistantMoves(S::Unknown, S::InReview));
        QVERIFY(flow.assistantMoves(legal, S::InReview));
        QVERIFY(flow.assistantMoves(S::InReview, S::InProgress));
        QVERIFY(flow.assistantMoves(S::InReview, S::Unknown));
    }

    /// Whatever a pipeline says: the assistant gets no default status it did not have, nothing gets to Approved and beyond without the person or proof, and the
    /// default statuses keep their order.
    void noPipelineLoosens()
    {
        QRandomGenerator random(20261128);
        const QStringList words{u"Approved"_s, u"approved "_s, u"APPROVED"_s, u"Approved\u200b"_s, u"Published"_s, u"Draft"_s,  u"In Review"_s,
                                u"Legal"_s,    u"Check"_s,     u"Go"_s,       u"Embargo"_s,        u"Scheduled"_s, u"review"_s, u"-"_s,
                                u"Queued"_s,   u"X Y"_s};
        const auto word = [&] { return QString::fromUtf8(jsonString(words[random.bounded(words.size())])); };
        for (int round = 0; round < 1000; ++round) {
            QString yaml = u"statuses:\n"_s;
            for (int i = random.bounded(8); i >= 0; --i) {
                yaml += u"  - {name: %1, %2: %3%4}\n"_s.arg(word(), random.bounded(2) ? u"after"_s : u"before"_s, word(),
                                                            random.bounded(3) ? QString() : u", assistant: %1"_s.arg(word()));
            }
            yaml += random.bounded(2) ? u"rights: {assistant: %1}\n"_s.arg(word()) : QString();
            const StatusFlow flow = flowOf(yaml.toUtf8());
            QList<S> order = flow.order();
            order.removeIf([&flow](S status) { return flow.isAdded(status); });
            QCOMPARE(order, StatusFlow().order());
            for (const S status : flow.order()) {
                const bool gated = flow.rank(status) >= flow.rank(S::Approved);
                QVERIFY2(flow.isGated(status) == gated && !(gated && flow.assistantEnters(status)), qPrintable(yaml));
                QVERIFY2(!flow.assistantEnters(status) || flow.rank(status) <= flow.rank(S::InReview), qPrintable(yaml));
                for (const S from : flow.order() + QList<S>{S::Unknown}) {
                    const MoveRule rule = flow.moveRule(from, status);
                    QVERIFY2(from == status || !gated || rule != MoveRule::Anyone, qPrintable(yaml));
                    QVERIFY2(status != S::Published || from == status || rule == MoveRule::ProofOnly || rule == MoveRule::Nobody, qPrintable(yaml));
                    QVERIFY2(from == status || !gated || !flow.assistantMoves(from, status), qPrintable(yaml));
                }
            }
        }
    }

    void moves()
    {
        const StatusFlow flow = flowOf(kPipeline);
        const S check = flow.statusOf(u"Fact Check");
        const S legal = flow.statusOf(u"legal");
        const S embargo = flow.statusOf(u"Embargo");
        QCOMPARE(flow.moveRule(S::InProgress, check), MoveRule::Anyone);
        QCOMPARE(flow.moveRule(S::InProgress, S::InReview), MoveRule::Nobody); // Fact Check comes first
        QCOMPARE(flow.moveRule(check, S::InReview), MoveRule::Anyone);
        QCOMPARE(flow.moveRule(S::InReview, S::Approved), MoveRule::Nobody);
        QCOMPARE(flow.moveRule(legal, S::Approved), MoveRule::PersonOnly);
        QCOMPARE(flow.moveRule(legal, embargo), MoveRule::Nobody);
        QCOMPARE(flow.moveRule(S::Unknown, embargo), MoveRule::Nobody);
        QCOMPARE(flow.moveRule(S::Approved, embargo), MoveRule::PersonOnly);
        QCOMPARE(flow.moveRule(embargo, S::Approved), MoveRule::PersonOnly);
        QCOMPARE(flow.moveRule(embargo, S::Published), MoveRule::ProofOnly);
        QCOMPARE(flow.moveRule(S::Approved, S::Scheduled), MoveRule::ProofOnly);
        QCOMPARE(flow.moveRule(S::Published, embargo), MoveRule::Nobody);
        QCOMPARE(flow.moveRule(embargo, S::Draft), MoveRule::Anyone);
        QCOMPARE(flow.moveRule(S::Draft, static_cast<S>(200)), MoveRule::Nobody);
        QCOMPARE(flow.moveRule(static_cast<S>(200), S::Published), MoveRule::Nobody);
        QCOMPARE(flow.moveRule(static_cast<S>(200), S::Approved), MoveRule::Nobody);
    }

    void onTheBoard()
    {
        const StatusFlow flow = flowOf(kPipeline);
        const QByteArray file = "---\nstatus: In Progress\n---\nText\n";
        const QByteArray board = "## In Progress\n- A (a)\n";
        const QList<Piece> pieces{pieceFrom(u"/r"_s, u"content/a.md"_s, file, flow)};
        const BoardView view = boardView(board, pieces, flow);
        QStringList columns;
        for (const ColumnView& column : view.columns)
            columns.append(column.key.title);
        QCOMPARE(columns, (QStringList{u"In Progress"_s, u"Draft"_s, u"Fact Check"_s, u"In Review"_s, u"Legal"_s, u"Approved"_s, u"Embargo"_s}));
        const CardKey card = view.columns[0].cards[0].key;
        const auto plan = planMove(board, pieces, file, card, {{u"fact_check"_s, 0}, {}}, Mover::Person, flow);
        QVERIFY2(plan, qPrintable(plan ? QString() : plan.error().message));
        QCOMPARE(plan->pieceBytes, QByteArray("---\nstatus: Fact Check\n---\nText\n"));
        QCOMPARE(plan->board, QByteArray("## In Progress\n\n## fact_check\n- A (a)\n"));
        QVERIFY(planMove(board, pieces, file, card, {{u"Embargo"_s, 0}, {}}, Mover::Person, flow).error().message.contains(u"after Approved"_s));
        QVERIFY(planMove(board, pieces, file, card, {{u"In Review"_s, 0}, {}}, Mover::Person, flow)
                    .error()
                    .message.contains(u"next step is Fact Check"_s));
        // Without that pipeline the words are nobody's.
        QVERIFY(boardView("## Fact Check\n- A (a)\n", {}).columns[0].status == S::Unknown);
    }

    void onlyThePersonMovesBehindApproved()
    {
        const StatusFlow flow = flowOf(kPipeline);
        const QByteArray file = "---\nstatus: Approved\n---\nText\n";
        const QByteArray board = "## Approved\n- A (a)\n\n## Embargo\n";
        const QList<Piece> pieces{pieceFrom(u"/r"_s, u"content/a.md"_s, file, flow)};
        const CardKey card = boardView(board, pieces, flow).columns[0].cards[0].key;
        const auto moved = planMove(board, pieces, file, card, {{u"Embargo"_s, 0}, {}}, Mover::Person, flow);
        QVERIFY(moved && !moved->approval);
        QVERIFY(!planMove(board, pieces, file, card, {{u"Embargo"_s, 0}, {}}, Mover::Assistant, flow));
        // Taking the move back would give an approval.
        const QList<Piece> now{pieceFrom(u"/r"_s, u"content/a.md"_s, moved->pieceBytes, flow)};
        QVERIFY(!planMoveBack(moved->board, now, moved->pieceBytes, {moved->card, {card.column, {}}, flow.statusOf(u"Embargo"), S::Approved}, flow));
        // A card alone never gets there.
        QVERIFY(!planMove("## Draft\n- A\n", {}, {}, boardView("## Draft\n- A\n", {}, flow).columns[0].cards[0].key, {{u"Embargo"_s, 0}, {}},
                          Mover::Person, flow));
    }

    void piecesAndGroups()
    {
        const StatusFlow flow = flowOf(kPipeline);
        const QList<Piece> pieces{pieceFrom(u"/r"_s, u"content/a.md"_s, "---\nstatus: in review\n---\n", flow),
                                  pieceFrom(u"/r"_s, u"content/b.md"_s, "---\nstatus: FACT-CHECK\n---\n", flow),
                                  pieceFrom(u"/r"_s, u"content/c.md"_s, "---\nstatus: Embargo\n---\n", flow),
                                  pieceFrom(u"/r"_s, u"content/d.md"_s, "---\nstatus: Parked\n---\n", flow)};
        QStringList groups;
        for (const PieceGroup& group : groupPieces(pieces, PieceGrouping::Status))
            groups.append(group.title);
        QCOMPARE(groups, (QStringList{u"Fact Check"_s, u"In Review"_s, u"Embargo"_s, u"Parked"_s}));
    }

    void madeFromACard()
    {
        const StatusFlow flow = flowOf(kPipeline);
        const BoardView view = boardView("## Fact Check\n- Post: X\n\n## Embargo\n- Post: Y\n", {}, flow);
        const NewPiece checked = suggestPiece(view.columns[0].cards[0], {});
        QCOMPARE(checked.statusWords(), u"Fact Check"_s);
        const auto file = newPieceFile(checked);
        QVERIFY2(file, qPrintable(file ? QString() : file.error().message));
        QVERIFY(file->contains("status: Fact Check\n"));
        QCOMPARE(suggestPiece(view.columns[1].cards[0], {}).statusWords(), u"Draft"_s); // never beyond Approved by making a file
        QVERIFY(newBoardFile(flow).contains("## In Progress\n\n## Fact Check\n\n## In Review\n\n## Legal\n\n## Approved\n\n## Embargo\n"));
    }

    void lintKnowsWhatWasAccepted()
    {
        const test::TempProject place;
        place.write(u"p/CLAUDE.md"_s, "# P\n");
        place.write(u"p/content/a.md"_s, "---\nstatus: Fact Check\n---\nText\n");
        place.write(u"p/context/active-work.md"_s, "## In Review\n- A (a)\n");
        place.write(u"p/config/pipeline.yaml"_s, kPipeline + "rights: {assistant: Approved}\n");
        const auto codes = [&place](const QString& accepted) {
            ContentLoadOptions options;
            options.readParents = false;
            options.acceptedPipeline = accepted;
            QStringList found;
            const auto content = loadContent(place.path(u"p"_s), options);
            for (const ContentWarning& warning : content ? content->warnings : QList<ContentWarning>()) {
                if (warning.code.startsWith("piece."_L1) || warning.code.startsWith("pipeline."_L1))
                    found.append(warning.code);
            }
            return found;
        };
        QCOMPARE(codes({}), QStringList{u"pipeline.entry"_s});
        place.write(u"accepted.yaml"_s, kPipeline);
        QCOMPARE(codes(place.path(u"accepted.yaml"_s)), (QStringList{u"piece.status-differs"_s, u"pipeline.entry"_s}));
    }
};

QTEST_GUILESS_MAIN(TestStatusFlow)
#include "tst_statusflow.moc"
