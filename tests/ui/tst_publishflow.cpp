// SPDX-License-Identifier: MIT
// The sample project, from the review of a piece to its published page, in a real window with the real loop, gate, services and rehearsal.
#include "tests/ui/daystage.h"
#include "ui/publish/approvalpage.h"

#include <QPushButton>
#include <QSignalSpy>

using namespace aios;
using namespace aios::shell;

namespace {

const QString kPiece = u"content/articles/brake-squeal-guide.md"_s;

/// Answers every card but those that publish; true when `until` holds.
bool allowUntil(const DayStage& stage, const std::function<bool()>& until)
{
    QSet<QString> answered;
    return QTest::qWaitFor(
        [&] {
            if (until())
                return true;
            for (const ApprovalRequest& request : stage.waiting()) {
                if (request.preview.kind == ApprovalPreview::Kind::Publish || answered.contains(request.id))
                    continue;
                answered.insert(request.id);
                Decision allow;
                allow.kind = Decision::Kind::Allow;
                stage.core().agent().decide(request.id, request.digest, allow);
            }
            return false;
        },
        DayStage::kPatience);
}

} // namespace

class TestPublishFlow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The person decides by the core's own functions here; tests/day does it by hand.
    void anApprovedPieceGoesOutOnce()
    {
        const QTemporaryDir dir;
        DayStage stage(dir.path());
        QVERIFY(stage.asksForTrust());
        QVERIFY(trustByClick(stage.window()));
        QVERIFY(stage.isReady());
        stage.window().tabs()->openApproval(kPiece);
        auto* page = qobject_cast<ApprovalPage*>(stage.window().tabs()->currentWidget());
        QVERIFY(page);
        // What comes in while it is looked at makes the page start anew, so the first click may be too early.
        const auto clicked = [&] {
            if (page->canApprove())
                QTest::mouseClick(page->findChild<QPushButton*>(u"approve"_s), Qt::LeftButton);
            return stage.file(kPiece).contains("status: Approved");
        };
        QVERIFY2(QTest::qWaitFor(clicked, DayStage::kPatience), qPrintable(wordsOf(*page)));
        stage.window().tabs()->newSession();
        QTRY_VERIFY(stage.session());
        const auto send = [&stage] { stage.core().agent().send(stage.session()->id(), u"/publish brake-squeal-guide"_s); };
        send();
        QVERIFY(allowUntil(stage, [&] { return stage.publishing() || stage.file(kPiece).contains("status: Published"); }));
        QVERIFY(!stage.publishing()); // the service was there when it was approved, so its ticket is the approval
        QVERIFY(stage.file(kPiece).contains("url: file://"));
        QVERIFY(stage.file(u"published/site/brake-squeal-guide/index.html"_s).contains("<h2>"));
        QTRY_VERIFY(stage.file(u"context/active-work.md"_s).contains("brake-squeal-guide"));
        QVERIFY(allowUntil(stage, [&] { return stage.idle(); })); // the records of it are asked for
        // A second time.
        QSignalSpy ended(&stage.session()->controller(), &SessionController::turnEnded);
        send();
        QVERIFY(allowUntil(stage, [&] { return !ended.isEmpty(); }));
        QVERIFY(!stage.publishing());
    }
};

QTEST_MAIN(TestPublishFlow)
#include "tst_publishflow.moc"
