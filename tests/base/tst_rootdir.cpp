// SPDX-License-Identifier: MIT
#include "core/base/hash.h"
#include "core/base/rootdir.h"
#include "tests/support/tempproject.h"

#include <QFile>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>

using namespace aios;
using namespace Qt::StringLiterals;
using aios::test::TempProject;

namespace {

constexpr qint64 kCap = 1024 * 1024;

RootDir openRoot(const TempProject& project)
{
    auto root = RootDir::open(project.path());
    if (!root)
        qFatal("cannot open the test folder");
    return std::move(*root);
}

QByteArray nativePath(const TempProject& project, const QString& relative)
{
    return QFile::encodeName(project.path(relative));
}

template <typename T>
QString verdict(const Result<T>& result)
{
    return result ? u"ok"_s : QString::number(int(result.error().code));
}

QString verdict(ErrorCode code)
{
    return QString::number(int(code));
}

} // namespace

class TestRootDir : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void paths_data();
    void paths();
    void readsWholeFileWithStampAndHash();
    void rangeAndCap();
    void neverWaitsForPipesNorOpensDevices();
    void resolves_data();
    void resolves();
    void statTellsFoldersApart();
    void normalFormsOfNamesAreDifferentFiles();
    void rootMustBeAFolder();
    void swappedLinksNeverEscape();
};

void TestRootDir::paths_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QString>("reading");
    QTest::addColumn<QString>("writing");
    const QString ok = u"ok"_s;
    const QString denied = verdict(ErrorCode::Denied);
    const QString invalid = verdict(ErrorCode::InvalidInput);
    const QString missing = verdict(ErrorCode::NotFound);
    QTest::newRow("plain") << QByteArray("a.md") << ok << ok;
    QTest::newRow("PTH-002 dot segments inside") << QByteArray("./notes/../notes/a.md") << ok << ok;
    QTest::newRow("doubled slash") << QByteArray("notes//a.md") << ok << ok;
    QTest::newRow("PTH-003 parent escape") << QByteArray("../other/secret") << denied << denied;
    QTest::newRow("escape after going down") << QByteArray("notes/../../secret") << denied << denied;
    QTest::newRow("absolute") << QByteArray("/etc/passwd") << denied << denied;
    QTest::newRow("PTH-012 link to outside") << QByteArray("out") << denied << denied;
    QTest::newRow("PTH-013 relative link to outside") << QByteArray("up") << denied << denied;
    QTest::newRow("through a folder link to outside") << QByteArray("outdir/passwd") << denied << denied;
    QTest::newRow("link that stays inside") << QByteArray("inside") << ok << denied;
    QTest::newRow("absolute link that points inside") << QByteArray("absinside") << denied << denied;
    QTest::newRow("folder link that stays inside") << QByteArray("notes2/a.md") << ok << denied;
    QTest::newRow("link to nothing inside") << QByteArray("dangling") << missing << denied;
    QTest::newRow("link to itself") << QByteArray("loop") << denied << denied;
    QTest::newRow("PTH-022 magic link") << QByteArray("magic/etc/passwd") << denied << denied;
    QTest::newRow("PTH-052 empty") << QByteArray() << invalid << invalid;
    QTest::newRow("PTH-032 NUL") << QByteArray("a.md\0.png", 9) << invalid << invalid;
    QTest::newRow("PTH-047 invalid UTF-8") << QByteArray("bad\xff.txt") << invalid << invalid;
    QTest::newRow("PTH-051 300 bytes") << QByteArray(300, 'a') << invalid << invalid;
    QTest::newRow("folder") << QByteArray("notes") << invalid << invalid;
    QTest::newRow("folder with slash") << QByteArray("notes/") << invalid << invalid;
    QTest::newRow("the root itself") << QByteArray(".") << invalid << invalid;
    QTest::newRow("file as folder") << QByteArray("a.md/x") << missing << missing;
    QTest::newRow("PTH-029 tilde is a name") << QByteArray("~/x") << missing << ok;
    QTest::newRow("PTH-050 URL is a name") << QByteArray("file:///etc/passwd") << missing << ok;
    QTest::newRow("PTH-034 trailing space") << QByteArray("a.md ") << missing << ok;
    QTest::newRow("pipe") << QByteArray("pipe") << invalid << invalid;
    QTest::newRow("missing folder") << QByteArray("sub/none.md") << missing << ok;
}

