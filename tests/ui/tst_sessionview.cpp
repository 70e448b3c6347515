// SPDX-License-Identifier: MIT
#include "chatfixtures.h"
#include "ui/chat/approvalcard.h"
#include "ui/chat/completion.h"
#include "ui/chat/groupcard.h"
#include "ui/chat/promptedit.h"
#include "ui/chat/questioncard.h"
#include "ui/chat/sessionview.h"
#include "ui/chat/transcriptview.h"
#include "ui/common/keys.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace aios;
using namespace aios::fixtures;
using Kind = TranscriptEntry::Kind;

namespace {

ApprovalRequest request(const QString& id, const QString& toolUseId)
{
    ApprovalRequest asked = fileRequest("a\n", "b\n");
    asked.id = id;
    asked.toolUseId = toolUseId;
    return asked;
}

struct Stage {
    SessionController controller{u"session"_s};
    SessionView view{controller};

    Stage()
    {
        view.resize(800, 700);
        view.show();
        view.activateWindow();
        if (!QTest::qWaitForWindowActive(&view))
            qWarning("The window did not become active.");
        view.focusComposer();
    }
    void news(const QList<AgentEvent>& events)
    {
        controller.applyEvents(events);
        view.transcript().settle();
    }
    [[nodiscard]] bool says(const QString& text) const
    {
        for (const QLabel* label : view.findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().contains(text))
                return true;
        }
        for (const QToolButton* button : view.findChildren<QToolButton*>()) {
            if (button->isVisible() && button->text().contains(text))
                return true;
        }
        return false;
    }
};

} // namespace

