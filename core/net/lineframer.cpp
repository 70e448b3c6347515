// SPDX-License-Identifier: MIT
#include "core/net/lineframer.h"

#include <utility>

namespace aios {

namespace {

QByteArray withoutCarriageReturn(QByteArrayView line)
{
    if (line.endsWith('\r'))
        line.chop(1);
    return line.toByteArray();
}

} // namespace

void LineFramer::feed(QByteArrayView chunk, const std::function<void(Result<QByteArray>)>& sink)
{
    while (!chunk.isEmpty()) {
        const qsizetype end = chunk.indexOf('\n');
        const QByteArrayView part = end < 0 ? chunk : chunk.first(end);
        chunk = end < 0 ? QByteArrayView() : chunk.sliced(end + 1);
        if (!m_skipping && m_buffer.size() + part.size() > m_maxLine) {
            m_skipping = true;
            m_buffer = QByteArray();
            sink(fail(ErrorCode::TooLarge, QStringLiteral("A line of more than %1 bytes was skipped.").arg(m_maxLine)));
        }
        if (end < 0) {
            if (!m_skipping)
                m_buffer.append(part);
            return;
        }
        if (std::exchange(m_skipping, false))
            continue;
        if (m_buffer.isEmpty()) {
            sink(withoutCarriageReturn(part));
        } else {
            m_buffer.append(part);
            sink(withoutCarriageReturn(std::exchange(m_buffer, {})));
        }
    }
}

QByteArray LineFramer::takeRest()
{
    m_skipping = false;
    return std::exchange(m_buffer, {});
}

} // namespace aios
