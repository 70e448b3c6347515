// SPDX-License-Identifier: MIT
#include "core/runtime/gitbranch.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestGitBranch : public QObject {
    Q_OBJECT

    static void write(const QString& path, const QByteArray& bytes)
    {
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void ofAFolder_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QString>("branch");
        QTest::newRow("branch") << QByteArray("ref: refs/heads/main\n") << u"main"_s;
        QTest::newRow("with a slash") << QByteArray("ref: refs/heads/fix/it") << u"fix/it"_s;
        QTest::newRow("commit") << QByteArray("0123456789abcdef0123456789abcdef01234567\n") << u"01234567"_s;
        QTest::newRow("something else") << QByteArray("root:x:0:0\n") << QString();
        QTest::newRow("empty") << QByteArray() << QString();
        QTest::newRow("long") << QByteArray("ref: refs/heads/") + QByteArray(5000, 'a') << QString();
    }
    void ofAFolder()
    {
        QFETCH(const QByteArray, head);
        QFETCH(const QString, branch);
        const QTemporaryDir dir;
        QCOMPARE(gitBranch(dir.path()), QString());
        write(dir.filePath(u".git/HEAD"_s), head);
        QCOMPARE(gitBranch(dir.path()), branch);
        // A work tree of it, by an absolute and by a relative path.
        write(dir.filePath(u".git/worktrees/other/HEAD"_s), head);
        write(dir.filePath(u"absolute/.git"_s), "gitdir: " + QFile::encodeName(dir.filePath(u".git/worktrees/other"_s)) + '\n');
        QCOMPARE(gitBranch(dir.filePath(u"absolute"_s)), branch);
        write(dir.filePath(u"relative/.git"_s), "gitdir: ../.git/worktrees/other\n");
        QCOMPARE(gitBranch(dir.filePath(u"relative"_s)), branch);
    }

    void aLinkThatLeadsNowhere()
    {
        const QTemporaryDir dir;
        write(dir.filePath(u".git"_s), "gitdir: /nowhere/at/all\n");
        QCOMPARE(gitBranch(dir.path()), QString());
        write(dir.filePath(u".git"_s), "something else\n");
        QCOMPARE(gitBranch(dir.path()), QString());
    }
};

QTEST_GUILESS_MAIN(TestGitBranch)
#include "tst_gitbranch.moc"
