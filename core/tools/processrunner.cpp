// SPDX-License-Identifier: MIT
#include "core/tools/processrunner.h"

#include "core/tools/guardedspawn.h"
#include "core/tools/guardprotocol.h"

#include <QAbstractEventDispatcher>
#include <QSocketNotifier>
#include <QTimer>

#include <array>
#include <cerrno>
#include <csignal>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {
namespace {

constexpr int kReadsATurn = 16; ///< Then the event loop gets its turn.
constexpr qsizetype kMaxErrors = 64 * 1024;
constexpr qsizetype kMaxInput = 32 * 1024 * 1024;
constexpr qsizetype kMaxReport = 8 * 1024;
constexpr auto kGraceAtDestruction = 300ms;
constexpr auto kForceAfter = 5s; ///< The guard itself tries for three.

void reap(const UniqueFd& pidfd)
{
    siginfo_t info{};
    waitid(P_PIDFD, static_cast<id_t>(pidfd.get()), &info, WEXITED | WNOHANG);
}

/// Writing to a program that reads no more is an error here, not the end of ours: the signal it raises stays pending and is taken away.
class BrokenPipeGuard {
public:
    BrokenPipeGuard()
    {
        sigemptyset(&m_pipe);
        sigaddset(&m_pipe, SIGPIPE);
        sigset_t pending;
        sigpending(&pending);
        m_wasPending = sigismember(&pending, SIGPIPE) == 1;
        pthread_sigmask(SIG_BLOCK, &m_pipe, &m_before);
    }
    ~BrokenPipeGuard()
    {
        const timespec now{};
        while (!m_wasPending && sigtimedwait(&m_pipe, nullptr, &now) < 0 && errno == EINTR) {
        }
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    BrokenPipeGuard(const BrokenPipeGuard&) = delete;
    BrokenPipeGuard& operator=(const BrokenPipeGuard&) = delete;

private:
    sigset_t m_pipe;
    sigset_t m_before;
    bool m_wasPending = false;
};

void signalGuard(const UniqueFd& pidfd, int signal)
{
    syscall(SYS_pidfd_send_signal, pidfd.get(), signal, nullptr, 0);
}

/// A program may have stopped its guard; it is woken to hear.
void sendStop(const UniqueFd& pidfd, const UniqueFd& control, std::chrono::milliseconds grace)
{
    const GuardStop stop{static_cast<int>(grace.count())};
    [[maybe_unused]] const ssize_t sent = ::send(control.get(), &stop, sizeof stop, MSG_NOSIGNAL | MSG_DONTWAIT);
    signalGuard(pidfd, SIGCONT);
}

/// Waits for a guard whose runner is gone. Dies with the thread's event loop; the closing socket then ends the guard's programs by force.
class LateReaper : public QObject {
public:
    LateReaper(UniqueFd pidfd, UniqueFd control, QObject* parent)
        : QObject(parent), m_pidfd(std::move(pidfd)), m_control(std::move(control)), m_notifier(m_pidfd.get(), QSocketNotifier::Read)
    {
        connect(&m_notifier, &QSocketNotifier::activated, this, [this] {
            m_notifier.setEnabled(false);
            reap(m_pidfd);
            deleteLater();
        });
    }
    ~LateReaper() override
    {
        m_control = UniqueFd();
        signalGuard(m_pidfd, SIGCONT);
    }

private:
    UniqueFd m_pidfd;
    UniqueFd m_control;
    QSocketNotifier m_notifier;
};

} // namespace

struct ProcessRunner::Private : QObject {
    Private(GuardedChild started, ProcessHandlers given, std::chrono::milliseconds timeout);
    ~Private() override;
    void end(std::chrono::milliseconds grace);
    void readOutput(bool all);
    void writeInput();
    void dropInput();
    void readErrors(bool all);
    void finish();
    void takeReports();
    void readInto(const UniqueFd& fd, QByteArray& target, qsizetype max);

