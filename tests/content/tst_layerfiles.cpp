// SPDX-License-Identifier: MIT
// Skills, commands and agents as a list shows them; new ones from a template; a single-file skill converted; the form that runs a command.
#include "core/content/commandform.h"
#include "core/content/contentloader.h"
#include "core/content/layerentries.h"
#include "core/content/shellwords.h"
#include "core/content/skillconversion.h"
#include "tests/support/tempproject.h"

#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

class TestLayerFiles : public QObject {
    Q_OBJECT

private:
    static ContentSnapshot load(const TempProject& project, const QString& user = {})
    {
        ContentLoadOptions options;
        options.userConfigDir = user;
        options.readParents = false;
        return loadContent(project.path(), options).value();
    }
    static QStringList badges(const QList<LayerEntry>& entries, const QString& name, LayerKind kind)
    {
        QStringList codes;
        for (const LayerEntry& entry : entries) {
            if (entry.name != name || entry.kind != kind)
                continue;
            for (const LayerBadge& badge : entry.badges)
                codes.append(badge.code);
        }
        return codes;
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void badgesSayWhatIsTheMatter()
    {
        const TempProject project;
        project.write(u".claude/commands/plan.md"_s, "---\ndescription: Plan\n---\nPlan $ARGUMENTS\n");
        project.write(u".claude/commands/free.md"_s, "Do it.\n");
        project.write(u".claude/commands/both.md"_s, "Command.\n");
        project.write(u".claude/commands/quiet.md"_s, "---\ndisable-model-invocation: true\n---\nQuiet.\n");
        project.write(u".claude/skills/both/SKILL.md"_s, "---\ndescription: Skill\n---\nSkill.\n");
        project.write(u".claude/skills/notes.md"_s, "---\nskill: notes\ndescription: Notes\n---\nTake notes.\n");
        project.write(u".claude/skills/broken/SKILL.md"_s, "---\na: 1\na: 2\n---\nBody.\n");
        project.write(u".claude/agents/nameless.md"_s, "Just text.\n");
        project.write(u".claude/agents/good.md"_s, "---\nname: good\ndescription: Good\n---\nYou are good.\n");
        const QList<LayerEntry> entries = layerEntries(load(project));
        QCOMPARE(badges(entries, u"plan"_s, LayerKind::Command), QStringList{u"shadowed"_s});
        QCOMPARE(badges(entries, u"free"_s, LayerKind::Command), QStringList());
        QCOMPARE(badges(entries, u"both"_s, LayerKind::Command), QStringList{u"unused"_s});
        QCOMPARE(badges(entries, u"both"_s, LayerKind::Skill), QStringList());
        QCOMPARE(badges(entries, u"quiet"_s, LayerKind::Command), QStringList{u"person-only"_s});
        QCOMPARE(badges(entries, u"notes"_s, LayerKind::Skill), QStringList{u"invisible"_s});
        QCOMPARE(badges(entries, u"broken"_s, LayerKind::Skill), QStringList{u"invalid"_s});
        QCOMPARE(badges(entries, u"nameless"_s, LayerKind::Agent), QStringList{u"invalid"_s});
        QCOMPARE(badges(entries, u"good"_s, LayerKind::Agent), QStringList());
        for (const LayerEntry& entry : entries) {
            QCOMPARE(entry.convertible, entry.name == "notes"_L1);
            for (const LayerBadge& badge : entry.badges)
                QVERIFY2(badge.reason.endsWith(u'.'), qPrintable(badge.reason));
        }
    }

    void thePersonsOwnComesFirst()
    {
        const TempProject project;
        const TempProject user;
        user.write(u"skills/brief/SKILL.md"_s, "---\ndescription: Mine\n---\nMine.\n");
        project.write(u".claude/skills/brief/SKILL.md"_s, "---\ndescription: Theirs\n---\nTheirs.\n");
        const QList<LayerEntry> entries = layerEntries(load(project, user.path()));
        QCOMPARE(entries.size(), 2);
        QCOMPARE(entries.at(0).file.origin, Origin::User);
        QVERIFY(entries.at(0).badges.isEmpty());
        QCOMPARE(entries.at(1).badges.at(0).code, u"unused"_s);
        QVERIFY(entries.at(1).badges.at(0).wrong);
    }

    void costsAreToldApart()
    {
        const TempProject project;
        project.write(u".claude/commands/c.md"_s, "---\ndescription: " + QByteArray(360, 'd') + "\n---\n" + QByteArray(3600, 'b') + "\n");
        const LayerEntry entry = layerEntries(load(project)).value(0);
        QVERIFY2(entry.frontmatterTokens >= 100 && entry.frontmatterTokens < 120, qPrintable(QString::number(entry.frontmatterTokens)));
        QVERIFY2(entry.bodyTokens >= 1000 && entry.bodyTokens < 1010, qPrintable(QString::number(entry.bodyTokens)));
    }

    void names_data()
    {
        QTest::addColumn<LayerKind>("kind");
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("good");
        QTest::newRow("plain") << LayerKind::Skill << u"plan-week2"_s << true;
        QTest::newRow("empty") << LayerKind::Skill << QString() << false;
        QTest::newRow("capitals") << LayerKind::Skill << u"Plan"_s << false;
        QTest::newRow("path") << LayerKind::Command << u"../x"_s << false;
        QTest::newRow("slash") << LayerKind::Agent << u"a/b"_s << false;
        QTest::newRow("double hyphen") << LayerKind::Agent << u"a--b"_s << false;
        QTest::newRow("space") << LayerKind::Command << u"a b"_s << false;
        QTest::newRow("namespaced command") << LayerKind::Command << u"web:deploy"_s << true;
        QTest::newRow("namespaced skill") << LayerKind::Skill << u"web:deploy"_s << false;
        QTest::newRow("empty part") << LayerKind::Command << u"web:"_s << false;
        QTest::newRow("long") << LayerKind::Skill << QString(65, u'a') << false;
        QTest::newRow("reserved") << LayerKind::Skill << u"synced"_s << false;
    }
    void names()
    {
        QFETCH(LayerKind, kind);
        QFETCH(QString, name);
        QFETCH(bool, good);
        QCOMPARE(layerNameProblem(kind, name).isEmpty(), good);
        QCOMPARE(newLayerFile(kind, name, u"What it is for"_s, ContentSnapshot()).has_value(), good);
    }

    /// What a template makes is read back without a word from the lint.
    void templatesAreGoodFiles_data()
    {
        QTest::addColumn<LayerKind>("kind");
        QTest::addColumn<QString>("relative");
        QTest::newRow("skill") << LayerKind::Skill << u".claude/skills/fresh/SKILL.md"_s;
        QTest::newRow("command") << LayerKind::Command << u".claude/commands/fresh.md"_s;
        QTest::newRow("agent") << LayerKind::Agent << u".claude/agents/fresh.md"_s;
    }
    void templatesAreGoodFiles()
    {
        QFETCH(LayerKind, kind);
        QFETCH(QString, relative);
        const TempProject project;
        project.write(u"CLAUDE.md"_s, "# Here\n");
        const QString words = u"Use it for \"quoted\" things: always, # and \\ too"_s;
        const auto made = newLayerFile(kind, u"fresh"_s, words, load(project));
        QVERIFY(made.has_value());
        QCOMPARE(made->relative, relative);
        project.write(made->relative, made->bytes);
        const ContentSnapshot content = load(project);
        QVERIFY2(content.warnings.isEmpty(), qPrintable(content.warnings.value(0).text));
        const LayerEntry entry = layerEntries(content).value(0);
        QCOMPARE(entry.kind, kind);
        QCOMPARE(entry.name, u"fresh"_s);
        QCOMPARE(entry.description, words);
        QVERIFY(entry.badges.isEmpty());
        QCOMPARE(newLayerFile(kind, u"fresh"_s, words, content).error().code, ErrorCode::AlreadyExists);
        QCOMPARE(newLayerFile(kind, u"other"_s, u" "_s, content).error().code, ErrorCode::InvalidInput);
    }

    void builtInNamesAreToldOf()
    {
        QVERIFY(layerNameHint(LayerKind::Command, u"plan"_s).contains(u"/plan"_s));
        QVERIFY(layerNameHint(LayerKind::Command, u"write"_s).isEmpty());
        QVERIFY(layerNameHint(LayerKind::Skill, u"plan"_s).isEmpty());
    }

    void converting_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("all three keys") << QByteArray("---\nskill: s\ndescription: D\nload_when: planning, writing\n---\n# Body\n")
                                        << QByteArray("---\nname: s\ndescription: D\nwhen_to_use: planning, writing\n---\n# Body\n");
        QTest::newRow("windows, odd spelling, comment") << QByteArray("---\r\nSkill:   s  # id\r\nLoad-When: \"a: b\"\r\n---\r\nBody  \r\n\r\n")
                                                        << QByteArray("---\r\nname:   s  # id\r\nwhen_to_use: \"a: b\"\r\n---\r\nBody  \r\n\r\n");
        QTest::newRow("has a when already") << QByteArray("---\nskill: s\nwhen_to_use: w\nload_when: l\n---\nB")
                                            << QByteArray("---\nname: s\nwhen_to_use: w\nload_when: l\n---\nB");
        QTest::newRow("has a name already") << QByteArray("---\nname: s\nskill: s\n---\nB\n") << QByteArray("---\nname: s\nskill: s\n---\nB\n");
        QTest::newRow("no name at all") << QByteArray("---\ndescription: D\n---\nB\n") << QByteArray("---\nname: s\ndescription: D\n---\nB\n");
        QTest::newRow("no settings") << QByteArray("# B\n") << QByteArray("---\nname: s\n---\n\n# B\n");
        QTest::newRow("BOM") << QByteArray("\xEF\xBB\xBF---\nskill: s\n---\nB\n") << QByteArray("\xEF\xBB\xBF---\nname: s\n---\nB\n");
        QTest::newRow("the body keeps its skill: line")
            << QByteArray("---\nskill: s\n---\nskill: x\nload_when: y\n") << QByteArray("---\nname: s\n---\nskill: x\nload_when: y\n");
    }
    void converting()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        const TempProject project;
        project.write(u".claude/skills/s.md"_s, before);
        const ContentSnapshot content = load(project);
        QCOMPARE(content.skills.size(), 1);
        const auto made = convertedSkill(content.skills.at(0), before, content);
        QVERIFY2(made.has_value(), made ? "" : qPrintable(made.error().message));
        QCOMPARE(made->relative, u".claude/skills/s/SKILL.md"_s);
        QCOMPARE(made->bytes, after);
        project.remove(u".claude/skills/s.md"_s);
        project.write(made->relative, made->bytes);
        const SkillFile converted = load(project).skills.value(0);
        QCOMPARE(converted.name, content.skills.at(0).name);
        QCOMPARE(converted.description, content.skills.at(0).description);
        QVERIFY(converted.file.problem.isEmpty());
        QVERIFY(!converted.singleFile);
    }

    void conversionIsRefused()
    {
        const TempProject project;
        project.write(u".claude/skills/broken.md"_s, "---\na: 1\na: 2\n---\nB\n");
        project.write(u".claude/skills/odd.md"_s, "---\nskill: Odd Name\n---\nB\n");
        project.write(u".claude/skills/taken.md"_s, "---\nskill: taken\n---\nB\n");
        project.write(u".claude/skills/taken/SKILL.md"_s, "---\ndescription: D\n---\nB\n");
        const ContentSnapshot content = load(project);
        QCOMPARE(content.skills.size(), 4);
        for (const SkillFile& skill : content.skills)
            QVERIFY2(!convertedSkill(skill, project.read(skill.file.relative), content), qPrintable(skill.file.relative));
    }

    void forms_data()
    {
        QTest::addColumn<QString>("hint");
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QStringList>("labels");
        QTest::addColumn<QStringList>("values");
        QTest::addColumn<QString>("line");
        QTest::addColumn<bool>("complete");
        QTest::newRow("whole text stays as typed") << u"[what mattered]"_s << QStringList() << u"Do $ARGUMENTS"_s << QStringList{u"Arguments"_s}
                                                   << QStringList{u" say \"so\" now "_s} << u"/c say \"so\" now"_s << true;
        QTest::newRow("nothing typed") << u"[x]"_s << QStringList() << QString() << QStringList{u"Arguments"_s} << QStringList{QString()} << u"/c"_s
                                       << true;
        QTest::newRow("required") << u"<source>"_s << QStringList() << QString() << QStringList{u"Arguments"_s} << QStringList{u" "_s} << u"/c"_s
                                  << false;
        QTest::newRow("named") << u"<topic> [tone]"_s << QStringList{u"topic"_s, u"tone"_s} << u"$topic in $tone"_s
                               << QStringList{u"topic"_s, u"tone"_s} << QStringList{u"two words"_s, u"dry"_s} << u"/c \"two words\" dry"_s << true;
        QTest::newRow("indexed, labels from the hint")
            << u"[issue] [priority]"_s << QStringList() << u"Fix $0 with $1, not $100 or \\$5"_s << QStringList{u"issue"_s, u"priority"_s}
            << QStringList{u"12"_s, QString()} << u"/c 12"_s << true;
        QTest::newRow("indexed, no hint") << QString() << QStringList() << u"$ARGUMENTS[1]"_s << QStringList{u"Argument 1"_s, u"Argument 2"_s}
                                          << QStringList{QString(), u"b"_s} << u"/c \"\" b"_s << true;
        QTest::newRow("quotes inside") << u"[a] [b]"_s << QStringList{u"a"_s, u"b"_s} << QString() << QStringList{u"a"_s, u"b"_s}
                                       << QStringList{u"it's \"x\" \\ $HOME"_s, u"z"_s} << u"/c \"it's \\\"x\\\" \\\\ $HOME\" z"_s << true;
    }
    void forms()
    {
        QFETCH(QString, hint);
        QFETCH(QStringList, names);
        QFETCH(QString, body);
        QFETCH(QStringList, labels);
        QFETCH(QStringList, values);
        QFETCH(QString, line);
        QFETCH(bool, complete);
        CommandFile command;
        command.name = u"c"_s;
        command.argumentHint = hint;
        command.argumentNames = names;
        command.body = body;
        const CommandForm form = commandForm(command);
        QStringList found;
        for (const CommandArgument& argument : form.arguments)
            found.append(argument.label);
        QCOMPARE(found, labels);
        QCOMPARE(commandLine(form, values), line);
        QCOMPARE(missingArgument(form, values).isEmpty(), complete);
        if (!form.arguments.at(0).whole) { // each value arrives as one word
            QStringList words = shellWords(line.sliced(2));
            while (words.size() < values.size())
                words.append(QString());
            QCOMPARE(words, values);
        }
    }

    void choicesComeFromTheHint()
    {
        CommandFile command;
        command.name = u"c"_s;
        command.argumentHint = u"<site|social>"_s;
        QCOMPARE(commandForm(command).arguments.value(0).choices, (QStringList{u"site"_s, u"social"_s}));
        QVERIFY(commandForm(command).arguments.value(0).required);
    }
};

QTEST_GUILESS_MAIN(TestLayerFiles)
#include "tst_layerfiles.moc"
