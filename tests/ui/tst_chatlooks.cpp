// SPDX-License-Identifier: MIT
// Draws one session with everything in it, light and dark, into AIOS_HOME/looks for people to look at, and checks what a machine can see of it.
#include "chatfixtures.h"
#include "tests/ui/looks.h"
#include "ui/chat/approvalcard.h"
#include "ui/chat/groupcard.h"
#include "ui/chat/questioncard.h"
#include "ui/chat/sessionview.h"
#include "ui/chat/transcriptview.h"
#include "ui/common/highlightservice.h"

#include <QScrollBar>
#include <QStyle>
#include <QTest>

using namespace aios;
using namespace aios::fixtures;
using Kind = TranscriptEntry::Kind;

namespace {

const QString kAnswer =
    u"## The spring series\n\nThree pieces, one **angle each**, in this order. See the [style guide](brand/voice.md) and *keep it short*.\n\n"
    "| Piece | Platform | Status |\n|---|---|---|\n| AIOS guide | Website | Draft |\n| Ten lessons | LinkedIn | In Review |\n\n"
    "- [x] read the three sources\n- [ ] check the numbers with `serp_analysis`\n- [ ] write the hook\n  - two variants\n\n"
    "> Nobody reads a headline that could stand over any article.\n\n```python\nfrom pathlib import Path\n\ndef slug(title: str) -> str:\n"
    "    # lower-case words joined by dashes\n    return \"-\".join(title.lower().split())  # 42\n```\n\nThat is all for now."_s;

void fill(SessionController& controller)
{
    TranscriptEntry edit = tool(u"edit"_s, u"Edit"_s, u"Change content/plans/spring-series.md"_s, ToolRow::State::Done);
    edit.tool.added = 2;
    edit.tool.removed = 1;
    edit.tool.decidedBy = u"person"_s;
    edit.tool.preview.kind = ApprovalPreview::Kind::FileDiff;
    edit.tool.preview.hunks = diffLines("one\ntwo\nthree\n", "one\ntwo, better\nand more\nthree\n");
    TranscriptEntry agent = tool(u"agent"_s, u"Agent"_s, u"Ask researcher: which sources count?"_s, ToolRow::State::Running);
    TranscriptEntry step = tool(u"step"_s, u"Grep"_s, u"Search “evergreen” in content/"_s, ToolRow::State::Done);
    step.parentToolId = u"toolu-agent"_s;
    TranscriptEntry step2 = tool(u"step2"_s, u"WebFetch"_s, u"Fetch example.org/post"_s, ToolRow::State::Failed);
    step2.parentToolId = u"toolu-agent"_s;
    SessionSummary summary;
    summary.id = u"session"_s;
    SessionTotals totals;
    totals.contextTokens = 76'000;
    totals.contextWindow = 200'000;
    controller.load(summary,
                    {entry(u"u"_s, Kind::User, u"/plan https://example.org/post\nKeep it to three pieces, please."_s),
                     entry(u"t"_s, Kind::Thinking, u"They want three pieces. First read the post."_s),
                     tool(u"read"_s, u"Read"_s, u"Read brand/voice.md"_s, ToolRow::State::Done), edit, entry(u"a"_s, Kind::Assistant, kAnswer),
                     entry(u"n"_s, Kind::Notice, u"The rule “content creation” was loaded because content/plans matches."_s),
                     entry(u"e"_s, Kind::Error, u"The server closed the connection; the request is tried again in 4 seconds."_s), agent, step, step2,
                     tool(u"w"_s, u"Write"_s, u"Create content/plans/spring-series.md"_s, ToolRow::State::Waiting)},
                    totals, PermissionMode::Default);
    controller.transcript().setExpanded(controller.transcript().rowOfEntry(u"edit"_s), true);
    controller.applyEvents(news(StateChanged{SessionState::NeedsYou}));
    controller.applyEvents(news(TasksChanged{
        "[{\"id\":\"1\",\"subject\":\"Read the brief\",\"status\":\"completed\"},{\"id\":\"2\",\"subject\":\"Write\",\"status\":\"in_progress\"}]"}));
    controller.applyEvents(news(QueueChanged{{u"then check the links"_s}}));
}

} // namespace

