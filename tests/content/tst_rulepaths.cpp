// SPDX-License-Identifier: MIT
#include "core/content/contentloader.h"
#include "core/content/rulepaths.h"
#include "tests/support/workclock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestRulePaths : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void matches_data();
    void matches();
    void braces_data();
    void braces();
    void braceBudget();
    void personalIgnoreFilesDoNotCount();
};

void TestRulePaths::matches_data()
{
    QTest::addColumn<QString>("glob");
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("matches");
    const auto row = [](const QString& glob, const QString& path, bool matches) {
        QTest::newRow(qPrintable(QString(glob).replace(u'\n', u'|') + u" ~ "_s + path)) << glob << path << matches;
    };
    row(u"**/*.ts"_s, u"a.ts"_s, true);
    row(u"**/*.ts"_s, u"src/deep/a.ts"_s, true);
    row(u"**/*.ts"_s, u"src/a.tsx"_s, false);
    row(u"*.md"_s, u"README.md"_s, true);
    row(u"*.md"_s, u"docs/README.md"_s, false);
    row(u"src/**/*"_s, u"src/a.ts"_s, true);
    row(u"src/**/*"_s, u"src/b/c/d.ts"_s, true);
    row(u"src/**/*"_s, u"lib/src/a.ts"_s, false);
    row(u"src/**"_s, u"src/a"_s, true);
    row(u"src/**"_s, u"src2/a"_s, false);
    row(u"content/"_s, u"content/a.md"_s, true);
    row(u"content"_s, u"content/a.md"_s, true);
    row(u"src/*.{ts,tsx}"_s, u"src/a.tsx"_s, true);
    row(u"src/*.{ts,tsx}"_s, u"src/a.js"_s, false);
    row(u"src/?.c"_s, u"src/a.c"_s, true);
    row(u"src/?.c"_s, u"src/ab.c"_s, false);
    row(u"[ab].md"_s, u"a.md"_s, true);
    row(u"[ab].md"_s, u"c.md"_s, false);
    row(u"[ab.md"_s, u"a.md"_s, false);
    row(u"\\[ab.md"_s, u"[ab.md"_s, true);
    row(u"!a.md"_s, u"!a.md"_s, true);
    row(u"!a.md"_s, u"b.md"_s, false);
    row(u"#a.md"_s, u"#a.md"_s, true);
    row(u"./a.md"_s, u"a.md"_s, true);
    row(u"/a.md"_s, u"a.md"_s, true);
    row(u"A.md"_s, u"a.md"_s, false);
    row(u"../a.md"_s, u"a.md"_s, false);
    row(u"a.md\nb.md"_s, u"b.md"_s, false);
    row(u"über/*.md"_s, u"über/ä.md"_s, true);
    row(QString(), u"a.md"_s, false);
    row(u"**"_s, u"a/b.md"_s, true);
    row(u"*"_s, u"a.md"_s, true);
    row(u"**/*.md"_s, u"/a.md"_s, false);
    row(u"**/*.md"_s, QString(), false);
}

void TestRulePaths::matches()
{
    QFETCH(QString, glob);
    QFETCH(QString, path);
    QFETCH(bool, matches);
    QCOMPARE(rulePathsMatch({glob}, path), matches);
    QCOMPARE(rulePathsMatch({u"[broken"_s, glob, u"other/*.x"_s}, path), matches);
}

void TestRulePaths::braces_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QStringList>("expanded");
    QTest::newRow("none") << u"a/*.md"_s << QStringList{u"a/*.md"_s};
    QTest::newRow("one") << u"a.{b,c}"_s << QStringList{u"a.b"_s, u"a.c"_s};
    QTest::newRow("two") << u"{a,b}/{c,d}"_s << QStringList{u"a/c"_s, u"a/d"_s, u"b/c"_s, u"b/d"_s};
    QTest::newRow("nested") << u"{a,b{c,d}}"_s << QStringList{u"a"_s, u"bc"_s, u"bd"_s};
    QTest::newRow("empty choice") << u"a{,b}"_s << QStringList{u"a"_s, u"ab"_s};
    QTest::newRow("single") << u"{a}"_s << QStringList{u"{a}"_s};
    QTest::newRow("single around two") << u"{x{a,b}}"_s << QStringList{u"{xa}"_s, u"{xb}"_s};
    QTest::newRow("open") << u"{a,b"_s << QStringList{u"{a,b"_s};
    QTest::newRow("open before two") << u"{a,{b,c}"_s << QStringList{u"{a,b"_s, u"{a,c"_s};
    QTest::newRow("escaped") << u"\\{a,b}"_s << QStringList{u"\\{a,b}"_s};
}

void TestRulePaths::braces()
{
    QFETCH(QString, pattern);
    QFETCH(QStringList, expanded);
    QCOMPARE(expandBraces({pattern}), expanded);
}

void TestRulePaths::braceBudget()
{
    const QString bomb = u"{a,b}"_s.repeated(40);
    const test::WorkClock clock;
    QCOMPARE(expandBraces({bomb}), QStringList{bomb});
    QCOMPARE(expandBraces({QString(100'000, u'{')}).size(), 1);
    QCOMPARE(expandBraces({u"{a,"_s.repeated(20'000)}).size(), 1);
    QStringList many;
    for (int i = 0; i < 1200; ++i)
        many.append(u"{a%1,b%1}"_s.arg(i));
    const QStringList expanded = expandBraces(many);
    QVERIFY(expanded.contains(u"a0"_s));
    QVERIFY(expanded.contains(u"{a1199,b1199}"_s)); // over the budget: as it is, so it matches nothing
    QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(!rulePathsMatch({bomb}, QString(40, u'a')));
}

void TestRulePaths::personalIgnoreFilesDoNotCount()
{
    const QTemporaryDir home;
    QVERIFY(QDir(home.path()).mkpath(u"git"_s));
    QFile ignore(home.filePath(u"git/ignore"_s));
    QVERIFY(ignore.open(QIODevice::WriteOnly) && ignore.write("*.swp\n") == 6);
    ignore.close();
    qputenv("XDG_CONFIG_HOME", home.path().toUtf8());
    QVERIFY(!rulePathsMatch({u"*.md"_s}, u"a.swp"_s));
    QVERIFY(rulePathsMatch({u"*.swp"_s}, u"a.swp"_s));
    qunsetenv("XDG_CONFIG_HOME");
}

QTEST_GUILESS_MAIN(TestRulePaths)
#include "tst_rulepaths.moc"
