// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/servicevoices.h"

namespace aios {

class ProjectServices;

/// What a session hears of the services of the open folder besides their tools; `services` outlives the sessions that ask.
[[nodiscard]] ServiceVoices makeServiceVoices(ProjectServices& services);

} // namespace aios
