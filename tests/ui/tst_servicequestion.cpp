// SPDX-License-Identifier: MIT
// What a service asks in a call by hand, as a window of its own, against a real server (tests/stubs/mcpserver).
#include "core/base/json.h"
#include "core/runtime/serviceslink.h"
#include "tests/support/jstext.h"
#include "tests/ui/looks.h"
#include "tests/ui/shellfixtures.h"
#include "ui/chat/approvalcard.h"
#include "ui/chat/formcard.h"
#include "ui/chat/questioncard.h"
#include "ui/mainwindow/servicequestion.h"

#include <QApplication>
#include <QLineEdit>
#include <QPointer>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

using namespace aios;
using namespace aios::shell;
using aios::test::js;

class TestServiceQuestion : public QObject {
    Q_OBJECT

private:
    struct House {
        explicit House(const QByteArray& mode, const QByteArray& stub = "mcpserver") : core(dir.filePath(u"home"_s))
        {
            write(dir.filePath(u"mine/CLAUDE.md"_s), "# Mine\n");
            write(dir.filePath(u"home/config/mcp.json"_s),
                  "{\"mcpServers\": {\"one\": {\"command\": \"" AIOS_BIN_DIR "/stubs/" + stub + "\", \"args\": [\"" + mode + "\"]}}}\n");
            ServiceQuestion::watch(core.agent(), window, [this](const QString& address) { opened.append(address); });
            window.show();
            core.project().open(dir.filePath(u"mine"_s));
        }
        /// The question that a call by hand brings up, armed.
        [[nodiscard]] ServiceQuestion* ask(const QString& tool = u"echo"_s, const QByteArray& input = "{}")
        {
            ServicesLink& services = core.project().services();
            const auto ready = [&] { return !services.servers().isEmpty() && services.servers().first().state == ServiceState::Ready; };
            if (!QTest::qWaitFor(ready, 9000))
                return nullptr;
            services.tryTool(u"one"_s, tool, input);
            std::ignore = QTest::qWaitFor([this] { return dialog() && dialog()->decisionCard()->isArmed(); }, 9000);
            return dialog();
        }
        [[nodiscard]] ServiceQuestion* dialog() const { return window.findChild<ServiceQuestion*>(); }

