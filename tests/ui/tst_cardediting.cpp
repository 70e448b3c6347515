// SPDX-License-Identifier: MIT
// The editor in an approval card: by keys alone, and in the room there is.
#include "tests/ui/cardstage.h"

#include <QPushButton>

using namespace aios;
using namespace aios::fixtures;
using namespace Qt::StringLiterals;

class TestCardEditing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Tab writes a tab in a file's text, so other keys lead out of it: Esc to the buttons, Ctrl+Enter takes the text, and only the next one approves.
    void theTextIsEditedByKeysAlone()
    {
        ApprovalRequest request = fileRequest({}, "x\n");
        request.access.inputJson = R"({"file_path":"a.md","content":"x\n"})";
        Stage stage(request);
        stage.card->editButton()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(stage.window.windowHandle(), Qt::Key_Space);
        QVERIFY(stage.card->editor() && stage.card->editor()->hasFocus());
        QTest::keyClick(stage.window.windowHandle(), Qt::Key_Tab);
        QTest::keyClick(stage.window.windowHandle(), Qt::Key_Escape);
        auto* use = stage.card->findChild<QPushButton*>(u"useEditButton"_s);
        QVERIFY(use->hasFocus());
        QCOMPARE(stage.card->editor()->toPlainText(), u"\tx\n"_s); // nothing was lost by it
        QTest::keyClick(stage.window.windowHandle(), Qt::Key_Backtab, Qt::ShiftModifier);
        QVERIFY(stage.card->editor()->hasFocus());
        QTest::keyClick(stage.window.windowHandle(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(!stage.card->editor());
        QTest::keyClick(stage.window.windowHandle(), Qt::Key_Return, Qt::ControlModifier); // too soon to have read the difference
        QCOMPARE(stage.decided.size(), 0);
        stage.arm();
        QTest::keyClick(stage.window.windowHandle(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(stage.decided.size(), 1);
        QCOMPARE(stage.decision().editedInput, QByteArray(R"({"file_path":"a.md","content":"\tx\n"})"));
    }

    /// However little room there is, the buttons below the text stay in sight.
    void theEditorTakesTheRoomThereIs()
    {
        ApprovalRequest request = fileRequest({}, QByteArray("line\n").repeated(80));
        request.access.inputJson = R"({"file_path":"a.md","content":"x\n"})";
        Stage stage(request);
        stage.card->fitInto(260);
        QTest::mouseClick(stage.card->editButton(), Qt::LeftButton);
        QVERIFY(stage.card->editor());
        QTRY_VERIFY2(stage.card->heightForWidth(stage.card->width()) <= 260,
                     qPrintable(QString::number(stage.card->heightForWidth(stage.card->width()))));
        const int few = stage.card->editor()->height();
        stage.card->fitInto(900);
        QTRY_VERIFY(stage.card->editor()->height() > few);
    }
};

QTEST_MAIN(TestCardEditing)
#include "tst_cardediting.moc"
