// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/contextbuilder.h"

namespace aios {

/// The fixed part of the system prompt: who the model is here, and how work goes in this program. Byte-stable for a session.
[[nodiscard]] QString productText(const ContextEnvironment& environment);

/// Folder, platform, date, model.
[[nodiscard]] QString environmentText(const ContextEnvironment& environment);

/// What a sub-agent gets after its own body: the environment and the few rules that hold for every worker.
[[nodiscard]] QString agentEnvironmentText(const ContextEnvironment& environment);

} // namespace aios
