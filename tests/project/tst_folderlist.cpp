// SPDX-License-Identifier: MIT
#include "core/project/entrymove.h"
#include "core/project/folderlist.h"
#include "tests/support/tempproject.h"

#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

class TestFolderList : public QObject {
    Q_OBJECT

private:
    static QStringList names(const FolderList& list)
    {
        QStringList all;
        for (const FolderEntry& entry : list.entries)
            all.append(entry.name + (entry.folder ? u"/"_s : entry.link ? u"@"_s : QString()));
        return all;
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void lists()
    {
        const TempProject place;
        const TempProject outside;
        place.write(u"b10.md"_s, "12345");
        place.write(u"b2.md"_s, "1");
        place.write(u"sub/deep/x.md"_s, "x");
        place.write(u"Alpha/a.md"_s, "x");
        place.write(u".hidden"_s, "x");
        place.link(outside.path(), u"out"_s);
        const RootDir root = RootDir::open(place.path()).value();
        const auto list = listFolder(root, u"."_s);
        QVERIFY(list.has_value());
        QCOMPARE(names(*list), (QStringList{u"Alpha/"_s, u"sub/"_s, u"b2.md"_s, u"b10.md"_s, u"out@"_s}));
        QCOMPARE(list->entries.at(3).bytes, 5);
        QVERIFY(!list->cut);
        QCOMPARE(names(*listFolder(root, u"sub/deep"_s)), QStringList{u"x.md"_s});
        const auto few = listFolder(root, u"."_s, 2);
        QCOMPARE(few->entries.size(), 2);
        QVERIFY(few->cut);
    }

    void refused_data()
    {
        QTest::addColumn<QString>("relative");
        QTest::newRow("through a link") << u"out"_s;
        QTest::newRow("up") << u"../"_s;
        QTest::newRow("absolute") << u"/etc"_s;
        QTest::newRow("empty") << QString();
        QTest::newRow("missing") << u"none"_s;
        QTest::newRow("a file") << u"a.md"_s;
    }
    void refused()
    {
        QFETCH(QString, relative);
        const TempProject place;
        const TempProject outside;
        place.write(u"a.md"_s, "x");
        place.link(outside.path(), u"out"_s);
        QVERIFY(!listFolder(RootDir::open(place.path()).value(), relative));
    }

    void moves()
    {
        const TempProject place;
        place.write(u"a/one.md"_s, "1");
        place.write(u"b/two.md"_s, "2");
        const RootDir root = RootDir::open(place.path()).value();
        QVERIFY(moveEntry(root, u"a/one.md"_s, u"b/three.md"_s).has_value());
        QCOMPARE(place.read(u"b/three.md"_s), QByteArray("1"));
        QCOMPARE(moveEntry(root, u"b/three.md"_s, u"b/two.md"_s).error().code, ErrorCode::AlreadyExists);
        QCOMPARE(place.read(u"b/two.md"_s), QByteArray("2"));
        QCOMPARE(place.read(u"b/three.md"_s), QByteArray("1"));
        QVERIFY(moveEntry(root, u"b"_s, u"c"_s).has_value());
        QVERIFY(place.exists(u"c/two.md"_s));
        QCOMPARE(moveEntry(root, u"c"_s, u"c/inside"_s).error().code, ErrorCode::InvalidInput);
        QCOMPARE(moveEntry(root, u"none"_s, u"d"_s).error().code, ErrorCode::NotFound);
        QCOMPARE(moveEntry(root, u"c"_s, u"none/d"_s).error().code, ErrorCode::NotFound);
    }

    void movesStayBeneath()
    {
        const TempProject place;
        const TempProject outside;
        place.write(u"a.md"_s, "x");
        place.link(outside.path(), u"out"_s);
        const RootDir root = RootDir::open(place.path()).value();
        for (const QString& to : {u"../a.md"_s, u"out/a.md"_s, u"/tmp/a.md"_s, u".."_s, QString()})
            QVERIFY2(!moveEntry(root, u"a.md"_s, to), qPrintable(to));
        QVERIFY(place.exists(u"a.md"_s));
        QVERIFY(outside.names().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestFolderList)
#include "tst_folderlist.moc"
