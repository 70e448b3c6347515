// SPDX-License-Identifier: MIT
#include "core/base/rootdir.h"
#include "tests/support/tempproject.h"

#include <QRandomGenerator>
#include <QTest>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

using namespace aios;
using namespace Qt::StringLiterals;
using aios::test::TempProject;

namespace {

quint32 modeOf(const TempProject& project, const QString& relative)
{
    struct stat info = {};
    return ::stat(QFile::encodeName(project.path(relative)).constData(), &info) == 0 ? info.st_mode & 0777 : 0;
}

} // namespace

class TestOwnFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void foldersAndFilesArePrivate();
    void followsThePersonsOwnLink();
    void readRefusesWhatIsNoFile();
    void appends();
    void cutsTornTail_data();
    void cutsTornTail();
    void shortWriteIsUndone();
    void twoWritersKeepWholeLines();
    void killedWriterLosesOnlyItsLine();
};

void TestOwnFile::foldersAndFilesArePrivate()
{
    TempProject home;
    QVERIFY(writeOwnFile(home.path(u"a/b/settings.json"_s), "{}"));
    QCOMPARE(modeOf(home, u"a"_s), 0700U);
    QCOMPARE(modeOf(home, u"a/b"_s), 0700U);
    QCOMPARE(modeOf(home, u"a/b/settings.json"_s), 0600U);
    QVERIFY(writeOwnFile(home.path(u"a/b/settings.json"_s), "{\"x\":1}"));
    QCOMPARE(*readOwnFile(home.path(u"a/b/settings.json"_s)), QByteArray("{\"x\":1}"));
    QVERIFY(AppendFile::open(home.path(u"a/c/log.jsonl"_s)));
    QCOMPARE(modeOf(home, u"a/c/log.jsonl"_s), 0600U);
    QVERIFY(!writeOwnFile(u"relative"_s, "x"));
    QVERIFY(!makeOwnFolder(home.path(u"a/b/settings.json/x"_s)));
}

void TestOwnFile::followsThePersonsOwnLink()
{
    TempProject home;
    home.write(u"dotfiles/settings.json"_s, "old");
    home.link(home.path(u"dotfiles/settings.json"_s), u"config/settings.json"_s);
    QVERIFY(writeOwnFile(home.path(u"config/settings.json"_s), "new"));
    QCOMPARE(home.read(u"dotfiles/settings.json"_s), QByteArray("new"));
    QVERIFY(QFileInfo(home.path(u"config/settings.json"_s)).isSymLink());
}

void TestOwnFile::readRefusesWhatIsNoFile()
{
    TempProject home;
    QVERIFY(::mkfifo(QFile::encodeName(home.path(u"pipe"_s)).constData(), 0600) == 0);
    home.write(u"big"_s, QByteArray(100, 'x'));
    QCOMPARE(readOwnFile(home.path(u"pipe"_s)).error().code, ErrorCode::InvalidInput);
    QCOMPARE(readOwnFile(home.path(u"none"_s)).error().code, ErrorCode::NotFound);
    QCOMPARE(readOwnFile(home.path(u"big"_s), 99).error().code, ErrorCode::TooLarge);
    QCOMPARE(readOwnFile(home.path(u"big"_s), 100)->size(), 100);
    QVERIFY(!AppendFile::open(home.path(u"pipe"_s)));
}

void TestOwnFile::appends()
{
    TempProject home;
    const QString path = home.path(u"log.jsonl"_s);
    {
        auto file = AppendFile::open(path);
        QVERIFY(file);
        QVERIFY(file->append("{\"a\":1}"));
        QVERIFY(file->append(""));
        QVERIFY(!file->append("two\nlines"));
        const int fd = file->duplicateDescriptor();
        QVERIFY(fd >= 0 && ::fdatasync(fd) == 0 && ::close(fd) == 0);
    }
    QVERIFY(AppendFile::open(path)->append("{\"b\":2}"));
    QCOMPARE(home.read(u"log.jsonl"_s), QByteArray("{\"a\":1}\n\n{\"b\":2}\n"));
}

