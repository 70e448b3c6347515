// SPDX-License-Identifier: MIT
#include "core/content/consent.h"
#include "core/content/contentloader.h"
#include "tests/support/tempproject.h"

#include <QTest>

#include <sys/inotify.h>
#include <unistd.h>

using namespace aios;
using namespace Qt::StringLiterals;
using test::TempProject;

namespace {

ContentSnapshot loaded(const QString& root, const QString& user = {}, const QSet<QString>& consents = {})
{
    Result<ContentSnapshot> content = loadContent(root, {.userConfigDir = user, .readParents = false, .consentedImports = consents});
    if (!content)
        qFatal("%ls", qUtf16Printable(content.error().message));
    return *content;
}

template <typename List>
QStringList names(const List& list)
{
    QStringList all;
    for (const auto& entry : list)
        all.append(entry.name);
    return all;
}

template <typename List>
QStringList paths(const List& list)
{
    QStringList all;
    for (const auto& entry : list)
        all.append(entry.file.relative);
    return all;
}

bool warns(const ContentSnapshot& content, const QString& code, const QString& relative = {})
{
    for (const ContentWarning& warning : content.warnings) {
        if (warning.code == code && (relative.isEmpty() || warning.path == content.root + u'/' + relative))
            return !warning.text.isEmpty();
    }
    return false;
}

} // namespace

class TestLayers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void rules();
    void commands();
    void skills();
    void agents();
    void learningsAndContext();
    void services();
    void brokenServices();
    void userLayers();
    void brokenFrontmatterStaysVisible();
    void linksInsideAreFollowed();
    void linksOutsideAreListed();
    void linksWaitForOneDecision();
    void linkedConfigFolder();
    void linkLoopsEnd();
    void lintCodes();
    void otherFoldersAreNotOpened();
    void missingFolder();
    void revisionFollowsContent();
};

void TestLayers::rules()
{
    const TempProject project;
    project.write(u".claude/rules/b.md"_s, "always");
    project.write(u".claude/rules/sub/a.md"_s, "---\npaths: src/*.{ts,tsx}, docs/**\n---\nscoped");
    project.write(u".claude/rules/c.md"_s, "---\npaths:\n  - \"**/*.md\"\n---\nlist");
    project.write(u".claude/rules/notes.txt"_s, "no");
    project.write(u".claude/rules/empty.md"_s, "");
    const ContentSnapshot content = loaded(project.path());
    QCOMPARE(paths(content.rules),
             (QStringList{u".claude/rules/b.md"_s, u".claude/rules/c.md"_s, u".claude/rules/empty.md"_s, u".claude/rules/sub/a.md"_s}));
    QCOMPARE(content.rules[0].file.reason, LoadReason::SessionStart);
    QCOMPARE(content.rules[0].body, u"always"_s);
    QCOMPARE(content.rules[1].paths, QStringList{u"**/*.md"_s});
    QCOMPARE(content.rules[3].paths, (QStringList{u"src/*.{ts,tsx}"_s, u"docs/**"_s}));
    QCOMPARE(content.rules[3].file.reason, LoadReason::NotLoaded);
    QVERIFY(warns(content, u"rule.empty"_s, u".claude/rules/empty.md"_s));
}

void TestLayers::commands()
{
    const TempProject project;
    project.write(u".claude/commands/plan.md"_s, "# /plan\n\nMake a plan\nfor a piece.\n\nMore.");
    project.write(
        u".claude/commands/frontend/component.md"_s,
        "---\nname: ignored\ndescription: Use when: x\nargument-hint: [file] [--flag]\narguments: source platform\nallowed-tools: Read, Bash(git add:*) Edit\n"
        "model: opus\ndisable-model-invocation: yes\n---\nBody $0\n");
    project.write(u".claude/commands/write.md"_s, "---\nargument-hint: [piece]\n---\n# Title only");
    const ContentSnapshot content = loaded(project.path());
    QCOMPARE(names(content.commands), (QStringList{u"frontend:component"_s, u"plan"_s, u"write"_s}));
    const CommandFile& component = *content.command(u"frontend:component");
    QCOMPARE(component.description, u"Use when: x"_s);
    QCOMPARE(component.argumentHint, u"[file] [--flag]"_s);
    QCOMPARE(component.argumentNames, (QStringList{u"source"_s, u"platform"_s}));
    QCOMPARE(component.allowedTools, (QStringList{u"Read"_s, u"Bash(git add:*)"_s, u"Edit"_s}));
    QCOMPARE(component.model, u"opus"_s);
    QVERIFY(!component.modelInvocable);
    QCOMPARE(component.body, u"Body $0\n"_s);
    QVERIFY(!component.shadowedInClaudeCode);
    QCOMPARE(content.command(u"plan")->description, u"Make a plan for a piece."_s);
    QVERIFY(content.command(u"plan")->shadowedInClaudeCode);
    QCOMPARE(content.command(u"write")->description, u"Title only"_s);
    QCOMPARE(content.command(u"write")->argumentHint, u"[piece]"_s);
    QVERIFY(!content.command(u"nope"));
}

