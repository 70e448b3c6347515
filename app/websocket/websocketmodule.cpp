// SPDX-License-Identifier: MIT
// WebSockets as a module of their own: Qt Network and Qt WebSockets are loaded with the first service that is reached by one (app/wiring/websocketmodule.h).
#include "app/websocket/qtwebsocketline.h"
#include "app/websocket/websocketentry.h"

aios::WebSocketLine* aios_open_web_socket(const aios::WebSocketRequest& request, aios::WebSocketHandlers handlers)
{
    return new aios::QtWebSocketLine(request, std::move(handlers));
}
