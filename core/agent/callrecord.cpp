// SPDX-License-Identifier: MIT
// What a call leaves behind: in the decision log, in the ledger of read files, and in what the session says of itself.
#include "core/agent/callrun.h"
#include "core/agent/pathrules.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/gate/decisionreview.h"

namespace aios {

using namespace Qt::StringLiterals;

void CallRun::noteEffects(const ToolOutput& output)
{
    const SessionServices& services = m_core.services;
    QList<std::pair<QString, ReadRecord>> known;
    for (const auto& [path, sha] : output.filesRead)
        known.append({path, {sha, output.partialReads.contains(path)}});
    if (m_plan.access.shell) {
        m_core.work.programs.append(elided(target(), 80));
        const auto structured = parseJson(output.structured);
        const QString ended = structured && structured->is_object() ? jsonText(structured->as_object(), "cwd") : QString();
        if (!ended.isEmpty())
            m_core.workingDirectory = ended;
    }
    noteProgram(output);
    const QString prefix = services.root + u'/';
    for (const auto& change : output.filesChanged) {
        const QString relative = change.path.startsWith(prefix) ? change.path.sliced(prefix.size()) : change.path;
        services.noteOwnWrite(relative, change.afterSha256);
        known.append({change.path, {change.afterSha256, false}});
        m_core.work.addFile(relative, change.added, change.removed);
        DecisionRecord record = recordOf(u"allowed"_s, m_row.decidedBy);
        record.target = relative;
        record.beforeHash = change.beforeSha256;
        record.afterHash = change.afterSha256;
        record.outcome = output.isError ? u"failed"_s : u"done"_s;
        std::ignore = services.decisions->append(record);
    }
    m_core.noteFiles(known, m_order);
}

/// What a program did to the folder: the log holds each file, as it holds our own.
void CallRun::noteProgram(const ToolOutput& output)
{
    constexpr qsizetype kMostRecords = 500;
    for (const FolderState::Change& change : output.programChanges.first(std::min(output.programChanges.size(), kMostRecords))) {
        m_core.work.files.insert(change.path, m_core.work.files.value(change.path));
        DecisionRecord record = recordOf(u"allowed"_s, m_row.decidedBy);
        record.target = change.path;
        record.beforeHash = change.beforeSha256;
        record.afterHash = change.afterSha256;
        record.outcome = output.isError ? u"failed"_s : u"done"_s;
        std::ignore = m_core.services.decisions->append(record);
    }
}

/// What the result brings into the context besides its text: rules with `paths` that match what was just read, at the end of the result, because nothing
/// may stand after tool results. Records both.
QString CallRun::rulesFor(const ToolOutput& output)
{
    QList<ContextPart> parts;
    QString text;
    const QString prefix = m_core.services.root + u'/';
    for (const auto& [path, sha] : output.filesRead) {
        const QString relative = path.startsWith(prefix) ? path.sliced(prefix.size()) : path;
        if (output.filesChanged.isEmpty())
            parts.append({u"file"_s, relative, path, u"read with "_s + m_call.name, estimateTokens(output.text.toUtf8().size()), sha});
        text += pathRulesText(m_core, m_scope, relative, parts);
    }
    m_core.journal.context(m_core.origin.promptNumber, parts, m_scope.owner);
    return text;
}

QString CallRun::target() const
{
    if (m_plan.preview.kind == ApprovalPreview::Kind::Publish && !m_plan.preview.path.isEmpty())
        return m_plan.preview.path;
    if (!m_plan.access.paths.isEmpty() && m_plan.access.grade != Grade::RunsProgram) {
        const QString prefix = m_core.services.root + u'/';
        const QString path = m_plan.access.paths.first().path;
        return path.startsWith(prefix) ? path.sliced(prefix.size()) : path;
    }
    if (m_plan.access.shell)
        return m_plan.access.shell->source.left(200);
    return m_plan.access.url.isEmpty() ? m_plan.access.subject : m_plan.access.url;
}

DecisionRecord CallRun::recordOf(const QString& decision, const QString& by) const
{
    DecisionRecord record;
    record.time = m_core.services.clock->now();
    record.project = m_core.services.root;
    record.sessionId = m_core.id;
    record.toolUseId = m_call.id;
    record.turn = m_core.origin.promptNumber;
    record.agent = m_scope.owner.agent;
    record.tool = m_call.name;
    record.target = target();
    record.argumentHash = sha256Hex(m_call.inputJson);
    record.digest = m_plan.digest;
    record.grade = m_plan.access.grade;
    record.decision = decision;
    record.by = by.section(u' ', 0, 0);
    record.rule = by.section(u' ', 1);
    return record;
}

/// So that "why was this allowed?" can say when the rule was made, and on which card.
void CallRun::noteRule(const QString& rule)
{
    DecisionRecord record = ruleRecord(m_core.services.root, rule, true, m_core.services.clock->now());
    record.sessionId = m_core.id;
    record.toolUseId = m_call.id;
    std::ignore = m_core.services.decisions->append(record);
}

bool CallRun::logDecision(const QString& decision, const QString& by, const QString& feedback)
{
    DecisionRecord record = recordOf(decision, by);
    record.feedback = feedback;
    const auto written = m_core.services.decisions->append(record);
    if (written)
        return true;
    // What cannot be recorded does not happen.
    CallOutcome outcome;
    outcome.fatal = written.error();
    outcome.fatal->message = u"The decision could not be recorded, so nothing was done. "_s + written.error().message;
    outcome.result = {m_call.id, u"Not done: the decision could not be recorded."_s, {}, true, false};
    finish(std::move(outcome), ToolRow::State::Failed);
    return false;
}
} // namespace aios
