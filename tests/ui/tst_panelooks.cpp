// SPDX-License-Identifier: MIT
// The pages and panes that no other test of looks draws, light and dark, with small and large letters: services, settings, approvals, history, what waits.
// AIOS_ALL_LOOKS draws each in all four ways.
#include "chatfixtures.h"
#include "core/runtime/publishlink.h"
#include "core/runtime/serviceslink.h"
#include "tests/support/testrepository.h"
#include "tests/ui/looks.h"
#include "tests/ui/shellfixtures.h"
#include "ui/board/boardpage.h"
#include "ui/brain/braineditor.h"
#include "ui/brain/codeedit.h"
#include "ui/brain/historypanel.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/panes/content/contentpane.h"
#include "ui/panes/content/piecesmodel.h"
#include "ui/panes/content/piecesview.h"
#include "ui/panes/layers/layerspane.h"
#include "ui/panes/waitingpane.h"
#include "ui/publish/approvalpage.h"
#include "ui/services/servicespane.h"
#include "ui/settings/settingsdialog.h"
#include "ui/settings/windowsettings.h"
#include "ui/start/startpage.h"
#include "ui/trust/trustpage.h"

#include <QImage>
#include <QLabel>
#include <QListView>
#include <QListWidget>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTreeView>

using namespace aios;
using namespace aios::shell;

namespace {

const QString kPiece = u"content/articles/fit.md"_s;

void makeFolder(const QString& folder)
{
    copySample(folder);
    QImage photo(1600, 900, QImage::Format_RGB32);
    for (int y = 0; y < photo.height(); ++y)
        for (int x = 0; x < photo.width(); ++x)
            photo.setPixel(x, y, qRgb(60 + x * 120 / 1600, 110 + y * 80 / 900, 150));
    QVERIFY(photo.save(folder + u"/content/articles/fit.png"_s));
    write(
        folder + u'/' + kPiece,
        "---\ntitle: A saddle that fits\ntype: article\nplatform: website\nstatus: In Review\nsources: [fitting-notes, https://example.org/saddles]\n---\n"
        "Most pain comes from **two centimetres**.\n\n## Measure first\n\n1. Sit on cardboard.\n2. Measure between the dents.\n\n"
        "![The dents](fit.png)\n![A diagram](missing.png)\n![Theirs](https://example.org/a.png)\n\n<div class=\"box\">note</div>\n\n"
        "See [the guide](https://example.org/guide).\n");
    write(folder + u"/.mcp.json"_s, "{\"mcpServers\": {\"notes\": {\"command\": \"notes-server\", \"args\": [\"--all\"]}}}\n");
    write(folder + u"/.claude/settings.local.json"_s, "{\"permissions\":{\"allow\":[\"Bash(npm test)\"]}}");
}

QByteArray services()
{
    return "{\"mcpServers\": {\"one\": {\"command\": \"" AIOS_BIN_DIR "/stubs/mcpserver\", \"args\": [\"ok\"]}, "
           "\"broken\": {\"command\": \"no-such-program\"}}}\n";
}

ApprovalRequest waitingRequest(const QString& session)
{
    ApprovalRequest request = fixtures::fileRequest("# Plan\n\none\ntwo\n", "# Plan\n\none, better\ntwo\n");
    request.sessionId = session;
    return request;
}

} // namespace

class TestPaneLooks : public QObject {
    Q_OBJECT

private:
    static bool approve(Desk& desk)
    {
        PublishLink& link = desk.core.project().publishing();
        QSignalSpy reviewed(&link, &PublishLink::reviewed);
        link.review(kPiece);
        if (!QTest::qWaitFor([&] { return !reviewed.isEmpty(); }, 5000))
            return false;
        QSignalSpy approved(&link, &PublishLink::approved);
        link.approve(kPiece, reviewed.at(0).at(0).value<ApprovalView>().sha256);
        return QTest::qWaitFor([&] { return !approved.isEmpty(); }, 5000);
    }

private Q_SLOTS:
    void init() { fixtures::failOnOurWarnings(); }

