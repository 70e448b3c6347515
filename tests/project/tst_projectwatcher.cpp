// SPDX-License-Identifier: MIT
#include "core/base/rootdir.h"
#include "tests/support/watched.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <unistd.h>

#include <atomic>
#include <cerrno>

using namespace aios;
using namespace Qt::StringLiterals;
using aios::test::TempProject;
using aios::test::Watched;

class TestProjectWatcher : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        test::keepTemporaryFilesInMemory();
    }
    void seesChanges();
    void seesNewFoldersWithAllTheyHold();
    void seesRenamedAndRemovedFolders();
    void touchesAndOwnWritesAreNoNews();
    void personsEditAfterOursIsNews();
    void ignoredFilesAreNoNews();
    void layersAreSeenWhateverIsIgnored();
    void gitignoreItselfChanges();
    void linkedFileChangesWithItsTarget();
    void rootGoesAndComesBack();
    void troubleIsTold_data();
    void troubleIsTold();
    void anotherFolderInItsPlaceIsTold();
    void stormIsBatched();
    void mayBeDestroyedAtOnce();
};

void TestProjectWatcher::seesChanges()
{
    TempProject project;
    project.write(u"CLAUDE.md"_s, "one");
    project.write(u".claude/rules/a.md"_s, "rule");
    project.write(u"content/x/y.md"_s, "piece");
    Watched watched(project);
    QElapsedTimer timer;
    timer.start();
    project.write(u"CLAUDE.md"_s, "two"); // Same size.
    project.writeAtomically(u".claude/rules/a.md"_s, "rule 2");
    project.write(u".claude/rules/new.md"_s, "new");
    project.remove(u"content/x/y.md"_s);
    QTRY_COMPARE_WITH_TIMEOUT(watched.sorted(),
                              (QStringList{u".claude/rules/a.md"_s, u".claude/rules/new.md"_s, u"CLAUDE.md"_s, u"content/x/y.md"_s}), 5000);
    QVERIFY2(timer.elapsed() < 1000, "not within a second");
    watched.settle();
    QCOMPARE(watched.news.size(), 4); // Once each, and nothing of the editor's temporary file.
}

void TestProjectWatcher::seesNewFoldersWithAllTheyHold()
{
    TempProject project;
    Watched watched(project);
    project.write(u"a/b/c/d.md"_s, "deep"); // Folder and file are made faster than a watch can be set.
    QTRY_COMPARE(watched.sorted(), QStringList{u"a/b/c/d.md"_s});
    project.write(u"a/b/c/e.md"_s, "later");
    QTRY_COMPARE(watched.sorted(), (QStringList{u"a/b/c/d.md"_s, u"a/b/c/e.md"_s}));
}

void TestProjectWatcher::seesRenamedAndRemovedFolders()
{
    TempProject project;
    project.write(u"old/sub/a.md"_s, "a");
    Watched watched(project);
    QVERIFY(QDir(project.path()).rename(u"old"_s, u"new"_s));
    QTRY_COMPARE(watched.sorted(), (QStringList{u"new/sub/a.md"_s, u"old/sub/a.md"_s}));
    watched.settle();
    watched.news.clear();
    project.write(u"new/sub/a.md"_s, "b"); // Still watched under its new name.
    QTRY_COMPARE(watched.sorted(), QStringList{u"new/sub/a.md"_s});
    QVERIFY(QDir(project.path(u"new"_s)).removeRecursively());
    watched.news.clear();
    QTRY_COMPARE(watched.sorted(), QStringList{u"new/sub/a.md"_s});
}

