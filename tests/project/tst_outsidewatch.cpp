// SPDX-License-Identifier: MIT
#include "tests/support/watched.h"

#include <QTest>

#include <unistd.h>

using namespace aios;
using namespace Qt::StringLiterals;
using aios::test::TempProject;
using aios::test::Watched;

/// What the watcher tells of places outside its folder.
class TestOutsideWatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void files();
    void trees();
    void placesAreReplaced();
};

void TestOutsideWatch::files()
{
    TempProject outside;
    outside.write(u"CLAUDE.md"_s, "user");
    TempProject project;
    const QString there = outside.path(u"CLAUDE.md"_s);
    const QString later = outside.path(u"not/yet/made.md"_s);
    Watched watched(project, {.files = {there, later}, .trees = {}});
    outside.write(u"CLAUDE.md"_s, "user"); // Touched.
    outside.write(u"other.md"_s, "not asked for");
    watched.settle();
    QCOMPARE(watched.sorted(), QStringList());
    outside.writeAtomically(u"CLAUDE.md"_s, "changed");
    QTRY_COMPARE(watched.sorted(), QStringList{there});
    watched.news.clear();
    outside.write(u"not/yet/made.md"_s, "x");
    QTRY_COMPARE(watched.sorted(), QStringList{later});
    watched.news.clear();
    outside.remove(u"CLAUDE.md"_s);
    QTRY_COMPARE(watched.sorted(), QStringList{there});
    watched.news.clear();
    outside.write(u"CLAUDE.md"_s, "back");
    QTRY_COMPARE(watched.sorted(), QStringList{there});
}

void TestOutsideWatch::trees()
{
    TempProject outside;
    outside.write(u"skills/a/SKILL.md"_s, "a");
    outside.write(u"linked/SKILL.md"_s, "l");
    QVERIFY(::symlink("../linked", QFile::encodeName(outside.path(u"skills/b"_s)).constData()) == 0);
    TempProject project;
    Watched watched(project, {.files = {}, .trees = {outside.path(u"skills"_s), outside.path(u"agents"_s)}});
    const auto isTold = [&](const QString& relative) {
        const bool told = QTest::qWaitFor([&] { return watched.sorted() == QStringList{outside.path(relative)}; });
        if (!told)
            qWarning() << relative << watched.sorted();
        watched.news.clear();
        return told;
    };
    outside.write(u"skills/a/SKILL.md"_s, "b");
    QVERIFY(isTold(u"skills/a/SKILL.md"_s));
    outside.write(u"linked/SKILL.md"_s, "m"); // Through the link.
    QVERIFY(isTold(u"skills/b/SKILL.md"_s));
    outside.write(u"skills/new/SKILL.md"_s, "n");
    QVERIFY(isTold(u"skills/new/SKILL.md"_s));
    outside.write(u"agents/x.md"_s, "x"); // The tree itself is new.
    QVERIFY(isTold(u"agents/x.md"_s));
    QVERIFY(QDir(outside.path(u"skills/new"_s)).removeRecursively());
    QVERIFY(isTold(u"skills/new/SKILL.md"_s));
    outside.write(u"skills/a/data.json"_s, "{}"); // Not read by anybody.
    watched.settle();
    QCOMPARE(watched.sorted(), QStringList());
}

void TestOutsideWatch::placesAreReplaced()
{
    TempProject outside;
    outside.write(u"one.md"_s, "1");
    outside.write(u"two/two.md"_s, "2");
    TempProject project;
    Watched watched(project, {.files = {outside.path(u"one.md"_s)}, .trees = {}});
    watched.watcher.watchAlso({.files = {outside.path(u"two/two.md"_s)}, .trees = {}});
    watched.settle();
    QCOMPARE(watched.sorted(), QStringList()); // What is asked for later is learned first, too.
    outside.write(u"one.md"_s, "1b");
    outside.write(u"two/two.md"_s, "2b");
    QTRY_COMPARE(watched.sorted(), QStringList{outside.path(u"two/two.md"_s)});
    watched.settle();
    QCOMPARE(watched.sorted(), QStringList{outside.path(u"two/two.md"_s)});
}

QTEST_GUILESS_MAIN(TestOutsideWatch)
#include "tst_outsidewatch.moc"
