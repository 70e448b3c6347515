// SPDX-License-Identifier: MIT
#include "core/project/filescan.h"
#include "tests/support/watched.h"
#include "tests/support/workclock.h"

#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace aios;
using namespace Qt::StringLiterals;
using aios::test::TempProject;

class TestFileScan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        test::keepTemporaryFilesInMemory();
    }
    void ignores_data();
    void ignores();
    void leavesOutWhatIsNoFile();
    void stopsAtTheLimitAndWhenCancelled();
    void fiftyThousandFilesAreQuick();
};

void TestFileScan::ignores_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::addColumn<QByteArray>("nested"); // sub/.gitignore
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QStringList>("expected");
    const QByteArray none;
    QTest::newRow("no rules") << none << none << QStringList{u"b"_s, u"a/x"_s} << QStringList{u"a/x"_s, u"b"_s};
    QTest::newRow("pattern anywhere") << QByteArray("*.log\n") << none << QStringList{u"x.log"_s, u"d/y.log"_s, u"d/y.md"_s}
                                      << QStringList{u"d/y.md"_s};
    QTest::newRow("folder only") << QByteArray("build/\n") << none << QStringList{u"build/x"_s, u"d/build/y"_s, u"e/build"_s}
                                 << QStringList{u"e/build"_s};
    QTest::newRow("anchored") << QByteArray("/dist\n") << none << QStringList{u"dist"_s, u"d/dist"_s} << QStringList{u"d/dist"_s};
    QTest::newRow("with a slash is anchored") << QByteArray("a/b\n") << none << QStringList{u"a/b"_s, u"c/a/b"_s} << QStringList{u"c/a/b"_s};
    QTest::newRow("double star") << QByteArray("a/**/z\n") << none << QStringList{u"a/z"_s, u"a/b/c/z"_s, u"z"_s} << QStringList{u"z"_s};
    QTest::newRow("taken back") << QByteArray("*.o\n!keep.o\n") << none << QStringList{u"a.o"_s, u"keep.o"_s} << QStringList{u"keep.o"_s};
    QTest::newRow("not taken back beneath an ignored folder")
        << QByteArray("d/\n!d/keep\n") << none << QStringList{u"d/keep"_s, u"e"_s} << QStringList{u"e"_s};
    QTest::newRow("comments, CRLF, mark, spaces") << QByteArray("\xef\xbb\xbf*.log\r\n# *.md\r\n\r\n\\#odd\r\n") << none
                                                  << QStringList{u"a.log"_s, u"a.md"_s, u"#odd"_s} << QStringList{u"a.md"_s};
    QTest::newRow("nested adds") << QByteArray("*.log\n") << QByteArray("*.tmp\n")
                                 << QStringList{u"a.tmp"_s, u"sub/a.tmp"_s, u"sub/d/a.tmp"_s, u"sub/a.log"_s} << QStringList{u"a.tmp"_s};
    QTest::newRow("nested takes back") << QByteArray("*.log\n") << QByteArray("!a.log\n") << QStringList{u"a.log"_s, u"sub/a.log"_s, u"sub/b.log"_s}
                                       << QStringList{u"sub/a.log"_s};
    QTest::newRow("nested is anchored to its folder")
        << none << QByteArray("/x\n") << QStringList{u"x"_s, u"sub/x"_s, u"sub/d/x"_s} << QStringList{u"sub/d/x"_s, u"x"_s};
    QTest::newRow("always left out") << none << none << QStringList{u"node_modules/a"_s, u"d/node_modules/a"_s, u".git/config"_s, u".github/x"_s}
                                     << QStringList{u".github/x"_s};
    QTest::newRow("layers are never left out") << QByteArray("CLAUDE.local.md\n.claude/settings.local.json\ncontext/\n/learnings\n") << none
                                               << QStringList{u"CLAUDE.local.md"_s, u".claude/settings.local.json"_s, u"context/a.md"_s,
                                                              u"learnings/b.md"_s,  u"sub/CLAUDE.local.md"_s,         u"sub/context/c.md"_s}
                                               << QStringList{u".claude/settings.local.json"_s, u"CLAUDE.local.md"_s, u"context/a.md"_s,
                                                              u"learnings/b.md"_s};
    QTest::newRow("node_modules cannot be taken back")
        << QByteArray("!node_modules\n") << none << QStringList{u"node_modules/a"_s, u"b"_s} << QStringList{u"b"_s};
}

