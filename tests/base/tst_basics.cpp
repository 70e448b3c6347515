// SPDX-License-Identifier: MIT
// Ids, hashes, secrets, paths and the work pool.
#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/once.h"
#include "core/base/paths.h"
#include "core/base/secret.h"
#include "core/base/workpool.h"
#include "tests/support/fakeclock.h"
#include "tests/support/tempproject.h"

#include <QSet>
#include <QTest>
#include <QThread>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace aios;
using namespace Qt::StringLiterals;

class TestBasics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void idsSortByTimeAndAreUnique();
    void uuids_data();
    void uuids();
    void hashes();
    void fieldsCannotSlide();
    void secrets();
    void coreDumpsAreForbidden();
    void pathsFollowTheEnvironment();
    void poolAnswersOnItsThread();
    void poolForgetsDeadContexts();
    void poolEndsWhileBusy();
    void onceAnswersOnce();
    void fakeClockStandsStill();
};

void TestBasics::idsSortByTimeAndAreUnique()
{
    QString last;
    QSet<QString> all;
    for (int i = 0; i < 20'000; ++i) {
        const QString id = newId();
        QVERIFY(id > last);
        last = id;
        all.insert(id);
    }
    QCOMPARE(all.size(), 20'000);
    QVERIFY(isUuid(last));
    QCOMPARE(last[14], u'7');
    QVERIFY(u"89ab"_s.contains(last[19]));
    const qint64 time = QString(last).remove(u'-').first(12).toLongLong(nullptr, 16);
    QVERIFY(qAbs(time - QDateTime::currentMSecsSinceEpoch()) < 10'000);
}

void TestBasics::uuids_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("ok");
    QTest::newRow("lower") << u"0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000"_s << true;
    QTest::newRow("upper") << u"0199AAAA-BBBB-4CCC-8DDD-EEEEFFFF0000"_s << true;
    QTest::newRow("braces") << u"{0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000}"_s << false;
    QTest::newRow("no dashes") << u"0199aaaabbbb7ccc8dddeeeeffff00000000"_s << false;
    QTest::newRow("path") << u"../../aa-bbbb-7ccc-8ddd-eeeeffff0000"_s << false;
    QTest::newRow("short") << u"0199aaaa-bbbb-7ccc-8ddd-eeeeffff000"_s << false;
    QTest::newRow("other digits") << u"0199aaaa-bbbb-7ccc-8ddd-eeeeffff000\u0661"_s << false;
    QTest::newRow("empty") << QString() << false;
}

void TestBasics::uuids()
{
    QFETCH(QString, text);
    QFETCH(bool, ok);
    QCOMPARE(isUuid(text), ok);
}

void TestBasics::hashes()
{
    QCOMPARE(sha256Hex(QByteArrayView()), QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    QCOMPARE(sha256Hex("abc"), QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    QCOMPARE(sha256Hex({"a", "b", "c"}), sha256Hex("abc"));
}

void TestBasics::fieldsCannotSlide()
{
    const QSet<QByteArray> digests{sha256Fields({"ab", "c"}), sha256Fields({"a", "bc"}), sha256Fields({"abc"}), sha256Fields({"abc", ""}),
                                   sha256Fields({"", "abc"}), sha256Fields({}),          sha256Fields({""}),    sha256Hex("abc")};
    QCOMPARE(digests.size(), 8);
    QCOMPARE(sha256Fields({"ab", "c"}), sha256Fields({"ab", "c"}));
}

void TestBasics::secrets()
{
    QVERIFY(Secret().isEmpty());
    QVERIFY(Secret("").isEmpty());
    Secret copy;
    {
        const Secret secret("sk-canary");
        QCOMPARE(secret.fingerprint(), sha256Hex("sk-canary").first(8));
        copy = secret;
    }
    QVERIFY(copy.reveal() == "sk-canary");
    std::array<char, 8> buffer{'k', 'e', 'y'};
    wipe(buffer.data(), buffer.size());
    QCOMPARE(QByteArray(buffer.data(), 8), QByteArray(8, '\0'));
    wipe(nullptr, 0);
}

void TestBasics::coreDumpsAreForbidden()
{
    const pid_t child = ::fork();
    if (child == 0) {
        forbidCoreDumps();
        rlimit limit{};
        getrlimit(RLIMIT_CORE, &limit);
        const bool held = limit.rlim_cur == 0 && limit.rlim_max == 0 && prctl(PR_GET_DUMPABLE) == 0 &&
                          ::access("/proc/self/exe", F_OK) == 0; // Our own /proc entries stay in reach.
        if (!held)
            ::_exit(1);
        std::signal(SIGSEGV, SIG_DFL);
        std::raise(SIGSEGV);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    QVERIFY(WIFSIGNALED(status));
    QVERIFY(!WCOREDUMP(status));
}

void TestBasics::pathsFollowTheEnvironment()
{
    const QByteArray home = qgetenv("AIOS_HOME");
    const QByteArray resources = qgetenv("AIOS_RESOURCES");
    qputenv("AIOS_HOME", "/somewhere/home/");
    qputenv("AIOS_RESOURCES", "/somewhere/resources");
    QCOMPARE(UserPaths::standard().data, u"/somewhere/home/data"_s);
    QCOMPARE(UserPaths::standard().resources, u"/somewhere/resources"_s);
    qunsetenv("AIOS_HOME");
    qputenv("XDG_DATA_HOME", "/xdg/data");
    qputenv("XDG_CONFIG_HOME", "relative/is/invalid");
    QCOMPARE(UserPaths::standard().data, u"/xdg/data/aios-desktop"_s);
    QCOMPARE(UserPaths::standard().config, QString(QDir::homePath() + u"/.config/aios-desktop"_s));
    qunsetenv("AIOS_RESOURCES");
    if (QCoreApplication::applicationDirPath().startsWith(QStringLiteral(AIOS_SOURCE_DIR)))
        QCOMPARE(UserPaths::standard().resources, QStringLiteral(AIOS_SOURCE_DIR "/resources"));
    qunsetenv("XDG_DATA_HOME");
    qunsetenv("XDG_CONFIG_HOME");
    qputenv("AIOS_HOME", home);
    qputenv("AIOS_RESOURCES", resources);
}

void TestBasics::poolAnswersOnItsThread()
{
    WorkPool pool;
    QThread* worker = nullptr;
    QThread* answered = nullptr;
    auto moveOnly = std::make_unique<int>(7);
    int got = 0;
    pool.run(
        this,
        [&worker, value = std::move(moveOnly)]() mutable {
            worker = QThread::currentThread();
            return std::move(value);
        },
        [&](std::unique_ptr<int> value) {
            got = *value;
            answered = QThread::currentThread();
        });
    QTRY_COMPARE(got, 7);
    QVERIFY(worker != thread());
    QCOMPARE(answered, thread());
}

void TestBasics::poolForgetsDeadContexts()
{
    WorkPool pool;
    int answers = 0;
    std::atomic_int done = 0;
    {
        QObject context;
        for (int i = 0; i < 20; ++i)
            pool.run(&context, [&done] { return ++done; }, [&answers](int) { ++answers; });
        QVERIFY(QTest::qWaitFor([&done] { return done == 20 || done > 5; }));
        answers = 0;
    }
    QTRY_COMPARE(done.load(), 20);
    QCoreApplication::processEvents();
    QCOMPARE(answers, 0);
}

void TestBasics::poolEndsWhileBusy()
{
    std::atomic_int ran = 0;
    {
        WorkPool pool(2);
        for (int i = 0; i < 1000; ++i) {
            pool.run(
                this,
                [&ran] {
                    QThread::usleep(200);
                    return ++ran;
                },
                [](int) { QFAIL("answered after its end"); });
        }
    }
    const int atEnd = ran;
    QVERIFY(atEnd < 1000); // What waited was dropped.
    QTest::qWait(20);
    QCOMPARE(ran.load(), atEnd);
}

void TestBasics::onceAnswersOnce()
{
    QList<int> answers;
    {
        Once<int> once([&answers](int value) { answers.append(value); }, -1);
        once(1);
        once(2);
        QVERIFY(!once);
        Once<int> dropped([&answers](int value) { answers.append(value); }, -1);
        Once<int> moved = std::move(dropped);
        QVERIFY(moved);
    }
    QCOMPARE(answers, (QList<int>{1, -1}));
}

void TestBasics::fakeClockStandsStill()
{
    test::FakeClock clock;
    const QDateTime start = clock.now();
    const auto steady = clock.steady();
    clock.advance(std::chrono::seconds(90));
    QCOMPARE(start.secsTo(clock.now()), 90);
    QVERIFY(clock.steady() - steady == std::chrono::seconds(90));
    QCOMPARE(Clock::system().now().timeSpec(), Qt::UTC);
}

QTEST_GUILESS_MAIN(TestBasics)
#include "tst_basics.moc"
