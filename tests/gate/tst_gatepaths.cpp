// SPDX-License-Identifier: MIT
#include "core/gate/pathpattern.h"
#include "core/gate/policy.h"
#include "tests/support/workclock.h"

#include <QRandomGenerator>
#include <QTest>

#include <git2.h>
#include <git2/sys/repository.h>

using namespace Qt::StringLiterals;
using namespace aios;

/// Path rules, protected and sensitive paths.
class GatePathsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matches_data();
    void matches();
    void refuses_data();
    void refuses();
    void agreesWithGitignore();
    void takesLinearTime();
    void escapes_data();
    void escapes();
    void protectedPaths_data();
    void protectedPaths();
    void sensitivePaths_data();
    void sensitivePaths();
};

namespace {

const PathAnchors kAnchors{u"/p"_s, u"/home/u"_s, u"/p/.claude"_s};

bool matchesRule(const QString& specifier, RuleEffect effect, const QString& path)
{
    const Result<PathPattern> pattern = PathPattern::compile(specifier, effect, kAnchors);
    return pattern && pattern->matches(path);
}

} // namespace

void GatePathsTest::matches_data()
{
    QTest::addColumn<QString>("specifier");
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("allow");
    QTest::addColumn<bool>("deny");
    const auto row = [](const char* name, const QString& specifier, const QString& path, bool allow, bool deny) {
        QTest::newRow(name) << specifier << path << allow << deny;
    };
    row("in a folder", u"content/**"_s, u"/p/content/a/b.md"_s, true, true);
    row("the folder itself", u"content/**"_s, u"/p/content"_s, false, true);
    row("folder of that name deeper", u"content/**"_s, u"/p/x/content/a.md"_s, false, true);
    row("two segments stand at the root", u"a/b/**"_s, u"/p/x/a/b/c"_s, false, false);
    row("dotted", u"./content/a.md"_s, u"/p/content/a.md"_s, true, true);
    row("dotted name", u"./a.md"_s, u"/p/x/a.md"_s, false, true);
    row("bare name at any depth", u"a.md"_s, u"/p/x/y/a.md"_s, true, true);
    row("bare glob at any depth", u"*.md"_s, u"/p/x/y/a.md"_s, true, true);
    row("bare name is whole", u"a.md"_s, u"/p/ba.md"_s, false, false);
    row("star stays in a segment", u"content/*.md"_s, u"/p/content/x/a.md"_s, false, false);
    row("star takes dot files", u"content/*"_s, u"/p/content/.x"_s, true, true);
    row("folder by name takes what is beneath", u"content/drafts"_s, u"/p/content/drafts/a"_s, true, true);
    row("trailing slash", u"drafts/"_s, u"/p/content/drafts/a"_s, true, true);
    row("trailing slash, the name itself", u"drafts/"_s, u"/p/drafts"_s, false, true);
    row("any depth in the middle", u"a/**/b"_s, u"/p/a/x/y/b"_s, true, true);
    row("any depth, none", u"a/**/b"_s, u"/p/a/b"_s, true, true);
    row("any depth at the start", u"**/b/c"_s, u"/p/x/b/c"_s, true, true);
    row("question mark", u"x/a?.md"_s, u"/p/x/ab.md"_s, true, true);
    row("class", u"x/[a-c][!d].md"_s, u"/p/x/be.md"_s, true, true);
    row("class fails", u"x/[a-c][!d].md"_s, u"/p/x/bd.md"_s, false, false);
    row("escaped star", u"x/\\*.md"_s, u"/p/x/*.md"_s, true, true);
    row("escaped star is no star", u"x/\\*.md"_s, u"/p/x/a.md"_s, false, false);
    row("absolute", u"//etc/x/**"_s, u"/etc/x/y"_s, true, true);
    row("home", u"~/x/**"_s, u"/home/u/x/y"_s, true, true);
    row("source", u"/x/**"_s, u"/p/.claude/x/y"_s, true, true);
    row("source is not the root", u"/x/**"_s, u"/p/x/y"_s, false, false);
    row("parent", u"../q/**"_s, u"/q/y"_s, true, true);
    row("prefix is no folder", u"//p/a/**"_s, u"/p/a-b/c"_s, false, false);
    row("dots in the path", u"content/**"_s, u"/p/content/../x"_s, false, false);
    row("case", u"secrets/**"_s, u"/p/SECRETS/k"_s, false, true);
    row("composed and decomposed", u"caf\u00e9.md"_s, u"/p/cafe\u0301.md"_s, false, true);
    row("relative path", u"**"_s, u"content/a"_s, false, false);
}

void GatePathsTest::matches()
{
    QFETCH(const QString, specifier);
    QFETCH(const QString, path);
    QFETCH(const bool, allow);
    QFETCH(const bool, deny);
    QCOMPARE(matchesRule(specifier, RuleEffect::Allow, path), allow);
    QCOMPARE(matchesRule(specifier, RuleEffect::Deny, path), deny);
    QCOMPARE(matchesRule(specifier, RuleEffect::Ask, path), deny);
}

