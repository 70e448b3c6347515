// SPDX-License-Identifier: MIT
#include "tests/bench/benchmarks.h"
#include "tests/bench/scene.h"

namespace aios::bench {

using namespace Qt::StringLiterals;

namespace {

/// One run's figures: of `aios`, or of the bare client.
struct Figures {
    QList<double> medianGap;
    QList<double> lateToEarly;
    QList<double> lateGap;
    QList<double> start;
    QList<double> memory;
    QList<double> cpu; ///< A call, start and end of the program shared out.
};

void note(Figures& figures, const Timings& timings, const ChildUsage& usage, double memory)
{
    const qsizetype tenth = std::max<qsizetype>(timings.gapsMs.size() / 10, 5);
    figures.medianGap += median(timings.gapsMs);
    // The first turns also fill caches, so "early" begins a few turns in.
    figures.lateGap += median(timings.gapsMs.last(tenth));
    figures.lateToEarly += median(timings.gapsMs.last(tenth)) / median(timings.gapsMs.sliced(tenth / 5, tenth));
    figures.start += static_cast<double>(timings.firstRequestNs - usage.startedNs) / 1e6;
    figures.memory += memory;
    figures.cpu += usage.cpuMs / static_cast<double>(timings.gapsMs.size());
}

/// Both clients once, each with a server of its own. False: `aios` did not make all its calls.
bool runOnce(Report& report, const Scene& scene, Wire wire, int count, Figures& ours, Figures& bare)
{
    const QList<QByteArray> server{program("stubs/modelserver"), "--scenario", "reads:" + QByteArray::number(count), "--dir",
                                   scene.path("project"),        "--timings"};
    ChildUsage usage;
    for (const bool own : {false, true}) {
        const QString file = scene.folder(own ? "ours.jsonl" : "bare.jsonl");
        QFile::remove(file);
        {
            const ServerProcess running(server + QList<QByteArray>{file.toLocal8Bit()});
            usage = own ? scene.run(running.port(), wire) : scene.runBare(running.port(), wire, count + 1);
        } // the server writes its timings when it ends
        const Timings timings = readTimings(file);
        if (timings.gapsMs.size() < count || usage.exitCode != 0) {
            report.failed(u"%1 of %2 calls were made, exit status %3: %4"_s.arg(timings.gapsMs.size())
                              .arg(count)
                              .arg(usage.exitCode)
                              .arg(QString::fromUtf8(usage.output.left(600))));
            return false;
        }
        note(own ? ours : bare, timings, usage, own ? usage.maxRssMb : bareMemoryMb(usage));
    }
    return true;
}

void readCalls(Report& report, Wire wire, int count, int runs)
{
    const bool many = count > 100;
    report.section(u"%1 consecutive Read calls of different files, %2 (median of %3 runs)"_s.arg(count)
                       .arg(wire == Wire::Anthropic ? u"Anthropic Messages"_s : u"OpenAI Chat Completions"_s)
                       .arg(runs));
    const Scene scene(count);
    Figures ours;
    Figures bare;
    for (int i = 0; i < runs; ++i) {
        if (!runOnce(report, scene, wire, count, ours, bare))
            return;
    }
    report.row({"last byte of a reply to the next request, median", median(ours.medianGap), "ms", many ? std::nullopt : std::optional(2.0),
                median(bare.medianGap)});
    if (many) {
        report.row({"  late turns: the last tenth of them", median(ours.lateGap), "ms", {}, median(bare.lateGap)});
        report.row({"late turns against early ones", median(ours.lateToEarly), "x", 1.5, median(bare.lateToEarly)});
    }
    report.row({"start to the first request", median(ours.start), "ms", 40.0, median(bare.start)});
    report.row({"peak memory", median(ours.memory), "MB", many ? 60.0 : 45.0, median(bare.memory)});
    report.endSection();
}

} // namespace

void benchReads(Report& report)
{
    for (const Wire wire : {Wire::Anthropic, Wire::OpenAi}) {
        readCalls(report, wire, 50, 5);
        readCalls(report, wire, 500, 3);
    }
}

} // namespace aios::bench
