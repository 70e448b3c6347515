// SPDX-License-Identifier: MIT
// The page on which a piece is approved, in a real window on a real core.
#include "shellfixtures.h"

#include "core/base/hash.h"
#include "core/runtime/publishlink.h"
#include "ui/common/armedbutton.h"
#include "ui/common/pieceview.h"
#include "ui/mainwindow/noticearea.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/panes/noticebar.h"
#include "ui/publish/approvalpage.h"
#include "ui/publish/pipelinepage.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTextBrowser>

using namespace aios;
using namespace aios::shell;

namespace {

const QString kPiece = u"content/lights.md"_s;
const QByteArray kFile =
    "---\ntitle: Lights & more\nplatform: website\nstatus: In Review\nsources: [a-sheet]\n---\nWhite in *front*, see [more](https://example.org).\n";

struct Stage {
    explicit Stage(const QByteArray& file = kFile)
    {
        root = dir.path() + u"/mine"_s;
        write(root + u"/CLAUDE.md"_s, "# Mine\n");
        write(root + u"/"_s + kPiece, file);
        desk = std::make_unique<Desk>(dir.path() + u"/home"_s);
        desk->window->resize(1100, 800);
        desk->window->openFolder(root);
    }
    [[nodiscard]] ApprovalPage* open()
    {
        if (!QTest::qWaitFor(
                [this] { return desk->window->tabs() && desk->window->tabs()->currentSession() && desk->core.project().publishing().state(); }, 9000))
            return nullptr;
        desk->window->tabs()->openApproval(kPiece);
        auto* page = qobject_cast<ApprovalPage*>(desk->window->tabs()->currentWidget());
        return page && QTest::qWaitFor([page] { return !page->findChildren<QTextBrowser*>().isEmpty(); }, 5000) ? page : nullptr;
    }
    [[nodiscard]] QByteArray piece() const { return read(root + u'/' + kPiece); }

    QTemporaryDir dir;
    QString root;
    std::unique_ptr<Desk> desk;
};

QString allWords(const QWidget& page)
{
    QStringList words;
    for (const QLabel* label : page.findChildren<QLabel*>()) {
        if (label->isVisible())
            words.append(label->text());
    }
    return words.join(u'\n');
}

} // namespace

class TestApprovalPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void showsItAndApprovesByAClick()
    {
        Stage stage;
        ApprovalPage* page = stage.open();
        QVERIFY(page);
        auto* shown = page->findChild<QTextBrowser*>(u"page"_s);
        QVERIFY(shown);
        QVERIFY(shown->toPlainText().startsWith(u"Lights & more\nWhite in front, see more."_s));
        QTRY_VERIFY2(allWords(*page).contains(u"a-sheet"_s), qPrintable(allWords(*page)));
        QVERIFY(allWords(*page).contains(u"https://example.org"_s));
        auto* approve = page->findChild<QPushButton*>(u"approve"_s);
        QVERIFY(!approve->isDefault() && !approve->autoDefault());
        QTRY_VERIFY(approve->isEnabled());
        QTest::mouseClick(approve, Qt::LeftButton);
        QTRY_COMPARE(stage.piece(), QByteArray(kFile).replace("In Review", "Approved"));
        QTRY_VERIFY2(allWords(*page).contains(u"You approved it"_s), qPrintable(allWords(*page)));
        QVERIFY(!approve->isEnabled());
        auto* back = page->findChild<QPushButton*>(u"sendBack"_s);
        QTRY_VERIFY(back->isEnabled());
        QTest::mouseClick(back, Qt::LeftButton);
        QTRY_COMPARE(stage.piece(), kFile);
    }

    void approvesByCtrlEnterInIt()
    {
        Stage stage;
        ApprovalPage* page = stage.open();
        QVERIFY(page);
        QTRY_VERIFY2(page->canApprove(), qPrintable(allWords(*page)));
        QTest::keyClick(page->focusProxy(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(stage.piece(), QByteArray(kFile).replace("In Review", "Approved"));
    }

    /// Who writes what should change and presses Ctrl+Enter does not want it published.
    void wordsOfRefusalDoNotApprove()
    {
        Stage stage;
        ApprovalPage* page = stage.open();
        QVERIFY(page);
        QTRY_VERIFY(page->canApprove());
        auto* why = page->findChild<QLineEdit*>();
        why->setFocus();
        QTest::keyClicks(why, u"too long"_s);
        for (const auto key : {Qt::Key_Return, Qt::Key_Enter})
            QTest::keyClick(why, key, Qt::ControlModifier);
        QVERIFY(page->canApprove()); // nothing is on its way
        QCOMPARE(why->text(), u"too long"_s);
        QTest::keyClick(page->focusProxy(), Qt::Key_Return, Qt::ControlModifier); // from anywhere else on the page it does
        QVERIFY(!page->canApprove());
        QTRY_COMPARE(stage.piece(), QByteArray(kFile).replace("In Review", "Approved"));
    }

    /// Whatever a hand types into it, nothing is approved.
    void neverByAccident()
    {
        Stage stage;
        ApprovalPage* page = stage.open();
        QVERIFY(page);
        QTRY_VERIFY(page->canApprove());
        auto* approve = page->findChild<QPushButton*>(u"approve"_s);
        const QList<QWidget*> targets{page->focusProxy(), approve, page->findChild<QLineEdit*>()};
        QRandomGenerator random(7);
        const QList<int> keys{Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space, Qt::Key_Y, Qt::Key_1, Qt::Key_A, Qt::Key_Select, Qt::Key_O};
        for (int i = 0; i < 1000; ++i) {
            const auto modifier = random.bounded(4) == 0 ? Qt::ShiftModifier : random.bounded(6) == 0 ? Qt::AltModifier : Qt::NoModifier;
            QWidget* target = targets.at(random.bounded(static_cast<int>(targets.size())));
            target->setFocus();
            QTest::keyClick(target, static_cast<Qt::Key>(keys.at(random.bounded(static_cast<int>(keys.size())))), modifier);
        }
        QCoreApplication::processEvents();
        QCOMPARE(stage.piece(), kFile);
        QVERIFY(page->canApprove());
    }

    void notBeforeItCouldBeRead()
    {
        Stage stage;
        ApprovalPage* page = stage.open();
        QVERIFY(page);
        QTRY_VERIFY(page->canApprove());
        // What is shown changed: the time begins again.
        write(stage.root + u'/' + kPiece, QByteArray(kFile).replace("White", "Black"));
        QTRY_VERIFY_WITH_TIMEOUT(page->findChildren<QTextBrowser*>().constLast()->toPlainText().contains(u"Black"_s), 8000);
        QVERIFY(!page->findChild<QPushButton*>(u"approve"_s)->isEnabled() || page->canApprove());
        page->approve();
        QTRY_VERIFY(page->canApprove() || stage.piece().contains("Approved"));
        page->approve();
        QTRY_COMPARE(stage.piece(), QByteArray(kFile).replace("White", "Black").replace("In Review", "Approved"));
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("says");
        QTest::newRow("draft") << QByteArray(kFile).replace("In Review", "Draft") << u"In Review"_s;
        QTest::newRow("empty") << QByteArray("---\ntitle: T\nplatform: website\nstatus: In Review\n---\n") << u"no text"_s;
        QTest::newRow("too long") << "---\ntitle: T\nplatform: x\nstatus: In Review\n---\n" + QByteArray(300, 'a') + "\n" << u"300 of 280"_s;
    }
    void refusals()
    {
        QFETCH(const QByteArray, file);
        QFETCH(const QString, says);
        Stage stage(file);
        ApprovalPage* page = stage.open();
        QVERIFY(page);
        QTRY_VERIFY2(allWords(*page).contains(says), qPrintable(allWords(*page)));
        QTest::qWait(ApprovalPage::kArmingTime + 100);
        QVERIFY(!page->canApprove());
        page->approve();
        QTest::keyClick(page->focusProxy(), Qt::Key_Return, Qt::ControlModifier);
        QCoreApplication::processEvents();
        QCOMPARE(stage.piece(), file);
    }

    void aChangeAfterwardsIsShownAgainstWhatWasApproved()
    {
        Stage stage;
        ApprovalPage* page = stage.open();
        QVERIFY(page);
        QTRY_VERIFY(page->canApprove());
        page->approve();
        QTRY_VERIFY(stage.piece().contains("Approved"));
        write(stage.root + u'/' + kPiece, QByteArray(kFile).replace("In Review", "Approved").replace("front", "back"));
        QTRY_VERIFY_WITH_TIMEOUT(stage.piece().contains("status: In Review"), 8000);
        QTRY_VERIFY(page->findChild<QWidget*>(u"approvedAgainstNow"_s));
        QTRY_VERIFY(allWords(*page).contains(u"counts no longer"_s));
    }

    void aStatusWrittenByHandIsSaid()
    {
        Stage stage(QByteArray(kFile).replace("In Review", "Approved"));
        QVERIFY(stage.open());
        QTRY_VERIFY(stage.desk->window->notices().text(u"claimed"_s).contains(u"Lights & more"_s));
    }

    void thePipelineCountsOnceItWasSeen()
    {
        Stage stage;
        write(stage.root + u"/config/pipeline.yaml"_s,
              "platforms:\n  website:\n    service: site\n    tool: create_post\n    arguments: {content: piece.html}\n");
        QVERIFY(stage.open());
        QTRY_VERIFY_WITH_TIMEOUT(!stage.desk->window->notices().text(u"pipeline"_s).isEmpty(), 8000);
        stage.desk->window->tabs()->openPipeline();
        auto* page = qobject_cast<PipelinePage*>(stage.desk->window->tabs()->currentWidget());
        QVERIFY(page);
        auto* use = page->findChild<ArmedButton*>(u"usePipeline"_s);
        QTest::mouseClick(use, Qt::LeftButton); // not before it could be read
        QTRY_VERIFY(use->isArmed());
        for (const auto key : {Qt::Key_Space, Qt::Key_Return, Qt::Key_Enter})
            QTest::keyClick(use, key);
        QVERIFY(stage.desk->core.project().publishing().state()->pipelineWaits);
        QTest::mouseClick(use, Qt::LeftButton);
        QTRY_VERIFY(stage.desk->window->notices().text(u"pipeline"_s).isEmpty());
        const auto* piece = stage.desk->core.project().publishing().state()->piece(kPiece);
        QVERIFY(piece);
        QCOMPARE(piece->destination, u"create_post of site"_s);
    }

    /// It changes again while the hand is on its way, and then into something that cannot be taken, which is said.
    void thePipelineUnderTheHandIsTheOneTaken()
    {
        const auto pipeline = [](const QByteArray& tool) {
            return "platforms:\n  website:\n    service: site\n    tool: " + tool + "\n    arguments: {content: piece.html}\n";
        };
        Stage stage;
        write(stage.root + u"/config/pipeline.yaml"_s, pipeline("create_post"));
        QVERIFY(stage.open());
        PublishLink& link = stage.desk->core.project().publishing();
        QTRY_VERIFY_WITH_TIMEOUT(link.state()->pipelineWaits, 8000);
        stage.desk->window->tabs()->openPipeline();
        auto* page = qobject_cast<PipelinePage*>(stage.desk->window->tabs()->currentWidget());
        QVERIFY(page);
        auto* use = page->findChild<ArmedButton*>(u"usePipeline"_s);
        QTRY_VERIFY(use->isArmed());
        const QByteArray seen = link.state()->pipelineNowSha256;
        write(stage.root + u"/config/pipeline.yaml"_s, pipeline("delete_post"));
        QTRY_VERIFY_WITH_TIMEOUT(link.state()->pipelineNowSha256 != seen, 8000);
        const QSignalSpy failed(&link, &PublishLink::failed);
        QTest::mouseClick(use, Qt::LeftButton);
        QVERIFY(!use->isArmed());
        QTRY_VERIFY(use->isArmed()); // meanwhile the core would have answered
        QVERIFY(failed.isEmpty() && link.state()->pipelineWaits);
        const QByteArray second = link.state()->pipelineNowSha256;
        write(stage.root + u"/config/pipeline.yaml"_s, "platforms: [\n");
        QTRY_VERIFY_WITH_TIMEOUT(link.state()->pipelineNowSha256 != second, 8000);
        QTRY_VERIFY(use->isArmed());
        QTest::mouseClick(use, Qt::LeftButton);
        const auto* told = page->findChild<NoticeBar*>();
        QTRY_VERIFY(told->isVisible());
        QVERIFY2(told->text().contains(u"cannot be read"_s), qPrintable(told->text()));
        QVERIFY(link.state()->pipelineWaits);
    }
};

QTEST_MAIN(TestApprovalPage)
#include "tst_approvalpage.moc"
