// SPDX-License-Identifier: MIT
#include "core/gate/decisionreview.h"

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

const QLatin1StringView kRuleTool("Rule");
const QLatin1StringView kApprovalTool("Approval");

QString when(const QDateTime& time)
{
    return time.toLocalTime().toString(u"d MMM yyyy HH:mm"_s);
}

QString allowedOrNot(const DecisionRecord& record)
{
    return record.decision == "denied"_L1 ? u"refused"_s : u"allowed"_s;
}

/// The rule as it counts now; the one whose effect fits what was decided first.
const PermissionRule* findRule(const DecisionRecord& record, const QList<PermissionRule>& rules)
{
    const bool denied = record.decision == "denied"_L1;
    const PermissionRule* other = nullptr;
    for (const PermissionRule& rule : rules) {
        if (rule.text != record.rule)
            continue;
        if ((rule.effect == RuleEffect::Deny) == denied)
            return &rule;
        other = other ? other : &rule;
    }
    return other;
}

/// The last time before the record that the person had this rule remembered.
QDateTime madeAt(const DecisionRecord& record, const QList<DecisionRecord>& log)
{
    QDateTime made;
    for (const DecisionRecord& each : log) {
        if (each.tool == kRuleTool && each.target == record.rule && each.decision == "allowed"_L1 && each.time <= record.time)
            made = each.time;
    }
    return made;
}

QDateTime firstUse(const DecisionRecord& record, const QList<DecisionRecord>& log)
{
    const auto it = std::ranges::find_if(log, [&](const DecisionRecord& each) { return each.by == "rule"_L1 && each.rule == record.rule; });
    return it == log.cend() ? record.time : it->time;
}

DecisionWhy whyByRule(const DecisionRecord& record, const QList<DecisionRecord>& log, const QList<PermissionRule>& rules)
{
    DecisionWhy why;
    why.rule = record.rule;
    why.made = madeAt(record, log);
    why.words = u"The rule %1 %2 it."_s.arg(record.rule, allowedOrNot(record));
    const PermissionRule* rule = findRule(record, rules);
    if (!rule)
        why.words += u" It does not count any more: it was revoked, or ended with its session."_s;
    else if (rule->file.isEmpty())
        why.words += u" It stands in no file and ends by itself."_s;
    else
        why.words += u" It stands in %1."_s.arg(rule->file);
    why.ruleFile = rule ? rule->file : QString();
    if (why.made.isValid())
        why.words += u" You had it remembered on %1."_s.arg(when(why.made));
    else
        why.words += u" When it was made is not known; here it first decided on %1."_s.arg(when(firstUse(record, log)));
    return why;
}

/// The approval that was stored for exactly this piece, and was used up by this call.
DecisionWhy whyByTicket(const DecisionRecord& record, const QList<DecisionRecord>& log)
{
    DecisionWhy why;
    for (const DecisionRecord& each : log) {
        if (each.tool == kApprovalTool && each.by == "person"_L1 && each.decision == "allowed"_L1 && each.target == record.target &&
            each.time <= record.time)
            why.made = each.time;
    }
    const QString piece = record.target.isEmpty() ? u"this piece"_s : record.target;
    why.words = why.made.isValid()
                    ? u"You approved exactly this text of %1, for this place, on %2. That approval was for one call, and this was it."_s.arg(
                          piece, when(why.made))
                    : u"You had approved exactly this text of %1, for this place. When is not in this log."_s.arg(piece);
    return why;
}

/// What the program did to approvals and statuses by itself.
QString wordsOfProgram(const DecisionRecord& record)
{
    QString words;
    if (record.decision == "stale"_L1)
        words = record.tool == kApprovalTool ? u"What you had approved is not what is there any more, so the approval ended."_s
                                             : u"The piece was changed after you approved it, so the program set it back to In Review."_s;
    else if (record.outcome == "unknown"_L1)
        words = u"Nobody knows whether it went out, so it is not sent again before you say what you found."_s;
    else if (record.rule.startsWith("proof: "_L1))
        words = u"The program set the status because the service proved that it is out: %1."_s.arg(record.rule.sliced(7));
    else
        words = u"The program did this by itself, as a part of publishing what you had approved."_s;
    return record.feedback.isEmpty() ? words : words + u' ' + record.feedback;
}

