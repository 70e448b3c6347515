// SPDX-License-Identifier: MIT
#include "core/tools/backgroundtasks.h"

#include "core/base/text.h"
#include "core/tools/outputcollector.h"

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr int kMaxRunning = 16;
constexpr auto kPrefix = "bash_"_L1;

int numberOf(const QString& id)
{
    return id.startsWith(kPrefix) ? QStringView(id).sliced(kPrefix.size()).toInt() : 0;
}

} // namespace

struct BackgroundTasks::Entry {
    Task task;
    std::unique_ptr<OutputCollector> output; ///< Only while it runs.
    std::unique_ptr<ProcessRunner> runner;
};

BackgroundTasks::BackgroundTasks(QObject* parent) : QObject(parent) {}

BackgroundTasks::~BackgroundTasks() = default;

int BackgroundTasks::running() const
{
    return static_cast<int>(std::ranges::count_if(m_entries, [](const auto& entry) { return entry.second->task.state == State::Running; }));
}

Result<BackgroundTasks::Task> BackgroundTasks::start(const ProcessRequest& request, const QString& title, const QString& scratchDir)
{
    if (running() >= kMaxRunning)
        return fail(ErrorCode::TooLarge, u"There are already %1 background tasks. Stop one with TaskStop first."_s.arg(kMaxRunning));
    auto entry = std::make_unique<Entry>();
    entry->output = std::make_unique<OutputCollector>(OutputCollector::Options{scratchDir, true});
    if (entry->output->filePath().isEmpty())
        return fail(ErrorCode::Io, u"The file for the output could not be made, so nothing was run."_s);
    const int number = m_last + 1;
    entry->task = {kPrefix + QString::number(number), title, entry->output->filePath(), State::Running, 0, QDateTime::currentDateTimeUtc()};
    ProcessHandlers handlers;
    handlers.onOutput = [output = entry->output.get()](QByteArrayView bytes) { output->add(bytes); };
    handlers.onEnd = [this, id = entry->task.id](const ProcessResult& result) { end(id, result); };
    auto runner = ProcessRunner::start(request, std::move(handlers));
    if (!runner)
        return std::unexpected(std::move(runner).error());
    entry->runner = std::move(*runner);
    m_last = number;
    const Task task = entry->task;
    m_entries.emplace(number, std::move(entry));
    Q_EMIT changed();
    return task;
}

void BackgroundTasks::end(const QString& id, const ProcessResult& result)
{
    const auto found = m_entries.find(numberOf(id));
    if (found == m_entries.end())
        return;
    Entry& entry = *found->second;
    entry.task.exitCode = result.exitCode;
    entry.task.state = result.timedOut ? State::TimedOut : result.stopped ? State::Stopped : result.exitCode == 0 ? State::Done : State::Failed;
    entry.output.reset();
    const auto ended = std::move(entry.runner); // this call comes from it: it goes last
    const Task task = entry.task;
    Q_EMIT changed();
    Q_EMIT finished(task);
}

Result<BackgroundTasks::Task> BackgroundTasks::stop(const QString& id)
{
    const auto found = m_entries.find(numberOf(id));
    if (found == m_entries.end() || found->second->task.id != id)
        return fail(ErrorCode::NotFound, u"There is no background task \"%1\" in this session."_s.arg(elided(showHidden(id), 60)));
    Entry& entry = *found->second;
    if (entry.task.state != State::Running)
        return fail(ErrorCode::InvalidInput, u"The task %1 has ended already; its output is in %2."_s.arg(id, entry.task.outputFile));
    entry.runner->stop();
    return entry.task;
}

QList<BackgroundTasks::Task> BackgroundTasks::tasks() const
{
    QList<Task> list;
    for (const auto& [number, entry] : m_entries)
        list.append(entry->task);
    return list;
}

} // namespace aios
