// SPDX-License-Identifier: MIT
#include "core/tools/guardedspawn.h"

#include "core/tools/guardprotocol.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr int kFirstFree = 32; ///< Our ends are moved up here, so that placing one cannot overwrite another.

struct Pair {
    UniqueFd ours;
    UniqueFd theirs;
};

/// Beside our own program (also where tests and benchmarks stand one folder below), else where it is installed.
QByteArray guardProgram()
{
    static const QByteArray program = [] {
        const QString folder = QFileInfo(QFile::symLinkTarget(u"/proc/self/exe"_s)).absolutePath();
        for (const QLatin1StringView place : {"/aios-guard"_L1, "/../aios-guard"_L1, "/../libexec/aios/aios-guard"_L1}) {
            const QFileInfo candidate(folder + place);
            if (candidate.isExecutable())
                return QFile::encodeName(candidate.canonicalFilePath());
        }
        return QByteArray();
    }();
    return program;
}

UniqueFd movedUp(int fd)
{
    const UniqueFd old(fd);
    return UniqueFd(fd < 0 ? -1 : ::fcntl(fd, F_DUPFD_CLOEXEC, kFirstFree));
}

std::optional<Pair> makePipe()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return std::nullopt;
    Pair pair{movedUp(ends[0]), movedUp(ends[1])};
    if (!pair.ours || !pair.theirs || ::fcntl(pair.ours.get(), F_SETFL, O_NONBLOCK) != 0)
        return std::nullopt;
    return pair;
}

/// The other way round: ours is the end that writes.
std::optional<Pair> makeInput()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return std::nullopt;
    Pair pair{movedUp(ends[1]), movedUp(ends[0])};
    if (!pair.ours || !pair.theirs || ::fcntl(pair.ours.get(), F_SETFL, O_NONBLOCK) != 0)
        return std::nullopt;
    return pair;
}

std::optional<Pair> makeControl()
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return std::nullopt;
    Pair pair{movedUp(ends[0]), movedUp(ends[1])};
    if (!pair.ours || !pair.theirs || ::fcntl(pair.ours.get(), F_SETFL, O_NONBLOCK) != 0)
        return std::nullopt;
    return pair;
}

Result<UniqueFd> openWorkingDirectory(const ProcessRequest& request)
{
    const UniqueFd root(::open(QFile::encodeName(request.root).constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!root)
        return failErrno(errno, u"Cannot open the project folder"_s);
    QByteArray relative = ".";
    if (request.workingDirectory != request.root) {
        if (!request.workingDirectory.startsWith(request.root + u'/'))
            return fail(ErrorCode::Denied, u"The working directory is outside the project folder, so nothing was run."_s);
        relative = QFile::encodeName(request.workingDirectory.sliced(request.root.size() + 1));
    }
    const int folder = openBeneath(root.get(), relative, O_PATH | O_DIRECTORY, Links::Refuse);
    if (folder < 0)
        return pathError(-folder, "work in", relative);
    return movedUp(folder);
}

/// Owns what posix_spawn wants; see spawnGuarded() for the order, which matters.
class SpawnPlan {
public:
    SpawnPlan()
    {
        posix_spawn_file_actions_init(&m_actions);
        posix_spawnattr_init(&m_attributes);
        sigset_t all;
        sigset_t none;
        sigfillset(&all);
        sigemptyset(&none);
        posix_spawnattr_setsigdefault(&m_attributes, &all);
        posix_spawnattr_setsigmask(&m_attributes, &none);
        posix_spawnattr_setflags(&m_attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }
    ~SpawnPlan()
    {
        posix_spawn_file_actions_destroy(&m_actions);
        posix_spawnattr_destroy(&m_attributes);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;

    void place(const UniqueFd& from, int at) { m_failed |= posix_spawn_file_actions_adddup2(&m_actions, from.get(), at); }
    void enter(const UniqueFd& folder) { m_failed |= posix_spawn_file_actions_addfchdir_np(&m_actions, folder.get()); }
    void emptyInput() { m_failed |= posix_spawn_file_actions_addopen(&m_actions, 0, "/dev/null", O_RDONLY, 0); }
    void closeFrom(int first) { m_failed |= posix_spawn_file_actions_addclosefrom_np(&m_actions, first); }

    [[nodiscard]] int run(pid_t& pid, const QByteArray& program, QList<QByteArray> arguments, QList<QByteArray> environment)
    {
        if (m_failed != 0)
            return ENOMEM;
        return posix_spawn(&pid, program.constData(), &m_actions, &m_attributes, pointers(arguments).data(), pointers(environment).data());
    }

private:
    static std::vector<char*> pointers(QList<QByteArray>& texts)
    {
        std::vector<char*> list;
        for (QByteArray& text : texts)
            list.push_back(text.data());
        list.push_back(nullptr);
        return list;
    }

    posix_spawn_file_actions_t m_actions;
    posix_spawnattr_t m_attributes;
    int m_failed = 0;
};

QList<QByteArray> argumentsOf(const ProcessRequest& request)
{
    QList<QByteArray> arguments{"aios-guard", QFile::encodeName(request.program)};
    for (const QString& argument : request.arguments)
        arguments.append(argument.toUtf8());
    return arguments;
}

} // namespace

Result<GuardedChild> spawnGuarded(const ProcessRequest& request)
{
    const QString name = QFileInfo(request.program).fileName();
    if (guardProgram().isEmpty())
        return fail(ErrorCode::Unavailable,
                    u"%1 was not run: aios-guard, which watches over programs, is missing. Install AIOS Desktop again."_s.arg(name));
    if (!request.program.startsWith(u'/') || ::access(QFile::encodeName(request.program).constData(), X_OK) != 0)
        return fail(ErrorCode::Unavailable, u"%1 is not installed."_s.arg(name));
    const auto folder = openWorkingDirectory(request);
    if (!folder)
        return std::unexpected(folder.error());
    auto control = makeControl();
    auto input = makeInput();
    auto output = makePipe();
    auto errors = makePipe();
    auto report = makePipe();
    if (!control || !input || !output || !errors || !report)
        return failErrno(errno, u"Cannot start %1"_s.arg(name));
    SpawnPlan plan;
    request.wantsInput ? plan.place(input->theirs, 0) : plan.emptyInput();
    plan.place(output->theirs, 1);
    plan.place(request.separateErrors ? errors->theirs : output->theirs, 2);
    plan.place(control->theirs, kGuardChannel);
    if (request.wantsReport)
        plan.place(report->theirs, kReportChannel);
    plan.enter(*folder);
    plan.closeFrom(request.wantsReport ? kReportChannel + 1 : kGuardChannel + 1);
    pid_t pid = -1;
    if (const int error = plan.run(pid, guardProgram(), argumentsOf(request), request.environment); error != 0)
        return failErrno(error, u"Cannot start %1"_s.arg(name));
    GuardedChild child;
    child.pidfd = UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
    child.control = std::move(control->ours);
    child.output = std::move(output->ours);
    child.input = request.wantsInput ? std::move(input->ours) : UniqueFd();
    child.errors = request.separateErrors ? std::move(errors->ours) : UniqueFd();
    child.report = request.wantsReport ? std::move(report->ours) : UniqueFd();
    if (!child.pidfd)
        return failErrno(errno, u"Cannot watch %1"_s.arg(name)); // the closing control socket ends it
    return child;
}

} // namespace aios
