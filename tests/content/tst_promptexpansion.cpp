// SPDX-License-Identifier: MIT
#include "core/content/contextbuilder.h"
#include "core/content/shellwords.h"

#include <QProcess>
#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

namespace {

const ExpansionVariables kVariables{.sessionId = u"sid"_s, .projectDir = u"/p q"_s, .skillDir = u"/p q/.claude/skills/s"_s, .effort = u"high"_s};

PromptExpansion expanded(const QString& body, const QString& arguments = {}, const QStringList& names = {})
{
    CommandFile command;
    command.name = u"c"_s;
    command.body = body;
    command.argumentNames = names;
    return expandCommand(command, arguments, nullptr, kVariables);
}

QStringList commandsOf(const PromptExpansion& expansion)
{
    QStringList commands;
    for (const PromptExpansion::ShellInsert& insert : expansion.shell)
        commands.append(insert.command);
    return commands;
}

} // namespace

class TestPromptExpansion : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void split_data();
    void split();
    void placeholders_data();
    void placeholders();
    void shell_data();
    void shell();
    void argumentsInShellStayValues_data();
    void argumentsInShellStayValues();
    void unsafePlacesDoNotRun_data();
    void unsafePlacesDoNotRun();
    void finishPutsOutputsIn();
    void substitutedTextIsNotScanned();
    void mentions_data();
    void mentions();
    void learningsAreAppended();
    void skillsKnowTheirFolder();
    void rulesKnowTheirFolders();
    void words_data();
    void words();
};

void TestPromptExpansion::split_data()
{
    QTest::addColumn<QString>("prompt");
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("arguments");
    QTest::newRow("plain") << u"hello"_s << QString() << u"hello"_s;
    QTest::newRow("command") << u"/plan"_s << u"plan"_s << QString();
    QTest::newRow("arguments") << u"/plan  https://a.org/x \n second\n"_s << u"plan"_s << u"https://a.org/x \n second"_s;
    QTest::newRow("namespace") << u"/frontend:component a"_s << u"frontend:component"_s << u"a"_s;
    QTest::newRow("path") << u"/home/me/x.md is broken"_s << QString() << u"/home/me/x.md is broken"_s;
    QTest::newRow("only slash") << u"/"_s << QString() << u"/"_s;
    QTest::newRow("slash later") << u"run /plan"_s << QString() << u"run /plan"_s;
    QTest::newRow("umlaut") << u"/entwürfe x"_s << u"entwürfe"_s << u"x"_s;
    QTest::newRow("leading space") << u"  /plan x"_s << u"plan"_s << u"x"_s;
}

void TestPromptExpansion::split()
{
    QFETCH(QString, prompt);
    QFETCH(QString, command);
    QFETCH(QString, arguments);
    QCOMPARE(splitPrompt(prompt).command, command);
    QCOMPARE(splitPrompt(prompt).arguments, arguments);
}

