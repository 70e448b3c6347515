// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace aios::bench {

/// Prints one line a figure: what, figure, budget, yardstick measured in the same run, ratio. Counts what is over budget. Also says how busy others kept the
/// processors meanwhile: figures taken then are worth less than their ratios.
class Report {
public:
    struct Row {
        const char* what = "";
        double figure = 0;
        const char* unit = "ms";
        std::optional<double> budget; ///< At most; none: for information.
        double bare = 0; ///< The yardstick, in the same unit; 0: there is none.
        double cpu = 0; ///< Processor time within the figure: what is left of it on a busy machine. 0: not measured.
    };
    void section(const QString& title);
    void endSection();
    void row(const Row& row);
    void failed(const QString& why); ///< Counts as over budget.
    void addMissed(int count) { m_missed += count; }
    [[nodiscard]] int missed() const { return m_missed; }

private:
    int m_missed = 0;
    double m_othersBefore = 0;
    double m_capacityBefore = 0;
};

/// Wall and processor time of pieces of work on the calling thread, in milliseconds.
class Samples {
public:
    void begin();
    void end(); ///< One more sample since begin().
    [[nodiscard]] const QList<double>& wall() const { return m_wall; }
    [[nodiscard]] const QList<double>& cpu() const { return m_cpu; }

private:
    QList<double> m_wall;
    QList<double> m_cpu;
    long long m_wallBegin = 0;
    long long m_cpuBegin = 0;
};

[[nodiscard]] long long nowNs(); ///< CLOCK_MONOTONIC, the same in all processes.
[[nodiscard]] double processCpuMs(); ///< Of all our threads so far.
[[nodiscard]] double median(QList<double> values);
[[nodiscard]] double percentile(QList<double> values, double share); ///< 0.99: at least 99 % are no greater.

} // namespace aios::bench
