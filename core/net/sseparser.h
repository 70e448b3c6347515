// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>

#include <chrono>
#include <functional>
#include <optional>

namespace aios {

struct SseEvent {
    QByteArray type; ///< "message" when the stream named none.
    QByteArray data; ///< data lines joined by \n; a shared buffer, valid as long as kept.
    QByteArray id;
};

struct SseLimits {
    qsizetype maxLine = 8 * 1024 * 1024;
    qsizetype maxEvent = 32 * 1024 * 1024;
};

/// Server-sent events (WHATWG HTML, section 9.2) from chunks cut anywhere. Comments are skipped, one leading BOM is dropped, \n, \r and
/// \r\n end lines. An event whose blank line never came is not delivered.
class SseParser {
public:
    explicit SseParser(SseLimits limits = {}) : m_limits(limits) {}
    /// Calls `sink` for each complete event. TooLarge over a cap; the parser is then dead and keeps failing.
    [[nodiscard]] Result<void> feed(QByteArrayView chunk, const std::function<void(const SseEvent&)>& sink);
    /// True when bytes of an unfinished event are held back.
    [[nodiscard]] bool hasPartial() const;
    /// How long the stream last asked to wait before connecting again; nothing when it never did.
    [[nodiscard]] std::optional<std::chrono::milliseconds> retry() const { return m_retry; }

private:
    [[nodiscard]] Result<void> takeLine(QByteArrayView line, const std::function<void(const SseEvent&)>& sink);

    SseLimits m_limits;
    QByteArray m_line;
    SseEvent m_event;
    std::optional<std::chrono::milliseconds> m_retry;
    bool m_hasData = false;
    bool m_started = false;
    bool m_skipLf = false;
    bool m_dead = false;
};

} // namespace aios