void TestProjectWatcher::touchesAndOwnWritesAreNoNews()
{
    TempProject project;
    project.write(u"a.md"_s, "A");
    project.write(u"b.md"_s, "B");
    project.write(u"c.md"_s, "C");
    Watched watched(project);
    const auto root = RootDir::open(project.path());
    QVERIFY(root);
    project.write(u"a.md"_s, "A"); // Same content.
    const auto written = root->write("b.md", "ours", WriteExpectation::anything());
    QVERIFY(written);
    watched.watcher.noteOwnWrite(u"b.md"_s, written->sha256);
    for (const QByteArray& text : {QByteArray("ours 1"), QByteArray("ours 2"), QByteArray("ours 3")})
        watched.watcher.noteOwnWrite(u"d/new.md"_s, root->write("d/new.md", text, WriteExpectation::anything())->sha256);
    QVERIFY(root->remove("c.md", WriteExpectation::anything()));
    watched.watcher.noteOwnWrite(u"c.md"_s, {});
    watched.settle();
    QCOMPARE(watched.sorted(), QStringList());
}

void TestProjectWatcher::personsEditAfterOursIsNews()
{
    TempProject project;
    project.write(u"a.md"_s, "A");
    Watched watched(project);
    const auto root = RootDir::open(project.path());
    watched.watcher.noteOwnWrite(u"a.md"_s, root->write("a.md", "ours", WriteExpectation::anything())->sha256);
    watched.settle();
    QCOMPARE(watched.sorted(), QStringList());
    project.write(u"a.md"_s, "theirs");
    QTRY_COMPARE(watched.news.size(), 1);
    project.write(u"a.md"_s, "ours"); // Back to what we once wrote: a change all the same.
    QTRY_COMPARE(watched.news.size(), 2);
}

void TestProjectWatcher::ignoredFilesAreNoNews()
{
    TempProject project;
    project.write(u".gitignore"_s, "*.log\nbuild/\n");
    project.write(u"build/x"_s, "x");
    project.write(u"node_modules/x/y.js"_s, "x");
    project.write(u".git/HEAD"_s, "x");
    Watched watched(project);
    project.write(u"build/x"_s, "y");
    project.write(u"node_modules/x/y.js"_s, "y");
    project.write(u"node_modules/z.js"_s, "y");
    project.write(u".git/HEAD"_s, "y");
    project.write(u"a.log"_s, "y");
    project.write(u"d/build/z"_s, "y");
    project.write(u"seen.md"_s, "y");
    watched.settle();
    QCOMPARE(watched.sorted(), QStringList{u"seen.md"_s});
}

/// Whole .claude folders are ignored in many repositories, and so are the files that are one person's own.
void TestProjectWatcher::layersAreSeenWhateverIsIgnored()
{
    TempProject project;
    project.write(u".gitignore"_s, ".claude/\nCLAUDE.local.md\nlearnings\n/context/*\n*.json\n");
    project.write(u".claude/commands/site/plan.md"_s, "x");
    project.write(u".claude/worktrees/w/CLAUDE.md"_s, "x");
    project.write(u".claude/skills/s/packages/p.md"_s, "x");
    project.write(u"CLAUDE.local.md"_s, "x");
    Watched watched(project);
    QStringList expected{u"CLAUDE.local.md"_s,
                         u".mcp.json"_s,
                         u".claude/settings.local.json"_s,
                         u".claude/commands/site/plan.md"_s,
                         u".claude/commands/new/one.md"_s,
                         u".claude/rules/r.md"_s,
                         u".claude/agents/a.MD"_s,
                         u".claude/skills/s/SKILL.md"_s,
                         u".claude/skills/single.md"_s,
                         u"learnings/plan.md"_s,
                         u"context/active-work.md"_s};
    for (const QString& path : std::as_const(expected))
        project.write(path, "y");
    for (const QString& path : {u".claude/worktrees/w/CLAUDE.md"_s, u".claude/skills/s/packages/p.md"_s, u".claude/todos/t.json"_s, u"a.json"_s,
                                u"learnings/scratch.txt"_s, u"context/notes.txt"_s})
        project.write(path, "y");
    expected.sort();
    QTRY_COMPARE(watched.sorted(), expected);
    watched.settle();
    QCOMPARE(watched.sorted(), expected);
    watched.news.clear();
    project.writeAtomically(u".claude/skills/s/SKILL.md"_s, "z"); // A new folder in an ignored one is watched from then on.
    project.remove(u".claude/commands/new/one.md"_s);
    QTRY_COMPARE(watched.sorted(), (QStringList{u".claude/commands/new/one.md"_s, u".claude/skills/s/SKILL.md"_s}));
}

