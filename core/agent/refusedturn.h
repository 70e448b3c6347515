// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/message.h"

namespace aios {

/// How the message begins that a summarised conversation goes on from.
inline constexpr QLatin1StringView kSummaryBegins("This conversation goes on from an earlier one. Its summary:");

/// Takes a turn that the model refused out of a history, so that it is not refused again with every later prompt (folder.md 9.4): what followed the prompt goes,
/// and a sentence stands in the place of the person's words and images. What came before, and what else the prompt's message told, stays byte for byte as it
/// was sent. True when something followed the prompt.
bool leaveOutRefused(QList<Message>& messages, qsizetype promptIndex);

} // namespace aios
