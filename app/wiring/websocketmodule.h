// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/websocketline.h"

namespace aios {

/// Opens WebSockets by the module aios-websocket.so, which is loaded at the first of them: Qt Network costs each start milliseconds.
[[nodiscard]] OpenWebSocket webSocketModule();

} // namespace aios
