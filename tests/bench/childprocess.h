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

/// Runs a program to its end. `environment` entries ("NAME=value") are added to ours. Standard error goes to /dev/null.
[[nodiscard]] ChildUsage runChild(const QList<QByteArray>& arguments, const QList<QByteArray>& environment);

/// A server that prints "PORT n" as its first line. Ended when this goes.
class ServerProcess {
public:
    explicit ServerProcess(const QList<QByteArray>& arguments);
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;
    [[nodiscard]] int port() const { return m_port; }

private:
    pid_t m_pid = -1;
    int m_output = -1;
    int m_port = 0;
};

[[nodiscard]] long long nowNs();
[[nodiscard]] double median(QList<double> values);

} // namespace aios::bench
