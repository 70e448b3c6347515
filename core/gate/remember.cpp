// SPDX-License-Identifier: MIT
#include "core/gate/remember.h"

#include "core/base/text.h"
#include "core/gate/compiledrules.h"
#include "core/gate/pathpattern.h"
#include "core/gate/policy.h"
#include "core/gate/protectedpaths.h"
#include "core/gate/rulegrammar.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

/// A top-level name alone would match at any depth.
QString pathRule(const QString& relative)
{
    const QString escaped = escapedForRule(relative);
    return relative.contains(u'/') ? u"Edit(%1)"_s.arg(escaped) : u"Edit(/%1)"_s.arg(escaped);
}

} // namespace

EditRules rememberableForPaths(const AccessRequest& request, const QStringList& roots)
{
    const PathAccess* target = nullptr;
    for (const PathAccess& access : request.paths) {
        if (access.kind != PathAccess::Kind::Write)
            continue;
        if (target)
            return {};
        target = &access;
    }
    if (!target || request.alwaysAsk)
        return {};
    // A link's rule would have to name both ends: such a file is asked for each time.
    const std::optional<QString> relative = relativeToAny(roots, target->realPath);
    if (!relative || relative->isEmpty() || target->path != target->realPath || isProtectedPath(*relative) || isSensitivePath(*relative))
        return {};
    if (hasHidden(*relative) || relative->contains(u'\n') || relative->trimmed() != *relative)
        return {};
    EditRules rules{{pathRule(*relative)}, {}};
    if (const qsizetype slash = relative->lastIndexOf(u'/'); slash > 0)
        rules.folder = {u"Edit(%1/**)"_s.arg(escapedForRule(relative->first(slash)))};
    return rules;
}

QStringList rememberableForTool(const AccessRequest& request, const QString& host)
{
    if (request.alwaysAsk)
        return {};
    if (request.tool == "WebFetch"_L1)
        return host.isEmpty() || isSharedHost(host) ? QStringList() : QStringList{u"WebFetch(domain:%1)"_s.arg(host)};
    if ((request.tool == "Skill"_L1 || request.tool == "Agent"_L1) && !request.subject.isEmpty()) {
        const QString rule = u"%1(%2)"_s.arg(request.tool, request.subject);
        return checkRule(rule) && !request.subject.contains(u'*') ? QStringList{rule} : QStringList{};
    }
    if (request.tool.startsWith("mcp__"_L1) && request.grade == Grade::Read)
        return {request.tool};
    // What changes a service is remembered only for one thing in it.
    if (request.tool.startsWith("mcp__"_L1) && !request.subject.isEmpty() && !request.subject.contains(u'*')) {
        const QString rule = u"%1(%2)"_s.arg(request.tool, request.subject);
        const auto syntax = parseRuleSyntax(rule);
        return syntax && namesArgument(*syntax) ? QStringList{rule} : QStringList{};
    }
    return {};
}

} // namespace aios
