// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>
#include <QTest>

#include <utility>
#include <vector>

namespace aios::test {

/// Keeps values in the order they came, for callbacks that QSignalSpy cannot see.
template <typename T>
class EventRecorder {
public:
    void operator()(T value) { m_values.push_back(std::move(value)); }
    /// As a std::function that records here; the recorder must outlive it.
    [[nodiscard]] auto sink()
    {
        return [this](const T& value) { m_values.push_back(value); };
    }
    [[nodiscard]] const std::vector<T>& values() const { return m_values; }
    [[nodiscard]] std::size_t size() const { return m_values.size(); }
    [[nodiscard]] bool isEmpty() const { return m_values.empty(); }
    [[nodiscard]] const T& last() const { return m_values.back(); }
    void clear() { m_values.clear(); }
    /// Runs the event loop until `count` values are there.
    [[nodiscard]] bool waitFor(std::size_t count, int milliseconds = 5000) const
    {
        return QTest::qWaitFor([this, count] { return m_values.size() >= count; }, milliseconds);
    }

private:
    std::vector<T> m_values;
};

} // namespace aios::test
