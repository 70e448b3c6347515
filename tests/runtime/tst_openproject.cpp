// SPDX-License-Identifier: MIT
#include "core/runtime/openproject.h"
#include "tests/support/tempproject.h"

#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// An open folder follows the disk, on one thread.
class TestOpenProject : public QObject {
    Q_OBJECT

private:
    struct Opened {
        Opened()
        {
            place.write(u"repo/.git/HEAD"_s, "x");
            place.write(u"repo/p/CLAUDE.md"_s, "# Mine\n");
            place.write(u"repo/p/.gitignore"_s, ".claude\nCLAUDE.local.md\n");
        }
        [[nodiscard]] bool open()
        {
            OpenProject::Options options;
            options.paths = {place.path(u"config"_s), place.path(u"data"_s), place.path(u"cache"_s), place.path(u"state"_s),
                             place.path(u"resources"_s)};
            options.claudeConfigDir = place.path(u"claude"_s);
            options.managedSettings = place.path(u"managed.json"_s);
            OpenProject::open(place.path(u"repo/p"_s), options, pool, &context,
                              [this](Result<std::unique_ptr<OpenProject>> opened) { project = opened ? std::move(*opened) : nullptr; });
            return QTest::qWaitFor([&] { return project != nullptr; });
        }
        TempProject place;
        QObject context;
        std::unique_ptr<OpenProject> project;
        WorkPool pool{2};
    };

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    /// The trust page says when all that a folder asks for came with this program. One changed byte, or one thing more, and it says nothing.
    void originOfATemplate_data()
    {
        QTest::addColumn<QByteArray>("services");
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<bool>("ours");
        const QByteArray services = R"({"mcpServers":{"a":{"command":"aios","args":["desk","records"]}}})";
        QTest::newRow("as it was made") << services << QByteArray() << true;
        QTest::newRow("another argument") << QByteArray(services).replace("records", "social") << QByteArray() << false;
        QTest::newRow("a blank more") << services + ' ' << QByteArray() << false;
        QTest::newRow("another file that allows itself something") << services << QByteArray("---\nallowed-tools: Bash\n---\nGo\n") << false;
        QTest::newRow("a file that asks for nothing") << services << QByteArray("Go\n") << true;
    }
    void originOfATemplate()
    {
        QFETCH(const QByteArray, services);
        QFETCH(const QByteArray, command);
        QFETCH(const bool, ours);
        Opened opened;
        opened.place.write(u"resources/templates/made/.mcp.json"_s, R"({"mcpServers":{"a":{"command":"aios","args":["desk","records"]}}})");
        opened.place.write(u"repo/p/.mcp.json"_s, services);
        if (!command.isEmpty())
            opened.place.write(u"repo/p/.claude/commands/go.md"_s, command);
        QVERIFY(opened.open());
        QCOMPARE(opened.project->trust().state, TrustState::Unknown);
        QVERIFY2(opened.project->trust().note.contains(u"own template “made”"_s) == ours, qPrintable(opened.project->trust().note));
        QVERIFY(opened.project->decideTrust(true).has_value());
        QCOMPARE(opened.project->trust().state, TrustState::Trusted);
        QCOMPARE(opened.project->trust().note, QString()); // it was a help to decide
    }

    /// skillOverrides: less for the model, less for the person, or nothing; never more than the file itself says.
    void skillOverrides_data()
    {
        QTest::addColumn<QByteArray>("user");
        QTest::addColumn<QByteArray>("project");
        QTest::addColumn<QByteArray>("local");
        QTest::addColumn<QString>("held"); // of the skill: model, person, only its name
        QTest::newRow("nothing said") << QByteArray() << QByteArray() << QByteArray() << u"model person"_s;
        QTest::newRow("on") << QByteArray() << QByteArray("on") << QByteArray() << u"model person"_s;
        QTest::newRow("name only") << QByteArray() << QByteArray("name-only") << QByteArray() << u"model person name"_s;
        QTest::newRow("only the person") << QByteArray() << QByteArray("user-invocable-only") << QByteArray() << u"person"_s;
        QTest::newRow("off") << QByteArray() << QByteArray("off") << QByteArray() << QString();
        QTest::newRow("the person's own settings") << QByteArray("off") << QByteArray() << QByteArray() << QString();
        QTest::newRow("a folder gives nothing back") << QByteArray("off") << QByteArray("on") << QByteArray("on") << QString();
        QTest::newRow("local before shared") << QByteArray() << QByteArray("off") << QByteArray("name-only") << u"model person name"_s;
        QTest::newRow("a word that is none") << QByteArray() << QByteArray("sometimes") << QByteArray() << QString();
    }
    void skillOverrides()
    {
        QFETCH(const QString, held);
        Opened opened;
        const auto set = [&opened](const QString& file, const char* column) {
            const QByteArray word = *static_cast<const QByteArray*>(QTest::qData(column, qMetaTypeId<QByteArray>()));
            if (!word.isEmpty())
                opened.place.write(file, "{\"skillOverrides\":{\"style\":\"" + word + "\",\"plan\":\"" + word + "\",\"mine\":\"on\"}}");
        };
        opened.place.write(u"repo/p/.claude/skills/style/SKILL.md"_s, "---\ndescription: How we write\n---\nShort.\n");
        opened.place.write(u"repo/p/.claude/skills/mine/SKILL.md"_s, "---\ndescription: Mine\ndisable-model-invocation: true\n---\nMine.\n");
        opened.place.write(u"repo/p/.claude/commands/plan.md"_s, "---\ndescription: Plans\n---\nPlan.\n");
        set(u"claude/settings.json"_s, "user");
        set(u"repo/p/.claude/settings.json"_s, "project");
        set(u"repo/p/.claude/settings.local.json"_s, "local");
        QVERIFY(opened.open());
        const auto said = [](const auto& each) {
            QStringList words;
            if (each.modelInvocable)
                words.append(u"model"_s);
            if (each.userInvocable)
                words.append(u"person"_s);
            if (each.nameOnly)
                words.append(u"name"_s);
            return words.join(u' ');
        };
        const ContentPtr content = opened.project->content();
        QCOMPARE(said(*content->skill(u"style")), held);
        QCOMPARE(said(*content->command(u"plan")), held);
        QVERIFY(!content->skill(u"mine")->modelInvocable); // "on" is no permission
        const auto unknown = [](const QString& warning) { return warning.contains(u"skillOverrides gives “style” a word"_s); };
        QCOMPARE(std::ranges::any_of(opened.project->permissions().warnings, unknown),
                 QLatin1StringView(QTest::currentDataTag()) == u"a word that is none"_s);
    }