void TestOwnFile::cutsTornTail_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("kept");
    QTest::newRow("whole") << QByteArray("a\nb\n") << QByteArray("a\nb\n");
    QTest::newRow("torn") << QByteArray("a\nhalf") << QByteArray("a\n");
    QTest::newRow("only a torn line") << QByteArray("half") << QByteArray();
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("long torn line") << QByteArray("a\n" + QByteArray(300'000, 'x')) << QByteArray("a\n");
    QTest::newRow("torn at a block's edge") << QByteArray(QByteArray(65'535, 'y') + '\n' + QByteArray(65'536, 'x'))
                                            << QByteArray(QByteArray(65'535, 'y') + '\n');
}

void TestOwnFile::cutsTornTail()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, kept);
    TempProject home;
    home.write(u"log.jsonl"_s, before);
    auto file = AppendFile::open(home.path(u"log.jsonl"_s));
    QVERIFY(file);
    QCOMPARE(home.read(u"log.jsonl"_s), kept);
    QVERIFY(file->append("next"));
    // Another process was killed in the middle of a record meanwhile.
    QFile other(home.path(u"log.jsonl"_s));
    QVERIFY(other.open(QIODevice::Append) && other.write("torn") == 4);
    other.close();
    QVERIFY(file->append("more"));
    QCOMPARE(home.read(u"log.jsonl"_s), QByteArray(kept + "next\nmore\n"));
}

void TestOwnFile::shortWriteIsUndone()
{
    TempProject home;
    auto file = AppendFile::open(home.path(u"log.jsonl"_s));
    QVERIFY(file->append("first"));
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit limited{1000, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limited);
    const auto tooLong = file->append(QByteArray(5000, 'x')); // 994 bytes of it fit.
    const auto fits = file->append("second");
    setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(!tooLong);
    QVERIFY(fits);
    QCOMPARE(home.read(u"log.jsonl"_s), QByteArray("first\nsecond\n"));
}

void TestOwnFile::twoWritersKeepWholeLines()
{
    TempProject home;
    const QString path = home.path(u"log.jsonl"_s);
    constexpr int kLines = 500;
    const auto write = [&path](char fill) {
        auto file = AppendFile::open(path);
        for (int i = 0; file && i < kLines; ++i)
            static_cast<void>(file->append(QByteArray(1 + i * 37 % 9000, fill)));
    };
    std::thread other(write, 'b');
    write('a');
    other.join();
    const QList<QByteArray> lines = home.read(u"log.jsonl"_s).split('\n');
    QCOMPARE(lines.size(), 2 * kLines + 1);
    for (const QByteArray& line : lines)
        QVERIFY(line.count(line.isEmpty() ? 'x' : line.front()) == line.size());
}

void TestOwnFile::killedWriterLosesOnlyItsLine()
{
    TempProject home;
    const QString path = home.path(u"log.jsonl"_s);
    qsizetype before = 0;
    for (int round = 0; round < 40; ++round) {
        const pid_t child = ::fork();
        if (child == 0) {
            auto file = AppendFile::open(path);
            for (int i = 0; file; ++i)
                static_cast<void>(file->append(QByteArray(20'000, static_cast<char>('a' + i % 26))));
            ::_exit(1);
        }
        QTRY_VERIFY(QFileInfo(path).size() > before); // it is at work
        std::this_thread::sleep_for(std::chrono::microseconds(QRandomGenerator::global()->bounded(500, 6'000)));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        QVERIFY(AppendFile::open(path)->append("mark"));
        const QByteArray text = home.read(u"log.jsonl"_s);
        QVERIFY(text.size() > before && text.endsWith("\nmark\n"));
        before = text.size();
        if (before > 50'000'000)
            break;
    }
    for (const QByteArray& line : home.read(u"log.jsonl"_s).split('\n'))
        QVERIFY(line.isEmpty() || line == "mark" || (line.size() == 20'000 && line.count(line.front()) == 20'000));
}

QTEST_GUILESS_MAIN(TestOwnFile)
#include "tst_ownfile.moc"
