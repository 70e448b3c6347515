// SPDX-License-Identifier: MIT
// A call rejected in the window, with words: what the model is sent next, and what the decision log says. The real core and HTTP, with a stub server in the place of the provider.
#include "core/base/json.h"
#include "core/gate/decisionlog.h"
#include "tests/ui/shellfixtures.h"
#include "ui/chat/approvalcard.h"
#include "ui/chat/composer.h"
#include "ui/chat/promptedit.h"
#include "ui/chat/sessioncontroller.h"
#include "ui/chat/sessionview.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"

#include <QLineEdit>
#include <QProcess>
#include <QSignalSpy>

using namespace aios;
using namespace aios::shell;

class TestRejectWords : public QObject {
    Q_OBJECT

private:
    /// The stub, with a script: it wants to write a file, then says something.
    struct Server {
        explicit Server(const QString& folder)
        {
            write(folder + u"/script.json"_s, R"({"replies":[
                {"text":"I write it.","tools":[{"name":"Write","id":"toolu_w","input":{"file_path":"content/new.md","content":"Cheap lights.\n"}}]},
                {"text":"Understood."}]})");
            process.start(QStringLiteral(AIOS_BIN_DIR "/stubs/modelserver"), {u"--script"_s, folder + u"/script.json"_s, u"--dump"_s, folder});
            if (!process.waitForReadyRead(5000))
                qFatal("the stub model server did not start");
            port = process.readLine().mid(5).trimmed().toInt();
        }
        ~Server()
        {
            process.terminate();
            process.waitForFinished(5000);
        }
        QProcess process;
        int port = 0;
    };
    /// The text of the tool result in the request's last message.
    static QString toolResult(const QByteArray& body)
    {
        const auto value = parseJson(body);
        if (!value || !value->is_object())
            return {};
        const auto& content = value->at("messages").as_array().back().at("content").as_array();
        for (const auto& block : content) {
            if (jsonText(block.as_object(), "type") == "tool_result"_L1 && jsonText(block.as_object(), "tool_use_id") == "toolu_w"_L1)
                return jsonText(block.as_object(), "content");
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void words_data()
    {
        QTest::addColumn<bool>("keys");
        QTest::newRow("by mouse") << false;
        QTest::newRow("by keys") << true;
    }
    void words()
    {
        QFETCH(const bool, keys);
        const QString said = u"No prices: \"cheap\" is a promise, <b>we</b> cannot keep it. 100 % bright, please"_s;
        const QTemporaryDir dir;
        const QString folder = dir.filePath(u"folder"_s);
        const QString home = dir.filePath(u"home"_s);
        copySample(folder);
        const Server server(dir.path());
        write(home + u"/config/settings.json"_s, "{\"defaultModel\": \"anthropic/stub-model\"}\n");
        Desk desk(home, [&](Runtime::Options& options) {
            options.environment.insert(u"ANTHROPIC_BASE_URL"_s, u"http://127.0.0.1:%1"_s.arg(server.port));
            options.environment.insert(u"ANTHROPIC_API_KEY"_s, u"sk-canary"_s);
        });
        desk.window->resize(1200, 800);
        desk.window->openFolder(folder);
        QTRY_VERIFY(desk.window->tabs() && desk.window->tabs()->isVisible());
        QTRY_VERIFY(desk.window->tabs()->currentSession());
        desk.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(desk.window.get()));
        SessionTab* tab = desk.window->tabs()->currentSession();
        QSignalSpy ended(&tab->controller(), &SessionController::turnEnded);
        PromptEdit* edit = tab->view().composer().edit();
        QTest::mouseClick(edit->viewport(), Qt::LeftButton);
        QTest::keyClicks(edit, u"Write of lights"_s);
        QTest::keyClick(edit, Qt::Key_Return);

        ApprovalCard* card = nullptr;
        const auto rows = [tab] {
            QStringList all;
            const TranscriptModel& transcript = tab->controller().transcript();
            for (int row = 0; row < transcript.rowCount(); ++row)
                all.append(transcript.item(row).entry.text);
            return all.join(u" | "_s);
        };
        QTRY_VERIFY2_WITH_TIMEOUT((card = tab->view().findChild<ApprovalCard*>()) && card->isArmed(), qPrintable(rows()), 9000);
        if (keys) {
            card->rejectButton()->setFocus(Qt::TabFocusReason);
            QTest::keyClick(card->rejectButton(), Qt::Key_Return); // it only opens the line for the words
        } else {
            QTest::mouseClick(card->rejectButton(), Qt::LeftButton);
        }
        QTRY_VERIFY(card->feedback()->isVisible() && card->feedback()->hasFocus());
        QTest::keyClicks(card->feedback(), said);
        if (keys) {
            for (int step = 0; !card->rejectSendButton()->hasFocus() && step < 5; ++step)
                QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QVERIFY(card->rejectSendButton()->hasFocus());
            QTest::keyClick(card->rejectSendButton(), Qt::Key_Backspace, Qt::ControlModifier);
        } else {
            QTest::mouseClick(card->rejectSendButton(), Qt::LeftButton);
        }
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 9000);
        QCOMPARE(ended.at(0).at(0).value<TurnEnded>().error, QString());

        const QStringList requests = QDir(dir.path()).entryList({u"request-*.json"_s}, QDir::Files, QDir::Name);
        QVERIFY(!requests.isEmpty());
        const QString heard = toolResult(read(dir.filePath(requests.constLast())));
        QVERIFY2(heard.endsWith(u"The person rejected it and says: "_s + said), qPrintable(heard));
        QVERIFY(!QFile::exists(folder + u"/content/new.md"_s));
        QSignalSpy loaded(&desk.core.project(), &ProjectLink::decisionsLoaded);
        desk.core.project().loadDecisions();
        QTRY_VERIFY(!loaded.isEmpty());
        const auto records = loaded.at(0).at(0).value<QList<DecisionRecord>>();
        QCOMPARE(records.size(), 1);
        QCOMPARE(records.at(0).tool, u"Write"_s);
        QCOMPARE(records.at(0).decision, u"denied"_s);
        QCOMPARE(records.at(0).by, u"person"_s);
        QVERIFY2(records.at(0).feedback.endsWith(said), qPrintable(records.at(0).feedback));
    }
};

QTEST_MAIN(TestRejectWords)
#include "tst_rejectwords.moc"