void TestLayers::skills()
{
    const TempProject project;
    project.write(
        u".claude/skills/briefs/SKILL.md"_s,
        "---\nname: Brief\ndescription: Write briefs: short ones\nwhen_to_use: before planning\nuser-invocable: no\npaths: content/**\n---\nBody text");
    project.write(u".claude/skills/briefs/extra.md"_s, "not a skill");
    project.write(u".claude/skills/notes.md"_s, "---\nskill: source-notes\ndescription: Notes\nload_when: reading sources\n---\nBody");
    project.write(u".claude/skills/bare.md"_s, "First paragraph.\n");
    project.write(u".claude/skills/empty/readme.txt"_s, "x");
    project.folder(u".claude/skills/nothing"_s);
    const ContentSnapshot content = loaded(project.path());
    QCOMPARE(names(content.skills), (QStringList{u"bare"_s, u"briefs"_s, u"source-notes"_s}));
    const SkillFile& brief = *content.skill(u"briefs");
    QCOMPARE(brief.label, u"Brief"_s);
    QCOMPARE(brief.description, u"Write briefs: short ones"_s);
    QCOMPARE(brief.whenToUse, u"before planning"_s);
    QCOMPARE(brief.paths, QStringList{u"content/**"_s});
    QVERIFY(!brief.userInvocable);
    QVERIFY(brief.modelInvocable);
    QVERIFY(!brief.singleFile);
    QVERIFY(brief.frontmatterTokens > brief.bodyTokens);
    const SkillFile& notes = *content.skill(u"source-notes");
    QVERIFY(notes.singleFile);
    QCOMPARE(notes.whenToUse, u"Use when: reading sources"_s);
    QCOMPARE(content.skill(u"bare")->description, u"First paragraph."_s);
    QVERIFY(warns(content, u"skill.no-file"_s, u".claude/skills/empty"_s));
    QVERIFY(!warns(content, u"skill.no-file"_s, u".claude/skills/nothing"_s));
}