    GuardedChild child;
    ProcessHandlers handlers;
    ProcessResult result;
    QSocketNotifier outputReady;
    QSocketNotifier ended;
    std::unique_ptr<QSocketNotifier> errorsReady;
    std::unique_ptr<QSocketNotifier> inputReady;
    QByteArray inputWaiting;
    qsizetype inputWritten = 0; ///< Of inputWaiting.
    bool inputClosing = false;
    QTimer timer;
    QTimer force; ///< For a guard that does not end, because the program keeps stopping it.
    int programPid = 0;
    bool over = false;
    bool reported = false;
};

ProcessRunner::Private::Private(GuardedChild started, ProcessHandlers given, std::chrono::milliseconds timeout)
    : child(std::move(started)),
      handlers(std::move(given)),
      outputReady(child.output.get(), QSocketNotifier::Read),
      ended(child.pidfd.get(), QSocketNotifier::Read)
{
    connect(&outputReady, &QSocketNotifier::activated, this, [this] { readOutput(false); });
    connect(&ended, &QSocketNotifier::activated, this, &Private::finish);
    if (child.errors) {
        errorsReady = std::make_unique<QSocketNotifier>(child.errors.get(), QSocketNotifier::Read);
        connect(errorsReady.get(), &QSocketNotifier::activated, this, [this] { readErrors(false); });
    }
    if (child.input) {
        inputReady = std::make_unique<QSocketNotifier>(child.input.get(), QSocketNotifier::Write);
        inputReady->setEnabled(false);
        connect(inputReady.get(), &QSocketNotifier::activated, this, &Private::writeInput);
    }
    force.setSingleShot(true);
    connect(&force, &QTimer::timeout, this, [this] { signalGuard(child.pidfd, SIGKILL); });
    if (timeout > 0ms) {
        timer.setSingleShot(true);
        connect(&timer, &QTimer::timeout, this, [this] {
            result.timedOut = true;
            end(1000ms);
        });
        timer.start(timeout);
    }
}

ProcessRunner::Private::~Private()
{
    if (over)
        return;
    sendStop(child.pidfd, child.control, kGraceAtDestruction);
    outputReady.setEnabled(false);
    ended.setEnabled(false);
    if (QObject* loop = QAbstractEventDispatcher::instance())
        new LateReaper(std::move(child.pidfd), std::move(child.control), loop);
}

void ProcessRunner::Private::end(std::chrono::milliseconds grace)
{
    sendStop(child.pidfd, child.control, grace);
    force.start(grace + kForceAfter);
}

/// Bytes until there are none for now; `all`: until the end (all writers have ended then, so that comes soon).
void ProcessRunner::Private::readOutput(bool all)
{
    static thread_local std::array<char, 65536> buffer;
    constexpr int kReadsAtEnd = 4096;
    for (int i = 0; i < (all ? kReadsAtEnd : kReadsATurn); ++i) {
        const ssize_t count = ::read(child.output.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            if (count == 0) {
                outputReady.setEnabled(false);
                if (handlers.onOutputClosed && !all)
                    handlers.onOutputClosed();
            }
            return;
        }
        if (handlers.onOutput)
            handlers.onOutput(QByteArrayView(buffer.data(), count));
    }
}

void ProcessRunner::Private::readErrors(bool all)
{
    std::array<char, 16384> buffer;
    for (int i = 0; i < (all ? 64 : kReadsATurn); ++i) {
        const ssize_t count = ::read(child.errors.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            if (count == 0)
                errorsReady->setEnabled(false);
            return;
        }
        if (handlers.onErrors)
            handlers.onErrors(QByteArrayView(buffer.data(), count));
        else
            result.errors += QByteArrayView(buffer.data(), std::min<qsizetype>(count, kMaxErrors - result.errors.size()));
    }
}

/// As much as the pipe takes; a program that reads no more loses the rest.
void ProcessRunner::Private::writeInput()
{
    const BrokenPipeGuard guard;
    while (child.input && inputWritten < inputWaiting.size()) {
        const ssize_t count =
            ::write(child.input.get(), inputWaiting.constData() + inputWritten, static_cast<std::size_t>(inputWaiting.size() - inputWritten));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EAGAIN)
            return inputReady->setEnabled(true);
        if (count <= 0)
            return dropInput();
        inputWritten += count;
    }
    inputWaiting.clear();
    inputWritten = 0;
    inputReady->setEnabled(false);
    if (inputClosing)
        dropInput();
}

