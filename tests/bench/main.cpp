// SPDX-License-Identifier: MIT
// aios-bench: the programs against stated yardsticks, both in one run. Everything is on loopback and in temporary folders.
#include "core/base/json.h"
#include "tests/bench/bareclient.h"
#include "tests/bench/childprocess.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <cstdio>

using namespace aios;
using namespace aios::bench;
using namespace Qt::StringLiterals;

namespace {

int g_missed = 0;

void row(const char* what, double ours, const char* unit, double budget, double yardstick)
{
    const bool good = ours <= budget;
    g_missed += good ? 0 : 1;
    if (yardstick > 0)
        std::printf("%-52s %9.2f %-3s budget %8.2f  %s  bare %8.2f  ratio %6.2f\n", what, ours, unit, budget, good ? "ok  " : "OVER", yardstick, ours / yardstick);
    else
        std::printf("%-52s %9.2f %-3s budget %8.2f  %s\n", what, ours, unit, budget, good ? "ok  " : "OVER");
    std::fflush(stdout);
}

struct Timings {
    QList<double> gapsMs; ///< Last byte of a reply sent → next request complete at the server.
    long long firstRequestNs = 0;
};

Timings readTimings(const QString& path)
{
    Timings timings;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return timings;
    for (const QByteArray& line : file.readAll().split('\n')) {
        const auto value = parseJson(line);
        if (!value || !value->is_object())
            continue;
        const qint64 complete = jsonInt(value->as_object(), "requestComplete");
        const qint64 previous = jsonInt(value->as_object(), "previousReplySent");
        if (timings.firstRequestNs == 0)
            timings.firstRequestNs = complete;
        if (previous > 0)
            timings.gapsMs.append(static_cast<double>(complete - previous) / 1e6);
    }
    return timings;
}

/// A folder with `files` text files of 4 kB, and everything a run needs around it.
class Scene {
public:
    explicit Scene(int files)
    {
        QDir(m_dir.path()).mkpath(u"project"_s);
        QDir(m_dir.path()).mkpath(u"claude"_s);
        QByteArray text;
        for (int line = 0; line < 80; ++line)
            text += "Line " + QByteArray::number(line) + " of a file that is read by the benchmark.\n";
        for (int i = 0; i < files; ++i)
            write(u"project/file-%1.txt"_s.arg(i, 4, 10, QLatin1Char('0')), QByteArray::number(i) + "\n" + text);
        write(u"project/CLAUDE.md"_s, "# A folder for measuring\n");
    }
    void write(const QString& relative, const QByteArray& bytes) const
    {
        const QString path = m_dir.filePath(relative);
        QDir().mkpath(QFileInfo(path).absolutePath());
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
    }
    [[nodiscard]] QByteArray path(const char* name) const { return m_dir.filePath(QLatin1String(name)).toLocal8Bit(); }
    [[nodiscard]] QList<QByteArray> environment(int port) const
    {
        return {"AIOS_HOME=" + path("home"), "CLAUDE_CONFIG_DIR=" + path("claude"), "ANTHROPIC_BASE_URL=http://127.0.0.1:" + QByteArray::number(port), "ANTHROPIC_API_KEY=stub",
                "DBUS_SESSION_BUS_ADDRESS=disabled:"};
    }

private:
    QTemporaryDir m_dir;
};

QByteArray program(const char* name)
{
    return QDir(QCoreApplication::applicationDirPath() + u"/.."_s).absoluteFilePath(QLatin1String(name)).toLocal8Bit();
}

ChildUsage runAios(const Scene& scene, int port, const QList<QByteArray>& more = {})
{
    return runChild(QList<QByteArray>{program("aios"), "run", "--project", scene.path("project"), "--model", "anthropic/stub-model", "--output", "json", "--max-turns", "0"} + more
                        + QList<QByteArray>{"go"},
                    scene.environment(port));
}

void benchReads(int count)
{
    const Scene scene(count);
    const QByteArray self = QCoreApplication::applicationFilePath().toLocal8Bit();
    const QList<QByteArray> scenario{program("stubs/modelserver"), "--scenario", "reads:" + QByteArray::number(count), "--dir", scene.path("project"), "--timings"};
    Timings bare;
    ChildUsage bareUsage;
    {
        const ServerProcess server(scenario + QList<QByteArray>{scene.path("bare.jsonl")});
        bareUsage = runChild({self, "--bare", "http://127.0.0.1:" + QByteArray::number(server.port()) + "/v1/messages", scene.path("project"), QByteArray::number(count + 1)}, {});
    }
    bare = readTimings(QString::fromLocal8Bit(scene.path("bare.jsonl")));
    ChildUsage usage;
    {
        const ServerProcess server(scenario + QList<QByteArray>{scene.path("ours.jsonl")});
        usage = runAios(scene, server.port());
    }
    const Timings ours = readTimings(QString::fromLocal8Bit(scene.path("ours.jsonl")));
    std::printf("\n%d consecutive Read calls (%lld requests, exit %d)\n", count, static_cast<long long>(ours.gapsMs.size()) + 1, usage.exitCode);
    if (ours.gapsMs.size() < count || usage.exitCode != 0) {
        std::printf("  FAILED: %s\n", usage.output.left(600).constData());
        ++g_missed;
        return;
    }
    row("  reply to next request, median", median(ours.gapsMs), "ms", count <= 50 ? 2.0 : 6.0, median(bare.gapsMs));
    const qsizetype tenth = std::max<qsizetype>(ours.gapsMs.size() / 10, 5);
    if (count > 100) {
        const double early = median(ours.gapsMs.sliced(tenth / 5, tenth));
        const double late = median(ours.gapsMs.sliced(ours.gapsMs.size() - tenth));
        const double bareEarly = median(bare.gapsMs.sliced(tenth / 5, tenth));
        row("  late turns against early ones", late / early, "x", 1.5, median(bare.gapsMs.sliced(bare.gapsMs.size() - tenth)) / bareEarly);
    }
    row("  start to first request", static_cast<double>(ours.firstRequestNs - usage.startedNs) / 1e6, "ms", 40,
        static_cast<double>(bare.firstRequestNs - bareUsage.startedNs) / 1e6);
    row("  peak memory", usage.maxRssMb, "MB", count <= 50 ? 45 : 60, bareUsage.maxRssMb);
}

void benchBig()
{
    const Scene scene(0);
    const QByteArray self = QCoreApplication::applicationFilePath().toLocal8Bit();
    const QList<QByteArray> scenario{program("stubs/modelserver"), "--scenario", "big:20000:1000000", "--timings"};
    const ServerProcess server(scenario + QList<QByteArray>{scene.path("t.jsonl")});
    std::printf("\nA 1 MB answer in 20,000 deltas (whole process)\n");
    QList<double> ours;
    QList<double> bare;
    double rss = 0;
    double bareRss = 0;
    for (int i = 0; i < 5; ++i) {
        const ChildUsage usage = runAios(scene, server.port());
        const ChildUsage bareUsage =
            runChild({self, "--bare", "http://127.0.0.1:" + QByteArray::number(server.port()) + "/v1/messages", scene.path("project"), "1"}, {});
        ours.append(usage.wallMs);
        bare.append(bareUsage.wallMs);
        rss = std::max(rss, usage.maxRssMb);
        bareRss = std::max(bareRss, bareUsage.maxRssMb);
    }
    row("  wall time", median(ours), "ms", 120, median(bare));
    row("  peak memory", rss, "MB", 60, bareRss);
}

void benchBash()
{
    const Scene scene(40);
    const QByteArray self = QCoreApplication::applicationFilePath().toLocal8Bit();
    const auto gaps = [&](const QByteArray& what, const char* file) {
        const ServerProcess server({program("stubs/modelserver"), "--scenario", what, "--dir", scene.path("project"), "--timings", scene.path(file)});
        const ChildUsage usage = runAios(scene, server.port(), {"--allow", "Bash(true)"});
        if (usage.exitCode != 0)
            std::printf("  FAILED (exit %d): %s\n", usage.exitCode, usage.output.left(400).constData());
        return median(readTimings(QString::fromLocal8Bit(scene.path(file))).gapsMs);
    };
    std::printf("\nA Bash call\n");
    const double reads = gaps("reads:40", "reads.jsonl");
    const double bash = gaps("bash:40", "bash.jsonl");
    const double spawn = runChild({self, "--spawn", "40"}, {}).output.trimmed().toDouble();
    row("  added to a bare spawn of bash -c true", bash - reads - spawn, "ms", 5, spawn);
}

void benchSkills()
{
    const Scene scene(0);
    QByteArray words;
    for (int i = 0; i < 66; ++i)
        words += "word" + QByteArray::number(i % 10) + " ";
    for (int i = 0; i < 100; ++i) {
        const QByteArray name = "skill-number-" + QByteArray::number(i);
        QByteArray body;
        for (int line = 0; line < 300; ++line)
            body += "Body line of " + name + " that must never be in the first request, number " + QByteArray::number(line) + "\n";
        scene.write(u"project/.claude/skills/"_s + QString::fromLatin1(name) + u"/SKILL.md"_s, "---\nname: " + name + "\ndescription: Use it for " + name + ". " + words + "\n---\n" + body);
    }
    QDir().mkpath(QString::fromLocal8Bit(scene.path("dump")));
    {
        const ServerProcess server({program("stubs/modelserver"), "--scenario", "text:Hello.", "--dump", scene.path("dump")});
        std::ignore = runAios(scene, server.port());
    }
    QFile first(QString::fromLocal8Bit(scene.path("dump")) + u"/request-0001.json"_s);
    const QByteArray body = first.open(QIODevice::ReadOnly) ? first.readAll() : QByteArray();
    int named = 0;
    for (int i = 0; i < 100; ++i)
        named += body.contains("Use it for skill-number-" + QByteArray::number(i) + ".") ? 1 : 0;
    std::printf("\nFirst request with 100 skills\n");
    row("  size", static_cast<double>(body.size()) / 1000.0, "kB", 75, 0);
    row("  descriptions missing", 100 - named, "", 0, 0);
    row("  bodies sent", body.contains("must never be in the first request") ? 1 : 0, "", 0, 0);
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    if (words.size() == 5 && words[1] == "--bare"_L1)
        return runBareClient(argv[2], argv[3], words[4].toInt());
    if (words.size() == 3 && words[1] == "--spawn"_L1)
        return runBareSpawn(words[2].toInt());
    const QString only = words.value(1);
    const auto wanted = [&](const char* name) { return only.isEmpty() || only == QLatin1String(name); };
    std::printf("aios against a bare libcurl client (no parsing, no files written, no gate), same machine, same run\n");
    if (wanted("reads")) {
        benchReads(50);
        benchReads(500);
    }
    if (wanted("big"))
        benchBig();
    if (wanted("bash"))
        benchBash();
    if (wanted("skills"))
        benchSkills();
    std::printf("\n%d over budget\n", g_missed);
    return g_missed == 0 ? 0 : 1;
}
