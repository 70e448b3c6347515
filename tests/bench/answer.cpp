// SPDX-License-Identifier: MIT
#include "tests/bench/benchmarks.h"
#include "tests/bench/scene.h"

namespace aios::bench {

using namespace Qt::StringLiterals;

void benchAnswer(Report& report)
{
    for (const Wire wire : {Wire::Anthropic, Wire::OpenAi}) {
        report.section(u"A 1 MB answer in 20,000 deltas, %1 (whole process, median of 5 runs)"_s.arg(
            wire == Wire::Anthropic ? u"Anthropic Messages"_s : u"OpenAI Chat Completions"_s));
        const Scene scene(0);
        const ServerProcess server({program("stubs/modelserver"), "--scenario", "big:20000:1000000"});
        QList<double> wall, cpu, bareWall, memory, bareMemory;
        for (int i = 0; i < 5; ++i) {
            const ChildUsage bare = scene.runBare(server.port(), wire, 1);
            const ChildUsage ours = scene.run(server.port(), wire);
            if (ours.exitCode != 0 || ours.output.size() < 1'000'000 || bare.exitCode != 0)
                return report.failed(u"exit status %1, %2 bytes of output"_s.arg(ours.exitCode).arg(ours.output.size()));
            wall += ours.wallMs;
            cpu += ours.cpuMs;
            bareWall += bare.wallMs;
            memory += ours.maxRssMb;
            bareMemory += bareMemoryMb(bare);
        }
        report.row({"wall time", median(wall), "ms", 120.0, median(bareWall), median(cpu)});
        report.row({"peak memory", median(memory), "MB", 60.0, median(bareMemory)});
        report.endSection();
    }
}

} // namespace aios::bench
