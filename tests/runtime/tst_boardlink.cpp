// SPDX-License-Identifier: MIT
// The board over two real threads and a real folder.
#include "core/base/hash.h"
#include "core/runtime/boardlink.h"
#include "core/runtime/corethread.h"
#include "core/runtime/facades.h"
#include "core/runtime/openproject.h"
#include "tests/support/tempproject.h"

#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kBoard =
    "# Work\n\n## Draft\n- Article: Lights (lights) - soon\n- plain\n\n## In Progress\n\n## In Review\n- Post: Ready (ready)\n\n## Approved\n";
const QString kFile = u"mine/context/active-work.md"_s;
const QString kLights = u"mine/content/articles/lights.md"_s;
const QByteArray kLightsFile = "---\ntitle: Lights\ntype: article\nstatus: Draft\n---\nText.\n";

struct House {
    explicit House(const QByteArray& board = kBoard, bool watch = false)
    {
        place.write(u"mine/CLAUDE.md"_s, "# Mine\n");
        if (!board.isEmpty())
            place.write(kFile, board);
        place.write(kLights, kLightsFile);
        place.write(u"mine/content/posts/ready.md"_s, "---\ntitle: Ready\nstatus: In Review\n---\n");
        Runtime::Options options;
        options.paths = {place.path(u"config"_s), place.path(u"data"_s), place.path(u"cache"_s), place.path(u"state"_s),
                         qEnvironmentVariable("AIOS_RESOURCES")};
        options.environment.insert(u"CLAUDE_CONFIG_DIR"_s, place.path(u"claude"_s));
        options.watch = watch;
        core = std::make_unique<CoreThread>(std::move(options));
        project = std::make_unique<ProjectLink>(core->runtime());
        board_ = std::make_unique<BoardLink>(core->runtime());
        QObject::connect(board_.get(), &BoardLink::refused, board_.get(), [this](const QString& why) { refused += why; });
        QObject::connect(board_.get(), &BoardLink::done, board_.get(), [this](const QString& words, const CardKey& card) {
            done += words;
            last = card;
        });
        QObject::connect(board_.get(), &BoardLink::approvalRequested, board_.get(), [this](const QString& piece) { approvals += piece; });
        QObject::connect(board_.get(), &BoardLink::pieceCreated, board_.get(), [this](const QString& piece) { created += piece; });
    }
    ~House() { core.reset(); }

    [[nodiscard]] bool open()
    {
        board_->watch(true);
        project->open(place.path(u"mine"_s));
        return QTest::qWaitFor([this] { return board_->isLoaded(); }, 9000);
    }
    [[nodiscard]] CardView card(const QString& title) const
    {
        for (const ColumnView& column : board_->board().columns) {
            for (const CardView& each : column.cards) {
                if (each.card.title == title)
                    return each;
            }
        }
        return {};
    }
    /// Asks and waits for the one answer.
    [[nodiscard]] bool ask(const BoardRequest& request)
    {
        const auto answers = [this] { return done.size() + refused.size() + approvals.size(); };
        const auto before = answers();
        board_->request(request);
        return QTest::qWaitFor([&] { return answers() > before; }, 5000);
    }
    [[nodiscard]] QByteArray board() const { return place.read(kFile); }

    TempProject place;
    std::unique_ptr<ProjectLink> project;
    std::unique_ptr<BoardLink> board_;
    std::unique_ptr<CoreThread> core;
    QStringList refused;
    QStringList done;
    QStringList approvals;
    QStringList created;
    CardKey last;
};

const ColumnKey kDraft{u"Draft"_s, 0};
const ColumnKey kInProgress{u"In Progress"_s, 0};
const ColumnKey kInReview{u"In Review"_s, 0};

} // namespace

