// SPDX-License-Identifier: MIT
// How it stands with the approval of a piece, on its card and in the content pane, as it changes.
#include "core/gate/tickets.h"
#include "core/runtime/publishlink.h"
#include "tests/ui/boardstage.h"
#include "tests/ui/looks.h"
#include "ui/common/piecemarklook.h"
#include "ui/panes/content/contentpane.h"
#include "ui/panes/content/piecesmodel.h"
#include "ui/panes/content/piecesview.h"
#include "ui/theme/colours.h"

#include <QApplication>
#include <QMenu>
#include <QPushButton>
#include <QTreeView>

using namespace aios;
using namespace aios::shell;

namespace {

const QByteArray kBoard = "## In Review\n- Post: Ready (ready)\n\n## Approved\n\n## Published\n";
const QString kPiece = u"content/posts/ready.md"_s;

/// Board and content pane on one core.
struct MarkStage : BoardStage {
    MarkStage() : BoardStage(kBoard), pane(std::make_unique<ContentPane>(host))
    {
        write(piece(u"posts/ready"_s), "---\ntitle: Ready\ntype: post\nplatform: linkedin\nstatus: In Review\n---\nText of it.\n");
        pane->resize(420, 500);
        pane->show();
    }
    [[nodiscard]] bool openAll()
    {
        return open() && QTest::qWaitFor([this] { return core.project().publishing().state() && row().isValid(); }, 8000);
    }
    [[nodiscard]] QString card() const
    {
        const auto [column, at] = find(u"Ready"_s);
        return column ? column->model().row(at).ticket : u"(no card)"_s;
    }
    [[nodiscard]] QString spoken() const
    {
        const auto [column, at] = find(u"Ready"_s);
        return column ? column->model().index(at).data(Qt::AccessibleTextRole).toString() : QString();
    }
    /// Its row in the tree of pieces.
    [[nodiscard]] QModelIndex row() const
    {
        const QAbstractItemModel& model = *pane->pieces().tree().model();
        const QModelIndexList found =
            model.rowCount() == 0 ? QModelIndexList()
                                  : model.match(model.index(0, 0), PiecesModel::RelativeRole, kPiece, 1, Qt::MatchExactly | Qt::MatchRecursive);
        return found.value(0);
    }
    [[nodiscard]] QString beside() const { return row().siblingAtColumn(1).data().toString(); }
    [[nodiscard]] bool both(const QString& cardWords, const QString& besideWords) const
    {
        return QTest::qWaitFor([&] { return card().contains(cardWords) && beside() == besideWords; }, 8000);
    }
    [[nodiscard]] bool approve()
    {
        PublishLink& link = core.project().publishing();
        QSignalSpy reviewed(&link, &PublishLink::reviewed);
        link.review(kPiece);
        if (!QTest::qWaitFor([&] { return !reviewed.isEmpty(); }, 5000))
            return false;
        QSignalSpy approved(&link, &PublishLink::approved);
        link.approve(kPiece, reviewed.at(0).at(0).value<ApprovalView>().sha256);
        return QTest::qWaitFor([&] { return !approved.isEmpty(); }, 5000);
    }
    [[nodiscard]] TicketStore tickets() const
    {
        const QDir projects(dir.filePath(u"home/data/projects"_s));
        return {projects.filePath(projects.entryList(QDir::Dirs | QDir::NoDotAndDotDot).value(0) + u"/tickets"_s), Clock::system()};
    }
    /// Something beneath content/ changed, so the core looks again.
    void nudge() { write(piece(u"posts/other"_s), "---\ntitle: Other\nslug: other-" + QByteArray::number(++nudges) + "\n---\n"); }

    std::unique_ptr<ContentPane> pane;
    int nudges = 0;
};

} // namespace

