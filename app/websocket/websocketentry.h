// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/websocketline.h"

// The one function of the module aios-websocket.so; built from the same tree as the program that loads it.
extern "C" {
/// A new line for the caller to delete; it is being opened. See WebSocketLine for what it promises.
Q_DECL_EXPORT aios::WebSocketLine* aios_open_web_socket(const aios::WebSocketRequest& request, aios::WebSocketHandlers handlers);
}

namespace aios {
inline constexpr auto kWebSocketEntry = "aios_open_web_socket";
using WebSocketEntry = decltype(&aios_open_web_socket);
} // namespace aios
