// SPDX-License-Identifier: MIT
// The sample project, from the review of a piece to its published page, in a real window with the real loop, gate, services and rehearsal.
#include "shellfixtures.h"

#include "core/runtime/publishlink.h"
#include "ui/chat/approvalcard.h"
#include "ui/chat/composer.h"
#include "ui/chat/sessioncontroller.h"
#include "ui/chat/sessionview.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/panes/panehost.h"
#include "ui/publish/approvalpage.h"
#include "ui/trust/trustpage.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

using namespace aios;
using namespace aios::shell;

namespace {

const QString kPiece = u"content/articles/brake-squeal-guide.md"_s;

struct Stage {
    Stage()
    {
        root = dir.path() + u"/content-engine"_s;
        copySample(root);
        for (const QString& file : {u"/.mcp.json"_s, u"/.claude/settings.json"_s})
            QFile::copy(qEnvironmentVariable("AIOS_RESOURCES") + u"/templates/content-engine"_s + file, root + file);
        home = dir.path() + u"/home"_s;
        desk = std::make_unique<Desk>(home);
        desk->window->resize(1200, 850);
        desk->window->openFolder(root);
    }
    [[nodiscard]] bool ready()
    {
        if (!QTest::qWaitFor([this] { return desk->window->currentPage() == desk->window->trustPage(); }, 9000))
            return false;
        QTest::mouseClick(desk->window->trustPage()->findChild<QPushButton*>(u"trustButton"_s), Qt::LeftButton);
        return QTest::qWaitFor([this] { return desk->window->tabs()->currentSession() && desk->core.project().publishing().state(); }, 9000);
    }
    void type(const QString& line)
    {
        SessionTab* tab = desk->window->tabs()->currentSession();
        desk->core.agent().send(tab->id(), line);
    }
    /// Answers every card but those that publish; true when `until` holds.
    [[nodiscard]] bool allowUntil(const std::function<bool()>& until)
    {
        return QTest::qWaitFor(
            [&] {
                if (until())
                    return true;
                for (const ApprovalRequest& request : desk->window->host()->waiting()) {
                    if (request.preview.kind == ApprovalPreview::Kind::Publish || answered.contains(request.id))
                        continue;
                    answered.insert(request.id);
                    Decision allow;
                    allow.kind = Decision::Kind::Allow;
                    desk->core.agent().decide(request.id, request.digest, allow);
                }
                return false;
            },
            9000);
    }
    [[nodiscard]] const ApprovalRequest* publishing() const
    {
        for (const ApprovalRequest& request : desk->window->host()->waiting()) {
            if (request.preview.kind == ApprovalPreview::Kind::Publish)
                return &request;
        }
        return nullptr;
    }
    [[nodiscard]] QByteArray file(const QString& relative) const { return read(root + u'/' + relative); }
    [[nodiscard]] bool idle() const
    {
        const SessionTab* tab = desk->window->tabs()->currentSession();
        return tab && desk->window->host()->sessionState(tab->id()) == SessionState::Idle;
    }

    QTemporaryDir dir;
    QString root;
    QString home;
    std::unique_ptr<Desk> desk;
    QSet<QString> answered;
};

QString wordsOf(const QWidget& page)
{
    QStringList words;
    for (const QLabel* label : page.findChildren<QLabel*>()) {
        if (label->isVisible())
            words.append(label->text());
    }
    return words.join(u'\n');
}

} // namespace

class TestPublishFlow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anApprovedPieceGoesOutOnce()
    {
        Stage stage;
        QVERIFY(stage.ready());
        stage.desk->window->tabs()->openApproval(kPiece);
        auto* page = qobject_cast<ApprovalPage*>(stage.desk->window->tabs()->currentWidget());
        QVERIFY(page);
        // What comes in while it is looked at makes the page start anew, so the first click may be too early.
        const auto clicked = [&] {
            if (page->canApprove())
                QTest::mouseClick(page->findChild<QPushButton*>(u"approve"_s), Qt::LeftButton);
            return stage.file(kPiece).contains("status: Approved");
        };
        QVERIFY2(QTest::qWaitFor(clicked, 9000), qPrintable(wordsOf(*page)));
        stage.desk->window->tabs()->newSession();
        QTRY_VERIFY(stage.desk->window->tabs()->currentSession());
        stage.type(u"/publish brake-squeal-guide"_s);
        QVERIFY(stage.allowUntil([&] { return stage.publishing() || stage.file(kPiece).contains("status: Published"); }));
        // The service was not running when it was approved, so the person looks once more, at the same piece.
        if (const ApprovalRequest* request = stage.publishing()) {
            Decision allow;
            allow.kind = Decision::Kind::Allow;
            stage.desk->core.agent().decide(request->id, request->digest, allow);
        }
        QVERIFY(stage.allowUntil([&] { return stage.file(kPiece).contains("status: Published"); }));
        QVERIFY(stage.file(kPiece).contains("url: file://"));
        QVERIFY(stage.file(u"published/site/brake-squeal-guide/index.html"_s).contains("<h2>"));
        QTRY_VERIFY(stage.file(u"context/active-work.md"_s).contains("brake-squeal-guide"));
        QVERIFY(stage.allowUntil([&] { return stage.idle(); })); // the records of it are asked for
        // A second time.
        QSignalSpy ended(&stage.desk->window->tabs()->currentSession()->controller(), &SessionController::turnEnded);
        stage.type(u"/publish brake-squeal-guide"_s);
        QVERIFY(stage.allowUntil([&] { return !ended.isEmpty(); }));
        QVERIFY(!stage.publishing());
    }
};

QTEST_MAIN(TestPublishFlow)
#include "tst_publishflow.moc"
