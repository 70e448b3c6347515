// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layers.h"

#include <QHash>

#include <algorithm>

namespace aios {

/// Warnings of which only a few of a kind are said one by one; the last of them says how many more there are. For one lint of one folder.
class FewOfEach {
public:
    void add(const ContentWarning& warning)
    {
        constexpr int kMost = 20;
        if (++m_counts[warning.code] <= kMost) {
            m_found.append(warning);
            m_last.insert(warning.code, m_found.size() - 1);
        }
    }
    [[nodiscard]] QList<ContentWarning> take()
    {
        for (const auto& [code, place] : m_last.asKeyValueRange()) {
            const qsizetype more = m_counts.value(code) - std::ranges::count(m_found, code, &ContentWarning::code);
            if (more > 0)
                m_found[place].text += QStringLiteral(" So it is with %1 more, which are not listed.").arg(more);
        }
        return std::exchange(m_found, {});
    }

private:
    QList<ContentWarning> m_found;
    QHash<QString, qsizetype> m_counts;
    QHash<QString, qsizetype> m_last; ///< Where the last one of its kind is.
};

} // namespace aios
