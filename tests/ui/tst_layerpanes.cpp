// SPDX-License-Identifier: MIT
// Skills and learnings panes on a real core over a copy of the sample, driven by mouse and keys.
#include "core/runtime/learningslink.h"
#include "tests/ui/panestage.h"
#include "ui/common/detailtext.h"
#include "ui/panes/learnings/learningspane.h"
#include "ui/panes/learnings/proposalcard.h"
#include "ui/panes/skills/fieldsdialog.h"
#include "ui/panes/skills/layerlistmodel.h"
#include "ui/panes/skills/newlayerdialog.h"
#include "ui/panes/skills/rundialog.h"
#include "ui/panes/skills/skillspane.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QTreeWidget>

using namespace aios;
using namespace Qt::StringLiterals;

class TestLayerPanes : public QObject, private shell::PaneStage {
    Q_OBJECT

private:
    void propose(const QString& prompt, const QString& reply)
    {
        QSignalSpy rated(&m_core->project().learnings(), &LearningsLink::rated);
        m_core->project().learnings().rate(u"018f0000-0000-7000-8000-000000000001"_s, prompt, reply, false);
        QTRY_COMPARE(rated.size(), 1);
    }

private Q_SLOTS:
    void init() { openSample(); }
    void cleanup() { closeSample(); }

    // --- Skills, commands, agents ---

