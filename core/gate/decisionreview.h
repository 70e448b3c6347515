// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/decisionlog.h"
#include "core/gate/policy.h"

#include <optional>

namespace aios {

/// What became of it in one word: the outcome where there is one, else the decision: "done", "failed", "unknown", "allowed", "denied", "cancelled", "stale",
/// "revoked".
[[nodiscard]] QString decisionState(const DecisionRecord& record);

/// What a list of decisions is narrowed to; empty members let everything pass.
struct DecisionFilter {
    QString tool;
    std::optional<Grade> grade;
    QString state; ///< As decisionState() says it.
    QString by; ///< "person", "rule", "mode", "default", "core", "ticket", "condition"
    QString sessionId;
    QDateTime since;
    QString text; ///< Words, all of which must be found, in any case, in tool, target, rule, feedback or agent.

    [[nodiscard]] bool accepts(const DecisionRecord& record) const;
};

/// The answer to "why was this allowed?" (or refused).
struct DecisionWhy {
    QString words; ///< Sentences for the person.
    QString rule; ///< The rule that decided; empty: none did.
    QString ruleFile; ///< Where it stands now; empty when it is gone, or ended with its session.
    QDateTime made; ///< When the person had it remembered; invalid: not known.
};

/// From the record itself, the log it stands in and the rules that count now.
[[nodiscard]] DecisionWhy decisionWhy(const DecisionRecord& record, const QList<DecisionRecord>& log, const QList<PermissionRule>& rules);

/// The log's line of a rule that the person had remembered, or took back.
[[nodiscard]] DecisionRecord ruleRecord(const QString& project, const QString& rule, bool remembered, const QDateTime& now);

} // namespace aios
