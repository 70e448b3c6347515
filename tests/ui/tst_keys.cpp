// SPDX-License-Identifier: MIT
// The keys of the window, the page that changes them, and where they are kept.
#include "ui/common/keys.h"
#include "ui/settings/keyspage.h"
#include "ui/settings/windowsettings.h"

#include <QAction>
#include <QFile>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace aios;
using namespace Qt::StringLiterals;

class TestKeys : public QObject {
    Q_OBJECT

private:
    static QList<QKeySequence> keys(const char* text) { return {QKeySequence(QLatin1StringView(text))}; }

    static void choose(const KeysPage& page, const QString& what)
    {
        auto* list = page.findChild<QTreeView*>(u"keyList"_s);
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            if (list->model()->index(row, 0).data().toString() == what)
                return list->setCurrentIndex(list->model()->index(row, 0));
        }
        QFAIL(qPrintable(what));
    }

private Q_SLOTS:
    void cleanup() { Keys::instance().resetAll(); }

    void everyDefaultCanBeUsed()
    {
        for (const KeyRow& row : keyTable()) {
            for (const QKeySequence& key : Keys::instance().keys(row.id)) {
                QVERIFY2(!key.isEmpty(), row.id);
                QCOMPARE(Keys::instance().refusal(key, row.id), QString());
                QVERIFY2(!Keys::instance().usedBy(key, row.id), row.id);
            }
        }
    }

    /// The keys that the page of keys promises.
    void theDefaults_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<QString>("key");
        const std::pair<const char*, const char*> rows[] = {{"session.new", "Ctrl+N"},         {"tab.close", "Ctrl+W"},
                                                            {"tab.next", "Ctrl+Tab"},          {"tab.previous", "Ctrl+Shift+Tab"},
                                                            {"file.open", "Ctrl+O"},           {"tools.settings", "Ctrl+,"},
                                                            {"view.sideBar", "Ctrl+B"},        {"go.everything", "Ctrl+K"},
                                                            {"go.command", "Ctrl+Shift+P"},    {"go.file", "Ctrl+P"},
                                                            {"edit.find", "Ctrl+F"},           {"edit.findAll", "Ctrl+Shift+F"},
                                                            {"session.stop", "Esc"},           {"session.mode", "Ctrl+Shift+M"},
                                                            {"session.model", "Ctrl+Shift+I"}, {"session.decision", "Ctrl+Shift+A"},
                                                            {"pane.sessions", "Alt+1"},        {"help.keys", "Ctrl+/"}};
        for (const auto& [id, key] : rows)
            QTest::newRow(id) << QByteArray(id) << QString::fromLatin1(key);
    }
    void theDefaults()
    {
        QFETCH(const QByteArray, id);
        QFETCH(const QString, key);
        QCOMPARE(Keys::instance().keys(id.constData()), QList<QKeySequence>{QKeySequence(key)});
    }

    void actionsFollow()
    {
        QAction action;
        Keys::instance().bind("session.new", &action);
        QCOMPARE(action.shortcuts(), keys("Ctrl+N"));
        QSignalSpy edited(&Keys::instance(), &Keys::editedHere);
        Keys::instance().set("session.new", keys("Ctrl+Alt+N"));
        QCOMPARE(action.shortcuts(), keys("Ctrl+Alt+N"));
        QVERIFY(Keys::instance().isChanged("session.new"));
        Keys::instance().set("session.new", keys("Ctrl+N")); // As at first: nothing to remember.
        QVERIFY(!Keys::instance().isChanged("session.new"));
        QCOMPARE(edited.size(), 2);
        Keys::instance().set("session.new", {});
        QVERIFY(action.shortcuts().isEmpty());
        Keys::instance().reset("session.new");
        QCOMPARE(action.shortcuts(), keys("Ctrl+N"));
    }

    void toolTipsFollow()
    {
        QPushButton button;
        Keys::instance().bindToolTip("session.mode", &button, u"Choose"_s);
        QCOMPARE(button.toolTip(), u"Choose (Ctrl+Shift+M)"_s);
        Keys::instance().set("session.mode", {});
        QCOMPARE(button.toolTip(), u"Choose"_s);
        Keys::instance().bindToolTip("session.mode", &button, u"Other words"_s);
        Keys::instance().set("session.mode", keys("F8"));
        QCOMPARE(button.toolTip(), u"Other words (F8)"_s);
    }

    void whatCannotBeAKey_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<bool>("allowed");
        QTest::newRow("a letter") << u"a"_s << QByteArray("session.new") << false;
        QTest::newRow("a letter with Shift") << u"Shift+A"_s << QByteArray("session.new") << false;
        QTest::newRow("Enter") << u"Return"_s << QByteArray("session.new") << false;
        QTest::newRow("Space") << u"Space"_s << QByteArray("session.stop") << false;
        QTest::newRow("approves a card") << u"Ctrl+Return"_s << QByteArray("session.new") << false;
        QTest::newRow("rejects a card") << u"Ctrl+Backspace"_s << QByteArray("session.new") << false;
        QTest::newRow("copies") << u"Ctrl+C"_s << QByteArray("session.new") << false;
        QTest::newRow("Esc everywhere") << u"Esc"_s << QByteArray("session.new") << false;
        QTest::newRow("Esc to stop") << u"Esc"_s << QByteArray("session.stop") << true;
        QTest::newRow("Del in a list") << u"Del"_s << QByteArray("list.delete") << true;
        QTest::newRow("a function key") << u"F7"_s << QByteArray("session.new") << true;
        QTest::newRow("with Ctrl") << u"Ctrl+J"_s << QByteArray("session.new") << true;
        QTest::newRow("with Alt") << u"Alt+J"_s << QByteArray("session.new") << true;
    }
    void whatCannotBeAKey()
    {
        QFETCH(const QString, key);
        QFETCH(const QByteArray, id);
        QFETCH(const bool, allowed);
        QCOMPARE(Keys::instance().refusal(QKeySequence(key), id.constData()).isEmpty(), allowed);
    }

    void aBrokenFileLeavesTheDefaults()
    {
        Keys::instance().setOwn(
            {{u"session.new"_s, {u"nonsense+"_s, u"a"_s}}, {u"no.such"_s, {u"Ctrl+J"_s}}, {u"tab.close"_s, {}}, {u"go.file"_s, {u"Ctrl+Alt+P"_s}}});
        QCOMPARE(Keys::instance().keys("session.new"), keys("Ctrl+N"));
        QVERIFY(Keys::instance().keys("tab.close").isEmpty()); // None on purpose.
        QCOMPARE(Keys::instance().keys("go.file"), keys("Ctrl+Alt+P"));
        QCOMPARE(Keys::instance().own().size(), 2);
    }

    void thePageChangesAKey()
    {
        KeysPage page;
        page.show();
        choose(page, u"New session"_s);
        auto* edit = page.findChild<QKeySequenceEdit*>(u"keyEdit"_s);
        auto* use = page.findChild<QPushButton*>(u"keyUse"_s);
        auto* take = page.findChild<QPushButton*>(u"keyTake"_s);
        auto* words = page.findChild<QLabel*>(u"keyWords"_s);
        QCOMPARE(edit->keySequence(), QKeySequence(u"Ctrl+N"_s));
        QVERIFY(!use->isEnabled());
        QTest::keyClick(edit, Qt::Key_J, Qt::ControlModifier);
        QVERIFY(use->isEnabled());
        QVERIFY(!take->isVisible());
        QTest::mouseClick(use, Qt::LeftButton);
        QCOMPARE(Keys::instance().keys("session.new"), keys("Ctrl+J"));
        QTest::mouseClick(page.findChild<QPushButton*>(u"keyReset"_s), Qt::LeftButton);
        QCOMPARE(Keys::instance().keys("session.new"), keys("Ctrl+N"));
        QCOMPARE(words->text(), QString());
    }

    void aTakenKeySaysByWhomAndMoves()
    {
        KeysPage page;
        page.show();
        choose(page, u"New session"_s);
        auto* edit = page.findChild<QKeySequenceEdit*>(u"keyEdit"_s);
        edit->setKeySequence(QKeySequence(u"Ctrl+W"_s));
        auto* take = page.findChild<QPushButton*>(u"keyTake"_s);
        QVERIFY(!page.findChild<QPushButton*>(u"keyUse"_s)->isEnabled());
        QVERIFY(take->isVisible());
        QVERIFY(page.findChild<QLabel*>(u"keyWords"_s)->text().contains(u"Close tab"_s));
        QTest::mouseClick(take, Qt::LeftButton);
        QCOMPARE(Keys::instance().keys("session.new"), keys("Ctrl+W"));
        QVERIFY(Keys::instance().keys("tab.close").isEmpty());
    }

    void settingsComeBack()
    {
        WindowSettings settings;
        settings.enterSends = false;
        settings.notify = false;
        settings.keys = {{u"session.new"_s, {u"Ctrl+J"_s}}, {u"tab.close"_s, {}}};
        const auto again = WindowSettings::fromJson(settings.toJson());
        QVERIFY(again);
        QCOMPARE(*again, settings);
        QVERIFY(!WindowSettings::fromJson("[]"));
        QCOMPARE(*WindowSettings::fromJson("{}"), WindowSettings());
    }

    void twoWindowsDoNotUndoEachOther()
    {
        const QTemporaryDir dir;
        WindowSettingsFile one(dir.filePath(u"config/window.json"_s));
        WindowSettingsFile two(dir.filePath(u"config/window.json"_s));
        QSignalSpy told(&two, &WindowSettingsFile::changed);
        one.change([](WindowSettings& settings) { settings.enterSends = false; });
        QVERIFY(!one.value().enterSends);
        QTRY_VERIFY(QFile::exists(dir.filePath(u"config/window.json"_s)));
        two.change([](WindowSettings& settings) { settings.notify = false; });
        QTRY_VERIFY(!two.value().enterSends && !two.value().notify);
        one.load();
        QTRY_COMPARE(one.value(), two.value());
    }

    void aFileThatIsNoJsonIsNotWrittenOver()
    {
        const QTemporaryDir dir;
        QFile file(dir.filePath(u"window.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("mine, not JSON");
        file.close();
        WindowSettingsFile settings(file.fileName());
        QSignalSpy failed(&settings, &WindowSettingsFile::failed);
        settings.change([](WindowSettings& each) { each.notify = false; });
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed.at(0).at(0).toString().contains(u"window.json"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "mine, not JSON");
    }
};

QTEST_MAIN(TestKeys)
#include "tst_keys.moc"