void GatePathsTest::refuses_data()
{
    QTest::addColumn<QString>("specifier");
    for (const QString& specifier : {u"!a"_s, u"[a"_s, u"a/[[:alpha:]]"_s, u"a\\"_s, u"/"_s, u"//"_s, u"./"_s, u"**/../a"_s, u"."_s})
        QTest::addRow("%s", qPrintable(specifier)) << specifier;
}

void GatePathsTest::refuses()
{
    QFETCH(const QString, specifier);
    QVERIFY(!PathPattern::compile(specifier, RuleEffect::Deny, kAnchors));
    QVERIFY(!PathPattern::compile(specifier, RuleEffect::Allow, kAnchors));
    QVERIFY(!PathPattern::compile(u"~/x"_s, RuleEffect::Deny, {u"/p"_s, {}, u"/p"_s}));
}

/// Ours against libgit2's, over patterns and paths made of a small alphabet.
void GatePathsTest::agreesWithGitignore()
{
    git_libgit2_init();
    QRandomGenerator random(20261122);
    const QStringList pieces{u"a"_s, u"b"_s, u"ab"_s, u"*"_s, u"a*"_s, u"*b"_s, u"?"_s, u"[ab]"_s, u"[!a]"_s, u"**"_s, u"a*b"_s, u"\\*"_s};
    const QStringList names{u"a"_s, u"b"_s, u"ab"_s, u"aab"_s, u"c"_s, u"*"_s};
    for (int i = 0; i < 3000; ++i) {
        QStringList pattern;
        for (int count = 1 + random.bounded(4); count > 0; --count)
            pattern.append(pieces[random.bounded(pieces.size())]);
        QStringList path;
        for (int count = 1 + random.bounded(4); count > 0; --count)
            path.append(names[random.bounded(names.size())]);
        // A lone ** at the end of libgit2's pattern also takes the folder; ours of an allow rule does not, as git itself.
        const QString glob = pattern.join(u'/');
        if (pattern.constLast() == "**"_L1)
            continue;
        git_repository* repository = nullptr;
        QCOMPARE(git_repository_new(&repository), 0);
        git_ignore_add_rule(repository, QString(u"/"_s + glob + u"\n"_s).toUtf8().constData());
        int ignored = 0;
        const int error = git_ignore_path_is_ignored(&ignored, repository, path.join(u'/').toUtf8().constData());
        git_repository_free(repository);
        QCOMPARE(error, 0);
        const Result<PathPattern> ours = PathPattern::compile(u"//p/"_s + glob, RuleEffect::Allow, kAnchors);
        QVERIFY(ours);
        QVERIFY2(ours->matches(u"/p/"_s + path.join(u'/')) == (ignored != 0), qPrintable(glob + u" on "_s + path.join(u'/')));
    }
    git_libgit2_shutdown();
}

void GatePathsTest::takesLinearTime()
{
    const test::WorkClock clock;
    const QString stars = QString(u"*a"_s).repeated(1000) + u"b"_s;
    QVERIFY(!matchesRule(u"x/"_s + stars, RuleEffect::Deny, u"/p/x/"_s + QString(4000, u'a')));
    const QString depths = QString(u"**/a/"_s).repeated(300) + u"b"_s;
    QVERIFY(!matchesRule(depths, RuleEffect::Deny, u"/p"_s + QString(u"/a"_s).repeated(1500)));
    QVERIFY2(clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed())));
}

void GatePathsTest::escapes_data()
{
    QTest::addColumn<QString>("path");
    for (const QString& path :
         {u"a/b.md"_s, u"[draft].md"_s, u"a*b?c.md"_s, u"back\\slash"_s, u"!a"_s, u"#a"_s, u"~a"_s, u"x/(y) {z}.md"_s, u"é ü.md"_s})
        QTest::addRow("%s", qPrintable(path)) << path;
}

void GatePathsTest::escapes()
{
    QFETCH(const QString, path);
    const QString specifier = u"//p/"_s + escapedForRule(path);
    QVERIFY(matchesRule(specifier, RuleEffect::Allow, u"/p/"_s + path));
    QVERIFY(!matchesRule(specifier, RuleEffect::Allow, u"/p/x"_s + path));
    QVERIFY(checkRule(u"Edit(%1)"_s.arg(specifier)));
}

