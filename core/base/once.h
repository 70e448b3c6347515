// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <utility>

namespace aios {

/// A reply that is given exactly once. Dropping it unanswered gives the stated fallback; a second answer is a defect and ignored.
/// Not thread-safe: answer it on the thread that owns it.
template <typename T>
class [[nodiscard]] Once {
public:
    using Reply = std::move_only_function<void(T)>;

    Once() = default;
    Once(Reply reply, T fallback) : m_reply(std::move(reply)), m_fallback(std::move(fallback)) {}
    Once(Once&& other) noexcept : m_reply(std::exchange(other.m_reply, nullptr)), m_fallback(std::move(other.m_fallback)) {}
    Once& operator=(Once&& other) noexcept
    {
        if (this != &other) {
            settle();
            m_reply = std::exchange(other.m_reply, nullptr);
            m_fallback = std::move(other.m_fallback);
        }
        return *this;
    }
    Once(const Once&) = delete;
    Once& operator=(const Once&) = delete;
    ~Once() { settle(); }

    void operator()(T value)
    {
        if (auto reply = std::exchange(m_reply, nullptr))
            reply(std::move(value));
    }

    /// True while nobody has answered.
    [[nodiscard]] explicit operator bool() const { return static_cast<bool>(m_reply); }

private:
    void settle()
    {
        if (auto reply = std::exchange(m_reply, nullptr))
            reply(std::move(m_fallback));
    }

    Reply m_reply;
    T m_fallback{};
};

} // namespace aios
