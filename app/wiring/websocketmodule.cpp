// SPDX-License-Identifier: MIT
#include "app/wiring/websocketmodule.h"

#include "app/websocket/websocketentry.h"
#include "app/wiring/modulepath.h"

#include <QLibrary>

namespace aios {

using namespace Qt::StringLiterals;

OpenWebSocket webSocketModule()
{
    return [](const WebSocketRequest& request, WebSocketHandlers handlers) -> Result<std::unique_ptr<WebSocketLine>> {
        const QString path = modulePath("aios-websocket.so"_L1);
        QLibrary library(path);
        library.setLoadHints(QLibrary::PreventUnloadHint);
        const auto entry = path.isEmpty() ? nullptr : reinterpret_cast<WebSocketEntry>(library.resolve(kWebSocketEntry));
        if (!entry) {
            return fail(ErrorCode::Unavailable,
                        u"WebSockets cannot be used: their part of this program is missing or damaged. Install AIOS Desktop again."_s,
                        path.isEmpty() ? u"aios-websocket.so is missing"_s : library.errorString());
        }
        return std::unique_ptr<WebSocketLine>(entry(request, std::move(handlers)));
    };
}

} // namespace aios
