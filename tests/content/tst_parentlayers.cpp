// SPDX-License-Identifier: MIT
#include "core/content/outsideplaces.h"
#include "core/content/trustitems.h"
#include "tests/support/tempproject.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;
using test::TempProject;

namespace {

ContentSnapshot loaded(const QString& root, const ContentLoadOptions& options)
{
    Result<ContentSnapshot> content = loadContent(root, options);
    if (!content)
        qFatal("%ls", qUtf16Printable(content.error().message));
    return *content;
}

ContentLoadOptions withParents(const QString& user = {})
{
    return {.userConfigDir = user, .readParents = true, .consentedImports = {}};
}

/// A repository with layers at its root, in the middle, and in the folder that is opened.
void writeLevels(const TempProject& outer)
{
    outer.folder(u"repo/.git"_s);
    for (const QString& level : {u"repo"_s, u"repo/mid"_s, u"repo/mid/p"_s}) {
        const QString word = QFileInfo(level).fileName();
        const QByteArray name = word.toUtf8();
        outer.write(level + u"/.claude/commands/same.md"_s, name);
        outer.write(level + u"/.claude/commands/of-"_s + word + u".md"_s, name);
        outer.write(level + u"/.claude/skills/same/SKILL.md"_s, "---\ndescription: " + name + "\n---\n");
        outer.write(level + u"/.claude/skills/of-"_s + word + u"/SKILL.md"_s, "---\ndescription: " + name + "\n---\n");
        outer.write(level + u"/.claude/agents/a.md"_s, "---\nname: same\ndescription: " + name + "\n---\n");
        outer.write(level + u"/.claude/agents/b.md"_s, "---\nname: of-" + name + "\ndescription: x\n---\n");
    }
    outer.write(u".claude/commands/above-repo.md"_s, "x");
    outer.write(u".claude/agents/above.md"_s, "---\nname: above-repo\ndescription: x\n---\n");
}

} // namespace

