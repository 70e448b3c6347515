// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QFile>

#include <algorithm>

namespace aios::test {

/// A bound for grownMiB(): a sanitizer keeps what was freed for a while, by default 256 MiB of it, with as much again around it.
constexpr int mostMiB(int plain)
{
#ifdef __SANITIZE_ADDRESS__
    return plain + 512;
#else
    return plain;
#endif
}

/// How much memory this process took at most since this was made, beyond what it had then.
class MemoryWatch {
public:
    MemoryWatch()
    {
        QFile reset(QStringLiteral("/proc/self/clear_refs"));
        const bool fresh = reset.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && reset.write("5") == 1; // the peak begins anew
        m_before = fresh ? kibibytes("VmRSS:") : kibibytes("VmHWM:"); // else only what goes over every peak so far counts
    }
    [[nodiscard]] int grownMiB() const { return static_cast<int>(std::max<qint64>(0, kibibytes("VmHWM:") - m_before) / 1024); }

private:
    static qint64 kibibytes(const QByteArray& name)
    {
        QFile status(QStringLiteral("/proc/self/status"));
        if (!status.open(QIODevice::ReadOnly))
            qFatal("no /proc/self/status");
        for (const QByteArray& line : status.readAll().split('\n')) {
            if (line.startsWith(name))
                return line.sliced(name.size()).trimmed().split(' ').first().toLongLong();
        }
        return 0;
    }
    qint64 m_before = 0;
};

} // namespace aios::test
