// SPDX-License-Identifier: MIT
// The decision log with its filters and "why was this allowed?", and the rules with search and revoke.
#include "chatfixtures.h"
#include "tests/ui/shellfixtures.h"
#include "ui/common/detailtext.h"
#include "ui/panes/decisions/decisionsmodel.h"
#include "ui/panes/decisions/decisionspane.h"
#include "ui/panes/decisions/rulespane.h"
#include "ui/panes/panehost.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace aios;
using namespace Qt::StringLiterals;

class TestDecisionsPane : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_folder;
    std::unique_ptr<shell::Core> m_core;
    std::unique_ptr<PaneHost> m_host;

    static DecisionRecord record(const QString& tool, const QString& target, Grade grade, const QString& by, const QString& session, int daysAgo)
    {
        DecisionRecord made;
        made.time = QDateTime::currentDateTime().addDays(-daysAgo);
        made.tool = tool;
        made.target = target;
        made.grade = grade;
        made.decision = u"allowed"_s;
        made.by = by;
        made.sessionId = session;
        return made;
    }
    /// As the core tells it: oldest first.
    static QList<DecisionRecord> log()
    {
        DecisionRecord byRule = record(u"Edit"_s, u"content/a.md"_s, Grade::ChangesFiles, u"rule"_s, u"s1"_s, 2);
        byRule.rule = u"Edit(content/**)"_s;
        DecisionRecord denied = record(u"Bash"_s, u"curl x"_s, Grade::RunsProgram, u"person"_s, u"s2"_s, 0);
        denied.decision = u"denied"_s;
        denied.feedback = u"not out"_s;
        return {record(u"Read"_s, u"old.md"_s, Grade::Read, u"default"_s, u"s1"_s, 40), byRule, denied};
    }
    static QStringList shown(const QTreeView& table, int column)
    {
        QStringList all;
        for (int row = 0; row < table.model()->rowCount(); ++row)
            all.append(table.model()->index(row, column).data().toString());
        return all;
    }