class TestSessionView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnOurWarnings(); }

    void sendsQueuesAndStops()
    {
        Stage stage;
        QSignalSpy sent(&stage.controller, &SessionController::sendWanted);
        QSignalSpy stopped(&stage.controller, &SessionController::stopWanted);
        PromptEdit& edit = *stage.view.composer().edit();
        QTest::keyClicks(&edit, u"/write"_s);
        QTest::keyClick(&edit, Qt::Key_Return);
        QCOMPARE(sent.size(), 1);
        QCOMPARE(sent.at(0).at(0).toString(), u"session"_s);
        QTest::keyClick(&edit, Qt::Key_Escape); // Nothing runs: nothing to stop.
        QCOMPARE(stopped.size(), 0);
        stage.news(news_(StateChanged{SessionState::Running}));
        QVERIFY(stage.says(u"Stop"_s));
        QVERIFY(stage.says(u"Queue"_s));
        QTest::keyClick(&edit, Qt::Key_Escape);
        QCOMPARE(stopped.size(), 1);
        stage.news(news_(QueueChanged{{u"and then this"_s}}));
        QVERIFY(stage.says(u"Queued 1"_s));
    }

    void escapeTwiceGoesBackToAPrompt()
    {
        Stage stage;
        QSignalSpy rewound(&stage.view, &SessionView::rewindRequested);
        stage.news(news_(EntryAdded{entry(u"u1"_s, Kind::User, u"first"_s)}));
        stage.news(news_(EntryAdded{entry(u"a1"_s, Kind::Assistant, u"answer"_s)}));
        stage.news(news_(EntryAdded{entry(u"u2"_s, Kind::User, u"second & third"_s)}));
        PromptEdit& edit = *stage.view.composer().edit();
        QTest::keyClick(&edit, Qt::Key_Escape);
        QVERIFY(!stage.view.findChild<QMenu*>(Qt::FindDirectChildrenOnly));
        QTest::keyClick(&edit, Qt::Key_Escape);
        QPointer<QMenu> menu = stage.view.findChild<QMenu*>(Qt::FindDirectChildrenOnly);
        QVERIFY(menu);
        QStringList prompts;
        for (QAction* action : menu->actions()) {
            if (!action->isSeparator())
                prompts += action->text().section(u'\t', 0, 0);
        }
        QCOMPARE(prompts, (QStringList{u"second && third"_s, u"first"_s})); // The newest first.
        menu->actions().last()->trigger();
        QCOMPARE(rewound.size(), 1);
        QCOMPARE(rewound.at(0), (QVariantList{u"u1"_s, u"first"_s, false}));
        menu->close();
    }

    void escapeStopsFromWhereTheKeyboardIs_data()
    {
        QTest::addColumn<QString>("where");
        QTest::addColumn<bool>("stops");
        QTest::newRow("composer") << u"composer"_s << true;
        QTest::newRow("transcript") << u"transcript"_s << true;
        QTest::newRow("card") << u"card"_s << true;
        QTest::newRow("feedback of a card") << u"feedback"_s << false;
        QTest::newRow("editor of a card") << u"editor"_s << false;
    }
    void escapeStopsFromWhereTheKeyboardIs()
    {
        QFETCH(const QString, where);
        QFETCH(const bool, stops);
        Stage stage;
        QSignalSpy stopped(&stage.controller, &SessionController::stopWanted);
        stage.news(news_(StateChanged{SessionState::NeedsYou}));
        stage.news(news_(EntryAdded{tool(u"w"_s, u"Write"_s, u"Write b"_s, ToolRow::State::Waiting)}));
        stage.news(news_(ApprovalAsked{request(u"one"_s, u"toolu-w"_s)}));
        auto* card = qobject_cast<ApprovalCard*>(stage.view.card(u"one"_s));
        QTRY_VERIFY(card->isArmed());
        QWidget* focus = stage.view.composer().edit();
        if (where == u"transcript") {
            focus = &stage.view.transcript();
        } else if (where == u"card") {
            focus = card;
        } else if (where == u"feedback") {
            QTest::mouseClick(card->rejectButton(), Qt::LeftButton);
            focus = card->feedback();
        } else if (where == u"editor") {
            QTest::mouseClick(card->editButton(), Qt::LeftButton);
            focus = card->editor();
        }
        QVERIFY(focus);
        QTRY_VERIFY(focus->isVisible());
        focus->setFocus();
        QTest::keyClick(focus, Qt::Key_Escape);
        QCOMPARE(stopped.size(), stops ? 1 : 0);
        if (where == u"feedback")
            QVERIFY(!card->feedback()->isVisible()); // It closes instead.
        if (where == u"editor")
            QVERIFY(card->editor()); // What was written stays.
    }

    /// What services offer stands in the lists of / and @, with what the folder has, and goes with its service.
    void servicesAreCompleted()
    {
        Stage stage;
        stage.view.setFiles({u"notes.md"_s});
        stage.view.setOffer({{{u"mcp__one__greet"_s, u"<who>"_s, u"Says hello"_s}}, {u"one:note://first"_s}});
        PromptEdit* edit = stage.view.composer().edit();
        QTest::keyClicks(edit, u"/gree"_s);
        QVERIFY(stage.view.composer().popup()->isOffering());
        QCOMPARE(stage.view.composer().popup()->current()->label, u"/mcp__one__greet <who>"_s);
        QTest::keyClick(edit, Qt::Key_Tab);
        QTest::keyClicks(edit, u"Ada @firs"_s);
        QTest::keyClick(edit, Qt::Key_Tab);
        QCOMPARE(stage.view.draft(), u"/mcp__one__greet Ada @one:note://first "_s);
        stage.view.setOffer({});
        QTest::keyClicks(edit, u"@firs"_s);
        QVERIFY(!stage.view.composer().popup()->isOffering());
    }

    void theStopKeyCanBeAnother()
    {
        Stage stage;
        QSignalSpy stopped(&stage.controller, &SessionController::stopWanted);
        stage.news(news_(StateChanged{SessionState::Running}));
        Keys::instance().set("session.stop", {QKeySequence(u"Ctrl+."_s)});
        QTest::keyClick(stage.view.composer().edit(), Qt::Key_Escape);
        QCOMPARE(stopped.size(), 0);
        QTest::keyClick(stage.view.composer().edit(), Qt::Key_Period, Qt::ControlModifier);
        QCOMPARE(stopped.size(), 1);
        Keys::instance().resetAll();
    }

    void aPromptThatNeverBecameATurnComesBack()
    {
        Stage stage;
        QTest::keyClicks(stage.view.composer().edit(), u"precious words"_s);
        QTest::keyClick(stage.view.composer().edit(), Qt::Key_Return);
        QCOMPARE(stage.view.draft(), QString());
        stage.news(news_(EntryAdded{entry(u"e"_s, Kind::Error, u"There is no key."_s)}));
        stage.news(news_(TurnEnded{u"session"_s, TurnEnded::How::Failed, u"There is no key."_s, ErrorCode::Unavailable, StopReason::Other}));
        QCOMPARE(stage.view.draft(), u"precious words"_s);
        QVERIFY(stage.says(u"There is no key."_s));
    }

    void whatFailedCanBeTriedAgain()
    {
        Stage stage;
        QSignalSpy sent(&stage.controller, &SessionController::sendWanted);
        auto* again = stage.view.findChild<QToolButton*>(u"tryAgainButton"_s);
        QTest::keyClicks(stage.view.composer().edit(), u"do it"_s);
        QTest::keyClick(stage.view.composer().edit(), Qt::Key_Return);
        stage.news(news_(EntryAdded{entry(u"u"_s, Kind::User, u"do it"_s)}));
        QVERIFY(!again->isVisible());
        stage.news(
            news_(TurnEnded{u"session"_s, TurnEnded::How::Failed, u"The provider is overloaded."_s, ErrorCode::Overloaded, StopReason::Other}));
        QVERIFY(again->isVisible());
        QCOMPARE(stage.view.draft(), QString());
        QTest::mouseClick(again, Qt::LeftButton);
        QCOMPARE(sent.size(), 2);
        QCOMPARE(sent.at(1).at(1).toString(), u"do it"_s);
        QVERIFY(!again->isVisible());
    }

    void aQueuedPromptComesBackWithItsPictures()
    {
        Stage stage;
        stage.news(news_(StateChanged{SessionState::Running}));
        stage.controller.send(u"look at this"_s, {ImageBlock{"image/png", "AAAA"}});
        stage.news(news_(QueueChanged{{u"look at this"_s}}));
        QSignalSpy unqueued(&stage.controller, &SessionController::unqueueWanted);
        for (auto* button : stage.view.composer().findChildren<QToolButton*>()) {
            if (button->accessibleName() == u"Take back to edit"_s) {
                QTest::mouseClick(button, Qt::LeftButton);
                break;
            }
        }
        QCOMPARE(unqueued.size(), 1);
        QCOMPARE(stage.view.draft(), u"look at this"_s);
        QCOMPARE(stage.view.composer().images().size(), 1);
    }

    void ignoresOtherSessions()
    {
        Stage stage;
        AgentEvent other{u"another"_s, EntryAdded{entry(u"x"_s, Kind::User, u"no"_s)}};
        stage.news({other});
        QCOMPARE(stage.controller.transcript().rowCount(), 0);
    }

    void aCardAppearsAnswersAndSettles()
    {
        Stage stage;
        QSignalSpy made(&stage.controller, &SessionController::decisionMade);
        stage.news(news_(EntryAdded{tool(u"w"_s, u"Write"_s, u"Write b"_s, ToolRow::State::Waiting)}));
        stage.news(news_(ApprovalAsked{request(u"one"_s, u"toolu-w"_s)}));
        stage.news(news_(ApprovalAsked{request(u"one"_s, u"toolu-w"_s)})); // Told twice, shown once.
        QCOMPARE(stage.controller.openApprovals().size(), 1);
        QVERIFY(stage.view.composer().edit()->hasFocus());
        auto* card = qobject_cast<ApprovalCard*>(stage.view.card(u"one"_s));
        QVERIFY(card);
        QVERIFY(stage.says(u"1 decision waits"_s));
        QTRY_VERIFY(card->isArmed());
        QTest::mouseClick(card->approveButton(), Qt::LeftButton);
        QCOMPARE(made.size(), 1);
        stage.news(news_(ApprovalSettled{u"one"_s, made.at(0).at(2).value<Decision>()}));
        QCOMPARE(card->state(), DecisionCard::State::ApprovedByYou);
        QVERIFY(stage.controller.openApprovals().isEmpty());
        // The next prompt clears what is settled.
        QPointer<ApprovalCard> guard(card);
        stage.news(news_(EntryAdded{entry(u"u"_s, Kind::User, u"next"_s)}));
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(!guard);
    }

    void howItEnded_data()
    {
        QTest::addColumn<bool>("mine");
        QTest::addColumn<Decision::Kind>("kind");
        QTest::addColumn<DecisionCard::State>("state");
        using State = DecisionCard::State;
        QTest::newRow("stopped") << false << Decision::Kind::Cancelled << State::Withdrawn;
        QTest::newRow("changed meanwhile") << true << Decision::Kind::Cancelled << State::Stale;
        QTest::newRow("by a rule") << false << Decision::Kind::Allow << State::ApprovedByRule;
        QTest::newRow("rejected") << true << Decision::Kind::Deny << State::Rejected;
        QTest::newRow("rejected by a rule") << false << Decision::Kind::Deny << State::RejectedByRule;
    }
    void howItEnded()
    {
        QFETCH(const bool, mine);
        QFETCH(const Decision::Kind, kind);
        QFETCH(const DecisionCard::State, state);
        Stage stage;
        stage.news(news_(ApprovalAsked{request(u"one"_s, {})}));
        if (mine)
            stage.controller.decide(u"one"_s, "digest-1", Decision{Decision::Kind::Allow});
        Decision decision;
        decision.kind = kind;
        stage.news(news_(ApprovalSettled{u"one"_s, decision}));
        QCOMPARE(stage.view.card(u"one"_s)->state(), state);
    }

    void settlesWithoutASessionId()
    {
        Stage stage;
        stage.news(news_(ApprovalAsked{request(u"one"_s, {})}));
        stage.controller.applyEvents({AgentEvent{{}, ApprovalSettled{u"one"_s, {}}}});
        QVERIFY(stage.controller.openApprovals().isEmpty());
    }

    void answeringOneCardRearmsTheOthers()
    {
        Stage stage;
        stage.news(news_(ApprovalAsked{request(u"one"_s, {})}));
        stage.news(news_(ApprovalAsked{request(u"two"_s, {})}));
        auto* first = qobject_cast<ApprovalCard*>(stage.view.card(u"one"_s));
        auto* second = qobject_cast<ApprovalCard*>(stage.view.card(u"two"_s));
        stage.view.transcript().showCard(u"one"_s);
        QTRY_VERIFY(first->isArmed());
        stage.view.transcript().showCard(u"two"_s);
        QTRY_VERIFY(second->isArmed());
        QTest::mouseClick(first->approveButton(), Qt::LeftButton);
        QVERIFY(!second->isArmed()); // A double click must not hit what moved up.
    }

    void callsOfOneReplyAreDecidedTogetherOnceSeen()
    {
        Stage stage;
        QSignalSpy decided(&stage.controller, &SessionController::decisionMade);
        for (int i = 0; i < 3; ++i) {
            ApprovalRequest asked = request(u"call-%1"_s.arg(i), {});
            asked.title = u"Write part %1"_s.arg(i);
            asked.group = u"reply"_s;
            asked.groupIndex = i;
            asked.groupSize = 3;
            stage.news(news_(ApprovalAsked{asked}));
        }
        GroupCard* group = stage.view.groupCard();
        QVERIFY(group && group->isVisible());
        const auto seen = [&stage](const QString& id) {
            stage.view.transcript().showCard(id);
            return QTest::qWaitFor([&] { return stage.view.card(id)->isArmed(); }, 3000);
        };
        QVERIFY(seen(u"call-0"_s));
        QVERIFY(seen(u"call-1"_s));
        QVERIFY(seen(u"call-2"_s));
        QTRY_VERIFY(group->tick(u"call-2"_s)->isEnabled()); // until it was seen it is neither ticked nor to be ticked
        group->tick(u"call-2"_s)->setChecked(false);
        QTRY_COMPARE(group->ticked().size(), 2);
        QTRY_VERIFY(group->isArmed());
        QVERIFY(!group->approveButton()->hasFocus());
        QVERIFY(group->approveButton()->text().contains(u"2"_s));
        QTest::mouseClick(group->approveButton(), Qt::LeftButton);
        QCOMPARE(decided.size(), 2);
        QCOMPARE(decided.at(0).at(0).toString(), u"call-0"_s);
        QCOMPARE(decided.at(1).at(0).toString(), u"call-1"_s);
        QCOMPARE(decided.at(1).at(2).value<Decision>().kind, Decision::Kind::Allow);
        QVERIFY(!group->isVisible()); // One is left: it has its own card.
        QVERIFY(stage.view.card(u"call-2"_s)->isOpen());
    }

    /// Going to a decision shows it whole, also where the list of several takes a part of the place.
    void goingToACardShowsItsButtons()
    {
        Stage stage;
        stage.view.resize(700, 620);
        for (int i = 0; i < 2; ++i) {
            ApprovalRequest asked = request(u"call-%1"_s.arg(i), {});
            asked.group = u"reply"_s;
            asked.groupIndex = i;
            asked.groupSize = 2;
            asked.preview.kind = ApprovalPreview::Kind::FileDiff;
            asked.preview.after = QByteArray("a line\n").repeated(60);
            asked.preview.hunks = diffLines({}, asked.preview.after);
            stage.news(news_(ApprovalAsked{asked}));
        }
        const QWidget* viewport = stage.view.transcript().viewport();
        for (const QString& id : {u"call-0"_s, u"call-1"_s, u"call-0"_s}) {
            QVERIFY(stage.view.focusNextDecision());
            const auto* card = qobject_cast<ApprovalCard*>(stage.view.card(id));
            QVERIFY(card->hasFocus());
            const auto inSight = [&] {
                const QPushButton* button = card->approveButton();
                return viewport->rect().contains(QRect(button->mapTo(viewport, QPoint()), button->size()));
            };
            QTRY_VERIFY(inSight());
        }
    }

    void whatWasNotOnScreenCannotBeDecidedTogether()
    {
        Stage stage;
        for (int i = 0; i < 6; ++i) {
            ApprovalRequest asked = request(u"call-%1"_s.arg(i), {});
            asked.group = u"reply"_s;
            asked.groupIndex = i;
            asked.groupSize = 6;
            stage.news(news_(ApprovalAsked{asked}));
        }
        QTRY_VERIFY(stage.view.card(u"call-5"_s)->isArmed());
        QVERIFY(!stage.view.card(u"call-0"_s)->wasSeen());
        QTRY_VERIFY(!stage.view.groupCard()->ticked().isEmpty()); // it looks at them a moment later
        const auto ticked = stage.view.groupCard()->ticked();
        QVERIFY(std::ranges::none_of(ticked, [](const ApprovalCard* card) { return card->request().id == u"call-0"_s; }));
        QVERIFY(stage.says(u"not looked at yet"_s));
    }

    /// A button that goes away, or is switched off, hands its focus on: to no card, where the next key would decide.
    void whatGoesAwayLeadsOntoNoCard_data()
    {
        QTest::addColumn<bool>("hides");
        QTest::newRow("hides") << true;
        QTest::newRow("switched off") << false;
    }
    void whatGoesAwayLeadsOntoNoCard()
    {
        QFETCH(const bool, hides);
        Stage stage;
        stage.news(news_(ApprovalAsked{request(u"one"_s, {})}));
        DecisionCard* card = stage.view.card(u"one"_s);
        QTRY_VERIFY(card->isVisible());
        QToolButton button(&stage.view);
        button.show();
        QWidget::setTabOrder(&button, card);
        button.setFocus();
        QTest::keyClick(&button, Qt::Key_Tab);
        QVERIFY(card->hasFocus()); // by a key of the person
        button.setFocus();
        hides ? button.hide() : button.setEnabled(false);
        QVERIFY(!card->hasFocus() && stage.view.composer().edit()->hasFocus());
    }

    void decisionsAreReachedByKey()
    {
        Stage stage;
        QVERIFY(!stage.view.focusNextDecision());
        stage.news(news_(ApprovalAsked{request(u"one"_s, {})}));
        ApprovalRequest ask;
        ask.id = u"two"_s;
        ask.sessionId = u"session"_s;
        ask.questions = {{u"Which?"_s, {}, {{u"A"_s, {}, {}}, {u"B"_s, {}, {}}}, false}};
        stage.news(news_(ApprovalAsked{ask}));
        QVERIFY(qobject_cast<QuestionCard*>(stage.view.card(u"two"_s)));
        QVERIFY(stage.view.focusNextDecision());
        QVERIFY(stage.view.card(u"one"_s)->hasFocus());
        QVERIFY(stage.view.focusNextDecision());
        QVERIFY(stage.view.card(u"two"_s)->hasFocus());
    }

    void stripTellsPlanChangesAndErrors()
    {
        Stage stage;
        stage.news(news_(TasksChanged{R"([{"id":"1","subject":"Read the brief","status":"completed","activeForm":"Reading"},
                                          {"id":"2","subject":"Write","status":"in_progress","activeForm":"Writing the draft"}])"}));
        QVERIFY(stage.says(u"Plan 1/2"_s));
        SessionTotals totals;
        totals.contextTokens = 76'000;
        totals.contextWindow = 200'000;
        stage.news(news_(TotalsChanged{totals}));
        QCOMPARE(stage.controller.contextPercent(), 38); // Shown by the window's tool bar.
        TranscriptEntry done = tool(u"w"_s, u"Write"_s, u"Write b"_s, ToolRow::State::Done);
        done.tool.added = 12;
        done.tool.removed = 1;
        stage.news(news_(EntryAdded{done}));
        QVERIFY(stage.says(u"+12 −1"_s));
        TurnEnded end;
        end.how = TurnEnded::How::Failed;
        end.error = u"The model did not answer within 60 seconds; try again."_s;
        stage.news(news_(end));
        QVERIFY(stage.says(u"did not answer"_s));
    }

    void scrollPlaceComesBack()
    {
        Stage stage;
        SessionSummary summary;
        summary.id = u"session"_s;
        stage.controller.load(summary, conversation(200), {}, PermissionMode::Plan);
        QVERIFY(stage.says(u"Plan only"_s));
        stage.view.transcript().settle();
        stage.view.transcript().verticalScrollBar()->setValue(3000);
        const QString top = stage.controller.transcript().item(stage.view.transcript().rowAt(QPoint(0, 2))).entry.id;
        const QByteArray state = stage.view.saveState();
        stage.view.transcript().scrollToEnd();
        stage.view.restoreState(state);
        QCOMPARE(stage.controller.transcript().item(stage.view.transcript().rowAt(QPoint(0, 2))).entry.id, top);
        stage.view.restoreState("rubbish");
    }

private:
    template <typename What>
    static QList<AgentEvent> news_(What what)
    {
        return fixtures::news(std::move(what));
    }
};

QTEST_MAIN(TestSessionView)
#include "tst_sessionview.moc"