void TestProjectWatcher::gitignoreItselfChanges()
{
    TempProject project;
    project.write(u".gitignore"_s, "drafts/\n");
    project.write(u"drafts/a.md"_s, "a");
    Watched watched(project);
    project.write(u".gitignore"_s, "# nothing\n");
    QTRY_COMPARE(watched.sorted(), (QStringList{u".gitignore"_s, u"drafts/a.md"_s}));
    watched.news.clear();
    project.write(u"drafts/a.md"_s, "b");
    QTRY_COMPARE(watched.sorted(), QStringList{u"drafts/a.md"_s});
}

void TestProjectWatcher::linkedFileChangesWithItsTarget()
{
    TempProject project;
    project.write(u"docs/AI.md"_s, "one");
    QVERIFY(::symlink("docs/AI.md", QFile::encodeName(project.path(u"CLAUDE.md"_s)).constData()) == 0);
    Watched watched(project);
    project.write(u"docs/AI.md"_s, "two");
    QTRY_COMPARE(watched.sorted(), (QStringList{u"CLAUDE.md"_s, u"docs/AI.md"_s}));
}

void TestProjectWatcher::rootGoesAndComesBack()
{
    TempProject base;
    base.write(u"project/a.md"_s, "a");
    ProjectWatcher watcher(base.path(u"project"_s));
    QSignalSpy available(&watcher, &ProjectWatcher::rootAvailable);
    QSignalSpy changed(&watcher, &ProjectWatcher::changed);
    QSignalSpy learned(&watcher, &ProjectWatcher::learned);
    watcher.start();
    QTRY_COMPARE(learned.size(), 1);
    QVERIFY(QDir(base.path()).rename(u"project"_s, u"away"_s));
    QTRY_COMPARE(available.size(), 1);
    QCOMPARE(available[0][0].toBool(), false);
    QCOMPARE(changed.size(), 0); // Not every file is gone: the folder is.
    base.write(u"away/a.md"_s, "b");
    QVERIFY(QDir(base.path()).rename(u"away"_s, u"project"_s));
    QTRY_COMPARE(available.size(), 2);
    QCOMPARE(available[1][0].toBool(), true);
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(changed[0][0].toStringList(), QStringList{u"a.md"_s});
    base.write(u"project/a.md"_s, "c");
    QTRY_COMPARE(changed.size(), 2);
}