void TestPromptExpansion::placeholders_data()
{
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("text");
    QTest::newRow("all") << u"Do $ARGUMENTS now"_s << u"a \"b c\""_s << u"Do a \"b c\" now"_s;
    QTest::newRow("appended") << u"Do it"_s << u"a b"_s << u"Do it\n\nARGUMENTS: a b"_s;
    QTest::newRow("nothing to append") << u"Do it"_s << u"  "_s << u"Do it"_s;
    QTest::newRow("index") << u"$ARGUMENTS[1]-$ARGUMENTS[0]"_s << u"a 'b c'"_s << u"b c-a"_s;
    QTest::newRow("short index") << u"$1-$0"_s << u"a 'b c'"_s << u"b c-a"_s;
    QTest::newRow("missing index") << u"$0 $1 $ARGUMENTS[7]"_s << u"a"_s << u"a $1 $ARGUMENTS[7]"_s;
    QTest::newRow("only missing") << u"costs $5"_s << u"a"_s << u"costs $5\n\nARGUMENTS: a"_s;
    QTest::newRow("two digits") << u"$10"_s << u"a b c d e f g h i j k"_s << u"k"_s;
    QTest::newRow("digit and letter") << u"$1st"_s << u"a b"_s << u"$1st\n\nARGUMENTS: a b"_s;
    QTest::newRow("name") << u"$source on $platform."_s << u"x linkedin"_s << u"x on linkedin."_s;
    QTest::newRow("name missing") << u"[$source] [$platform]"_s << u"x"_s << u"[x] []"_s;
    QTest::newRow("longer name") << u"$sources"_s << u"x"_s << u"$sources\n\nARGUMENTS: x"_s;
    QTest::newRow("escaped") << u"\\$0 \\$ARGUMENTS \\$source \\$ARGUMENTS[0]"_s << u"a"_s
                             << u"$0 $ARGUMENTS $source $ARGUMENTS[0]\n\nARGUMENTS: a"_s;
    QTest::newRow("two backslashes") << u"\\\\$0"_s << u"a"_s << u"\\\\a"_s;
    QTest::newRow("escaped other") << u"\\$HOME \\n"_s << QString() << u"\\$HOME \\n"_s;
    QTest::newRow("other dollars") << u"$HOME ${X} $ $$"_s << QString() << u"$HOME ${X} $ $$"_s;
    QTest::newRow("variables") << u"${CLAUDE_SESSION_ID} ${CLAUDE_PROJECT_DIR} ${CLAUDE_SKILL_DIR} ${CLAUDE_EFFORT} ${CLAUDE_OTHER}"_s << QString()
                               << u"sid /p q /p q/.claude/skills/s high ${CLAUDE_OTHER}"_s;
    QTest::newRow("variables take no arguments") << u"${CLAUDE_EFFORT}"_s << u"a"_s << u"high\n\nARGUMENTS: a"_s;
    QTest::newRow("arguments with placeholders") << u"<$ARGUMENTS> $0"_s << u"$1 $ARGUMENTS"_s << u"<$1 $ARGUMENTS> $1"_s;
}

void TestPromptExpansion::placeholders()
{
    QFETCH(QString, body);
    QFETCH(QString, arguments);
    QFETCH(QString, text);
    const PromptExpansion expansion = expanded(body, arguments, {u"source"_s, u"platform"_s});
    QCOMPARE(expansion.text, text);
    QCOMPARE(expansion.shell.size(), 0);
    QCOMPARE(expansion.finish({}), text);
    QCOMPARE(expansion.parts.size(), 1);
    QCOMPARE(expansion.parts[0].kind, u"command"_s);
    QCOMPARE(expansion.parts[0].title, u"/c"_s);
}

void TestPromptExpansion::shell_data()
{
    QTest::addColumn<QString>("body");
    QTest::addColumn<QStringList>("commands");
    QTest::newRow("line start") << u"!`ls`"_s << QStringList{u"ls"_s};
    QTest::newRow("behind space") << u"Files: !`ls -l | wc`"_s << QStringList{u"ls -l | wc"_s};
    QTest::newRow("behind text") << u"Wow!`ls`"_s << QStringList{};
    QTest::newRow("behind bracket") << u"(!`ls`)"_s << QStringList{};
    QTest::newRow("two") << u"!`a` and !`b`"_s << QStringList{u"a"_s, u"b"_s};
    QTest::newRow("not over lines") << u"!`a\nb`"_s << QStringList{};
    QTest::newRow("unclosed") << u"!`a"_s << QStringList{};
    QTest::newRow("empty") << u"!``"_s << QStringList{};
    QTest::newRow("fence") << u"x\n```!\nls\npwd\n```\ny"_s << QStringList{u"ls\npwd"_s};
    QTest::newRow("longer fence") << u"````!\necho '```'\n````\n"_s << QStringList{u"echo '```'"_s};
    QTest::newRow("fence unclosed") << u"```!\nls\n"_s << QStringList{};
    QTest::newRow("plain fence") << u"```sh\nls\n```\n"_s << QStringList{};
    QTest::newRow("inside a plain fence") << u"```\n!`ls`\n```\n"_s << QStringList{};
    QTest::newRow("inside a span") << u"`` !`ls` ``"_s << QStringList{};
    QTest::newRow("crlf fence") << u"```!\r\nls\r\n```\r\n"_s << QStringList{u"ls"_s};
}

