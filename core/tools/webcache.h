// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"

#include <QHash>
#include <QString>
#include <QUrl>

#include <optional>

namespace aios {

/// A page as the model gets it.
struct WebPage {
    QUrl url; ///< Where it came from in the end.
    QString title;
    QString markdown;
};

/// Pages a session fetched, for 15 minutes, in memory only: at most 32 pages and 16 MB. Owned by the session, core thread.
class WebCache {
public:
    explicit WebCache(const Clock& clock = Clock::system()) : m_clock(clock) {}
    [[nodiscard]] std::optional<WebPage> find(const QUrl& url) const;
    void put(const QUrl& url, const WebPage& page);

private:
    struct Entry {
        WebPage page;
        std::chrono::steady_clock::time_point time;
    };
    void dropOld();

    const Clock& m_clock;
    QHash<QUrl, Entry> m_entries;
};

} // namespace aios
