// SPDX-License-Identifier: MIT
// Filters over the decision log, and the answer to "why was this allowed?".
#include "core/gate/decisionreview.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestDecisionReview : public QObject {
    Q_OBJECT

private:
    static QDateTime at(int day) { return {QDate(2026, 1, day), QTime(9, 30)}; }
    static DecisionRecord record(const QString& by, const QString& rule = {}, const QString& decision = u"allowed"_s)
    {
        DecisionRecord made;
        made.time = at(10);
        made.sessionId = u"s1"_s;
        made.tool = u"Edit"_s;
        made.target = u"content/Lights.md"_s;
        made.grade = Grade::ChangesFiles;
        made.decision = decision;
        made.by = by;
        made.rule = rule;
        return made;
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void filters_data()
    {
        QTest::addColumn<DecisionFilter>("filter");
        QTest::addColumn<bool>("passes");
        QTest::newRow("nothing chosen") << DecisionFilter{} << true;
        QTest::newRow("its tool") << DecisionFilter{.tool = u"Edit"_s} << true;
        QTest::newRow("another tool") << DecisionFilter{.tool = u"Bash"_s} << false;
        QTest::newRow("its grade") << DecisionFilter{.grade = Grade::ChangesFiles} << true;
        QTest::newRow("grade read is a grade") << DecisionFilter{.grade = Grade::Read} << false;
        QTest::newRow("its outcome") << DecisionFilter{.state = u"done"_s} << true;
        QTest::newRow("the decision behind an outcome") << DecisionFilter{.state = u"allowed"_s} << false;
        QTest::newRow("by") << DecisionFilter{.by = u"person"_s} << true;
        QTest::newRow("by another") << DecisionFilter{.by = u"rule"_s} << false;
        QTest::newRow("its session") << DecisionFilter{.sessionId = u"s1"_s} << true;
        QTest::newRow("another session") << DecisionFilter{.sessionId = u"s2"_s} << false;
        QTest::newRow("since before") << DecisionFilter{.since = at(9)} << true;
        QTest::newRow("since after") << DecisionFilter{.since = at(11)} << false;
        QTest::newRow("words in any order and case") << DecisionFilter{.text = u"lights EDIT"_s} << true;
        QTest::newRow("one word is not there") << DecisionFilter{.text = u"lights bash"_s} << false;
        QTest::newRow("all at once") << DecisionFilter{.tool = u"Edit"_s, .by = u"rule"_s, .text = u"lights"_s} << false;
    }
    void filters()
    {
        QFETCH(DecisionFilter, filter);
        QFETCH(bool, passes);
        DecisionRecord done = record(u"person"_s);
        done.outcome = u"done"_s;
        QCOMPARE(filter.accepts(done), passes);
    }

    void aRuleSaysWhereItStandsAndWhenItWasMade()
    {
        const DecisionRecord asked = record(u"rule"_s, u"Edit(content/**)"_s);
        DecisionRecord earlier = asked;
        earlier.time = at(5);
        const DecisionRecord made = ruleRecord(u"/p"_s, u"Edit(content/**)"_s, true, at(4));
        const DecisionRecord later = ruleRecord(u"/p"_s, u"Edit(content/**)"_s, true, at(20));
        const QList<PermissionRule> rules{{RuleEffect::Deny, RuleSource::Project, u"Edit(content/**)"_s, u"/other"_s},
                                          {RuleEffect::Allow, RuleSource::Local, u"Edit(content/**)"_s, u"/data/permissions.json"_s}};
        const DecisionWhy known = decisionWhy(asked, {made, earlier, asked, later}, rules);
        QCOMPARE(known.words,
                 u"The rule Edit(content/**) allowed it. It stands in /data/permissions.json. You had it remembered on 4 Jan 2026 09:30."_s);
        QCOMPARE(known.ruleFile, u"/data/permissions.json"_s);
        QCOMPARE(known.made, at(4));
        const DecisionWhy foreign = decisionWhy(asked, {earlier, asked}, rules);
        QVERIFY2(foreign.words.endsWith(u"here it first decided on 5 Jan 2026 09:30."_s), qPrintable(foreign.words));
        const DecisionWhy gone = decisionWhy(asked, {made, asked}, {});
        QVERIFY2(gone.words.contains(u"does not count any more"_s), qPrintable(gone.words));
        QVERIFY(gone.ruleFile.isEmpty());
        const DecisionWhy denied = decisionWhy(record(u"rule"_s, u"Edit(content/**)"_s, u"denied"_s), {}, rules);
        QVERIFY2(denied.words.startsWith(u"The rule Edit(content/**) refused it. It stands in /other."_s), qPrintable(denied.words));
    }

    void aTicketSaysWhatWasApprovedAndWhen()
    {
        DecisionRecord approval = record(u"person"_s);
        approval.tool = u"Approval"_s;
        approval.time = at(8);
        DecisionRecord another = approval;
        another.target = u"content/Bells.md"_s;
        another.time = at(9);
        DecisionRecord later = approval;
        later.time = at(11);
        const DecisionRecord call = record(u"ticket"_s);
        const DecisionWhy why = decisionWhy(call, {approval, another, call, later}, {});
        QCOMPARE(
            why.words,
            u"You approved exactly this text of content/Lights.md, for this place, on 8 Jan 2026 09:30. That approval was for one call, and this "
            "was it."_s);
        QCOMPARE(why.made, at(8));
    }

    void others_data()
    {
        QTest::addColumn<DecisionRecord>("asked");
        QTest::addColumn<QString>("words");
        QTest::newRow("person") << record(u"person"_s) << u"You approved it on 10 Jan 2026 09:30."_s;
        DecisionRecord rejected = record(u"person"_s, {}, u"denied"_s);
        rejected.feedback = u"no prices"_s;
        QTest::newRow("rejected") << rejected << u"You rejected it on 10 Jan 2026 09:30. You said: “no prices”"_s;
        DecisionRecord editor = record(u"person"_s);
        editor.sessionId.clear();
        QTest::newRow("in the editor") << editor << u"You did it yourself in the window on 10 Jan 2026 09:30."_s;
        QTest::newRow("mode") << record(u"mode"_s, u"acceptEdits"_s) << u"The session's mode “acceptEdits” allowed it."_s;
        QTest::newRow("mode refuses") << record(u"mode"_s, u"plan"_s, u"denied"_s) << u"The session's mode “plan” refused it."_s;
        QTest::newRow("built in") << record(u"default"_s) << u"It changes nothing and stays on this computer, so it needs no permission."_s;
        QTest::newRow("nobody there") << record(u"default"_s, {}, u"denied"_s) << u"No rule allowed it, and nobody was there to ask."_s;
        DecisionRecord core = record(u"core"_s, {}, u"denied"_s);
        core.feedback = u"“A” is published already."_s;
        QTest::newRow("the program") << core << u"The program refused it, whatever anybody had allowed: “A” is published already."_s;
        DecisionRecord condition = record(u"condition"_s, u".claude/rules/order.md"_s, u"denied"_s);
        condition.feedback = u"Still missing: “brand/profile.md”."_s;
        QTest::newRow("a rule that cannot be forgotten")
            << condition
            << u"The rule .claude/rules/order.md held it back, whatever anybody had allowed: what it asks for first was missing. Still missing: “brand/profile.md”."_s;
        DecisionRecord status = record(u"condition"_s, u"status"_s, u"denied"_s);
        status.feedback = u"Not done."_s;
        QTest::newRow("a status that is the person's")
            << status << u"The program refused it, whatever anybody had allowed, because of the status it would have given. Not done."_s;
        DecisionRecord out = record(u"default"_s, u"proof: https://a.example/b"_s);
        out.tool = u"Status flow"_s;
        QTest::newRow("Published on proof") << out << u"The program set the status because the service proved that it is out: https://a.example/b."_s;
        DecisionRecord back = record(u"default"_s, {}, u"stale"_s);
        back.tool = u"Status flow"_s;
        QTest::newRow("back to In Review") << back << u"The piece was changed after you approved it, so the program set it back to In Review."_s;
        DecisionRecord ended = record(u"default"_s, {}, u"stale"_s);
        ended.tool = u"Approval"_s;
        ended.feedback = u"The piece is gone."_s;
        QTest::newRow("an approval that ended")
            << ended << u"What you had approved is not what is there any more, so the approval ended. The piece is gone."_s;
        DecisionRecord lost = record(u"default"_s);
        lost.tool = u"Approval"_s;
        lost.outcome = u"unknown"_s;
        QTest::newRow("unknown whether it went out")
            << lost << u"Nobody knows whether it went out, so it is not sent again before you say what you found."_s;
        QTest::newRow("a ticket nobody knows of")
            << record(u"ticket"_s) << u"You had approved exactly this text of content/Lights.md, for this place. When is not in this log."_s;
        QTest::newRow("withdrawn") << record({}, {}, u"cancelled"_s) << u"It was withdrawn before anybody decided."_s;
        QTest::newRow("unknown") << record(u"ghost"_s) << u"The log does not say who decided it."_s;
        QTest::newRow("revoked") << ruleRecord(u"/p"_s, u"Read"_s, false, at(1)) << u"You took this rule back."_s;
    }
    void others()
    {
        QFETCH(DecisionRecord, asked);
        QFETCH(QString, words);
        QCOMPARE(decisionWhy(asked, {asked}, {}).words, words);
    }
};

QTEST_GUILESS_MAIN(TestDecisionReview)
#include "tst_decisionreview.moc"
