// SPDX-License-Identifier: MIT
// One rule and one call, separated by a newline, as a hostile folder and model may write them. A rule must be read or refused, a path or command
// compared without a fault and in bounded time, and adding any allow rule of a project must never change what a deny rule decides.
#include "core/gate/pathpattern.h"
#include "core/gate/policy.h"
#include "core/gate/rulegrammar.h"
#include "core/gate/shellforms.h"

#include <cstdint>
#include <cstdlib>

using namespace aios;
using namespace Qt::StringLiterals;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

AccessRequest writing(const QString& path)
{
    AccessRequest request;
    request.tool = u"Write"_s;
    request.grade = Grade::ChangesFiles;
    request.inputJson = "{}";
    request.paths = {{PathAccess::Kind::Write, path, path, true}};
    return request;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size > 8192)
        return 0;
    const QByteArrayView bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const qsizetype cut = bytes.indexOf('\n');
    const QString rule = QString::fromUtf8(cut < 0 ? bytes : bytes.first(cut));
    const QString call = QString::fromUtf8(cut < 0 ? QByteArrayView() : bytes.sliced(cut + 1));

    const Result<RuleSyntax> syntax = parseRuleSyntax(rule);
    require(syntax.has_value() == checkRule(rule).has_value());
    if (syntax) {
        (void)isBlanket(*syntax);
        (void)ruleWarning(*syntax, RuleEffect::Allow);
        (void)bashPatternMatches(syntax->specifier, call);
        if (const Result<PathPattern> pattern = PathPattern::compile(syntax->specifier, RuleEffect::Deny, {u"/p"_s, u"/h"_s, u"/p"_s}))
            (void)pattern->matches(u"/p/"_s + call);
    }
    if (!call.isEmpty() && !call.startsWith(u'/') && !call.contains(u'\n')) {
        const Result<PathPattern> exact = PathPattern::compile(u"//p/"_s + escapedForRule(call), RuleEffect::Allow, {u"/p"_s, u"/h"_s, u"/p"_s});
        if (!call.contains("./"_L1) && !call.endsWith(u'.') && !call.contains("//"_L1) && !call.contains("**"_L1) && !call.endsWith(u'/'))
            require(exact && exact->matches(u"/p/"_s + call));
    }

    PermissionSettings settings;
    settings.rules = {PermissionRule{.effect = RuleEffect::Allow, .source = RuleSource::Project, .text = rule}};
    const AccessRequest request = writing(u"/p/"_s + call);
    const Verdict before = Policy({}, u"/p"_s).decide(request, PermissionMode::Default);
    const Verdict after = Policy(settings, u"/p"_s).decide(request, PermissionMode::Default);
    require(before.effect != RuleEffect::Deny || after.effect == RuleEffect::Deny);
    // A name relative to the folder: "/x" would be called protected for being absolute, while the request is about /p//x.
    require(after.effect != RuleEffect::Allow || call.contains(".."_L1) || call.startsWith(u'/') || !isProtectedPath(call));
    return 0;
}
