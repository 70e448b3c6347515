// SPDX-License-Identifier: MIT
// Start screen, trust page, keys dialog and panes, each by itself.
#include "tests/ui/shellfixtures.h"
#include "ui/common/armedbutton.h"
#include "ui/common/safetextbrowser.h"
#include "ui/mainwindow/statestore.h"
#include "ui/panes/decisions/decisionsmodel.h"
#include "ui/panes/layers/layersmodel.h"
#include "ui/panes/sessions/sessionlistmodel.h"
#include "ui/settings/modelchoices.h"
#include "ui/settings/modelspage.h"
#include "ui/start/recentfolders.h"
#include "ui/start/startpage.h"
#include "ui/start/templateform.h"
#include "ui/trust/trustpage.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::shell;

namespace {

ProviderStatus provider(const QString& id, const QString& wire, bool local, bool reachable, ProviderStatus::Key key, const QStringList& models)
{
    ProviderStatus status;
    status.profile.id = id;
    status.profile.name = id.toUpper();
    status.profile.wire = wire;
    status.profile.local = local;
    status.key = key;
    status.reachable = reachable;
    for (const QString& model : models) {
        ModelInfo info;
        info.provider = id;
        info.id = model;
        status.models.append(info);
    }
    return status;
}

} // namespace

class TestShellPages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recentFoldersKeepTheirOrder()
    {
        RecentFolders recent;
        for (int i = 0; i < 20; ++i)
            recent.note(u"/a/%1"_s.arg(i));
        recent.note(u"/a/15/"_s);
        QCOMPARE(recent.folders().size(), RecentFolders::kMost);
        QCOMPARE(recent.folders().constFirst(), u"/a/15"_s);
        QCOMPARE(recent.folders().count(u"/a/15"_s), 1);
        QCOMPARE(RecentFolders::fromJson(recent.toJson()).folders(), recent.folders());
    }

    void recentFoldersOfABrokenFile_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QStringList>("folders");
        QTest::newRow("empty") << QByteArray() << QStringList();
        QTest::newRow("torn") << QByteArray("[\"/a\",") << QStringList();
        QTest::newRow("other types and relative paths") << QByteArray(R"([1,"a/b","/a",null,"/a"])") << QStringList{u"/a"_s};
    }
    void recentFoldersOfABrokenFile()
    {
        QFETCH(QByteArray, json);
        QFETCH(QStringList, folders);
        QCOMPARE(RecentFolders::fromJson(json).folders(), folders);
    }

    void theStartScreenListsAndSaysWhatIsMissing()
    {
        StartPage page;
        page.setRecent({u"/here"_s, u"/gone"_s});
        page.setMissing({u"/gone"_s});
        auto* list = page.findChild<QListWidget*>(u"recentFolders"_s);
        QCOMPARE(list->item(0)->text(), u"/here"_s);
        QVERIFY(list->item(1)->text().contains(u"not there any more"_s));
        QSignalSpy chosen(&page, &StartPage::folderChosen);
        QSignalSpy removed(&page, &StartPage::recentRemoved);
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page)); // keys of actions reach an active window only
        list->setFocus();
        list->setCurrentRow(1);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(chosen.value(0).value(0).toString(), u"/gone"_s);
        QTest::keyClick(list, Qt::Key_Delete);
        QCOMPARE(removed.value(0).value(0).toString(), u"/gone"_s);
    }

    void theTemplateFormSaysWhyNot_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("works");
        QTest::newRow("a name") << u"my-team"_s << true;
        QTest::newRow("with a space") << u"my team"_s << true;
        QTest::newRow("none") << u"  "_s << false;
        QTest::newRow("a way out") << u"../x"_s << false;
        QTest::newRow("the folder above") << u".."_s << false;
        QTest::newRow("turned-around letters") << u"a\u202eb"_s << false;
    }
    void theTemplateFormSaysWhyNot()
    {
        QFETCH(QString, name);
        QFETCH(bool, works);
        TemplateForm form;
        form.setTemplates({u"content-engine"_s});
        form.begin();
        form.findChild<QLineEdit*>(u"templateFolderName"_s)->setText(name);
        QSignalSpy wanted(&form, &TemplateForm::createRequested);
        QTest::keyClick(form.findChild<QLineEdit*>(u"templateFolderName"_s), Qt::Key_Return);
        QCOMPARE(wanted.size(), works ? 1 : 0);
    }

    void theTrustPageShowsTheExactText()
    {
        TrustReport report;
        report.root = u"/projects/bikes"_s;
        report.state = TrustState::Changed;
        report.tooWide = true;
        report.items = {{u"command-shell"_s, u"/status"_s, u"/projects/bikes/.claude/commands/status.md"_s, u"git log && echo <b>hi</b>"_s, "1"},
                        {u"allow-rule"_s, u"Bash(npm test)"_s, u"/projects/bikes/.claude/settings.json"_s, u"Bash(npm\u202e test)"_s, "2"},
                        {u"something-new"_s, u"New kind"_s, u"/elsewhere/x"_s, u"detail"_s, "3"}};
        report.changed = {u"/status"_s};
        TrustPage page;
        page.setReport(report);
        page.setPendingImports({u"/home/other/notes.md"_s});
        page.show();
        const QString text = page.findChild<SafeTextBrowser*>(u"trustList"_s)->toPlainText();
        for (const QString& part :
             {u"git log && echo <b>hi</b>"_s, u".claude/commands/status.md"_s, u"⟨U+202E⟩"_s, u"new or changed"_s, u"New kind"_s, u"/elsewhere/x"_s})
            QVERIFY2(text.contains(part), qPrintable(part + u" in: "_s + text));
        QSignalSpy trusted(&page, &TrustPage::trustChosen);
        QSignalSpy restricted(&page, &TrustPage::restrictedChosen);
        page.setFocus();
        for (const auto key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space, Qt::Key_Escape})
            QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &page, key);
        QCOMPARE(trusted.size() + restricted.size(), 0);
        auto* trust = page.findChild<ArmedButton*>(u"trustButton"_s);
        page.setReport(report); // the same again: the time goes on
        QTRY_VERIFY(trust->isArmed());
        report.items.append({u"env"_s, u"PATH"_s, u"/projects/bikes/.claude/settings.json"_s, u"/tmp"_s, "4"});
        page.setReport(report);
        QTest::mouseClick(trust, Qt::LeftButton); // meant for the list before
        QCOMPARE(trusted.size(), 0);
        QTRY_VERIFY(trust->isArmed());
        for (const auto key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space, Qt::Key_Select})
            QTest::keyClick(trust, key);
        QCOMPARE(trusted.size(), 0);
        QTest::mouseClick(trust, Qt::LeftButton);
        QCOMPARE(trusted.size(), 1);
        QTest::keyClick(trust, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(trusted.size(), 2);
    }

    /// Files from outside are read only where the person has seen which.
    void importsUnderTheHandAreTheOnesRead()
    {
        TrustPage page;
        page.setPendingImports({u"/home/other/notes.md"_s});
        page.show();
        QSignalSpy decided(&page, &TrustPage::importsDecided);
        auto* readThem = page.findChild<ArmedButton*>(u"readImportsButton"_s);
        QTest::mouseClick(readThem, Qt::LeftButton);
        QTRY_VERIFY(readThem->isArmed());
        page.setPendingImports({u"/home/other/notes.md"_s, u"/etc/passwd"_s});
        QTest::mouseClick(readThem, Qt::LeftButton);
        QCOMPARE(decided.size(), 0);
        QTRY_VERIFY(readThem->isArmed());
        QTest::mouseClick(readThem, Qt::LeftButton);
        QCOMPARE(decided.size(), 1);
        QCOMPARE(decided[0][0].toStringList(), (QStringList{u"/home/other/notes.md"_s, u"/etc/passwd"_s}));
    }

    void modelsThatCanBeChosen()
    {
        using Key = ProviderStatus::Key;
        const QList<ProviderStatus> providers{provider(u"cloud"_s, u"anthropic"_s, false, false, Key::Missing, {u"big"_s}),
                                              provider(u"keyed"_s, u"openai-chat"_s, false, false, Key::ThisRun, {u"one"_s, u"two"_s}),
                                              provider(u"near"_s, u"openai-chat"_s, true, false, Key::NotNeeded, {u"small"_s}),
                                              provider(u"rehearsal"_s, u"rehearsal"_s, true, true, Key::NotNeeded, {})};
        QStringList selectors;
        for (const ModelChoice& choice : modelChoices(providers))
            selectors.append(choice.selector);
        QCOMPARE(selectors, (QStringList{u"keyed/one"_s, u"keyed/two"_s, u"rehearsal"_s}));
        QCOMPARE(effectiveModel(providers, {}), u"keyed/one"_s);
        QCOMPARE(effectiveModel(providers, u"rehearsal"_s), u"rehearsal"_s);
        QCOMPARE(effectiveModel({providers.at(0), providers.at(2), providers.at(3)}, {}), u"rehearsal"_s);
    }

    void aKeyForThisRunIsUsedAndForgotten()
    {
        const QTemporaryDir dir;
        Core core(dir.filePath(u"home"_s));
        auto* dialog = new ModelsPage(core.models());
        dialog->show();
        auto* list = dialog->findChild<QListWidget*>(u"providerList"_s);
        QTRY_VERIFY(list->count() > 2);
        int row = -1;
        for (int i = 0; i < list->count(); ++i) {
            if (list->item(i)->data(Qt::UserRole).toString() == "openai"_L1)
                row = i;
        }
        QVERIFY(row >= 0);
        list->setCurrentRow(row);
        const auto state = [&] {
            for (const ProviderStatus& each : core.models().providers()) {
                if (each.profile.id == "openai"_L1)
                    return each.key;
            }
            return ProviderStatus::Key::Unknown;
        };
        auto* field = dialog->findChild<QLineEdit*>(u"keyField"_s);
        QCOMPARE(field->echoMode(), QLineEdit::Password);
        field->setText(u"sk-test-not-a-key"_s);
        for (QPushButton* button : dialog->findChildren<QPushButton*>()) {
            if (button->text() == "Use for This Run"_L1)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QCOMPARE(field->text(), QString());
        QTRY_COMPARE(state(), ProviderStatus::Key::ThisRun);
        for (QPushButton* button : dialog->findChildren<QPushButton*>()) {
            if (button->text() == "Forget Key"_L1) {
                QTRY_VERIFY(button->isVisible());
                QTest::mouseClick(button, Qt::LeftButton);
            }
        }
        QTRY_VERIFY(state() != ProviderStatus::Key::ThisRun);
        delete dialog;
    }

    /// "Keep in Keychain" would store it for the other address, and it would be sent there.
    void aPastedKeyGoesWithItsProvider()
    {
        const QTemporaryDir dir;
        Core core(dir.filePath(u"home"_s));
        ModelsPage page(core.models());
        page.show();
        auto* list = page.findChild<QListWidget*>(u"providerList"_s);
        QTRY_VERIFY(list->count() > 2);
        const auto choose = [list](QLatin1StringView id) {
            for (int row = 0; row < list->count(); ++row) {
                if (list->item(row)->data(Qt::UserRole).toString() == id)
                    list->setCurrentRow(row);
            }
        };
        auto* field = page.findChild<QLineEdit*>(u"keyField"_s);
        choose("openai"_L1);
        field->setText(u"sk-test-not-a-key"_s);
        QSignalSpy told(&core.models(), &ModelsLink::providersChanged);
        core.models().refresh(false);
        QTRY_VERIFY(!told.isEmpty());
        QCOMPARE(field->text(), u"sk-test-not-a-key"_s); // the list told anew is the same provider
        choose("anthropic"_L1);
        QCOMPARE(list->currentItem()->data(Qt::UserRole).toString(), u"anthropic"_s);
        QCOMPARE(field->text(), QString());
        choose("openai"_L1);
        QCOMPARE(field->text(), QString());
    }

    void theStateStoreIsOnDiskWithinASecond()
    {
        const QTemporaryDir dir;
        StateStore store(dir.filePath(u"w"_s));
        QElapsedTimer timer;
        timer.start();
        store.set(u"tabs"_s, {{u"a"_s, 1}});
        for (int i = 0; i < 50; ++i) // typing on must not put it off
            store.set(u"draft"_s, {{u"text"_s, QString(i, u'x')}});
        QTRY_COMPARE(read(dir.filePath(u"w/tabs.json"_s)), QByteArray(R"({"a":1})"));
        QVERIFY(timer.elapsed() <= 1500);
        StateStore again(dir.filePath(u"w"_s));
        QSignalSpy loaded(&again, &StateStore::loaded);
        again.load();
        QTRY_COMPARE(loaded.size(), 1);
        QCOMPARE(again.value(u"tabs"_s).value(u"a"_s).toInt(), 1);
        write(dir.filePath(u"w/torn.json"_s), "{\"a\":");
        again.load();
        QTRY_COMPARE(loaded.size(), 2);
        QVERIFY(again.value(u"torn"_s).isEmpty());
    }

    void layersOfTheSample()
    {
        const QTemporaryDir dir;
        copySample(dir.filePath(u"p"_s));
        write(dir.filePath(u"p/.claude/commands/broken.md"_s), "---\ndescription: a\ndescription: b\n---\nx\n");
        Core core(dir.filePath(u"home"_s));
        core.project().open(dir.filePath(u"p"_s));
        QTRY_VERIFY(core.project().content());
        LayersModel model;
        const QAbstractItemModelTester tester(&model);
        model.setContent(*core.project().content());
        QHash<QString, int> counts;
        bool warned = false;
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex group = model.index(row, 0);
            counts.insert(group.data(LayersModel::KeyRole).toString(), model.rowCount(group));
            for (int child = 0; child < model.rowCount(group); ++child)
                warned = warned || model.index(child, 0, group).data(LayersModel::RelativeRole).toString() == ".claude/commands/broken.md"_L1;
        }
        QCOMPARE(counts.value(u"commands"_s), 9);
        QCOMPARE(counts.value(u"agents"_s), 3);
        QCOMPARE(counts.value(u"brain"_s) >= 1, true);
        QVERIFY(warned);
    }

    void sessionsTellTheirState()
    {
        SessionListModel model;
        const QAbstractItemModelTester tester(&model);
        SessionSummary summary;
        summary.id = u"a"_s;
        summary.title = u"Plan\u202e the spring"_s;
        summary.messages = 3;
        model.setSessions({summary});
        model.setState(u"a"_s, SessionState::NeedsYou);
        QCOMPARE(model.index(0).data().toString(), u"Plan⟨U+202E⟩ the spring"_s);
        QCOMPARE(model.index(0).data(SessionListModel::DetailRole).toString(), u"Needs you"_s);
        QSignalSpy renamed(&model, &SessionListModel::renamed);
        QVERIFY(!model.setData(model.index(0), u"  "_s, Qt::EditRole));
        QVERIFY(model.setData(model.index(0), u" Spring "_s, Qt::EditRole));
        QCOMPARE(renamed.value(0).value(1).toString(), u"Spring"_s);
        SessionSummary broken;
        broken.id = u"b"_s;
        broken.problem = u"cannot be read"_s;
        model.upsert(broken);
        QCOMPARE(model.index(0).data(SessionListModel::DetailRole).toString(), u"cannot be read"_s);
        QVERIFY(!model.flags(model.index(0)).testFlag(Qt::ItemIsEditable));
    }

    void decisionsInPlainWords_data()
    {
        QTest::addColumn<QString>("decision");
        QTest::addColumn<QString>("by");
        QTest::addColumn<QString>("outcome");
        QTest::addColumn<QString>("words");
        QTest::newRow("allowed") << u"allowed"_s << u"person"_s << QString() << u"Allowed by you"_s;
        QTest::newRow("done") << u"allowed"_s << u"rule"_s << u"done"_s << u"Done by rule Edit(a)"_s;
        QTest::newRow("failed") << u"allowed"_s << u"person"_s << u"failed"_s << u"Allowed, but it failed by you"_s;
        QTest::newRow("denied") << u"denied"_s << u"person"_s << QString() << u"Denied by you"_s;
        QTest::newRow("unknown words stay") << u"odd"_s << u"someone"_s << QString() << u"odd by someone"_s;
    }
    void decisionsInPlainWords()
    {
        QFETCH(QString, decision);
        QFETCH(QString, by);
        QFETCH(QString, outcome);
        QFETCH(QString, words);
        DecisionRecord record;
        record.decision = decision;
        record.by = by;
        record.rule = u"Edit(a)"_s;
        record.outcome = outcome;
        QCOMPARE(decisionWords(record) + u" by "_s + decisionByWords(record), words);
    }
};

QTEST_MAIN(TestShellPages)
#include "tst_shellpages.moc"
