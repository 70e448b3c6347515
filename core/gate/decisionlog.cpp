// SPDX-License-Identifier: MIT
#include "core/gate/decisionlog.h"

#include "core/base/hash.h"
#include "core/base/rootdir.h"
#include "core/base/text.h"
#include "core/gate/jsonmembers.h"

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

/// Of a longer log only the newest part is shown; nothing is ever removed from the file.
constexpr qint64 kReadAtMost = 64LL * 1024 * 1024;
constexpr qsizetype kTargetAtMost = 200;

constexpr Grade kGrades[] = {Grade::Read, Grade::ChangesFiles, Grade::RunsProgram, Grade::LeavesComputer};

/// Every member of a line, for both ways.
void eachMember(auto& record, auto&& members)
{
    members("time", record.time);
    members("project", record.project);
    members("session", record.sessionId);
    members("tool_use_id", record.toolUseId);
    members("turn", record.turn);
    members("agent", record.agent);
    members("tool", record.tool);
    members("target", record.target);
    members("argument_hash", record.argumentHash);
    members("digest", record.digest);
    members("grade", record.grade, kGrades, gradeName, Grade::LeavesComputer);
    members("decision", record.decision);
    members("by", record.by);
    members("rule", record.rule);
    members("feedback", record.feedback);
    members("before_hash", record.beforeHash);
    members("after_hash", record.afterHash);
    members("outcome", record.outcome);
}

} // namespace

QByteArray decisionToJson(const DecisionRecord& record)
{
    DecisionRecord written = record;
    written.target = elided(record.target, kTargetAtMost);
    MemberWriter writer;
    eachMember(std::as_const(written), writer);
    return writer.json();
}

Result<DecisionRecord> decisionFromJson(QByteArrayView line)
{
    const Result<json::value> parsed = parseJson(line);
    if (!parsed)
        return std::unexpected(parsed.error());
    if (!parsed->is_object())
        return fail(ErrorCode::InvalidInput, u"This line of the decision log is not a record, so it is left out."_s);
    DecisionRecord record;
    eachMember(record, MemberReader(parsed->as_object()));
    if (!record.time.isValid() || record.tool.isEmpty() || record.decision.isEmpty())
        return fail(ErrorCode::InvalidInput, u"This line of the decision log has no time, tool or decision, so it is left out."_s);
    return record;
}

struct DecisionLog::Private {
    QString file;
    std::optional<AppendFile> output; ///< Opened with the first record, so that looking at a folder leaves no file behind.
};

DecisionLog::DecisionLog(QString directory, QString projectRoot) : d(std::make_unique<Private>())
{
    const QString root = QDir::cleanPath(projectRoot);
    const QString hash = QString::fromLatin1(sha256Hex(root.toUtf8()).first(12));
    d->file = QDir::cleanPath(directory + u'/' + slugOf(QDir(root).dirName(), 40) + u'-' + hash + ".jsonl"_L1);
}

DecisionLog::~DecisionLog() = default;

Result<void> DecisionLog::append(const DecisionRecord& record)
{
    if (!d->output) {
        Result<AppendFile> opened = AppendFile::open(d->file);
        if (!opened)
            return std::unexpected(opened.error());
        d->output.emplace(std::move(*opened));
    }
    return d->output->append(decisionToJson(record));
}

Result<DecisionLog::Page> DecisionLog::readFile(const QString& path)
{
    Page page;
    QFile file(path);
    if (!file.exists())
        return page;
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::Io, u"The decision log could not be read: %1. Look at the rights of %2."_s.arg(file.errorString(), path));
    }
    if (file.size() > kReadAtMost) {
        file.seek(file.size() - kReadAtMost);
        file.readLine();
    }
    while (!file.atEnd()) {
        const QByteArray line = file.readLine().trimmed();
        if (line.isEmpty())
            continue;
        if (Result<DecisionRecord> record = decisionFromJson(line))
            page.records.append(std::move(*record));
        else
            ++page.unreadable;
    }
    return page;
}

QString DecisionLog::file() const
{
    return d->file;
}

} // namespace aios
