// SPDX-License-Identifier: MIT
#include "tests/bench/report.h"

#include <QFile>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <sys/resource.h>
#include <unistd.h>

namespace aios::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr double kBusyShare = 0.10; ///< Of all processors, by others: from here on it is said.

double seconds(const timeval& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double usedBy(int who)
{
    rusage usage{};
    ::getrusage(who, &usage);
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Processor seconds since the machine started that went to anything but this program and its ended children.
double usedByOthers()
{
    QFile stat(u"/proc/stat"_s);
    if (!stat.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> fields = stat.readLine().simplified().split(' ');
    double ticks = 0;
    for (const qsizetype column : {1, 2, 3, 6, 7}) // user, nice, system, irq, softirq
        ticks += fields.value(column).toDouble();
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK)) - usedBy(RUSAGE_SELF) - usedBy(RUSAGE_CHILDREN);
}

double capacity()
{
    return static_cast<double>(nowNs()) / 1e9 * static_cast<double>(::sysconf(_SC_NPROCESSORS_ONLN));
}

QByteArray fixed(double value, int width)
{
    return QByteArray::number(value, 'f', 2).rightJustified(width);
}

long long clockNs(clockid_t clock)
{
    timespec time{};
    ::clock_gettime(clock, &time);
    return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

} // namespace

void Report::section(const QString& title)
{
    std::printf("\n%s\n", qPrintable(title));
    std::fflush(stdout);
    m_othersBefore = usedByOthers();
    m_capacityBefore = capacity();
}

void Report::endSection()
{
    const double share = (usedByOthers() - m_othersBefore) / std::max(1e-3, capacity() - m_capacityBefore);
    if (share > kBusyShare)
        std::printf("  (under load: others kept %.0f %% of the processors busy meanwhile)\n", share * 100);
    std::fflush(stdout);
}

void Report::row(const Row& row)
{
    const bool good = !row.budget || row.figure <= *row.budget;
    m_missed += good ? 0 : 1;
    QByteArray line = fixed(row.figure, 10) + ' ' + QByteArray(row.unit).leftJustified(3);
    line += row.budget ? "  budget " + QByteArray::number(*row.budget, 'f', 1).rightJustified(6) + (good ? "  ok  " : "  OVER") : QByteArray(21, ' ');
    if (row.bare > 0)
        line += "  bare " + fixed(row.bare, 8) + "  ratio " + fixed(row.figure / row.bare, 6);
    if (row.cpu > 0)
        line += "  cpu " + fixed(row.cpu, 7);
    std::printf("  %-58s%s\n", row.what, line.constData());
    std::fflush(stdout);
}

void Report::failed(const QString& why)
{
    std::printf("  FAILED: %s\n", qPrintable(why));
    std::fflush(stdout);
    ++m_missed;
}

void Samples::begin()
{
    m_cpuBegin = clockNs(CLOCK_THREAD_CPUTIME_ID);
    m_wallBegin = nowNs();
}

void Samples::end()
{
    m_wall += static_cast<double>(nowNs() - m_wallBegin) / 1e6;
    m_cpu += static_cast<double>(clockNs(CLOCK_THREAD_CPUTIME_ID) - m_cpuBegin) / 1e6;
}

long long nowNs()
{
    return clockNs(CLOCK_MONOTONIC);
}

double processCpuMs()
{
    return static_cast<double>(clockNs(CLOCK_PROCESS_CPUTIME_ID)) / 1e6;
}

double median(QList<double> values)
{
    return percentile(std::move(values), 0.5);
}

double percentile(QList<double> values, double share)
{
    if (values.isEmpty())
        return 0;
    std::ranges::sort(values);
    const auto rank = static_cast<qsizetype>(std::ceil(share * static_cast<double>(values.size())));
    return values.at(std::clamp<qsizetype>(rank - 1, 0, values.size() - 1));
}

} // namespace aios::bench
