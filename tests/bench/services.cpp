// SPDX-License-Identifier: MIT
#include "tests/bench/benchmarks.h"
#include "tests/bench/scene.h"

#include "core/base/json.h"

#include <QDir>
#include <QFile>

namespace aios::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kServers = 20;
constexpr int kRuns = 7;
constexpr int kCalls = 200;

/// The person's own services, for every folder: `kServers` of the same command.
QByteArray configuration(const QList<QByteArray>& command)
{
    QByteArray arguments;
    for (const QByteArray& word : command.sliced(1))
        arguments += (arguments.isEmpty() ? "" : ",") + jsonString(QByteArrayView(word));
    QByteArray entries;
    for (int i = 0; i < kServers; ++i)
        entries += (i > 0 ? ",\"s" : "\"s") + QByteArray::number(i) + "\":{\"command\":" + jsonString(QByteArrayView(command.first())) +
                   ",\"args\":[" + arguments + "]}";
    return "{\"mcpServers\":{" + entries + "}}";
}

struct Started {
    double ms = 0; ///< From the start of the program to the end of its first request.
    double cpu = 0;
    qsizetype tools = 0; ///< Of services, in that request.
};

/// `aios run` with the scene's home as it is. Nothing is measured when the request is not complete.
std::optional<Started> startOnce(Report& report, const Scene& scene)
{
    const QString dump = scene.folder("dump");
    const QString timings = scene.folder("timings.jsonl");
    QDir(dump).removeRecursively();
    QDir().mkpath(dump);
    QFile::remove(timings);
    ChildUsage usage;
    {
        const ServerProcess server(
            {program("stubs/modelserver"), "--scenario", "text:Hello.", "--dump", dump.toLocal8Bit(), "--timings", timings.toLocal8Bit()});
        usage = scene.run(server.port(), Wire::Anthropic);
    }
    QFile first(dump + u"/request-0001.json"_s);
    const QByteArray body = first.open(QIODevice::ReadOnly) ? first.readAll() : QByteArray();
    const Timings taken = readTimings(timings);
    if (usage.exitCode != 0 || body.isEmpty()) {
        report.failed(u"exit status %1, no request seen: %2"_s.arg(usage.exitCode).arg(QString::fromUtf8(usage.output.left(400))));
        return std::nullopt;
    }
    return Started{static_cast<double>(taken.firstRequestNs - usage.startedNs) / 1e6, usage.cpuMs, body.count("mcp__s")};
}

void forgetAll(const Scene& scene)
{
    for (const char* folder : {"home/data", "home/cache", "home/state"})
        QDir(scene.folder(folder)).removeRecursively();
}

/// What a bare client needs for the lists of all, and for one call: two medians.
std::pair<double, double> bareClient(const QList<QByteArray>& command, int runs)
{
    QList<double> lists, calls;
    for (int i = 0; i < runs; ++i) {
        const QByteArray calling = QByteArray::number(runs > 1 ? kCalls : 0);
        const ChildUsage usage =
            runChild(QList<QByteArray>{program("bench/aios-bench-bare"), "services", QByteArray::number(kServers), calling} + command);
        const QList<QByteArray> figures = usage.output.trimmed().split(' ');
        if (usage.exitCode != 0 || figures.size() != 2)
            return {0, 0};
        lists += figures[0].toDouble();
        calls += figures[1].toDouble();
    }
    return {median(lists), median(calls)};
}

/// Starts with nothing known and with everything kept.
void starts(Report& report, const Scene& scene, double bare, qsizetype tools)
{
    QList<double> first, second, firstCpu, secondCpu;
    for (int i = 0; i < kRuns; ++i) {
        forgetAll(scene);
        for (const bool fresh : {true, false}) {
            const auto started = startOnce(report, scene);
            if (!started)
                return;
            if (started->tools != tools)
                return report.failed(u"%1 tools of %2 were in the first request"_s.arg(started->tools).arg(tools));
            (fresh ? first : second) += started->ms;
            (fresh ? firstCpu : secondCpu) += started->cpu;
        }
    }
    report.row({"the first start to the first request, all tools in it", median(first), "ms", 100.0, bare, median(firstCpu)});
    report.row({"the second one, its tools kept", median(second), "ms", 60.0, bare, median(secondCpu)});
}

/// A script for the model server: calls of one tool, then an end.
QByteArray callScript(const QByteArray& tool)
{
    QByteArray replies;
    for (int i = 0; i < kCalls; ++i)
        replies += "{\"tools\":[{\"name\":\"" + tool + "\",\"input\":{\"text\":\"hello " + QByteArray::number(i) + "\"}}]},";
    return "{\"replies\":[" + replies + "{\"text\":\"Done.\"}]}";
}

