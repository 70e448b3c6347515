// SPDX-License-Identifier: MIT
// aios-bench: the programs against stated yardsticks, both in one run. Everything is on loopback and in temporary folders.
#include "tests/bench/benchmarks.h"
#include "tests/bench/desktopscene.h"

#include <QCoreApplication>

#include <cstdio>
#include <cstdlib>
#include <functional>

using namespace aios::bench;
using namespace Qt::StringLiterals;

namespace {

struct Benchmark {
    const char* group; ///< "headless" or "window".
    const char* name;
    const char* what;
    std::function<void(Report&)> run;
};

/// A benchmark inside the window's own library: a program of its own, since this one has no GUI.
Benchmark inside(const char* name, const char* what)
{
    return {"window", name, what, [name](Report& report) { benchInside(report, name); }};
}

const QList<Benchmark>& benchmarks()
{
    static const QList<Benchmark> all{
        {"headless", "reads", "50 and 500 consecutive Read calls, Anthropic and OpenAI: time to the next request, start, memory", benchReads},
        {"headless", "answer", "a 1 MB answer in 20,000 deltas: time, memory", benchAnswer},
        {"headless", "bash", "what a Bash call adds to spawning bash", benchBash},
        {"headless", "skills", "size of the first request with 100 skills", benchSkills},
        {"headless", "services", "20 services: start to the first request, first and second time; what a call adds", benchServices},
        {"window", "start", "aios-desktop: start to first paint", benchStart},
        {"window", "idle", "aios-desktop: memory and processor time when nothing happens (takes two minutes)", benchIdle},
        inside("stream", "window: one streamed delta on the GUI thread"),
        inside("open", "window: a session of 10,000 messages to its first paint, frames while scrolling"),
        inside("huge", "window: one message of 800 KiB to its first paint"),
        inside("switch", "window: from one session to another"),
        inside("card", "window: approval card on the screen after the core asked"),
        inside("tools", "window: 1,000 tools of a service filtered"),
        inside("pieces", "window: the content pane with 8,000 pieces, opened and after one file changed"),
    };
    return all;
}

void printHelp()
{
    std::printf("Usage: ./dev bench [NAME…]\n\n"
                "Measures the release build and prints, for each figure: its budget, the yardstick measured in the same run, and their ratio.\n"
                "The yardstick is the least a program can do: a bare libcurl client that parses nothing, a bare spawn, a bare QMainWindow.\n"
                "Without NAME all of these; 'headless' and 'window' name those of one program:\n\n");
    for (const Benchmark& each : benchmarks())
        std::printf("  %-8s %s\n", each.name, each.what);
    std::printf(
        "\nThe window's need a display: ./dev bench makes a virtual one. AIOS_BENCH_VERBOSE=1 shows what the measured programs say on standard error.\n"
        "Exit status: 0 all within budget, 1 something over budget or failed, 2 wrong arguments.\n");
}

/// Those named, in the order of the table; nothing when a name is unknown.
std::optional<QList<const Benchmark*>> chosen(const QStringList& names)
{
    QList<const Benchmark*> found;
    QStringList unknown = names;
    for (const Benchmark& each : benchmarks()) {
        const QStringList called{QString::fromLatin1(each.name), QString::fromLatin1(each.group)};
        const bool named = std::ranges::any_of(called, [&names](const QString& name) { return names.contains(name); });
        if (names.isEmpty() || named)
            found += &each;
        unknown.removeIf([&called](const QString& name) { return called.contains(name); });
    }
    if (unknown.isEmpty())
        return found;
    std::fprintf(stderr, "aios-bench: there is no benchmark '%s'. --help lists them.\n", qPrintable(unknown.constFirst()));
    return std::nullopt;
}

int runAll(const QList<const Benchmark*>& wanted)
{
    double load = 0;
    ::getloadavg(&load, 1);
    std::printf("Load before: %.1f on %ld processors. Each figure stands beside the least a program can do, measured in the same run.\n", load,
                ::sysconf(_SC_NPROCESSORS_ONLN));
    Report report;
    for (const Benchmark* each : wanted)
        each->run(report);
    std::printf("\n%d over budget\n", report.missed());
    return report.missed() == 0 ? 0 : 1;
}

} // namespace

namespace aios::bench {

void benchInside(Report& report, const char* name)
{
    const auto found = std::ranges::find_if(benchmarks(), [name](const Benchmark& each) { return QByteArrayView(each.name) == name; });
    report.section(QString::fromLatin1(found->what));
    if (!haveDisplay(report))
        return;
    const Scene scene(0);
    const int status = runShown({program("bench/aios-bench-window"), name}, scene.environment());
    if (status > 100)
        return report.failed(u"aios-bench-window ended with status %1"_s.arg(status));
    report.addMissed(status);
    report.endSection();
}

} // namespace aios::bench

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const QStringList words = QCoreApplication::arguments().sliced(1);
    if (words.contains("--help"_L1) || words.contains("-h"_L1)) {
        printHelp();
        return 0;
    }
    const auto wanted = chosen(words);
    return wanted ? runAll(*wanted) : 2;
}