void TestFileScan::ignores()
{
    QFETCH(QByteArray, rules);
    QFETCH(QByteArray, nested);
    QFETCH(QStringList, files);
    QFETCH(QStringList, expected);
    TempProject project;
    for (const QString& file : files)
        project.write(file, "x");
    if (!rules.isEmpty())
        project.write(u".gitignore"_s, rules);
    if (!nested.isEmpty())
        project.write(u"sub/.gitignore"_s, nested);
    auto found = scanFiles(project.path(), {});
    QVERIFY(found);
    found->removeAll(u".gitignore"_s);
    found->removeAll(u"sub/.gitignore"_s);
    QVERIFY2(*found == expected, qPrintable(found->join(u" | "_s)));
}

void TestFileScan::leavesOutWhatIsNoFile()
{
    TempProject outside;
    outside.write(u"secret"_s, "s");
    TempProject project;
    project.write(u"a.md"_s, "A");
    project.write(u".aios-0123456789abcdef0123456789abcdef.tmp"_s, "leftover");
    project.link(outside.path(), u"out"_s);
    project.link(project.path(), u"round"_s);
    project.link(project.path(u"a.md"_s), u"link.md"_s);
    QVERIFY(::mkfifo(QFile::encodeName(project.path(u"pipe"_s)).constData(), 0600) == 0);
    QVERIFY(::mkfifo(QFile::encodeName(project.path(u".gitignore"_s)).constData(), 0600) == 0); // Reading it would wait for ever.
    project.write(u"bad"_s, "x");
    const QByteArray odd = QFile::encodeName(project.path()) + "/bad\xff"; // Not UTF-8.
    QVERIFY(::rename(QFile::encodeName(project.path(u"bad"_s)).constData(), odd.constData()) == 0);
    QCOMPARE(scanFiles(project.path(), {}).value_or(QStringList{}), QStringList{u"a.md"_s});
    ::unlink(odd.constData());
    QVERIFY(!scanFiles(project.path(u"none"_s), {}));
}

void TestFileScan::stopsAtTheLimitAndWhenCancelled()
{
    TempProject project;
    for (int i = 0; i < 50; ++i)
        project.write(u"d%1/f"_s.arg(i), "x");
    ScanLimits limits;
    limits.maxFiles = 10;
    QCOMPARE(scanFiles(project.path(), limits)->size(), 10);
    const std::atomic_bool cancelled = true;
    QCOMPARE(scanFiles(project.path(), {}, &cancelled)->size(), 0);
}

void TestFileScan::fiftyThousandFilesAreQuick()
{
    TempProject project;
    project.write(u".gitignore"_s, "*.log\nbuild/\n!important.log\n*.tmp\n");
    for (int d = 0; d < 250; ++d) {
        project.folder(u"dir%1/sub"_s.arg(d));
        const QByteArray folder = QFile::encodeName(project.path(u"dir%1/sub/file"_s.arg(d)));
        for (int f = 0; f < 200; ++f) {
            const QByteArray path = folder + QByteArray::number(f) + ".md";
            const int fd = ::open(path.constData(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
            QVERIFY(fd >= 0 && ::close(fd) == 0);
        }
    }
    const test::WorkClock clock;
    const auto files = scanFiles(project.path(), {});
    qInfo("%lld files in %lld ms", static_cast<long long>(files->size()), static_cast<long long>(clock.elapsed()));
    QCOMPARE(files->size(), 50'001);
    QVERIFY(clock.elapsed() < 3000);
}

QTEST_GUILESS_MAIN(TestFileScan)
#include "tst_filescan.moc"
