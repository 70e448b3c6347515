// SPDX-License-Identifier: MIT
// What one prompt may use at most, in the settings dialog of the real window over the real core: what is typed stands in the person's file and holds at once.
#include "core/base/json.h"
#include "tests/ui/looks.h"
#include "tests/ui/shellfixtures.h"
#include "ui/settings/limitsfields.h"
#include "ui/settings/settingsdialog.h"

#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTabBar>

using namespace aios;
using namespace aios::shell;

class TestLimitsFields : public QObject {
    Q_OBJECT

private:
    /// The window with its settings open.
    struct House {
        explicit House(const QString& home, const QString& folder = {}) : file(home + u"/config/settings.json"_s), desk(home)
        {
            desk.window->resize(1100, 760);
            if (!folder.isEmpty()) {
                QSignalSpy opened(&desk.core.project(), &ProjectLink::opened);
                desk.core.project().open(folder);
                QTRY_VERIFY(!opened.isEmpty());
            }
            desk.window->activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(desk.window.get()));
            QTRY_VERIFY(desk.window->findChild<QAction*>(u"tools.settings"_s)->isEnabled());
            QTest::keyClick(desk.window->windowHandle(), Qt::Key_Comma, Qt::ControlModifier);
            QTRY_VERIFY(desk.window->findChild<SettingsDialog*>());
            dialog = desk.window->findChild<SettingsDialog*>();
            auto* pages = dialog->findChild<QTabBar*>();
            QTest::mouseClick(pages, Qt::LeftButton, {}, pages->tabRect(0).center());
            QVERIFY(field(u"limitTurns"_s).isVisible());
            QTRY_VERIFY(field(u"limitTurns"_s).isEnabled());
        }
        [[nodiscard]] QLineEdit& field(const QString& name) const { return *dialog->findChild<QLineEdit*>(name); }
        [[nodiscard]] QLabel& told() const { return *dialog->findChild<QLabel*>(u"limitsTold"_s); }
        void type(const QString& name, const QString& text, Qt::Key last = Qt::Key_Tab) const
        {
            QLineEdit& line = field(name);
            QTest::mouseClick(&line, Qt::LeftButton);
            line.selectAll();
            QTest::keyClick(&line, Qt::Key_Delete);
            QTest::keyClicks(&line, text);
            QTest::keyClick(&line, last);
        }
        QString file;
        Desk desk;
        SettingsDialog* dialog = nullptr;
    };
    static QByteArray fileOf(const QString& home) { return read(home + u"/config/settings.json"_s); }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void whatIsTypedIsStored()
    {
        const QTemporaryDir dir;
        const QString home = dir.filePath(u"home"_s);
        write(home + u"/config/settings.json"_s, "{\n    \"mine\":   [1,2 ],\n    \"limits\": { \"turns\": 40, \"other\": \"kept\" }\n}\n");
        {
            const House house(home);
            QCOMPARE(house.field(u"limitTurns"_s).text(), u"40"_s);
            QCOMPARE(house.field(u"limitTokens"_s).text(), QString());
            QCOMPARE(house.field(u"limitTokens"_s).placeholderText(), u"no limit"_s);
            QVERIFY(!house.field(u"limitCost"_s).accessibleName().isEmpty());
            house.type(u"limitTurns"_s, u"50"_s);
            house.type(u"limitTokens"_s, u"500000"_s); // at once, before the answer to the first
            QTRY_COMPARE(fileOf(home),
                         QByteArray("{\n    \"mine\":   [1,2 ],\n    \"limits\": { \"turns\": 50, \"other\": \"kept\", \"tokens\": 500000 }\n}\n"));
            house.type(u"limitCost"_s, u"2.5"_s, Qt::Key_Return);
            QTRY_VERIFY2(fileOf(home).contains("\"costUsd\": 2.5"), fileOf(home).constData());
            QVERIFY(house.dialog->isVisible()); // Enter stores, and does not close
            house.type(u"limitTurns"_s, QString());
            QTRY_VERIFY2(fileOf(home).contains("\"turns\": 0"), fileOf(home).constData()); // said as "none": missing would be the usual 200
            QVERIFY(fileOf(home).contains("\"mine\":   [1,2 ]") && fileOf(home).contains("\"other\": \"kept\""));
            QVERIFY(house.told().isHidden());
        }
        const House again(home);
        QCOMPARE(again.field(u"limitTurns"_s).text(), QString());
        QCOMPARE(again.field(u"limitTokens"_s).locale().toInt(again.field(u"limitTokens"_s).text()), 500000);
        QCOMPARE(again.field(u"limitCost"_s).locale().toDouble(again.field(u"limitCost"_s).text()), 2.5);
    }

    void whatIsNoLimitIsSaidAndNotStored_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text");
        QTest::newRow("words") << u"limitTurns"_s << u"many"_s;
        QTest::newRow("nothing at all") << u"limitTurns"_s << u"0"_s;
        QTest::newRow("half a request") << u"limitTurns"_s << u"1.5"_s;
        QTest::newRow("too many") << u"limitTurns"_s << u"99999999"_s;
        QTest::newRow("less than none") << u"limitTokens"_s << u"-5"_s;
        QTest::newRow("not a number") << u"limitCost"_s << u"nan"_s;
        QTest::newRow("no money") << u"limitCost"_s << u"0"_s;
    }
    void whatIsNoLimitIsSaidAndNotStored()
    {
        QFETCH(const QString, field);
        QFETCH(const QString, text);
        const QTemporaryDir dir;
        const QString home = dir.filePath(u"home"_s);
        const QByteArray before = "{\"limits\": {\"turns\": 40, \"tokens\": 900, \"costUsd\": 3}}\n";
        write(home + u"/config/settings.json"_s, before);
        const House house(home);
        house.type(field, text);
        QTRY_VERIFY(house.told().isVisible());
        QVERIFY2(house.told().text().contains(u"leave the field empty for no limit"_s), qPrintable(house.told().text()));
        QCOMPARE(house.field(field).text(), text); // to be mended, not taken away
        QCOMPARE(house.field(field).accessibleDescription(), house.told().text());
        house.type(field == "limitTurns"_L1 ? u"limitTokens"_s : u"limitTurns"_s, u"77"_s); // the others are not held up by it
        QTRY_VERIFY(fileOf(home).contains("77"));
        QVERIFY(house.told().isVisible());
        house.type(field, u"12"_s);
        QTRY_VERIFY(fileOf(home).contains("12"));
        QVERIFY(house.told().isHidden());
    }

    void closingStoresWhatWasTyped()
    {
        const QTemporaryDir dir;
        const QString home = dir.filePath(u"home"_s);
        const House house(home);
        QLineEdit& line = house.field(u"limitTokens"_s);
        QTest::mouseClick(&line, Qt::LeftButton);
        QTest::keyClicks(&line, u"1234"_s);
        QTest::keyClick(&line, Qt::Key_Escape);
        QTRY_VERIFY2(fileOf(home).contains("1234"), fileOf(home).constData());
    }

    /// A session that is open already takes them with its next prompt.
    void anOpenSessionTakesThem()
    {
        const QTemporaryDir dir;
        const QString home = dir.filePath(u"home"_s);
        const QString folder = dir.filePath(u"folder"_s);
        copySample(folder);
        House house(home, folder);
        AgentClient& agent = house.desk.core.agent();
        QSignalSpy opened(&agent, &AgentClient::sessionOpened);
        agent.newSession();
        QTRY_VERIFY(!opened.isEmpty());
        const QString id = opened.first().first().value<SessionSummary>().id;
        house.type(u"limitTurns"_s, u"1"_s);
        QTRY_VERIFY(fileOf(home).contains("\"turns\": 1"));
        QString told;
        connect(&agent, &AgentClient::events, &agent, [&](const QList<AgentEvent>& events) {
            for (const AgentEvent& event : events) {
                if (const auto* ended = std::get_if<TurnEnded>(&event.what))
                    told = ended->error;
            }
        });
        agent.send(id, u"/status"_s);
        QTRY_VERIFY(!told.isEmpty());
        QVERIFY2(told.contains(u"Stopped after 1 requests, the limit for one prompt"_s), qPrintable(told));
    }

    void aBrokenFileIsNotWrittenOver()
    {
        const QTemporaryDir dir;
        const QString home = dir.filePath(u"home"_s);
        write(home + u"/config/settings.json"_s, "{ not json\n");
        const House house(home);
        house.type(u"limitTokens"_s, u"100"_s);
        QTRY_VERIFY2(house.told().text().contains(u"not valid JSON"_s), qPrintable(house.told().text()));
        QCOMPARE(fileOf(home), QByteArray("{ not json\n"));
        QCOMPARE(house.field(u"limitTokens"_s).text(), QString()); // what holds is shown
    }

    void looks_data() { lookRows(); }
    void looks()
    {
        QFETCH(const bool, dark);
        QFETCH(const int, points);
        const Look look(dark, points);
        const QTemporaryDir dir;
        const House house(dir.filePath(u"home"_s));
        house.type(u"limitTokens"_s, u"-1"_s);
        QTRY_VERIFY(house.told().isVisible());
        keepRowLook(*house.dialog, u"limits"_s);
    }
};

QTEST_MAIN(TestLimitsFields)
#include "tst_limitsfields.moc"
