// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"
#include "core/content/proposalstore.h"
#include "core/gate/approval.h"

#include <QObject>

#include <memory>

namespace aios {

class Runtime;

/// Sees corrections, rejections and /wrap in the sessions of the open folder and proposes learnings from them. Stores only proposals, in the user's data
/// folder; a learnings file is written when the person keeps one, and not before. Core thread; owned by the runtime.
class LearningWatch : public QObject {
    Q_OBJECT
public:
    explicit LearningWatch(Runtime& runtime);
    ~LearningWatch() override;

    [[nodiscard]] QList<LearningProposal> pending() const;
    [[nodiscard]] QList<KeptLearning> kept() const;

    /// A thumb on a reply. True: it is proposed now. False: it is there already, or says nothing.
    [[nodiscard]] Result<bool> rate(const QString& sessionId, const QString& prompt, const QString& reply, bool good);
    /// The person saved a file in the editor. Proposes what they corrected of the assistant's words, by the decision log and its session's transcript, also when
    /// they have saved the file before: each correction once, and their own words never.
    void corrected(const QString& relative, const QByteArray& before, const QByteArray& after);
    /// Adds `text` to the command's learnings, as the person's own decision; returns the file, relative.
    [[nodiscard]] Result<QString> keep(const QString& id, const QString& command, const QString& text);
    [[nodiscard]] Result<void> drop(const QString& id);

Q_SIGNALS:
    void changed();
    void failed(const QString& problem);

private:
    void open();
    void take(const AgentEvent& event);
    void settled(const QString& approvalId, const Decision& decision);
    void notePrompt(const QString& sessionId, const QString& prompt);
    void readWrap(const QString& sessionId);
    void propose(const QList<LearningProposal>& proposals);
    [[nodiscard]] bool isWritten(const LearningProposal& proposal) const;

    Runtime& m_runtime;
    std::unique_ptr<ProposalStore> m_store; ///< Of the open folder.
    QHash<QString, ApprovalRequest> m_asked;
    QHash<QString, QString> m_lastPrompt; ///< By session.
    QHash<QString, QString> m_lastCommand; ///< By session; what is said in plain words afterwards is about its work.
};

} // namespace aios