void TestRootDir::paths()
{
    QFETCH(QByteArray, path);
    QFETCH(QString, reading);
    QFETCH(QString, writing);
    TempProject project;
    project.write(u"a.md"_s, "A");
    project.write(u"notes/a.md"_s, "notes");
    project.link(u"/etc/passwd"_s, u"out"_s);
    project.link(u"../../x"_s, u"up"_s);
    project.link(u"/etc"_s, u"outdir"_s);
    project.link(u"/proc/self/root"_s, u"magic"_s);
    project.link(u"gone.md"_s, u"dangling"_s);
    QVERIFY(::symlink("notes/a.md", nativePath(project, u"inside"_s).constData()) == 0);
    QVERIFY(::symlink("notes", nativePath(project, u"notes2"_s).constData()) == 0);
    QVERIFY(::symlink("loop", nativePath(project, u"loop"_s).constData()) == 0);
    project.link(project.path(u"a.md"_s), u"absinside"_s);
    QVERIFY(::mkfifo(nativePath(project, u"pipe"_s).constData(), 0600) == 0);
    const RootDir root = openRoot(project);

    QCOMPARE(verdict(root.read(path, kCap)), reading);
    const auto written = root.write(path, "new", WriteExpectation::anything());
    QCOMPARE(verdict(written), writing);
    if (written)
        QCOMPARE(root.read(path, kCap)->bytes, QByteArray("new"));
    else
        QVERIFY(written.error().message.size() > 20);
    QVERIFY(!QFile::exists(project.path() + u"/../x"_s));
}

void TestRootDir::readsWholeFileWithStampAndHash()
{
    TempProject project;
    project.write(u"a.md"_s, "hello");
    const auto content = openRoot(project).read("a.md", kCap);
    QVERIFY(content);
    QCOMPARE(content->bytes, QByteArray("hello"));
    QCOMPARE(content->sha256, sha256Hex("hello"));
    QCOMPARE(content->stamp.size, 5);
    QCOMPARE(content->stamp.links, 1U);
    QCOMPARE(content->stamp, *openRoot(project).stat("a.md"));
}

void TestRootDir::rangeAndCap()
{
    TempProject project;
    project.write(u"a.md"_s, "0123456789");
    const RootDir root = openRoot(project);
    QCOMPARE(*root.readRange("a.md", 3, 4), QByteArray("3456"));
    QCOMPARE(*root.readRange("a.md", 8, 100), QByteArray("89"));
    QCOMPARE(*root.readRange("a.md", 50, 10), QByteArray());
    QCOMPARE(verdict(root.readRange("a.md", -1, 10)), verdict(ErrorCode::InvalidInput));
    QCOMPARE(root.read("a.md", 10)->bytes.size(), 10);
    QCOMPARE(verdict(root.read("a.md", 9)), verdict(ErrorCode::TooLarge));
    // 8 GB of nothing: refused by its size, a part of it readable.
    QFile big(project.path(u"big.bin"_s));
    QVERIFY(big.open(QIODevice::WriteOnly) && big.resize(8LL * 1024 * 1024 * 1024));
    QCOMPARE(verdict(root.read("big.bin", kCap)), verdict(ErrorCode::TooLarge));
    QCOMPARE(*root.readRange("big.bin", 4LL * 1024 * 1024 * 1024, 3), QByteArray(3, '\0'));
}

void TestRootDir::neverWaitsForPipesNorOpensDevices()
{
    const auto dev = RootDir::open(u"/dev"_s);
    QVERIFY(dev);
    // In a container each device is a mount of its own, and then Denied for that.
    const QStringList refused{verdict(ErrorCode::InvalidInput), verdict(ErrorCode::Denied)};
    QVERIFY(refused.contains(verdict(dev->read("zero", kCap))));
    QVERIFY(refused.contains(verdict(dev->write("full", "x", WriteExpectation::anything()))));
    QVERIFY(refused.contains(verdict(dev->remove("full", WriteExpectation::anything()))));
    struct stat info = {};
    QVERIFY(::stat("/dev/full", &info) == 0 && S_ISCHR(info.st_mode));
}

void TestRootDir::resolves_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("expected"); // Empty: an error.
    QTest::newRow("itself") << QByteArray("secrets/key.txt") << QByteArray("secrets/key.txt");
    QTest::newRow("link to a file") << QByteArray("link.txt") << QByteArray("secrets/key.txt");
    QTest::newRow("link to a folder") << QByteArray("s/key.txt") << QByteArray("secrets/key.txt");
    QTest::newRow("missing file behind a link") << QByteArray("s/new.txt") << QByteArray("secrets/new.txt");
    QTest::newRow("missing folders behind a link") << QByteArray("s/a/b.txt") << QByteArray("secrets/a/b.txt");
    QTest::newRow("missing at the top") << QByteArray("new.txt") << QByteArray("new.txt");
    QTest::newRow("root") << QByteArray(".") << QByteArray(".");
    QTest::newRow("root by dots") << QByteArray("secrets/..") << QByteArray(".");
    QTest::newRow("folder with slash") << QByteArray("s/") << QByteArray("secrets");
    QTest::newRow("outside") << QByteArray("out") << QByteArray();
    QTest::newRow("beneath outside") << QByteArray("outdir/new") << QByteArray();
    QTest::newRow("dangling") << QByteArray("dangling") << QByteArray();
    QTest::newRow("dots after a missing folder") << QByteArray("none/../secrets/key.txt") << QByteArray();
}

