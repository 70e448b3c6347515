// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/session.h"
#include "core/content/contentloader.h"
#include "core/tools/registry.h"
#include "tests/support/fakeclock.h"
#include "tests/support/faketool.h"
#include "tests/support/scriptedmodel.h"
#include "tests/support/tempproject.h"

#include <QTest>

namespace aios::test {

/// A folder and everything a session needs around it, with a scripted model in the place of a real one, and the events it told. One thread.
class AgentFixture {
public:
    AgentFixture();
    ~AgentFixture();

    TempProject project;
    TempProject state; ///< The program's own files.
    FakeClock clock;
    std::shared_ptr<ScriptedModel> model = std::make_shared<ScriptedModel>();
    QHash<QString, std::shared_ptr<Model>> otherModels; ///< By selector; "" and unknown words give `model` unless `strictModels`.
    bool strictModels = false;
    PermissionSettings permissions;
    bool trusted = true;
    QSet<QString> consents; ///< For links and imports that lead out of the folder; count at the next loadContent().
    SessionServices services;
    QList<AgentEvent> events;
    QStringList ownWrites;
    std::function<void(const AgentEvent&)> onEvent;

    /// Reads the folder's layers again.
    void loadContent();
    void allow(const QString& rule) { permissions.rules.append({RuleEffect::Allow, RuleSource::User, rule, {}, {}}); }
    void deny(const QString& rule) { permissions.rules.append({RuleEffect::Deny, RuleSource::User, rule, {}, {}}); }

    // --- a core without a session, for what is beneath it ---
    void makeCore();
    std::unique_ptr<SessionJournal> journal;
    std::unique_ptr<SessionCore> core;
    LoopScope scope;

    // --- approvals ---
    ApprovalBroker& broker() { return m_broker; }
    /// Waits for a question and answers it.
    [[nodiscard]] bool answer(const Decision& decision);
    [[nodiscard]] bool waitForQuestion();

    // --- what was told ---
    template <typename Event>
    [[nodiscard]] QList<Event> told() const
    {
        QList<Event> out;
        for (const AgentEvent& event : events) {
            if (const auto* what = std::get_if<Event>(&event.what))
                out.append(*what);
        }
        return out;
    }
    /// The transcript as someone who heard all events shows it.
    [[nodiscard]] QList<TranscriptEntry> shown() const;
    [[nodiscard]] QStringList shownTexts(TranscriptEntry::Kind kind) const;
    [[nodiscard]] bool waitForEnds(int count);
    [[nodiscard]] TurnEnded lastEnd() const;

    // --- what is on disk ---
    [[nodiscard]] QString transcriptPath(const QString& id) const { return services.sessionsDir + QLatin1Char('/') + id + QStringLiteral(".jsonl"); }
    [[nodiscard]] QByteArray transcript(const QString& id) const;
    [[nodiscard]] QList<DecisionRecord> decisions() const;

private:
    WorkPool m_pool{2};
    ApprovalBroker m_broker;
    std::unique_ptr<DecisionLog> m_decisions;
    ContentPtr m_content;
};

/// Why this history would be refused by a provider; empty when it would not: every call has its result directly after, in order; no result without a
/// call; assistant turns are not empty.
[[nodiscard]] QString historyProblem(const QList<Message>& history);

[[nodiscard]] inline Decision decisionOf(Decision::Kind kind, const QString& feedback = {})
{
    Decision decision;
    decision.kind = kind;
    decision.feedback = feedback;
    return decision;
}

} // namespace aios::test
