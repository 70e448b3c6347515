// SPDX-License-Identifier: MIT
// A day with the sample project, in the real window on the real core with the real services, once with a mouse and once without: each function is a station
// that goes on where the last one ended. CTest runs each as a case of its own (day_mouse_plan, day_keys_plan, …) and those before it first.
#include "core/runtime/learningslink.h"
#include "tests/day/dayhands.h"
#include "tests/day/desktoplauncher.h"
#include "tests/day/otherwindow.h"
#include "ui/board/boardpage.h"
#include "ui/board/columnwidget.h"
#include "ui/publish/approvalpage.h"

#include <QDir>
#include <QGuiApplication>
#include <QScopeGuard>
#include <QStandardPaths>

using namespace aios;
using namespace aios::shell;

namespace {

const QString kQuestion = u"why do new pedals click"_s;
const QString kSlug = u"why-do-new-pedals-click"_s;
const QString kPlan = u"content/plans/why-do-new-pedals-click.md"_s;
const QString kPiece = u"content/articles/why-do-new-pedals-click-guide.md"_s;
const QString kTitle = u"why do new pedals click"_s; ///< Of its card.
const QString kPage = u"published/site/why-do-new-pedals-click-guide/index.html"_s;

QString place(const QString& hands)
{
    return qEnvironmentVariable("AIOS_HOME") + u'/' + hands;
}

} // namespace