void TestLayers::agents()
{
    const TempProject project;
    project.write(
        u".claude/agents/deep/editor.md"_s,
        "---\nname: editor\ndescription: Edits\ntools: Read, Grep, Agent(a, b)\ndisallowedTools: [Bash]\nmodel: inherit\nmaxTurns: 7\nskills: a, b\n---\nYou edit.");
    project.write(u".claude/agents/free.md"_s, "---\nname: free\ndescription: d\n---\n");
    project.write(u".claude/agents/readme.md"_s, "docs");
    project.write(u".claude/agents/nodesc.md"_s, "---\nname: x\n---\n");
    project.write(u".claude/agents/bad.md"_s, "---\nname: a:b\ndescription: d\n---\n");
    project.write(u".claude/agents/broken.md"_s, "---\nname: q\nname: r\n---\n");
    const ContentSnapshot content = loaded(project.path());
    QCOMPARE(content.agents.size(), 6);
    const AgentFile& editor = *content.agent(u"editor");
    QCOMPARE(editor.tools, (QStringList{u"Read"_s, u"Grep"_s, u"Agent(a, b)"_s}));
    QVERIFY(editor.toolsGiven);
    QCOMPARE(editor.disallowedTools, QStringList{u"Bash"_s});
    QCOMPARE(editor.model, u"inherit"_s);
    QCOMPARE(editor.maxTurns, 7);
    QCOMPARE(editor.skills, (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(editor.body, u"You edit."_s);
    QVERIFY(!content.agent(u"free")->toolsGiven);
    QVERIFY(warns(content, u"agent.no-name"_s, u".claude/agents/readme.md"_s));
    QVERIFY(warns(content, u"agent.no-description"_s, u".claude/agents/nodesc.md"_s));
    QVERIFY(warns(content, u"agent.bad-name"_s, u".claude/agents/bad.md"_s));
    QVERIFY(warns(content, u"frontmatter.broken"_s, u".claude/agents/broken.md"_s));
    QVERIFY(warns(content, u"agent.unknown-skill"_s, u".claude/agents/deep/editor.md"_s));
}

void TestLayers::learningsAndContext()
{
    const TempProject project;
    project.write(u"learnings/plan.md"_s, "- 2026-01-01: short titles\n");
    project.write(u"learnings/frontend/component.md"_s, "- x\n");
    project.write(u"context/active-work.md"_s, "## In Progress\n- a\n");
    QByteArray log("# Log\n\n");
    for (int day = 1; day <= 28; ++day)
        log += "## 2026-01-" + QByteArray::number(day).rightJustified(2, '0') + "\n\n" + QByteArray(400, 'x') + "\n\n";
    project.write(u"context/session-log.md"_s, log);
    const ContentSnapshot content = loaded(project.path());
    QCOMPARE(content.learning(u"plan")->text, u"- 2026-01-01: short titles\n"_s);
    QCOMPARE(content.learning(u"frontend:component")->file.relative, u"learnings/frontend/component.md"_s);
    QVERIFY(!content.learning(u"write"));
    QCOMPARE(paths(content.context), (QStringList{u"context/active-work.md"_s, u"context/session-log.md"_s}));
    QCOMPARE(content.context[0].text, u"## In Progress\n- a\n"_s);
    QVERIFY(content.context[1].text.startsWith(u"## 2026-01-1"_s));
    QVERIFY(content.context[1].text.contains(u"## 2026-01-28"_s));
    QVERIFY(content.context[1].text.size() <= 6 * 1024);
    QCOMPARE(content.context[1].file.bytes, log.size());
    QVERIFY(content.context[1].file.tokens < 2000);
}

void TestLayers::services()
{
    const TempProject project;
    project.write(u".mcp.json"_s, R"({"mcpServers": {
        "records": {"command": "aios", "args": ["desk", "records", "it's $HOME"]},
        "site": {"type": "stdio", "command": "x", "env": {"A": "b"}},
        "web": {"type": "streamable-http", "url": "https://a.org/mcp"},
        "old": {"type": "sse", "url": "https://b.org"},
        "sock": {"type": "ws", "url": "wss://c.org"}}})");
    const ContentSnapshot content = loaded(project.path());
    QCOMPARE(names(content.services), (QStringList{u"records"_s, u"site"_s, u"web"_s, u"old"_s, u"sock"_s}));
    QCOMPARE(content.services[0].command, u"aios desk records 'it'\\''s $HOME'"_s);
    QCOMPARE(content.services[0].type, u"stdio"_s);
    QCOMPARE(content.services[2].type, u"http"_s);
    QCOMPARE(content.services[2].url, u"https://a.org/mcp"_s);
    for (const ServiceEntry& service : content.services)
        QCOMPARE(service.problem, QString());
}

void TestLayers::brokenServices()
{
    const TempProject project;
    project.write(u".mcp.json"_s, R"({"mcpServers": {
        "url only": {"url": "https://a.org"}, "untyped": {"url": "https://a.org"}, "empty": {"type": "http", "url": ""}, "nothing": {}, "odd": {"type": "pigeon"},
        "workspace": {"command": "x"}, "text": "x", "fine": {"command": "x"}}})");
    ContentSnapshot content = loaded(project.path());
    QCOMPARE(content.services.size(), 8);
    for (const ServiceEntry& service : content.services)
        QCOMPARE(service.problem.isEmpty(), service.name == "fine"_L1);
    QVERIFY(content.services[1].problem.contains(u"\"type\": \"http\""_s));
    QVERIFY(warns(content, u"service.invalid"_s));
    for (const QByteArray& text : {QByteArray("{"), QByteArray("[]"), QByteArray("{\"mcpServers\": 1}"), QByteArray("// c\n{}"),
                                   QByteArray("{\"mcpServers\":{\"a\":{},\"a\":{}}}")}) {
        project.write(u".mcp.json"_s, text);
        content = loaded(project.path());
        QCOMPARE(content.services.size(), 0);
        QVERIFY2(warns(content, u"services.invalid"_s, u".mcp.json"_s), text.constData());
    }
    project.write(u".mcp.json"_s, "{}");
    QVERIFY(!warns(loaded(project.path()), u"services.invalid"_s));
}