class TestPieceMarks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void fromTheClickToTheChangeThatVoidsIt()
    {
        MarkStage stage;
        QVERIFY(stage.openAll());
        QCOMPARE(stage.card(), QString());
        QCOMPARE(stage.beside(), u"linkedin"_s);
        QVERIFY(stage.approve());
        QVERIFY2(stage.both(u"Approved by you on "_s, u"7 day(s) left"_s), qPrintable(stage.card() + u" | "_s + stage.beside()));
        QTRY_COMPARE(stage.columnOf(u"Ready"_s), u"Approved"_s);
        QVERIFY2(stage.card().endsWith(u"expires in 7 day(s)"_s), qPrintable(stage.card()));
        QVERIFY2(stage.spoken().contains(stage.card()), qPrintable(stage.spoken()));
        QVERIFY2(stage.row().data(Qt::AccessibleTextRole).toString().contains(stage.card()), "read aloud in the tree");
        QVERIFY(stage.row().data(Qt::ToolTipRole).toString().contains(stage.card()));
        QVERIFY(!stage.row().siblingAtColumn(1).data(Qt::DecorationRole).value<QIcon>().isNull());
        // It has room on its card, and is drawn.
        const auto [column, at] = stage.find(u"Ready"_s);
        const CardDelegate::Parts parts =
            CardDelegate::parts(column->model().row(at), column->list().visualRect(column->model().index(at)), column->list().font());
        QVERIFY(!parts.ticketLines.isEmpty() && parts.card.contains(parts.ticket));
        // One changed word.
        write(stage.piece(u"posts/ready"_s), read(stage.piece(u"posts/ready"_s)) + "One more.\n");
        QVERIFY2(stage.both(u"The approval is void. The piece was changed after it was approved."_s, u"void"_s),
                 qPrintable(stage.card() + u" | "_s + stage.beside()));
        QTRY_COMPARE(stage.columnOf(u"Ready"_s), u"In Review"_s);
    }

    void whatTheServiceSaid_data()
    {
        QTest::addColumn<Ticket::State>("state");
        QTest::addColumn<bool>("scheduled");
        QTest::addColumn<QString>("card");
        QTest::addColumn<QString>("beside");
        QTest::newRow("published") << Ticket::State::Spent << false << u"Published: https://example.org/ready"_s << u"published"_s;
        QTest::newRow("scheduled") << Ticket::State::Spent << true << u"Scheduled: https://example.org/ready"_s << u"scheduled"_s;
        QTest::newRow("unknown") << Ticket::State::Unknown << false << u"Nobody knows whether it went out: check"_s << u"check"_s;
    }
    void whatTheServiceSaid()
    {
        QFETCH(const Ticket::State, state);
        QFETCH(const bool, scheduled);
        QFETCH(const QString, card);
        QFETCH(const QString, beside);
        MarkStage stage;
        QVERIFY(stage.openAll());
        QVERIFY(stage.approve());
        QVERIFY(stage.both(u"Approved by you"_s, u"7 day(s) left"_s));
        const TicketStore tickets = stage.tickets();
        const QList<Ticket> all = tickets.all();
        QCOMPARE(all.size(), 1);
        auto hold = tickets.begin(all.at(0).id);
        QVERIFY(hold);
        stage.nudge();
        QVERIFY2(stage.both(u"On its way out"_s, u"going out"_s), qPrintable(stage.card()));
        QVERIFY(tickets.finish(std::move(*hold), state, state == Ticket::State::Spent ? u"https://example.org/ready"_s : u"No answer."_s,
                               {.scheduled = scheduled}));
        if (state == Ticket::State::Spent) // as the core does on proof
            write(stage.piece(u"posts/ready"_s), read(stage.piece(u"posts/ready"_s)).replace("Approved", scheduled ? "Scheduled" : "Published"));
        stage.nudge();
        QVERIFY2(stage.both(card, beside), qPrintable(stage.card() + u" | "_s + stage.beside()));
        if (state != Ticket::State::Spent)
            return;
        leadsOut(stage);
    }

