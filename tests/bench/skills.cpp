// SPDX-License-Identifier: MIT
#include "tests/bench/benchmarks.h"
#include "tests/bench/scene.h"

#include <QDir>

namespace aios::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSkills = 100;

QByteArray skillName(int number)
{
    return "skill-number-" + QByteArray::number(number);
}

QByteArray description(int number)
{
    QByteArray words = "Use it for " + skillName(number) + ".";
    for (int i = 0; i < 66; ++i)
        words += " word" + QByteArray::number(i % 10);
    return words;
}

/// A description of about 100 tokens and a body of about 5,000.
QByteArray skillText(int number)
{
    QByteArray body;
    for (int line = 0; line < 300; ++line)
        body += "Body line of " + skillName(number) + " that must never be in the first request, number " + QByteArray::number(line) + "\n";
    return "---\nname: " + skillName(number) + "\ndescription: " + description(number) + "\n---\n" + body;
}

} // namespace

void benchSkills(Report& report)
{
    report.section(u"First request with %1 skills (descriptions of 100 tokens, bodies of 5,000)"_s.arg(kSkills));
    const Scene scene(0);
    for (int i = 0; i < kSkills; ++i)
        scene.write(u"project/.claude/skills/"_s + QString::fromLatin1(skillName(i)) + u"/SKILL.md"_s, skillText(i));
    QDir().mkpath(scene.folder("dump"));
    ChildUsage usage;
    {
        const ServerProcess server({program("stubs/modelserver"), "--scenario", "text:Hello.", "--dump", scene.path("dump")});
        usage = scene.run(server.port(), Wire::Anthropic);
    }
    QFile first(scene.folder("dump") + u"/request-0001.json"_s);
    const QByteArray body = first.open(QIODevice::ReadOnly) ? first.readAll() : QByteArray();
    if (usage.exitCode != 0 || body.isEmpty())
        return report.failed(u"exit status %1, no request seen: %2"_s.arg(usage.exitCode).arg(QString::fromUtf8(usage.output.left(400))));
    int described = 0;
    for (int i = 0; i < kSkills; ++i)
        described += body.contains(description(i)) ? 1 : 0;
    report.row({"the whole request: system, tools, listing", static_cast<double>(body.size()) / 1000.0, "kB", 75.0, 0});
    report.row({"names and descriptions that are not there whole", static_cast<double>(kSkills - described), "", 0.0, 0});
    report.row({"bodies that were sent", body.contains("must never be in the first request") ? 1.0 : 0.0, "", 0.0, 0});
    report.endSection();
}

} // namespace aios::bench
