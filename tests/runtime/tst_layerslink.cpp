// SPDX-License-Identifier: MIT
// What the window does to files and learnings, on two real threads: guarded, never over something, taken back, and nothing stored without a click.
#include "core/base/hash.h"
#include "core/runtime/corethread.h"
#include "core/runtime/facades.h"
#include "core/runtime/layerslink.h"
#include "core/runtime/learningslink.h"
#include "tests/support/tempproject.h"

#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

class TestLayersLink : public QObject {
    Q_OBJECT

private:
    struct House {
        explicit House(const QByteArray& rehearsal = "  - say: [{text: \"Hello.\"}]\n")
        {
            qputenv("XDG_DATA_HOME", QFile::encodeName(place.path(u"home"_s))); // its trash
            place.folder(u"home"_s);
            place.write(u"mine/CLAUDE.md"_s, "# Mine\n");
            place.write(u"mine/.claude/commands/write.md"_s, "Write it.\n");
            place.write(u"mine/.claude/commands/wrap.md"_s, "Close.\n");
            place.write(u"mine/content/a.md"_s, "---\ntitle: A\nstatus: Draft\n---\nText\n");
            place.write(u"script.yaml"_s, "rehearsal: 1\nsteps:\n" + rehearsal);
            start();
        }
        ~House() { core.reset(); } // before the facades, as the program does
        void start()
        {
            core.reset();
            Runtime::Options options;
            options.paths = {place.path(u"config"_s), place.path(u"data"_s), place.path(u"cache"_s), place.path(u"state"_s),
                             qEnvironmentVariable("AIOS_RESOURCES")};
            options.environment.insert(u"CLAUDE_CONFIG_DIR"_s, place.path(u"claude"_s));
            options.watch = false;
            auto fresh = std::make_unique<CoreThread>(std::move(options));
            agent = std::make_unique<AgentClient>(fresh->runtime());
            project = std::make_unique<ProjectLink>(fresh->runtime());
            core = std::move(fresh);
            QObject::connect(agent.get(), &AgentClient::sessionOpened, agent.get(), [this](const SessionSummary& summary) { session = summary.id; });
            QObject::connect(agent.get(), &AgentClient::events, agent.get(), [this](const QList<AgentEvent>& told) { events += told; });
            outcomes.clear();
            QObject::connect(&project->layers(), &LayersLink::fileDone, project.get(),
                             [this](const FileOutcome& outcome) { outcomes.insert(outcome.request, outcome); });
            QSignalSpy opened(project.get(), &ProjectLink::opened);
            project->open(place.path(u"mine"_s));
            QVERIFY(!opened.isEmpty() || opened.wait(10'000));
        }
        [[nodiscard]] bool startSession()
        {
            session.clear();
            agent->newSession();
            if (!QTest::qWaitFor([this] { return !session.isEmpty(); }))
                return false;
            agent->setModel(session, u"rehearsal:"_s + place.path(u"script.yaml"_s));
            return true;
        }
        [[nodiscard]] std::optional<ApprovalRequest> asked() const
        {
            for (auto event = events.crbegin(); event != events.crend(); ++event) {
                if (const auto* what = std::get_if<ApprovalAsked>(&event->what))
                    return what->request;
            }
            return std::nullopt;
        }
        [[nodiscard]] qsizetype ended() const
        {
            return std::ranges::count_if(events, [](const AgentEvent& event) { return std::holds_alternative<TurnEnded>(event.what); });
        }
        FileOutcome wait(int request) const
        {
            if (!QTest::qWaitFor([&] { return outcomes.contains(request); }))
                qWarning("no answer");
            return outcomes.value(request);
        }
        [[nodiscard]] QStringList proposed() const
        {
            QStringList all;
            for (const LearningProposal& each : project->learnings().proposals())
                all.append(each.command + u'|' + each.text);
            return all;
        }
        TempProject place;
        std::unique_ptr<AgentClient> agent;
        std::unique_ptr<ProjectLink> project;
        std::unique_ptr<CoreThread> core;
        QString session;
        QList<AgentEvent> events;
        QHash<int, FileOutcome> outcomes; ///< By request.
    };
    static QByteArray writing()
    {
        return "  - when: {turn: 1}\n    say:\n      - tool: Write\n        input: {file_path: \"{{project}}/b.md\", content: \"Cheap lights.\\n\"}\n"
               "  - say: [{text: \"Over.\"}]\n";
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void makesAndTakesBack()
    {
        House house;
        LayersLink& link = house.project->layers();
        const FileOutcome made = house.wait(link.create(u"content/new/b.md"_s, "text\n"));
        QCOMPARE(made.problem, QString());
        QCOMPARE(house.place.read(u"mine/content/new/b.md"_s), QByteArray("text\n"));
        QVERIFY(!house.wait(link.create(u"content/new/b.md"_s, "other\n")).problem.isEmpty());
        QCOMPARE(house.place.read(u"mine/content/new/b.md"_s), QByteArray("text\n"));
        QVERIFY(!house.wait(link.create(u"../out.md"_s, "x")).problem.isEmpty());
        QCOMPARE(house.wait(link.undo(made.undo)).problem, QString());
        QVERIFY(!house.place.exists(u"mine/content/new/b.md"_s));
    }

    void whatChangedSinceIsNotTakenBack()
    {
        House house;
        LayersLink& link = house.project->layers();
        const FileOutcome made = house.wait(link.create(u"b.md"_s, "text\n"));
        house.place.write(u"mine/b.md"_s, "written since\n");
        QVERIFY(!house.wait(link.undo(made.undo)).problem.isEmpty());
        QCOMPARE(house.place.read(u"mine/b.md"_s), QByteArray("written since\n"));
    }

    void renamesAndTakesBack()
    {
        House house;
        LayersLink& link = house.project->layers();
        const FileOutcome renamed = house.wait(link.rename(u"content/a.md"_s, u"content/c.md"_s));
        QCOMPARE(renamed.problem, QString());
        QCOMPARE(renamed.relative, u"content/c.md"_s);
        QVERIFY(!house.place.exists(u"mine/content/a.md"_s));
        QVERIFY(!house.wait(link.rename(u"content/c.md"_s, u"CLAUDE.md"_s)).problem.isEmpty());
        QCOMPARE(house.place.read(u"mine/CLAUDE.md"_s), QByteArray("# Mine\n"));
        QCOMPARE(house.wait(link.undo(renamed.undo)).problem, QString());
        QVERIFY(house.place.exists(u"mine/content/a.md"_s));
        QVERIFY(!house.wait(link.rename(u"."_s, u"other"_s)).problem.isEmpty());
    }

    void trashesAndRestores()
    {
        House house;
        LayersLink& link = house.project->layers();
        const FileOutcome gone = house.wait(link.trash(u"content"_s));
        if (gone.problem.contains(u"trash"_s) && gone.undo.kind == FileUndo::Kind::None)
            QSKIP("this file system has no trash");
        QVERIFY(!house.place.exists(u"mine/content"_s));
        QCOMPARE(house.wait(link.undo(gone.undo)).problem, QString());
        QCOMPARE(house.place.read(u"mine/content/a.md"_s), QByteArray("---\ntitle: A\nstatus: Draft\n---\nText\n"));
        const FileOutcome again = house.wait(link.trash(u"content/a.md"_s));
        house.place.write(u"mine/content/a.md"_s, "written since\n");
        QVERIFY(!house.wait(link.undo(again.undo)).problem.isEmpty());
        QCOMPARE(house.place.read(u"mine/content/a.md"_s), QByteArray("written since\n"));
    }

    void convertsASkillAndTakesItBack()
    {
        House house;
        const QByteArray single = "---\nskill: notes\ndescription: D\nload_when: noting\n---\n# Notes\n";
        house.place.write(u"mine/.claude/skills/notes.md"_s, single);
        house.start();
        LayersLink& link = house.project->layers();
        const FileOutcome converted = house.wait(link.convertSkill(u".claude/skills/notes.md"_s));
        QCOMPARE(converted.problem, QString());
        QVERIFY(!house.place.exists(u"mine/.claude/skills/notes.md"_s));
        QCOMPARE(house.place.read(u"mine/.claude/skills/notes/SKILL.md"_s),
                 QByteArray("---\nname: notes\ndescription: D\nwhen_to_use: noting\n---\n# Notes\n"));
        QTRY_VERIFY(house.project->content()->skills.value(0).file.relative.endsWith(u"SKILL.md"_s));
        QCOMPARE(house.wait(link.undo(converted.undo)).problem, QString());
        QCOMPARE(house.place.read(u"mine/.claude/skills/notes.md"_s), single);
        QVERIFY(!house.place.exists(u"mine/.claude/skills/notes"_s));
        QVERIFY(!house.wait(link.convertSkill(u"CLAUDE.md"_s)).problem.isEmpty());
    }

    void aFormChangesWhatItSaysAndNothingElse()
    {
        House house;
        const QByteArray before = "---\r\ndescription: D # why\r\nallowed-tools: [Read]\r\n---\r\nWrite it.\r\n";
        house.place.write(u"mine/.claude/commands/write.md"_s, before);
        LayersLink& link = house.project->layers();
        QSignalSpy loaded(&link, &LayersLink::fieldsLoaded);
        link.loadFields(LayerKind::Command, u".claude/commands/write.md"_s);
        QTRY_COMPARE(loaded.size(), 1);
        QCOMPARE(loaded.at(0).at(1).toString(), QString());
        LayerFields wanted = loaded.at(0).at(0).value<LayerFields>();
        QCOMPARE(wanted.fields.value(0), (LayerField{u"description"_s, u"D"_s, false}));
        wanted.fields[0].value = u"Writes: a piece"_s;
        const FileOutcome changed = house.wait(link.setFields(wanted));
        QCOMPARE(changed.problem, QString());
        QCOMPARE(house.place.read(u"mine/.claude/commands/write.md"_s), QByteArray(before).replace("D #", "\"Writes: a piece\" #"));
        QVERIFY(house.wait(link.setFields(wanted)).problem.contains(u"changed by something else"_s)); // filled from the one before
        QCOMPARE(house.wait(link.undo(changed.undo)).problem, QString());
        QCOMPARE(house.place.read(u"mine/.claude/commands/write.md"_s), before);
        house.place.write(u"mine/.claude/commands/write.md"_s, "---\na: 1\na: 2\n---\n");
        link.loadFields(LayerKind::Command, u".claude/commands/write.md"_s);
        QTRY_COMPARE(loaded.size(), 2);
        QVERIFY(loaded.at(1).at(1).toString().contains(u"mended in the text first"_s));
    }

    void readsPiecesAndFolders()
    {
        House house;
        QSignalSpy pieces(&house.project->layers(), &LayersLink::piecesLoaded);
        QSignalSpy folders(&house.project->layers(), &LayersLink::folderListed);
        house.project->layers().loadPieces();
        house.project->layers().listFolder(u"content"_s);
        QTRY_COMPARE(pieces.size(), 1);
        QTRY_COMPARE(folders.size(), 1);
        QCOMPARE(pieces.at(0).at(0).value<QList<Piece>>().value(0).title, u"A"_s);
        QCOMPARE(folders.at(0).at(1).value<FolderList>().entries.value(0).name, u"a.md"_s);
    }

    void aRejectionProposesAndOnlyKeepWrites()
    {
        House house(writing());
        QVERIFY(house.startSession());
        house.agent->send(house.session, u"/write lights"_s);
        QTRY_VERIFY(house.asked());
        Decision no;
        no.kind = Decision::Kind::Deny;
        no.feedback = u"No prices, not even “cheap”."_s;
        house.agent->decide(house.asked()->id, house.asked()->digest, no);
        QTRY_COMPARE(house.proposed(), QStringList{u"write|No prices, not even “cheap”."_s});
        QTRY_COMPARE(house.ended(), 1);
        QVERIFY(!house.place.exists(u"mine/learnings"_s)); // nothing without a click
        house.start(); // it survives the program's end
        QTRY_COMPARE(house.proposed().size(), 1);
        LearningsLink& learnings = house.project->learnings();
        QSignalSpy kept(&learnings, &LearningsLink::keptOne);
        const QString id = learnings.proposals().at(0).id;
        for (const QString& bad : {QString(), u"../CLAUDE"_s, u".."_s}) {
            learnings.keep(id, bad, u"x"_s);
            QTRY_COMPARE(kept.size(), 1);
            QVERIFY(!kept.takeFirst().at(2).toString().isEmpty());
        }
        learnings.keep(id, u"write"_s, u"No prices."_s);
        QTRY_COMPARE(kept.size(), 1);
        QCOMPARE(kept.at(0).at(2).toString(), QString());
        QCOMPARE(house.place.read(u"mine/learnings/write.md"_s),
                 "# Learnings: /write\n\n- " + QDate::currentDate().toString(Qt::ISODate).toUtf8() + ": No prices.\n");
        QTRY_VERIFY(house.proposed().isEmpty());
        QCOMPARE(learnings.kept().size(), 1);
        QTRY_VERIFY(house.project->content()->learning(u"write"));
    }

    void anEditedCallProposes()
    {
        House house(writing());
        QVERIFY(house.startSession());
        house.agent->send(house.session, u"/write lights"_s);
        QTRY_VERIFY(house.asked());
        Decision edited;
        edited.kind = Decision::Kind::Allow;
        edited.editedInput = QByteArray(house.asked()->access.inputJson).replace("Cheap", "Bright");
        house.agent->decide(house.asked()->id, house.asked()->digest, edited);
        QTRY_COMPARE(house.proposed(), QStringList{u"write|Write “Bright lights”, not “Cheap lights” (b.md)."_s});
        QTRY_COMPARE(house.place.read(u"mine/b.md"_s), QByteArray("Bright lights.\n"));
    }

    /// What the person corrects afterwards, in the editor, teaches as much as what they correct on the card.
    void aCorrectionInTheEditorProposes()
    {
        House house(writing());
        QSignalSpy saved(house.project.get(), &ProjectLink::fileSaved);
        const auto save = [&](const QByteArray& before, const QByteArray& after) {
            house.project->saveFile(u"b.md"_s, after, sha256Hex(before));
            return (!saved.isEmpty() || saved.wait(5000)) && saved.takeFirst().at(2).toString().isEmpty();
        };
        QVERIFY(house.startSession());
        house.agent->send(house.session, u"/write lights"_s);
        QTRY_VERIFY(house.asked());
        Decision yes;
        yes.kind = Decision::Kind::Allow;
        house.agent->decide(house.asked()->id, house.asked()->digest, yes);
        QTRY_COMPARE(house.ended(), 1);
        QVERIFY(house.proposed().isEmpty());
        QVERIFY(save("Cheap lights.\n", "Bright lights.\n"));
        QTRY_COMPARE(house.proposed(), QStringList{u"write|Write “Bright lights”, not “Cheap lights” (b.md)."_s});
        QCOMPARE(house.project->learnings().proposals().at(0).sessionId, house.session);
        // Their own text is no correction of the assistant.
        QVERIFY(save("Bright lights.\n", "Brighter lights.\n"));
        house.project->saveFile(u"content/a.md"_s, "Mine.\n", sha256Hex("---\ntitle: A\nstatus: Draft\n---\nText\n"));
        QVERIFY(!saved.isEmpty() || saved.wait(5000));
        house.project->learnings().drop(house.project->learnings().proposals().at(0).id);
        QTRY_VERIFY(house.proposed().isEmpty()); // asked after both, so both would be there
        QVERIFY(!house.place.exists(u"mine/learnings"_s)); // nothing without a click
    }

    /// And again in another sitting: each correction of the assistant's words once, the person's own never.
    void laterCorrectionsProposeToo()
    {
        House house(
            "  - when: {turn: 1}\n    say:\n      - tool: Write\n        input: {file_path: \"{{project}}/b.md\", content: \"Cheap lights.\\n\\nTwo of them.\\n\"}\n"
            "  - say: [{text: \"Over.\"}]\n");
        QByteArray text = "Cheap lights.\n\nTwo of them.\n";
        const auto save = [&](const QByteArray& after) {
            QSignalSpy saved(house.project.get(), &ProjectLink::fileSaved);
            house.project->saveFile(u"b.md"_s, after, sha256Hex(std::exchange(text, after)));
            return QTest::qWaitFor([&saved] { return !saved.isEmpty(); }) && saved.takeFirst().at(2).toString().isEmpty();
        };
        const QString first = u"write|Write “Bright lights”, not “Cheap lights” (b.md)."_s;
        const QString second = u"write|Write “A pair”, not “Two of them” (b.md)."_s;
        QVERIFY(house.startSession());
        house.agent->send(house.session, u"/write lights"_s);
        QTRY_VERIFY(house.asked());
        Decision yes;
        yes.kind = Decision::Kind::Allow;
        house.agent->decide(house.asked()->id, house.asked()->digest, yes);
        QTRY_COMPARE(house.ended(), 1);
        QVERIFY(save("Bright lights.\n\nTwo of them.\n"));
        QTRY_COMPARE(house.proposed(), QStringList{first});
        // Writing on at their own sentence, one save after the other.
        for (const QByteArray own : {"Brighter lights.", "Brighter lights, please.", "The brightest lights, please."})
            QVERIFY(save(own + "\n\nTwo of them.\n"));
        house.start(); // another sitting, and another run of the program
        QVERIFY(save("The brightest lights, please.\n\nA pair.\n"));
        QTRY_COMPARE(house.proposed(), (QStringList{second, first}));
        QCOMPARE(house.project->learnings().proposals().at(0).times, 1);
        QVERIFY(save("The brightest lights, please.\n\nA pair of them.\n")); // theirs by now
        QVERIFY(save("The brightest lights, please.\n\nTwo of them.\n")); // back to the assistant's words
        QVERIFY(save("The brightest lights, please.\n\nA pair.\n"));
        QTRY_COMPARE(house.project->learnings().proposals().at(0).times, 2); // the same words are one proposal
        QCOMPARE(house.proposed(), (QStringList{second, first}));
    }

    /// What they changed on the card is theirs from the beginning.
    void wordsOfTheCardAreThePersons()
    {
        House house(writing());
        QVERIFY(house.startSession());
        house.agent->send(house.session, u"/write lights"_s);
        QTRY_VERIFY(house.asked());
        Decision edited;
        edited.kind = Decision::Kind::Allow;
        edited.editedInput = QByteArray(house.asked()->access.inputJson).replace("Cheap", "Bright");
        house.agent->decide(house.asked()->id, house.asked()->digest, edited);
        QTRY_COMPARE(house.proposed().size(), 1); // from the card
        QTRY_COMPARE(house.ended(), 1);
        QSignalSpy saved(house.project.get(), &ProjectLink::fileSaved);
        house.project->saveFile(u"b.md"_s, "Cheap lights.\n", sha256Hex("Bright lights.\n"));
        QTRY_VERIFY(!saved.isEmpty());
        house.project->learnings().drop(house.project->learnings().proposals().at(0).id);
        QTRY_VERIFY(house.proposed().isEmpty()); // asked after it
    }

    void thumbsAndDrop()
    {
        House house;
        LearningsLink& learnings = house.project->learnings();
        QSignalSpy rated(&learnings, &LearningsLink::rated);
        learnings.rate(u"s"_s, u"/write x"_s, u"A fine reply."_s, false);
        learnings.rate(u"s"_s, u"/write x"_s, u"A fine reply."_s, false);
        QTRY_COMPARE(rated.size(), 2);
        QCOMPARE(rated.at(0).at(0).toBool(), true);
        QCOMPARE(rated.at(1).at(0).toBool(), false);
        QTRY_COMPARE(house.proposed(), QStringList{u"write|Not like this: “A fine reply”"_s});
        QCOMPARE(learnings.proposals().at(0).times, 2);
        learnings.drop(learnings.proposals().at(0).id);
        QTRY_VERIFY(house.proposed().isEmpty());
        QVERIFY(!house.place.exists(u"mine/learnings"_s));
    }

    void wrapProposes()
    {
        House house("  - when: {prompt: \"wrap\"}\n    say: [{text: \"Learnings:\\n\\n- /write: Short titles.\\n- Known already (for /write)\"}]\n"
                    "  - say: [{text: \"Done.\"}]\n");
        house.place.write(u"mine/learnings/write.md"_s, "- 2026-01-01: Known already.\n");
        house.start();
        QVERIFY(house.startSession());
        house.agent->send(house.session, u"/write lights"_s);
        QTRY_COMPARE(house.ended(), 1);
        house.agent->send(house.session, u"Put the answer first."_s);
        QTRY_COMPARE(house.ended(), 2);
        QVERIFY(house.proposed().isEmpty());
        house.agent->send(house.session, u"/wrap"_s);
        QTRY_COMPARE(house.ended(), 3);
        QTRY_COMPARE(house.proposed().size(), 2);
        QVERIFY(house.proposed().contains(u"write|Put the answer first."_s));
        QVERIFY(house.proposed().contains(u"write|Short titles."_s));
    }

    void useIsReadFromTheSessions()
    {
        House house;
        QVERIFY(house.startSession());
        house.agent->send(house.session, u"/write lights"_s);
        QTRY_COMPARE(house.ended(), 1);
        QSignalSpy told(&house.project->layers(), &LayersLink::useLoaded);
        house.project->layers().loadUse();
        QTRY_COMPARE(told.size(), 1);
        const auto uses = told.at(0).at(0).value<QList<LayerUse>>();
        QCOMPARE(uses.size(), 1);
        QCOMPARE(uses.at(0).name, u"write"_s);
        QCOMPARE(uses.at(0).reason, u"You ran /write."_s);
        QCOMPARE(uses.at(0).sessionId, house.session);
    }
};

QTEST_GUILESS_MAIN(TestLayersLink)
#include "tst_layerslink.moc"