void TestPromptExpansion::shell()
{
    QFETCH(QString, body);
    QFETCH(QStringList, commands);
    const PromptExpansion expansion = expanded(body);
    QCOMPARE(commandsOf(expansion), commands);
    QCOMPARE(expansion.text, body);
}

/// Runs the expanded command with a bash whose only command is printf, and compares what came through.
void TestPromptExpansion::argumentsInShellStayValues_data()
{
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("printed");
    QTest::newRow("plain") << u"!`printf '%s|' $0`"_s << u"main"_s << u"printf '%s|' main"_s << u"main|"_s;
    QTest::newRow("injection") << u"!`printf '%s|' $0`"_s << u"'x; touch PWN'"_s << u"printf '%s|' 'x; touch PWN'"_s << u"x; touch PWN|"_s;
    QTest::newRow("substitution") << u"!`printf '%s|' $ARGUMENTS`"_s << u"$(touch PWN) `id`"_s << u"printf '%s|' '$(touch' 'PWN)' '`id`'"_s
                                  << u"$(touch|PWN)|`id`|"_s;
    QTest::newRow("words stay words") << u"!`printf '%s|' $ARGUMENTS`"_s << u"HEAD~1 HEAD"_s << u"printf '%s|' 'HEAD~1' HEAD"_s << u"HEAD~1|HEAD|"_s;
    QTest::newRow("double quotes") << u"!`printf '%s|' \"a $ARGUMENTS b\"`"_s << u"$(id) `x` \\ !"_s << u"printf '%s|' \"a \\$(id) \\`x\\`  ! b\""_s
                                   << u"a $(id) `x`  ! b|"_s;
    QTest::newRow("single quotes") << u"!`printf '%s|' 'a $0 b'`"_s << u"\"it's; id\""_s << u"printf '%s|' 'a it'\\''s; id b'"_s
                                   << u"a it's; id b|"_s;
    QTest::newRow("quote in value") << u"!`printf '%s|' $0`"_s << u"\"a'b\""_s << u"printf '%s|' 'a'\\''b'"_s << u"a'b|"_s;
    QTest::newRow("folder with a space") << u"!`printf '%s|' ${CLAUDE_PROJECT_DIR}/x`"_s << QString() << u"printf '%s|' '/p q'/x"_s << u"/p q/x|"_s;
    QTest::newRow("no arguments") << u"!`printf '%s|' a $ARGUMENTS`"_s << QString() << u"printf '%s|' a"_s << u"a|"_s;
    QTest::newRow("missing stays") << u"!`printf '%s|' \"$3\"`"_s << u"a"_s << u"printf '%s|' \"$3\""_s << u"|"_s;
    QTest::newRow("escaped is bash's own") << u"!`set -- z y; printf '%s|' \\$1`"_s << u"a b"_s << u"set -- z y; printf '%s|' $1"_s << u"z|"_s;
    QTest::newRow("name") << u"!`printf '%s|' $source`"_s << u"'a b'"_s << u"printf '%s|' 'a b'"_s << u"a b|"_s;
    QTest::newRow("in a comment") << u"!`printf '%s|' a # $0`"_s << u"'x; id'"_s << u"printf '%s|' a # 'x; id'"_s << u"a|"_s;
}

void TestPromptExpansion::argumentsInShellStayValues()
{
    QFETCH(QString, body);
    QFETCH(QString, arguments);
    QFETCH(QString, command);
    QFETCH(QString, printed);
    const PromptExpansion expansion = expanded(body, arguments, {u"source"_s});
    QCOMPARE(commandsOf(expansion), QStringList{command});
    QProcess bash;
    bash.start(u"/bin/bash"_s, {u"--noprofile"_s, u"--norc"_s, u"-c"_s, command});
    QVERIFY(bash.waitForFinished());
    QCOMPARE(QString::fromUtf8(bash.readAllStandardOutput()), printed);
}

