// SPDX-License-Identifier: MIT
// What the list of pieces shows after any change is what it would show had it been filled anew.
#include "tests/ui/shellfixtures.h"
#include "ui/panes/content/piecesmodel.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestPiecesModel : public QObject {
    Q_OBJECT

private:
    static Piece randomPiece(const QString& relative, QRandomGenerator& random)
    {
        const QList<QByteArray> statuses{"Draft", "In Review", "Published", "parked", ""};
        const QList<QByteArray> platforms{"website", "x", ""};
        QByteArray head = "title: T" + QByteArray::number(random.bounded(6)) + '\n';
        head += "status: " + statuses.at(random.bounded(5)) + "\nplatform: " + platforms.at(random.bounded(3)) + '\n';
        if (random.bounded(4) == 0)
            head += "slug: s" + QByteArray::number(random.bounded(3)) + '\n';
        if (random.bounded(8) == 0)
            head += "title: twice\n"; // cannot be read
        return pieceFrom(u"/p"_s, relative, "---\n" + head + "---\n");
    }
    /// Some go, some come, some say something else.
    static QList<Piece> changed(const QList<Piece>& pieces, QRandomGenerator& random)
    {
        QMap<QString, Piece> all;
        for (const Piece& piece : pieces)
            all.insert(piece.relative, piece);
        for (int i = random.bounded(5); i >= 0; --i) {
            const QString relative = u"content/p%1.md"_s.arg(10 + random.bounded(40));
            if (random.bounded(3) == 0)
                all.remove(relative);
            else
                all.insert(relative, randomPiece(relative, random));
        }
        return all.values();
    }
    static QStringList shown(const PiecesModel& model)
    {
        QStringList lines;
        for (int group = 0; group < model.rowCount(); ++group) {
            const QModelIndex parent = model.index(group, 0);
            lines += QString(parent.data().toString() + u' ' + parent.siblingAtColumn(1).data().toString());
            for (int row = 0; row < model.rowCount(parent); ++row) {
                const QModelIndex piece = model.index(row, 0, parent);
                lines += QString(piece.data(Qt::ToolTipRole).toString() + u'|' + piece.siblingAtColumn(1).data().toString());
            }
        }
        return lines;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void changesComeToTheSame_data()
    {
        QTest::addColumn<PieceGrouping>("grouping");
        QTest::addColumn<QString>("filter");
        QTest::newRow("by status") << PieceGrouping::Status << QString();
        QTest::newRow("by platform") << PieceGrouping::Platform << QString();
        QTest::newRow("some titles") << PieceGrouping::Status << u"t3"_s;
        QTest::newRow("a group's title") << PieceGrouping::Platform << u"website"_s;
    }
    void changesComeToTheSame()
    {
        QFETCH(PieceGrouping, grouping);
        QFETCH(QString, filter);
        QRandomGenerator random(7);
        PiecesModel model;
        const QAbstractItemModelTester tester(&model);
        model.setGrouping(grouping);
        model.setFilter(filter);
        QList<Piece> pieces;
        for (int round = 0; round < 150; ++round) {
            pieces = changed(pieces, random);
            model.setPieces(pieces);
            PiecesModel fresh;
            fresh.setGrouping(grouping);
            fresh.setFilter(filter);
            fresh.setPieces(pieces);
            QCOMPARE(shown(model), shown(fresh));
            QCOMPARE(model.troubled(), fresh.troubled());
            for (const Piece& piece : std::as_const(pieces)) {
                const QModelIndex found = model.find(piece.relative);
                QCOMPARE(found.isValid(), fresh.find(piece.relative).isValid());
                QVERIFY(!found.isValid() || found.data(PiecesModel::RelativeRole) == piece.relative);
            }
        }
    }

    /// One changed piece among thousands is one row that changes, or one that goes and one that comes.
    void aChangeTellsOneRow()
    {
        QList<Piece> pieces;
        for (int i = 0; i < 3000; ++i)
            pieces += pieceFrom(u"/p"_s, u"content/p%1.md"_s.arg(10'000 + i),
                                "---\ntitle: T\nstatus: " + QByteArray(i % 2 ? "Draft" : "In Review") + "\n---\n");
        PiecesModel model;
        model.setPieces(pieces);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy told(&model, &QAbstractItemModel::dataChanged);
        pieces[1500] = pieceFrom(u"/p"_s, pieces[1500].relative, "---\ntitle: T\ntype: note\nstatus: In Review\n---\n");
        model.setPieces(pieces);
        QCOMPARE(inserted.size() + removed.size() + reset.size(), 0);
        QVERIFY(!told.isEmpty());
        for (const QList<QVariant>& each : std::as_const(told)) {
            const auto first = each.at(0).toModelIndex();
            QCOMPARE(first, model.find(pieces[1500].relative));
            QCOMPARE(each.at(1).toModelIndex().row(), first.row());
        }
        pieces[1500] = pieceFrom(u"/p"_s, pieces[1500].relative, "---\ntitle: T\nstatus: Published\n---\n");
        model.setPieces(pieces);
        QCOMPARE(removed.size(), 1);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(reset.size(), 0);
        told.clear();
        model.setPieces(pieces);
        QCOMPARE(told.size(), 0);
    }

    void marksTellTheirRow()
    {
        PiecesModel model;
        const QString one = u"content/p1.md"_s;
        model.setPieces(
            {pieceFrom(u"/p"_s, one, "---\nstatus: In Review\n---\n"), pieceFrom(u"/p"_s, u"content/p2.md"_s, "---\nstatus: In Review\n---\n")});
        QSignalSpy told(&model, &QAbstractItemModel::dataChanged);
        const PieceMarks marks{{one, {.kind = PieceMark::Kind::Claimed}}, {u"content/gone.md"_s, {.kind = PieceMark::Kind::Claimed}}};
        model.setMarks(marks);
        QCOMPARE(told.size(), 1);
        QCOMPARE(told.at(0).at(0).toModelIndex(), model.find(one));
        QCOMPARE(model.mark(model.find(one)).kind, PieceMark::Kind::Claimed);
        model.setMarks(marks);
        QCOMPARE(told.size(), 1);
        model.setMarks({});
        QCOMPARE(told.size(), 2);
        QCOMPARE(model.mark(model.find(one)).kind, PieceMark::Kind::None);
    }
};

QTEST_MAIN(TestPiecesModel)
#include "tst_piecesmodel.moc"
