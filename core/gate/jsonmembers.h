// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"

#include <QDateTime>

#include <algorithm>
#include <limits>

namespace aios {

/// The two ways between a record and its JSON object. A record lists its members once, as calls of `members(key, value)`; a MemberWriter puts them into the
/// object, a MemberReader takes them from it. What is empty, false, zero or no time is left out; a member that is not there, or is something else, reads as that.
class MemberWriter {
public:
    void operator()(std::string_view key, const QString& value) { add(key, value.toUtf8()); }
    void operator()(std::string_view key, const QByteArray& value) { add(key, value); }
    void operator()(std::string_view key, const QDateTime& value)
    {
        add(key, value.isValid() ? value.toUTC().toString(Qt::ISODateWithMs).toLatin1() : QByteArray());
    }
    void operator()(std::string_view key, bool value)
    {
        if (value)
            m_object.emplace(key, true);
    }
    void operator()(std::string_view key, int value)
    {
        if (value != 0)
            m_object.emplace(key, value);
    }
    /// One of `all`, by its name.
    template <typename Value>
    void operator()(std::string_view key, Value value, const auto&, QString (*nameOf)(Value), Value)
    {
        add(key, nameOf(value).toUtf8());
    }
    [[nodiscard]] QByteArray json() const { return toJson(m_object); }

private:
    void add(std::string_view key, const QByteArray& utf8)
    {
        if (!utf8.isEmpty())
            m_object.emplace(key, toView(utf8));
    }
    json::object m_object;
};

class MemberReader {
public:
    explicit MemberReader(const json::object& object) : m_object(object) {}

    void operator()(std::string_view key, QString& value) const { value = jsonText(m_object, key); }
    void operator()(std::string_view key, QByteArray& value) const { value = jsonText(m_object, key).toUtf8(); }
    void operator()(std::string_view key, QDateTime& value) const
    {
        const QDateTime time = QDateTime::fromString(jsonText(m_object, key), Qt::ISODateWithMs);
        value = time.isValid() ? time.toUTC() : QDateTime();
    }
    void operator()(std::string_view key, bool& value) const { value = jsonBool(m_object, key); }
    void operator()(std::string_view key, int& value) const
    {
        value = static_cast<int>(std::clamp<qint64>(jsonInt(m_object, key), 0, std::numeric_limits<int>::max()));
    }
    /// `otherwise`: what a name that is none of them stands for, the stricter case.
    template <typename Value>
    void operator()(std::string_view key, Value& value, const auto& all, QString (*nameOf)(Value), Value otherwise) const
    {
        const QString name = jsonText(m_object, key);
        const auto found = std::ranges::find_if(all, [&](Value candidate) { return nameOf(candidate) == name; });
        value = found == std::end(all) ? otherwise : *found;
    }

private:
    const json::object& m_object;
};

} // namespace aios
