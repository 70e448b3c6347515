// SPDX-License-Identifier: MIT
#include "core/tools/builtin/bashrun.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/tools/poolrun.h"

#include <QRegularExpression>

#include <cstring>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {
namespace {

constexpr auto kProgressInterval = 100ms;
constexpr qsizetype kProgressChars = 4'000;
constexpr qsizetype kShownChanges = 20;
constexpr OutputLimits kFailureLimits{10'000, 5'000, 5'000};

/// Exit codes that are an answer, not a failure; only for a command line that is one program.
QString meaningOf(const QString& command, int exitCode)
{
    static const QRegularExpression severalPrograms(u"[;|&\\n]"_s);
    if (exitCode != 1 || command.trimmed().contains(severalPrograms))
        return {};
    const QString program = command.trimmed().section(u' ', 0, 0);
    if (program == "grep"_L1 || program == "rg"_L1)
        return u"No matches found"_s;
    if (program == "diff"_L1 || program == "cmp"_L1)
        return u"The files differ"_s;
    if (program == "test"_L1 || program == "["_L1)
        return u"The condition is false"_s;
    return {};
}

QString durationText(std::chrono::milliseconds time)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
    if (time < 1s)
        return u"%1 ms"_s.arg(time.count());
    return seconds < 60 ? u"%1 s"_s.arg(seconds) : u"%1 min %2 s"_s.arg(seconds / 60).arg(seconds % 60);
}

/// What the model must know besides the output; empty when it went well.
QString headline(const BashJob& job, const ProcessResult& result)
{
    if (!result.problem.isEmpty())
        return u"The command could not be run to its end: %1."_s.arg(result.problem);
    if (result.timedOut)
        return u"Command timed out after %1 and was ended. Give a longer timeout (at most 600000 ms) or use run_in_background."_s.arg(
            durationText(job.request.timeout));
    if (result.signal != 0)
        return u"Ended by signal %1 (%2)."_s.arg(result.signal).arg(QString::fromLocal8Bit(strsignal(result.signal)));
    return result.exitCode == 0 ? QString() : u"Exit code %1"_s.arg(result.exitCode);
}

} // namespace

BashRun::BashRun(const BashJob& job, const ToolContext& context, ToolProgress progress, Once<Result<ToolOutput>> reply)
    : m_job(job),
      m_guard(*context.guard),
      m_pool(context.pool),
      m_memory(context.folderMemory),
      m_output(OutputCollector::Options{context.scratchDir}),
      m_progress(std::move(progress)),
      m_reply(std::move(reply))
{
    m_throttle.setSingleShot(true);
    m_throttle.setInterval(kProgressInterval);
    QObject::connect(&m_throttle, &QTimer::timeout, &m_throttle, [this] { m_progress(m_output.recent(kProgressChars)); });
}

std::unique_ptr<ToolRun> BashRun::start(const BashJob& job, const ToolContext& context, ToolProgress progress, Once<Result<ToolOutput>> reply)
{
    std::unique_ptr<BashRun> run(new BashRun(job, context, std::move(progress), std::move(reply)));
    run->look([run = run.get()] {
        run->m_before = std::exchange(run->m_after, nullptr);
        run->spawn();
    });
    return run;
}

void BashRun::look(std::function<void()> then)
{
    if (!m_pool || !m_memory)
        return then();
    m_pool->run(
        &m_receiver, [root = m_guard.root().path(), last = m_memory->last] { return FolderState::look(root, last.get()); },
        [this, then = std::move(then)](const std::shared_ptr<const FolderState>& state) {
            m_after = m_memory->last = state;
            then();
        });
}

void BashRun::spawn()
{
    ProcessHandlers handlers;
    handlers.onOutput = [this](QByteArrayView bytes) {
        m_output.add(bytes);
        if (m_progress && !m_throttle.isActive())
            m_throttle.start();
    };
    handlers.onEnd = [this](const ProcessResult& result) { finish(result); };
    auto runner = ProcessRunner::start(m_job.request, std::move(handlers));
    if (runner)
        m_runner = std::move(*runner);
    else // from the event loop: never from inside start()
        QMetaObject::invokeMethod(&m_receiver, [this, text = runner.error().message] { answer(toolError(text)); }, Qt::QueuedConnection);
}