class TestDay : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<DayStage> m_stage;
    std::unique_ptr<DayHands> m_hands;
    QSet<QString> m_answered;

    static void bothHands()
    {
        QTest::addColumn<QString>("hands");
        QTest::newRow("mouse") << u"mouse"_s;
        QTest::newRow("keys") << u"keys"_s;
    }
    /// The window as it comes up in the morning.
    bool begin(bool ready = true)
    {
        QFETCH(QString, hands);
        if (ready && !QFile::exists(place(hands) + u"/content-engine"_s)) {
            qWarning("The stations before this one have not been run: ctest runs them, or tst_day without arguments.");
            return false;
        }
        m_answered.clear();
        m_stage = std::make_unique<DayStage>(place(hands));
        m_hands = hands == u"mouse"_s ? mouseHands(*m_stage) : keyHands(*m_stage);
        m_stage->window().activateWindow();
        return QTest::qWaitForWindowActive(&m_stage->window()) && (!ready || m_stage->isReady());
    }
    /// With a picture of how it stands, for whoever wants to see the day.
    bool end()
    {
        const QString looks = qEnvironmentVariable("AIOS_HOME") + u"/looks"_s;
        QDir().mkpath(looks);
        const QString name = QLatin1StringView(QTest::currentDataTag()) + u'-' + QLatin1StringView(QTest::currentTestFunction());
        return m_stage->window().grab().save(looks + u'/' + name + u".png"_s) && m_stage->close();
    }
    /// What a card of the day may ask for, and nothing else: a file of the project, or a call to one of its own records and sources.
    static bool isExpected(const ApprovalRequest& request)
    {
        static const QStringList files{u"context/"_s, u"content/"_s, u"learnings/"_s};
        static const QStringList tools{u"mcp__records__"_s, u"mcp__research__"_s};
        const auto begins = [](const QStringList& with, const QString& name) {
            return std::ranges::any_of(with, [&name](const QString& each) { return name.startsWith(each); });
        };
        return (request.preview.kind == ApprovalPreview::Kind::FileDiff && begins(files, request.preview.path)) || begins(tools, request.access.tool);
    }
    /// Approves one card after the other, each for what it is, until the turn has ended. `special`: true when it took care of a card itself.
    bool runTurn(const QString& line, const std::function<bool(const ApprovalRequest&)>& special = {})
    {
        if (!m_hands->goToSession())
            return false;
        QSignalSpy ended(&m_stage->session()->controller(), &SessionController::turnEnded);
        if (!m_hands->say(line))
            return false;
        while (QTest::qWaitFor([&] { return !ended.isEmpty() || next(); }, DayStage::kPatience)) {
            if (!ended.isEmpty())
                return m_stage->idle() || QTest::qWaitFor([this] { return m_stage->idle(); });
            const ApprovalRequest request = *next();
            m_answered.insert(request.id);
            if (special && special(request))
                continue;
            if (!isExpected(request)) {
                qWarning("A card nobody expected: %ls", qUtf16Printable(request.title));
                return false;
            }
            if (!m_hands->approve(request.id))
                return false;
        }
        return false;
    }
    [[nodiscard]] const ApprovalRequest* next() const
    {
        const auto found = std::ranges::find_if(m_stage->waiting(), [this](const ApprovalRequest& each) { return !m_answered.contains(each.id); });
        return found == m_stage->waiting().cend() ? nullptr : &*found;
    }
    [[nodiscard]] QString where() const { return m_hands->problem() + u"\nIt said last: "_s + m_stage->lastReply(); }
    [[nodiscard]] QByteArray boardFile() const { return m_stage->file(u"context/active-work.md"_s); }
    /// The line of the board with the card of the day, under that heading.
    [[nodiscard]] QByteArray cardUnder(const char* heading) const
    {
        const QByteArray text = boardFile();
        const QByteArray head = QByteArray("## ").append(heading).append('\n');
        const qsizetype from = text.indexOf(head);
        const QByteArray part = from < 0 ? QByteArray() : text.mid(from, text.indexOf("\n## ", from) - from);
        for (const QByteArray& line : part.split('\n')) {
            if (line.contains(kSlug.toUtf8()))
                return line;
        }
        return {};
    }

    /// Where its button to trust is in a window like that one: a window of our own, on a folder of its own, with the same page.
    static QPoint trustButton(const QString& glance, QSize& size)
    {
        const DayStage stage(glance);
        if (!stage.asksForTrust())
            return {};
        size = stage.window().size();
        const auto* button = stage.window().trustPage()->findChild<QWidget*>(u"trustButton"_s);
        return button->mapTo(&stage.window(), button->rect().center());
    }
    /// The real program, started by the desktop file with the folder: its person trusts it, by one click or by keys, and ends it.
    void openByDesktopFile(const QString& hands)
    {
        const QString root = DayStage::makeFolder(place(hands));
        const QString home = place(hands) + u"/home"_s;
        QSize size(1400, 900);
        const QPoint button = hands == u"mouse"_s ? trustButton(place(hands) + u"/glance"_s, size) : QPoint();
        QString problem;
        const pid_t program = launchByDesktopFile(
            root, {{u"AIOS_HOME"_s, home}, {u"HOME"_s, home}, {u"CLAUDE_CONFIG_DIR"_s, home + u"/claude"_s}, {u"AIOS_REHEARSAL_PACE"_s, u"0"_s}},
            problem);
        QVERIFY2(program > 0, qPrintable(problem));
        OtherWindow window(program, u"content-engine — AIOS Desktop"_s);
        const auto endIt = qScopeGuard([&window] {
            if (!window.hasEnded(0))
                window.kill();
        });
        QVERIFY2(window.isThere(), "the window of the program does not come");
        QVERIFY(window.comeToFront(size));
        QCOMPARE(window.children(), QStringList()); // nothing of the folder runs before
        const auto trusted = [&home] { return QFile::exists(home + u"/data/trust.json"_s); };
        for (int attempt = 0; attempt < 8 && !trusted(); ++attempt) { // the button may be pressed once its list has been there for a moment
            if (hands == u"mouse"_s)
                QVERIFY(window.click(button));
            else
                QVERIFY(window.key(u"Tab"_s) && window.key(u"ctrl+Return"_s)); // does nothing on what stands before the button
            std::ignore = QTest::qWaitFor(trusted, 700);
        }
        QVERIFY2(trusted(), "it could not be trusted");
        QTRY_VERIFY_WITH_TIMEOUT(!window.children().isEmpty(), DayStage::kPatience); // its services start
        QVERIFY(window.key(u"ctrl+q"_s));
        QVERIFY2(window.hasEnded(DayStage::kPatience), "it does not end by Ctrl+Q");
    }

