// SPDX-License-Identifier: MIT
#include "core/mcp/toollisting.h"

#include "core/base/json.h"
#include "core/mcp/handshake.h"
#include "core/mcp/toollist.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kMostPages = 200;
constexpr qsizetype kMostBytes = 32 * 1024 * 1024;
constexpr qint64 kBetweenMs = 500; ///< From the beginning of one reading to that of the next.

std::unexpected<Error> askedAnew()
{
    return fail(ErrorCode::Cancelled, u"The list was asked for anew."_s);
}

} // namespace

ToolListing::ToolListing(AskPage askPage) : m_askPage(std::move(askPage))
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &ToolListing::begin);
}

void ToolListing::list(Listed listed)
{
    Listed before = std::exchange(m_next, std::move(listed));
    before(askedAnew());
    if (!m_running && !m_pause.isActive())
        beginWhenDue();
}

void ToolListing::beginWhenDue()
{
    const qint64 wait = m_begun.isValid() ? kBetweenMs - m_begun.elapsed() : 0;
    wait > 0 ? m_pause.start(static_cast<int>(wait)) : begin();
}

void ToolListing::begin()
{
    m_running = std::move(m_next);
    m_begun.start();
    m_coming.clear();
    m_cursors.clear();
    m_bytes = 0;
    ask({});
}

void ToolListing::ask(const QString& cursor)
{
    auto reply = [self = QPointer<ToolListing>(this)](const Result<RpcAnswer>& answer) {
        if (self)
            self->took(answer);
    };
    m_askPage(cursor.isEmpty() ? QByteArray() : R"("cursor":)" + jsonString(cursor),
              JsonRpcPeer::Reply(std::move(reply), fail(ErrorCode::Cancelled, u"The service was stopped."_s)));
}

void ToolListing::took(const Result<RpcAnswer>& answer)
{
    if (!answer)
        return end(std::unexpected(answer.error()));
    if (answer->error)
        return end(std::unexpected(answerFailed(*answer)));
    const auto page = readToolPage(answer->result);
    if (!page)
        return end(std::unexpected(page.error()));
    m_bytes += answer->result.size();
    m_coming += page->tools;
    if (page->nextCursor.isEmpty())
        return end(std::exchange(m_coming, {}));
    if (m_cursors.contains(page->nextCursor) || m_cursors.size() >= kMostPages || m_bytes > kMostBytes)
        return end(fail(ErrorCode::TooLarge, u"The service's list of tools does not end; none is used."_s));
    m_cursors.append(page->nextCursor);
    ask(page->nextCursor);
}

/// What changed during a reading may be why it failed, so then the next one says what there is.
void ToolListing::end(Result<QList<QByteArray>> result)
{
    if (result)
        m_tools = *result;
    else if (m_next)
        result = askedAnew();
    m_coming.clear();
    Listed listed = std::move(m_running);
    const QPointer<ToolListing> self(this);
    listed(std::move(result));
    if (self && m_next && !m_running && !m_pause.isActive())
        beginWhenDue();
}

} // namespace aios