void ProcessRunner::Private::dropInput()
{
    inputWaiting.clear();
    inputWritten = 0;
    inputReady->setEnabled(false);
    // We may be inside the notifier's own signal.
    QMetaObject::invokeMethod(this, [held = std::shared_ptr<QSocketNotifier>(std::move(inputReady))] {}, Qt::QueuedConnection);
    child.input = UniqueFd();
}

void ProcessRunner::Private::readInto(const UniqueFd& fd, QByteArray& target, qsizetype max)
{
    std::array<char, 4096> buffer;
    while (target.size() < max) {
        const ssize_t count = ::read(fd.get(), buffer.data(), std::min<std::size_t>(buffer.size(), static_cast<std::size_t>(max - target.size())));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return;
        target += QByteArrayView(buffer.data(), count);
    }
}

void ProcessRunner::Private::takeReports()
{
    GuardReport report{};
    while (::recv(child.control.get(), &report, sizeof report, MSG_DONTWAIT) == sizeof report) {
        if (report.kind == GuardReport::Kind::Started) {
            programPid = report.value;
        } else if (report.kind == GuardReport::Kind::Failed) {
            reported = true;
            result.exitCode = 127;
            result.problem = qt_error_string(report.value);
        } else if (report.kind == GuardReport::Kind::Ended) {
            reported = true;
            result.exitCode = WIFEXITED(report.value) ? WEXITSTATUS(report.value) : -1;
            result.signal = WIFSIGNALED(report.value) ? WTERMSIG(report.value) : 0;
            result.leftBehind = report.count;
        }
    }
}

void ProcessRunner::Private::finish()
{
    over = true;
    if (child.input)
        dropInput();
    ended.setEnabled(false);
    timer.stop();
    force.stop();
    takeReports();
    reap(child.pidfd);
    if (!reported) {
        // Somebody ended the guard itself; what is left of the program's own group goes too.
        if (programPid > 1)
            ::kill(-programPid, SIGKILL);
        result.signal = SIGKILL;
        result.problem = u"its watcher was ended from outside"_s;
    }
    readOutput(true);
    if (child.errors)
        readErrors(true);
    if (child.report)
        readInto(child.report, result.report, kMaxReport);
    outputReady.setEnabled(false);
    if (errorsReady)
        errorsReady->setEnabled(false);
    // Queued: the handler may destroy this, which must not happen inside the notifier's own signal.
    QMetaObject::invokeMethod(
        this,
        [this] {
            auto onEnd = std::move(handlers.onEnd);
            auto ending = std::move(result);
            if (onEnd)
                onEnd(std::move(ending));
        },
        Qt::QueuedConnection);
}

ProcessRunner::ProcessRunner(std::unique_ptr<Private> data) : d(std::move(data)) {}

ProcessRunner::~ProcessRunner() = default;

Result<std::unique_ptr<ProcessRunner>> ProcessRunner::start(const ProcessRequest& request, ProcessHandlers handlers)
{
    auto child = spawnGuarded(request);
    if (!child)
        return std::unexpected(std::move(child).error());
    return std::unique_ptr<ProcessRunner>(new ProcessRunner(std::make_unique<Private>(std::move(*child), std::move(handlers), request.timeout)));
}

void ProcessRunner::stop(std::chrono::milliseconds grace)
{
    if (d->over)
        return;
    d->result.stopped = true;
    d->end(grace);
}

bool ProcessRunner::write(QByteArrayView bytes)
{
    if (d->over || !d->child.input || d->inputClosing || d->inputWaiting.size() - d->inputWritten + bytes.size() > kMaxInput)
        return false;
    d->inputWaiting.append(bytes);
    d->writeInput();
    return static_cast<bool>(d->child.input);
}

void ProcessRunner::closeInput()
{
    d->inputClosing = true;
    if (d->child.input)
        d->writeInput();
}

} // namespace aios
