// SPDX-License-Identifier: MIT
#include "tests/bench/childprocess.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace aios::bench {

namespace {

pid_t spawn(const QList<QByteArray>& arguments, const QList<QByteArray>& environment, int outputFd)
{
    std::vector<char*> argv;
    for (const QByteArray& argument : arguments)
        argv.push_back(const_cast<char*>(argument.constData()));
    argv.push_back(nullptr);
    const pid_t pid = ::fork();
    if (pid != 0)
        return pid;
    for (const QByteArray& entry : environment)
        ::putenv(const_cast<char*>(entry.constData()));
    const int null = ::open("/dev/null", O_RDWR);
    ::dup2(null, STDIN_FILENO);
    ::dup2(outputFd, STDOUT_FILENO);
    if (!::getenv("AIOS_BENCH_VERBOSE"))
        ::dup2(null, STDERR_FILENO);
    ::execv(argv[0], argv.data());
    ::_exit(127);
}

double milliseconds(const timeval& time)
{
    return static_cast<double>(time.tv_sec) * 1000.0 + static_cast<double>(time.tv_usec) / 1000.0;
}

} // namespace

long long nowNs()
{
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

double median(QList<double> values)
{
    if (values.isEmpty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

ChildUsage runChild(const QList<QByteArray>& arguments, const QList<QByteArray>& environment)
{
    ChildUsage usage;
    int pipes[2];
    if (::pipe2(pipes, O_CLOEXEC) != 0)
        return usage;
    usage.startedNs = nowNs();
    const pid_t pid = spawn(arguments, environment, pipes[1]);
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
    usage.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return usage;
}

ServerProcess::ServerProcess(const QList<QByteArray>& arguments)
{
    int pipes[2];
    if (::pipe2(pipes, O_CLOEXEC) != 0)
        return;
    m_pid = spawn(arguments, {}, pipes[1]);
    ::close(pipes[1]);
    m_output = pipes[0];
    QByteArray line;
    for (char c = 0; ::read(m_output, &c, 1) == 1 && c != '\n';)
        line.append(c);
    if (line.startsWith("PORT "))
        m_port = line.mid(5).trimmed().toInt();
}

ServerProcess::~ServerProcess()
{
    if (m_pid > 0) {
        ::kill(m_pid, SIGTERM);
        ::waitpid(m_pid, nullptr, 0);
    }
    if (m_output >= 0)
        ::close(m_output);
}

} // namespace aios::bench
