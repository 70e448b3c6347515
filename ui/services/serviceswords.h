// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/toolsearchsetting.h"
#include "core/mcp/servicestatus.h"
#include "ui/common/icons.h"

namespace aios {

/// How a service stands, in the words and with the icon a person reads. What counts is said first: that it is not trusted before that it is off.
[[nodiscard]] QString serviceStateWords(const ServiceStatus& status);
[[nodiscard]] Icon serviceStateIcon(const ServiceStatus& status);

/// "Reads from a service", "Changes a service", "Publishes"; what nobody has chosen says that it counts as Publishes.
[[nodiscard]] QString serviceEffectWords(ServiceEffect effect);
/// What the choice means for approvals, in one sentence.
[[nodiscard]] QString serviceEffectMeaning(ServiceEffect effect);

[[nodiscard]] QString serviceScopeWords(ServiceScope scope);   ///< "This folder", "Only me, here", "All my folders"
[[nodiscard]] QString serviceScopeMeaning(ServiceScope scope); ///< Where it is stored and who has it, in one sentence.

/// "7 tools, about 1,200 tokens"; says how many are off.
[[nodiscard]] QString serviceToolsWords(const ServiceStatus& status);
/// The same with what of it goes to the model: all in every request, or their names only.
[[nodiscard]] QString serviceToolsSentWords(const ServiceStatus& status, const ToolSearchSetting& search);
/// When the model is told only the names of the services' tools, in one sentence.
[[nodiscard]] QString toolSearchWords(const ToolSearchSetting& search);
/// "Send its instructions (about 40 tokens)".
[[nodiscard]] QString serviceInstructionsWords(const ServiceStatus& status);
/// Tokens of the tools that models are given: on, and without a problem.
[[nodiscard]] qint64 serviceTokens(const ServiceStatus& status);

/// For the status line: "services 4/5 ready". Those the person switched off do not count; empty when there is nothing to say.
[[nodiscard]] QString servicesReadyWords(const QList<ServiceStatus>& servers);

/// Whether the person is signed in there and until when; empty when they are not.
[[nodiscard]] QString serviceSignInWords(const ServiceSignIn& signIn);

/// All that is known of a service, in order, as (what, text); hidden characters are visible marks.
[[nodiscard]] QList<std::pair<QString, QString>> serviceDetails(const ServiceStatus& status);

} // namespace aios
