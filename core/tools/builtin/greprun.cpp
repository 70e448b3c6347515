// SPDX-License-Identifier: MIT
#include "core/tools/builtin/greprun.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/gate/policy.h"
#include "core/tools/outputlimits.h"
#include "core/tools/poolrun.h"

#include <QFile>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr qint64 kMaxBytes = 4 * 1024 * 1024;
constexpr qsizetype kMaxLineBytes = 64 * 1024;

qint64 modifiedAt(const QByteArray& path)
{
    struct stat status = {};
    return ::lstat(path.constData(), &status) == 0 ? qint64(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec : 0;
}

} // namespace

GrepRun::GrepRun(const GrepJob& job, const ToolContext& context, Once<Result<ToolOutput>> reply)
    : m_job(job),
      m_root(context.guard->root().path()),
      m_scratchDir(context.scratchDir),
      m_deniesRead(context.deniesRead),
      m_askedForSensitive(job.place.relative != "." && isSensitivePath(QString::fromUtf8(job.place.relative))),
      m_reply(std::move(reply))
{}

std::unique_ptr<ToolRun> GrepRun::start(const GrepJob& job, const ToolContext& context, Once<Result<ToolOutput>> reply)
{
    std::unique_ptr<GrepRun> run(new GrepRun(job, context, std::move(reply)));
    ProcessHandlers handlers;
    handlers.onOutput = [run = run.get()](QByteArrayView bytes) { run->take(bytes); };
    handlers.onEnd = [run = run.get()](const ProcessResult& result) { run->finish(result); };
    auto runner = ProcessRunner::start(job.request, std::move(handlers));
    if (!runner) {
        const QString text = runner.error().message;
        return std::make_unique<QueuedRun>([text]() -> Result<ToolOutput> { return toolError(text); }, std::move(run->m_reply));
    }
    run->m_runner = std::move(*runner);
    return run;
}

/// In the modes that keep ripgrep's order the first lines are the ones wanted; files are sorted by time, so all of them are needed.
bool GrepRun::hasEnough() const
{
    return m_bytes > kMaxBytes || (m_job.mode != GrepMode::Files && m_job.limit > 0 && m_lines.size() > m_job.skip + m_job.limit);
}

void GrepRun::take(QByteArrayView bytes)
{
    while (!bytes.isEmpty() && !m_cut) {
        const char end = m_job.mode == GrepMode::Files ? '\0' : '\n';
        const qsizetype at = bytes.indexOf(end);
        const QByteArrayView piece = at < 0 ? bytes : bytes.first(at);
        m_pending += piece.first(std::min<qsizetype>(piece.size(), kMaxLineBytes - m_pending.size()));
        if (at < 0)
            return;
        takeLine(std::exchange(m_pending, {}));
        bytes = bytes.sliced(at + 1);
        if (hasEnough()) {
            m_cut = true;
            if (m_runner)
                m_runner->stop(std::chrono::milliseconds(200));
        }
    }
}

void GrepRun::takeLine(QByteArrayView line)
{
    const qsizetype nul = m_job.mode == GrepMode::Files ? line.size() : line.indexOf('\0');
    if (nul < 0) {
        if (line == "--" && m_lastFileShown)
            m_lines.append(Line{QByteArray(), "--"});
        return;
    }
    QByteArray file = line.first(nul).toByteArray();
    if (file.startsWith("./"))
        file.remove(0, 2);
    if (!mayShow(file))
        return;
    m_bytes += line.size();
    m_lines.append(Line{file, nul < line.size() ? line.sliced(nul + 1).toByteArray() : QByteArray()});
}

bool GrepRun::mayShow(const QByteArray& file)
{
    if (file == m_lastFile && !file.isEmpty())
        return m_lastFileShown;
    m_lastFile = file;
    const QString relative = QString::fromUtf8(file);
    const QString absolute = m_root + u'/' + relative;
    m_lastFileShown = (m_askedForSensitive || !isSensitivePath(relative)) && !(m_deniesRead && m_deniesRead(absolute, absolute));
    return m_lastFileShown;
}

