// SPDX-License-Identifier: MIT
// Learnings: their entries, what the next run reads, and the store of proposals that wait for the person. Pieces in groups.
#include "core/content/learnings.h"
#include "core/content/piecegroups.h"
#include "core/content/proposalstore.h"
#include "tests/support/tempproject.h"

#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

class TestProposals : public QObject {
    Q_OBJECT

private:
    static LearningProposal proposal(const QString& text, const QString& command = u"write"_s)
    {
        LearningProposal made;
        made.source = u"rejected"_s;
        made.command = command;
        made.text = text;
        made.origin = u"You said it."_s;
        made.sessionId = u"s1"_s;
        return made;
    }
    static QDateTime at(int minute) { return {QDate(2026, 1, 31), QTime(10, minute), QTimeZone::utc()}; }
    static QStringList texts(const ProposalStore& store)
    {
        QStringList all;
        for (const LearningProposal& each : store.pending())
            all.append(each.text);
        return all;
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void entries()
    {
        const QList<LearningEntry> found =
            learningEntries(u"# Learnings: x\n\n- 2026-01-02: one\n  goes on\n- no date\n\ntext\n```\n- 2026-01-03: code\n```\n"
                            "* **2026-01-04** - bold\r\n- 2026-99-99: bad\n"_s);
        QCOMPARE(found.size(), 4);
        QCOMPARE(found.at(0).line, 3);
        QCOMPARE(found.at(0).date, QDate(2026, 1, 2));
        QCOMPARE(found.at(0).text, u"one goes on"_s);
        QVERIFY(!found.at(1).date.isValid());
        QCOMPARE(found.at(1).text, u"no date"_s);
        QCOMPARE(found.at(2).date, QDate(2026, 1, 4));
        QCOMPARE(found.at(2).text, u"bold"_s);
        QVERIFY(!found.at(3).date.isValid());
        QVERIFY(learningEntries({}).isEmpty());
    }

    void commandsThatCanBePaths_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<bool>("good");
        QTest::newRow("plain") << u"write"_s << true;
        QTest::newRow("namespaced") << u"web:deploy"_s << true;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("up") << u".."_s << false;
        QTest::newRow("up in a part") << u"..:CLAUDE"_s << false;
        QTest::newRow("slash") << u"a/b"_s << false;
        QTest::newRow("empty part") << u"a:"_s << false;
        QTest::newRow("long") << QString(201, u'a') << false;
    }
    void commandsThatCanBePaths()
    {
        QFETCH(QString, command);
        QFETCH(bool, good);
        QCOMPARE(isLearningsCommand(command), good);
    }

    void storedKeptDropped()
    {
        const TempProject place;
        const QString file = place.path(u"data/p/learnings.jsonl"_s);
        {
            ProposalStore store(file);
            QCOMPARE(store.add(proposal(u"Short  titles."_s), at(1)).value(), true);
            QCOMPARE(store.add(proposal(u"No prices"_s), at(2)).value(), true);
            QCOMPARE(store.add(proposal(u"short titles"_s), at(3)).value(), false); // the same words
            QCOMPARE(store.add(proposal(u"short titles"_s, u"plan"_s), at(4)).value(), true); // for another command
            QCOMPARE(store.add(proposal(u" \n "_s), at(5)).value(), false);
            QCOMPARE(texts(store), (QStringList{u"short titles"_s, u"No prices"_s, u"Short titles."_s}));
            QCOMPARE(store.pending().at(2).times, 2);
        }
        ProposalStore again(file);
        const QList<LearningProposal> pending = again.pending();
        QCOMPARE(texts(again), (QStringList{u"short titles"_s, u"No prices"_s, u"Short titles."_s}));
        QCOMPARE(pending.at(2).times, 2);
        QCOMPARE(pending.at(1).time, at(2));
        QCOMPARE(pending.at(1).origin, u"You said it."_s);
        QVERIFY(again.keep(pending.at(1).id, u"write"_s, u"No prices at all"_s, at(6)).has_value());
        QVERIFY(again.drop(pending.at(2).id).has_value());
        QCOMPARE(again.drop(pending.at(2).id).error().code, ErrorCode::NotFound);
        // Neither what was dropped, nor what was kept, as it was or as it was edited, comes again.
        QCOMPARE(again.add(proposal(u"SHORT TITLES"_s), at(7)).value(), false);
        QCOMPARE(again.add(proposal(u"No prices"_s), at(8)).value(), false);
        QCOMPARE(again.add(proposal(u"No prices at all."_s), at(9)).value(), false);
        const ProposalStore third(file);
        QCOMPARE(texts(third), QStringList{u"short titles"_s});
        QCOMPARE(third.kept().size(), 1);
        QCOMPARE(third.kept().at(0).text, u"No prices at all"_s);
        QCOMPARE(third.kept().at(0).sessionId, u"s1"_s);
    }

