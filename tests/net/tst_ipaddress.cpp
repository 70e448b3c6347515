// SPDX-License-Identifier: MIT
#include "core/net/ipaddress.h"

#include <QObject>
#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestIpAddress : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void parse_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QByteArray>("shown"); // empty: not an address
        QTest::addColumn<bool>("loopback");
        QTest::newRow("ipv4") << u"203.0.113.9"_s << QByteArray("203.0.113.9") << false;
        QTest::newRow("loopback") << u"127.0.0.1"_s << QByteArray("127.0.0.1") << true;
        QTest::newRow("anywhere in 127/8") << u"127.255.3.4"_s << QByteArray("127.255.3.4") << true;
        QTest::newRow("two parts") << u"127.1"_s << QByteArray("127.0.0.1") << true;
        QTest::newRow("one number") << u"2130706433"_s << QByteArray("127.0.0.1") << true;
        QTest::newRow("hexadecimal") << u"0x7f.0.0.1"_s << QByteArray("127.0.0.1") << true;
        QTest::newRow("octal") << u"0177.0.0.1"_s << QByteArray("127.0.0.1") << true;
        QTest::newRow("ipv6 loopback") << u"::1"_s << QByteArray("::1") << true;
        QTest::newRow("ipv6 loopback, long") << u"0:0:0:0:0:0:0:1"_s << QByteArray("::1") << true;
        QTest::newRow("in brackets") << u"[::1]"_s << QByteArray("::1") << true;
        QTest::newRow("mapped loopback") << u"::ffff:127.0.0.1"_s << QByteArray("::ffff:127.0.0.1") << true;
        QTest::newRow("mapped other") << u"::ffff:10.0.0.1"_s << QByteArray("::ffff:10.0.0.1") << false;
        QTest::newRow("compatible form is no loopback") << u"::127.0.0.1"_s << QByteArray("::127.0.0.1") << false;
        QTest::newRow("ipv6") << u"2001:DB8:0::1"_s << QByteArray("2001:db8::1") << false;
        QTest::newRow("scope") << u"fe80::1%eth0"_s << QByteArray("fe80::1") << false;
        QTest::newRow("scope of an interface that is not there") << u"fe80::1%nothere0"_s << QByteArray("fe80::1") << false;
        QTest::newRow("name") << u"example.org"_s << QByteArray() << false;
        QTest::newRow("name that begins like one") << u"127.0.0.1.example.org"_s << QByteArray() << false;
        QTest::newRow("too large a part") << u"127.0.0.256"_s << QByteArray() << false;
        QTest::newRow("too many parts") << u"127.0.0.0.1"_s << QByteArray() << false;
        QTest::newRow("space behind") << u"127.0.0.1 "_s << QByteArray() << false;
        QTest::newRow("line end behind") << u"127.0.0.1\nexample.org"_s << QByteArray() << false;
        QTest::newRow("nul inside") << u"127.0.0.1\0.example.org"_s << QByteArray() << false;
        QTest::newRow("other digits") << u"\u0661\u0662\u0667.0.0.1"_s << QByteArray() << false;
        QTest::newRow("empty") << QString() << QByteArray() << false;
        QTest::newRow("brackets only") << u"[]"_s << QByteArray() << false;
        QTest::newRow("long") << QString(101, u'1') << QByteArray() << false;
    }
    void parse()
    {
        QFETCH(QString, given);
        QFETCH(QByteArray, shown);
        QFETCH(bool, loopback);
        const auto address = IpAddress::parse(given);
        QCOMPARE(address ? address->text() : QByteArray(), shown);
        QCOMPARE(IpAddress::isLoopbackHost(given), loopback);
    }

    void localhost()
    {
        QVERIFY(IpAddress::isLoopbackHost(u"localhost"));
        QVERIFY(IpAddress::isLoopbackHost(u"LOCALHOST"));
        QVERIFY(!IpAddress::isLoopbackHost(u"localhost.example.org"));
    }

    void numbersOfAnIpv4Address()
    {
        const auto address = IpAddress::parse(u"1.2.3.4");
        QVERIFY(address && address->isIpv4());
        QCOMPARE(address->ipv4(), 0x01020304u);
        QCOMPARE(address->bytes(), (IpAddress::Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 1, 2, 3, 4}));
        QVERIFY(!IpAddress::parse(u"::ffff:1.2.3.4")->isIpv4());
    }
};

QTEST_APPLESS_MAIN(TestIpAddress)
#include "tst_ipaddress.moc"