class TestChatLooks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        HighlightService::instance().prepare();
        QTRY_VERIFY(HighlightService::instance().isReady());
    }

    void draws_data() { shell::lookRows(); }
    void draws()
    {
        QFETCH(const bool, dark);
        QFETCH(const int, points);
        const shell::Look look(dark, points);
        SessionController controller(u"session"_s);
        SessionView view(controller);
        view.setModels({{u"rehearsal"_s, u"Rehearsal: scripted replies, no AI"_s, {}}}, u"rehearsal"_s);
        fill(controller);
        view.resize(900, 1000);
        view.show();
        view.transcript().verticalScrollBar()->setValue(0);
        shell::keepRowLook(view, u"transcript"_s);

        const QByteArray before =
            "# Spring series\n\nThree pieces for the website.\n\nThe tone is friendly and the pieces are long.\n\n## Order\n\n1. Guide\n2. Lessons\n3. Outlook\n\nDone by Friday.\n";
        const QByteArray after =
            "# Spring series\n\nThree pieces for the website.\n\nThe tone is plain and the pieces are short.\n\n## Order\n\n1. Guide\n2. Lessons\n3. Outlook\n4. Questions\n\nDone by Monday.\n";
        ApprovalRequest file = fileRequest(before, after);
        file.group = u"reply"_s;
        file.groupSize = 3;
        controller.applyEvents(news(ApprovalAsked{file}));
        view.transcript().settle();
        QCoreApplication::processEvents();
        view.transcript().scrollToEnd();
        QTRY_VERIFY(view.card(file.id)->isArmed());
        shell::keepRowLook(view, u"filecard"_s);
        QVERIFY(view.card(file.id)->width() <= view.transcript().viewport()->width());

        ApprovalRequest run = fileRequest("a", "b");
        run.id = u"run"_s;
        run.grade = Grade::LeavesComputer;
        run.title = u"Publish “AIOS guide” to WordPress (localhost) as a post"_s;
        run.verb = u"Publish Once"_s;
        run.preview = {};
        run.preview.kind = ApprovalPreview::Kind::Arguments;
        run.preview.arguments = {
            {u"title"_s, u"AIOS guide"_s},
            {u"status"_s, u"publish"_s},
            {u"content"_s,
             u"A long text that goes on for a while, so that it has to wrap in its column and shows how that looks when it does.\nSecond line with hidden\u202E mark."_s}};
        run.rememberable.clear();
        run.group = file.group;
        run.groupIndex = 1;
        controller.applyEvents(news(ApprovalAsked{run}));
        ApprovalRequest shell = fileRequest("a", "b");
        shell.id = u"shell"_s;
        shell.grade = Grade::RunsProgram;
        shell.title = u"Run two programs"_s;
        shell.verb = u"Run"_s;
        shell.preview = {};
        shell.preview.kind = ApprovalPreview::Kind::Command;
        shell.preview.operations = {u"git add content/plans"_s, u"git commit -m \"plans\""_s};
        shell.preview.workingDirectory = u"/home/me/folder"_s;
        shell.access.inputJson = "{\"command\":\"git add content/plans\"}";
        shell.group = file.group;
        shell.groupIndex = 2;
        controller.applyEvents(news(ApprovalAsked{shell}));
        QCoreApplication::processEvents();
        view.transcript().scrollToEnd();
        QVERIFY(view.groupCard()->isVisible()); // What waits together is listed below, whatever is scrolled to.
        shell::keepRowLook(view, u"callcards"_s);

        ApprovalRequest ask;
        ask.id = u"ask"_s;
        ask.sessionId = u"session"_s;
        ask.askedAt = QDateTime::currentDateTimeUtc();
        ask.questions = {
            {u"Which channel comes first?"_s,
             u"Channel"_s,
             {{u"Website"_s, u"The long form, with sources"_s, {}}, {u"Social"_s, u"Three short posts"_s, u"Post 1: the hook\nPost 2: the number"_s}},
             false},
            {u"Which formats shall I prepare?"_s, u"Formats"_s, {{u"Article"_s, {}, {}}, {u"Thread"_s, {}, {}}}, true}};
        controller.applyEvents(news(ApprovalAsked{ask}));
        QCoreApplication::processEvents();
        view.transcript().scrollToEnd();
        shell::keepRowLook(view, u"questions"_s);
    }

private:
};

QTEST_MAIN(TestChatLooks)
#include "tst_chatlooks.moc"