    void aTornOrForeignLineCostsNothingElse()
    {
        const TempProject place;
        const QString file = place.path(u"learnings.jsonl"_s);
        {
            ProposalStore store(file);
            QVERIFY(store.add(proposal(u"One"_s), at(1)).has_value());
        }
        const QByteArray whole = place.read(u"learnings.jsonl"_s);
        place.write(u"learnings.jsonl"_s, "nonsense\n" + whole + "{\"type\":\"dropped\",\"id\":\"none\"}\n{\"type\":\"propo");
        {
            ProposalStore store(file);
            QCOMPARE(texts(store), QStringList{u"One"_s});
            QVERIFY(store.add(proposal(u"Two"_s), at(2)).has_value());
        }
        QCOMPARE(texts(ProposalStore(file)), (QStringList{u"Two"_s, u"One"_s}));
    }

    void theOldestGoWhenThereAreTooMany()
    {
        const TempProject place;
        ProposalStore store(place.path(u"learnings.jsonl"_s));
        for (int i = 0; i <= ProposalStore::kMostPending; ++i)
            QVERIFY(store.add(proposal(u"Number %1"_s.arg(i)), at(1)).has_value());
        QCOMPARE(store.pending().size(), ProposalStore::kMostPending);
        QCOMPARE(store.pending().last().text, u"Number 1"_s);
        QVERIFY(store.add(proposal(QString(5000, u'x')), at(2)).has_value());
        QCOMPARE(store.pending().first().text.size(), ProposalStore::kMostText);
    }

    void groups()
    {
        const auto piece = [](const QString& name, const QByteArray& frontmatter) {
            return pieceFrom(u"/p"_s, u"content/"_s + name + u".md"_s, "---\n" + frontmatter + "---\nText\n");
        };
        const QList<Piece> pieces{piece(u"b"_s, "title: B\nstatus: draft\nplatform: X\n"),
                                  piece(u"a"_s, "title: A\nstatus: Draft\nplatform: website\n"),
                                  piece(u"c"_s, "title: C\nstatus: published\nplatform: x\n"), piece(u"d"_s, "title: D\nstatus: parked\n"),
                                  piece(u"e"_s, "title: E\nslug: a\n")};
        const auto told = [&](PieceGrouping by) {
            QStringList all;
            for (const PieceGroup& group : groupPieces(pieces, by)) {
                QString line = group.title + u':';
                for (const Piece& each : group.pieces)
                    line += each.title;
                all.append(line);
            }
            return all;
        };
        QCOMPARE(told(PieceGrouping::Status), (QStringList{u"Draft:AB"_s, u"Published:C"_s, u"parked:D"_s, u"No status:E"_s}));
        QCOMPARE(told(PieceGrouping::Platform), (QStringList{u"website:A"_s, u"X:BC"_s, u"No platform:DE"_s}));
    }

    void newFiles()
    {
        const Piece made = pieceFrom(u"/p"_s, u"content/posts/winter-lights.md"_s, newFileText(u"content/posts/winter-lights.md"_s));
        QVERIFY(made.problem.isEmpty());
        QCOMPARE(made.title, u"Winter lights"_s);
        QCOMPARE(made.status, PieceStatus::Draft);
        QCOMPARE(newFileText(u"brand/tone_of voice.md"_s), QByteArray("# Tone of voice\n"));
        QCOMPARE(newFileText(u"content/data.csv"_s), QByteArray());
        QVERIFY(pieceFrom(u"/p"_s, u"content/a.md"_s, newFileText(u"content/say \"x\" \\.md"_s)).problem.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestProposals)
#include "tst_proposals.moc"
