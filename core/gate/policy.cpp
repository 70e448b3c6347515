// SPDX-License-Identifier: MIT
#include "core/gate/policy.h"

#include "core/base/text.h"
#include "core/gate/compiledrules.h"
#include "core/gate/protectedpaths.h"
#include "core/gate/remember.h"
#include "core/gate/shelljudge.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

QString placeOf(const PermissionRule& rule)
{
    switch (rule.source) {
    case RuleSource::Managed:
        return u"the administrator's settings"_s;
    case RuleSource::Flag:
        return u"this run's options"_s;
    case RuleSource::Local:
        return u"the project's local settings"_s;
    case RuleSource::Project:
        return u"the project's settings"_s;
    case RuleSource::User:
        return u"your settings"_s;
    case RuleSource::Session:
        return u"this session"_s;
    case RuleSource::Skill:
        break;
    }
    return u"the command or skill that runs"_s;
}

Verdict byRule(RuleEffect effect, const CompiledRule& rule, QLatin1StringView verb)
{
    Verdict verdict;
    verdict.effect = effect;
    verdict.by = Verdict::By::Rule;
    verdict.rule = rule.rule.text;
    verdict.source = rule.rule.source;
    verdict.reason = u"The rule %1 of %2 %3 it."_s.arg(rule.rule.text, placeOf(rule.rule), verb);
    return verdict;
}

Verdict verdictOf(RuleEffect effect, Verdict::By by, const QString& reason)
{
    Verdict verdict;
    verdict.effect = effect;
    verdict.by = by;
    verdict.reason = reason;
    return verdict;
}

bool isOutside(const PathAccess& access, const QStringList& roots)
{
    return !access.insideProject || (!roots.isEmpty() && !relativeToAny(roots, access.path));
}

QString relativeName(const QStringList& roots, const QString& path)
{
    if (const std::optional<QString> relative = relativeToAny(roots, path))
        return *relative;
    return path.startsWith(u'/') ? path.sliced(1) : path;
}

bool anyName(const PathAccess& access, const QStringList& roots, bool (*test)(const QString&))
{
    return test(relativeName(roots, access.path)) || (!access.realPath.isEmpty() && test(relativeName(roots, access.realPath)));
}

/// Reads of the folder itself are free, but not of what may hold secrets, nor of a path whose links nobody resolved.
bool isFreeRead(const PathAccess& access, const QStringList& roots)
{
    return access.kind == PathAccess::Kind::Read && !access.realPath.isEmpty() && !anyName(access, roots, isSensitivePath);
}

/// Tools of ours that only look, and take no path.
bool isOwnReadingTool(const QString& tool)
{
    return isReadTool(tool) || tool == "Skill"_L1 || tool == "Agent"_L1 || tool == "ToolSearch"_L1 || tool == "ListMcpResourcesTool"_L1 ||
           (tool.startsWith("Task"_L1) && isKnownTool(tool));
}

/// Bash input fields that would change where or how a command runs.
Verdict judgeBashInput(const RuleSubject& subject)
{
    if (!subject.input)
        return {};
    static const QSet<QString> known{u"command"_s, u"timeout"_s, u"description"_s, u"run_in_background"_s, u"dangerouslyDisableSandbox"_s};
    for (const json::key_value_pair& member : subject.input->as_object()) {
        const QString key = toQString(member.key());
        if (!known.contains(key)) {
            return verdictOf(RuleEffect::Deny, Verdict::By::Problem,
                             u"The field %1 is not one of Bash: where and how a command runs is set by the session, not by the call."_s.arg(
                                 elided(showHidden(key), 60)));
        }
    }
    const json::value* unboxed = subject.input->as_object().if_contains("dangerouslyDisableSandbox");
    if (unboxed && !(unboxed->is_bool() && !unboxed->as_bool()))
        return verdictOf(RuleEffect::Ask, Verdict::By::Protected, u"Asks because the call wants to leave the sandbox; no rule allows that."_s);
    return verdictOf(RuleEffect::Allow, Verdict::By::Default, {});
}

bool planForbids(const AccessRequest& request)
{
    if (request.tool == "WebFetch"_L1 || request.tool == "WebSearch"_L1)
        return false;
    const bool writes = std::ranges::any_of(request.paths, [](const PathAccess& access) { return access.kind == PathAccess::Kind::Write; });
    return request.grade != Grade::Read || writes || isEditTool(request.tool) || request.tool == "Bash"_L1;
}

} // namespace

QString decidedBy(const Verdict& verdict, PermissionMode mode)
{
    switch (verdict.by) {
    case Verdict::By::Rule:
        return u"rule "_s + verdict.rule;
    case Verdict::By::Mode:
        return u"mode "_s + permissionModeName(mode);
    case Verdict::By::Ticket:
        return u"ticket"_s;
    default:
        return u"default"_s;
    }
}

QString permissionModeName(PermissionMode mode)
{
    switch (mode) {
    case PermissionMode::Default:
        return u"default"_s;
    case PermissionMode::AcceptEdits:
        return u"acceptEdits"_s;
    case PermissionMode::Plan:
        return u"plan"_s;
    case PermissionMode::DontAsk:
        break;
    }
    return u"dontAsk"_s;
}