private Q_SLOTS:
    void init()
    {
        fixtures::failOnOurWarnings();
        m_dir = std::make_unique<QTemporaryDir>();
        m_folder = QFileInfo(m_dir->path()).canonicalFilePath() + u"/mine"_s;
        shell::write(m_folder + u"/CLAUDE.md"_s, "# Mine\n");
        shell::write(m_folder + u"/.claude/settings.json"_s, "{\"permissions\":{\"deny\":[\"Bash(rm *)\"],\"ask\":[\"Edit(brand/**)\"]}}\n");
        m_core = std::make_unique<shell::Core>(m_dir->filePath(u"home"_s));
        m_host = std::make_unique<PaneHost>(m_core->agent(), m_core->project(), m_core->models());
        QSignalSpy opened(&m_core->project(), &ProjectLink::opened);
        m_core->project().open(m_folder);
        QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, 9000);
    }
    void cleanup()
    {
        m_host.reset();
        m_core.reset();
        m_dir.reset();
    }

    void filters()
    {
        DecisionsPane pane(*m_host);
        QSignalSpy loaded(&m_core->project(), &ProjectLink::decisionsLoaded);
        pane.resize(500, 700);
        pane.show();
        QTRY_COMPARE(loaded.size(), 1); // its own, empty
        QVERIFY(pane.words().text().startsWith(u"Nothing was decided"_s));
        Q_EMIT m_core->project().decisionsLoaded(log(), 0);
        Q_EMIT m_core->agent().sessionsListed({SessionSummary{.id = u"s2"_s, .title = u"Post it"_s}});
        QCOMPARE(shown(pane.table(), DecisionsModel::WhatColumn), (QStringList{u"Bash: curl x"_s, u"Edit: content/a.md"_s, u"Read: old.md"_s}));
        QTest::mouseClick(pane.findChild<QToolButton*>(u"decisionFilters"_s), Qt::LeftButton);
        const auto choose = [&](const QString& name, const QString& words) {
            auto* choice = pane.findChild<QComboBox*>(name);
            const int index = choice->findText(words);
            if (index < 0 || !choice->isVisible())
                return QStringList{u"(no such choice)"_s};
            choice->setCurrentIndex(index);
            const QStringList found = shown(pane.table(), DecisionsModel::WhatColumn);
            choice->setCurrentIndex(0);
            return found;
        };
        QCOMPARE(choose(u"decisionTool"_s, u"Edit"_s), QStringList{u"Edit: content/a.md"_s});
        QCOMPARE(choose(u"decisionGrade"_s, u"Read"_s), QStringList{u"Read: old.md"_s});
        QCOMPARE(choose(u"decisionState"_s, u"Denied"_s), QStringList{u"Bash: curl x"_s});
        QCOMPARE(choose(u"decisionBy"_s, u"A rule"_s), QStringList{u"Edit: content/a.md"_s});
        QCOMPARE(choose(u"decisionSession"_s, u"Post it"_s), QStringList{u"Bash: curl x"_s});
        QCOMPARE(choose(u"decisionTime"_s, u"Last 7 days"_s), (QStringList{u"Bash: curl x"_s, u"Edit: content/a.md"_s}));
        QTest::keyClicks(pane.findChild<QLineEdit*>(u"decisionText"_s), u"not OUT"_s); // what was said counts too
        QCOMPARE(shown(pane.table(), DecisionsModel::WhatColumn), QStringList{u"Bash: curl x"_s});
        pane.findChild<QComboBox*>(u"decisionTool"_s)->setCurrentIndex(pane.findChild<QComboBox*>(u"decisionTool"_s)->findText(u"Read"_s));
        QVERIFY(pane.words().text().startsWith(u"None of 3 decision"_s));
        QCOMPARE(pane.findChild<QToolButton*>(u"decisionFilters"_s)->text(), u"Filters (1)"_s);
    }

    void filtersByApprovalsAndConditions()
    {
        DecisionsPane pane(*m_host);
        pane.resize(500, 700);
        pane.show();
        QSignalSpy loaded(&m_core->project(), &ProjectLink::decisionsLoaded);
        QTRY_COMPARE(loaded.size(), 1);
        DecisionRecord published = record(u"mcp__site__create_post"_s, u"content/a.md"_s, Grade::LeavesComputer, u"ticket"_s, u"s1"_s, 0);
        DecisionRecord held = record(u"Write"_s, u"content/b.md"_s, Grade::ChangesFiles, u"condition"_s, u"s1"_s, 1);
        held.decision = u"denied"_s;
        held.rule = u".claude/rules/order.md"_s;
        held.feedback = u"Still missing: brand/profile.md"_s;
        Q_EMIT m_core->project().decisionsLoaded(log() + QList<DecisionRecord>{held, published}, 0);
        pane.findChild<QToolButton*>(u"decisionFilters"_s)->setChecked(true);
        auto* by = pane.findChild<QComboBox*>(u"decisionBy"_s);
        by->setCurrentIndex(by->findText(u"An approval of yours"_s));
        QCOMPARE(shown(pane.table(), DecisionsModel::WhatColumn), QStringList{u"mcp__site__create_post: content/a.md"_s});
        by->setCurrentIndex(by->findText(u"A condition of a rule"_s));
        QCOMPARE(shown(pane.table(), DecisionsModel::WhatColumn), QStringList{u"Write: content/b.md"_s});
        QTest::keyClick(&pane.table(), Qt::Key_Home);
        QVERIFY2(pane.words().text().contains(u"The rule .claude/rules/order.md held it back"_s), qPrintable(pane.words().text()));
        QVERIFY(pane.words().text().contains(u"Still missing: brand/profile.md"_s));
    }

    void whyItWasAllowed()
    {
        DecisionsPane pane(*m_host);
        pane.resize(500, 700);
        pane.show();
        QSignalSpy loaded(&m_core->project(), &ProjectLink::decisionsLoaded);
        QTRY_COMPARE(loaded.size(), 1);
        Q_EMIT m_core->project().decisionsLoaded(log(), 0);
        auto* rule = pane.findChild<QPushButton*>(u"showRuleButton"_s);
        auto* session = pane.findChild<QPushButton*>(u"showSessionButton"_s);
        QTest::keyClick(&pane.table(), Qt::Key_Home);
        QVERIFY2(pane.words().text().startsWith(u"Why was this refused? You rejected it on"_s), qPrintable(pane.words().text()));
        QVERIFY(pane.words().text().contains(u"not out"_s));
        QVERIFY(!rule->isVisible());
        QTest::keyClick(&pane.table(), Qt::Key_Down);
        QVERIFY2(pane.words().text().startsWith(u"Why was this allowed? The rule Edit(content/**) allowed it. It does not count any more"_s),
                 qPrintable(pane.words().text()));
        QSignalSpy ruleWanted(m_host.get(), &PaneHost::ruleRequested);
        QSignalSpy sessionWanted(m_host.get(), &PaneHost::openSessionRequested);
        QTest::mouseClick(rule, Qt::LeftButton);
        QTest::mouseClick(session, Qt::LeftButton);
        QCOMPARE(ruleWanted.value(0).value(0).toString(), u"Edit(content/**)"_s);
        QCOMPARE(sessionWanted.value(0).value(0).toString(), u"s1"_s);
        Q_EMIT m_core->project().decisionsLoaded(log() + QList<DecisionRecord>{record(u"Read"_s, u"new.md"_s, Grade::Read, u"default"_s, u"s1"_s, 0)},
                                                 0);
        QVERIFY(pane.words().text().contains(u"Edit(content/**)"_s)); // what was chosen stays
    }

    void rulesAreSearchedOpenedRevoked()
    {
        RulesPane pane(*m_host);
        pane.resize(500, 700);
        pane.show();
        auto* table = pane.findChild<QTreeView*>(u"ruleTable"_s);
        auto* search = pane.findChild<QLineEdit*>(u"ruleSearch"_s);
        QTRY_COMPARE(shown(*table, 1).size(), 2);
        QTest::keyClicks(search, u"never"_s); // by effect
        QCOMPARE(shown(*table, 1), QStringList{u"Bash(rm *)"_s});
        search->clear();
        QTest::keyClicks(search, u"settings.json"_s); // by file
        QCOMPARE(shown(*table, 1).size(), 2);
        search->clear();
        QTest::keyClicks(search, u"rm"_s);
        Q_EMIT m_host->ruleRequested(u"Edit(brand/**)"_s); // from the log: shown even where the search hides it
        QCOMPARE(table->currentIndex().siblingAtColumn(1).data().toString(), u"Edit(brand/**)"_s);
        QSignalSpy open(m_host.get(), &PaneHost::openFileRequested);
        for (auto* button : pane.findChildren<QPushButton*>()) {
            if (button->text() == u"Open File"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QCOMPARE(open.value(0).value(0).toString(), u".claude/settings.json"_s);
        QTest::mouseClick(pane.findChild<QPushButton*>(u"revokeButton"_s), Qt::LeftButton);
        QTRY_COMPARE(shown(*table, 1), QStringList{u"Bash(rm *)"_s});
        QVERIFY(!shell::read(m_folder + u"/.claude/settings.json"_s).contains("brand"));
        QSignalSpy loaded(&m_core->project(), &ProjectLink::decisionsLoaded);
        m_core->project().loadDecisions();
        QTRY_COMPARE(loaded.size(), 1);
        const DecisionRecord last = loaded.at(0).at(0).value<QList<DecisionRecord>>().value(0);
        QCOMPARE(last.decision, u"revoked"_s);
        QCOMPARE(last.target, u"Edit(brand/**)"_s);
        Q_EMIT m_host->ruleRequested(u"Edit(brand/**)"_s);
        QVERIFY(std::ranges::any_of(pane.findChildren<QLabel*>(),
                                    [](const QLabel* label) { return label->text().contains(u"does not count any more"_s); }));
    }
};

QTEST_MAIN(TestDecisionsPane)
#include "tst_decisionspane.moc"
