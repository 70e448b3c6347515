// SPDX-License-Identifier: MIT
// Who may press what and when: focus, arming, keys.
#include "tests/ui/cardstage.h"
#include "ui/common/diffview.h"

#include <QAction>
#include <QCheckBox>
#include <QTableWidget>
#include <QTextBrowser>

using namespace aios;
using namespace aios::fixtures;

class TestApprovalCard : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { fixtures::failOnOurWarnings(); }

    /// Shown without a parent, a part of it would be a window for a moment, and the window manager would give that the focus.
    void noPartOfItIsEverAWindow()
    {
        struct Watch : QObject {
            QStringList shown;
            bool eventFilter(QObject* watched, QEvent* event) override
            {
                if (event->type() == QEvent::Show && watched->isWidgetType() && static_cast<QWidget*>(watched)->isWindow())
                    shown += QString::fromLatin1(watched->metaObject()->className());
                return false;
            }
        } watch;
        qApp->installEventFilter(&watch);
        ApprovalRequest rememberable = fileRequest(kBefore, kAfter);
        QVERIFY(!rememberable.rememberable.isEmpty());
        const ApprovalCard card(rememberable);
        ApprovalRequest raw = fileRequest(kBefore, kAfter);
        raw.access.inputJson = "not JSON";
        const ApprovalCard uneditable(raw);
        qApp->removeEventFilter(&watch);
        QCOMPARE(watch.shown, QStringList());
    }

    /// A publishing call shows the piece as readers will see it and all that is sent; a rule cannot be made of it.
    void aPublicationShowsThePiece()
    {
        ApprovalRequest request = fileRequest("a\n", "b\n");
        request.access.tool = u"mcp__site__create_post"_s;
        request.access.inputJson = "{}";
        request.title = u"Publish “Lights” to website with create_post of site"_s;
        request.verb = u"Publish Once"_s;
        request.grade = Grade::LeavesComputer;
        request.rememberable.clear();
        request.widerRules.clear();
        request.preview = {};
        request.preview.kind = ApprovalPreview::Kind::Publish;
        request.preview.path = u"content/lights.md"_s;
        request.preview.before = "---\ntitle: Lights\nstatus: Approved\n---\nWhite in front.\n";
        request.preview.after = "---\ntitle: Lights\nplatform: website\nstatus: In Review\n---\nWhite in *front*, <b>red</b> behind.\n";
        request.preview.arguments = {{u"title"_s, u"Lights"_s}, {u"content"_s, u"<p>White in <em>front</em></p>"_s}, {u"status"_s, u"publish"_s}};
        request.preview.discarded = {u"content"_s};
        Stage stage(request);
        auto* page = stage.card->findChild<QTextBrowser*>(u"page"_s);
        QVERIFY(page);
        QVERIFY2(page->toPlainText().startsWith(u"Lights\nWhite in front"_s), qPrintable(page->toPlainText()));
        QVERIFY(stage.card->findChild<QWidget*>(u"approvedAgainstNow"_s));
        QStringList words;
        for (const QLabel* label : stage.card->findChildren<QLabel*>())
            words.append(label->text());
        const QString all = words.join(u'\n');
        QVERIFY2(all.contains(u"<p>White in <em>front</em></p>"_s) && all.contains(u"publish"_s), qPrintable(all));
        QVERIFY(all.contains(u"The assistant wrote something else for content"_s));
        QVERIFY(all.contains(u"Raw HTML"_s));
        QCOMPARE(stage.card->approveButton()->text(), u"Publish Once"_s);
        QTest::mouseClick(stage.card->approveButton(), Qt::LeftButton);
        QCOMPARE(stage.decided.size(), 1);
        QCOMPARE(stage.decided.first().at(2).value<Decision>().remember, Decision::Remember::Once);
    }

    void neverTakesTheFocus()
    {
        Stage stage(fileRequest(kBefore, kAfter));
        QVERIFY(stage.other->hasFocus());
        QTest::keyClicks(stage.other, u"y yes 1"_s);
        QTest::keyClick(stage.other, Qt::Key_Return, Qt::ControlModifier);
        QTest::keyClick(stage.other, Qt::Key_Backspace, Qt::ControlModifier);
        QCOMPARE(stage.decided.size(), 0);
        for (const QPushButton* button : stage.card->findChildren<QPushButton*>())
            QVERIFY2(!button->isDefault() && !button->autoDefault(), qPrintable(button->text()));
    }

    void nothingActsBeforeItIsArmed()
    {
        Stage stage(fileRequest(kBefore, kAfter), false);
        QElapsedTimer timer;
        timer.start();
        stage.card->setFocus();
        QTest::mouseClick(stage.card->approveButton(), Qt::LeftButton);
        QTest::keyClick(stage.card, Qt::Key_Return, Qt::ControlModifier);
        QTest::keyClick(stage.card, Qt::Key_Backspace, Qt::ControlModifier);
        stage.card->approveButton()->click(); // What assistive technology presses.
        if (timer.elapsed() < DecisionCard::kArmingTime - 50)
            QCOMPARE(stage.decided.size(), 0);
        stage.arm();
        QVERIFY(timer.elapsed() >= DecisionCard::kArmingTime - 50);
        QTest::mouseClick(stage.card->approveButton(), Qt::LeftButton);
        QCOMPARE(stage.decided.size(), 1);
    }

    void rearmingStartsTheTimeAgain()
    {
        Stage stage(fileRequest(kBefore, kAfter));
        stage.card->rearm();
        QTest::mouseClick(stage.card->approveButton(), Qt::LeftButton);
        QVERIFY(!stage.card->isArmed());
        QCOMPARE(stage.decided.size(), 0);
    }

    void chordsDecide_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<bool>("onButton");
        QTest::addColumn<Decision::Kind>("kind");
        QTest::newRow("Ctrl+Enter") << int(Qt::Key_Return) << false << Decision::Kind::Allow;
        QTest::newRow("Ctrl+keypad Enter on a button") << int(Qt::Key_Enter) << true << Decision::Kind::Allow;
        QTest::newRow("Ctrl+Backspace") << int(Qt::Key_Backspace) << false << Decision::Kind::Deny;
    }
    void chordsDecide()
    {
        QFETCH(const int, key);
        QFETCH(const bool, onButton);
        QFETCH(const Decision::Kind, kind);
        Stage stage(fileRequest(kBefore, kAfter));
        QWidget* target = onButton ? static_cast<QWidget*>(stage.card->approveButton()) : stage.card;
        target->setFocus();
        QTest::keyClick(target, Qt::Key(key), Qt::ControlModifier);
        QCOMPARE(stage.decided.size(), 1);
        QCOMPARE(stage.decision().kind, kind);
    }

    void noOtherKeyDecides()
    {
        Stage stage(fileRequest(kBefore, kAfter));
        using Press = std::pair<Qt::Key, Qt::KeyboardModifiers>;
        const QList<Press> presses{{Qt::Key_Return, {}},
                                   {Qt::Key_Enter, Qt::KeypadModifier},
                                   {Qt::Key_Space, {}},
                                   {Qt::Key_Space, Qt::ControlModifier},
                                   {Qt::Key_1, {}},
                                   {Qt::Key_Y, {}},
                                   {Qt::Key_W, Qt::AltModifier},
                                   {Qt::Key_Backspace, {}},
                                   {Qt::Key_Return, Qt::ShiftModifier},
                                   {Qt::Key_Select, {}}};
        for (QWidget* target :
             {static_cast<QWidget*>(stage.card), static_cast<QWidget*>(stage.card->approveButton()), static_cast<QWidget*>(stage.card->diffView())}) {
            target->setFocus();
            for (const auto& [key, modifiers] : presses)
                QTest::keyClick(target, key, modifiers);
        }
        QCOMPARE(stage.decided.size(), 0);
        QVERIFY(stage.card->isOpen());
    }

    void answersOnceAndCarriesTheDigest()
    {
        Stage stage(fileRequest(kBefore, kAfter));
        QTest::mouseClick(stage.card->approveButton(), Qt::LeftButton);
        QTest::mouseClick(stage.card->approveButton(), Qt::LeftButton);
        QCOMPARE(stage.decided.size(), 1);
        QCOMPARE(stage.decided.at(0).at(0).toString(), u"approval-1"_s);
        QCOMPARE(stage.decided.at(0).at(1).toByteArray(), QByteArray("digest-1"));
        QCOMPARE(stage.decision().remember, Decision::Remember::Once);
        QVERIFY(!stage.decision().keptHunks);
        QVERIFY(stage.decision().editedInput.isEmpty());
    }
};

QTEST_MAIN(TestApprovalCard)
#include "tst_approvalcard.moc"
