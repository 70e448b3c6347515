// SPDX-License-Identifier: MIT
#pragma once

#include <QCoreApplication>
#include <QList>
#include <QProcess>
#include <QTest>
#include <QUrl>

namespace aios::test {

/// A running tests/stubs/hostilehttp. For test programs only (they know AIOS_BIN_DIR).
class HostileServer {
public:
    HostileServer()
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(AIOS_BIN_DIR "/stubs/hostilehttp"), QStringList());
        if (!m_process.waitForStarted() || !QTest::qWaitFor([this] { return m_process.canReadLine(); }))
            qFatal("the hostile server does not start");
        m_port = m_process.readLine().mid(5).trimmed().toInt();
    }
    ~HostileServer()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    HostileServer(const HostileServer&) = delete;
    HostileServer& operator=(const HostileServer&) = delete;

    [[nodiscard]] QUrl url(const QString& pathAndQuery, const QString& host = QStringLiteral("127.0.0.1")) const
    {
        return QUrl(QStringLiteral("http://%1:%2%3").arg(host).arg(m_port).arg(pathAndQuery));
    }
    [[nodiscard]] int port() const { return m_port; }

    /// The requests so far, as the words of their lines: REQUEST, count, connection, method, path, body bytes.
    [[nodiscard]] const QList<QList<QByteArray>>& requests()
    {
        QCoreApplication::processEvents();
        while (m_process.canReadLine())
            m_requests.append(m_process.readLine().trimmed().split(' '));
        return m_requests;
    }
    /// Waits until `count` requests came, then a little longer for one too many.
    [[nodiscard]] bool sawExactly(qsizetype count)
    {
        if (!QTest::qWaitFor([this, count] { return requests().size() >= count; }))
            return false;
        QTest::qWait(50);
        return requests().size() == count;
    }

private:
    QProcess m_process;
    QList<QList<QByteArray>> m_requests;
    int m_port = 0;
};

} // namespace aios::test