void TestPromptExpansion::unsafePlacesDoNotRun_data()
{
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("arguments");
    QTest::newRow("command substitution") << u"!`echo $(cat $0)`"_s << u"a"_s;
    QTest::newRow("backticks in a fence") << u"```!\necho `cat $0`\n```"_s << u"a"_s;
    QTest::newRow("here document") << u"```!\ncat <<X\n$ARGUMENTS\nX\n```"_s << u"a"_s;
    QTest::newRow("arithmetic") << u"!`echo $(($0+1))`"_s << u"1"_s;
    QTest::newRow("ansi quotes") << u"!`echo $'$0'`"_s << u"a"_s;
    QTest::newRow("line break in value") << u"!`echo $0`"_s << u"'a\nid'"_s;
    QTest::newRow("nul-like control") << u"!`echo $0`"_s << u"a\u0007b"_s;
}

void TestPromptExpansion::unsafePlacesDoNotRun()
{
    QFETCH(QString, body);
    QFETCH(QString, arguments);
    const PromptExpansion expansion = expanded(body, arguments);
    QCOMPARE(expansion.shell.size(), 0);
    QVERIFY2(expansion.text.startsWith(u"[not run: "_s), qPrintable(expansion.text));
    QVERIFY(!expanded(body).shell.isEmpty() || body.contains(u"$ARGUMENTS"_s)); // without arguments the body is the author's own
}

void TestPromptExpansion::finishPutsOutputsIn()
{
    const PromptExpansion expansion = expanded(u"Status:\n!`git status`\nand !`date`.\n```!\nls\n```\nEnd $0"_s, u"x"_s);
    QCOMPARE(commandsOf(expansion), (QStringList{u"git status"_s, u"date"_s, u"ls"_s}));
    QCOMPARE(expansion.finish({u"clean !`id` $0"_s, u"today"_s, u"a\nb"_s}), u"Status:\nclean !`id` $0\nand today.\na\nb\nEnd x"_s);
    QCOMPARE(expansion.finish({}), u"Status:\n\nand .\n\nEnd x"_s);
}

void TestPromptExpansion::substitutedTextIsNotScanned()
{
    const PromptExpansion expansion = expanded(u"Text: $ARGUMENTS end"_s, u"!`id` ${CLAUDE_SESSION_ID} $0 \\$1"_s);
    QCOMPARE(expansion.text, u"Text: !`id` ${CLAUDE_SESSION_ID} $0 \\$1 end"_s);
    QCOMPARE(expansion.shell.size(), 0);
}

void TestPromptExpansion::mentions_data()
{
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QStringList>("mentions");
    QTest::newRow("body") << u"Read @brand/profile.md, then (@a.md) and @\"my file.md\"."_s << QString()
                          << QStringList{u"brand/profile.md"_s, u"a.md"_s, u"my file.md"_s};
    QTest::newRow("once") << u"@a.md @a.md"_s << QString() << QStringList{u"a.md"_s};
    QTest::newRow("in code") << u"`@a.md` and\n```\n@b.md\n```\n"_s << QString() << QStringList{};
    QTest::newRow("mail") << u"me@a.md"_s << QString() << QStringList{};
    QTest::newRow("built from an argument") << u"Review @content/$0.md now"_s << u"post"_s << QStringList{u"content/post.md"_s};
    QTest::newRow("argument is a path") << u"Review @$0"_s << u"a/b.md"_s << QStringList{u"a/b.md"_s};
    QTest::newRow("typed by the person") << u"Go $ARGUMENTS"_s << u"see @x.md"_s << QStringList{u"x.md"_s};
    QTest::newRow("alone") << u"a @ b @"_s << QString() << QStringList{};
}

void TestPromptExpansion::mentions()
{
    QFETCH(QString, body);
    QFETCH(QString, arguments);
    QFETCH(QStringList, mentions);
    QCOMPARE(expanded(body, arguments).fileMentions, mentions);
    if (arguments.isEmpty())
        QCOMPARE(fileMentions(body), mentions);
}