        QTemporaryDir dir;
        Core core;
        QWidget window;
        QStringList opened;
    };

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void form()
    {
        House house("elicits");
        QSignalSpy tried(&house.core.project().services(), &ServicesLink::toolTried);
        ServiceQuestion* dialog = house.ask();
        QVERIFY(dialog);
        QCOMPARE(dialog->windowTitle(), u"The service one asks"_s);
        QVERIFY(!dialog->isModal());
        QVERIFY(dialog->formCard() && !dialog->card());
        for (const auto& [name, dark, points] : {std::tuple(u"form-light"_s, false, 10.0), std::tuple(u"form-dark"_s, true, 14.0)}) {
            const Look look(dark, points);
            keepLook(*dialog, name);
        }
        QVERIFY2(dialog->height() < dialog->fontMetrics().height() * 20, QByteArray::number(dialog->height()).constData()); // for one field
        auto* field = dialog->formCard()->findChild<QLineEdit*>(u"field:name"_s);
        QVERIFY(field);
        QTest::keyClicks(field, u"Ada"_s);
        QTest::mouseClick(dialog->formCard()->sendButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(tried.size(), 1, 9000);
        QCOMPARE(tried[0][0].value<TriedTool>().text, u"{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}"_s);
        QTRY_VERIFY(!house.dialog());
        QVERIFY(house.opened.isEmpty());
    }

    /// A long form has the room of its window; only what is more scrolls.
    void manyFields()
    {
        QByteArrayList fields;
        for (int i = 0; i < 12; ++i)
            fields += "\"field" + QByteArray::number(i) + "\":{\"type\":\"string\",\"description\":\"What is asked\"}";
        const QByteArray params = "{\"message\":\"Fill it in\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{" + fields.join(',') + "}}}";
        const auto asked = readElicitation(params);
        QVERIFY(asked);
        ApprovalRequest request;
        request.id = u"one"_s;
        request.access.tool = u"mcp__shop"_s;
        request.access.inputJson = elicitationParams(*asked);
        request.questions = elicitationQuestions(*asked);
        QWidget window;
        window.resize(1200, 900);
        window.show();
        auto* dialog = new ServiceQuestion(request, &window);
        dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QVERIFY(dialog->formCard());
        const auto* area = dialog->formCard()->fieldsArea();
        QTRY_VERIFY2(area->height() >= area->fontMetrics().lineSpacing() * 14, QByteArray::number(area->height()).constData());
        QVERIFY(area->verticalScrollBar()->maximum() > 0);
        const QRect button(dialog->formCard()->sendButton()->mapTo(dialog, QPoint()), dialog->formCard()->sendButton()->size());
        QVERIFY(dialog->rect().contains(button));
        dialog->resize(dialog->width(), dialog->fontMetrics().height() * 16); // made lower by its person
        QTRY_VERIFY(
            dialog->rect().contains(QRect(dialog->formCard()->sendButton()->mapTo(dialog, QPoint()), dialog->formCard()->sendButton()->size())));
    }

    /// Declining, closing the form and closing the window say what they mean.
    void otherAnswers_data()
    {
        QTest::addColumn<int>("way");
        QTest::addColumn<QString>("answer");
        QTest::newRow("decline") << 0 << u"{\"action\":\"decline\"}"_s;
        QTest::newRow("close the form") << 1 << u"{\"action\":\"cancel\"}"_s;
        QTest::newRow("close the window") << 2 << u"{\"action\":\"cancel\"}"_s;
        QTest::newRow("Escape twice") << 3 << u"{\"action\":\"cancel\"}"_s;
    }
    void otherAnswers()
    {
        QFETCH(const int, way);
        QFETCH(const QString, answer);
        House house("elicits");
        QSignalSpy tried(&house.core.project().services(), &ServicesLink::toolTried);
        QPointer<ServiceQuestion> dialog = house.ask();
        QVERIFY(dialog && dialog->formCard());
        if (way < 2) {
            QTest::mouseClick(way == 0 ? dialog->formCard()->declineButton() : dialog->formCard()->closeButton(), Qt::LeftButton);
        } else if (way == 2) {
            dialog->reject();
        } else {
            auto* field = dialog->formCard()->findChild<QLineEdit*>(u"field:name"_s);
            dialog->activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(dialog));
            field->setFocus();
            QTest::keyClick(field, Qt::Key_Escape); // out of the field
            QVERIFY(dialog->isVisible() && dialog->decisionCard()->hasFocus());
            QTest::keyClick(dialog->decisionCard(), Qt::Key_Escape);
        }
        QTRY_COMPARE_WITH_TIMEOUT(tried.size(), 1, 9000);
        QCOMPARE(tried[0][0].value<TriedTool>().text, answer);
    }

    /// What a service wants of the model: all of it on a card, and the answer on a second one.
    void sampling()
    {
        House house("legacy", "mcpasker");
        QSignalSpy tried(&house.core.project().services(), &ServicesLink::toolTried);
        const QByteArray params = js("{'messages':[{'role':'user','content':{'type':'text','text':'Sum up:\\u202E evil\\nand more'}}],"
                                     "'systemPrompt':'Be brief.','maxTokens':200}");
        ServiceQuestion* dialog = house.ask(u"sample"_s, "{\"params\":" + jsonString(QByteArrayView(params)) + '}');
        QVERIFY(dialog && dialog->approvalCard() && !dialog->card());
        QCOMPARE(dialog->windowTitle(), u"Let one ask the model something"_s);
        auto* table = dialog->findChild<QTableWidget*>();
        QVERIFY(table && table->item(table->rowCount() - 1, 1)->text().contains(u"⟨U+202E⟩"_s));
        for (const auto& [name, dark, points] : {std::tuple(u"sampling-light"_s, false, 10.0), std::tuple(u"sampling-dark"_s, true, 14.0)}) {
            const Look look(dark, points);
            keepLook(*dialog, name);
        }
        QVERIFY(!dialog->approvalCard()->rememberButton()->isVisibleTo(dialog));
        QTest::mouseClick(dialog->approvalCard()->approveButton(), Qt::LeftButton);
        QVERIFY(tried.isEmpty());
        const auto second = [&house] {
            return house.dialog() && house.dialog()->windowTitle().startsWith(u"Send"_s) && house.dialog()->decisionCard()->isArmed();
        };
        QTRY_VERIFY_WITH_TIMEOUT(second(), 9000);
        {
            const Look look(false, 10);
            keepLook(*house.dialog(), u"answer"_s);
        }
        QTest::mouseClick(house.dialog()->approvalCard()->rejectButton(), Qt::LeftButton); // no words: nobody would read them
        QTRY_COMPARE_WITH_TIMEOUT(tried.size(), 1, 9000);
        QVERIFY2(tried[0][0].value<TriedTool>().text.contains(u"did not send"_s), qPrintable(tried[0][0].value<TriedTool>().text));
    }