QString wordsByCondition(const DecisionRecord& record)
{
    const QString why = record.rule == "status"_L1
                            ? u"The program refused it, whatever anybody had allowed, because of the status it would have given."_s
                            : u"The rule %1 held it back, whatever anybody had allowed: what it asks for first was missing."_s.arg(record.rule);
    return record.feedback.isEmpty() ? why : why + u' ' + record.feedback;
}

QString wordsByDefault(const DecisionRecord& record)
{
    if (record.tool == kApprovalTool || record.tool == "Status flow"_L1)
        return wordsOfProgram(record);
    if (record.decision == "denied"_L1)
        return record.feedback.isEmpty() ? u"No rule allowed it, and nobody was there to ask."_s
                                         : u"No rule allowed it, and nobody was there to ask. %1"_s.arg(record.feedback);
    return u"It changes nothing and stays on this computer, so it needs no permission."_s;
}

} // namespace

QString decisionState(const DecisionRecord& record)
{
    return record.outcome.isEmpty() ? record.decision : record.outcome;
}

bool DecisionFilter::accepts(const DecisionRecord& record) const
{
    if ((!tool.isEmpty() && record.tool != tool) || (grade && record.grade != *grade) || (!state.isEmpty() && decisionState(record) != state) ||
        (!by.isEmpty() && record.by != by) || (!sessionId.isEmpty() && record.sessionId != sessionId) || (since.isValid() && record.time < since))
        return false;
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    return std::ranges::all_of(words, [&](const QString& word) {
        return std::ranges::any_of(QStringList{record.tool, record.target, record.rule, record.feedback, record.agent},
                                   [&](const QString& field) { return field.contains(word, Qt::CaseInsensitive); });
    });
}

DecisionWhy decisionWhy(const DecisionRecord& record, const QList<DecisionRecord>& log, const QList<PermissionRule>& rules)
{
    if (record.tool == kRuleTool) {
        DecisionWhy why;
        why.rule = record.target;
        why.words = record.decision == "revoked"_L1 ? u"You took this rule back."_s : u"You had this rule remembered, on a card."_s;
        return why;
    }
    if (record.by == "rule"_L1)
        return whyByRule(record, log, rules);
    if (record.by == "ticket"_L1)
        return whyByTicket(record, log);
    DecisionWhy why;
    if (record.by == "person"_L1) {
        const QString how = record.decision == "denied"_L1 ? u"You rejected it"_s
                            : record.sessionId.isEmpty()   ? u"You did it yourself in the window"_s
                                                           : u"You approved it"_s;
        why.words = u"%1 on %2."_s.arg(how, when(record.time));
        if (!record.feedback.isEmpty())
            why.words += u" You said: “%1”"_s.arg(record.feedback);
        if (record.decision == "stale"_L1)
            why.words = u"It changed while you decided on %1, so your answer did not count and it was asked again."_s.arg(when(record.time));
    } else if (record.by == "mode"_L1) {
        why.words = u"The session's mode “%1” %2 it."_s.arg(record.rule, allowedOrNot(record));
    } else if (record.by == "core"_L1) {
        why.words = u"The program refused it, whatever anybody had allowed: %1"_s.arg(record.feedback);
    } else if (record.by == "default"_L1) {
        why.words = wordsByDefault(record);
    } else if (record.by == "condition"_L1) {
        why.words = wordsByCondition(record);
    } else {
        why.words = record.decision == "cancelled"_L1 ? u"It was withdrawn before anybody decided."_s : u"The log does not say who decided it."_s;
    }
    return why;
}

DecisionRecord ruleRecord(const QString& project, const QString& rule, bool remembered, const QDateTime& now)
{
    DecisionRecord record;
    record.time = now;
    record.project = project;
    record.tool = kRuleTool;
    record.target = rule;
    record.grade = Grade::ChangesFiles;
    record.decision = remembered ? u"allowed"_s : u"revoked"_s;
    record.by = u"person"_s;
    return record;
}

} // namespace aios
