// SPDX-License-Identifier: MIT
#include "tests/bench/benchmarks.h"
#include "tests/bench/desktopscene.h"

#include <QThread>

namespace aios::bench {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

constexpr auto kIdle = 10s;
constexpr auto kWatched = 60s;
constexpr double kCountedMs = 5; ///< Less processor time in a minute than this counts as none: the kernel's own ticks.

struct Idle {
    double residentMb = 0;
    double cpuMs = 0; ///< In kWatched, when that was asked for.
};

/// Waits until the program has said `line`, idles, and measures.
std::optional<Idle> measure(const QList<QByteArray>& arguments, const QList<QByteArray>& environment, const QByteArray& line, bool watchCpu)
{
    RunningProgram running(arguments, environment, RunningProgram::Stream::Error);
    if (!running.waitForLine(line, 30))
        return std::nullopt;
    QThread::sleep(kIdle);
    Idle idle;
    idle.residentMb = running.residentMb();
    if (watchCpu) {
        const double before = running.cpuMs();
        QThread::sleep(kWatched);
        idle.cpuMs = running.cpuMs() - before;
    }
    return running.running() ? std::optional(idle) : std::nullopt;
}

} // namespace

void benchIdle(Report& report)
{
    report.section(u"Idle: %1 s after the start, the sample project open"_s.arg(kIdle.count()));
    DesktopScene one;
    DesktopScene ten;
    for (const auto& made : {one.make(1, 1000), ten.make(10, 1000)}) {
        if (!made)
            return report.failed(made.error().message);
    }
    if (!haveDisplay(report))
        return;
    const QByteArray shown = "aios-timing: page shown";
    const auto bare = measure({program("bench/aios-bench-window"), "--bare"}, {}, "painted", false);
    const auto single = measure({program("aios-desktop"), one.project()}, one.environment(), shown, true);
    const auto many = measure({program("aios-desktop"), ten.project()}, ten.environment(), shown, false);
    if (!bare || !single || !many)
        return report.failed(u"a window did not come up or did not stay"_s);
    report.row({"memory, 1,000 messages open", single->residentMb, "MB", 90.0, bare->residentMb});
    report.row({"memory, ten sessions of 1,000 messages open", many->residentMb, "MB", 150.0, bare->residentMb});
    report.row({"processor time in a minute (below 5 ms counts as none)", single->cpuMs, "ms", kCountedMs, 0});
    report.endSection();
}

} // namespace aios::bench
