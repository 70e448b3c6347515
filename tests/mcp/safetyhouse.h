// SPDX-License-Identifier: MIT
#pragma once

#include "tests/mcp/serverhouse.h"
#include "tests/support/httpservice.h"
#include "tests/support/memorywatch.h"

namespace aios::test {

/// What a service may cost at most while it floods, beyond what the program has anyway.
inline constexpr int kMostMiB = mostMiB(64);

[[nodiscard]] inline QByteArray hostile(const QByteArray& mode, const QByteArray& file = {})
{
    return "\"one\":{\"command\":\"" AIOS_BIN_DIR "/stubs/hostilemcp\",\"args\":[\"" + mode + "\",\"" + file + "\"]}";
}
[[nodiscard]] inline QByteArray within(QByteArray entry, int milliseconds) ///< With a time for its calls.
{
    return entry.replace("]}", QByteArray("],\"timeout\":" + QByteArray::number(milliseconds) + '}'));
}

/// What a case comes to, when everything about it is as it should be; else the first thing that is not.
class Finding {
public:
    Finding() = default;
    Finding(ServerHouse& house, int tools) { holds(house.start().tools.size() == tools, u"it does not start: "_s + house.status().problem); }
    Finding& holds(bool fine, const QString& what)
    {
        if (!fine && m_wrong.isEmpty())
            m_wrong = u"wrong: "_s + what;
        return *this;
    }
    [[nodiscard]] QString as(const QString& outcome) const { return m_wrong.isEmpty() ? outcome : m_wrong; }

private:
    QString m_wrong;
};

[[nodiscard]] inline bool says(const std::optional<ToolOutput>& output, const QString& text, bool isError = true)
{
    return output && output->isError == isError && output->text.contains(text);
}

[[nodiscard]] inline bool warned(const ServerHouse& house, const QString& text)
{
    return QTest::qWaitFor([&] { return house.status().warnings.join(u'\n').contains(text); });
}

[[nodiscard]] inline QString textOf(const std::optional<ToolOutput>& output)
{
    return output ? output->text.left(400) : u"no answer"_s;
}

} // namespace aios::test
