// SPDX-License-Identifier: MIT
#include "tests/bench/childprocess.h"

#include "tests/bench/report.h"

#include <QFile>

#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace aios::bench {

using namespace Qt::StringLiterals;

namespace {

/// `output` and `error`: descriptors for the child's streams; -1: /dev/null.
pid_t spawn(const QList<QByteArray>& arguments, const QList<QByteArray>& environment, int output, int error)
{
    std::vector<char*> argv;
    for (const QByteArray& argument : arguments)
        argv.push_back(const_cast<char*>(argument.constData()));
    argv.push_back(nullptr);
    const pid_t pid = ::fork();
    if (pid != 0)
        return pid;
    ::setpgid(0, 0);
    for (const QByteArray& entry : environment)
        ::putenv(const_cast<char*>(entry.constData()));
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::dup2(null, STDIN_FILENO);
    ::dup2(output >= 0 ? output : null, STDOUT_FILENO);
    if (error >= 0)
        ::dup2(error, STDERR_FILENO);
    else if (!::getenv("AIOS_BENCH_VERBOSE"))
        ::dup2(null, STDERR_FILENO);
    ::execv(argv[0], argv.data());
    ::_exit(127);
}

double milliseconds(const timeval& time)
{
    return static_cast<double>(time.tv_sec) * 1000.0 + static_cast<double>(time.tv_usec) / 1000.0;
}

int exitCode(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

QByteArray procFile(pid_t pid, const QString& name)
{
    QFile file(u"/proc/%1/%2"_s.arg(pid).arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

ChildUsage runChild(const QList<QByteArray>& arguments, const QList<QByteArray>& environment)
{
    ChildUsage usage;
    int pipes[2];
    if (::pipe2(pipes, O_CLOEXEC) != 0)
        return usage;
    usage.startedNs = nowNs();
    const pid_t pid = spawn(arguments, environment, pipes[1], -1);
    ::close(pipes[1]);
    char buffer[65536];
    for (ssize_t got = 0; (got = ::read(pipes[0], buffer, sizeof buffer)) > 0;) {
        if (usage.output.size() < 64 * 1024 * 1024)
            usage.output.append(buffer, static_cast<qsizetype>(got));
    }
    ::close(pipes[0]);
    int status = 0;
    rusage resources{};
    ::wait4(pid, &status, 0, &resources);
    usage.wallMs = static_cast<double>(nowNs() - usage.startedNs) / 1e6;
    usage.cpuMs = milliseconds(resources.ru_utime) + milliseconds(resources.ru_stime);
    usage.maxRssMb = static_cast<double>(resources.ru_maxrss) / 1024.0;
    usage.exitCode = exitCode(status);
    return usage;
}

int runShown(const QList<QByteArray>& arguments, const QList<QByteArray>& environment)
{
    int status = 0;
    const pid_t pid = spawn(arguments, environment, STDOUT_FILENO, STDERR_FILENO);
    ::waitpid(pid, &status, 0);
    return exitCode(status);
}

RunningProgram::RunningProgram(const QList<QByteArray>& arguments, const QList<QByteArray>& environment, Stream stream)
{
    int pipes[2];
    if (::pipe2(pipes, O_CLOEXEC) != 0)
        return;
    m_startedNs = nowNs();
    m_pid = spawn(arguments, environment, stream == Stream::Output ? pipes[1] : -1, stream == Stream::Error ? pipes[1] : -1);
    ::close(pipes[1]);
    m_stream = pipes[0];
}

RunningProgram::~RunningProgram()
{
    if (m_pid > 0) {
        ::kill(-m_pid, SIGTERM);
        ::kill(m_pid, SIGTERM); // when it is not the leader of its group yet
        ::waitpid(m_pid, nullptr, 0);
    }
    if (m_stream >= 0)
        ::close(m_stream);
}

long long RunningProgram::waitForLine(const QByteArray& beginning, int seconds, QByteArray* rest)
{
    const long long until = nowNs() + seconds * 1'000'000'000LL;
    char buffer[4096];
    while (true) {
        const long long now = nowNs();
        for (qsizetype end = 0; (end = m_buffer.indexOf('\n')) >= 0;) {
            const QByteArray line = m_buffer.first(end);
            m_buffer.remove(0, end + 1);
            if (!line.startsWith(beginning))
                continue;
            if (rest)
                *rest = line.sliced(beginning.size()).trimmed();
            return now;
        }
        pollfd polled{m_stream, POLLIN, 0};
        if (now >= until || ::poll(&polled, 1, static_cast<int>((until - now) / 1'000'000) + 1) <= 0)
            return 0;
        const ssize_t got = ::read(m_stream, buffer, sizeof buffer);
        if (got <= 0)
            return 0;
        m_buffer.append(buffer, got);
    }
}

double RunningProgram::residentMb() const
{
    const QByteArray status = procFile(m_pid, u"status"_s);
    const qsizetype at = status.indexOf("VmRSS:");
    return at < 0 ? 0 : status.mid(at + 6, status.indexOf("kB", at) - at - 6).trimmed().toDouble() / 1024.0;
}

double RunningProgram::cpuMs() const
{
    clockid_t clock = 0;
    timespec used{};
    if (::clock_getcpuclockid(m_pid, &clock) != 0 || ::clock_gettime(clock, &used) != 0)
        return 0;
    return static_cast<double>(used.tv_sec) * 1e3 + static_cast<double>(used.tv_nsec) / 1e6;
}

bool RunningProgram::running() const
{
    return m_pid > 0 && ::waitpid(m_pid, nullptr, WNOHANG) == 0;
}

ServerProcess::ServerProcess(const QList<QByteArray>& arguments) : m_program(arguments, {}, RunningProgram::Stream::Output)
{
    QByteArray port;
    if (m_program.waitForLine("PORT ", 20, &port))
        m_port = port.toInt();
}

} // namespace aios::bench