void TestLayers::userLayers()
{
    const TempProject outer;
    outer.write(u"user/commands/plan.md"_s, "mine");
    outer.write(u"user/skills/s/SKILL.md"_s, "---\ndescription: mine\n---\n");
    outer.write(u"user/skills/loose.md"_s, "not a skill there");
    outer.write(u"user/agents/e.md"_s, "---\nname: e\ndescription: mine\n---\n");
    outer.write(u"user/rules/r.md"_s, "mine");
    outer.write(u"p/.claude/commands/plan.md"_s, "folder's");
    outer.write(u"p/.claude/skills/s/SKILL.md"_s, "---\ndescription: folder's\n---\n");
    outer.write(u"p/.claude/agents/e.md"_s, "---\nname: e\ndescription: folder's\n---\n");
    outer.write(u"p/.claude/rules/r.md"_s, "folder's");
    const ContentSnapshot content = loaded(outer.path(u"p"_s), outer.path(u"user"_s));
    QCOMPARE(content.command(u"plan")->body, u"mine"_s);
    QCOMPARE(content.skill(u"s")->description, u"mine"_s);
    QCOMPARE(content.agent(u"e")->description, u"folder's"_s);
    QCOMPARE(content.rules.size(), 2);
    QCOMPARE(content.rules[0].file.origin, Origin::User);
    QVERIFY(!content.skill(u"loose"));
    QVERIFY(warns(content, u"command.same-name"_s, u".claude/commands/plan.md"_s));
    QVERIFY(warns(content, u"skill.same-name"_s, u".claude/skills/s/SKILL.md"_s));
    QVERIFY(warns(content, u"agent.same-name"_s));
}

void TestLayers::brokenFrontmatterStaysVisible()
{
    const TempProject project;
    project.write(u".claude/skills/a/SKILL.md"_s, "---\ndescription: x\ndescription: y\n---\nThe body.\n");
    project.write(u".claude/commands/b.md"_s, "---\nallowed-tools: Read\nallowed-tools: Bash\n---\nThe body.\n");
    project.write(u".claude/rules/c.md"_s, "---\npaths: &a x\n---\nThe body.\n");
    const ContentSnapshot content = loaded(project.path());
    QVERIFY(!content.skills[0].file.problem.isEmpty());
    QCOMPARE(content.skills[0].description, u"The body."_s); // found, without its settings
    QVERIFY(!content.commands[0].file.problem.isEmpty());
    QCOMPARE(content.commands[0].allowedTools, QStringList());
    QCOMPARE(content.commands[0].body, u"The body.\n"_s);
    QCOMPARE(content.rules[0].body, u"The body.\n"_s);
    QCOMPARE(content.warnings.size(), 3);
    QVERIFY(warns(content, u"frontmatter.broken"_s, u".claude/rules/c.md"_s));
}

void TestLayers::linksInsideAreFollowed()
{
    const TempProject project;
    project.write(u"shared/rules/a.md"_s, "a");
    project.write(u"shared/skill/SKILL.md"_s, "---\ndescription: d\n---\n");
    project.link(u"../../shared/rules"_s, u".claude/rules/more"_s);
    project.link(project.path(u"shared/skill"_s), u".claude/skills/linked"_s); // absolute, still inside
    project.link(u"../../shared/rules/a.md"_s, u".claude/commands/a.md"_s);
    const ContentSnapshot content = loaded(project.path());
    QCOMPARE(paths(content.rules), QStringList{u".claude/rules/more/a.md"_s});
    QCOMPARE(names(content.skills), QStringList{u"linked"_s});
    QCOMPARE(names(content.commands), QStringList{u"a"_s});
    QCOMPARE(content.linked.size(), 0);
}