/// The median time from a reply that calls the tool to the request with its result. 0: it did not work, and that was said.
double medianTurn(Report& report, const Scene& scene, const QByteArray& tool)
{
    scene.write(u"script.json"_s, callScript(tool));
    const QString timings = scene.folder("timings.jsonl");
    QFile::remove(timings);
    ChildUsage usage;
    {
        const ServerProcess server({program("stubs/modelserver"), "--script", scene.path("script.json"), "--timings", timings.toLocal8Bit()});
        usage = scene.run(server.port(), Wire::Anthropic, {"--allow", "mcp__s0__tool_0"});
    }
    const Timings taken = readTimings(timings);
    if (usage.exitCode == 0 && taken.gapsMs.size() >= kCalls)
        return median(taken.gapsMs);
    report.failed(u"%1 of %2 calls were made, exit status %3: %4"_s.arg(taken.gapsMs.size())
                      .arg(kCalls)
                      .arg(usage.exitCode)
                      .arg(QString::fromUtf8(usage.output.left(400))));
    return 0;
}

/// A turn with a call of a service, and what of it is the call's: beside the same turn with a call that does nothing (the list of tasks).
void calls(Report& report, const Scene& scene, double bare)
{
    const QList<QByteArray> choose{program("aios"), "mcp", "tools", "s0", "-C", scene.path("project"), "--effect", "tool_0=reads"};
    if (const ChildUsage chosen = runChild(choose, scene.environment(1)); chosen.exitCode != 0)
        return report.failed(u"the effect of a tool could not be chosen: %1"_s.arg(QString::fromUtf8(chosen.output.left(400))));
    const double turn = medianTurn(report, scene, "mcp__s0__tool_0");
    const double nothing = turn > 0 ? medianTurn(report, scene, "TaskList") : 0;
    if (nothing <= 0)
        return;
    report.row({"a turn with one call: reply to next request", turn, "ms", {}, bare});
    report.row({"what the call adds to it, over the server's own time", turn - nothing - bare, "ms", 1.0, bare});
}

/// Where tests/npm/servers.sh put them; empty: they are not here.
QByteArray everythingServer()
{
    const QString folder = qEnvironmentVariable("AIOS_NPM_SERVERS", QStringLiteral(AIOS_SOURCE_DIR "/build/dev/test-home/npm_servers/npm"));
    const QString program = folder + u"/node_modules/.bin/mcp-server-everything"_s;
    return QFile::exists(program) ? program.toLocal8Bit() : QByteArray();
}

void everything(Report& report)
{
    const QByteArray server = everythingServer();
    if (server.isEmpty())
        return report.section(u"%1 × server-everything from npm: left out, it is not here (tests/npm/servers.sh)"_s.arg(kServers));
    report.section(u"%1 × server-everything from npm (median of 3 second starts)"_s.arg(kServers));
    const Scene scene(0);
    scene.write(u"home/config/mcp.json"_s, configuration({server}));
    const auto [bare, unused] = bareClient({server}, 1);
    QList<double> second, cpu;
    for (int i = 0; i < 4; ++i) {
        const auto started = startOnce(report, scene);
        if (!started)
            return;
        if (i == 0)
            report.row({"the first start to the first request", started->ms, "ms", {}, bare, started->cpu});
        else if (started->tools < kServers * 10)
            return report.failed(u"only %1 tools were in the request of a second start"_s.arg(started->tools));
        else
            second += started->ms;
        cpu += started->cpu;
    }
    report.row({"the second one, its tools kept", median(second), "ms", 100.0, bare, cpu.last()});
    report.endSection();
}

} // namespace

void benchServices(Report& report)
{
    report.section(u"%1 services of five tools that cost next to nothing (median of %2 starts, %3 calls)"_s.arg(kServers).arg(kRuns).arg(kCalls));
    const Scene scene(0);
    const QByteArray server = program("bench/aios-bench-service");
    scene.write(u"home/config/mcp.json"_s, configuration({server}));
    const auto [lists, call] = bareClient({server}, kRuns);
    if (lists <= 0)
        return report.failed(u"the bare client could not list the tools"_s);
    starts(report, scene, lists, qsizetype(kServers) * 5);
    calls(report, scene, call);
    report.endSection();
    everything(report);
}

} // namespace aios::bench
