// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"
#include "core/gate/pathpattern.h"
#include "core/gate/policy.h"
#include "core/gate/rulegrammar.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace aios {

/// A rule ready to be compared with calls.
struct CompiledRule {
    PermissionRule rule;
    RuleSyntax syntax;
    QList<PathPattern> paths; ///< For `Edit(…)` and `Read(…)`; several when the folder has two names.
    bool blanket = false;     ///< Names nothing in particular.
};

/// A request with what several rules look at, worked out once.
struct RuleSubject {
    explicit RuleSubject(const AccessRequest& access);

    const AccessRequest& request;
    QStringList shellForms;            ///< For deny and ask rules.
    std::optional<json::value> input;  ///< Nothing when it is not a JSON object.
    QString host;                      ///< Lower case, of a plain http(s) address without user name; empty otherwise.
};

/// The rules of a policy, sorted by effect. Immutable, shared between threads.
class CompiledRules {
public:
    CompiledRules(const QList<PermissionRule>& rules, const QStringList& roots);

    /// The first deny (or ask) rule that touches any part of the request.
    [[nodiscard]] const CompiledRule* forbidding(RuleEffect effect, const RuleSubject& subject) const;
    /// A deny or ask rule that a command line may be about, when nobody knows what its programs do with their words: a rule about changing a file
    /// that is named, or about a command that stands among another's words.
    [[nodiscard]] const CompiledRule* doubting(const AccessRequest& request) const;
    /// The first allow rule for a call that is neither a command line nor about files.
    [[nodiscard]] const CompiledRule* allowing(const RuleSubject& subject) const;
    /// The allow rule for one command of a script, given as canonical and as written.
    [[nodiscard]] const CompiledRule* allowingCommand(const QString& canonical, const QString& source) const;
    /// The allow rule for one file of a call of `tool`. What is sensitive is covered only by a rule of the person that names it.
    [[nodiscard]] const CompiledRule* allowingPath(const QString& tool, const PathAccess& path, bool sensitive) const;
    [[nodiscard]] bool removesTool(const QString& tool) const;
    [[nodiscard]] bool deniesRead(const PathAccess& path) const;
    /// A deny or ask rule that cannot be read.
    [[nodiscard]] bool hasUnreadable() const { return m_unreadable; }

private:
    void add(const PermissionRule& rule, const QStringList& roots);

    QList<CompiledRule> m_deny;
    QList<CompiledRule> m_ask;
    QList<CompiledRule> m_allow;
    bool m_unreadable = false;
};

/// Rules from the folder, and from the commands and skills in it: never blanket, never for what lies outside or may hold secrets.
[[nodiscard]] bool isFromProject(RuleSource source);

/// A host where strangers publish under the same name; a rule never covers it.
[[nodiscard]] bool isSharedHost(const QString& host);

/// True when `host` is the rule's host: `*.example.com` any depth but not the domain itself, other `*` within one label.
[[nodiscard]] bool hostMatches(const QString& pattern, const QString& host);

} // namespace aios