void TestLayers::linksOutsideAreListed()
{
    const TempProject outer;
    outer.write(u"out/rule.md"_s, "secret rule");
    outer.write(u"out/skill/SKILL.md"_s, "---\ndescription: secret\n---\n");
    outer.write(u"p/CLAUDE.md"_s, "x");
    outer.link(outer.path(u"out/rule.md"_s), u"p/.claude/rules/linked.md"_s);
    outer.link(outer.path(u"out/skill"_s), u"p/.claude/skills/linked"_s);
    outer.link(u"/nowhere/at/all"_s, u"p/.claude/rules/dangling.md"_s);
    ContentSnapshot content = loaded(outer.path(u"p"_s));
    QCOMPARE(content.linked.size(), 2);
    QCOMPARE(content.linked[0].linkTarget, outer.path(u"out/rule.md"_s));
    QCOMPARE(content.linked[1].linkTarget, outer.path(u"out/skill/SKILL.md"_s));
    for (const RuleFile& rule : content.rules) {
        QVERIFY(!rule.file.problem.isEmpty());
        QCOMPARE(rule.body, QString());
    }
    QCOMPARE(content.rules.size(), 2);
    QCOMPARE(content.skills.size(), 1);
    QCOMPARE(content.skills[0].description, QString());
    QVERIFY(warns(content, u"layer.linked-outside"_s, u".claude/rules/linked.md"_s));

    content = loaded(outer.path(u"p"_s), {}, {outer.path(u"out/rule.md"_s), outer.path(u"out/skill"_s)});
    QCOMPARE(content.rules[1].body, u"secret rule"_s);
    QCOMPARE(content.skills[0].description, u"secret"_s);
    QCOMPARE(content.linked.size(), 2);
    QVERIFY(content.linked[0].problem.isEmpty());
    QCOMPARE(awaitingConsent(content), QStringList());
}

void TestLayers::linksWaitForOneDecision()
{
    const TempProject outer;
    outer.write(u"out/rule.md"_s, "secret rule");
    outer.write(u"out/notes.md"_s, "notes");
    outer.write(u"p/CLAUDE.md"_s, "See @../out/notes.md");
    outer.link(outer.path(u"out/rule.md"_s), u"p/.claude/rules/one.md"_s);
    outer.link(outer.path(u"out/rule.md"_s), u"p/.claude/rules/two.md"_s);
    QCOMPARE(awaitingConsent(loaded(outer.path(u"p"_s))), (QStringList{outer.path(u"out/notes.md"_s), outer.path(u"out/rule.md"_s)}));
    const auto content = loadContent(outer.path(u"p"_s), {.readParents = false, .declinedImports = {outer.path(u"out/rule.md"_s)}});
    QVERIFY(content);
    QCOMPARE(awaitingConsent(*content), QStringList{outer.path(u"out/notes.md"_s)});
    QVERIFY(content->linked.isEmpty());
    QVERIFY2(content->rules[0].file.problem.contains(u"you chose to leave it out"_s), qPrintable(content->rules[0].file.problem));
    QCOMPARE(content->rules[0].body, QString());
}

void TestLayers::linkedConfigFolder()
{
    const TempProject outer;
    outer.write(u"evil/commands/a.md"_s, "a");
    outer.write(u"evil/rules/b.md"_s, "b");
    outer.write(u"evil/skills/c/SKILL.md"_s, "c");
    outer.write(u"p/readme.txt"_s, "x");
    outer.link(outer.path(u"evil"_s), u"p/.claude"_s);
    const ContentSnapshot content = loaded(outer.path(u"p"_s));
    QCOMPARE(content.commands.size() + content.rules.size() + content.skills.size(), 0);
    QCOMPARE(content.linked.size(), 1);
    QCOMPARE(content.linked[0].path, outer.path(u"p/.claude"_s));
    QCOMPARE(content.linked[0].linkTarget, outer.path(u"evil"_s));
}

void TestLayers::linkLoopsEnd()
{
    const TempProject project;
    project.write(u".claude/rules/a.md"_s, "a");
    project.link(u"."_s, u".claude/rules/loop"_s);
    project.link(u"../rules"_s, u".claude/rules/up"_s);
    project.link(u"self"_s, u".claude/rules/self"_s);
    const ContentSnapshot content = loaded(project.path());
    QCOMPARE(content.rules.size(), 1);
}