class TestParentLayers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void upToTheRepository()
    {
        const TempProject outer;
        writeLevels(outer);
        const ContentSnapshot content = loaded(outer.path(u"repo/mid/p"_s), withParents());
        for (const QString& name : {u"of-p"_s, u"of-mid"_s, u"of-repo"_s}) {
            QVERIFY2(content.command(name), qPrintable(name));
            QVERIFY2(content.skill(name), qPrintable(name));
            QVERIFY2(content.agent(name), qPrintable(name));
        }
        QVERIFY(!content.command(u"above-repo"));
        QVERIFY(!content.agent(u"above-repo"));
        QCOMPARE(content.command(u"of-mid")->file.origin, Origin::Parent);
        QCOMPARE(content.command(u"of-mid")->file.relative, QString());
        QCOMPARE(content.command(u"same")->body, u"p"_s); // The nearest counts.
        QCOMPARE(content.skill(u"same")->description, u"p"_s);
        QCOMPARE(content.agent(u"same")->description, u"p"_s);
    }

    void theNearestParentCounts()
    {
        const TempProject outer;
        writeLevels(outer);
        outer.remove(u"repo/mid/p/.claude/agents/a.md"_s);
        outer.remove(u"repo/mid/p/.claude/commands/same.md"_s);
        const ContentSnapshot content = loaded(outer.path(u"repo/mid/p"_s), withParents());
        QCOMPARE(content.agent(u"same")->description, u"mid"_s);
        QCOMPARE(content.command(u"same")->body, u"mid"_s);
    }

    void notBeyond_data()
    {
        QTest::addColumn<QString>("gitFolder");
        QTest::addColumn<QString>("open");
        QTest::newRow("the folder is a repository") << u"repo/mid/p/.git"_s << u"repo/mid/p"_s;
        QTest::newRow("a nested repository") << u"repo/mid/.git"_s << u"repo/mid"_s;
    }
    void notBeyond()
    {
        QFETCH(const QString, gitFolder);
        QFETCH(const QString, open);
        const TempProject outer;
        writeLevels(outer);
        outer.folder(gitFolder);
        const ContentSnapshot content = loaded(outer.path(open), withParents());
        QVERIFY(!content.command(u"of-repo"));
        QVERIFY(!content.skill(u"of-repo"));
        QVERIFY(!content.agent(u"of-repo"));
    }

    void noRepositoryNoParents()
    {
        const TempProject outer;
        writeLevels(outer);
        QVERIFY(QDir(outer.path(u"repo/.git"_s)).removeRecursively());
        QVERIFY(!loaded(outer.path(u"repo/mid/p"_s), withParents()).command(u"of-mid"));
    }

    void thePersonsOwnIsNotAParent()
    {
        const TempProject outer;
        writeLevels(outer);
        const ContentSnapshot content = loaded(outer.path(u"repo/mid/p"_s), withParents(outer.path(u"repo/.claude"_s)));
        QCOMPARE(content.command(u"of-repo")->file.origin, Origin::User);
        const auto count =
            std::count_if(content.commands.begin(), content.commands.end(), [](const CommandFile& c) { return c.name == "of-repo"_L1; });
        QCOMPARE(count, 1);
    }

    void filesOfOthersAreShownNotRead()
    {
        const TempProject outer;
        writeLevels(outer);
        const QString file = outer.path(u"repo/.claude/commands/of-repo.md"_s);
        QVERIFY(QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther | QFile::WriteOther));
        const ContentSnapshot content = loaded(outer.path(u"repo/mid/p"_s), withParents());
        const CommandFile* command = content.command(u"of-repo");
        QVERIFY(command);
        QVERIFY(!command->file.problem.isEmpty());
        QVERIFY(command->body.isEmpty());
        QVERIFY(std::any_of(content.warnings.begin(), content.warnings.end(),
                            [&](const ContentWarning& warning) { return warning.code == "layer.foreign-owner"_L1 && warning.path == file; }));
    }

    void whatTheyWouldRunIsOnTheTrustPage()
    {
        const TempProject outer;
        writeLevels(outer);
        outer.write(u"repo/.claude/commands/shell.md"_s, "---\nallowed-tools: Bash(ls *)\n---\n!`ls`\n");
        QStringList kinds;
        for (const TrustItem& item : collectTrustItems(loaded(outer.path(u"repo/mid/p"_s), withParents()))) {
            if (item.path == outer.path(u"repo/.claude/commands/shell.md"_s))
                kinds.append(item.kind);
        }
        QCOMPARE(kinds, (QStringList{u"command-shell"_s, u"command-tools"_s}));
    }

    void placesToWatch()
    {
        const TempProject outer;
        writeLevels(outer);
        outer.write(u"imported.md"_s, "x");
        outer.write(u"linked/SKILL.md"_s, "x");
        outer.write(u"repo/mid/p/CLAUDE.md"_s, "@../../../imported.md");
        outer.link(outer.path(u"linked"_s), u"repo/mid/p/.claude/skills/linked"_s);
        ContentLoadOptions options = withParents(outer.path(u"user"_s));
        options.consentedImports = {outer.path(u"imported.md"_s), outer.path(u"linked"_s)};
        const WatchPlaces places = outsidePlaces(loaded(outer.path(u"repo/mid/p"_s), options), options);
        for (const QString& file : {u"user/CLAUDE.md"_s, u"user/settings.json"_s, u"imported.md"_s, u"repo/CLAUDE.md"_s,
                                    u"repo/mid/.claude/CLAUDE.md"_s, u"repo/mid/CLAUDE.local.md"_s, u"linked/SKILL.md"_s})
            QVERIFY2(places.files.contains(outer.path(file)), qPrintable(file));
        for (const QString& tree : {u"user/skills"_s, u"user/agents"_s, u"user/commands"_s, u"user/rules"_s, u"repo/.claude/agents"_s,
                                    u"repo/mid/.claude/skills"_s, u"repo/mid/.claude/rules"_s})
            QVERIFY2(places.trees.contains(outer.path(tree)), qPrintable(tree));
        for (const QString& path : places.files + places.trees)
            QVERIFY2(!path.startsWith(outer.path(u"repo/mid/p"_s)), qPrintable(path));
    }

    void foldersOfEverybodyAreWatchedForWhatIsThere()
    {
        const TempProject outer;
        outer.write(u"all/CLAUDE.md"_s, "x");
        outer.folder(u"all/p"_s);
        QVERIFY(QFile::setPermissions(outer.path(u"all"_s), QFile::Permissions::fromInt(0x7777)));
        const ContentLoadOptions options = withParents();
        const WatchPlaces places = outsidePlaces(loaded(outer.path(u"all/p"_s), options), options);
        QVERIFY(places.files.contains(outer.path(u"all/CLAUDE.md"_s)));
        QVERIFY(!places.files.contains(outer.path(u"all/CLAUDE.local.md"_s)));
    }
};

QTEST_GUILESS_MAIN(TestParentLayers)
#include "tst_parentlayers.moc"
