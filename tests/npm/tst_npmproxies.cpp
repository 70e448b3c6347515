// SPDX-License-Identifier: MIT
#include "tests/npm/serverlife.h"

#include <QTcpServer>

#include <csignal>

using namespace aios;
using namespace aios::test;

namespace {

/// mcp-proxy in front of server-everything, at a port of its own, and gone with all it started afterwards.
class Proxy {
public:
    explicit Proxy(const QStringList& options)
    {
        QTcpServer free;
        if (!free.listen(QHostAddress::LocalHost, 0))
            qFatal("no free port");
        m_port = free.serverPort();
        free.close();
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.setUnixProcessParameters(QProcess::UnixProcessFlag::CreateNewSession);
        m_process.start(QString::fromUtf8(npmProgram("mcp-proxy")), QStringList{u"--host"_s, u"127.0.0.1"_s, u"--port"_s, QString::number(m_port)} +
                                                                        options +
                                                                        QStringList{u"--"_s, QString::fromUtf8(npmProgram("mcp-server-everything"))});
        QByteArray said;
        const auto listens = [this, &said] {
            said += m_process.readAll();
            return said.contains("starting server on port") || said.contains("listening");
        };
        if (!m_process.waitForStarted() || !QTest::qWaitFor(listens, 40'000))
            qFatal("mcp-proxy does not start: %s", said.constData());
    }
    ~Proxy()
    {
        ::kill(-static_cast<pid_t>(m_process.processId()), SIGKILL);
        m_process.waitForFinished();
    }
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;
    [[nodiscard]] QByteArray url(const QByteArray& path) const { return "http://127.0.0.1:" + QByteArray::number(m_port) + path; }

private:
    QProcess m_process;
    int m_port = 0;
};

QByteArray addressEntry(const QByteArray& url, const QByteArray& type, const QByteArray& more = {})
{
    return "\"one\":{\"type\":\"" + type + "\",\"url\":\"" + url + '"' + more + '}';
}

} // namespace

/// Real programs that speak HTTP: mcp-proxy in each of its ways, and mcp-remote, which brings one of them back to a program's pipes.
class TestNpmProxies : public QObject {
    Q_OBJECT

    static QList<NpmCall> calls() { return {{u"echo"_s, "{\"message\":\"hi\"}", u"Echo: hi"_s}}; }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        noteResult(QString::fromLatin1(kLifeHeader));
    }

    void proxied_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QString>("protocol");
        const auto row = [](const char* name, const QStringList& options, const char* path, const char* type, const char* protocol) {
            QTest::newRow(name) << options << QByteArray(path) << QByteArray(type) << QString::fromLatin1(protocol);
        };
        row("both revisions", {}, "/mcp", "http", "2026-07-28");
        row("legacy", {u"--no-modern"_s}, "/mcp", "http", "2025-11-25");
        row("without sessions", {u"--no-modern"_s, u"--stateless"_s}, "/mcp", "http", "2025-11-25");
        row("without an event store", {u"--no-modern"_s, u"--no-eventStore"_s}, "/mcp", "http", "2025-11-25");
        row("SSE", {u"--server"_s, u"sse"_s}, "/sse", "sse", "2025-11-25");
        row("SSE, found out", {u"--server"_s, u"sse"_s}, "/sse", "http", "2025-11-25");
    }
    void proxied()
    {
        QFETCH(const QStringList, options);
        QFETCH(const QByteArray, path);
        QFETCH(const QByteArray, type);
        QFETCH(const QString, protocol);
        const Proxy proxy(options);
        ServerHouse house;
        ServerLife life(addressEntry(proxy.url(path), type), house);
        QCOMPARE(life.through(13, calls()), QString());
        QCOMPARE(life.first.protocol, protocol);
        QCOMPARE(life.problems(), QStringList());
        noteResult(life.row(u"mcp-proxy, "_s + QString::fromLatin1(QTest::currentDataTag()), npmVersion(u"mcp-proxy"_s)));
    }

    /// With a key, and refused without it.
    void withAKey_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("stream") << QStringList() << QByteArray("/mcp");
        QTest::newRow("SSE") << QStringList{u"--server"_s, u"sse"_s} << QByteArray("/sse");
    }
    void withAKey()
    {
        QFETCH(const QStringList, options);
        QFETCH(const QByteArray, path);
        const Proxy proxy(options + QStringList{u"--apiKey"_s, u"s3cret"_s});
        const QByteArray type = path == "/sse" ? "sse" : "http";
        ServerHouse without;
        without.configure(addressEntry(proxy.url(path), type));
        std::ignore = without.start();
        QVERIFY(without.status().state == ServiceState::Failed || without.status().state == ServiceState::SignInNeeded);
        QVERIFY2(without.status().problem.contains(u"401"_s) || without.status().problem.contains(u"sign in"_s),
                 qPrintable(without.status().problem));
        ServerHouse house;
        ServerLife life(addressEntry(proxy.url(path), type, ",\"headers\":{\"X-API-Key\":\"s3cret\"}"), house);
        QCOMPARE(life.through(13, calls()), QString());
        noteResult(life.row(u"mcp-proxy --apiKey, "_s + QString::fromLatin1(QTest::currentDataTag()), npmVersion(u"mcp-proxy"_s)));
    }

    void remote()
    {
        const Proxy proxy({});
        ServerHouse house;
        const QByteArrayList environment{"AIOS_NPM_MARK", house.project.path().toUtf8(), "HOME", house.state.path().toUtf8()};
        ServerLife life(npmEntry("one", npmProgram("mcp-remote"), {proxy.url("/mcp")}, environment), house);
        QCOMPARE(life.through(13, calls()), QString());
        noteResult(life.row(u"mcp-remote, to mcp-proxy"_s, npmVersion(u"mcp-remote"_s)));
    }
};

int main(int argc, char** argv)
{
    return npmMain<TestNpmProxies>(argc, argv);
}
#include "tst_npmproxies.moc"
