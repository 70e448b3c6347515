// SPDX-License-Identifier: MIT
// The pages of the window in light and dark, small and with large letters: nothing may be cut off that has no way to be read. With AIOS_LOOKS=FOLDER each
// is saved as a picture, for people to look at.
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

private:
    static void picture(QWidget& widget, const QString& name)
    {
        const QString folder = qEnvironmentVariable("AIOS_LOOKS");
        if (!folder.isEmpty())
            QVERIFY(widget.grab().save(folder + u'/' + name + u".png"_s));
    }
    /// Buttons and plain one-line labels have the room their words need.
    static void nothingIsCut(QWidget& widget)
    {
        for (const QPushButton* button : widget.findChildren<QPushButton*>()) {
            if (button->isVisible() && !button->visibleRegion().isEmpty())
                QVERIFY2(button->width() >= button->minimumSizeHint().width(), qPrintable(u"cut: "_s + button->text()));
        }
    }

private Q_SLOTS:
    void pages_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("points");
        QTest::newRow("light") << QSize(1280, 800) << false << 0;
        QTest::newRow("dark") << QSize(1280, 800) << true << 0;
        QTest::newRow("small") << QSize(800, 600) << false << 0;
        QTest::newRow("large letters") << QSize(1280, 800) << false << 14;
    }
    void pages()
    {
        QFETCH(QSize, size);
        QFETCH(bool, dark);
        QFETCH(int, points);
        const QString name = QString::fromLatin1(QTest::currentDataTag()).replace(u' ', u'-');
        const QPalette light = QApplication::palette();
        if (dark)
            QApplication::setPalette(QPalette(QColor(0x2a, 0x2e, 0x32))); // offscreen has no colour scheme to switch
        const QFont before = QApplication::font();
        if (points > 0) {
            QFont large = before;
            large.setPointSize(points);
            QApplication::setFont(large);
        }
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
        QTest::qWait(50);
        nothingIsCut(*desk.window);
        picture(*desk.window, name + u"-start"_s);
        desk.window->openFolder(folder);
        QTRY_COMPARE(desk.window->currentPage(), desk.window->trustPage());
        nothingIsCut(*desk.window);
        picture(*desk.window, name + u"-trust"_s);
        QTest::mouseClick(desk.window->trustPage()->findChild<QPushButton*>(u"restrictedButton"_s), Qt::LeftButton);
        QTRY_VERIFY(desk.window->tabs()->currentSession());
        SessionTab* tab = desk.window->tabs()->currentSession();
        QSignalSpy ended(&tab->controller(), &SessionController::turnEnded);
        tab->controller().send(u"/status"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 9000);
        desk.window->docks().showPane(u"decisions"_s);
        desk.window->docks().showPane(u"knew"_s);
        QTest::qWait(150);
        nothingIsCut(*desk.window);
        picture(*desk.window, name + u"-session"_s);
        desk.window->docks().showPane(u"rules"_s);
        desk.window->tabs()->openFile(u"CLAUDE.md"_s);
        BrainEditor* editor = desk.window->tabs()->currentEditor();
        QSignalSpy rendered(editor->preview(), &MarkdownPreview::rendered);
        QTRY_VERIFY(editor->isLoaded());
        QTest::keyClicks(&editor->edit(), u"Changed. "_s);
        editor->openFind(true);
        QTRY_VERIFY(rendered.size() > 0);
        QTest::qWait(500);
        nothingIsCut(*desk.window);
        picture(*desk.window, name + u"-editor"_s);
        editor->edit().undo();
        auto* dialog = new ModelsPage(desk.core.models());
        dialog->show();
        QTest::qWait(100);
        nothingIsCut(*dialog);
        picture(*dialog, name + u"-models"_s);
        delete dialog;
        QApplication::setFont(before);
        QApplication::setPalette(light);
    }
};

QTEST_MAIN(TestShellLooks)
#include "tst_shelllooks.moc"
