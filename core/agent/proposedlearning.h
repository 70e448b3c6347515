// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/transcriptreader.h"
#include "core/content/proposalstore.h"
#include "core/gate/approval.h"

namespace aios {

/// The learning that an answer on a card suggests: what an edited call or a left-out hunk changed, or what was said to a rejection. No model is asked; the
/// words are made from what happened, for the person to correct. Nothing when the answer teaches nothing (a plain yes, a plain no).
[[nodiscard]] std::optional<LearningProposal> learningFromDecision(const ApprovalRequest& request, const Decision& decision);

/// What the person has made of a file since the assistant wrote it, when they save it again.
struct LaterEdit {
    QByteArray written; ///< As the assistant wrote it: only its own words can be corrected, and what the person writes on at is none of them.
    bool additions = false; ///< What they add counts too: it is another sitting.
};

/// What the person corrected, in the editor, in a file that the assistant had written; settings in its frontmatter are no correction. Nothing when only spaces
/// differ. `later`: when it is not their first save since.
[[nodiscard]] std::optional<LearningProposal> learningFromEdit(const QString& relative, const QByteArray& before, const QByteArray& after,
                                                               const std::optional<LaterEdit>& later = std::nullopt);

/// The command whose run made the call (without slash), by a session's transcript; empty when none did.
[[nodiscard]] QString commandOfCall(const SessionRecord& record, const QString& toolUseId);

/// From a thumb on a reply; `prompt` is what the reply answers.
[[nodiscard]] LearningProposal learningFromRating(const QString& prompt, const QString& reply, bool good);

/// From a session that /wrap closes: what its last reply lists as learnings, and what the person asked for in plain words after a command's run (the
/// newest three). Empty when the last prompt is no /wrap.
[[nodiscard]] QList<LearningProposal> learningsFromWrap(const SessionRecord& record);

} // namespace aios
