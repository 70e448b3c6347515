// SPDX-License-Identifier: MIT
#include "tests/bench/benchmarks.h"
#include "tests/bench/scene.h"

namespace aios::bench {

using namespace Qt::StringLiterals;

void benchBash(Report& report)
{
    constexpr int kCalls = 40;
    report.section(u"%1 Bash calls of \"true\" (median of 3 runs)"_s.arg(kCalls));
    const Scene scene(0);
    QList<double> gaps, spawns;
    for (int i = 0; i < 3; ++i) {
        const QString file = scene.folder("bash.jsonl");
        QFile::remove(file);
        ChildUsage usage;
        {
            const ServerProcess server({program("stubs/modelserver"), "--scenario", "bash:" + QByteArray::number(kCalls), "--command", "true {n}",
                                        "--timings", file.toLocal8Bit()});
            usage = scene.run(server.port(), Wire::Anthropic, {"--allow", "Bash(true *)"});
        }
        const Timings timings = readTimings(file);
        if (usage.exitCode != 0 || timings.gapsMs.size() < kCalls)
            return report.failed(u"exit status %1: %2"_s.arg(usage.exitCode).arg(QString::fromUtf8(usage.output.left(400))));
        gaps += median(timings.gapsMs);
        spawns += runChild({program("bench/aios-bench-bare"), "spawn", QByteArray::number(kCalls)}).output.trimmed().toDouble();
    }
    report.row({"last byte of a reply to the next request, with the call", median(gaps), "ms", {}, median(spawns)});
    report.row({"of that, beyond a bare spawn of bash -c true", median(gaps) - median(spawns), "ms", 5.0, median(spawns)});
    report.endSection();
}

} // namespace aios::bench
