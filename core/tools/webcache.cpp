// SPDX-License-Identifier: MIT
#include "core/tools/webcache.h"

#include <algorithm>

namespace aios {
namespace {

constexpr auto kLifetime = std::chrono::minutes(15);
constexpr qsizetype kMaxPages = 32;
constexpr qsizetype kMaxChars = 8 * 1024 * 1024; ///< Two bytes each.

} // namespace

std::optional<WebPage> WebCache::find(const QUrl& url) const
{
    const auto found = m_entries.constFind(url);
    if (found == m_entries.constEnd() || m_clock.steady() - found->time > kLifetime)
        return std::nullopt;
    return found->page;
}

void WebCache::put(const QUrl& url, const WebPage& page)
{
    if (page.markdown.size() > kMaxChars)
        return;
    m_entries.insert(url, {page, m_clock.steady()});
    dropOld();
}

void WebCache::dropOld()
{
    m_entries.removeIf([this](const std::pair<const QUrl&, Entry&>& entry) { return m_clock.steady() - entry.second.time > kLifetime; });
    const auto chars = [this] {
        qsizetype sum = 0;
        for (const Entry& entry : std::as_const(m_entries))
            sum += entry.page.markdown.size();
        return sum;
    };
    while (m_entries.size() > 1 && (m_entries.size() > kMaxPages || chars() > kMaxChars)) {
        const auto oldest = std::min_element(m_entries.begin(), m_entries.end(), [](const Entry& a, const Entry& b) { return a.time < b.time; });
        m_entries.erase(oldest);
    }
}

} // namespace aios
