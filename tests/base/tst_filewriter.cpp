// SPDX-License-Identifier: MIT
#include "core/base/hash.h"
#include "core/base/rootdir.h"
#include "tests/support/tempproject.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QTest>

#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

using namespace aios;
using namespace Qt::StringLiterals;
using aios::test::TempProject;

namespace {

constexpr qint64 kCap = 64 * 1024 * 1024;

RootDir openRoot(const TempProject& project)
{
    auto root = RootDir::open(project.path());
    if (!root)
        qFatal("cannot open the test folder");
    return std::move(*root);
}

struct stat statOf(const TempProject& project, const QString& relative)
{
    struct stat info = {};
    if (::lstat(QFile::encodeName(project.path(relative)).constData(), &info) != 0)
        qFatal("no such file");
    return info;
}

int code(const Result<FileContent>& result)
{
    return result ? -1 : int(result.error().code);
}

int code(const Result<void>& result)
{
    return result ? -1 : int(result.error().code);
}

QByteArray block(char fill, qsizetype size = 300'000)
{
    return QByteArray(size, fill) + "END";
}

/// Limits the size of files this process may write, for the lifetime of the object.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limited{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

void writeTo(const char* path, const QByteArray& text)
{
    QFile file(QString::fromLatin1(path));
    if (file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        file.write(text);
}

bool mountSmallDisk(const QString& folder)
{
    const QByteArray uid = QByteArray::number(::geteuid());
    const QByteArray gid = QByteArray::number(::getegid());
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return false;
    writeTo("/proc/self/setgroups", "deny");
    writeTo("/proc/self/uid_map", "0 " + uid + " 1");
    writeTo("/proc/self/gid_map", "0 " + gid + " 1");
    return ::mount("none", QFile::encodeName(folder).constData(), "tmpfs", 0, "size=256k") == 0;
}

/// Runs inside the small file system. 42: all held.
int fullDisk(const QString& folder)
{
    const auto root = RootDir::open(folder);
    const QByteArray old = block('o', 100'000);
    if (!root || !root->write("a.md", old, WriteExpectation::anything()))
        return 10;
    for (const qsizetype size : {200'000, 165'000, 163'000, 180'001, 1'000'000}) {
        const auto written = root->write("a.md", block('n', size), WriteExpectation::hash(sha256Hex(old)));
        if (written || written.error().code != ErrorCode::Io)
            return 11;
        const auto now = root->read("a.md", kCap);
        if (!now || now->bytes != old)
            return 12;
    }
    auto log = AppendFile::open(folder + "/log.jsonl"_L1);
    int lines = 0;
    while (log && log->append(QByteArray(999, 'l')))
        ++lines;
    const auto logged = root->read("log.jsonl", kCap);
    if (lines < 10 || !logged || logged->bytes.size() != lines * 1000)
        return 13;
    return QDir(folder).entryList(QDir::Files | QDir::Hidden).size() == 2 ? 42 : 14;
}

} // namespace

class TestFileWriter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void writesAndReportsWhatItWrote();
    void expectations_data();
    void expectations();
    void makesMissingFolders();
    void failedExpectationMakesNoFolder();
    void keepsModeAndAttributes();
    void newFilesFollowTheUmask();
    void hardLinkIsReplacedAndOtherNameUnchanged();
    void readOnlyFileAndFolderKeepTheirBytes();
    void fileSizeLimitKeepsOldBytes();
    void fullDiskKeepsOldBytes();
    void leavesNoTemporaryFile();
    void signalStormDoesNoHarm();
    void secondOfTwoWritersIsRefused();
    void neverLosesAnEditorsSave();
    void survivesKill();
    void removes_data();
    void removes();
};

void TestFileWriter::writesAndReportsWhatItWrote()
{
    TempProject project;
    const RootDir root = openRoot(project);
    for (const QByteArray& bytes : {QByteArray(), QByteArray("x"), block('b', 5'000'000)}) {
        const auto written = root.write("a.md", bytes, WriteExpectation::anything());
        QVERIFY(written);
        QCOMPARE(written->bytes, bytes);
        QCOMPARE(written->sha256, sha256Hex(bytes));
        QCOMPARE(written->stamp, *root.stat("a.md"));
        QCOMPARE(project.read(u"a.md"_s), bytes);
    }
}

void TestFileWriter::expectations_data()
{
    QTest::addColumn<bool>("exists");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("hash");
    QTest::addColumn<int>("expected");
    using Kind = WriteExpectation::Kind;
    QTest::newRow("anything, missing") << false << int(Kind::Anything) << QByteArray() << -1;
    QTest::newRow("anything, there") << true << int(Kind::Anything) << QByteArray() << -1;
    QTest::newRow("must not exist, missing") << false << int(Kind::MustNotExist) << QByteArray() << -1;
    QTest::newRow("must not exist, there") << true << int(Kind::MustNotExist) << QByteArray() << int(ErrorCode::AlreadyExists);
    QTest::newRow("hash, missing") << false << int(Kind::MustHaveHash) << sha256Hex("old") << int(ErrorCode::Changed);
    QTest::newRow("hash, same") << true << int(Kind::MustHaveHash) << sha256Hex("old") << -1;
    QTest::newRow("hash, other") << true << int(Kind::MustHaveHash) << sha256Hex("older") << int(ErrorCode::Changed);
    QTest::newRow("hash, empty") << true << int(Kind::MustHaveHash) << QByteArray() << int(ErrorCode::Changed);
}

void TestFileWriter::expectations()
{
    QFETCH(bool, exists);
    QFETCH(int, kind);
    QFETCH(QByteArray, hash);
    QFETCH(int, expected);
    TempProject project;
    if (exists)
        project.write(u"a.md"_s, "old");
    const auto before = project.names();
    const auto written = openRoot(project).write("a.md", "new", {static_cast<WriteExpectation::Kind>(kind), hash});
    QCOMPARE(code(written), expected);
    QCOMPARE(project.read(u"a.md"_s), expected == -1 ? QByteArray("new") : exists ? QByteArray("old") : QByteArray());
    if (expected != -1)
        QCOMPARE(project.names(), before);
}

void TestFileWriter::makesMissingFolders()
{
    TempProject project;
    const RootDir root = openRoot(project);
    QVERIFY(root.write("a/b/c/d.md", "x", WriteExpectation::missing()));
    QCOMPARE(project.read(u"a/b/c/d.md"_s), QByteArray("x"));
    QVERIFY(root.makeFolder("a/b/e/f"));
    QVERIFY(root.makeFolder("a/b/e/f"));
    QVERIFY(root.stat("a/b/e/f")->folder);
    project.link(u"/tmp"_s, u"link"_s);
    QCOMPARE(code(root.makeFolder("link/x")), int(ErrorCode::Denied));
    QCOMPARE(code(root.makeFolder("../x")), int(ErrorCode::Denied));
    QVERIFY(code(root.makeFolder("a/b/c/d.md/x")) != -1);
}

void TestFileWriter::failedExpectationMakesNoFolder()
{
    TempProject project;
    QVERIFY(!openRoot(project).write("a/b.md", "x", WriteExpectation::hash(sha256Hex("old"))));
    QVERIFY(project.names().isEmpty());
}

void TestFileWriter::keepsModeAndAttributes()
{
    TempProject project;
    project.write(u"run.sh"_s, "#!/bin/sh\n");
    const QByteArray path = QFile::encodeName(project.path(u"run.sh"_s));
    QVERIFY(::chmod(path.constData(), 0750) == 0);
    const bool attributes = ::setxattr(path.constData(), "user.origin", "here", 4, 0) == 0;
    QVERIFY(openRoot(project).write("run.sh", "#!/bin/sh\nexit\n", WriteExpectation::anything()));
    QCOMPARE(statOf(project, u"run.sh"_s).st_mode & 07777U, 0750U);
    char value[8] = {};
    if (attributes) {
        QCOMPARE(::getxattr(path.constData(), "user.origin", value, sizeof value), 4);
        QCOMPARE(QByteArray(value), QByteArray("here"));
    }
}

void TestFileWriter::newFilesFollowTheUmask()
{
    TempProject project;
    const RootDir root = openRoot(project);
    const mode_t before = ::umask(022);
    QVERIFY(root.write("a.md", "x", WriteExpectation::anything()));
    ::umask(077);
    QVERIFY(root.write("d/b.md", "x", WriteExpectation::anything()));
    ::umask(before);
    QCOMPARE(statOf(project, u"a.md"_s).st_mode & 07777U, 0644U);
    QCOMPARE(statOf(project, u"d/b.md"_s).st_mode & 07777U, 0600U);
    QCOMPARE(statOf(project, u"d"_s).st_mode & 07777U, 0700U);
}

void TestFileWriter::hardLinkIsReplacedAndOtherNameUnchanged()
{
    TempProject outside;
    outside.write(u"outside.txt"_s, "theirs");
    TempProject project;
    const QByteArray target = QFile::encodeName(outside.path(u"outside.txt"_s));
    QVERIFY(::link(target.constData(), QFile::encodeName(project.path(u"h.txt"_s)).constData()) == 0);
    const RootDir root = openRoot(project);
    QCOMPARE(root.stat("h.txt")->links, 2U);
    QVERIFY(root.write("h.txt", "ours", WriteExpectation::anything()));
    QCOMPARE(outside.read(u"outside.txt"_s), QByteArray("theirs"));
    QCOMPARE(project.read(u"h.txt"_s), QByteArray("ours"));
    QCOMPARE(root.stat("h.txt")->links, 1U);
}

void TestFileWriter::readOnlyFileAndFolderKeepTheirBytes()
{
    if (::geteuid() == 0)
        QSKIP("root may write everywhere");
    TempProject project;
    project.write(u"d/a.md"_s, "old");
    const RootDir root = openRoot(project);
    const QByteArray file = QFile::encodeName(project.path(u"d/a.md"_s));
    const QByteArray folder = QFile::encodeName(project.path(u"d"_s));
    ::chmod(file.constData(), 0444);
    QCOMPARE(code(root.write("d/a.md", "new", WriteExpectation::anything())), int(ErrorCode::Denied));
    ::chmod(file.constData(), 0644);
    ::chmod(folder.constData(), 0555);
    QCOMPARE(code(root.write("d/a.md", "new", WriteExpectation::anything())), int(ErrorCode::Denied));
    QCOMPARE(code(root.write("d/b.md", "new", WriteExpectation::anything())), int(ErrorCode::Denied));
    QCOMPARE(code(root.remove("d/a.md", WriteExpectation::anything())), int(ErrorCode::Denied));
    ::chmod(folder.constData(), 0755);
    QCOMPARE(project.read(u"d/a.md"_s), QByteArray("old"));
    QCOMPARE(project.names(u"d"_s), QStringList{u"a.md"_s});
}

void TestFileWriter::fileSizeLimitKeepsOldBytes()
{
    TempProject project;
    project.write(u"a.md"_s, "old");
    const RootDir root = openRoot(project);
    {
        const FileSizeLimit limit(100'000); // A write over it raises SIGXFSZ, which would end the process.
        QCOMPARE(code(root.write("a.md", block('n'), WriteExpectation::anything())), int(ErrorCode::TooLarge));
        QCOMPARE(code(root.write("b.md", block('n'), WriteExpectation::missing())), int(ErrorCode::TooLarge));
        QVERIFY(root.write("c.md", "small", WriteExpectation::missing()));
    }
    QCOMPARE(project.read(u"a.md"_s), QByteArray("old"));
    QCOMPARE(project.names(), (QStringList{u"a.md"_s, u"c.md"_s}));
    QVERIFY(root.write("a.md", block('n'), WriteExpectation::anything()));
}

// A file system of 256 kB in a mount namespace of its own, where the system lets an ordinary user make one.
void TestFileWriter::fullDiskKeepsOldBytes()
{
    TempProject project;
    project.folder(u"small"_s);
    const QString small = project.path(u"small"_s);
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(mountSmallDisk(small) ? fullDisk(small) : 1);
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFEXITED(status));
    if (WEXITSTATUS(status) == 1)
        QSKIP("no mount namespace for ordinary users here");
    QCOMPARE(WEXITSTATUS(status), 42);
}

void TestFileWriter::leavesNoTemporaryFile()
{
    TempProject project;
    const RootDir root = openRoot(project);
    for (int i = 0; i < 20; ++i)
        QVERIFY(root.write("a.md", QByteArray::number(i), WriteExpectation::anything()));
    QVERIFY(!root.write("a.md", "x", WriteExpectation::hash(sha256Hex("other"))));
    QVERIFY(root.remove("a.md", WriteExpectation::hash(sha256Hex("19"))));
    QVERIFY(project.names().isEmpty());
    QVERIFY(isTemporaryName(".aios-0123456789abcdef0123456789abcdef.tmp"));
    QVERIFY(!isTemporaryName(".aios-mine.tmp"));
    QVERIFY(!isTemporaryName("a.md"));
}

void TestFileWriter::signalStormDoesNoHarm()
{
    struct sigaction action = {};
    action.sa_handler = [](int) {}; // Without SA_RESTART: system calls end with EINTR.
    struct sigaction before = {};
    ::sigaction(SIGUSR1, &action, &before);
    const pthread_t self = ::pthread_self();
    std::atomic_bool stop = false;
    std::thread storm([&] {
        while (!stop) {
            ::pthread_kill(self, SIGUSR1);
            std::this_thread::sleep_for(std::chrono::microseconds(50));
        }
    });
    TempProject project;
    const RootDir root = openRoot(project);
    int good = 0;
    for (int i = 0; i < 100; ++i) {
        const QByteArray bytes = block(char('a' + i % 20));
        good += root.write("a.md", bytes, WriteExpectation::anything()) && root.read("a.md", kCap).value_or(FileContent{}).bytes == bytes ? 1 : 0;
    }
    stop = true;
    storm.join();
    ::sigaction(SIGUSR1, &before, nullptr);
    QCOMPARE(good, 100);
}

// Two windows save a change of what both have read: exactly one succeeds, however close they come.
void TestFileWriter::secondOfTwoWritersIsRefused()
{
    TempProject project;
    for (int round = 0; round < 200; ++round) {
        const QByteArray name = "board-" + QByteArray::number(round) + ".md";
        project.write(QString::fromLatin1(name), "old");
        const auto save = [&project, &name](const QByteArray& bytes) {
            return openRoot(project).write(name, bytes, WriteExpectation::hash(sha256Hex("old"))).has_value();
        };
        std::atomic_int ready = 0;
        bool first = false;
        std::thread other([&] {
            for (++ready; ready < 2;) {
            }
            first = save("first");
        });
        for (++ready; ready < 2;) {
        }
        const bool second = save("second");
        other.join();
        QCOMPARE(int(first) + int(second), 1);
        QCOMPARE(project.read(QString::fromLatin1(name)), first ? QByteArray("first") : QByteArray("second"));
    }
}

// An editor saves by rename as fast as it can while we save with the hash of what we just read. Whatever we report, the editor's last save is
// what stands there, unless ours was made on top of exactly that.
void TestFileWriter::neverLosesAnEditorsSave()
{
    TempProject project;
    project.write(u"a.md"_s, "e0");
    const RootDir root = openRoot(project);
    std::atomic_int saves = 0;
    std::atomic_bool stop = false;
    std::thread editor([&] {
        while (!stop) {
            project.writeAtomically(u"a.md"_s, "e" + QByteArray::number(saves + 1));
            ++saves;
            std::this_thread::sleep_for(std::chrono::microseconds(QRandomGenerator::global()->bounded(400)));
        }
    });
    int lost = 0;
    int written = 0;
    int refused = 0;
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 3000) {
        const auto seen = root.read("a.md", kCap);
        if (!seen)
            continue;
        const QByteArray base = seen->bytes.sliced(seen->bytes.lastIndexOf('e') + 1);
        const QByteArray ours = "on e" + base;
        const auto result = root.write("a.md", ours, WriteExpectation::hash(seen->sha256));
        ++(result ? written : refused);
        // Where ours is the last that was written, every finished save of the editor must be what it was made from.
        const int finished = saves;
        const auto now = root.read("a.md", kCap);
        lost += result && now && now->bytes == ours && base.toInt() < finished ? 1 : 0;
    }
    stop = true;
    editor.join();
    qInfo("%d editor saves, %d written, %d refused", saves.load(), written, refused);
    QCOMPARE(lost, 0);
    QVERIFY(written > 0 && refused > 0);
}

void TestFileWriter::survivesKill()
{
    bool isNumber = false;
    const int rounds = qEnvironmentVariableIntValue("AIOS_TEST_KILLS", &isNumber);
    TempProject project;
    const QByteArray a = block('a');
    const QByteArray b = block('b');
    project.write(u"x.md"_s, a);
    int oldOnes = 0;
    for (int round = 0; round < (isNumber ? rounds : 60); ++round) {
        const pid_t child = ::fork();
        if (child == 0) {
            const auto root = RootDir::open(project.path());
            for (int i = 0; root; ++i)
                static_cast<void>(root->write("x.md", i % 2 == 0 ? b : a, WriteExpectation::anything()));
            ::_exit(1);
        }
        std::this_thread::sleep_for(std::chrono::microseconds(QRandomGenerator::global()->bounded(500, 15'000)));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        const QByteArray now = project.read(u"x.md"_s);
        QVERIFY2(now == a || now == b, "a mixed, cut or empty file");
        oldOnes += now == a ? 1 : 0;
    }
    qInfo("%d old, %lld leftovers", oldOnes, static_cast<long long>(project.names().size() - 1));
    for (const QString& name : project.names())
        QVERIFY(name == "x.md"_L1 || isTemporaryName(name.toUtf8()));
}

void TestFileWriter::removes_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("hash");
    QTest::addColumn<int>("expected");
    QTest::newRow("file") << u"a.md"_s << QByteArray() << -1;
    QTest::newRow("file with its hash") << u"a.md"_s << sha256Hex("A") << -1;
    QTest::newRow("file with another hash") << u"a.md"_s << sha256Hex("B") << int(ErrorCode::Changed);
    QTest::newRow("link, not its target") << u"link"_s << QByteArray() << -1;
    QTest::newRow("missing") << u"none"_s << QByteArray() << int(ErrorCode::NotFound);
    QTest::newRow("folder") << u"d"_s << QByteArray() << int(ErrorCode::InvalidInput);
    QTest::newRow("through a link") << u"dlink/b.md"_s << QByteArray() << int(ErrorCode::Denied);
    QTest::newRow("outside") << u"../x"_s << QByteArray() << int(ErrorCode::Denied);
}

void TestFileWriter::removes()
{
    QFETCH(QString, path);
    QFETCH(QByteArray, hash);
    QFETCH(int, expected);
    TempProject project;
    project.write(u"a.md"_s, "A");
    project.write(u"d/b.md"_s, "B");
    project.link(project.path(u"a.md"_s), u"link"_s);
    project.link(project.path(u"d"_s), u"dlink"_s);
    const auto before = project.names();
    const auto removed = openRoot(project).remove(path.toUtf8(), hash.isEmpty() ? WriteExpectation::anything() : WriteExpectation::hash(hash));
    QCOMPARE(code(removed), expected);
    auto after = before;
    if (expected == -1)
        after.removeOne(path);
    QCOMPARE(project.names(), after);
    QVERIFY(project.exists(u"d/b.md"_s));
}

QTEST_GUILESS_MAIN(TestFileWriter)
#include "tst_filewriter.moc"
