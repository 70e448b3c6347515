// SPDX-License-Identifier: MIT
// The layer panes as people see them, light and dark, with small and large letters. The pictures go to looks/ in the test's home, to be looked at; the test
// itself sees that no button is cut and that every pane says something.
#include "chatfixtures.h"
#include "core/runtime/learningslink.h"
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
    static void picture(QWidget& widget, const QString& name)
    {
        QTest::qWait(120); // what is laid out and read is there
        for (const QAbstractButton* button : widget.findChildren<QAbstractButton*>()) {
            if (qobject_cast<const QPushButton*>(button) && button->isVisible() && !button->visibleRegion().isEmpty())
                QVERIFY2(button->width() >= button->minimumSizeHint().width(), qPrintable(u"cut: "_s + button->text()));
        }
        const QString folder = qEnvironmentVariable("AIOS_HOME") + u"/looks"_s;
        QVERIFY(QDir().mkpath(folder));
        QVERIFY(widget.grab().save(folder + u'/' + name + u".png"_s));
    }
    static void prepare(const QString& folder)
    {
        copySample(folder);
        write(folder + u"/.claude/skills/broken/SKILL.md"_s, "---\na: 1\na: 2\n---\nBody.\n");
        write(folder + u"/content/posts/odd.md"_s, "---\ntitle: A post whose status nobody knows\nstatus: parked\nplatform: linkedin\n---\nText\n");
        write(folder + u"/config/keys.yaml"_s, "key: x\n");
    }

private Q_SLOTS:
    void init() { fixtures::failOnOurWarnings(); }

    void panes_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("points");
        QTest::newRow("light-10") << false << 10;
        QTest::newRow("dark-10") << true << 10;
        QTest::newRow("light-14") << false << 14;
        QTest::newRow("dark-14") << true << 14;
    }
    void panes()
    {
        QFETCH(bool, dark);
        QFETCH(int, points);
        const QString name = QString::fromLatin1(QTest::currentDataTag());
        const QPalette light = QApplication::palette();
        const QFont before = QApplication::font();
        if (dark)
            QApplication::setPalette(QPalette(QColor(0x2a, 0x2e, 0x32))); // offscreen has no colour scheme to switch
        QFont font = before;
        font.setPointSize(points);
        QApplication::setFont(font);
        {
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
            picture(window, name + u"-commands-learnings"_s);
            skills->showKind(LayerKind::Skill);
            QVERIFY(skills->choose(u"source-notes"_s));
            docks.showPane(u"decisions"_s);
            auto* decisions = qobject_cast<DecisionsPane*>(docks.pane(u"decisions"_s));
            QTRY_VERIFY(decisions->table().model()->rowCount() > 0);
            decisions->table().setCurrentIndex(decisions->table().model()->index(0, 0));
            decisions->findChild<QToolButton*>(u"decisionFilters"_s)->click();
            picture(window, name + u"-skills-decisions"_s);
            docks.showPane(u"content"_s);
            docks.showPane(u"rules"_s);
            auto* content = qobject_cast<ContentPane*>(docks.pane(u"content"_s));
            QTRY_VERIFY(content->pieces().tree().model()->rowCount() > 2);
            picture(window, name + u"-pieces-rules"_s);
            content->showFolders(true);
            QTRY_VERIFY(content->folders().model().indexOf(u"config"_s).isValid());
            content->folders().tree().expand(content->folders().model().indexOf(u"content"_s));
            content->folders().tree().setCurrentIndex(content->folders().model().indexOf(u"config"_s));
            picture(window, name + u"-folders"_s);

            auto* fresh = new NewLayerDialog(LayerKind::Command, desk.core.project().content(), &window);
            fresh->show();
            fresh->findChild<QLineEdit*>(u"newLayerName"_s)->setText(u"review"_s);
            fresh->findChild<QLineEdit*>(u"newLayerDescription"_s)->setText(u"Looks at a piece before it goes out"_s);
            picture(*fresh, name + u"-new"_s);
            delete fresh;
            auto* run = new RunDialog(commandForm(*desk.core.project().content()->command(u"wrap")), &window);
            run->show();
            picture(*run, name + u"-run"_s);
            delete run;
        }
        QApplication::setFont(before);
        QApplication::setPalette(light);
    }
};

QTEST_MAIN(TestLayerLooks)
#include "tst_layerlooks.moc"
