// SPDX-License-Identifier: MIT
#include "chatfixtures.h"
#include "ui/chat/composer.h"
#include "ui/chat/promptedit.h"
#include "ui/chat/valuecompletion.h"
#include "ui/common/elidedlabel.h"

#include <QApplication>
#include <QClipboard>
#include <QImage>
#include <QInputMethodEvent>
#include <QJsonObject>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace aios;
using namespace Qt::StringLiterals;

namespace {

struct Stage {
    QWidget window;
    Composer* composer = new Composer;
    QSignalSpy sent{composer, &Composer::sendRequested};
    QSignalSpy stopped{composer, &Composer::escapePressed};

    Stage()
    {
        auto* column = new QVBoxLayout(&window);
        column->addStretch(1);
        column->addWidget(composer);
        window.resize(600, 500);
        window.show();
        window.activateWindow();
        edit().setFocus();
        composer->setCommands(
            {{u"plan"_s, u"<source>"_s, u"Plan a piece"_s}, {u"publish"_s, {}, u"Publish it"_s}, {u"status"_s, {}, u"Where things stand"_s}});
        composer->setFiles({u"brand/voice.md"_s, u"content/plans/a b.md"_s, u"CLAUDE.md"_s});
    }
    [[nodiscard]] PromptEdit& edit() const { return *composer->edit(); }
    [[nodiscard]] QString text() const { return edit().text(); }
};

} // namespace