    void kindsAndFilter()
    {
        auto pane = make<SkillsPane>();
        auto* tabs = pane->findChild<QTabBar*>();
        QCOMPARE(tabs->tabText(0), u"Skills 7"_s);
        QCOMPARE(tabs->tabText(1), u"Commands 8"_s);
        QCOMPARE(tabs->tabText(2), u"Agents 3"_s);
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(1).center());
        auto* list = pane->findChild<QListView*>(u"skillList"_s);
        QCOMPARE(list->model()->rowCount(), 8);
        QTest::keyClicks(pane->findChild<QLineEdit*>(), u"shadowed"_s); // badges are searched too
        QCOMPARE(rows(*list->model()), (QStringList{u"/plan"_s, u"/status"_s}));
        list->setCurrentIndex(list->model()->index(0, 0));
        const QString words = pane->findChild<DetailText*>()->text();
        QVERIFY2(words.contains(u"Shadowed in Claude Code: /plan runs this file here"_s), qPrintable(words));
        QVERIFY2(words.contains(u"No session of this folder has used it yet."_s), qPrintable(words));
        QSignalSpy open(m_host.get(), &PaneHost::openFileRequested);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(open.size(), 1);
        QCOMPARE(open.at(0).at(0).toString(), u".claude/commands/plan.md"_s);
    }

    void lastUseIsTold()
    {
        QString session;
        connect(&m_core->agent(), &AgentClient::sessionOpened, m_host.get(), [&session](const SessionSummary& made) { session = made.id; });
        m_core->agent().newSession();
        QTRY_VERIFY(!session.isEmpty());
        auto pane = make<SkillsPane>();
        pane->showKind(LayerKind::Command);
        QVERIFY(pane->choose(u"status"_s));
        m_core->agent().send(session, u"/status"_s);
        const auto* words = pane->findChild<DetailText*>();
        QTRY_VERIFY_WITH_TIMEOUT(words->text().contains(u"You ran /status."_s), 9000);
        QSignalSpy go(m_host.get(), &PaneHost::openSessionRequested);
        click(*pane, u"usedInButton"_s);
        QCOMPARE(go.at(0).at(0).toString(), session);
    }

    void newFromTemplate()
    {
        auto pane = make<SkillsPane>();
        QSignalSpy open(m_host.get(), &PaneHost::openFileRequested);
        click(*pane, u"newLayerButton"_s);
        auto* dialog = pane->findChild<NewLayerDialog*>();
        QVERIFY(dialog);
        auto* create = dialog->findChild<QPushButton*>(u"newLayerCreate"_s);
        auto* name = dialog->findChild<QLineEdit*>(u"newLayerName"_s);
        QVERIFY(!create->isEnabled());
        QTest::keyClicks(dialog->findChild<QLineEdit*>(u"newLayerDescription"_s), u"Checks links before a piece goes out"_s);
        QTest::keyClicks(name, u"plain-words"_s); // the sample has it
        QVERIFY(!create->isEnabled());
        name->selectAll();
        QTest::keyClicks(name, u"link-check"_s);
        QVERIFY(create->isEnabled());
        QTest::mouseClick(create, Qt::LeftButton);
        QTRY_COMPARE(open.size(), 1);
        QCOMPARE(open.at(0).at(0).toString(), u".claude/skills/link-check/SKILL.md"_s);
        QVERIFY(shell::read(m_folder + u"/.claude/skills/link-check/SKILL.md"_s).contains("Checks links before"));
        auto* list = pane->findChild<QListView*>(u"skillList"_s);
        QTRY_COMPARE(list->currentIndex().data().toString(), u"link-check"_s); // it is there, and chosen
        click(*pane, u"undoButton"_s);
        QTRY_VERIFY(!QFileInfo::exists(m_folder + u"/.claude/skills/link-check/SKILL.md"_s));
    }

    void convertAndUndo()
    {
        const QString single = m_folder + u"/.claude/skills/source-notes.md"_s;
        const QByteArray before = shell::read(single);
        auto pane = make<SkillsPane>();
        QVERIFY(pane->choose(u"source-notes"_s));
        click(*pane, u"convertButton"_s);
        QTRY_VERIFY(QFileInfo::exists(m_folder + u"/.claude/skills/source-notes/SKILL.md"_s));
        QTRY_VERIFY(!QFileInfo::exists(single)); // after the new one is there
        auto* list = pane->findChild<QListView*>(u"skillList"_s);
        QTRY_VERIFY(!pane->findChild<QPushButton*>(u"convertButton"_s)->isVisible());
        QCOMPARE(list->currentIndex().data().toString(), u"source-notes"_s);
        click(*pane, u"undoButton"_s);
        QTRY_COMPARE(shell::read(single), before);
        QTRY_VERIFY(!QFileInfo::exists(m_folder + u"/.claude/skills/source-notes"_s));
    }

    void runsACommandWithAForm()
    {
        auto pane = make<SkillsPane>();
        pane->showKind(LayerKind::Command);
        QVERIFY(pane->choose(u"wrap"_s));
        QSignalSpy run(m_host.get(), &PaneHost::runRequested);
        click(*pane, u"runButton"_s);
        auto* dialog = pane->findChild<RunDialog*>();
        QVERIFY(dialog);
        QTest::keyClicks(dialog->findChild<QLineEdit*>(), u"the chain piece"_s);
        QCOMPARE(dialog->findChild<QLabel*>(u"runLine"_s)->text(), u"/wrap the chain piece"_s);
        QTest::mouseClick(dialog->findChild<QPushButton*>(u"runPut"_s), Qt::LeftButton);
        QCOMPARE(run.size(), 1);
        QCOMPARE(run.at(0), (QVariantList{u"/wrap the chain piece"_s, false}));
        QTRY_VERIFY(!pane->findChild<RunDialog*>());
        click(*pane, u"runButton"_s);
        QTest::mouseClick(pane->findChild<RunDialog*>()->findChild<QPushButton*>(u"runSend"_s), Qt::LeftButton);
        QCOMPARE(run.at(1), (QVariantList{u"/wrap"_s, true}));
        pane->showKind(LayerKind::Agent);
        QVERIFY(!pane->findChild<QPushButton*>(u"runButton"_s)->isVisible());
    }

    void settingsByForm()
    {
        const QString file = m_folder + u"/.claude/commands/status.md"_s;
        const QByteArray before = shell::read(file);
        auto pane = make<SkillsPane>();
        pane->showKind(LayerKind::Command);
        QTRY_VERIFY(pane->choose(u"status"_s));
        click(*pane, u"formButton"_s);
        QTRY_VERIFY(pane->findChild<FieldsDialog*>());
        auto* dialog = pane->findChild<FieldsDialog*>();
        auto* save = dialog->findChild<QPushButton*>(u"fieldsSave"_s);
        QVERIFY(!save->isEnabled()); // nothing is other than in the file
        auto* description = dialog->findChild<QPlainTextEdit*>(u"field:description"_s);
        QVERIFY(description && before.contains(description->toPlainText().toUtf8()));
        description->selectAll();
        QTest::keyClicks(description, u"Says how it stands"_s);
        QTest::mouseClick(save, Qt::LeftButton);
        QTRY_VERIFY(shell::read(file).contains("description: Says how it stands\n"));
        QCOMPARE(shell::read(file).count('\n'), before.count('\n'));
        QTRY_VERIFY(m_core->project().content()->command(u"status")->description == u"Says how it stands"_s);
        click(*pane, u"undoButton"_s);
        QTRY_COMPARE(shell::read(file), before);
    }

    /// "Open Text" leads from the form to the text with what was changed in the form, and says so.
    void theTextHasWhatTheFormChanged()
    {
        const QString file = m_folder + u"/.claude/commands/status.md"_s;
        auto pane = make<SkillsPane>();
        pane->showKind(LayerKind::Command);
        QTRY_VERIFY(pane->choose(u"status"_s));
        QSignalSpy opened(m_host.get(), &PaneHost::openFileRequested);
        click(*pane, u"formButton"_s);
        QTRY_VERIFY(pane->findChild<FieldsDialog*>());
        auto* dialog = pane->findChild<FieldsDialog*>();
        auto* text = dialog->findChild<QPushButton*>(u"fieldsText"_s);
        QCOMPARE(text->text(), u"Open Text"_s);
        auto* description = dialog->findChild<QPlainTextEdit*>(u"field:description"_s);
        description->selectAll();
        QTest::keyClicks(description, u"Says how it stands"_s);
        QCOMPARE(text->text(), u"Save and Open Text"_s);
        QTest::mouseClick(text, Qt::LeftButton);
        QCOMPARE(opened.value(0).value(0).toString(), u".claude/commands/status.md"_s);
        QTRY_VERIFY(shell::read(file).contains("description: Says how it stands\n"));
        QTRY_VERIFY(!pane->findChild<FieldsDialog*>());
    }

    // --- Learnings ---

    void learningsOfEachCommand()
    {
        auto pane = make<LearningsPane>();
        QVERIFY(pane->cards().isEmpty());
        QTreeWidgetItem* write = nullptr;
        for (int row = 0; row < pane->list()->topLevelItemCount(); ++row) {
            if (pane->list()->topLevelItem(row)->text(0) == u"/write"_s)
                write = pane->list()->topLevelItem(row);
        }
        QVERIFY(write);
        QCOMPARE(write->childCount(), 4);
        QCOMPARE(write->child(0)->text(1), u"2026-11-12"_s); // newest first
        pane->list()->setCurrentItem(write);
        const QString reads = pane->nextRun()->toPlainText();
        QVERIFY2(reads.startsWith(u"# Learnings from earlier runs of /write (learnings/write.md)\n\n# Learnings: write"_s),
                 qPrintable(reads.left(200)));
        QVERIFY(reads.endsWith(u"Inside the steps nobody sees it on a phone."_s));
        QSignalSpy open(m_host.get(), &PaneHost::openFileRequested);
        QTest::keyClick(pane->list(), Qt::Key_Return);
        QCOMPARE(open.at(0).at(0).toString(), u"learnings/write.md"_s);
    }

    /// A skill that is run by its name reads learnings as a command does.
    void learningsOfSkills()
    {
        shell::write(m_folder + u"/learnings/source-notes.md"_s, "# Learnings: source-notes\n\n- 2026-11-01: One line a source.\n");
        shell::write(m_folder + u"/.claude/skills/quiet/SKILL.md"_s, "---\ndescription: D\nuser-invocable: false\n---\nBody\n");
        QSignalSpy loaded(&m_core->project(), &ProjectLink::contentChanged);
        QTRY_VERIFY_WITH_TIMEOUT(
            !loaded.isEmpty() && m_core->project().content()->learning(u"source-notes") && m_core->project().content()->skill(u"quiet"), 9000);
        auto pane = make<LearningsPane>();
        const QList<QTreeWidgetItem*> notes = pane->list()->findItems(u"/source-notes"_s, Qt::MatchExactly);
        QCOMPARE(notes.size(), 1);
        QCOMPARE(notes.at(0)->childCount(), 1);
        pane->list()->setCurrentItem(notes.at(0));
        QVERIFY(pane->nextRun()->toPlainText().endsWith(u"One line a source."_s));
        QVERIFY(pane->list()->findItems(u"/quiet"_s, Qt::MatchExactly).isEmpty()); // only the model runs it
    }

    void proposalsAreKeptEditedDropped()
    {
        const QByteArray before = shell::read(m_folder + u"/learnings/write.md"_s);
        propose(u"/write lights"_s, u"First reply."_s);
        propose(u"/write lights"_s, u"Second reply."_s);
        propose(u"plain words"_s, u"Third reply."_s);
        auto pane = make<LearningsPane>({420, 1200});
        QTRY_COMPARE(pane->cards().size(), 3);
        QCOMPARE(shell::read(m_folder + u"/learnings/write.md"_s), before); // shown, not stored
        ProposalCard* third = pane->cards().at(0);
        QVERIFY(!third->findChild<QPushButton*>(u"keepButton"_s)->isEnabled()); // for which command?
        auto* command = third->findChild<QComboBox*>(u"proposalCommand"_s);
        command->setCurrentIndex(command->findData(u"plan"_s));
        QVERIFY(third->findChild<QPushButton*>(u"keepButton"_s)->isEnabled());
        ProposalCard* second = pane->cards().at(1);
        click(*second, u"dropButton"_s);
        QTRY_COMPARE(pane->cards().size(), 2);
        QCOMPARE(command->currentData().toString(), u"plan"_s); // what was chosen elsewhere stays
        ProposalCard* first = pane->cards().at(1);
        auto* text = first->findChild<QPlainTextEdit*>();
        QVERIFY(text->isReadOnly());
        click(*first, u"editButton"_s);
        text->selectAll();
        QTest::keyClicks(text, u"Answer in the first line."_s);
        QCOMPARE(shell::read(m_folder + u"/learnings/write.md"_s), before);
        click(*first, u"keepButton"_s);
        const QByteArray line = "- " + QDate::currentDate().toString(Qt::ISODate).toUtf8() + ": Answer in the first line.\n";
        QTRY_COMPARE(shell::read(m_folder + u"/learnings/write.md"_s), QByteArray(before + line));
        QTRY_COMPARE(pane->cards().size(), 1);
        QTRY_VERIFY(pane->nextRun()->toPlainText().endsWith(u"Answer in the first line."_s));
        QTreeWidgetItem* shown = pane->list()->currentItem();
        QCOMPARE(shown->text(0), u"/write"_s);
        QCOMPARE(shown->child(0)->text(0), u"Answer in the first line."_s);
        QVERIFY(shown->child(0)->toolTip(0).contains(u"Kept from a session."_s));
    }

    void aFileThatCannotBeWrittenKeepsTheCard()
    {
        propose(u"/write lights"_s, u"First reply."_s);
        QVERIFY(QFile::remove(m_folder + u"/learnings/write.md"_s));
        QVERIFY(QDir().mkpath(m_folder + u"/learnings/write.md"_s)); // a folder stands in its place
        auto pane = make<LearningsPane>();
        QTRY_COMPARE(pane->cards().size(), 1);
        click(*pane->cards().at(0), u"keepButton"_s);
        QTRY_VERIFY(std::ranges::any_of(pane->cards().at(0)->findChildren<QLabel*>(),
                                        [](const QLabel* label) { return label->isVisible() && label->text().contains(u"write.md"_s); }));
        QVERIFY(pane->cards().at(0)->findChild<QPushButton*>(u"keepButton"_s)->isEnabled());
    }
};

QTEST_MAIN(TestLayerPanes)
#include "tst_layerpanes.moc"