void GatePathsTest::protectedPaths_data()
{
    QTest::addColumn<bool>("expected");
    const QStringList guarded{u".git"_s,
                              u".git/config"_s,
                              u".git/hooks/pre-commit"_s,
                              u"sub/.git"_s,
                              u"sub/.git/config"_s,
                              u".GIT/x"_s,
                              u".Git"_s,
                              u"git~1/config"_s,
                              u".git./x"_s,
                              u".git /x"_s,
                              u".git::$INDEX_ALLOCATION/x"_s,
                              u".g\u200cit/config"_s,
                              u".gitmodules"_s,
                              u".gitconfig"_s,
                              u".config/git/config"_s,
                              u".claude/settings.json"_s,
                              u".claude/rules/a.md"_s,
                              u".claude/worktrees/x"_s,
                              u".CLAUDE/Settings.json"_s,
                              u".claude"_s,
                              u"sub/.claude/x"_s,
                              u".mcp.json"_s,
                              u".MCP.json"_s,
                              u".mcp.json."_s,
                              u".mcp.json "_s,
                              u".claude.json"_s,
                              u"CLAUDE.md"_s,
                              u"claude.md"_s,
                              u"CLAUDE.md "_s,
                              u"CLAUDE.md."_s,
                              u"sub/CLAUDE.md"_s,
                              u"CLAUDE.local.md"_s,
                              u"AGENTS.md"_s,
                              u"config/pipeline.yaml"_s,
                              u"config/pipeline.yml"_s,
                              u"Config/Pipeline.YAML"_s,
                              u"./config/pipeline.yaml"_s,
                              u".vscode/settings.json"_s,
                              u".idea/x"_s,
                              u".husky/pre-commit"_s,
                              u".cargo/config.toml"_s,
                              u".devcontainer/x"_s,
                              u".yarn/x"_s,
                              u".mvn/x"_s,
                              u".bashrc"_s,
                              u".bash_profile"_s,
                              u".zshenv"_s,
                              u".profile"_s,
                              u".envrc"_s,
                              u".npmrc"_s,
                              u".yarnrc.yml"_s,
                              u".pnp.cjs"_s,
                              u"bunfig.toml"_s,
                              u".bazelrc"_s,
                              u".pre-commit-config.yaml"_s,
                              u"lefthook.yml"_s,
                              u".lefthook-local.yml"_s,
                              u".ripgreprc"_s,
                              u".github/workflows/x.yml"_s,
                              u".vimrc"_s,
                              u"x.code-workspace"_s,
                              u"notes\u202egpj.md"_s,
                              u"a/../.git/x"_s,
                              u"/etc/passwd"_s,
                              u""_s,
                              u"   "_s,
                              u"a/.. /b"_s};
    const QStringList open{u"content/a.md"_s,      u"context/active-work.md"_s,
                           u"learnings/plan.md"_s, u"config/site.yaml"_s,
                           u"gitlog.md"_s,         u"a.git/x"_s,
                           u".gitignore"_s,        u"claude/x.md"_s,
                           u"my-claude.md"_s,      u"docs/config/pipeline.yaml"_s,
                           u".github/README.md"_s, u"brand/voice.md"_s,
                           u"caf\u00e9.md"_s,      u"a..b"_s};
    for (const QString& path : guarded)
        QTest::addRow("%s", qPrintable(u"yes "_s + path)) << true;
    for (const QString& path : open)
        QTest::addRow("%s", qPrintable(u"no "_s + path)) << false;
}

void GatePathsTest::protectedPaths()
{
    QFETCH(const bool, expected);
    const QString tag = QString::fromUtf8(QTest::currentDataTag());
    QCOMPARE(isProtectedPath(tag.sliced(expected ? 4 : 3)), expected);
}

void GatePathsTest::sensitivePaths_data()
{
    QTest::addColumn<bool>("expected");
    const QStringList secret{u"config"_s,
                             u"config/site.yaml"_s,
                             u"CONFIG/site.yaml"_s,
                             u"./config/a/b"_s,
                             u".env"_s,
                             u"sub/.env"_s,
                             u".env.local"_s,
                             u".ENV"_s,
                             u"prod.env"_s,
                             u"keys/id_rsa"_s,
                             u"a.pem"_s,
                             u"a.key"_s,
                             u".netrc"_s,
                             u".npmrc"_s,
                             u".aws/credentials"_s,
                             u"credentials.json"_s,
                             u"secrets/a"_s,
                             u"secrets.yaml"_s,
                             u".ssh/config"_s,
                             u".git/config"_s,
                             u".mcp.json"_s,
                             u".claude/settings.local.json"_s,
                             u".env "_s,
                             u"../x"_s,
                             u"/etc/passwd"_s};
    const QStringList plain{
        u"content/a.md"_s, u"docs/config/x.md"_s, u".env.example"_s, u"environment.md"_s, u"keys.md"_s, u".claude/rules/a.md"_s, u"."_s, u""_s,
        u"CLAUDE.md"_s};
    for (const QString& path : secret)
        QTest::addRow("%s", qPrintable(u"yes "_s + path)) << true;
    for (const QString& path : plain)
        QTest::addRow("%s", qPrintable(u"no "_s + path)) << false;
}

void GatePathsTest::sensitivePaths()
{
    QFETCH(const bool, expected);
    QCOMPARE(isSensitivePath(QString::fromUtf8(QTest::currentDataTag()).sliced(expected ? 4 : 3)), expected);
}

QTEST_GUILESS_MAIN(GatePathsTest)
#include "tst_gatepaths.moc"
