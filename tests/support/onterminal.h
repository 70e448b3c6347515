// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/programrun.h"

#include <cstdlib>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace aios::test {

/// `aios` on a terminal: standard input and error are the terminal, standard output is a pipe.
class OnTerminal {
public:
    OnTerminal(const Programs& programs, const QStringList& arguments)
    {
        m_master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
        if (m_master < 0 || ::grantpt(m_master) != 0 || ::unlockpt(m_master) != 0)
            qFatal("no terminal");
        m_slave = ::ptsname(m_master);
        QProcessEnvironment environment = programs.environment();
        environment.insert(QStringLiteral("NO_COLOR"), QStringLiteral("1"));
        m_process.setProcessEnvironment(environment);
        m_process.setChildProcessModifier([this] {
            ::setsid();
            const int slave = ::open(m_slave.constData(), O_RDWR);
            ::ioctl(slave, TIOCSCTTY, 0);
            ::dup2(slave, STDIN_FILENO);
            ::dup2(slave, STDERR_FILENO);
        });
        m_process.setInputChannelMode(QProcess::ForwardedInputChannel);
        m_process.start(QStringLiteral(AIOS_BIN_DIR "/aios"), arguments);
        if (!m_process.waitForStarted())
            qFatal("aios does not start");
    }
    ~OnTerminal()
    {
        m_process.kill();
        m_process.waitForFinished();
        ::close(m_master);
    }
    OnTerminal(const OnTerminal&) = delete;
    OnTerminal& operator=(const OnTerminal&) = delete;

    /// Until the terminal has shown `text` since the last answer.
    [[nodiscard]] bool shows(const QByteArray& text)
    {
        const bool shown = QTest::qWaitFor(
            [&] {
                char chunk[4096];
                for (ssize_t got = 0; (got = ::read(m_master, chunk, sizeof chunk)) > 0;)
                    m_screen.append(chunk, static_cast<qsizetype>(got));
                return m_screen.contains(text);
            },
            10'000);
        if (!shown)
            qWarning("%s", m_screen.constData());
        return shown;
    }
    void type(const QByteArray& keys)
    {
        m_all += std::exchange(m_screen, {});
        if (::write(m_master, keys.constData(), static_cast<std::size_t>(keys.size())) != keys.size())
            qFatal("cannot type");
    }
    [[nodiscard]] int exitCode()
    {
        const bool ended = m_process.state() == QProcess::NotRunning || m_process.waitForFinished(10'000);
        return ended && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    /// As the system does it: at once, without a word to the program.
    void kill()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    [[nodiscard]] QByteArray out() { return m_process.readAllStandardOutput(); }

private:
    int m_master = -1;
    QByteArray m_slave;
    QByteArray m_screen;
    QByteArray m_all;
    QProcess m_process;
};

} // namespace aios::test
