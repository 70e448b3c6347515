// SPDX-License-Identifier: MIT
#include "tests/bench/scene.h"

#include "core/base/json.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace aios::bench {

using namespace Qt::StringLiterals;

Scene::Scene(int files)
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

void Scene::write(const QString& relative, const QByteArray& bytes) const
{
    const QString path = m_dir.filePath(relative);
    QDir().mkpath(QFileInfo(path).absolutePath());
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(bytes);
}

QList<QByteArray> Scene::environment(int port) const
{
    QList<QByteArray> entries{"AIOS_HOME=" + path("home"), "CLAUDE_CONFIG_DIR=" + path("claude"), "AIOS_RESOURCES=" AIOS_SOURCE_DIR "/resources"};
    if (port > 0) {
        const QByteArray server = "http://127.0.0.1:" + QByteArray::number(port);
        entries += {"ANTHROPIC_BASE_URL=" + server, "ANTHROPIC_API_KEY=stub", "OPENAI_BASE_URL=" + server + "/v1", "OPENAI_API_KEY=stub",
                    "DBUS_SESSION_BUS_ADDRESS=disabled:"};
    }
    return entries;
}

ChildUsage Scene::run(int port, Wire wire, const QList<QByteArray>& more) const
{
    const QByteArray model = wire == Wire::Anthropic ? "anthropic/stub-model" : "openai/stub-model";
    const QList<QByteArray> arguments{program("aios"), "run", "--project", path("project"), "--model", model, "--output", "json", "--max-turns", "0"};
    return runChild(arguments + more + QList<QByteArray>{"go"}, environment(port));
}

ChildUsage Scene::runBare(int port, Wire wire, int requests) const
{
    const QByteArray url = "http://127.0.0.1:" + QByteArray::number(port) + (wire == Wire::Anthropic ? "/v1/messages" : "/v1/chat/completions");
    return runChild({program("bench/aios-bench-bare"), "client", url, path("project"), QByteArray::number(requests)});
}

QByteArray program(const char* name)
{
    return QDir(QCoreApplication::applicationDirPath() + u"/.."_s).absoluteFilePath(QLatin1StringView(name)).toLocal8Bit();
}

Timings readTimings(const QString& file)
{
    Timings timings;
    QFile lines(file);
    if (!lines.open(QIODevice::ReadOnly))
        return timings;
    for (const QByteArray& line : lines.readAll().split('\n')) {
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

double bareMemoryMb(const ChildUsage& usage)
{
    return usage.output.trimmed().toDouble() / 1024.0;
}

} // namespace aios::bench