std::optional<PermissionMode> permissionModeFromName(QStringView name)
{
    if (name == "manual"_L1)
        return PermissionMode::Default;
    for (const PermissionMode mode : {PermissionMode::Default, PermissionMode::AcceptEdits, PermissionMode::Plan, PermissionMode::DontAsk}) {
        if (name == permissionModeName(mode))
            return mode;
    }
    return std::nullopt;
}

QString ruleSourceName(RuleSource source)
{
    switch (source) {
    case RuleSource::Managed:
        return u"managed"_s;
    case RuleSource::Flag:
        return u"flag"_s;
    case RuleSource::Local:
        return u"local"_s;
    case RuleSource::Project:
        return u"project"_s;
    case RuleSource::User:
        return u"user"_s;
    case RuleSource::Session:
        return u"session"_s;
    case RuleSource::Skill:
        break;
    }
    return u"skill"_s;
}

Policy::Policy(PermissionSettings settings, QString root) : m_settings(std::move(settings))
{
    // The folder may have been opened through a link: rules hold under both of its names.
    if (!root.isEmpty())
        m_roots.append(QDir::cleanPath(root));
    if (const QString real = QFileInfo(root).canonicalFilePath(); !root.isEmpty() && !real.isEmpty() && !m_roots.contains(real))
        m_roots.append(real);
    compile();
}

void Policy::compile()
{
    m_rules = std::make_shared<const CompiledRules>(m_settings.rules, m_roots);
}

void Policy::addRule(PermissionRule rule)
{
    m_settings.rules.append(std::move(rule));
    compile();
}

void Policy::removeRules(RuleSource source)
{
    m_settings.rules.removeIf([source](const PermissionRule& rule) { return rule.source == source; });
    compile();
}

bool Policy::removesTool(const QString& tool) const
{
    return m_rules->removesTool(tool);
}

bool Policy::deniesRead(const QString& path, const QString& realPath) const
{
    return m_rules->deniesRead(PathAccess{PathAccess::Kind::Read, path, realPath, true});
}

// The order, first that speaks wins:
//   1. deny rules of any scope, in any part of the call; files outside the folder; fields that would change how a command runs
//   2. calls that are harmless by construction run, unless an ask rule names them
//   3. plan mode denies what changes or runs something
//   4. what is protected by nature asks: the tool says so, protected paths, leaving the sandbox
//   5. ask rules
//   6. settings that cannot be read: everything asks
//   7. allow rules; for a command line, every part of it
//   8. acceptEdits: edits of plain files in the folder
//   9. reads in the folder
//  10. everything else asks
// and last of all, what would ask is denied where nobody may be asked (dontAsk, denyInsteadOfPrompting).
Verdict Policy::decide(const AccessRequest& request, PermissionMode mode) const
{
    Verdict verdict = decideBeforeMode(request, mode);
    if (verdict.effect != RuleEffect::Ask)
        return verdict;
    if (mode != PermissionMode::DontAsk && !m_settings.denyInsteadOfPrompting)
        return verdict;
    verdict.effect = RuleEffect::Deny;
    verdict.rememberable.clear();
    verdict.widerRules.clear();
    const QString why = mode == PermissionMode::DontAsk ? u"The mode dontAsk denies what would have to be asked. "_s
                                                        : u"The settings deny what would have to be asked. "_s;
    verdict.reason = why + verdict.reason;
    verdict.by = Verdict::By::Mode;
    return verdict;
}

Verdict Policy::decideBeforeMode(const AccessRequest& request, PermissionMode mode) const
{
    const RuleSubject subject(request);
    if (const CompiledRule* rule = m_rules->forbidding(RuleEffect::Deny, subject))
        return byRule(RuleEffect::Deny, *rule, "denies"_L1);
    for (const PathAccess& access : request.paths) {
        if (isOutside(access, m_roots))
            return verdictOf(RuleEffect::Deny, Verdict::By::Protected,
                             u"%1 is outside this folder, and tools work inside it only."_s.arg(showHidden(access.path)));
    }
    const bool bash = request.tool == "Bash"_L1;
    const Verdict bashInput = bash ? judgeBashInput(subject) : verdictOf(RuleEffect::Allow, Verdict::By::Default, {});
    if (bashInput.effect == RuleEffect::Deny)
        return bashInput;
    const CompiledRule* asking = m_rules->forbidding(RuleEffect::Ask, subject);
    if (request.neverAsks && !asking)
        return verdictOf(RuleEffect::Allow, Verdict::By::Default, u"It changes nothing and reads nothing that is not already in the session."_s);
    if (mode == PermissionMode::Plan && planForbids(request))
        return verdictOf(RuleEffect::Deny, Verdict::By::Mode,
                         u"The mode plan only reads: nothing is changed and no program runs until the plan is approved."_s);
    if (!request.ticket.isEmpty() && !asking)
        return verdictOf(RuleEffect::Allow, Verdict::By::Ticket, u"You approved exactly this piece for this place."_s);
    if (request.alwaysAsk) {
        return verdictOf(RuleEffect::Ask, Verdict::By::Protected,
                         request.alwaysAskReason.isEmpty() ? u"Asks because no rule may allow this."_s : request.alwaysAskReason);
    }
    if (bashInput.effect == RuleEffect::Ask)
        return bashInput;
    for (const PathAccess& access : request.paths) {
        if (access.kind == PathAccess::Kind::Write && anyName(access, m_roots, isProtectedPath)) {
            return verdictOf(RuleEffect::Ask, Verdict::By::Protected,
                             u"Asks because %1 is protected: it steers this or other programs, so no rule or mode may change it."_s.arg(
                                 showHidden(relativeName(m_roots, access.path))));
        }
    }
    if (asking)
        return byRule(RuleEffect::Ask, *asking, "asks for"_L1);
    if (const CompiledRule* rule = m_rules->doubting(request))
        return byRule(RuleEffect::Ask, *rule, "is about a file it names, so it asks for"_L1);
    if (m_settings.failClosed || m_rules->hasUnreadable()) {
        return verdictOf(RuleEffect::Ask, Verdict::By::Problem,
                         u"Asks because a settings file or rule cannot be read: until it is mended nothing is allowed by itself."_s);
    }
    return decideByAllowing(subject, mode);
}