class TestBoardLink : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void tellsTheBoard()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.board_->board().exists);
        QCOMPARE(house.board_->board().cardCount(), 3);
        QCOMPARE(house.card(u"Lights"_s).piece, u"content/articles/lights.md"_s);
        QVERIFY(house.card(u"Lights"_s).changed.isValid());
        QCOMPARE(house.card(u"plain"_s).join, PieceJoin::None);
    }

    void aMoveWritesTheCardAndTheStatus()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.ask(MoveCard{house.card(u"Lights"_s).key, {kInProgress, {}}}));
        QCOMPARE(house.refused, QStringList());
        QCOMPARE(house.board(), QByteArray("# Work\n\n## Draft\n- plain\n\n## In Progress\n- Article: Lights (lights) - soon\n\n## In Review\n"
                                           "- Post: Ready (ready)\n\n## Approved\n"));
        QCOMPARE(house.place.read(kLights), QByteArray(kLightsFile).replace("Draft", "In Progress"));
        QTRY_COMPARE(house.card(u"Lights"_s).key, house.last);
        QCOMPARE(house.card(u"Lights"_s).status, PieceStatus::InProgress);
        QCOMPARE(house.board_->board().undo, u"Move “Lights” to In Progress"_s);
    }

    /// Statuses of the pipeline that the person has accepted are columns; those of one they have not seen are nobody's.
    void statusesOfTheFolder()
    {
        const QByteArray pipeline = "statuses:\n  - {name: Outline, after: Draft}\n";
        for (const bool accepted : {false, true}) {
            House house;
            house.place.write(u"mine/config/pipeline.yaml"_s, pipeline);
            if (accepted)
                house.place.write(u"data/projects/"_s + projectSlug(house.place.path(u"mine"_s)) + u"/pipeline.yaml"_s, pipeline);
            QVERIFY(house.open());
            const auto shown = [&house] { return house.board_->board().column({u"Outline"_s, 0}) != nullptr; };
            if (!accepted) {
                QVERIFY(!shown());
                QVERIFY(house.ask(MoveCard{house.card(u"Lights"_s).key, {{u"Outline"_s, 0}, {}}}));
                QCOMPARE(house.place.read(kLights), kLightsFile); // a column like any other: the piece stays what it is
                continue;
            }
            QTRY_VERIFY(shown());
            QVERIFY(house.ask(MoveCard{house.card(u"Lights"_s).key, {kInProgress, {}}}));
            QVERIFY2(house.refused.value(0).contains(u"next step is Outline"_s), qPrintable(house.refused.value(0)));
            QVERIFY(house.ask(MoveCard{house.card(u"Lights"_s).key, {{u"Outline"_s, 0}, {}}}));
            QCOMPARE(house.place.read(kLights), QByteArray(kLightsFile).replace("Draft", "Outline"));
            QTRY_COMPARE(house.card(u"Lights"_s).statusName(), u"Outline"_s);
            house.board_->undo();
            QTRY_COMPARE(house.place.read(kLights), kLightsFile);
        }
    }

    /// As the editor's saves are: who, what, and what it was before.
    void everyWriteIsRecorded()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.ask(MoveCard{house.card(u"Lights"_s).key, {kInProgress, {}}}));
        QSignalSpy loaded(house.project.get(), &ProjectLink::decisionsLoaded);
        house.project->loadDecisions();
        QTRY_COMPARE(loaded.size(), 1);
        const auto records = loaded[0][0].value<QList<DecisionRecord>>();
        QCOMPARE(records.size(), 2);
        QCOMPARE(records[0].target, u"content/articles/lights.md"_s);
        QCOMPARE(records[1].target, u"context/active-work.md"_s);
        QCOMPARE(records[1].beforeHash, sha256Hex(kBoard));
        QCOMPARE(records[1].afterHash, sha256Hex(house.board()));
        for (const DecisionRecord& record : records) {
            QCOMPARE(record.tool, u"Board"_s);
            QCOMPARE(record.by, u"person"_s);
            QCOMPARE(record.outcome, u"done"_s);
        }
    }

    void undoAndRedo()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.ask(MoveCard{house.card(u"Lights"_s).key, {kInProgress, {}}}));
        const QByteArray moved = house.board();
        house.board_->undo();
        QTRY_COMPARE(house.done.size(), 2);
        QCOMPARE(house.board(), kBoard);
        QCOMPARE(house.place.read(kLights), kLightsFile);
        QTRY_COMPARE(house.board_->board().undo, QString());
        QCOMPARE(house.board_->board().redo, u"Move “Lights” to In Progress"_s);
        house.board_->redo();
        QTRY_COMPARE(house.done.size(), 3);
        QCOMPARE(house.board(), moved);
        QCOMPARE(house.place.read(kLights), QByteArray(kLightsFile).replace("Draft", "In Progress"));
        QTRY_COMPARE(house.board_->board().redo, QString());
        // A new step forgets what was undone.
        house.board_->undo();
        QTRY_COMPARE(house.board_->board().redo, u"Move “Lights” to In Progress"_s);
        QVERIFY(house.ask(EditNote{house.card(u"plain"_s).key, u"n"_s}));
        QTRY_COMPARE(house.board_->board().redo, QString());
    }

    /// Text that others wrote meanwhile stays; the card goes back all the same.
    void undoInAFileThatChanged()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.ask(MoveCard{house.card(u"Lights"_s).key, {kInProgress, {}}}));
        house.place.write(kFile, house.board() + "- from vim\n");
        house.place.write(kLights, house.place.read(kLights) + "More.\n");
        house.board_->undo();
        QTRY_COMPARE(house.done.size(), 2);
        QCOMPARE(house.board(), kBoard + "- from vim\n");
        QCOMPARE(house.place.read(kLights), kLightsFile + "More.\n");
    }

    void undoOfWhatChangedIsRefused_data()
    {
        QTest::addColumn<QByteArray>("find");
        QTest::addColumn<QByteArray>("replace");
        QTest::addColumn<bool>("inPiece");
        QTest::newRow("card") << QByteArray("- soon") << QByteArray("- later") << false;
        QTest::newRow("status") << QByteArray("In Progress") << QByteArray("In Review") << true;
    }
    void undoOfWhatChangedIsRefused()
    {
        QFETCH(const QByteArray, find);
        QFETCH(const QByteArray, replace);
        QFETCH(const bool, inPiece);
        House house;
        QVERIFY(house.open());
        QVERIFY(house.ask(MoveCard{house.card(u"Lights"_s).key, {kInProgress, {}}}));
        const QString file = inPiece ? kLights : kFile;
        house.place.write(file, house.place.read(file).replace(find, replace));
        const QByteArray board = house.board();
        const QByteArray piece = house.place.read(kLights);
        house.board_->undo();
        QTRY_COMPARE(house.refused.size(), 1);
        QVERIFY2(house.refused[0].contains(u"was not undone"_s), qPrintable(house.refused[0]));
        QCOMPARE(house.board(), board);
        QCOMPARE(house.place.read(kLights), piece);
        QTRY_COMPARE(house.board_->board().undo, QString());
    }

    /// KB-014: edited on disk while it is shown. What the person moved is still there, so it moves, in the file as it is now.
    void editedOnDiskMeanwhile()
    {
        House house;
        QVERIFY(house.open());
        const CardKey card = house.card(u"plain"_s).key;
        house.place.write(kFile, "## New\n- first\n\n" + kBoard + "- added\n");
        QVERIFY(house.ask(MoveCard{card, {kInReview, house.card(u"Ready"_s).key}}));
        QCOMPARE(house.refused.size(), 1); // two steps
        QVERIFY(house.ask(MoveCard{card, {kInProgress, {}}}));
        QCOMPARE(house.board(),
                 QByteArray("## New\n- first\n\n# Work\n\n## Draft\n- Article: Lights (lights) - soon\n\n## In Progress\n- plain\n\n## In Review\n"
                            "- Post: Ready (ready)\n\n## Approved\n- added\n"));
    }

    /// KB-016: another window moved, or edited, that card first.
    void theSecondMoveOfACardIsRefused_data()
    {
        QTest::addColumn<QByteArray>("now");
        QTest::newRow("moved") << QByteArray(kBoard).replace("- plain\n", "").replace("## In Progress\n", "## In Progress\n- plain\n");
        QTest::newRow("edited") << QByteArray(kBoard).replace("- plain\n", "- plain words\n");
        QTest::newRow("gone") << QByteArray(kBoard).replace("- plain\n", "");
    }
    void theSecondMoveOfACardIsRefused()
    {
        QFETCH(const QByteArray, now);
        House house;
        QVERIFY(house.open());
        const CardKey card = house.card(u"plain"_s).key;
        house.place.write(kFile, now);
        QVERIFY(house.ask(MoveCard{card, {kInProgress, {}}}));
        QCOMPARE(house.done, QStringList());
        QVERIFY2(house.refused.value(0).contains(u"meanwhile"_s), qPrintable(house.refused.value(0)));
        QCOMPARE(house.board(), now);
    }

    /// KB-015: neither the board nor a piece is written through a link, and no status changes when the board cannot.
    void linksAreNotWrittenThrough_data()
    {
        QTest::addColumn<QString>("linked");
        QTest::newRow("board, to a file of the folder") << kFile;
        QTest::newRow("piece, to a file of the folder") << kLights;
    }
    void linksAreNotWrittenThrough()
    {
        QFETCH(const QString, linked);
        House house;
        const QByteArray bytes = house.place.read(linked);
        house.place.write(u"mine/other.md"_s, bytes);
        house.place.remove(linked);
        house.place.link(linked == kFile ? u"../other.md"_s : u"../../other.md"_s, linked);
        QVERIFY(house.open());
        QVERIFY(house.ask(MoveCard{house.card(u"Lights"_s).key, {kInProgress, {}}}));
        QCOMPARE(house.done, QStringList());
        QVERIFY2(house.refused.value(0).contains(u"link"_s), qPrintable(house.refused.value(0)));
        QCOMPARE(house.place.read(u"mine/other.md"_s), bytes);
        QCOMPARE(house.place.read(kLights), kLightsFile);
        QCOMPARE(house.board(), kBoard);
    }
    void aLinkOutOfTheFolderIsNotRead()
    {
        House house{{}};
        house.place.write(u"secret.md"_s, "## Draft\n- secret\n");
        house.place.link(house.place.path(u"secret.md"_s), kFile);
        QVERIFY(house.open());
        QCOMPARE(house.board_->board().cardCount(), 0);
        QVERIFY(!house.board_->board().problem.isEmpty());
        QVERIFY(house.ask(AddCard{kDraft, u"x"_s}));
        QCOMPARE(house.place.read(u"secret.md"_s), QByteArray("## Draft\n- secret\n"));
        QCOMPARE(house.refused.size(), 1);
    }

    void noPieceNoApproved()
    {
        House house(QByteArray(kBoard).replace("- Post: Ready (ready)\n", "- Post: Ready (ready)\n- bare\n"));
        QVERIFY(house.open());
        const QByteArray before = house.board();
        QVERIFY(house.ask(MoveCard{house.card(u"bare"_s).key, {{u"Approved"_s, 0}, {}}}));
        QVERIFY2(house.refused.value(0).startsWith(u"No piece, no Approved"_s), qPrintable(house.refused.value(0)));
        QVERIFY(house.ask(MoveCard{house.card(u"Ready"_s).key, {{u"Approved"_s, 0}, {}}}));
        QCOMPARE(house.approvals, QStringList{u"content/posts/ready.md"_s});
        QVERIFY(house.ask(MoveCard{house.card(u"Ready"_s).key, {{u"Published"_s, 0}, {}}}));
        QVERIFY(house.refused.value(1).contains(u"proof"_s));
        QCOMPARE(house.board(), before);
        QCOMPARE(house.place.read(u"mine/content/posts/ready.md"_s), QByteArray("---\ntitle: Ready\nstatus: In Review\n---\n"));
    }

    void approvedIsNotGivenByUndoing()
    {
        House house(QByteArray(kBoard) + "- Lights, approved (lights)\n");
        house.place.write(kLights, QByteArray(kLightsFile).replace("Draft", "Approved"));
        QVERIFY(house.open());
        QVERIFY(house.ask(MoveCard{house.card(u"Lights, approved"_s).key, {kInReview, {}}}));
        QCOMPARE(house.refused, QStringList());
        const QByteArray board = house.board();
        house.board_->undo();
        QTRY_COMPARE(house.refused.size(), 1);
        QVERIFY2(house.refused[0].contains(u"approve the piece again"_s), qPrintable(house.refused[0]));
        QCOMPARE(house.board(), board);
        QCOMPARE(house.place.read(kLights), QByteArray(kLightsFile).replace("Draft", "In Review"));
    }

    void followingThePiece()
    {
        House house;
        house.place.write(kLights, QByteArray(kLightsFile).replace("Draft", "Scheduled"));
        QVERIFY(house.open());
        QVERIFY(house.card(u"Lights"_s).outOfStep);
        QVERIFY(house.ask(FollowPiece{house.card(u"Lights"_s).key}));
        QCOMPARE(house.board(),
                 QByteArray(kBoard).replace("- Article: Lights (lights) - soon\n", "") + "\n## Scheduled\n- Article: Lights (lights) - soon\n");
        QCOMPARE(house.place.read(kLights), QByteArray(kLightsFile).replace("Draft", "Scheduled"));
        QTRY_VERIFY(!house.card(u"Lights"_s).outOfStep);
        QVERIFY(house.ask(FollowPiece{house.card(u"Lights"_s).key}));
        QCOMPARE(house.refused.size(), 1);
    }

    void cardsAreAddedNotedTickedAndLinked()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.ask(AddCard{kInProgress, u"Post: New\none"_s}));
        QVERIFY(house.board().contains("## In Progress\n- Post: New one\n\n## In Review"));
        QTRY_COMPARE(house.card(u"New one"_s).key, house.last);
        QVERIFY(house.ask(AddCard{kInProgress, u"[ ] Task"_s}));
        QTRY_COMPARE(house.card(u"Task"_s).card.checked, std::optional(false));
        QVERIFY(house.ask(CheckCard{house.card(u"Task"_s).key, true}));
        QTRY_COMPARE(house.card(u"Task"_s).card.checked, std::optional(true));
        QVERIFY(house.ask(EditNote{house.card(u"New one"_s).key, u"a note"_s}));
        QTRY_COMPARE(house.card(u"New one"_s).card.note, u"a note"_s);
        QVERIFY(house.ask(LinkCard{house.card(u"New one"_s).key, u"content/posts/ready.md"_s}));
        QVERIFY(house.board().contains("- Post: New one (ready) - a note\n"));
        QTRY_COMPARE(house.card(u"New one"_s).piece, u"content/posts/ready.md"_s);
        for (int i = 0; i < 5; ++i)
            house.board_->undo();
        QTRY_COMPARE(house.done.size(), 10);
        QCOMPARE(house.board(), kBoard);
        QVERIFY(house.ask(AddCard{kInProgress, u" "_s}));
        QCOMPARE(house.refused.size(), 1);
    }

    void aPieceIsMadeForACard()
    {
        House house;
        QVERIFY(house.open());
        NewPiece piece = suggestPiece(house.card(u"plain"_s), house.board_->board().pieces);
        piece.platform = u"website"_s;
        QVERIFY(house.ask(CreatePiece{house.card(u"plain"_s).key, piece}));
        QCOMPARE(house.place.read(u"mine/content/plain.md"_s), QByteArray("---\ntitle: plain\nplatform: website\nstatus: Draft\nsources: []\n---\n"));
        QVERIFY(house.board().contains("- plain (plain)\n"));
        QTRY_COMPARE(house.created, QStringList{u"content/plain.md"_s});
        QTRY_COMPARE(house.card(u"plain"_s).piece, u"content/plain.md"_s);
        QVERIFY(house.ask(CreatePiece{house.card(u"plain"_s).key, piece}));
        QVERIFY(house.refused.value(0).contains(u"has one already"_s));
        house.board_->undo();
        QTRY_COMPARE(house.done.size(), 2);
        QCOMPARE(house.board(), kBoard);
        QVERIFY(!house.place.exists(u"mine/content/plain.md"_s));
    }

    /// Undoing never takes away what was written into the new piece since.
    void aPieceWithTextIsNotUndone()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.ask(CreatePiece{house.card(u"plain"_s).key, suggestPiece(house.card(u"plain"_s), house.board_->board().pieces)}));
        house.place.write(u"mine/content/plain.md"_s, house.place.read(u"mine/content/plain.md"_s) + "Work of hours.\n");
        house.board_->undo();
        QTRY_COMPARE(house.refused.size(), 1);
        QVERIFY(house.place.read(u"mine/content/plain.md"_s).endsWith("Work of hours.\n"));
    }

    void aFileOfThatNameIsNotOverwritten()
    {
        House house;
        QVERIFY(house.open());
        NewPiece piece = suggestPiece(house.card(u"plain"_s), house.board_->board().pieces);
        house.place.write(u"mine/content/plain.md"_s, "mine\n");
        QVERIFY(house.ask(CreatePiece{house.card(u"plain"_s).key, piece}));
        QCOMPARE(house.refused.size(), 1);
        QCOMPARE(house.place.read(u"mine/content/plain.md"_s), QByteArray("mine\n"));
        QCOMPARE(house.board(), kBoard);
    }

    void aFolderWithoutABoardGetsOne()
    {
        House house{{}};
        QVERIFY(house.open());
        QVERIFY(!house.board_->board().exists);
        QCOMPARE(house.board_->board().columns.size(), 0);
        QVERIFY(house.ask(CreateBoard{}));
        QCOMPARE(house.board(), newBoardFile());
        QTRY_COMPARE(house.board_->board().columns.size(), 7);
        QVERIFY(house.ask(CreateBoard{}));
        QCOMPARE(house.refused.size(), 1);
    }

    /// What anybody else changes is shown by itself, also by a program of ours.
    void outsideEditsAreSeen()
    {
        House house(kBoard, true);
        QVERIFY(house.open());
        house.place.writeAtomically(kFile, kBoard + "- from outside\n");
        QTRY_COMPARE_WITH_TIMEOUT(house.card(u"from outside"_s).columnStatus, PieceStatus::Approved, 8000);
        house.place.write(kLights, QByteArray(kLightsFile).replace("Draft", "In Review"));
        QTRY_VERIFY_WITH_TIMEOUT(house.card(u"Lights"_s).outOfStep, 8000);
        house.project->saveFile(u"content/plain.md"_s, "---\nslug: plain\nstatus: Draft\n---\n", {});
        QTRY_COMPARE_WITH_TIMEOUT(house.board_->board().pieces.size(), 3, 8000);
        house.place.remove(kFile);
        QTRY_VERIFY_WITH_TIMEOUT(!house.board_->board().exists, 8000);
    }

    void requestsBeforeAFolderIsOpen()
    {
        House house;
        house.board_->undo();
        house.board_->redo();
        house.board_->watch(true);
        QVERIFY(house.ask(CreateBoard{}));
        QVERIFY(house.ask(AddCard{kDraft, u"x"_s}));
        QCOMPARE(house.refused.size(), 2);
        QCOMPARE(house.board(), kBoard);
    }
};

QTEST_GUILESS_MAIN(TestBoardLink)
#include "tst_boardlink.moc"