void GrepRun::sortByTime()
{
    QHash<QByteArray, qint64> times;
    const QByteArray root = QFile::encodeName(m_root) + '/';
    for (const Line& line : std::as_const(m_lines))
        times.insert(line.file, modifiedAt(root + line.file));
    std::ranges::stable_sort(m_lines, [&times](const Line& a, const Line& b) { return times.value(a.file) > times.value(b.file); });
}

QString GrepRun::text(const QList<Line>& shown, bool more) const
{
    if (shown.isEmpty())
        return m_job.skip > 0 ? u"No more matches."_s : u"No matches found."_s;
    QString out;
    qint64 count = 0;
    for (const Line& line : shown) {
        out += line.file.isEmpty() ? u"--"_s : showHidden(cleanOutput(line.file));
        if (!line.rest.isEmpty())
            out += u':' + cleanOutput(line.rest);
        out += u'\n';
        count += line.rest.toLongLong();
    }
    if (m_job.mode == GrepMode::Files)
        out = (shown.size() == 1 ? u"Found 1 file\n"_s : u"Found %1 files\n"_s.arg(shown.size())) + out;
    if (m_job.mode == GrepMode::Count)
        out += u"\nFound %1 matching lines in %2 files.\n"_s.arg(count).arg(shown.size());
    if (more)
        out += u"(There is more. Go on with offset=%1, or make the search narrower.)\n"_s.arg(m_job.skip + shown.size());
    return out;
}

QByteArray GrepRun::structured(const QList<Line>& shown, const QString& content, bool more) const
{
    static constexpr const char* kModes[] = {"files_with_matches", "content", "count"};
    QByteArray names;
    QSet<QByteArray> files;
    for (const Line& line : shown) {
        if (line.file.isEmpty() || files.contains(line.file))
            continue;
        files.insert(line.file);
        names += (names.isEmpty() ? "" : ",") + jsonString(cleanOutput(line.file));
    }
    QByteArray json = R"({"mode":")" + QByteArray(kModes[static_cast<int>(m_job.mode)]) + R"(","numFiles":)" + QByteArray::number(files.size()) +
                      R"(,"filenames":[)" + names + "]";
    if (m_job.mode == GrepMode::Content)
        json += R"(,"content":)" + jsonString(content) + R"(,"numLines":)" + QByteArray::number(shown.size());
    if (more)
        json += R"(,"appliedLimit":)" + QByteArray::number(m_job.limit);
    return json + "}";
}

void GrepRun::finish(const ProcessResult& result)
{
    if (!m_pending.isEmpty() && !m_cut)
        takeLine(std::exchange(m_pending, {}));
    Once<Result<ToolOutput>> reply = std::move(m_reply); // answering may destroy this
    constexpr int kRipgrepFailed = 2;
    const bool failed = !m_cut && (result.exitCode == kRipgrepFailed || !result.problem.isEmpty() || result.signal != 0) && m_lines.isEmpty();
    if (result.timedOut)
        return reply(toolError(u"The search took longer than a minute and was ended. Make it narrower with path, glob or type."_s));
    if (failed) {
        const QString why = result.problem.isEmpty() ? elided(cleanOutput(result.errors).trimmed(), 2'000) : result.problem;
        return reply(toolError(u"The search failed: %1"_s.arg(why.isEmpty() ? u"ripgrep gave no reason."_s : why)));
    }
    if (m_job.mode == GrepMode::Files)
        sortByTime();
    const qsizetype begin = std::min<qsizetype>(m_job.skip, m_lines.size());
    const qsizetype length = m_job.limit > 0 ? std::min<qsizetype>(m_job.limit, m_lines.size() - begin) : m_lines.size() - begin;
    const QList<Line> shown = m_lines.sliced(begin, length);
    const bool more = m_cut || begin + length < m_lines.size();
    const LimitedText limited = limitText(text(shown, more), m_scratchDir);
    ToolOutput output = toolText(limited.text);
    output.structured = structured(shown, limited.text, more);
    reply(std::move(output));
}

} // namespace aios
