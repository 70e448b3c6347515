// SPDX-License-Identifier: MIT
#include "core/net/sseparser.h"

#include <algorithm>

namespace aios {

namespace {

/// The first line end in `text`, or -1. Two searches, the second only up to the first's hit: linear, whatever the stream uses.
qsizetype findLineEnd(QByteArrayView text)
{
    const qsizetype newline = text.indexOf('\n');
    const qsizetype carriage = (newline < 0 ? text : text.first(newline)).indexOf('\r');
    return carriage >= 0 ? carriage : newline;
}

/// Empties a buffer but keeps its memory when nobody else holds it.
void clear(QByteArray& buffer)
{
    if (buffer.isDetached())
        buffer.resize(0);
    else
        buffer = QByteArray();
}

} // namespace

Result<void> SseParser::feed(QByteArrayView chunk, const std::function<void(const SseEvent&)>& sink)
{
    const auto tooLarge = [this] {
        m_dead = true;
        return fail(ErrorCode::TooLarge, QStringLiteral("The service sent an event that is too large; the stream was ended."));
    };
    if (m_dead)
        return tooLarge();
    while (!chunk.isEmpty()) {
        if (std::exchange(m_skipLf, false) && chunk.front() == '\n') {
            chunk = chunk.sliced(1);
            continue;
        }
        const qsizetype end = findLineEnd(chunk);
        const QByteArrayView part = end < 0 ? chunk : chunk.first(end);
        if (m_line.size() + part.size() > m_limits.maxLine)
            return tooLarge();
        if (end < 0) {
            m_line.append(part);
            break;
        }
        m_skipLf = chunk[end] == '\r';
        chunk = chunk.sliced(end + 1);
        Result<void> taken;
        if (m_line.isEmpty()) {
            taken = takeLine(part, sink);
        } else {
            m_line.append(part);
            const QByteArray line = std::exchange(m_line, {});
            taken = takeLine(line, sink);
        }
        if (!taken)
            return tooLarge();
    }
    return {};
}

Result<void> SseParser::takeLine(QByteArrayView line, const std::function<void(const SseEvent&)>& sink)
{
    if (!std::exchange(m_started, true) && line.startsWith("\xef\xbb\xbf"))
        line = line.sliced(3);
    if (line.isEmpty()) {
        if (m_hasData) {
            if (m_event.type.isEmpty())
                m_event.type = QByteArrayLiteral("message");
            sink(m_event);
        }
        m_hasData = false;
        clear(m_event.data);
        clear(m_event.type);
        return {};
    }
    const qsizetype colon = line.indexOf(':');
    if (colon == 0)
        return {};
    const QByteArrayView field = colon < 0 ? line : line.first(colon);
    QByteArrayView value = colon < 0 ? QByteArrayView() : line.sliced(colon + 1);
    if (value.startsWith(' '))
        value = value.sliced(1);
    if (field == "data") {
        if (m_event.data.size() + value.size() + 1 > m_limits.maxEvent)
            return fail(ErrorCode::TooLarge, {});
        if (std::exchange(m_hasData, true))
            m_event.data.append('\n');
        m_event.data.append(value);
    } else if (field == "event") {
        m_event.type = value.toByteArray();
    } else if (field == "id" && !value.contains('\0')) {
        m_event.id = value.toByteArray();
    } else if (field == "retry" && !value.isEmpty() && std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; })) {
        bool fits = false;
        const int milliseconds = value.toInt(&fits);
        if (fits)
            m_retry = std::chrono::milliseconds(milliseconds);
    }
    return {};
}

bool SseParser::hasPartial() const
{
    return !m_line.isEmpty() || m_hasData || !m_event.type.isEmpty();
}

} // namespace aios
