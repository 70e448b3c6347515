// SPDX-License-Identifier: MIT
#pragma once

#include <QtAssert>

#include <cstddef>
#include <vector>

namespace aios {

/// Heights of rows with fast sums (a Fenwick tree): the pixel where a row begins and the row at a pixel in O(log n), a corrected height likewise.
/// Insertions and removals rebuild it in O(n) at the next question, which at 10,000 rows is some 20 µs.
class HeightIndex {
public:
    [[nodiscard]] int size() const { return static_cast<int>(m_heights.size()); }
    [[nodiscard]] int height(int row) const { return m_heights[index(row)]; }

    void insert(int row, int height)
    {
        m_heights.insert(m_heights.begin() + row, height);
        m_stale = true;
    }
    void remove(int row)
    {
        m_heights.erase(m_heights.begin() + row);
        m_stale = true;
    }
    void assign(std::vector<int> heights)
    {
        m_heights = std::move(heights);
        m_stale = true;
    }
    void set(int row, int height)
    {
        const long long change = static_cast<long long>(height) - m_heights[index(row)];
        m_heights[index(row)] = height;
        if (!m_stale && change) {
            for (std::size_t i = index(row) + 1; i <= m_heights.size(); i += i & (~i + 1))
                m_sums[i] += change;
        }
    }
    /// Sum of the heights of all rows before `row`.
    [[nodiscard]] long long before(int row) const
    {
        refresh();
        long long sum = 0;
        for (std::size_t i = index(row); i > 0; i -= i & (~i + 1))
            sum += m_sums[i];
        return sum;
    }
    [[nodiscard]] long long total() const { return before(size()); }
    /// The row that covers pixel `y`; the last one beyond the end. There must be rows.
    [[nodiscard]] int rowAt(long long y) const
    {
        Q_ASSERT(!m_heights.empty());
        refresh();
        std::size_t bit = 1;
        while (bit * 2 <= m_heights.size())
            bit *= 2;
        std::size_t position = 0;
        for (; bit > 0; bit /= 2) {
            if (position + bit <= m_heights.size() && m_sums[position + bit] <= y) {
                position += bit;
                y -= m_sums[position];
            }
        }
        return static_cast<int>(position < m_heights.size() ? position : m_heights.size() - 1);
    }

private:
    static std::size_t index(int row) { return static_cast<std::size_t>(row); }
    void refresh() const
    {
        if (!m_stale)
            return;
        m_sums.assign(m_heights.size() + 1, 0);
        for (std::size_t i = 1; i <= m_heights.size(); ++i) {
            m_sums[i] += m_heights[i - 1];
            if (const std::size_t up = i + (i & (~i + 1)); up <= m_heights.size())
                m_sums[up] += m_sums[i];
        }
        m_stale = false;
    }

    std::vector<int> m_heights;
    mutable std::vector<long long> m_sums;
    mutable bool m_stale = true;
};

} // namespace aios