void TestLayers::lintCodes()
{
    const TempProject project;
    project.write(u"CLAUDE.md"_s, QByteArray("line\n").repeated(250) + "@gone.md");
    project.write(u".claude/rules/a.md"_s, "---\npaths: [\"src/[ab\", \"../x\", \"ok/**\"]\n---\nx");
    project.write(u".claude/skills/single.md"_s, "---\ndescription: d\n---\n");
    project.write(u".claude/skills/x/SKILL.md"_s, "---\nname: y\ndescription: d\n---\n" + QByteArray(20'000, 'a'));
    project.write(u".claude/skills/plan/SKILL.md"_s, "");
    project.write(u".claude/commands/plan.md"_s, "x");
    project.write(u".claude/commands/status.md"_s, "x");
    project.write(u".claude/agents/a.md"_s, "---\nname: a\ndescription: d\ntools: Read, Reed, mcp__x__y, Bash(ls:*)\n---\n");
    project.write(u"learnings/nope.md"_s, "- x");
    project.write(u".claude/settings.json"_s, "{\"permissions\": {} // comment\n}");
    project.write(u".claude/settings.local.json"_s, "[]");
    const ContentSnapshot content = loaded(project.path());
    for (const QString& code : {u"brain.too-long"_s, u"import.dead"_s, u"rule.bad-glob"_s, u"skill.single-file"_s, u"skill.name-mismatch"_s,
                                u"skill.long-body"_s, u"skill.no-description"_s, u"command.shadowed"_s, u"command.same-name"_s,
                                u"agent.unknown-tool"_s, u"learning.no-command"_s, u"settings.invalid"_s})
        QVERIFY2(warns(content, code), qPrintable(code));
    QStringList about;
    for (const ContentWarning& warning : content.warnings) {
        if (warning.code == "rule.bad-glob"_L1 || warning.code == "agent.unknown-tool"_L1)
            about.append(warning.text);
    }
    QCOMPARE(about.size(), 3); // "src/[ab", "../x", "Reed"
    QVERIFY(content.warnings.front().severity == ContentWarning::Severity::Error);
    const TempProject clean;
    clean.write(u"CLAUDE.md"_s, "x");
    QCOMPARE(loaded(clean.path()).warnings.size(), 0);
}

/// The kernel tells of every folder and file that is opened.
void TestLayers::otherFoldersAreNotOpened()
{
    const TempProject project;
    project.write(u"CLAUDE.md"_s, "x");
    project.write(u"learnings/plan.md"_s, "x");
    for (const QString& file : {u"node_modules/p/f.md"_s, u"src/a/b.md"_s, u"build/CLAUDE.md"_s, u"content/a.md"_s})
        project.write(file, "x");
    const int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    QVERIFY(watch >= 0);
    for (const QString& folder : {u"node_modules"_s, u"node_modules/p"_s, u"src"_s, u"src/a"_s, u"build"_s, u"content"_s})
        QVERIFY(inotify_add_watch(watch, QFile::encodeName(project.path(folder)).constData(), IN_OPEN | IN_ACCESS) >= 0);
    const ContentSnapshot content = loaded(project.path());
    char event[4096];
    const ssize_t told = ::read(watch, event, sizeof event);
    ::close(watch);
    QVERIFY(told < 0);
    QCOMPARE(content.brain.size(), 1);
}

void TestLayers::missingFolder()
{
    const Result<ContentSnapshot> content = loadContent(u"/nowhere/at/all"_s, {.userConfigDir = {}, .readParents = false, .consentedImports = {}});
    QVERIFY(!content);
    QCOMPARE(content.error().code, ErrorCode::NotFound);
}

void TestLayers::revisionFollowsContent()
{
    const TempProject project;
    project.write(u"CLAUDE.md"_s, "a");
    project.write(u"content/x.md"_s, "a");
    const QByteArray first = loaded(project.path()).revision;
    QCOMPARE(loaded(project.path()).revision, first);
    project.write(u"content/x.md"_s, "b"); // no layer
    QCOMPARE(loaded(project.path()).revision, first);
    project.write(u"CLAUDE.md"_s, "b");
    QVERIFY(loaded(project.path()).revision != first);
}

QTEST_GUILESS_MAIN(TestLayers)
#include "tst_layers.moc"