class TestComposer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { fixtures::failOnOurWarnings(); }

    /// Where a service knows values it is asked once the writing pauses; what comes for another place is forgotten.
    void servicesKnowValues()
    {
        Stage stage;
        ServiceOffer offer;
        offer.prompts = {{u"mcp__one__write"_s, u"<tone> [topic]"_s, {}, u"one"_s, u"write"_s, {u"tone"_s, u"topic"_s}, true}};
        offer.templates = {{u"one"_s, u"note://{kind}/{name}"_s, u"Notes"_s, true}};
        ValueCompletion& values = stage.composer->values();
        values.setOffer(offer);
        QSignalSpy wanted(&values, &ValueCompletion::wanted);
        QTest::keyClicks(&stage.edit(), u"/mcp__one__write w"_s);
        QVERIFY(wanted.isEmpty());
        QTRY_COMPARE(wanted.size(), 1);
        const auto asked = wanted[0][0].value<ServiceValueQuery>();
        QCOMPARE(asked, (ServiceValueQuery{u"one"_s, false, u"write"_s, u"tone"_s, u"w"_s, {}}));
        ServiceValueQuery other = asked;
        other.value = u"wa"_s;
        values.take({other, {u"wait"_s}});
        QVERIFY(!stage.composer->popup()->isOffering());
        values.take({asked, {u"warm"_s, u"two words"_s}});
        QVERIFY(stage.composer->popup()->isOffering());
        QTest::keyClick(&stage.edit(), Qt::Key_Down);
        QTest::keyClick(&stage.edit(), Qt::Key_Return);
        QCOMPARE(stage.text(), u"/mcp__one__write 'two words' "_s);
        QVERIFY(stage.sent.isEmpty());
        // The next argument may be left out: Enter sends, Tab takes what is offered.
        QTRY_COMPARE(wanted.size(), 2);
        const auto next = wanted[1][0].value<ServiceValueQuery>();
        QCOMPARE(next.given, (QList<std::pair<QString, QString>>{{u"tone"_s, u"two words"_s}}));
        values.take({next, {u"spring"_s}});
        QVERIFY(stage.composer->popup()->isOffering());
        QTest::keyClick(&stage.edit(), Qt::Key_Return);
        QCOMPARE(stage.sent.size(), 1);
        // A template is offered up to its first variable.
        stage.edit().setText({});
        QTest::keyClicks(&stage.edit(), u"see @one:no"_s);
        QVERIFY(stage.composer->popup()->isOffering());
        QCOMPARE(stage.composer->popup()->current()->label, u"one:note://{kind}/{name}"_s);
        QTest::keyClick(&stage.edit(), Qt::Key_Tab);
        QCOMPARE(stage.text(), u"see @one:note://"_s);
        QTRY_COMPARE(wanted.size(), 3);
        values.take({wanted[2][0].value<ServiceValueQuery>(), {u"b/c"_s}});
        QTest::keyClick(&stage.edit(), Qt::Key_Tab);
        QCOMPARE(stage.text(), u"see @one:note://b%2Fc/"_s);
    }

    /// What a service answers counts only where what it was asked for is still being written: elsewhere its list would be over what the person does now,
    /// and Enter would take from it.
    void lateValuesAreDropped_data()
    {
        using Deed = std::function<void(Stage&)>;
        QTest::addColumn<Deed>("meanwhile");
        QTest::addColumn<QString>("text");
        const QString line = u"/mcp__one__write w"_s;
        QTest::newRow("still there") << Deed([](Stage&) {}) << line;
        QTest::newRow("sent") << Deed([](Stage& stage) { QTest::keyClick(&stage.edit(), Qt::Key_Return); }) << QString();
        QTest::newRow("another draft") << Deed([](Stage& stage) { stage.composer->setDraft(u"draft"_s); }) << u"draft"_s;
        QTest::newRow("a draft that comes back") << Deed([](Stage& stage) { stage.composer->restoreDraft({{u"draft"_s, u"kept"_s}}); }) << u"kept"_s;
        QTest::newRow("an earlier prompt") << Deed([](Stage& stage) { QTest::keyClick(&stage.edit(), Qt::Key_Up); }) << u"earlier"_s;
        QTest::newRow("the caret elsewhere") << Deed([](Stage& stage) { QTest::keyClick(&stage.edit(), Qt::Key_Home); }) << line;
        QTest::newRow("the focus elsewhere") << Deed([](Stage& stage) { stage.composer->sendButton()->setFocus(); }) << line;
        QTest::newRow("the focus there and back") << Deed([](Stage& stage) {
            stage.composer->sendButton()->setFocus();
            stage.edit().setFocus();
        }) << line;
        QTest::newRow("another tab") << Deed([](Stage& stage) { stage.composer->hide(); }) << line;
    }
    void lateValuesAreDropped()
    {
        QFETCH(const std::function<void(Stage&)>, meanwhile);
        Stage stage;
        QVERIFY(QTest::qWaitForWindowActive(&stage.window));
        stage.composer->setHistory({u"earlier"_s});
        ServiceOffer offer;
        offer.prompts = {{u"mcp__one__write"_s, u"<tone>"_s, {}, u"one"_s, u"write"_s, {u"tone"_s}, true}};
        ValueCompletion& values = stage.composer->values();
        values.setOffer(offer);
        QSignalSpy wanted(&values, &ValueCompletion::wanted);
        QTest::keyClicks(&stage.edit(), u"/mcp__one__write w"_s);
        QTRY_COMPARE(wanted.size(), 1);
        meanwhile(stage);
        values.take({wanted[0][0].value<ServiceValueQuery>(), {u"warm"_s}});
        const bool there = QByteArrayView(QTest::currentDataTag()) == "still there";
        QCOMPARE(stage.composer->popup()->isOffering(), there);
        QTEST(stage.text(), "text");
        QTest::keyClick(&stage.edit(), there ? Qt::Key_Return : Qt::Key_Tab);
        QVERIFY(stage.text().contains(u"warm"_s) == there);
    }

    /// Who sends before the pause is over has asked for nothing.
    void whatWasSentIsNotAskedAfter()
    {
        Stage stage;
        ServiceOffer offer;
        offer.prompts = {{u"mcp__one__write"_s, u"<tone>"_s, {}, u"one"_s, u"write"_s, {u"tone"_s}, true}};
        stage.composer->values().setOffer(offer);
        const QSignalSpy wanted(&stage.composer->values(), &ValueCompletion::wanted);
        QTest::keyClicks(&stage.edit(), u"/mcp__one__write w"_s);
        bool later = false; // longer than the pause after which a service is asked
        QTimer::singleShot(400, &stage.window, [&later] { later = true; });
        QTest::keyClick(&stage.edit(), Qt::Key_Return);
        QCOMPARE(stage.sent.size(), 1);
        QTRY_VERIFY(later);
        QVERIFY(wanted.isEmpty());
    }

    void enterSendsAndShiftEnterBreaks()
    {
        Stage stage;
        QTest::keyClicks(&stage.edit(), u"first"_s);
        QTest::keyClick(&stage.edit(), Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClicks(&stage.edit(), u"second"_s);
        QCOMPARE(stage.sent.size(), 0);
        QTest::keyClick(&stage.edit(), Qt::Key_Return);
        QCOMPARE(stage.sent.size(), 1);
        QCOMPARE(stage.sent.at(0).at(0).toString(), u"first\nsecond"_s);
        QVERIFY(stage.text().isEmpty());
        QTest::keyClick(&stage.edit(), Qt::Key_Return); // Nothing to send.
        QCOMPARE(stage.sent.size(), 1);
    }

    void theKeysCanBeSwapped()
    {
        Stage stage;
        stage.composer->setEnterSends(false);
        QTest::keyClicks(&stage.edit(), u"a"_s);
        QTest::keyClick(&stage.edit(), Qt::Key_Return);
        QCOMPARE(stage.sent.size(), 0);
        QTest::keyClick(&stage.edit(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(stage.sent.size(), 1);
    }

    void neverSendsWhileComposing()
    {
        Stage stage;
        QTest::keyClicks(&stage.edit(), u"ni"_s);
        QInputMethodEvent compose(u"你"_s, {});
        QCoreApplication::sendEvent(&stage.edit(), &compose);
        QTest::keyClick(&stage.edit(), Qt::Key_Return);
        QTest::mouseClick(stage.composer->sendButton(), Qt::LeftButton);
        QTest::keyClick(&stage.edit(), Qt::Key_Escape);
        QCOMPARE(stage.sent.size(), 0);
        QCOMPARE(stage.stopped.size(), 0);
        QInputMethodEvent commit;
        commit.setCommitString(u"你"_s);
        QCoreApplication::sendEvent(&stage.edit(), &commit);
        QTest::keyClick(&stage.edit(), Qt::Key_Return);
        QCOMPARE(stage.sent.size(), 1);
        QVERIFY(stage.sent.at(0).at(0).toString().contains(u"你"_s));
    }

    void completesCommandsAndFiles()
    {
        Stage stage;
        QTest::keyClicks(&stage.edit(), u"/p"_s);
        QVERIFY(stage.composer->popup()->isOffering());
        QTest::keyClick(&stage.edit(), Qt::Key_Down);
        QTest::keyClick(&stage.edit(), Qt::Key_Return);
        QCOMPARE(stage.text(), u"/publish "_s);
        QCOMPARE(stage.sent.size(), 0);
        QTest::keyClicks(&stage.edit(), u"see @voi"_s);
        QVERIFY(stage.composer->popup()->isOffering());
        QTest::keyClick(&stage.edit(), Qt::Key_Tab);
        QCOMPARE(stage.text(), u"/publish see @brand/voice.md "_s);
        QTest::keyClicks(&stage.edit(), u"@a b"_s.left(2));
        QTest::keyClick(&stage.edit(), Qt::Key_Escape); // Closes the offer first …
        QVERIFY(!stage.composer->popup()->isOffering());
        QCOMPARE(stage.stopped.size(), 0);
        QTest::keyClick(&stage.edit(), Qt::Key_Escape); // … and only then stops.
        QCOMPARE(stage.stopped.size(), 1);
    }

    void aCommandWrittenInFullIsSent()
    {
        Stage stage;
        QTest::keyClicks(&stage.edit(), u"/status"_s);
        QTest::keyClick(&stage.edit(), Qt::Key_Return);
        QCOMPARE(stage.sent.size(), 1);
        QCOMPARE(stage.sent.at(0).at(0).toString(), u"/status"_s);
    }

    void findsWhatIsTyped_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("trigger");
        QTest::addColumn<QString>("word");
        QTest::newRow("command") << u"/pl"_s << u"/"_s << u"pl"_s;
        QTest::newRow("only at the start") << u"see /pl"_s << u""_s << u""_s;
        QTest::newRow("file") << u"see @br"_s << u"@"_s << u"br"_s;
        QTest::newRow("mail address") << u"a@b"_s << u""_s << u""_s;
        QTest::newRow("after a line") << u"x\n@c"_s << u"@"_s << u"c"_s;
        QTest::newRow("done") << u"@c "_s << u""_s << u""_s;
    }
    void findsWhatIsTyped()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, trigger);
        QFETCH(const QString, word);
        const auto query = completionQuery(text, static_cast<int>(text.size()));
        QCOMPARE(query ? QString(query->trigger) : QString(u""_s), trigger);
        if (query)
            QCOMPARE(query->word, word);
    }

    void upBringsEarlierPromptsBack()
    {
        Stage stage;
        stage.composer->setHistory({u"one"_s, u"two"_s});
        QTest::keyClicks(&stage.edit(), u"draft"_s);
        QTest::keyClick(&stage.edit(), Qt::Key_Up);
        QCOMPARE(stage.text(), u"two"_s);
        QTest::keyClick(&stage.edit(), Qt::Key_Up);
        QCOMPARE(stage.text(), u"one"_s);
        QTest::keyClick(&stage.edit(), Qt::Key_Up);
        QCOMPARE(stage.text(), u"one"_s);
        QTest::keyClick(&stage.edit(), Qt::Key_Down);
        QCOMPARE(stage.text(), u"two"_s);
        QTest::keyClick(&stage.edit(), Qt::Key_Down);
        QCOMPARE(stage.text(), u"draft"_s);
    }

    void longPastesAndImagesBecomeChips()
    {
        Stage stage;
        const QString big = u"line of text\n"_s.repeated(300);
        QGuiApplication::clipboard()->setText(big);
        stage.edit().paste();
        QVERIFY(stage.text().isEmpty());
        QVERIFY(stage.composer->sendButton()->isEnabled());
        QImage image(40, 30, QImage::Format_RGB32);
        image.fill(Qt::red);
        QGuiApplication::clipboard()->setImage(image);
        stage.edit().paste();
        QCOMPARE(stage.composer->images().size(), 1);
        QTest::keyClicks(&stage.edit(), u"look"_s);
        QTest::keyClick(&stage.edit(), Qt::Key_Return);
        QCOMPARE(stage.sent.size(), 1);
        QCOMPARE(stage.sent.at(0).at(0).toString(), QString(u"look\n\n"_s + big));
        const auto images = stage.sent.at(0).at(1).value<QList<ImageBlock>>();
        QCOMPARE(images.at(0).mediaType, QByteArray("image/png"));
        QCOMPARE(QImage::fromData(QByteArray::fromBase64(images.at(0).base64)).size(), QSize(40, 30));
        QVERIFY(stage.composer->images().isEmpty());
    }

    void droppedFilesBecomeMentions()
    {
        Stage stage;
        stage.composer->setProjectRoot(u"/srv/folder"_s);
        stage.composer->mention({u"/srv/folder/brand/a.md"_s, u"/srv/folder/b c.md"_s, u"/elsewhere/x.md"_s});
        QCOMPARE(stage.text(), u"@brand/a.md @\"b c.md\" @/elsewhere/x.md "_s);
    }

    void draftsAreToldWithinASecond()
    {
        Stage stage;
        QSignalSpy drafts(stage.composer, &Composer::draftChanged);
        QElapsedTimer timer;
        timer.start();
        while (drafts.isEmpty() && timer.elapsed() < 3000) { // Typing on and on does not put it off.
            QTest::keyClicks(&stage.edit(), u"a"_s);
            QTest::qWait(20);
        }
        QVERIFY(timer.elapsed() <= 1500);
        stage.composer->setDraft(u"from disk"_s);
        QCOMPARE(stage.text(), u"from disk"_s);
        const auto told = drafts.size();
        QTest::keyClick(&stage.edit(), Qt::Key_Return);
        QCOMPARE(drafts.size(), told + 1); // Sent: the draft is gone.
        QVERIFY(drafts.last().at(0).toString().isEmpty());
    }

    void queuedPromptsCanBeTakenBack()
    {
        Stage stage;
        QSignalSpy taken(stage.composer, &Composer::queuedTakenBack);
        stage.composer->setRunning(true);
        stage.composer->setQueued({u"later one"_s, u"later two"_s});
        QToolButton* edit = nullptr;
        for (auto* button : stage.composer->findChildren<QToolButton*>()) {
            if (button->accessibleName() == u"Take back to edit"_s)
                edit = button;
        }
        QVERIFY(edit);
        QTest::mouseClick(edit, Qt::LeftButton);
        QCOMPARE(taken.size(), 1);
        QCOMPARE(taken.at(0).at(0).toInt(), 1);
        QTest::keyClicks(&stage.edit(), u"typed"_s);
        stage.composer->takeBack(u"later two"_s, {ImageBlock{"image/png", "AAAA"}});
        QCOMPARE(stage.text(), u"later two\n\ntyped"_s);
        QCOMPARE(stage.composer->images().size(), 1);
    }

    void whatWaitsAfterAnEndCanBeSentOn()
    {
        Stage stage;
        const auto button = [&]() -> QToolButton* {
            for (auto* each : stage.composer->findChildren<QToolButton*>()) {
                if (each->accessibleName() == u"Send it now"_s && each->isVisible())
                    return each;
            }
            return nullptr;
        };
        QSignalSpy sent(stage.composer, &Composer::queuedSent);
        stage.composer->setRunning(true);
        stage.composer->setQueued({u"later one"_s, u"later two"_s});
        QVERIFY(!button());
        QTRY_VERIFY(!stage.composer->findChildren<ElidedLabel*>().isEmpty());
        stage.composer->setRunning(false);
        QTRY_VERIFY(button());
        QTest::mouseClick(button(), Qt::LeftButton);
        QCOMPARE(sent.size(), 1);
        QCOMPARE(sent.at(0).at(0).toInt(), 0);
    }

    void aDraftIsKeptWithWhatIsAttached()
    {
        Stage stage;
        QSignalSpy drafts(stage.composer, &Composer::draftChanged);
        QTest::keyClicks(&stage.edit(), u"look at"_s);
        stage.composer->attachText(u"line\n"_s.repeated(100));
        QImage image(4, 3, QImage::Format_RGB32);
        image.fill(Qt::blue);
        stage.composer->attachImage(image);
        QTRY_VERIFY(!drafts.isEmpty());
        const QJsonObject kept = stage.composer->saveDraft();
        Stage later;
        QSignalSpy told(later.composer, &Composer::draftChanged);
        later.composer->restoreDraft(kept);
        QCOMPARE(later.composer->prompt(), stage.composer->prompt());
        QCOMPARE(later.composer->images().size(), 1);
        QCOMPARE(later.composer->images().at(0).base64, stage.composer->images().at(0).base64);
        QCOMPARE(later.composer->saveDraft(), kept);
        QVERIFY(later.composer->sendButton()->isEnabled());
        QTest::keyClick(&later.edit(), Qt::Key_Return);
        QVERIFY(later.composer->saveDraft().isEmpty());
    }

    void picturesAreAttachedOtherFilesMentioned()
    {
        Stage stage;
        const QTemporaryDir dir;
        QImage image(3000, 30, QImage::Format_RGB32);
        image.fill(Qt::green);
        QVERIFY(image.save(dir.filePath(u"photo.png"_s)));
        QFile notes(dir.filePath(u"notes.txt"_s));
        QVERIFY(notes.open(QIODevice::WriteOnly));
        notes.write("words");
        notes.close();
        stage.composer->setProjectRoot(dir.path());
        stage.composer->addFiles({dir.filePath(u"photo.png"_s), notes.fileName()});
        QCOMPARE(stage.text(), QString()); // neither file was so much as looked at by the window's thread
        QTRY_COMPARE(stage.text(), u"@notes.txt "_s);
        QTRY_COMPARE(stage.composer->images().size(), 1);
        QCOMPARE(QImage::fromData(QByteArray::fromBase64(stage.composer->images().at(0).base64)).width(), 2000);
    }

    void growsToALimit()
    {
        Stage stage;
        const int small = stage.edit().height();
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(&stage.edit(), Qt::Key_Return, Qt::ShiftModifier);
        QTRY_VERIFY(stage.edit().height() > small);
        for (int i = 0; i < 60; ++i)
            QTest::keyClick(&stage.edit(), Qt::Key_Return, Qt::ShiftModifier);
        QTRY_VERIFY(stage.edit().height() > small * 2);
        QVERIFY(stage.edit().height() < 350);
    }

    void menusTellTheChoice()
    {
        Stage stage;
        QSignalSpy mode(stage.composer, &Composer::modeChosen);
        stage.composer->setModes({{u"default"_s, u"Ask"_s, {}}, {u"plan"_s, u"Plan only"_s, {}}}, u"default"_s);
        for (auto* button : stage.composer->findChildren<QToolButton*>()) {
            if (button->text() == u"Ask"_s)
                button->menu()->actions().at(1)->trigger();
        }
        QCOMPARE(mode.size(), 1);
        QCOMPARE(mode.at(0).at(0).toString(), u"plan"_s);
    }
};

QTEST_MAIN(TestComposer)
#include "tst_composer.moc"