    /// It comes while the person writes elsewhere, with a key of theirs on its way that means something else on a card.
    void itDoesNotTakeTheKeys()
    {
        House house("legacy", "mcpasker");
        auto* composer = new QLineEdit(&house.window);
        house.window.resize(400, 100);
        composer->show();
        house.window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&house.window));
        composer->setFocus();
        QSignalSpy tried(&house.core.project().services(), &ServicesLink::toolTried);
        const QByteArray params = js("{'messages':[{'role':'user','content':{'type':'text','text':'Sum up'}}],'maxTokens':200}");
        QPointer<ServiceQuestion> dialog = house.ask(u"sample"_s, "{\"params\":" + jsonString(QByteArrayView(params)) + '}');
        QVERIFY(dialog && dialog->approvalCard());
        QVERIFY(dialog->testAttribute(Qt::WA_ShowWithoutActivating));
        dialog->activateWindow(); // whatever a window manager thinks of that
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        QCOMPARE(QApplication::focusWidget(), dialog.data());
        for (const auto key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Backspace}) {
            QTest::keyClick(dialog->windowHandle(), key, Qt::ControlModifier);
            QTest::keyClick(dialog->windowHandle(), key);
        }
        QTest::keyClick(dialog->windowHandle(), Qt::Key_Space);
        QVERIFY(dialog && dialog->decisionCard()->isOpen());
        QTest::keyClick(dialog->windowHandle(), Qt::Key_Tab); // on purpose
        QCOMPARE(QApplication::focusWidget(), dialog->decisionCard());
        QTest::keyClick(dialog->windowHandle(), Qt::Key_Backspace, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(tried.size(), 1, 9000);
        QTRY_VERIFY(!dialog);
    }

    /// Escape that was meant for something else cancels nothing.
    void escapeCountsOnceItCouldBeRead()
    {
        ApprovalRequest request;
        request.id = u"one"_s;
        request.title = u"Let one ask the model something"_s;
        ServiceQuestion dialog(request, nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        const QSignalSpy decided(&dialog, &ServiceQuestion::decided);
        dialog.show();
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(dialog.isVisible() && decided.isEmpty());
        QTRY_VERIFY(dialog.decisionCard()->isArmed());
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
        QCOMPARE(decided.size(), 1);
        QCOMPARE(decided[0][2].value<Decision>().kind, Decision::Kind::Cancelled);
    }

    /// Nothing is opened before the person has chosen it, and exactly what stood there.
    void address()
    {
        House house("elicits-url");
        QSignalSpy tried(&house.core.project().services(), &ServicesLink::toolTried);
        ServiceQuestion* dialog = house.ask();
        QVERIFY(dialog && house.opened.isEmpty());
        {
            const Look look(true, 14);
            keepLook(*dialog, u"address"_s);
        }
        QVERIFY(dialog->card()->accessibleName().contains(u"https://pay.example.org/a?b=c"_s));
        auto* choice = dialog->card()->findChild<QRadioButton*>();
        QVERIFY(choice);
        QTest::mouseClick(choice, Qt::LeftButton, {}, QPoint(5, choice->height() / 2));
        QVERIFY(house.opened.isEmpty());
        QTest::mouseClick(dialog->card()->submitButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(tried.size(), 1, 9000);
        QCOMPARE(tried[0][0].value<TriedTool>().text, u"{\"action\":\"accept\"}"_s);
        QCOMPARE(house.opened, QStringList{u"https://pay.example.org/a?b=c"_s});
    }
};

QTEST_MAIN(TestServiceQuestion)
#include "tst_servicequestion.moc"
