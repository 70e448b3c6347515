// SPDX-License-Identifier: MIT
#include "core/mcp/mcpgoodbyes.h"

#include <QTimer>

namespace aios {

void McpGoodbyes::say(std::unique_ptr<McpTransport> transport, std::shared_ptr<const void> way)
{
    if (m_leaving.size() >= kMost)
        return;
    McpTransport* one = transport.get();
    const int number = ++m_last;
    m_leaving.emplace(number, Leaving{std::move(way), std::move(transport)});
    // Queued: the transport's own function is on the stack.
    connect(one, &McpTransport::closed, this, [this, number] { said(number); }, Qt::QueuedConnection);
    QTimer::singleShot(kPatience, this, [this, number] { said(number); });
    one->close();
}

void McpGoodbyes::said(int number)
{
    m_leaving.erase(number);
    if (!m_leaving.empty())
        return;
    for (const auto& done : std::exchange(m_waiting, {}))
        done();
}

void McpGoodbyes::whenAllSaid(std::function<void()> done)
{
    if (m_leaving.empty())
        return done();
    m_waiting.push_back(std::move(done));
}

} // namespace aios
