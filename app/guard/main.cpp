// SPDX-License-Identifier: MIT
// aios-guard: stands between AIOS Desktop and each program it starts, so that nothing the program started outlives its task, the session or the
// application, not even after a kill -9. It is a child subreaper: whatever loses its parent below it becomes its child and can be found and ended.
//
//   aios-guard PROGRAM ARG...      with descriptor 3 a SOCK_SEQPACKET socket to the application, all others for the program
//
// It tells: one Report when the program runs (its process id), one when it could not be run (errno), one when all is over (wait status, number of
// processes that had to be ended). It hears: Stop (end politely, then by force after the given time). The other end closed means: end all now.
// No Qt, no standard library: it starts in a fraction of a millisecond and holds none of the application's memory.
#include "core/tools/guardprotocol.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

using aios::GuardReport;
using aios::GuardStop;
using aios::kGuardChannel;

namespace {

constexpr long long kKillForMs = 3000; ///< How long to keep trying to end what does not end.

long long nowMs()
{
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

void tell(GuardReport::Kind kind, int value, int count = 0)
{
    const GuardReport report{kind, value, count};
    while (send(kGuardChannel, &report, sizeof report, MSG_NOSIGNAL) < 0 && errno == EINTR) {
    }
}

/// Parent of each living process, by its id; untouched pages cost nothing.
constexpr pid_t kMaxPid = 4'194'304; // PID_MAX_LIMIT
pid_t parents[kMaxPid + 1];

struct PidList {
    pid_t* items = nullptr;
    int count = 0;
    int capacity = 0;
    ~PidList() { free(items); }
};

/// Parent of a process by /proc/PID/stat: the second number after the last ')' (names may hold anything).
pid_t parentOf(const char* pid)
{
    char path[64] = "/proc/";
    strncat(path, pid, 20);
    strcat(path, "/stat");
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    char text[512];
    const ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    if (length <= 0)
        return -1;
    text[length] = '\0';
    const char* end = strrchr(text, ')');
    // ") S 1234 ..." ; zombies only wait for their parent and need no signal.
    return end && strlen(end) > 4 && end[2] != 'Z' ? static_cast<pid_t>(atoi(end + 4)) : -1;
}

void append(PidList& list, pid_t pid)
{
    if (list.count == list.capacity) {
        const int capacity = list.capacity == 0 ? 512 : list.capacity * 2;
        void* items = realloc(list.items, static_cast<size_t>(capacity) * sizeof(pid_t));
        if (!items)
            return;
        list.items = static_cast<pid_t*>(items);
        list.capacity = capacity;
    }
    list.items[list.count++] = pid;
}

bool isDescendant(pid_t pid, pid_t of)
{
    for (int depth = 0; depth < 4096 && pid > 1 && pid <= kMaxPid; ++depth) {
        pid = parents[pid];
        if (pid == of)
            return true;
    }
    return false;
}

/// Sends `signal` to every living descendant; gives how many there were.
int signalDescendants(int signal)
{
    PidList list;
    DIR* folder = opendir("/proc");
    if (!folder)
        return 0;
    while (const dirent* entry = readdir(folder)) {
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
            continue;
        const pid_t pid = static_cast<pid_t>(atoi(entry->d_name));
        const pid_t parent = parentOf(entry->d_name);
        if (parent <= 0 || pid > kMaxPid)
            continue;
        parents[pid] = parent;
        append(list, pid);
    }
    closedir(folder);
    const pid_t self = getpid();
    int found = 0;
    for (int i = 0; i < list.count; ++i) {
        if (isDescendant(list.items[i], self)) {
            kill(list.items[i], signal);
            ++found;
        }
    }
    for (int i = 0; i < list.count; ++i)
        parents[list.items[i]] = 0;
    return found;
}

class Guard {
public:
    Guard(pid_t program, int signals) : m_program(program), m_signals(signals) {}

    /// Returns when nothing below is left (or cannot be ended).
    void watch()
    {
        while (!isOver()) {
            pollfd polled[2] = {{kGuardChannel, POLLIN, 0}, {m_signals, POLLIN, 0}};
            const long long left = m_forceAt < 0 ? -1 : m_forceAt - nowMs();
            poll(polled, 2, m_forceAt < 0 ? -1 : static_cast<int>(left < 0 ? 0 : left));
            if (polled[1].revents != 0)
                drainSignals();
            if (polled[0].revents != 0)
                hear();
            reap();
            if (m_forceAt >= 0 && nowMs() >= m_forceAt)
                break;
        }
        m_ended = endAll();
    }

    [[nodiscard]] int status() const { return m_status; }
    [[nodiscard]] int ended() const { return m_ended; }

private:
    /// While stopping politely the others get their time too; else they end with the program.
    [[nodiscard]] bool isOver() const { return m_programEnded && (m_forceAt < 0 || m_childless); }

    void drainSignals() const
    {
        signalfd_siginfo info[8];
        while (read(m_signals, info, sizeof info) > 0) {
        }
    }

    void hear()
    {
        GuardStop stop{};
        const ssize_t length = recv(kGuardChannel, &stop, sizeof stop, MSG_DONTWAIT);
        if (length < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (length != sizeof stop) {
            m_forceAt = nowMs(); // the application is gone
            return;
        }
        if (m_forceAt >= 0)
            return;
        m_forceAt = nowMs() + stop.graceMs;
        kill(-m_program, SIGTERM);
        signalDescendants(SIGTERM);
    }

    void reap()
    {
        for (;;) {
            int status = 0;
            const pid_t pid = waitpid(-1, &status, WNOHANG);
            m_childless = pid < 0 && errno == ECHILD;
            if (pid <= 0)
                return;
            if (pid == m_program) {
                m_status = status;
                m_programEnded = true;
            }
        }
    }

    int endAll()
    {
        reap();
        if (m_childless)
            return 0;
        // Stopped processes cannot start others; then none is left out.
        int last = -1;
        int found = 0;
        for (int round = 0; round < 20 && found != last; ++round) {
            last = found;
            found = signalDescendants(SIGSTOP);
        }
        const long long until = nowMs() + kKillForMs;
        for (;;) {
            signalDescendants(SIGKILL);
            reap();
            if (m_childless || nowMs() > until)
                return found;
            pollfd polled{m_signals, POLLIN, 0};
            poll(&polled, 1, 20);
            drainSignals();
            reap();
            if (m_childless)
                return found;
        }
    }

    pid_t m_program;
    int m_signals;
    long long m_forceAt = -1; ///< When politeness ends; -1: nobody asked to stop.
    bool m_programEnded = false;
    bool m_childless = false;
    int m_status = 0;
    int m_ended = 0;
};

/// Starts the program in a session of its own. vfork: the child borrows this memory until exec, so `execError` is seen here.
pid_t startProgram(char** arguments, const sigset_t& before, int& execError)
{
    volatile int failure = 0;
    const pid_t pid = vfork();
    if (pid == 0) {
        setsid();
        sigprocmask(SIG_SETMASK, &before, nullptr);
        execv(arguments[0], arguments);
        failure = errno;
        _exit(127);
    }
    execError = pid < 0 ? errno : failure;
    return pid;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2 || fcntl(kGuardChannel, F_SETFD, FD_CLOEXEC) != 0)
        return 125;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_DUMPABLE, 0); // the programs below must not get at the socket
    prctl(PR_SET_NAME, "aios-guard");
    sigset_t blocked;
    sigset_t before;
    sigfillset(&blocked);
    sigprocmask(SIG_SETMASK, &blocked, &before);
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    // Above the places of the program's own descriptors, which are closed here below.
    const int signals = fcntl(signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK), F_DUPFD_CLOEXEC, 16);
    int execError = 0;
    const pid_t program = startProgram(argv + 1, before, execError);
    if (execError != 0) {
        tell(GuardReport::Kind::Failed, execError);
        return 127;
    }
    // Only the program and what it starts may hold the outputs open.
    close(0);
    close(1);
    close(2);
    close(aios::kReportChannel);
    tell(GuardReport::Kind::Started, program);
    Guard guard(program, signals);
    guard.watch();
    tell(GuardReport::Kind::Ended, guard.status(), guard.ended());
    return 0;
}