/// With a kernel that has run out of something: it is said, changes are found by looking, and when there is room again all is as it should be.
void TestProjectWatcher::troubleIsTold_data()
{
    QTest::addColumn<bool>("instances");
    QTest::addColumn<WatchTrouble>("trouble");
    QTest::newRow("no watcher") << true << WatchTrouble::NoInstances;
    QTest::newRow("no watches") << false << WatchTrouble::NoWatches;
}
void TestProjectWatcher::troubleIsTold()
{
    QFETCH(const bool, instances);
    QFETCH(const WatchTrouble, trouble);
    for (int looks = instances ? 0 : 2; looks > 0; --looks)
        QTest::ignoreMessage(QtWarningMsg, "more folders than can be watched; changes in the rest are seen late, or when they are opened");
    TempProject project;
    project.write(u"content/a.md"_s, "a");
    std::atomic_bool full = true;
    WatchCalls calls;
    if (instances)
        calls.open = [&full, real = calls.open] { return full ? (errno = EMFILE, -1) : real(); };
    else
        calls.add = [&full, real = calls.add](int watcher, const QByteArray& path, std::uint32_t events) {
            return full && path.endsWith("/content") ? (errno = ENOSPC, -1) : real(watcher, path, events);
        };
    ProjectWatcher watcher(project.path(), calls);
    QSignalSpy told(&watcher, &ProjectWatcher::troubleChanged);
    QSignalSpy changed(&watcher, &ProjectWatcher::changed);
    QSignalSpy learned(&watcher, &ProjectWatcher::learned);
    watcher.start();
    QTRY_COMPARE(learned.size(), 1);
    QTRY_COMPARE(told.size(), 1);
    QCOMPARE(told[0][0].value<WatchTrouble>(), trouble);
    QCOMPARE(watcher.trouble(), trouble);

    project.write(u"content/a.md"_s, "b"); // nobody tells
    watcher.lookAgain();
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(changed[0][0].toStringList(), QStringList{u"content/a.md"_s});
    QCOMPARE(told.size(), 1); // the same trouble is no news

    full = false;
    watcher.lookAgain();
    QTRY_COMPARE(told.size(), 2);
    QCOMPARE(told[1][0].value<WatchTrouble>(), WatchTrouble::None);
    project.write(u"content/a.md"_s, "c");
    QTRY_COMPARE(changed.size(), 2); // told by the kernel again
}

void TestProjectWatcher::anotherFolderInItsPlaceIsTold()
{
    TempProject base;
    base.write(u"project/a.md"_s, "a");
    ProjectWatcher watcher(base.path(u"project"_s));
    QSignalSpy told(&watcher, &ProjectWatcher::troubleChanged);
    QSignalSpy changed(&watcher, &ProjectWatcher::changed);
    QSignalSpy learned(&watcher, &ProjectWatcher::learned);
    watcher.start();
    QTRY_COMPARE(learned.size(), 1);
    // As the empty place of a disk that was taken out: at the same path, and no event of what went on beneath it.
    QVERIFY(QDir(base.path()).rename(u"project"_s, u"away"_s));
    QVERIFY(QDir(base.path()).mkdir(u"project"_s));
    watcher.lookAgain();
    QTRY_COMPARE(told.size(), 1);
    QCOMPARE(told[0][0].value<WatchTrouble>(), WatchTrouble::OtherFolder);
    QCOMPARE(changed.size(), 0); // not every file is gone
    QVERIFY(QDir(base.path()).rmdir(u"project"_s));
    QVERIFY(QDir(base.path()).rename(u"away"_s, u"project"_s));
    watcher.lookAgain();
    QTRY_COMPARE(watcher.trouble(), WatchTrouble::None);
}

void TestProjectWatcher::stormIsBatched()
{
    TempProject project;
    project.write(u"a.md"_s, "a");
    Watched watched(project);
    QElapsedTimer timer;
    timer.start();
    int writes = 0;
    while (timer.elapsed() < 1000) {
        project.write(u"a.md"_s, QByteArray::number(++writes));
        project.write(u"storm/%1.md"_s.arg(writes % 300), QByteArray::number(writes));
        if (writes % 20 == 0)
            QTest::qWait(1);
    }
    watched.settle();
    QVERIFY(watched.news.contains(u"a.md"_s));
    QCOMPARE(watched.sorted().size(), std::min(writes, 300) + 1);
    QVERIFY2(watched.shortestGap >= 150, QByteArray::number(watched.shortestGap).constData());
}

void TestProjectWatcher::mayBeDestroyedAtOnce()
{
    TempProject project;
    for (int i = 0; i < 150; ++i)
        project.write(u"d%1/f"_s.arg(i), "x");
    for (int i = 0; i < 10; ++i) {
        ProjectWatcher watcher(project.path());
        watcher.start();
        QTest::qWait(i);
    }
}

QTEST_GUILESS_MAIN(TestProjectWatcher)
#include "tst_projectwatcher.moc"