    void skillOverridesFollowTheDisk()
    {
        Opened opened;
        opened.place.write(u"repo/p/.claude/skills/style/SKILL.md"_s, "---\ndescription: How we write\n---\nShort.\n");
        QVERIFY(opened.open());
        QSignalSpy changed(opened.project.get(), &OpenProject::contentChanged);
        opened.place.write(u"repo/p/.claude/settings.json"_s, R"({"skillOverrides":{"style":"user-invocable-only"}})");
        QTRY_VERIFY(!opened.project->content()->skill(u"style")->modelInvocable);
        QTRY_VERIFY(!changed.isEmpty());
    }

    void layersFollowTheDisk_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("ignored by git") << u"repo/p/.claude/commands/plan.md"_s;
        QTest::newRow("user layer") << u"claude/commands/plan.md"_s;
        QTest::newRow("user brain") << u"claude/CLAUDE.md"_s;
        QTest::newRow("parent brain") << u"repo/CLAUDE.md"_s;
        QTest::newRow("parent agents") << u"repo/.claude/agents/a.md"_s;
    }
    void layersFollowTheDisk()
    {
        QFETCH(const QString, file);
        Opened opened;
        QVERIFY(opened.open());
        const auto isLoaded = [&](const QByteArray& text) {
            const QByteArray json = contentToJson(*opened.project->content());
            return json.contains(opened.place.path(file).toUtf8()) && json.contains(text);
        };
        QElapsedTimer timer;
        timer.start();
        opened.place.write(file, "---\nname: one\ndescription: one\n---\n");
        QTRY_VERIFY(isLoaded("one") || opened.project->content()->brain.size() > 1 || !opened.project->content()->learnings.isEmpty());
        QVERIFY2(timer.elapsed() < 1000, "not within a second");
        const QByteArray before = opened.project->content()->revision;
        opened.place.writeAtomically(file, "---\nname: two\ndescription: two\n---\n");
        QTRY_VERIFY(opened.project->content()->revision != before);
        const QByteArray changed = opened.project->content()->revision;
        opened.place.remove(file);
        QTRY_VERIFY(opened.project->content()->revision != changed);
        QVERIFY(!contentToJson(*opened.project->content()).contains(opened.place.path(file).toUtf8()));
    }

    /// Permission rules of the person and of the machine count as soon as they are saved.
    void settingsOutsideFollowTheDisk_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("user") << u"claude/settings.json"_s;
        QTest::newRow("managed") << u"managed.json"_s;
    }
    void settingsOutsideFollowTheDisk()
    {
        QFETCH(const QString, file);
        Opened opened;
        QVERIFY(opened.open());
        const auto denied = [&] {
            const QList<PermissionRule> rules = opened.project->permissions().rules;
            return std::any_of(rules.begin(), rules.end(),
                               [](const PermissionRule& rule) { return rule.effect == RuleEffect::Deny && rule.text == "WebFetch"_L1; });
        };
        QVERIFY(!denied());
        opened.place.write(file, R"({"permissions":{"deny":["WebFetch"]}})");
        QTRY_VERIFY(denied());
    }

    /// A link that leads out of the folder is followed after consent, and then its target's changes are news.
    void consentedLinksAreWatched()
    {
        Opened opened;
        opened.place.write(u"shared/s/SKILL.md"_s, "---\ndescription: one\n---\n");
        opened.place.link(opened.place.path(u"shared"_s), u"repo/p/.claude/skills"_s);
        QVERIFY(opened.open());
        QVERIFY(!opened.project->content()->skill(u"s"));
        QVERIFY(opened.project->consentImports({opened.place.path(u"shared"_s)}, true));
        QTRY_VERIFY(opened.project->content()->skill(u"s"));
        opened.place.write(u"shared/s/SKILL.md"_s, "---\ndescription: two\n---\n");
        QTRY_COMPARE(opened.project->content()->skill(u"s")->description, u"two"_s);
    }

    /// Files outside are no news of the folder: the window shows relative paths.
    void filesOutsideAreNotFilesOfTheFolder()
    {
        Opened opened;
        QVERIFY(opened.open());
        QSignalSpy files(opened.project.get(), &OpenProject::filesChanged);
        const QByteArray before = opened.project->content()->revision;
        opened.place.write(u"claude/CLAUDE.md"_s, "mine");
        QTRY_VERIFY(opened.project->content()->revision != before);
        QCOMPARE(files.size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestOpenProject)
#include "tst_openproject.moc"
