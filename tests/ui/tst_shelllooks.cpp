// SPDX-License-Identifier: MIT
// The pages of the window in light and dark, small and with large letters: nothing may be cut off that has no way to be read. The pictures go to looks/ in
// the test's home.
#include "tests/ui/looks.h"
#include "tests/ui/shellfixtures.h"
#include "ui/brain/braineditor.h"
#include "ui/brain/codeedit.h"
#include "ui/brain/markdownpreview.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/settings/modelspage.h"
#include "ui/start/startpage.h"
#include "ui/trust/trustpage.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::shell;

class TestShellLooks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pages_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("points");
        QTest::newRow("light") << QSize(1280, 800) << false << 10;
        QTest::newRow("dark") << QSize(1280, 800) << true << 10;
        QTest::newRow("small") << QSize(800, 600) << false << 10;
        QTest::newRow("large letters") << QSize(1280, 800) << false << 14;
    }
    void pages()
    {
        QFETCH(QSize, size);
        QFETCH(bool, dark);
        QFETCH(int, points);
        const Look look(dark, points);
        const QTemporaryDir dir;
        const QString folder = dir.filePath(u"content-engine"_s);
        copySample(folder);
        write(folder + u"/.claude/settings.local.json"_s, "{\"permissions\":{\"allow\":[\"Bash(npm test)\",\"Edit(content/**)\"]}}");
        write(folder + u"/.claude/commands/deploy.md"_s,
              "---\ndescription: Deploy\nallowed-tools: Bash(rsync *)\n---\nSay !`git status --short` first.\n");
        Desk desk(dir.filePath(u"home"_s));
        desk.window->resize(size);
        QTRY_COMPARE(desk.window->currentPage(), desk.window->startPage());
        desk.window->startPage()->setRecent({u"/home/ines/bikes"_s, u"/home/ines/old-project"_s});
        desk.window->startPage()->setMissing({u"/home/ines/old-project"_s});
        keepRowLook(*desk.window, u"start"_s);
        desk.window->openFolder(folder);
        QTRY_COMPARE(desk.window->currentPage(), desk.window->trustPage());
        keepRowLook(*desk.window, u"trust"_s);
        QTest::mouseClick(desk.window->trustPage()->findChild<QPushButton*>(u"restrictedButton"_s), Qt::LeftButton);
        QTRY_VERIFY(desk.window->tabs()->currentSession());
        SessionTab* tab = desk.window->tabs()->currentSession();
        QSignalSpy ended(&tab->controller(), &SessionController::turnEnded);
        tab->controller().send(u"/status"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 9000);
        desk.window->docks().showPane(u"decisions"_s);
        desk.window->docks().showPane(u"knew"_s);
        keepRowLook(*desk.window, u"session"_s);
        desk.window->docks().showPane(u"rules"_s);
        desk.window->tabs()->openFile(u"CLAUDE.md"_s);
        BrainEditor* editor = desk.window->tabs()->currentEditor();
        QSignalSpy rendered(editor->preview(), &MarkdownPreview::rendered);
        QTRY_VERIFY(editor->isLoaded());
        QTest::keyClicks(&editor->edit(), u"Changed. "_s);
        editor->openFind(true);
        QTRY_VERIFY(rendered.size() > 0);
        QTest::qWait(500);
        keepRowLook(*desk.window, u"editor"_s);
        editor->edit().undo();
        auto* dialog = new ModelsPage(desk.core.models());
        dialog->show();
        keepRowLook(*dialog, u"models"_s);
        delete dialog;
    }
};

QTEST_MAIN(TestShellLooks)
#include "tst_shelllooks.moc"
