// SPDX-License-Identifier: MIT
// Closing with unsaved text: what is closed after a save is on disk, and a save that failed closes nothing later.
#include "chatfixtures.h"
#include "tests/ui/shellfixtures.h"
#include "ui/brain/braineditor.h"
#include "ui/brain/codeedit.h"
#include "ui/mainwindow/tabarea.h"

#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>

using namespace aios;
using namespace aios::shell;

namespace {
const QString kFile = u"notes.md"_s;
}

class TestSaveRun : public QObject {
    Q_OBJECT

    struct Stage {
        Stage() : desk(dir.filePath(u"home"_s))
        {
            write(path(), "one\n");
            write(dir.filePath(u"house/other.md"_s), "two\n");
            desk.window->openFolder(dir.filePath(u"house"_s));
        }
        [[nodiscard]] QString path() const { return dir.filePath(u"house/"_s + kFile); }
        [[nodiscard]] TabArea& tabs() const { return *desk.window->tabs(); }
        /// An editor in front with words of the person in it; null where it did not come.
        [[nodiscard]] BrainEditor* typed(const QString& relative = kFile) const
        {
            if (!QTest::qWaitFor([this] { return desk.window->tabs() && tabs().isVisible() && tabs().count() > 0; }, 9000))
                return nullptr;
            tabs().openFile(relative);
            BrainEditor* editor = tabs().currentEditor();
            if (!QTest::qWaitFor([editor] { return editor->isLoaded(); }, 9000))
                return nullptr;
            editor->edit().insertPlainText(u"mine "_s);
            return editor;
        }
        /// Presses that button of the question that is asked.
        [[nodiscard]] bool answer(const QString& words) const
        {
            for (QMessageBox* box : desk.window->findChildren<QMessageBox*>()) {
                const QList<QAbstractButton*> buttons = box->buttons();
                for (QAbstractButton* button : buttons) {
                    if (box->isVisible() && button->text() == words) {
                        button->click();
                        return true;
                    }
                }
            }
            return false;
        }

        QTemporaryDir dir;
        Desk desk;
    };

    /// As a person does who has seen the conflict, much later.
    static void keepMine(BrainEditor& editor)
    {
        const QList<QPushButton*> buttons = editor.findChildren<QPushButton*>();
        const auto keep = std::ranges::find_if(buttons, [](const QPushButton* button) { return button->text() == "Keep Mine"_L1; });
        QVERIFY(keep != buttons.cend());
        (*keep)->click();
        QSignalSpy saved(&editor, &BrainEditor::saved);
        editor.save();
        QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, 9000);
    }

private Q_SLOTS:
    void init() { fixtures::failOnOurWarnings(); }

    void theTabGoesWhenItsTextIsOnDisk()
    {
        const Stage stage;
        QVERIFY(stage.typed());
        stage.tabs().closeTab(stage.tabs().currentIndex());
        QVERIFY(stage.answer(u"Save"_s));
        QTRY_VERIFY_WITH_TIMEOUT(stage.tabs().findChildren<BrainEditor*>().isEmpty(), 9000);
        QCOMPARE(read(stage.path()), QByteArray("mine one\n"));
    }

    /// The disk is newer than what was loaded, so the save that was to close the tab fails. The next one, whenever it is, is only a save.
    void aFailedSaveClosesNoTabLater()
    {
        const Stage stage;
        const QPointer<BrainEditor> editor = stage.typed();
        QVERIFY(editor);
        stage.tabs().closeTab(stage.tabs().currentIndex());
        QSignalSpy failed(editor, &BrainEditor::saveFailed);
        write(stage.path(), "somebody else's\n");
        QVERIFY(stage.answer(u"Save"_s));
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 9000);
        QTRY_VERIFY_WITH_TIMEOUT(editor->noticeText().contains(u"changed on disk"_s), 9000);
        keepMine(*editor);
        QCOMPARE(read(stage.path()), QByteArray("mine one\n"));
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(editor && stage.tabs().indexOf(editor) >= 0);
    }

    void whatIsTypedMeanwhileKeepsTheTab()
    {
        const Stage stage;
        const QPointer<BrainEditor> editor = stage.typed();
        QVERIFY(editor);
        stage.tabs().closeTab(stage.tabs().currentIndex());
        QSignalSpy saved(editor, &BrainEditor::saved);
        QVERIFY(stage.answer(u"Save"_s));
        editor->edit().insertPlainText(u"and more "_s); // before it is on disk
        QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, 9000);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(editor && stage.tabs().indexOf(editor) >= 0);
        QVERIFY(editor->isModified());
        QCOMPARE(editor->edit().exactText(), u"mine and more one\n"_s);
        QCOMPARE(read(stage.path()), QByteArray("mine one\n"));
    }

    /// Asked for while the save before is under way: it goes when that is there, and is not forgotten.
    void aSaveDuringASaveSavesTheRest()
    {
        const Stage stage;
        BrainEditor* editor = stage.typed();
        QVERIFY(editor);
        QSignalSpy saved(editor, &BrainEditor::saved);
        editor->save();
        editor->edit().insertPlainText(u"and more "_s);
        editor->save();
        QTRY_VERIFY_WITH_TIMEOUT(!editor->isModified(), 9000);
        QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, 9000);
        QCOMPARE(read(stage.path()), QByteArray("mine and more one\n"));
    }

    void theWindowGoesWhenAllIsOnDisk()
    {
        const Stage stage;
        QVERIFY(stage.typed());
        QVERIFY(stage.typed(u"other.md"_s));
        stage.desk.window->close();
        QVERIFY(stage.answer(u"Save All"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!stage.desk.window->isVisible(), 9000);
        QCOMPARE(read(stage.path()), QByteArray("mine one\n"));
        QCOMPARE(read(stage.dir.filePath(u"house/other.md"_s)), QByteArray("mine two\n"));
    }

    void aFailedSaveClosesNoWindowLater()
    {
        const Stage stage;
        BrainEditor* editor = stage.typed();
        QVERIFY(editor);
        stage.desk.window->close();
        QSignalSpy failed(editor, &BrainEditor::saveFailed);
        write(stage.path(), "somebody else's\n");
        QVERIFY(stage.answer(u"Save All"_s));
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 9000);
        QTRY_VERIFY_WITH_TIMEOUT(editor->noticeText().contains(u"changed on disk"_s), 9000);
        keepMine(*editor);
        QCoreApplication::processEvents(); // a close would be queued
        QVERIFY(stage.desk.window->isVisible());
    }
};

QTEST_MAIN(TestSaveRun)
#include "tst_saverun.moc"
