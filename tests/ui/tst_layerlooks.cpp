// SPDX-License-Identifier: MIT
// The layer panes as people see them, light and dark, with small and large letters. The pictures go to looks/ in the test's home, to be looked at; the test
// itself sees that no button is cut and that every pane says something.
#include "chatfixtures.h"
#include "core/runtime/learningslink.h"
#include "tests/ui/looks.h"
#include "tests/ui/shellfixtures.h"
#include "ui/common/detailtext.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/panes/content/contentpane.h"
#include "ui/panes/content/foldermodel.h"
#include "ui/panes/content/foldersview.h"
#include "ui/panes/content/piecesview.h"
#include "ui/panes/decisions/decisionspane.h"
#include "ui/panes/skills/fieldsdialog.h"
#include "ui/panes/skills/newlayerdialog.h"
#include "ui/panes/skills/rundialog.h"
#include "ui/panes/skills/skillspane.h"
#include "ui/trust/trustpage.h"

#include <QApplication>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <QTreeWidget>

using namespace aios;
using namespace aios::shell;

class TestLayerLooks : public QObject {
    Q_OBJECT

private:
    static void prepare(const QString& folder)
    {
        copySample(folder);
        write(folder + u"/.claude/skills/broken/SKILL.md"_s, "---\na: 1\na: 2\n---\nBody.\n");
        write(folder + u"/content/posts/odd.md"_s, "---\ntitle: A post whose status nobody knows\nstatus: parked\nplatform: linkedin\n---\nText\n");
        write(folder + u"/config/keys.yaml"_s, "key: x\n");
    }

private Q_SLOTS:
    void init() { fixtures::failOnOurWarnings(); }

    void panes_data() { lookRows(); }
    void panes()
    {
        QFETCH(bool, dark);
        QFETCH(int, points);
        const Look look(dark, points);
        const QTemporaryDir dir;
        const QString folder = dir.filePath(u"content-engine"_s);
        prepare(folder);
        Desk desk(dir.filePath(u"home"_s));
        MainWindow& window = *desk.window;
        window.resize(1280, 800);
        window.openFolder(folder);
        QTRY_VERIFY_WITH_TIMEOUT(window.tabs() && (window.tabs()->currentSession() || window.currentPage() == window.trustPage()), 9000);
        if (!window.tabs()->currentSession())
            QTest::mouseClick(window.trustPage()->findChild<QPushButton*>(u"restrictedButton"_s), Qt::LeftButton);
        QTRY_VERIFY(window.tabs()->currentSession());
        SessionTab* tab = window.tabs()->currentSession();
        QSignalSpy ended(&tab->controller(), &SessionController::turnEnded);
        tab->controller().send(u"/status"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 9000);
        WindowDocks& docks = window.docks();
        LearningsLink& learnings = desk.core.project().learnings();
        learnings.rate(tab->id(), u"/write lights"_s, u"In this post we will be looking at the many lights there are."_s, false);
        learnings.rate(tab->id(), u"make it shorter"_s, u"Two pieces wait for you."_s, true);
        QTRY_COMPARE(learnings.proposals().size(), 2);

        docks.showPane(u"learnings"_s);
        auto* list = docks.pane(u"learnings"_s)->findChild<QTreeWidget*>(u"learningList"_s);
        list->setCurrentItem(list->topLevelItem(list->topLevelItemCount() - 1));
        docks.showPane(u"skills"_s);
        auto* skills = qobject_cast<SkillsPane*>(docks.pane(u"skills"_s));
        skills->showKind(LayerKind::Command);
        QVERIFY(skills->choose(u"status"_s));
        QTRY_VERIFY(skills->findChild<DetailText*>()->text().contains(u"You ran /status."_s));
        keepRowLook(window, u"commands-learnings"_s);
        skills->showKind(LayerKind::Skill);
        QVERIFY(skills->choose(u"source-notes"_s));
        docks.showPane(u"decisions"_s);
        auto* decisions = qobject_cast<DecisionsPane*>(docks.pane(u"decisions"_s));
        QTRY_VERIFY(decisions->table().model()->rowCount() > 0);
        decisions->table().setCurrentIndex(decisions->table().model()->index(0, 0));
        decisions->findChild<QToolButton*>(u"decisionFilters"_s)->click();
        keepRowLook(window, u"skills-decisions"_s);
        docks.showPane(u"content"_s);
        docks.showPane(u"rules"_s);
        auto* content = qobject_cast<ContentPane*>(docks.pane(u"content"_s));
        QTRY_VERIFY(content->pieces().tree().model()->rowCount() > 2);
        keepRowLook(window, u"pieces-rules"_s);
        content->showFolders(true);
        QTRY_VERIFY(content->folders().model().indexOf(u"config"_s).isValid());
        content->folders().tree().expand(content->folders().model().indexOf(u"content"_s));
        content->folders().tree().setCurrentIndex(content->folders().model().indexOf(u"config"_s));
        keepRowLook(window, u"folders"_s);

        auto* fresh = new NewLayerDialog(LayerKind::Command, desk.core.project().content(), &window);
        fresh->show();
        fresh->findChild<QLineEdit*>(u"newLayerName"_s)->setText(u"review"_s);
        fresh->findChild<QLineEdit*>(u"newLayerDescription"_s)->setText(u"Looks at a piece before it goes out"_s);
        keepRowLook(*fresh, u"new"_s);
        delete fresh;
        const QString wrap = u".claude/commands/wrap.md"_s;
        auto* form = new FieldsDialog({LayerKind::Command, wrap, *layerFields(LayerKind::Command, read(folder + u'/' + wrap)), {}}, &window);
        form->show();
        keepRowLook(*form, u"form"_s);
        delete form;
        auto* run = new RunDialog(commandForm(*desk.core.project().content()->command(u"wrap")), &window);
        run->show();
        keepRowLook(*run, u"run"_s);
        delete run;
    }
};

QTEST_MAIN(TestLayerLooks)
#include "tst_layerlooks.moc"
