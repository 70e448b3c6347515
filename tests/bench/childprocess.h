// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>

#include <sys/types.h>

namespace aios::bench {

/// What the operating system says of a finished child.
struct ChildUsage {
    int exitCode = -1;
    double wallMs = 0;
    double cpuMs = 0;
    double maxRssMb = 0;
    long long startedNs = 0; ///< CLOCK_MONOTONIC when it was started.
    QByteArray output;       ///< Standard output, at most 64 MB.
};

/// Runs a program to its end. `environment` entries ("NAME=value") are added to ours. Standard error goes to /dev/null, unless AIOS_BENCH_VERBOSE is set.
[[nodiscard]] ChildUsage runChild(const QList<QByteArray>& arguments, const QList<QByteArray>& environment = {});

/// Runs a program that prints to our standard output; returns its exit code.
[[nodiscard]] int runShown(const QList<QByteArray>& arguments, const QList<QByteArray>& environment = {});

/// A program that goes on until this object goes, and the lines it prints on one of its streams.
class RunningProgram {
public:
    enum class Stream { Output, Error };
    RunningProgram(const QList<QByteArray>& arguments, const QList<QByteArray>& environment, Stream stream);
    ~RunningProgram(); ///< Ends it and everything it started in its process group.
    RunningProgram(const RunningProgram&) = delete;
    RunningProgram& operator=(const RunningProgram&) = delete;

    [[nodiscard]] long long startedNs() const { return m_startedNs; }
    [[nodiscard]] pid_t pid() const { return m_pid; }
    /// When (CLOCK_MONOTONIC) a line that begins with `beginning` arrived; its rest goes to `rest`. 0: it did not within `seconds`.
    [[nodiscard]] long long waitForLine(const QByteArray& beginning, int seconds, QByteArray* rest = nullptr);
    [[nodiscard]] double residentMb() const; ///< RSS now.
    [[nodiscard]] double cpuMs() const; ///< Used so far by all its threads, also those that have ended.
    [[nodiscard]] bool running() const;

private:
    pid_t m_pid = -1;
    int m_stream = -1;
    long long m_startedNs = 0;
    QByteArray m_buffer;
};

/// A server that prints "PORT n" as its first line. Ended when this goes.
class ServerProcess {
public:
    explicit ServerProcess(const QList<QByteArray>& arguments);
    [[nodiscard]] int port() const { return m_port; }

private:
    RunningProgram m_program;
    int m_port = 0;
};

} // namespace aios::bench