void TestPromptExpansion::learningsAreAppended()
{
    CommandFile command;
    command.name = u"plan"_s;
    command.body = u"Plan $ARGUMENTS"_s;
    LearningFile learning;
    learning.command = u"plan"_s;
    learning.file.relative = u"learnings/plan.md"_s;
    learning.file.path = u"/p/learnings/plan.md"_s;
    learning.text = u"- 2026-01-01: $0 !`id` short\n"_s;
    const PromptExpansion expansion = expandCommand(command, u"x"_s, &learning, kVariables);
    QCOMPARE(expansion.text, u"Plan x\n\n# Learnings from earlier runs of /plan (learnings/plan.md)\n\n- 2026-01-01: $0 !`id` short"_s);
    QCOMPARE(expansion.shell.size(), 0);
    QCOMPARE(expansion.parts.size(), 2);
    QCOMPARE(expansion.parts[1].kind, u"learning"_s);
    QCOMPARE(expansion.parts[1].path, u"/p/learnings/plan.md"_s);
    QCOMPARE(expansion.parts[1].why, u"command_run"_s);
    QVERIFY(expansion.parts[1].tokens > 0);
    QCOMPARE(expansion.parts[1].sha256.size(), 64);
    learning.text = u" \n"_s;
    QCOMPARE(expandCommand(command, u"x"_s, &learning, kVariables).text, u"Plan x"_s);
}

void TestPromptExpansion::skillsKnowTheirFolder()
{
    SkillFile skill;
    skill.name = u"s"_s;
    const PromptExpansion expansion = expandSkill(skill, u"Run !`x` in ${CLAUDE_SKILL_DIR}"_s, u"arg"_s, nullptr, kVariables);
    QCOMPARE(expansion.text, u"Base directory for this skill: /p q/.claude/skills/s\n\nRun !`x` in /p q/.claude/skills/s\n\nARGUMENTS: arg"_s);
    QCOMPARE(expansion.finish({u"OUT"_s}), QString(expansion.text).replace(u"!`x`"_s, u"OUT"_s));
    QCOMPARE(expansion.parts[0].kind, u"skill"_s);
    skill.singleFile = true;
    QVERIFY(expandSkill(skill, u"x"_s, {}, nullptr, kVariables).text == u"x"_s);
}

void TestPromptExpansion::rulesKnowTheirFolders()
{
    CommandFile command;
    command.allowedTools = {u"Bash(${CLAUDE_PROJECT_DIR}/x.sh:*)"_s, u"Read(${CLAUDE_PROJECT_DIR}/y)"_s, u"Bash(${CLAUDE_SKILL_DIR}/z)"_s};
    QCOMPARE(expandCommand(command, {}, nullptr, kVariables).allowedTools,
             (QStringList{u"Bash(/p q/x.sh:*)"_s, u"Read(${CLAUDE_PROJECT_DIR}/y)"_s, u"Bash(/p q/.claude/skills/s/z)"_s}));
}

void TestPromptExpansion::words_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("empty") << u"  "_s << QStringList{};
    QTest::newRow("plain") << u" a  b\tc\nd"_s << QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s};
    QTest::newRow("quotes") << u"'a b' \"c d\" e'f g'h"_s << QStringList{u"a b"_s, u"c d"_s, u"ef gh"_s};
    QTest::newRow("escapes") << u"a\\ b \"c\\\"d\\n\" 'e\\'"_s << QStringList{u"a b"_s, u"c\"d\\n"_s, u"e\\"_s};
    QTest::newRow("empty words") << u"'' a \"\""_s << QStringList{QString(), u"a"_s, QString()};
    QTest::newRow("unclosed") << u"a 'b c"_s << QStringList{u"a"_s, u"b c"_s};
    QTest::newRow("last backslash") << u"a\\"_s << QStringList{u"a\\"_s};
}

void TestPromptExpansion::words()
{
    QFETCH(QString, text);
    QFETCH(QStringList, words);
    QCOMPARE(shellWords(text), words);
}

QTEST_GUILESS_MAIN(TestPromptExpansion)
#include "tst_promptexpansion.moc"
