// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcptransport.h"

#include <chrono>
#include <map>
#include <memory>

namespace aios {

/// Connections that nobody uses any more and whose servers still hold a session for them: each is closed politely, all at once, and let go when its server
/// has heard it, or after a second. Core thread; owned by the runtime, outlives the servers and is outlived by the way to the network.
class McpGoodbyes : public QObject {
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds kPatience{1'000}; ///< With each.
    static constexpr std::size_t kMost = 64; ///< At once; further ones are let go without a word.

    using QObject::QObject;
    /// `way`: whatever the transport needs for its requests; it lives as long as that.
    void say(std::unique_ptr<McpTransport> transport, std::shared_ptr<const void> way);
    /// At once when there is nothing to say, else from the event loop, kPatience after the last say() at the latest.
    void whenAllSaid(std::function<void()> done);

private:
    struct Leaving {
        std::shared_ptr<const void> way;
        std::unique_ptr<McpTransport> transport; ///< Goes first.
    };
    void said(int number);

    std::map<int, Leaving> m_leaving;
    std::vector<std::function<void()>> m_waiting;
    int m_last = 0;
};

} // namespace aios
