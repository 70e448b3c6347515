// SPDX-License-Identifier: MIT
#pragma once

#include "tests/mcp/serverhouse.h"
#include "tests/support/memorywatch.h"

#include <QProcess>

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

/// tests/stubs/hostilemcphttp, and what it was asked.
class HostileHttp {
public:
    HostileHttp()
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(AIOS_BIN_DIR "/stubs/hostilemcphttp"), QStringList());
        if (!m_process.waitForStarted() || !QTest::qWaitFor([this] { return m_process.canReadLine(); }))
            qFatal("the stub does not start");
        m_port = m_process.readLine().mid(5).trimmed();
    }
    ~HostileHttp()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    HostileHttp(const HostileHttp&) = delete;
    HostileHttp& operator=(const HostileHttp&) = delete;
    [[nodiscard]] QByteArray entry(const QByteArray& path) const
    {
        return R"("one":{"type":"http","url":"http://127.0.0.1:)" + m_port + path + "\"}";
    }
    [[nodiscard]] qsizetype asked(const QByteArray& method)
    {
        QCoreApplication::processEvents();
        m_said += m_process.readAll();
        return m_said.count(QByteArray("ASKED " + method + '\n'));
    }

private:
    QProcess m_process;
    QByteArray m_port;
    QByteArray m_said;
};

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
