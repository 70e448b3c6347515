// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/providers/rehearsal/rehearsalconversation.h"
#include "core/model/providers/rehearsal/rehearsalscript.h"

#include <QDateTime>

namespace aios {

/// True when all of `when` holds for this request.
[[nodiscard]] bool holds(const RehearsalWhen& when, const ModelRequest& request, const RehearsalConversation& conversation);

/// What `step` says in answer to `request`, its templates filled in. Errors name file and line.
[[nodiscard]] Result<ModelReply> replyOf(const RehearsalScript& script, const RehearsalStep& step, const ModelRequest& request,
                                         const RehearsalConversation& conversation, const QDateTime& localNow);

/// A reply that only says `text`.
[[nodiscard]] ModelReply plainReply(const QString& text, const ModelRequest& request);

/// Tokens of request and reply by their bytes.
[[nodiscard]] Usage estimateUsage(const ModelRequest& request, const Message& reply);

} // namespace aios