Verdict Policy::decideByAllowing(const RuleSubject& subject, PermissionMode mode) const
{
    const AccessRequest& request = subject.request;
    if (request.tool == "Bash"_L1 || request.shell) {
        if (!request.shell)
            return verdictOf(RuleEffect::Ask, Verdict::By::Unparsed, u"Asks because the command line was not analysed."_s);
        Verdict verdict = judgeCommandLine(*request.shell, *m_rules, m_roots);
        if (verdict.effect == RuleEffect::Allow)
            verdict.reason = u"The rule %1 of %2 allows it."_s.arg(verdict.rule, placeOf(PermissionRule{.source = verdict.source}));
        return verdict;
    }
    if (isEditTool(request.tool) || isReadTool(request.tool))
        return decideFiles(request, mode);
    const bool readsOnly = std::ranges::all_of(request.paths, [this](const PathAccess& access) { return isFreeRead(access, m_roots); });
    if (readsOnly) {
        if (const CompiledRule* rule = m_rules->allowing(subject))
            return byRule(RuleEffect::Allow, *rule, "allows"_L1);
        if (request.grade == Grade::Read && request.url.isEmpty() && isOwnReadingTool(request.tool))
            return verdictOf(RuleEffect::Allow, Verdict::By::Default, u"Reading in this folder needs no approval."_s);
    }
    Verdict verdict = verdictOf(RuleEffect::Ask, Verdict::By::Default, u"Asks because no rule allows it."_s);
    if (readsOnly)
        verdict.rememberable = rememberableForTool(request, subject.host);
    return verdict;
}

Verdict Policy::decideFiles(const AccessRequest& request, PermissionMode mode) const
{
    if (request.paths.isEmpty() && (isEditTool(request.tool) || request.grade != Grade::Read))
        return verdictOf(RuleEffect::Ask, Verdict::By::Default, u"Asks because it is not known which file it is about."_s);
    const CompiledRule* covering = nullptr;
    bool uncovered = false;
    bool sensitive = false;
    bool acceptable = mode == PermissionMode::AcceptEdits && request.grade != Grade::RunsProgram && request.grade != Grade::LeavesComputer;
    for (const PathAccess& access : request.paths) {
        const bool secret = anyName(access, m_roots, isSensitivePath);
        sensitive = sensitive || secret;
        const CompiledRule* rule = m_rules->allowingPath(request.tool, access, secret);
        if (rule && !covering)
            covering = rule;
        if (!rule && !isFreeRead(access, m_roots)) {
            uncovered = true;
            acceptable = acceptable && !secret && !access.realPath.isEmpty();
        }
    }
    if (!uncovered) {
        if (covering)
            return byRule(RuleEffect::Allow, *covering, "allows"_L1);
        return verdictOf(RuleEffect::Allow, Verdict::By::Default, u"Reading in this folder needs no approval."_s);
    }
    // Only edits: Claude Code also lets mkdir, rm, mv, cp and sed run here, which can reach any file they are given.
    if (acceptable)
        return verdictOf(RuleEffect::Allow, Verdict::By::Mode, u"The mode acceptEdits allows edits of files in this folder."_s);
    if (sensitive)
        return verdictOf(RuleEffect::Ask, Verdict::By::Default, u"Asks because this file may hold secrets, and what is read goes to the model."_s);
    Verdict verdict = verdictOf(RuleEffect::Ask, Verdict::By::Default, u"Asks because no rule allows changing this file."_s);
    const EditRules rules = rememberableForPaths(request, m_roots);
    verdict.rememberable = rules.file;
    verdict.widerRules = rules.folder;
    return verdict;
}

} // namespace aios