void TestRootDir::resolves()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, expected);
    TempProject project;
    project.write(u"secrets/key.txt"_s, "k");
    QVERIFY(::symlink("secrets/key.txt", nativePath(project, u"link.txt"_s).constData()) == 0);
    QVERIFY(::symlink("secrets", nativePath(project, u"s"_s).constData()) == 0);
    QVERIFY(::symlink("nothing", nativePath(project, u"dangling"_s).constData()) == 0);
    project.link(u"/etc/passwd"_s, u"out"_s);
    project.link(u"/etc"_s, u"outdir"_s);
    const auto resolved = openRoot(project).resolve(path);
    QCOMPARE(resolved.value_or(QByteArray()), expected);
}

void TestRootDir::statTellsFoldersApart()
{
    TempProject project;
    project.write(u"d/a.md"_s, "A");
    const RootDir root = openRoot(project);
    QVERIFY(root.stat("d")->folder);
    QVERIFY(!root.stat("d/a.md")->folder);
    QCOMPARE(root.stat(".")->inode, root.inode());
    QCOMPARE(verdict(root.stat("none")), verdict(ErrorCode::NotFound));
}

void TestRootDir::normalFormsOfNamesAreDifferentFiles()
{
    TempProject project;
    const QByteArray composed = "caf\xc3\xa9.md";
    const QByteArray decomposed = "cafe\xcc\x81.md";
    const RootDir root = openRoot(project);
    QVERIFY(root.write(composed, "one", WriteExpectation::missing()));
    QVERIFY(root.write(decomposed, "two", WriteExpectation::missing()));
    QCOMPARE(root.read(composed, kCap)->bytes, QByteArray("one"));
    QCOMPARE(root.read(decomposed, kCap)->bytes, QByteArray("two"));
}

void TestRootDir::rootMustBeAFolder()
{
    TempProject project;
    project.write(u"a.md"_s, "A");
    project.folder(u"real"_s);
    project.link(project.path(u"real"_s), u"alias"_s);
    QCOMPARE(verdict(RootDir::open(project.path(u"a.md"_s))), verdict(ErrorCode::InvalidInput));
    QCOMPARE(verdict(RootDir::open(project.path(u"none"_s))), verdict(ErrorCode::NotFound));
    QCOMPARE(verdict(RootDir::open(u"relative"_s)), verdict(ErrorCode::InvalidInput));
    const auto alias = RootDir::open(project.path(u"alias"_s));
    QVERIFY(alias);
    QCOMPARE(alias->path(), project.path(u"real"_s));
}

// One thread swaps a folder and a file for links to outside and back as fast as it can; every read and write must be of the inside, or refused.
void TestRootDir::swappedLinksNeverEscape()
{
    TempProject outside;
    outside.write(u"x.md"_s, "OUTSIDE");
    TempProject project;
    project.write(u"d/x.md"_s, "inside");
    project.link(outside.path(), u"evil"_s);
    const QByteArray folder = nativePath(project, u"d"_s);
    const QByteArray evil = nativePath(project, u"evil"_s);
    const QByteArray aside = nativePath(project, u"aside"_s);
    std::atomic_bool stop = false;
    std::thread swapper([&] {
        while (!stop) {
            ::rename(folder.constData(), aside.constData());
            ::rename(evil.constData(), folder.constData());
            ::rename(folder.constData(), evil.constData());
            ::rename(aside.constData(), folder.constData());
        }
    });
    const RootDir root = openRoot(project);
    int opened = 0;
    int refused = 0;
    int escaped = 0;
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 4000) {
        for (int i = 0; i < 200; ++i) {
            const auto content = root.read("d/x.md", kCap);
            ++(content ? opened : refused);
            escaped += content && content->bytes.startsWith("OUT") ? 1 : 0;
        }
        const auto written = root.write("d/x.md", "inside", WriteExpectation::anything());
        ++(written ? opened : refused);
    }
    stop = true;
    swapper.join();
    qInfo("%d opened, %d refused", opened, refused);
    QCOMPARE(escaped, 0);
    QCOMPARE(outside.read(u"x.md"_s), QByteArray("OUTSIDE"));
    QCOMPARE(outside.names(), QStringList{u"x.md"_s});
    QVERIFY(opened > 1000);
    QVERIFY2(refused > 0, "the swapping was never seen: this test proved nothing");
}

QTEST_GUILESS_MAIN(TestRootDir)
#include "tst_rootdir.moc"
