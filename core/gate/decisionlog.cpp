// SPDX-License-Identifier: MIT
#include "core/gate/decisionlog.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/rootdir.h"
#include "core/base/text.h"

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

/// Of a longer log only the newest part is shown; nothing is ever removed from the file.
constexpr qint64 kReadAtMost = 64LL * 1024 * 1024;
constexpr qsizetype kTargetAtMost = 200;

std::optional<Grade> gradeFromName(const QString& name)
{
    for (const Grade grade : {Grade::Read, Grade::ChangesFiles, Grade::RunsProgram, Grade::LeavesComputer}) {
        if (gradeName(grade) == name)
            return grade;
    }
    return std::nullopt;
}

void add(json::object& object, std::string_view key, const QString& value)
{
    if (!value.isEmpty()) {
        const QByteArray utf8 = value.toUtf8();
        object.emplace(key, toView(utf8));
    }
}

void add(json::object& object, std::string_view key, const QByteArray& value)
{
    if (!value.isEmpty())
        object.emplace(key, toView(value));
}

} // namespace

QByteArray decisionToJson(const DecisionRecord& record)
{
    json::object object;
    add(object, "time", record.time.toUTC().toString(Qt::ISODateWithMs));
    add(object, "project", record.project);
    add(object, "session", record.sessionId);
    add(object, "tool_use_id", record.toolUseId);
    add(object, "agent", record.agent);
    add(object, "tool", record.tool);
    add(object, "target", elided(record.target, kTargetAtMost));
    add(object, "argument_hash", record.argumentHash);
    add(object, "digest", record.digest);
    add(object, "grade", gradeName(record.grade));
    add(object, "decision", record.decision);
    add(object, "by", record.by);
    add(object, "rule", record.rule);
    add(object, "feedback", record.feedback);
    add(object, "before_hash", record.beforeHash);
    add(object, "after_hash", record.afterHash);
    add(object, "outcome", record.outcome);
    return toJson(object);
}

Result<DecisionRecord> decisionFromJson(QByteArrayView line)
{
    const Result<json::value> parsed = parseJson(line);
    if (!parsed)
        return std::unexpected(parsed.error());
    if (!parsed->is_object())
        return fail(ErrorCode::InvalidInput, u"This line of the decision log is not a record, so it is left out."_s);
    const json::object& object = parsed->as_object();
    const auto text = [&object](std::string_view key) { return jsonText(object, key); };
    const auto bytes = [&text](std::string_view key) { return text(key).toUtf8(); };

    DecisionRecord record;
    record.time = QDateTime::fromString(text("time"), Qt::ISODateWithMs).toUTC();
    record.tool = text("tool");
    record.decision = text("decision");
    if (!record.time.isValid() || record.tool.isEmpty() || record.decision.isEmpty())
        return fail(ErrorCode::InvalidInput, u"This line of the decision log has no time, tool or decision, so it is left out."_s);
    record.project = text("project");
    record.sessionId = text("session");
    record.toolUseId = text("tool_use_id");
    record.agent = text("agent");
    record.target = text("target");
    record.argumentHash = bytes("argument_hash");
    record.digest = bytes("digest");
    record.grade = gradeFromName(text("grade")).value_or(Grade::LeavesComputer);
    record.by = text("by");
    record.rule = text("rule");
    record.feedback = text("feedback");
    record.beforeHash = bytes("before_hash");
    record.afterHash = bytes("after_hash");
    record.outcome = text("outcome");
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
