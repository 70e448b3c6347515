// SPDX-License-Identifier: MIT
// Nothing is sent to a server whose certificate is not trusted, and there is no way to turn that off; an own CA file is honoured.
#include "core/net/httptransport.h"
#include "tests/support/tempproject.h"

#include <QSslCertificate>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTest>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

using namespace aios;
using namespace Qt::StringLiterals;

namespace {

QByteArray pemOf(const std::function<int(BIO*)>& write)
{
    BIO* memory = BIO_new(BIO_s_mem());
    write(memory);
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    QByteArray pem(data, size);
    BIO_free(memory);
    return pem;
}

struct Identity {
    QByteArray certificate;
    QByteArray key;
};

/// A self-signed certificate for `name` (and 127.0.0.1 when that is the name), valid from `fromSeconds` for an hour.
Identity makeIdentity(const QByteArray& subjectAltName, long fromSeconds)
{
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), fromSeconds);
    X509_gmtime_adj(X509_getm_notAfter(certificate), fromSeconds + 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    for (const auto& [id, value] : {std::pair(NID_subject_alt_name, subjectAltName), std::pair(NID_basic_constraints, QByteArray("CA:TRUE"))}) {
        X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value.constData());
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    }
    X509_sign(certificate, key, EVP_sha256());
    const Identity identity{pemOf([&](BIO* out) { return PEM_write_bio_X509(out, certificate); }),
                            pemOf([&](BIO* out) { return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); })};
    X509_free(certificate);
    EVP_PKEY_free(key);
    return identity;
}

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
