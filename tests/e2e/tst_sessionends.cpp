// SPDX-License-Identifier: MIT
#include "tests/support/httpservice.h"
#include "tests/support/programrun.h"

#include <QElapsedTimer>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// The session that a service over HTTP has given ends with the program, by a word to the service, and never keeps the program.
class TestSessionEnds : public QObject {
    Q_OBJECT

    struct House {
        HttpService service{u"changinghttp"_s};
        Programs programs;
        QString folder = programs.house(u"h"_s);

        [[nodiscard]] bool add(const QByteArray& path) const
        {
            return programs.run({u"mcp"_s, u"--project"_s, folder, u"add"_s, u"one"_s, QString::fromLatin1(service.url(path))}).code == 0;
        }
        [[nodiscard]] qsizetype ended()
        {
            std::ignore = QTest::qWaitFor([this] { return service.said("ENDED s2 ") > 0; }, 8000);
            return service.said("ENDED s2 ");
        }
    };

private Q_SLOTS:
    void run()
    {
        House house;
        QVERIFY(house.add("/session"));
        const Ran ran = house.programs.prompt(house.folder, u"hello"_s);
        QVERIFY2(ran.code == 0, ran.err.constData());
        QCOMPARE(house.service.asked("tools/list"), 1);
        QVERIFY2(house.ended() == 1, house.service.all().constData());
    }

    void command()
    {
        House house;
        QVERIFY(house.add("/session"));
        QCOMPARE(house.programs.run({u"mcp"_s, u"--project"_s, house.folder, u"list"_s}).code, 0);
        QVERIFY2(house.ended() == 1, house.service.all().constData());
    }

    void serviceThatDoesNotAnswer()
    {
        House house;
        QVERIFY(house.add("/session-deaf"));
        QProcess process;
        house.programs.begin(process, {u"run"_s, u"--project"_s, house.folder, u"--model"_s, u"rehearsal"_s, u"hello"_s});
        QVERIFY2(house.ended() == 1, "it is not told at all");
        QElapsedTimer time;
        time.start();
        const Ran ran = Programs::finish(process);
        QVERIFY2(ran.code == 0, ran.err.constData());
        QVERIFY2(time.elapsed() < 2500, qPrintable(QString::number(time.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestSessionEnds)
#include "tst_sessionends.moc"