private Q_SLOTS:
    void cleanup()
    {
        m_hands.reset();
        m_stage.reset();
    }

    void open_data() { bothHands(); }
    void open()
    {
        QFETCH(QString, hands);
        QDir(place(hands)).removeRecursively();
        QVERIFY(QDir().mkpath(place(hands)));
        if (QGuiApplication::platformName() == u"xcb"_s) {
            openByDesktopFile(hands);
            if (QTest::currentTestFailed())
                return;
            QVERIFY(begin(false)); // and once more, in this program: what was trusted is trusted
        } else { // no X server that makes the events for another program
            QVERIFY(begin(false));
            QVERIFY(m_stage->asksForTrust());
            QCOMPARE(m_stage->servicesReady(), 0); // nothing of the folder runs before
            QVERIFY2(m_hands->trust(), qPrintable(m_hands->problem()));
        }
        QVERIFY(m_stage->isReady());
        QTRY_VERIFY(m_stage->session());
        QVERIFY(end());
    }

    void plan_data() { bothHands(); }
    void plan()
    {
        QVERIFY(begin());
        QVERIFY2(runTurn(u"/plan "_s + kQuestion), qPrintable(where()));
        QVERIFY(m_stage->file(kPlan).contains("status: Queued"));
        QVERIFY(m_stage->file(u"context/sources.md"_s).contains(kSlug.toUtf8()));
        QVERIFY2(!cardUnder("Queued").isEmpty(), boardFile().constData());
        QVERIFY(end());
    }

    void write_data() { bothHands(); }
    void write()
    {
        QVERIFY(begin());
        bool rewritten = false;
        const auto draft = [&](const ApprovalRequest& request) {
            if (request.preview.path != kPiece)
                return false;
            rewritten = m_hands->rewrite(request.id, u"soon"_s, u"early"_s) && m_hands->approve(request.id);
            return true;
        };
        QVERIFY2(runTurn(u"/write "_s + kSlug, draft), qPrintable(where()));
        QVERIFY2(rewritten, qPrintable(where()));
        const QByteArray piece = m_stage->file(kPiece);
        QVERIFY2(piece.contains("as early as it has a source") && !piece.contains("as soon as"), piece.constData());
        QVERIFY(piece.contains("status: In Progress"));
        QVERIFY2(!cardUnder("In Progress").isEmpty(), boardFile().constData());
        QTRY_COMPARE(m_stage->core().project().learnings().proposals().size(), 1); // from the correction
        QVERIFY(end());
    }

    void approve_data() { bothHands(); }
    void approve()
    {
        QVERIFY(begin());
        QVERIFY2(m_hands->moveCard(kTitle, u"In Review"_s), qPrintable(where()));
        QTRY_VERIFY(m_stage->file(kPiece).contains("status: In Review"));
        QVERIFY(!cardUnder("In Review").isEmpty());
        QVERIFY2(m_hands->moveCard(kTitle, u"Approved"_s), qPrintable(where()));
        QTRY_VERIFY(m_hands->approvalPage());
        QVERIFY(m_stage->file(kPiece).contains("status: In Review")); // not by moving
        QVERIFY(!m_hands->approvalPage()->canApprove()); // nor before it could be read
        QVERIFY2(m_hands->approvePiece(), qPrintable(where()));
        QTRY_VERIFY(m_stage->file(kPiece).contains("status: Approved"));
        QTRY_VERIFY(m_stage->piece(kPiece) && m_stage->piece(kPiece)->ticket);
        QCOMPARE(m_stage->piece(kPiece)->ticket->state, Ticket::State::Open);
        QTRY_VERIFY2(!cardUnder("Approved").isEmpty(), boardFile().constData());
        QVERIFY(end());
    }

    void publish_data() { bothHands(); }
    void publish()
    {
        QVERIFY(begin());
        QVERIFY2(runTurn(u"/publish "_s + kSlug + u"-guide"_s), qPrintable(where())); // no card: the ticket is the approval
        QTRY_VERIFY2(m_stage->file(kPiece).contains("status: Published"), qPrintable(where()));
        const QByteArray page = m_stage->file(kPage);
        QVERIFY2(page.contains("as early as it has a source"), page.constData());
        QTRY_COMPARE(m_stage->piece(kPiece)->ticket->state, Ticket::State::Spent);
        const QString address = m_stage->piece(kPiece)->ticket->proof;
        QVERIFY2(address.startsWith(u"file://"_s) && m_stage->file(kPiece).contains(QByteArray("url: ").append(address.toUtf8())),
                 qPrintable(address));
        QTRY_VERIFY2(!cardUnder("Published").isEmpty(), boardFile().constData());
        const qsizetype tickets = m_stage->core().project().publishing().state()->tickets.size();
        // A second time: the assistant sees for itself that it is out, and where.
        QVERIFY2(runTurn(u"/publish "_s + kSlug + u"-guide"_s), qPrintable(where()));
        QVERIFY2(m_stage->lastReply().contains(u"is out already"_s) && m_stage->lastReply().contains(address), qPrintable(where()));
        QCOMPARE(m_stage->core().project().publishing().state()->tickets.size(), tickets);
        QCOMPARE(m_stage->file(kPage), page);
        // And when it is told to call the tool all the same: the core refuses, without a card, and says so to everybody.
        QVERIFY2(runTurn(u"/publish "_s + kSlug + u"-guide anyway"_s), qPrintable(where()));
        const ToolRow row = m_stage->lastCall();
        QCOMPARE(row.name, u"mcp__site__create_post"_s);
        QVERIFY2(row.state == ToolRow::State::Failed && row.output.contains(u"published already"_s), qPrintable(row.output));
        QVERIFY2(m_stage->lastReply().contains(u"published already"_s), qPrintable(where()));
        QSignalSpy decisions(&m_stage->core().project(), &ProjectLink::decisionsLoaded);
        m_stage->core().project().loadDecisions();
        QTRY_VERIFY(!decisions.isEmpty());
        const DecisionRecord decision = decisions.first().first().value<QList<DecisionRecord>>().last();
        QCOMPARE(decision.tool, u"mcp__site__create_post"_s);
        QCOMPARE(decision.decision, u"denied"_s);
        QCOMPARE(decision.by, u"core"_s);
        QVERIFY2(decision.feedback.contains(u"published already"_s), qPrintable(decision.feedback));
        QCOMPARE(m_stage->core().project().publishing().state()->tickets.size(), tickets);
        QCOMPARE(m_stage->piece(kPiece)->ticket->state, Ticket::State::Spent);
        QCOMPARE(m_stage->file(kPage), page);
        QVERIFY(end());
    }

    void change_data() { bothHands(); }
    void change()
    {
        QVERIFY(begin());
        QVERIFY2(m_hands->openCard(kTitle), qPrintable(where()));
        QVERIFY2(m_hands->replaceWord(u"early"_s, u"soon"_s), qPrintable(where()));
        QTRY_VERIFY(m_stage->file(kPiece).contains("status: In Review"));
        QVERIFY(m_stage->file(kPiece).contains("as soon as it has a source"));
        QTRY_VERIFY2(!cardUnder("In Review").isEmpty(), boardFile().constData());
        QVERIFY(m_stage->file(kPage).contains("as early as")); // what is out stays as it was approved
        QVERIFY2(m_hands->lookAsPublished(), qPrintable(where()));
        QTRY_VERIFY2(wordsOf(*m_hands->approvalPage()).contains(u"It went out"_s), qPrintable(wordsOf(*m_hands->approvalPage())));
        const auto* difference = m_hands->approvalPage()->findChild<QPlainTextEdit*>(u"approvedAgainstNow"_s);
        QVERIFY(difference);
        QTRY_VERIFY(difference->isVisible());
        QVERIFY2(difference->toPlainText().contains(u"as early as"_s) && difference->toPlainText().contains(u"as soon as"_s),
                 qPrintable(difference->toPlainText()));
        QVERIFY(end());
    }

    void keep_data() { bothHands(); }
    void keep()
    {
        QVERIFY(begin());
        QTRY_COMPARE(m_stage->core().project().learnings().proposals().size(), 1);
        QVERIFY2(m_hands->keepLearning(u"early"_s), qPrintable(where()));
        QTRY_VERIFY(m_stage->core().project().learnings().proposals().isEmpty());
        QVERIFY2(m_stage->file(u"learnings/write.md"_s).contains("early"), m_stage->file(u"learnings/write.md"_s).constData());
        QVERIFY(end());
    }

    void service_data() { bothHands(); }
    void service()
    {
        QVERIFY(begin());
        QVERIFY2(m_hands->addService(u"Local Desk: records"_s, u"notes"_s), qPrintable(where()));
        QTRY_COMPARE_WITH_TIMEOUT(m_stage->servicesReady(), 5, DayStage::kPatience);
        QVERIFY2(m_hands->tryTool(u"notes"_s, u"list_bases"_s), qPrintable(where()));
        QVERIFY(!m_stage->file(u".mcp.json"_s).contains("notes")); // stored with the person's own data
        QVERIFY(end());
    }

    void wrap_data() { bothHands(); }
    void wrap()
    {
        QVERIFY(begin());
        const auto question = [this](const ApprovalRequest& request) { return !request.questions.isEmpty() && m_hands->answer(request.id); };
        QVERIFY2(runTurn(u"/wrap pedals are out"_s, question), qPrintable(where()));
        const QByteArray log = m_stage->file(u"context/session-log.md"_s);
        QVERIFY2(log.contains("- Said: pedals are out\n"), log.constData());
        QVERIFY(end());
    }
};

QTEST_MAIN(TestDay)
#include "tst_day.moc"