QString BashRun::newDirectory(const ProcessResult& result, QString& notice) const
{
    if (!result.report.endsWith('\n'))
        return {};
    const QByteArray last = result.report.chopped(1).split('\n').last();
    if (!last.isValidUtf8())
        return {};
    const QString directory = QString::fromUtf8(last);
    if (directory == m_job.request.workingDirectory)
        return {};
    const auto path = m_guard.check(directory, PathAccess::Kind::Read);
    const auto stamp = path ? m_guard.root().stat(path->realRelative) : Result<FileStamp>(std::unexpected(path.error()));
    if (path && stamp && stamp->folder && path->relative == path->realRelative)
        return path->absolute;
    notice = u"\nShell cwd was reset to %1"_s.arg(m_job.request.workingDirectory);
    return {};
}

void BashRun::finish(const ProcessResult& result)
{
    m_throttle.stop();
    const QString meaning = meaningOf(m_job.command, result.exitCode);
    const QString head = headline(m_job, result);
    ToolOutput output;
    output.isError = !head.isEmpty() && meaning.isEmpty();
    const LimitedText limited = m_output.finish(output.isError ? kFailureLimits : OutputLimits());
    QString notice;
    const QString directory = newDirectory(result, notice);
    QString body = limited.text;
    while (body.endsWith(u'\n') || body.endsWith(u' '))
        body.chop(1);
    QStringList parts;
    for (const QString& part : {output.isError ? head : meaning, body}) {
        if (!part.isEmpty())
            parts.append(part);
    }
    output.text = parts.isEmpty() ? u"(Bash completed with no output)"_s : parts.join(u'\n');
    if (result.leftBehind > 0)
        notice += u"\n(%1 it had left running %2 ended with it; use run_in_background to keep a program running.)"_s.arg(
            result.leftBehind == 1 ? u"One process"_s : u"%1 processes"_s.arg(result.leftBehind), result.leftBehind == 1 ? u"was"_s : u"were"_s);
    output.text += notice;
    output.workingDirectory = directory;
    output.structured = R"({"stdout":)" + jsonString(body) + R"(,"stderr":"","interrupted":)" +
                        (result.timedOut || result.stopped ? "true" : "false") + R"(,"exitCode":)" + QByteArray::number(result.exitCode);
    if (!directory.isEmpty())
        output.structured += R"(,"cwd":)" + jsonString(directory);
    if (!limited.spillPath.isEmpty())
        output.structured += R"(,"persistedOutputPath":)" + jsonString(limited.spillPath);
    if (!meaning.isEmpty())
        output.structured += R"(,"returnCodeInterpretation":)" + jsonString(meaning);
    output.structured += '}';
    look([this, output = std::move(output)]() mutable {
        tellChanges(output);
        answer(std::move(output));
    });
}

void BashRun::tellChanges(ToolOutput& output) const
{
    if (!m_before || !m_after)
        return;
    if (!m_before->isComplete() || !m_after->isComplete()) {
        output.text += u"\n(The folder has too many files to say which of them this command changed.)"_s;
        return;
    }
    output.programChanges = FolderState::changes(*m_before, *m_after);
    if (output.programChanges.isEmpty())
        return;
    QStringList lines;
    for (const FolderState::Change& change : output.programChanges.first(std::min(output.programChanges.size(), kShownChanges))) {
        const auto word = change.kind == FolderState::Change::Kind::Made      ? "made"_L1
                          : change.kind == FolderState::Change::Kind::Removed ? "removed"_L1
                                                                              : "changed"_L1;
        lines.append(word + u' ' + shownPath(change.path));
    }
    if (output.programChanges.size() > kShownChanges)
        lines.append(u"and %1 more"_s.arg(output.programChanges.size() - kShownChanges));
    output.text += u"\n(In the folder this command "_s + lines.join(u", "_s) + u".)"_s;
}

void BashRun::answer(ToolOutput output)
{
    Once<Result<ToolOutput>> reply = std::move(m_reply); // answering may destroy this
    reply(std::move(output));
}

} // namespace aios
