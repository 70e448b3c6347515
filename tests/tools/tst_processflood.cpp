// SPDX-License-Identifier: MIT
// More output than anybody can use: memory stays bounded, the event loop has its turns, what was said is in a file.
#include "core/tools/childenvironment.h"
#include "core/tools/outputcollector.h"
#include "core/tools/processrunner.h"
#include "tests/tools/toolfixture.h"

#include <QTimer>

#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace aios;

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

constexpr qint64 kMostFile = 64 * 1024 * 1024;

qint64 residentBytes()
{
    QFile file(u"/proc/self/statm"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE) : 0;
}

} // namespace

class TestProcessFlood : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void floodIsBounded();
};

void TestProcessFlood::floodIsBounded()
{
    ToolFixture fixture;
    ProcessRequest request;
    request.program = u"/bin/bash"_s;
    request.arguments = {u"--noprofile"_s, u"--norc"_s, u"-c"_s, u"echo first; yes 0123456789abcdef | head -c 100000000; echo last"_s};
    request.environment = childEnvironment(fixture.root());
    request.root = fixture.root();
    request.workingDirectory = request.root;
    const qint64 before = residentBytes();
    OutputCollector collector({.scratchDir = fixture.context.scratchDir, .maxFileBytes = kMostFile});
    ProcessHandlers handlers;
    std::optional<ProcessResult> result;
    int turns = 0;
    handlers.onOutput = [&collector](QByteArrayView bytes) { collector.add(bytes); };
    handlers.onEnd = [&result](const ProcessResult& ended) { result = ended; };
    QTimer ticker;
    QObject::connect(&ticker, &QTimer::timeout, &ticker, [&turns] { ++turns; });
    ticker.start(5);
    auto runner = ProcessRunner::start(request, std::move(handlers));
    QVERIFY(runner);
    QTRY_VERIFY_WITH_TIMEOUT(result, 30'000);
    QVERIFY(turns > 3); // the event loop had its turns
    QCOMPARE(collector.total(), 100'000'000 + 6 + 5);
    const LimitedText limited = collector.finish();
    QVERIFY(limited.text.startsWith("first\n"_L1));
    QVERIFY(limited.text.endsWith("last\n"_L1));
    QVERIFY(limited.text.size() < 21'000);
    QVERIFY(limited.text.contains(limited.spillPath));
    QCOMPARE(QFileInfo(limited.spillPath).size(), kMostFile);
    QCOMPARE(QFileInfo(limited.spillPath).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    if (!kSanitized) // a sanitizer keeps freed memory for a while
        QVERIFY2(residentBytes() - before < 30 * 1024 * 1024, qPrintable(QString::number(residentBytes() - before)));
}

QTEST_GUILESS_MAIN(TestProcessFlood)
#include "tst_processflood.moc"
