// SPDX-License-Identifier: MIT
// The address on this computer that a browser brings the answer of a sign-in to.
#include "core/mcp/oauth/loopbacklistener.h"

#include <QTcpSocket>
#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestLoopbackListener : public QObject {
    Q_OBJECT

    struct House {
        House()
        {
            listening = listener.listen(0).has_value();
            QObject::connect(&listener, &LoopbackListener::arrived, &listener,
                             [this](const QUrlQuery& answer) { answers.append(answer.toString()); });
        }
        /// The status line of what comes back.
        [[nodiscard]] QByteArray send(const QByteArray& text) const
        {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress(QHostAddress::LocalHost), listener.port());
            if (!QTest::qWaitFor([&] { return socket.state() == QTcpSocket::ConnectedState; }, 3000))
                return "closed";
            socket.write(text);
            std::ignore = QTest::qWaitFor([&] { return socket.state() == QTcpSocket::UnconnectedState; }, 3000);
            return socket.readAll().split('\r').first();
        }
        [[nodiscard]] QByteArray get(const QByteArray& target, const QByteArray& host = "127.0.0.1") const
        {
            return send("GET " + target + " HTTP/1.1\r\nHost: " + host + ':' + QByteArray::number(listener.port()) + "\r\n\r\n");
        }
        LoopbackListener listener{"right"};
        QStringList answers;
        bool listening = false;
    };

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void one()
    {
        House house;
        QVERIFY(house.listening);
        QCOMPARE(house.listener.redirect(false), u"http://127.0.0.1:%1/callback"_s.arg(house.listener.port()));
        QCOMPARE(house.get("/callback?code=c%20d&state=right&iss=i"), QByteArray("HTTP/1.1 200 OK"));
        QTRY_COMPARE(house.answers, QStringList{u"code=c d&state=right&iss=i"_s});
        QCOMPARE(house.get("/callback?code=e&state=right"), QByteArray("closed")); // one use
        QCOMPARE(house.answers.size(), 1);
    }

    void turnedAway_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no state") << QByteArray("GET /callback?code=c HTTP/1.1\r\nHost: H\r\n\r\n");
        QTest::newRow("wrong state") << QByteArray("GET /callback?code=c&state=wrong HTTP/1.1\r\nHost: H\r\n\r\n");
        QTest::newRow("part of the state") << QByteArray("GET /callback?code=c&state=righ HTTP/1.1\r\nHost: H\r\n\r\n");
        QTest::newRow("another path") << QByteArray("GET /?code=c&state=right HTTP/1.1\r\nHost: H\r\n\r\n");
        QTest::newRow("another method") << QByteArray("POST /callback?code=c&state=right HTTP/1.1\r\nHost: H\r\n\r\n");
        QTest::newRow("another name") << QByteArray("GET /callback?code=c&state=right HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        QTest::newRow("no name") << QByteArray("GET /callback?code=c&state=right HTTP/1.1\r\n\r\n");
        QTest::newRow("rubbish") << QByteArray("\x16\x03\x01\r\n\r\n");
        QTest::newRow("long") << QByteArray("GET /callback?code=" + QByteArray(20'000, 'c'));
    }
    /// The right answer still counts after that.
    void turnedAway()
    {
        QFETCH(QByteArray, text);
        House house;
        text.replace("Host: H", QByteArray("Host: 127.0.0.1:" + QByteArray::number(house.listener.port())));
        QVERIFY(!house.send(text).contains("200"));
        QVERIFY(house.answers.isEmpty());
        QCOMPARE(house.get("/callback?error=access_denied&state=right", "localhost"), QByteArray("HTTP/1.1 200 OK"));
        QTRY_COMPARE(house.answers, QStringList{u"error=access_denied&state=right"_s});
    }
};

QTEST_GUILESS_MAIN(TestLoopbackListener)
#include "tst_loopbacklistener.moc"
