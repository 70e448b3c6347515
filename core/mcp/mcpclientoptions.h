// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcpquestion.h"
#include "core/mcp/mcptransport.h"

#include <chrono>
#include <memory>

namespace aios {

/// What an McpClient tells of itself, whom it asks, and how long it waits.
struct McpClientOptions {
    QString clientVersion;
    QString root; ///< Told to a server that asks for the roots. Empty: none.
    std::optional<McpEra> knownEra; ///< As found the last time.
    AskMcpQuestion ask; ///< Empty: servers are told that they cannot ask.
    bool samples = false; ///< `ask` also takes questions to a model.
    std::function<std::unique_ptr<McpTransport>()> makeOlder; ///< For an address that knows no handshake by POST; may be empty.
    /// Takes the transport of a client that is destroyed while its server still holds something for it (McpTransport::owesGoodbye). May be empty.
    std::function<void(std::unique_ptr<McpTransport>)> leave;
    std::chrono::milliseconds probeTimeout{5'000};
    std::chrono::milliseconds connectTimeout{30'000};
    std::chrono::milliseconds listTimeout{60'000};
    std::chrono::milliseconds listenAgain{1'000}; ///< After the stream ended by which a server tells of changes; doubled each time.
};

} // namespace aios
