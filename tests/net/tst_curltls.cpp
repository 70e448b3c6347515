// SPDX-License-Identifier: MIT
// Nothing is sent to a server whose certificate is not trusted, and there is no way to turn that off; an own CA file is honoured.
#include "core/net/httptransport.h"
#include "tests/support/tempproject.h"
#include "tests/support/tlsidentity.h"

#include <QSslCertificate>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

/// Answers every request with "secure" and remembers what it could read.
class TlsServer {
public:
    explicit TlsServer(const Identity& identity)
    {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(QSslCertificate(identity.certificate));
        configuration.setPrivateKey(QSslKey(identity.key, QSsl::Ec));
        m_server.setSslConfiguration(configuration);
        QObject::connect(&m_server, &QTcpServer::pendingConnectionAvailable, &m_server, [this] {
            QTcpSocket* socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                received += socket->readAll();
                if (received.contains("\r\n\r\n"))
                    socket->write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecure");
            });
        });
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("cannot listen");
    }
    [[nodiscard]] QUrl url() const { return QUrl(u"https://127.0.0.1:%1/"_s.arg(m_server.serverPort())); }

    QByteArray received;

private:
    QSslServer m_server;
};

} // namespace

class TestCurlTls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void certificates_data();
    void certificates();
    void missingCaFileIsSaid();
};

void TestCurlTls::initTestCase()
{
    for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
        qunsetenv(name);
    if (!QSslSocket::supportsSsl())
        QSKIP("no TLS in this Qt, so no server to test with");
}

void TestCurlTls::certificates_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("from");
    QTest::addColumn<bool>("asOwnCa");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("self-signed") << QByteArray("IP:127.0.0.1") << -60 << false << false;
    QTest::newRow("own CA") << QByteArray("IP:127.0.0.1") << -60 << true << true;
    QTest::newRow("own CA, another name") << QByteArray("DNS:example.org") << -60 << true << false;
    QTest::newRow("own CA, expired") << QByteArray("IP:127.0.0.1") << -7200 << true << false;
}

void TestCurlTls::certificates()
{
    QFETCH(QByteArray, name);
    QFETCH(int, from);
    QFETCH(bool, asOwnCa);
    QFETCH(bool, accepted);
    const Identity identity = makeIdentity(name, from);
    test::TempProject folder;
    folder.write(u"ca.pem"_s, identity.certificate);
    TlsServer server(identity);
    HttpTransportOptions options;
    if (asOwnCa)
        options.caFile = folder.path(u"ca.pem"_s);
    const auto transport = makeCurlTransport(options);
    HttpRequest request;
    request.method = "POST";
    request.url = server.url();
    request.body = {"{}"};
    request.secretHeaders = {{"x-api-key", "", Secret("sk-canary")}};
    std::optional<Result<void>> end;
    QByteArray body;
    const auto stream =
        transport->start(request, {{}, [&](QByteArrayView data) { body.append(data); }, [&](const Result<void>& result) { end = result; }});
    QTRY_VERIFY(end.has_value());
    QCOMPARE(end->has_value(), accepted);
    QCOMPARE(body, accepted ? QByteArray("secure") : QByteArray());
    QCOMPARE(server.received.contains("sk-canary"), accepted);
    if (!accepted) {
        QCOMPARE(end->error().code, ErrorCode::Network);
        QVERIFY2(end->error().message.contains(u"certificate"_s), qPrintable(end->error().message));
    }
}

void TestCurlTls::missingCaFileIsSaid()
{
    TlsServer server(makeIdentity("IP:127.0.0.1", -60));
    HttpTransportOptions options;
    options.caFile = u"/nonexistent/ca.pem"_s;
    const auto transport = makeCurlTransport(options);
    HttpRequest request;
    request.url = server.url();
    std::optional<Result<void>> end;
    const auto stream = transport->start(request, {{}, {}, [&](const Result<void>& result) { end = result; }});
    QTRY_VERIFY(end.has_value());
    QVERIFY(!end->has_value());
    QCOMPARE(end->error().code, ErrorCode::Unavailable);
}

QTEST_GUILESS_MAIN(TestCurlTls)
#include "tst_curltls.moc"
