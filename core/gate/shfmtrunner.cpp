// SPDX-License-Identifier: MIT
#include "core/gate/shfmtrunner.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kMostOutput = 1024 * 1024;

class Descriptor {
public:
    explicit Descriptor(int fd = -1) : m_fd(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(); }
    [[nodiscard]] int get() const { return m_fd; }
    void reset(int fd)
    {
        close();
        m_fd = fd;
    }
    void close()
    {
        if (m_fd >= 0)
            ::close(std::exchange(m_fd, -1));
    }

private:
    int m_fd;
};

/// The child with its two ends: a socket, because sending to a peer that went must not raise a signal.
struct Child {
    pid_t pid = -1;
    Descriptor input;
    Descriptor output;

    ~Child()
    {
        if (pid < 0)
            return;
        ::kill(pid, SIGKILL);
        while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    /// Its wait status once it has ended; nothing when it has not at `deadline`, or when somebody else waited for it.
    std::optional<int> wait(std::chrono::steady_clock::time_point deadline)
    {
        // It has closed its output and ends within microseconds: a short nap is all that is ever needed.
        for (;;) {
            int status = 0;
            const pid_t ended = ::waitpid(pid, &status, WNOHANG);
            if (ended == pid) {
                pid = -1;
                return status;
            }
            if ((ended < 0 && errno != EINTR) || std::chrono::steady_clock::now() >= deadline)
                return std::nullopt;
            std::this_thread::sleep_for(std::chrono::microseconds(100));
        }
    }
};

bool openEnds(Child& child, Descriptor& childInput, Descriptor& childOutput)
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return false;
    child.input.reset(ends[0]);
    childInput.reset(ends[1]);
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return false;
    child.output.reset(ends[0]);
    childOutput.reset(ends[1]);
    return true;
}

bool spawn(Child& child, const QString& program)
{
    Descriptor childInput;
    Descriptor childOutput;
    if (!openEnds(child, childInput, childOutput))
        return false;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_adddup2(&actions, childInput.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, childOutput.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addchdir_np(&actions, "/");
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);

    QByteArray path = QFile::encodeName(program);
    std::array<std::string, 4> words{"shfmt", "--to-json", "-ln", "bash"};
    std::array<char*, 5> argv{words[0].data(), words[1].data(), words[2].data(), words[3].data(), nullptr};
    std::array<std::string, 4> settings{"PATH=/usr/bin:/bin", "HOME=/", "LC_ALL=C.UTF-8", "GOMAXPROCS=1"};
    std::array<char*, 5> environment{settings[0].data(), settings[1].data(), settings[2].data(), settings[3].data(), nullptr};
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, path.constData(), &actions, &attributes, argv.data(), environment.data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    if (error == 0)
        child.pid = pid;
    return error == 0;
}

int millisecondsUntil(std::chrono::steady_clock::time_point deadline)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    return static_cast<int>(std::max<std::int64_t>(0, left.count()));
}

std::unexpected<Error> tooSlow()
{
    return fail(ErrorCode::Timeout, u"shfmt took too long over it"_s);
}

Result<void> sendAll(Child& child, const QByteArray& script, std::chrono::steady_clock::time_point deadline)
{
    qsizetype sent = 0;
    while (sent < script.size()) {
        pollfd ready{child.input.get(), POLLOUT, 0};
        if (::poll(&ready, 1, millisecondsUntil(deadline)) == 0)
            return tooSlow();
        const ssize_t written =
            ::send(child.input.get(), script.constData() + sent, static_cast<std::size_t>(script.size() - sent), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (written < 0 && errno != EINTR && errno != EAGAIN)
            return fail(ErrorCode::Unavailable, u"shfmt does not take the command line"_s);
        sent += std::max<ssize_t>(0, written);
    }
    child.input.close();
    return {};
}

Result<QByteArray> readAll(Child& child, std::chrono::steady_clock::time_point deadline)
{
    QByteArray output;
    std::array<char, 64 * 1024> buffer{};
    for (;;) {
        pollfd ready{child.output.get(), POLLIN, 0};
        const int count = ::poll(&ready, 1, millisecondsUntil(deadline));
        if (count == 0)
            return tooSlow();
        if (count < 0 && errno == EINTR)
            continue;
        const ssize_t got = ::read(child.output.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(ErrorCode::Io, u"shfmt's answer cannot be read"_s);
        if (got == 0)
            return output;
        output.append(buffer.data(), got);
        if (output.size() > kMostOutput)
            return fail(ErrorCode::TooLarge, u"shfmt's answer is too large"_s);
    }
}

} // namespace

QString findShfmt(QByteArrayView path, const QStringList& exceptBeneath)
{
    for (const QByteArray& entry : path.toByteArray().split(':')) {
        const QString folder = QDir::cleanPath(QFile::decodeName(entry));
        if (!folder.startsWith(u'/'))
            continue;
        const QFileInfo file(folder + "/shfmt"_L1);
        if (!file.isFile() || !file.isExecutable())
            continue;
        const QString real = file.canonicalFilePath();
        const bool theirs = std::ranges::any_of(exceptBeneath, [&](const QString& root) {
            const QString prefix = QDir::cleanPath(root) + u'/';
            const QString realRoot = QFileInfo(root).canonicalFilePath() + u'/';
            return !root.isEmpty() && (file.filePath().startsWith(prefix) || real.startsWith(prefix) || real.startsWith(realRoot));
        });
        if (!theirs)
            return real;
    }
    return {};
}

Result<QByteArray> runShfmt(const QString& program, const QByteArray& script, std::chrono::steady_clock::time_point deadline)
{
    Child child;
    if (!spawn(child, program))
        return fail(ErrorCode::Unavailable, u"shfmt cannot be started"_s);
    if (const Result<void> sent = sendAll(child, script, deadline); !sent)
        return std::unexpected(sent.error());
    Result<QByteArray> output = readAll(child, deadline);
    if (!output)
        return output;
    const std::optional<int> status = child.wait(deadline);
    if (!status)
        return tooSlow();
    if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0)
        return fail(ErrorCode::InvalidInput, u"it is not complete, or not what bash understands"_s);
    return output;
}

} // namespace aios
