// SPDX-License-Identifier: MIT
// What It Knew: the turn that was asked for is the one that is shown, also when its session is still being read.
#include "tests/ui/shellfixtures.h"
#include "ui/panes/knew/knewpane.h"
#include "ui/panes/panehost.h"

#include <QComboBox>
#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestKnewPane : public QObject {
    Q_OBJECT

private:
    static TurnContext turn(int number, const QString& agent = {})
    {
        TurnContext made;
        made.turn = number;
        made.parts = {{u"brain"_s, u"CLAUDE.md"_s, u"CLAUDE.md"_s, u"session_start"_s, 10, {}}};
        made.agent = agent;
        made.parentToolId = agent.isEmpty() ? QString() : u"call-"_s + agent;
        return made;
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void showsTheWantedTurn_data()
    {
        QTest::addColumn<QString>("session");
        QTest::addColumn<int>("turn");
        QTest::addColumn<QString>("agent");
        QTest::addColumn<QString>("shown");
        QTest::newRow("of the session in front") << u"s1"_s << 1 << QString() << u"Turn 1"_s;
        QTest::newRow("of an agent") << u"s1"_s << 2 << u"writer"_s << u"Turn 2, agent writer"_s;
        QTest::newRow("of an agent whose own is not recorded") << u"s1"_s << 2 << u"other"_s << u"Turn 2"_s;
        QTest::newRow("of another session") << u"s2"_s << 2 << QString() << u"Turn 2"_s;
        QTest::newRow("one that is not there") << u"s1"_s << 9 << QString() << u"Turn 3"_s;
    }
    void showsTheWantedTurn()
    {
        QFETCH(const QString, session);
        QFETCH(const int, turn);
        QFETCH(const QString, agent);
        QFETCH(const QString, shown);
        const QTemporaryDir dir;
        shell::Core core(dir.filePath(u"home"_s));
        PaneHost host(core.agent(), core.project(), core.models());
        KnewPane pane(host);
        pane.show();
        const QList<TurnContext> told{TestKnewPane::turn(1), TestKnewPane::turn(2), TestKnewPane::turn(2, u"writer"_s), TestKnewPane::turn(3)};
        const auto choice = pane.findChild<QComboBox*>();
        host.setCurrentSession(u"s1"_s);
        Q_EMIT core.agent().contextLoaded(u"s1"_s, told);
        QCOMPARE(choice->currentText(), u"Turn 3"_s);
        QSignalSpy asked(&host, &PaneHost::turnRequested);
        host.showTurn(session, turn, agent);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.at(0), QVariantList{session});
        host.setCurrentSession(session); // as the window does
        Q_EMIT core.agent().contextLoaded(session, told);
        QCOMPARE(choice->currentText(), shown);
        QVERIFY(host.wantedTurn().sessionId.isEmpty());
        // Once shown, the choice is the person's again.
        choice->setCurrentIndex(0);
        Q_EMIT core.agent().contextLoaded(session, told);
        QCOMPARE(choice->currentText(), u"Turn 1"_s);
    }
};

QTEST_MAIN(TestKnewPane)
#include "tst_knewpane.moc"