private:
    /// From its card and from the pane to what went out, by mouse and by keys; the window asks before it leaves.
    static void leadsOut(MarkStage& stage)
    {
        const auto [column, at] = stage.find(u"Ready"_s);
        QCOMPARE(column->model().row(at).link, u"Open example.org"_s);
        const QModelIndex index = column->model().index(at);
        stage.pick(u"Ready"_s);
        const QSignalSpy wanted(&stage.host, &PaneHost::linkRequested);
        const CardDelegate::Parts parts = CardDelegate::parts(column->model().row(at), column->list().visualRect(index), column->list().font());
        QVERIFY(parts.link.height() > 0 && parts.card.contains(parts.link) && !parts.link.intersects(parts.ticket));
        QTest::mouseClick(column->list().viewport(), Qt::LeftButton, {}, parts.link.center());
        QCOMPARE(wanted.size(), 1);
        stage.key(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(wanted.size(), 2);
        QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(), QPoint());
        QApplication::sendEvent(stage.page.get(), &event);
        auto* menu = stage.page->findChild<QMenu*>(u"cardMenu"_s);
        QVERIFY(menu);
        for (QAction* action : menu->actions()) {
            if (action->text().remove(u'&') == u"Open What Went Out…"_s)
                action->trigger();
        }
        menu->close();
        QCOMPARE(wanted.size(), 3);
        stage.pane->pieces().tree().setCurrentIndex(stage.row());
        auto* link = stage.pane->findChild<QPushButton*>(u"pieceLink"_s);
        QVERIFY(link && link->isVisible() && link->focusPolicy() & Qt::TabFocus);
        QCOMPARE(link->text(), u"Open example.org"_s);
        QCOMPARE(link->toolTip(), u"https://example.org/ready"_s);
        keepLook(*stage.page, u"board-"_s + QLatin1StringView(QTest::currentDataTag()));
        keepLook(*stage.pane, u"content-"_s + QLatin1StringView(QTest::currentDataTag()));
        link->setFocus();
        QTest::keyClick(link, Qt::Key_Space);
        QCOMPARE(wanted.size(), 4);
        for (const QList<QVariant>& each : wanted)
            QCOMPARE(each.at(0).toString(), u"https://example.org/ready"_s);
        stage.pane->pieces().tree().setCurrentIndex(stage.row().parent());
        QVERIFY(!link->isVisible()); // a group went nowhere
    }

private Q_SLOTS:
    /// What a service names as proof may be no address, or one that no browser should open.
    void noLinkFromForeignWords_data()
    {
        QTest::addColumn<QString>("proof");
        QTest::newRow("an id") << u"4711"_s;
        QTest::newRow("a file") << u"file:///etc/passwd"_s;
        QTest::newRow("two hosts") << u"https://example.org@evil.example/"_s;
    }
    void noLinkFromForeignWords()
    {
        QFETCH(const QString, proof);
        const CardView card;
        const CardListModel::Row row =
            CardListModel::makeRow(card, false, {.kind = PieceMark::Kind::Published, .proof = proof}, QDateTime::currentDateTime());
        QCOMPARE(row.link, QString());
        QCOMPARE(CardDelegate::parts(row, QRect(0, 0, 300, 200), QApplication::font()).link.height(), 0);
    }

    void aStatusWrittenByHand()
    {
        MarkStage stage;
        write(stage.piece(u"posts/ready"_s), read(stage.piece(u"posts/ready"_s)).replace("In Review", "Approved"));
        QVERIFY(stage.openAll());
        QVERIFY2(stage.both(u"Written as approved in the file, not approved by you"_s, u"not approved"_s), qPrintable(stage.card()));
    }

    void publishedByHand()
    {
        MarkStage stage;
        write(stage.piece(u"posts/ready"_s), read(stage.piece(u"posts/ready"_s)).replace("In Review", "Published"));
        QVERIFY(stage.openAll());
        QVERIFY2(stage.both(u"Written as published in the file, no proof known"_s, u"no proof"_s), qPrintable(stage.card()));
    }

    /// Every kind has words, short words and a symbol, and none of them is told by colour alone.
    void everyKindSaysSomething()
    {
        const QDateTime now = QDateTime::currentDateTime();
        const Colours colours = Colours::of(QApplication::palette());
        QStringList seen;
        for (int kind = 1; kind <= static_cast<int>(PieceMark::Kind::Unproven); ++kind) {
            const PieceMark mark{.kind = static_cast<PieceMark::Kind>(kind), .since = now, .until = now.addDays(2)};
            seen += pieceMarkWords(mark, now);
            seen += pieceMarkBrief(mark, now);
            QVERIFY(!icon(pieceMarkIcon(mark.kind)).isNull());
            QVERIFY(pieceMarkColour(mark.kind, colours).isValid());
        }
        QVERIFY(!seen.contains(QString()));
        QCOMPARE(seen.removeDuplicates(), 0);
        QCOMPARE(pieceMarkWords({.kind = PieceMark::Kind::Published, .proof = u"\u202Ehttp"_s}, now), u"Published: ⟨U+202E⟩http"_s);
    }
};

QTEST_MAIN(TestPieceMarks)
#include "tst_piecemarks.moc"