    void light() { draw(false, 10); }
    void dark() { draw(true, 14); }
    void others()
    {
        if (!qEnvironmentVariableIsSet("AIOS_ALL_LOOKS"))
            QSKIP("They say little more to a machine; AIOS_ALL_LOOKS draws them.");
        draw(true, 10);
        draw(false, 14);
    }

private:
    static void draw(bool dark, double points)
    {
        const Look look(dark, points);
        const QString name = u"%1-%2-"_s.arg(dark ? u"dark"_s : u"light"_s).arg(points);
        const QTemporaryDir dir;
        const QString folder = QFileInfo(dir.path()).canonicalFilePath() + u"/content-engine"_s;
        makeFolder(folder);
        test::TestRepository(folder).commit("The sample as it came", 1'790'000'000);
        write(dir.filePath(u"home/config/mcp.json"_s), services());
        Desk desk(dir.filePath(u"home"_s));
        MainWindow& window = *desk.window;
        window.resize(1280, 800);
        QTRY_COMPARE(window.currentPage(), window.startPage());
        window.startPage()->setRecent({u"/home/ines/bikes"_s, u"/home/ines/old-project"_s});
        keepLook(window, name + u"start"_s);
        window.openFolder(folder);
        QTRY_COMPARE_WITH_TIMEOUT(window.currentPage(), window.trustPage(), 9000);
        keepLook(window, name + u"trust"_s);
        QTest::mouseClick(window.trustPage()->findChild<QPushButton*>(u"restrictedButton"_s), Qt::LeftButton);
        QTRY_VERIFY(window.tabs()->currentSession());
        drawServices(desk, name);
        drawApproval(desk, name);
        drawWaiting(desk, name);
        drawHistory(desk, name);
        drawSettings(desk, dir.filePath(u"home"_s), name);
    }
    static void drawServices(Desk& desk, const QString& name)
    {
        WindowDocks& docks = desk.window->docks();
        docks.showPane(u"services"_s);
        auto* pane = docks.pane(u"services"_s);
        const auto states = [&desk] {
            QSet<ServiceState> all;
            for (const ServiceStatus& status : desk.core.project().services().servers())
                all.insert(status.state);
            return all;
        };
        QTRY_VERIFY_WITH_TIMEOUT(states().contains(ServiceState::Ready) && states().contains(ServiceState::Failed), 9000);
        auto* list = pane->findChild<QListView*>(u"serviceList"_s);
        QVERIFY(list);
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            list->setCurrentIndex(list->model()->index(row, 0));
            keepLook(*desk.window, name + u"services-%1"_s.arg(row));
        }
    }
    static void drawApproval(Desk& desk, const QString& name)
    {
        MainWindow& window = *desk.window;
        window.docks().showPane(u"content"_s);
        window.tabs()->openApproval(kPiece);
        auto* page = qobject_cast<ApprovalPage*>(window.tabs()->currentWidget());
        QVERIFY(page);
        QTRY_VERIFY_WITH_TIMEOUT(page->findChild<QLabel*>(u"blockingProblem"_s), 5000); // a picture that is not there
        QVERIFY(!page->canApprove());
        keepLook(window, name + u"approval"_s);
        QScrollBar* bar = page->findChild<QScrollArea*>()->verticalScrollBar();
        bar->setValue(bar->maximum() / 2);
        keepLook(window, name + u"approval-images"_s);
        bar->setValue(bar->maximum());
        keepLook(window, name + u"approval-end"_s);
        const QString path = desk.core.project().content()->root + u'/' + kPiece;
        write(path, read(path).replace("![A diagram](missing.png)\n", ""));
        QTRY_VERIFY_WITH_TIMEOUT(page->canApprove(), 9000);
        QVERIFY(approve(desk));
        auto* content = qobject_cast<ContentPane*>(window.docks().pane(u"content"_s));
        QTreeView& tree = content->pieces().tree();
        const auto row = [&tree] {
            return tree.model()
                ->match(tree.model()->index(0, 0), PiecesModel::RelativeRole, kPiece, 1, Qt::MatchExactly | Qt::MatchRecursive)
                .value(0);
        };
        QTRY_VERIFY_WITH_TIMEOUT(row().siblingAtColumn(1).data().toString().contains(u"left"_s), 9000);
        tree.setCurrentIndex(row());
        window.tabs()->openBoard();
        QScrollBar* across = window.tabs()->currentBoard()->findChild<QScrollArea*>()->horizontalScrollBar();
        QTRY_VERIFY(across->maximum() > 0);
        across->setValue(across->maximum());
        keepLook(window, name + u"approved-content-board"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::Append));
        file.write("One more word.\n");
        file.close();
        QTRY_VERIFY_WITH_TIMEOUT(row().siblingAtColumn(1).data().toString().contains(u"void"_s), 9000);
        window.tabs()->openApproval(kPiece);
        keepLook(window, name + u"void-approval"_s);
    }
    static void drawWaiting(Desk& desk, const QString& name)
    {
        MainWindow& window = *desk.window;
        SessionTab* tab = nullptr;
        for (int i = 0; i < window.tabs()->count() && !tab; ++i)
            tab = qobject_cast<SessionTab*>(window.tabs()->widget(i));
        QVERIFY(tab);
        window.tabs()->setCurrentWidget(tab);
        Q_EMIT desk.core.agent().events({AgentEvent{tab->id(), ApprovalAsked{waitingRequest(tab->id())}}});
        window.docks().showPane(u"layers"_s);
        window.docks().showPane(u"waiting"_s);
        keepLook(window, name + u"brain-waiting"_s);
    }
    static void drawHistory(Desk& desk, const QString& name)
    {
        MainWindow& window = *desk.window;
        window.tabs()->openFile(u"CLAUDE.md"_s);
        BrainEditor* editor = window.tabs()->currentEditor();
        QTRY_VERIFY(editor && editor->isLoaded());
        QTest::keyClicks(&editor->edit(), u"A line of now. "_s);
        editor->setHistoryShown(true);
        auto* panel = editor->findChild<HistoryPanel*>();
        QTRY_VERIFY(panel->list().count() > 0);
        keepLook(window, name + u"history"_s);
        editor->edit().undo();
    }
    static void drawSettings(Desk& desk, const QString& home, const QString& name)
    {
        using Page = SettingsDialog::Page;
        WindowSettingsFile settings(home + u"/config/window.json"_s);
        auto* dialog = new SettingsDialog(desk.core.models(), desk.core.project(), qEnvironmentVariable("AIOS_RESOURCES") + u"/services"_s, settings,
                                          desk.window.get());
        dialog->show();
        auto* presets = dialog->findChild<QListWidget*>(u"presetList"_s);
        QTRY_VERIFY(presets->count() > 10);
        for (const auto& [page, words] :
             {std::pair{Page::Models, u"models"_s}, {Page::Services, u"add"_s}, {Page::Window, u"window"_s}, {Page::Keyboard, u"keyboard"_s}}) {
            dialog->showPage(page);
            keepLook(*dialog, name + u"settings-"_s + words);
        }
        dialog->showPage(Page::Services);
        for (const QString& preset : {u"Airtable"_s, u"WordPress"_s}) {
            for (int row = 0; row < presets->count(); ++row) {
                if (presets->item(row)->text().trimmed().startsWith(preset))
                    presets->setCurrentRow(row);
            }
            keepLook(*dialog, name + u"settings-add-"_s + preset.toLower());
        }
        delete dialog;
    }
};

QTEST_MAIN(TestPaneLooks)
#include "tst_panelooks.moc"
