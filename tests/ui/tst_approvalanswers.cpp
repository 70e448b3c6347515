// SPDX-License-Identifier: MIT
// What a card shows, and what exactly its answer carries.
#include "tests/ui/cardstage.h"
#include "ui/common/diffview.h"

#include <QAction>
#include <QCheckBox>
#include <QTableWidget>

using namespace aios;
using namespace aios::fixtures;

class TestApprovalAnswers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { fixtures::failOnOurWarnings(); }

    void showsExactlyWhatIsApproved()
    {
        Stage stage(fileRequest(kBefore, "new \u202Eevil\n"), false);
        const QString text = stage.allText();
        for (const QString& part :
             {u"content/plans/spring-series.md"_s, u"The assistant says"_s, u"from /plan"_s, u"new ⟨U+202E⟩evil"_s, u"last line"_s})
            QVERIFY2(text.contains(part), qPrintable(part));
        QCOMPARE(stage.card->approveButton()->text(), u"Write File"_s);
        QVERIFY(stage.card->accessibleName().contains(u"Changes files"_s));
        QVERIFY(stage.card->accessibleDescription().contains(u"waiting since"_s));
        QVERIFY(!stage.card->editButton()->isEnabled()); // A text field would not keep the hidden character.
        QVERIFY(stage.card->diffView()->isVisible());
    }

    void keepsOnlyTickedParts()
    {
        Stage stage(fileRequest(kBefore, kAfter));
        const auto boxes = stage.card->diffView()->findChildren<QCheckBox*>();
        QCOMPARE(boxes.size(), 2);
        boxes.at(0)->setChecked(false);
        QVERIFY(stage.card->approveButton()->text().contains(u"1 of 2"_s));
        QTest::mouseClick(stage.card->approveButton(), Qt::LeftButton);
        QCOMPARE(stage.decision().keptHunks, std::optional(QList<int>{1}));
    }

    void nothingTickedCannotBeApproved()
    {
        Stage stage(fileRequest(kBefore, kAfter));
        for (QCheckBox* box : stage.card->diffView()->findChildren<QCheckBox*>())
            box->setChecked(false);
        QVERIFY(!stage.card->approveButton()->isEnabled());
        stage.card->setFocus();
        QTest::keyClick(stage.card, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(stage.decided.size(), 0);
    }

    void theWholeFolderIsRememberedOnlyWhenChosen()
    {
        ApprovalRequest request = fileRequest(kBefore, kAfter);
        request.rememberable = {u"Edit(content/a.md)"_s};
        request.widerRules = {u"Edit(content/**)"_s};
        request.groupSize = 3;
        request.groupIndex = 1;
        Stage stage(request);
        QStringList offered;
        QAction* wider = nullptr;
        for (QAction* action : stage.card->rememberChoices()) {
            if (!action->isSeparator())
                offered += action->text();
            if (action->text().contains(u"project, the whole folder: Edit(content/**)"_s))
                wider = action;
        }
        QCOMPARE(offered.size(), 5);
        QVERIFY(wider);
        QVERIFY(stage.allText().contains(u"call 2 of 3"_s));
        wider->trigger();
        QVERIFY(stage.allText().contains(u"in this project this is allowed without asking: Edit(content/**)"_s));
        stage.arm();
        QTest::mouseClick(stage.card->approveButton(), Qt::LeftButton);
        QCOMPARE(stage.decision().remember, Decision::Remember::Project);
        QVERIFY(stage.decision().wider);
    }

    void remembersOnlyTheRuleItNames()
    {
        Stage stage(fileRequest(kBefore, kAfter));
        const auto choices = stage.card->rememberChoices();
        QCOMPARE(choices.size(), 3);
        QVERIFY(choices.at(1)->text().contains(u"Edit(content/plans/**)"_s));
        QVERIFY(choices.at(2)->text().contains(u"Edit(content/plans/**)"_s));
        choices.at(2)->trigger();
        QCOMPARE(stage.decided.size(), 0); // Choosing is not approving.
        QVERIFY(!stage.card->isArmed());
        QVERIFY(stage.allText().contains(u"in this project this is allowed without asking: Edit(content/plans/**)"_s));
        stage.arm();
        QTest::mouseClick(stage.card->approveButton(), Qt::LeftButton);
        QCOMPARE(stage.decision().remember, Decision::Remember::Project);

        ApprovalRequest never = fileRequest(kBefore, kAfter);
        never.rememberable.clear();
        Stage second(never, false);
        QVERIFY(!second.card->rememberButton()->isVisible());
    }

    void rejectsWithWords()
    {
        Stage stage(fileRequest(kBefore, kAfter));
        QTest::mouseClick(stage.card->rejectButton(), Qt::LeftButton);
        QVERIFY(stage.card->feedback()->hasFocus());
        QTest::keyClicks(stage.card->feedback(), u"Shorter, please"_s);
        QTest::keyClick(stage.card->feedback(), Qt::Key_Return);
        QTest::keyClick(stage.card->feedback(), Qt::Key_Return, Qt::ControlModifier); // Must not approve what is being rejected.
        QCOMPARE(stage.decided.size(), 0);
        QTest::keyClick(stage.card->feedback(), Qt::Key_Backspace, Qt::ControlModifier); // Deletes a word, as everywhere.
        QCOMPARE(stage.decided.size(), 0);
        QTest::keyClicks(stage.card->feedback(), u"please"_s);
        QTest::mouseClick(stage.card->rejectSendButton(), Qt::LeftButton);
        QCOMPARE(stage.decided.size(), 1);
        QCOMPARE(stage.decision().kind, Decision::Kind::Deny);
        QCOMPARE(stage.decision().feedback, u"Shorter, please"_s);
    }

    void editsAFile_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QByteArray>("edited");
        QTest::newRow("write") << QByteArray(R"({"file_path":"a.md","content":"x\n"})") << QByteArray() << QByteArray("x\n")
                               << QByteArray(R"({"file_path":"a.md","content":"x\nmine"})");
        QTest::newRow("write with crlf") << QByteArray(R"({"file_path":"a.md","content":"x\r\n"})") << QByteArray() << QByteArray("x\r\n")
                                         << QByteArray(R"({"file_path":"a.md","content":"x\r\nmine"})");
        QTest::newRow("edit") << QByteArray(R"({"file_path":"a.md","old_string":"o","new_string":"x","replace_all":true})") << QByteArray("o\n")
                              << QByteArray("x\n")
                              << QByteArray(R"({"file_path":"a.md","old_string":"o\n","new_string":"x\nmine","replace_all":false})");
    }
    void editsAFile()
    {
        QFETCH(const QByteArray, input);
        QFETCH(const QByteArray, before);
        QFETCH(const QByteArray, after);
        QFETCH(const QByteArray, edited);
        ApprovalRequest request = fileRequest(before, after);
        request.access.inputJson = input;
        Stage stage(request);
        QTest::mouseClick(stage.card->editButton(), Qt::LeftButton);
        QVERIFY(stage.card->editor());
        stage.card->editor()->moveCursor(QTextCursor::End);
        QTest::keyClicks(stage.card->editor(), u"mine"_s);
        QVERIFY(!stage.card->approveButton()->isEnabled()); // Half an edit is not what is approved.
        for (QPushButton* button : stage.card->findChildren<QPushButton*>()) {
            if (button->text() == u"Use This Text"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QVERIFY(!stage.card->editor());
        QVERIFY(stage.allText().contains(u"mine"_s)); // The difference shows the edited text.
        stage.arm();
        QTest::mouseClick(stage.card->approveButton(), Qt::LeftButton);
        QCOMPARE(stage.decided.size(), 1);
        QCOMPARE(stage.decision().editedInput, edited);
        QVERIFY(stage.card->hasFocus()); // what was clicked is switched off now: the keyboard goes on from its card
    }

    void showsAndEditsACommand()
    {
        Stage stage(commandRequest(u"git status\nrm -r out\u200B"_s), false);
        QVERIFY(stage.allText().contains(u"rm -r out⟨U+200B⟩"_s));
        QVERIFY(stage.allText().contains(u"Runs in content"_s));
        QVERIFY(!stage.card->editButton()->isEnabled());

        Stage plain(commandRequest(u"git status"_s));
        QTest::mouseClick(plain.card->editButton(), Qt::LeftButton);
        plain.card->editor()->setPlainText(u"git log"_s);
        for (QPushButton* button : plain.card->findChildren<QPushButton*>()) {
            if (button->text() == u"Use This Text"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        plain.arm();
        QTest::mouseClick(plain.card->approveButton(), Qt::LeftButton);
        QCOMPARE(plain.decision().editedInput, QByteArray(R"({"command": "git log", "timeout": 1.0})"));
    }

    void showsEveryArgument()
    {
        ApprovalRequest request = fileRequest("a\n", "b\n");
        request.preview = {};
        request.preview.kind = ApprovalPreview::Kind::Arguments;
        request.preview.arguments = {{u"title"_s, u"A guide"_s}, {u"body"_s, u"long\ntext\u2066"_s}};
        Stage stage(request, false);
        const auto* table = stage.card->findChild<QTableWidget*>();
        QVERIFY(table);
        QCOMPARE(table->rowCount(), 2);
        QCOMPARE(table->item(1, 1)->text(), u"long\ntext⟨U+2066⟩"_s);
    }

    void showsHowItEnded_data()
    {
        QTest::addColumn<DecisionCard::State>("state");
        QTest::addColumn<QString>("words");
        using State = DecisionCard::State;
        QTest::newRow("you") << State::ApprovedByYou << u"approved by you"_s;
        QTest::newRow("rule") << State::ApprovedByRule << u"approved by rule R"_s;
        QTest::newRow("rejected") << State::Rejected << u"rejected by you"_s;
        QTest::newRow("withdrawn") << State::Withdrawn << u"withdrawn"_s;
        QTest::newRow("stale") << State::Stale << u"out of date"_s;
    }
    void showsHowItEnded()
    {
        QFETCH(const DecisionCard::State, state);
        QFETCH(const QString, words);
        Stage stage(fileRequest(kBefore, kAfter), false);
        stage.card->settle(state, u"rule R"_s);
        QVERIFY(stage.card->stateWords().contains(words));
        QVERIFY(!stage.card->approveButton()->isVisible());
        stage.card->setFocus();
        QTest::keyClick(stage.card, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(stage.decided.size(), 0);
    }

    void longContentScrollsInsideAndButtonsStay()
    {
        QByteArray after;
        for (int i = 0; i < 3000; ++i)
            after += "line " + QByteArray::number(i) + "\n";
        Stage stage(fileRequest({}, after), false);
        QVERIFY(stage.card->height() < 600);
        QVERIFY(stage.card->approveButton()->isVisible());
        QCOMPARE(stage.card->diffView()->blockCount(), 3000);
    }
};

QTEST_MAIN(TestApprovalAnswers)
#include "tst_approvalanswers.moc"
