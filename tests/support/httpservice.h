// SPDX-License-Identifier: MIT
#pragma once

#include <QCoreApplication>
#include <QProcess>
#include <QTest>

namespace aios::test {

/// A stub of tests/stubs that serves over HTTP (httpstub.h), and what it printed. For test programs only (they know AIOS_BIN_DIR).
class HttpService {
public:
    explicit HttpService(const QString& stub, int port = 0)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(AIOS_BIN_DIR "/stubs/") + stub, {QString::number(port)});
        if (!m_process.waitForStarted() || !QTest::qWaitFor([this] { return m_process.canReadLine(); }))
            qFatal("the stub does not start");
        m_port = m_process.readLine().mid(5).trimmed();
    }
    ~HttpService()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    HttpService(const HttpService&) = delete;
    HttpService& operator=(const HttpService&) = delete;

    [[nodiscard]] QByteArray url(const QByteArray& path) const { return "http://127.0.0.1:" + m_port + path; }
    /// As an entry of a configuration; `more`: further members, each with its comma before it.
    [[nodiscard]] QByteArray entry(const QByteArray& path, const QByteArray& name = "one", const QByteArray& more = {}) const
    {
        return '"' + name + "\":{\"type\":\"http\",\"url\":\"" + url(path) + '"' + more + '}';
    }
    [[nodiscard]] qsizetype asked(const QByteArray& method) { return said("ASKED " + method); }
    /// How often it has printed this line.
    [[nodiscard]] qsizetype said(const QByteArray& line)
    {
        QCoreApplication::processEvents();
        m_said += m_process.readAll();
        return m_said.split('\n').count(line);
    }
    [[nodiscard]] const QByteArray& all() const { return m_said; }

private:
    QProcess m_process;
    QByteArray m_port;
    QByteArray m_said;
};

/// tests/stubs/hostilemcphttp
class HostileHttp : public HttpService {
public:
    HostileHttp() : HttpService(QStringLiteral("hostilemcphttp")) {}
};

} // namespace aios::test
