// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/proposalstore.h"

#include <QObject>

namespace aios {

class Runtime;

/// Proposed and kept learnings of the open folder as the window sees them. Lives on the caller's thread; every call is queued to the core thread. Owned by
/// ProjectLink.
class LearningsLink : public QObject {
    Q_OBJECT
public:
    LearningsLink(Runtime& runtime, QObject* parent);
    ~LearningsLink() override;

    [[nodiscard]] const QList<LearningProposal>& proposals() const { return m_proposals; } ///< Newest first.
    [[nodiscard]] const QList<KeptLearning>& kept() const { return m_kept; } ///< Oldest first.

    /// The person liked or disliked a reply to `prompt` -> rated; nothing is stored in the folder.
    void rate(const QString& sessionId, const QString& prompt, const QString& reply, bool good);
    void keep(const QString& id, const QString& command, const QString& text); ///< Writes it to the command's learnings -> keptOne.
    void drop(const QString& id);

Q_SIGNALS:
    void changed();
    void rated(bool proposed, const QString& problem);
    void keptOne(const QString& id, const QString& relative, const QString& problem);
    void failed(const QString& problem);

private:
    void tell();

    Runtime& m_runtime;
    QList<LearningProposal> m_proposals;
    QList<KeptLearning> m_kept;
};

} // namespace aios
