// SPDX-License-Identifier: MIT
#include "core/agent/proposedlearning.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestProposedLearning : public QObject {
    Q_OBJECT

private:
    static ApprovalRequest request(const QByteArray& input, const QString& path = u"content/a.md"_s)
    {
        ApprovalRequest made;
        made.sessionId = u"s1"_s;
        made.origin = u"/write"_s;
        made.title = u"Write content/a.md"_s;
        made.access.inputJson = input;
        made.preview.path = path;
        return made;
    }
    static TranscriptEntry entry(TranscriptEntry::Kind kind, const QString& text, const QString& parent = {})
    {
        TranscriptEntry made;
        made.kind = kind;
        made.text = text;
        made.parentToolId = parent;
        return made;
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void editedInTheEditor_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QString>("words"); // empty: nothing
        const QByteArray head("---\ntitle: A\nstatus: Draft\n---\n");
        QTest::newRow("a sentence") << head + "First. Cheap lights. Last.\n"
                                    << head + "First. Bright lights. Last.\n"
                                    << u"Write “Bright lights”, not “Cheap lights” (content/a.md)."_s;
        QTest::newRow("taken out") << head + "One.\nCheap!\n" << head + "One.\n" << u"Leave out “Cheap!” (content/a.md)."_s;
        QTest::newRow("no frontmatter") << QByteArray("Cheap.\n") << QByteArray("Bright.\n") << u"Write “Bright”, not “Cheap” (content/a.md)."_s;
        QTest::newRow("only its status") << head + "One.\n" << QByteArray(head).replace("Draft", "In Review") + "One.\n" << QString();
        QTest::newRow("only spaces") << head + "One.\n" << head + "One.  \n" << QString();
        QTest::newRow("nothing") << head << head << QString();
    }
    void editedInTheEditor()
    {
        QFETCH(const QByteArray, before);
        QFETCH(const QByteArray, after);
        QFETCH(const QString, words);
        const auto found = learningFromEdit(u"content/a.md"_s, before, after);
        QCOMPARE(found ? found->text : QString(), words);
        QCOMPARE(found.has_value(), !words.isEmpty());
    }

    /// A later save: the assistant's own words are what it is about.
    void editedLater_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<bool>("additions");
        QTest::addColumn<QString>("words");
        // Written as "One light. Two lights. Three lights."
        QTest::newRow("another sentence") << QByteArray("Bright light. Two lights. Three lights.\n")
                                          << QByteArray("Bright light. A pair. Three lights.\n") << false
                                          << u"Write “A pair”, not “Two lights” (a.md)."_s;
        QTest::newRow("the person's own") << QByteArray("Bright light. Two lights. Three lights.\n")
                                          << QByteArray("Brighter light. Two lights. Three lights.\n") << false << QString();
        QTest::newRow("both") << QByteArray("Bright light.\n\nTwo lights.\n") << QByteArray("Brighter light.\n\nA pair.\n") << false
                              << u"Write “A pair”, not “Two lights” (a.md)."_s;
        QTest::newRow("added in the same sitting") << QByteArray("One light.\n") << QByteArray("One light.\nMore.\n") << false << QString();
        QTest::newRow("added in another") << QByteArray("One light.\n") << QByteArray("One light.\nMore.\n") << true << u"Add “More” (a.md)."_s;
    }
    void editedLater()
    {
        QFETCH(const QByteArray, before);
        QFETCH(const QByteArray, after);
        QFETCH(const bool, additions);
        QFETCH(const QString, words);
        const auto found = learningFromEdit(u"a.md"_s, before, after, LaterEdit{"One light. Two lights. Three lights.\n", additions});
        QCOMPARE(found ? found->text : QString(), words);
    }

    void theCommandOfACall()
    {
        SessionRecord record;
        const auto call = [](const QString& id) {
            TranscriptEntry made = entry(TranscriptEntry::Kind::Tool, {});
            made.tool.id = id;
            return made;
        };
        record.entries = {call(u"early"_s),  entry(TranscriptEntry::Kind::User, u"/write lights"_s),
                          call(u"first"_s),  entry(TranscriptEntry::Kind::User, u"and shorter"_s),
                          call(u"second"_s), entry(TranscriptEntry::Kind::User, u"/plan x"_s),
                          call(u"third"_s)};
        QCOMPARE(commandOfCall(record, u"early"_s), QString());
        QCOMPARE(commandOfCall(record, u"first"_s), u"write"_s);
        QCOMPARE(commandOfCall(record, u"second"_s), u"write"_s); // what is said in plain words goes on with its work
        QCOMPARE(commandOfCall(record, u"third"_s), u"plan"_s);
        QCOMPARE(commandOfCall(record, u"none"_s), QString());
    }

    void edited_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QString>("words");
        QTest::newRow("one sentence of a paragraph") << QByteArray(R"({"content":"First stays. Use cheap lights. Last stays.\nMore.\n"})")
                                                     << QByteArray(R"({"content":"First stays. Use bright lights. Last stays.\nMore.\n"})")
                                                     << u"Write “Use bright lights”, not “Use cheap lights” (content/a.md)."_s;
        QTest::newRow("a line more") << QByteArray(R"({"content":"a\nc\n"})") << QByteArray(R"({"content":"a\nWhen to stop\nc\n"})")
                                     << u"Add “When to stop” (content/a.md)."_s;
        QTest::newRow("a line less") << QByteArray(R"({"content":"a\nIn summary\nc\n"})") << QByteArray(R"({"content":"a\nc\n"})")
                                     << u"Leave out “In summary” (content/a.md)."_s;
        QTest::newRow("a command") << QByteArray(R"({"command":"npm i","description":"x"})")
                                   << QByteArray(R"({"command":"npm ci","description":"x"})") << u"Run “npm ci”, not “npm i” (content/a.md)."_s;
        QTest::newRow("only white space") << QByteArray(R"({"content":"a b\n"})") << QByteArray(R"({"content":"a  b\n"})") << QString();
        QTest::newRow("not JSON") << QByteArray("x") << QByteArray("y") << QString();
    }
    void edited()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(QString, words);
        Decision decision;
        decision.kind = Decision::Kind::Allow;
        decision.editedInput = after;
        const auto proposal = learningFromDecision(request(before), decision);
        QCOMPARE(proposal.has_value(), !words.isEmpty());
        if (!proposal)
            return;
        QCOMPARE(proposal->text, words);
        QCOMPARE(proposal->command, u"write"_s);
        QCOMPARE(proposal->source, u"edited"_s);
        QCOMPARE(proposal->sessionId, u"s1"_s);
    }

    void hunksLeftOut()
    {
        ApprovalRequest asked = request("{}");
        asked.preview.hunks = diffLines("a\nb\nc\nd\ne\nf\ng\nh\ni\n", "a\nB\nc\nd\ne\nf\ng\nh\ni\nj\n", 0);
        QCOMPARE(asked.preview.hunks.size(), 2);
        Decision decision;
        decision.kind = Decision::Kind::Allow;
        decision.keptHunks = QList<int>{1};
        QCOMPARE(learningFromDecision(asked, decision)->text, u"Leave “b” as it is, not “B” (content/a.md)."_s);
        decision.keptHunks = QList<int>{0};
        QCOMPARE(learningFromDecision(asked, decision)->text, u"Do not add “j” (content/a.md)."_s);
        decision.keptHunks = QList<int>{0, 1};
        QVERIFY(!learningFromDecision(asked, decision));
    }

    void rejections()
    {
        Decision decision;
        decision.kind = Decision::Kind::Deny;
        QVERIFY(!learningFromDecision(request("{}"), decision)); // a plain no teaches nothing
        decision.feedback = u" No prices,\n not even cheap. "_s;
        const auto proposal = learningFromDecision(request("{}"), decision);
        QCOMPARE(proposal->text, u"No prices, not even cheap."_s);
        QCOMPARE(proposal->origin, u"You said it when you rejected “Write content/a.md”."_s);
        ApprovalRequest free = request("{}");
        free.origin.clear();
        QVERIFY(learningFromDecision(free, decision)->command.isEmpty());
        ApprovalRequest question = request("{}");
        question.questions = {Question{}};
        QVERIFY(!learningFromDecision(question, decision));
        decision.kind = Decision::Kind::Cancelled;
        QVERIFY(!learningFromDecision(request("{}"), decision));
        decision = {};
        decision.kind = Decision::Kind::Allow;
        QVERIFY(!learningFromDecision(request("{}"), decision));
    }

    void thumbs()
    {
        const LearningProposal good = learningFromRating(u"/status now"_s, u"# Status\n\n- **Two** pieces wait for you.\n"_s, true);
        QCOMPARE(good.text, u"More like this: “Two pieces wait for you”"_s);
        QCOMPARE(good.command, u"status"_s);
        QCOMPARE(learningFromRating(u"plain"_s, u"Well."_s, false).text, u"Not like this: “Well”"_s);
        QVERIFY(learningFromRating(u"plain"_s, u"```\ncode\n```\n"_s, false).text.isEmpty());
    }

    void wrap()
    {
        using Kind = TranscriptEntry::Kind;
        SessionRecord record;
        record.summary.id = u"s1"_s;
        record.entries = {entry(Kind::User, u"hello there"_s),
                          entry(Kind::User, u"/write lights"_s),
                          entry(Kind::Assistant, u"Learnings:\n- not from here"_s),
                          entry(Kind::User, u"Put the answer first."_s),
                          entry(Kind::User, u"an agent's own task"_s, u"t1"_s),
                          entry(Kind::User, u"ok"_s)};
        QVERIFY(learningsFromWrap(record).isEmpty()); // no /wrap yet
        record.entries +=
            {entry(Kind::User, u"/wrap it was fine"_s),
             entry(Kind::Assistant, u"Done:\n- a log entry\n\n## Proposed learnings\n\n1. /plan: Three points are enough.\n- No prices (for /write)\n"
                                    "- Whatever\n\nThat is all:\n- not this\n"_s)};
        QStringList told;
        for (const LearningProposal& each : learningsFromWrap(record)) {
            QCOMPARE(each.source, u"wrap"_s);
            QCOMPARE(each.sessionId, u"s1"_s);
            told.append(each.command + u'|' + each.text);
        }
        QCOMPARE(told, (QStringList{u"plan|Three points are enough."_s, u"write|No prices"_s, u"|Whatever"_s, u"write|Put the answer first."_s}));
        record.entries.append(entry(Kind::User, u"/status"_s));
        QVERIFY(learningsFromWrap(record).isEmpty()); // it was not the last
    }
};

QTEST_GUILESS_MAIN(TestProposedLearning)
#include "tst_proposedlearning.moc"
