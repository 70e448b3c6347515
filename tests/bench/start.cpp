// SPDX-License-Identifier: MIT
#include "tests/bench/benchmarks.h"
#include "tests/bench/desktopscene.h"

namespace aios::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kRuns = 9;

/// From fork() until the program says that it has painted; both programs say it at the same place, from the event loop after the paint event. 0: it did not.
double startToLine(const QList<QByteArray>& arguments, const QList<QByteArray>& environment, const QByteArray& line, double* cpu = nullptr,
                   double* later = nullptr)
{
    RunningProgram running(arguments, environment, RunningProgram::Stream::Error);
    const long long painted = running.waitForLine(line, 20);
    if (cpu)
        *cpu = running.cpuMs();
    if (painted > 0 && later) {
        if (const long long shown = running.waitForLine("aios-timing: page shown", 20))
            *later = static_cast<double>(shown - running.startedNs()) / 1e6;
    }
    return painted > 0 ? static_cast<double>(painted - running.startedNs()) / 1e6 : 0;
}

} // namespace

void benchStart(Report& report)
{
    report.section(u"Start to first paint, the sample project given (median of %1 starts)"_s.arg(kRuns));
    DesktopScene scene;
    if (const auto made = scene.make(1, 1000); !made || !haveDisplay(report))
        return made ? void() : report.failed(made.error().message);
    QList<double> ours, cpu, bare, page;
    for (int i = 0; i < kRuns; ++i) {
        bare += startToLine({program("bench/aios-bench-window"), "--bare"}, {}, "painted");
        double used = 0;
        double shown = 0;
        ours += startToLine({program("aios-desktop"), scene.project()}, scene.environment(), "aios-timing: first paint", &used, &shown);
        cpu += used;
        page += shown;
    }
    if (ours.contains(0.0) || bare.contains(0.0) || page.contains(0.0))
        return report.failed(u"a window was not painted within 20 s"_s);
    report.row({"start to first paint", median(ours), "ms", 150.0, median(bare), median(cpu)});
    report.row({"start to the folder shown", median(page), "ms", {}, median(bare)});
    report.endSection();
}

} // namespace aios::bench
