// SPDX-License-Identifier: MIT
#include "gatetest.h"

#include "core/gate/shellsyntax.h"
#include "core/gate/shfmtrunner.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aios;
using namespace aios::test;

/// Command lines: what shfmt's tree is read as, and what rules make of it.
class GateShellTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void parses_data();
    void parses();
    void plainWordsAreWhatShfmtSays_data();
    void plainWordsAreWhatShfmtSays();
    void redirects_data();
    void redirects();
    void refuses_data();
    void refuses();
    void allows_data();
    void allows();
    void remembers_data();
    void remembers();
    void rememberedRuleAllowsTheSame_data();
    void rememberedRuleAllowsTheSame();
    void findsNoShfmtInTheProject();
    void killsWhatTakesTooLong();

private:
    [[nodiscard]] Verdict decide(const PermissionSettings& rules, const QString& command) const
    {
        return Policy(rules, m_root).decide(bash(command, m_root), PermissionMode::Default);
    }

    QTemporaryDir m_folder;
    QString m_root;
};

void GateShellTest::initTestCase()
{
    m_root = QFileInfo(m_folder.path()).canonicalFilePath() + "/proj"_L1;
    put(m_root + "/src/a.txt"_L1, "a");
    put(m_root + "/.env"_L1, "K=1");
    put(m_root + "/config/site.yaml"_L1, "k: 1");
    put(m_root + "/CLAUDE.md"_L1, "x");
    QVERIFY(QFile::link(m_root + "/.env"_L1, m_root + "/harmless.txt"_L1));
    QVERIFY(QDir().mkpath(m_root + "/sub"_L1));
}

void GateShellTest::parses_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QList<QStringList>>("words");
    QTest::newRow("plain") << u"git status --short"_s << QList<QStringList>{{u"git"_s, u"status"_s, u"--short"_s}};
    QTest::newRow("quotes") << uR"(c''url "a b" 'c"d' e\ f "g\"h\$i\j")"_s
                            << QList<QStringList>{{u"curl"_s, u"a b"_s, u"c\"d"_s, u"e f"_s, u"g\"h$i\\j"_s}};
    QTest::newRow("list") << u"a; b && c || d | e |& f"_s << QList<QStringList>{{u"a"_s}, {u"b"_s}, {u"c"_s}, {u"d"_s}, {u"e"_s}, {u"f"_s}};
    QTest::newRow("group and subshell") << u"{ a; }; (b)"_s << QList<QStringList>{{u"a"_s}, {u"b"_s}};
    QTest::newRow("nested script") << u"bash -c 'curl x'"_s << QList<QStringList>{{u"bash"_s, u"-c"_s, u"curl x"_s}, {u"curl"_s, u"x"_s}};
    QTest::newRow("braces for find") << u"find . -exec ls {} \\;"_s << QList<QStringList>{{u"find"_s, u"."_s, u"-exec"_s, u"ls"_s, u"{}"_s, u";"_s}};
    QTest::newRow("umlaut before an offset") << u"echo ä 'ö ü'; b"_s << QList<QStringList>{{u"echo"_s, u"ä"_s, u"ö ü"_s}, {u"b"_s}};
}

void GateShellTest::parses()
{
    QFETCH(const QString, command);
    QFETCH(const QList<QStringList>, words);
    const ShellScript script = analysed(command, m_root);
    QCOMPARE(script.unparsed, QString());
    QList<QStringList> got;
    for (const SimpleCommand& simple : script.commands) {
        QVERIFY(simple.literal);
        QCOMPARE(simple.roughWords, simple.words);
        got.append(simple.words);
    }
    QCOMPARE(got, words);
}

void GateShellTest::plainWordsAreWhatShfmtSays_data()
{
    QTest::addColumn<bool>("plain");
    for (const char* line : {"ls", "git status --short", "  git   log  ", "npm run build:all", "./tool -a /b @c d,e f+g", "echo if then", "source x",
                             ". x", "-", "7 8", "true 1", "exec ls", "eval ls", "alias x", "unset x", "test a", "bash -c ls"})
        QTest::newRow(line) << true;
    for (const char* line :
         {"",         " ",    "if",   "time ls", "let a", "export A", "function f", "coproc ls", "declare -x A", "local a", "readonly A",
          "select x", "do",   "done", "in x",    "a=b",   "A=b c",    "ls ~",       "ls *",      "a;b",          "a&b",     "a\nb",
          "a\tb",     "!",    "! ls", "{ ls",    "[ a",   "[[ a",     "a#b",        "#a",        "$a",           "`a`",     "a\"b",
          "a'b",      "a\\b", "(a",   "a|b",     "a>b",   "a<b",      "%1",         "a?",        "\xc3\xa4",     "a\rb",    "a^b"})
        QTest::newRow(line) << false;
}

/// A line that is not given to shfmt is what shfmt would have said of it.
void GateShellTest::plainWordsAreWhatShfmtSays()
{
    QFETCH(const bool, plain);
    const QByteArray line = QTest::currentDataTag();
    const auto own = scriptOfPlainWords(line, m_root);
    QCOMPARE(own.has_value(), plain);
    if (!plain)
        return;
    const auto tree = runShfmt(findShfmt(qgetenv("PATH"), {}), line, std::chrono::steady_clock::now() + std::chrono::seconds(5));
    QVERIFY2(tree, qPrintable(tree ? QString() : tree.error().message));
    const ShellScript theirs = scriptFromSyntax(*tree, line, m_root);
    QVERIFY(theirs.unparsed.isEmpty() && own->unparsed.isEmpty());
    QVERIFY(!theirs.hasControl && !theirs.hasSubstitution && !theirs.hasHeredoc && theirs.redirects.isEmpty());
    QCOMPARE(own->source, theirs.source);
    QCOMPARE(own->workingDirectory, theirs.workingDirectory);
    QCOMPARE(theirs.commands.size(), 1);
    const SimpleCommand& a = own->commands.constFirst();
    const SimpleCommand& b = theirs.commands.constFirst();
    QCOMPARE(a.text, b.text);
    QCOMPARE(a.words, b.words);
    QCOMPARE(a.roughWords, b.roughWords);
    QCOMPARE(a.literal, b.literal);
    QCOMPARE(a.assignments, b.assignments);
}

void GateShellTest::redirects_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QStringList>("expected"); // "w path" or "r path"
    QTest::newRow("write") << u"a > out"_s << QStringList{u"w out"_s};
    QTest::newRow("append") << u"a >> out"_s << QStringList{u"w out"_s};
    QTest::newRow("clobber") << u"a >| out"_s << QStringList{u"w out"_s};
    QTest::newRow("both") << u"a &> out"_s << QStringList{u"w out"_s};
    QTest::newRow("append both") << u"a &>> out"_s << QStringList{u"w out"_s};
    QTest::newRow("to a file by >&") << u"a >& out"_s << QStringList{u"w out"_s};
    QTest::newRow("read and write") << u"a <> out"_s << QStringList{u"w out"_s};
    QTest::newRow("read") << u"a < in"_s << QStringList{u"r in"_s};
    QTest::newRow("numbers only") << u"a 2>&1 1>&- 0<&3"_s << QStringList{};
    QTest::newRow("no command") << u"> out"_s << QStringList{u"w out"_s};
    QTest::newRow("of a group") << u"{ a; } > out"_s << QStringList{u"w out"_s};
    QTest::newRow("quoted") << u"a > 'o ut'"_s << QStringList{u"w o ut"_s};
    QTest::newRow("in a nested script") << u"sh -c 'a > out'"_s << QStringList{u"w out"_s};
}

void GateShellTest::redirects()
{
    QFETCH(const QString, command);
    QFETCH(const QStringList, expected);
    QStringList got;
    for (const PathAccess& redirect : analysed(command, m_root).redirects)
        got.append((redirect.kind == PathAccess::Kind::Write ? u"w "_s : u"r "_s) + redirect.path.sliced(m_root.size() + 1));
    QCOMPARE(got, expected);
}

void GateShellTest::refuses_data()
{
    QTest::addColumn<QString>("command");
    QTest::newRow("open quote") << u"git status 'abc"_s;
    QTest::newRow("open group") << u"{ a"_s;
    QTest::newRow("case mark") << u"git status ;;& x"_s;
    QTest::newRow("ends in backslash") << u"git status \\"_s;
    QTest::newRow("line continuation") << u"git \\\nstatus"_s;
    QTest::newRow("too long") << u"echo "_s + QString(2000, u'a');
    QTest::newRow("NUL") << u"git status"_s + QChar(u'\0') + u"x"_s;
    QTest::newRow("carriage return") << u"git status\r\nls"_s;
    QTest::newRow("escape") << u"echo \x1b[2K"_s;
    QTest::newRow("zero width") << u"git\u200b status"_s;
    QTest::newRow("bidi") << u"echo \u2066ok\u2069"_s;
    QTest::newRow("lone surrogate") << u"echo "_s + QChar(0xd800);
    QTest::newRow("deep nesting") << QString(900, u'(') + u"a"_s + QString(900, u')');
    QTest::newRow("scripts in scripts") << u"sh -c \"sh -c \\\"sh -c \\\\\\\"sh -c 'sh -c a'\\\\\\\"\\\"\""_s;
    QTest::newRow("broken nested script") << u"bash -c 'a (('"_s;
}

void GateShellTest::refuses()
{
    QFETCH(const QString, command);
    QVERIFY(!analysed(command, m_root).unparsed.isEmpty());
    QCOMPARE(decide(settings({u"Bash"_s}), command).by, Verdict::By::Unparsed);
}

void GateShellTest::allows_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("command");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("exact") << u"Bash(git status)"_s << u"git status"_s << true;
    QTest::newRow("exact has no more") << u"Bash(git status)"_s << u"git status -s"_s << false;
    QTest::newRow("quotes do not matter") << u"Bash(git status)"_s << u"git 'status'"_s << true;
    QTest::newRow("one word is not two") << u"Bash(rm a b)"_s << u"rm 'a b'"_s << false;
    QTest::newRow("quoted as in the rule") << u"Bash(git commit -m \"a b\")"_s << u"git commit -m \"a b\""_s << true;
    QTest::newRow("prefix, nothing more") << u"Bash(ls *)"_s << u"ls"_s << true;
    QTest::newRow("prefix, more") << u"Bash(ls *)"_s << u"ls -l src"_s << true;
    QTest::newRow("prefix is a word") << u"Bash(ls *)"_s << u"lsof"_s << false;
    QTest::newRow("colon form") << u"Bash(npm run test:*)"_s << u"npm run test --watch"_s << true;
    QTest::newRow("colon form is a word") << u"Bash(npm run test:*)"_s << u"npm run tests"_s << false;
    QTest::newRow("star without space") << u"Bash(ls*)"_s << u"lsblk"_s << true;
    QTest::newRow("star in the middle") << u"Bash(git * --oneline)"_s << u"git log --oneline"_s << true;
    QTest::newRow("star at the start") << u"Bash(* --version)"_s << u"git --version"_s << true;
    QTest::newRow("each part") << u"Bash(ls *)"_s << u"ls; ls a && ls b | ls"_s << true;
    QTest::newRow("one part not") << u"Bash(ls *)"_s << u"ls; id"_s << false;
    QTest::newRow("operator inside quotes") << u"Bash(echo:*)"_s << u"echo 'a; touch x'"_s << true;
    QTest::newRow("output to nowhere") << u"Bash(ls *)"_s << u"ls a > /dev/null 2>&1"_s << true;
    QTest::newRow("input from a plain file") << u"Bash(wc *)"_s << u"wc -l < src/a.txt"_s << true;
    QTest::newRow("negated") << u"Bash(ls *)"_s << u"! ls a"_s << true;
    QTest::newRow("timeout") << u"Bash(git status)"_s << u"timeout 30 git status"_s << true;
    QTest::newRow("nice timeout") << u"Bash(git status)"_s << u"nice -n 5 timeout -k 1 30 git status"_s << true;
    QTest::newRow("timeout with unknown option") << u"Bash(git status)"_s << u"timeout --odd 30 git status"_s << false;
    QTest::newRow("time keyword") << u"Bash(git status)"_s << u"time git status"_s << true;
    QTest::newRow("sed prints lines") << u"Bash(sed:*)"_s << u"sed -n '1,20p' src/a.txt"_s << true;
    QTest::newRow("find looks") << u"Bash(find:*)"_s << u"find src -name a.txt -type f"_s << true;
    QTest::newRow("tar lists") << u"Bash(tar:*)"_s << u"tar -tvf a.tgz"_s << true;
    QTest::newRow("git log") << u"Bash(git log:*)"_s << u"git log --oneline --format='%h %s' -n 5"_s << true;
    QTest::newRow("test a file") << u"Bash([ *)"_s << u"[ -f src/a.txt ]"_s << true;
    QTest::newRow("script of a rule") << u"Bash(python3 tools/build.py *)"_s << u"python3 tools/build.py --all"_s << true;
    QTest::newRow("fifty parts") << u"Bash(true)"_s << QString(u"true; "_s).repeated(50) << true;
    QTest::newRow("fifty-one parts") << u"Bash(true)"_s << QString(u"true; "_s).repeated(51) << false;
    QTest::newRow("other tool's rule") << u"Edit(git status)"_s << u"git status"_s << false;
    QTest::newRow("case matters") << u"Bash(git status)"_s << u"GIT status"_s << false;
    QTest::newRow("not another program of that name") << u"Bash(git status)"_s << u"./git status"_s << false;
}

void GateShellTest::allows()
{
    QFETCH(const QString, rule);
    QFETCH(const QString, command);
    QFETCH(const bool, allowed);
    const Verdict verdict = decide(settings({rule}), command);
    QVERIFY2((verdict.effect == RuleEffect::Allow) == allowed, qPrintable(verdict.reason));
    QCOMPARE(verdict.rule, allowed ? rule : QString());
}

void GateShellTest::remembers_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QStringList>("rules");
    QTest::newRow("one") << u"git status"_s << QStringList{u"Bash(git status)"_s};
    QTest::newRow("each part once") << u"ls; git 'log' && ls"_s << QStringList{u"Bash(ls)"_s, u"Bash(git log)"_s};
    QTest::newRow("words with spaces") << u"git commit -m \"it's\""_s << QStringList{u"Bash(git commit -m 'it'\\''s')"_s};
    QTest::newRow("six parts") << u"a; b; c; d; e; f"_s << QStringList{};
    QTest::newRow("a star would widen") << u"echo '*'"_s << QStringList{};
    QTest::newRow("danger") << u"find . -delete"_s << QStringList{};
    QTest::newRow("redirect") << u"ls > out"_s << QStringList{};
    QTest::newRow("secret") << u"cat .env"_s << QStringList{};
    QTest::newRow("unparsed") << u"ls 'x"_s << QStringList{};
    QTest::newRow("variable") << u"A=1 ls"_s << QStringList{};
}

void GateShellTest::remembers()
{
    QFETCH(const QString, command);
    QFETCH(const QStringList, rules);
    QCOMPARE(decide({}, command).rememberable, rules);
}

void GateShellTest::rememberedRuleAllowsTheSame_data()
{
    QTest::addColumn<QString>("command");
    for (const QString& command :
         {u"git status"_s, u"git commit -m \"it's (done): x\""_s, u"echo a:b 'c d' \"\" é"_s, u"ls; wc -l src/a.txt"_s, u"[ -f a ]"_s})
        QTest::addRow("%s", qPrintable(command)) << command;
}

void GateShellTest::rememberedRuleAllowsTheSame()
{
    QFETCH(const QString, command);
    const QStringList rules = decide({}, command).rememberable;
    QVERIFY(!rules.isEmpty());
    QCOMPARE(decide(settings(rules), command).effect, RuleEffect::Allow);
    for (const QString& rule : rules)
        QVERIFY(checkRule(rule));
}

void GateShellTest::findsNoShfmtInTheProject()
{
    const QString fake = m_root + "/bin/shfmt"_L1;
    put(fake, "#!/bin/sh\necho '{\"Type\":\"File\"}'\n");
    QVERIFY(QFile::setPermissions(fake, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    const QByteArray path = QFile::encodeName(m_root + "/bin"_L1);
    QCOMPARE(findShfmt(path, {}), fake);
    QCOMPARE(findShfmt(path, {m_root}), QString());
    QCOMPARE(findShfmt("bin:.::", {}), QString());
    const QByteArray before = qgetenv("PATH");
    qputenv("PATH", path);
    const ShellScript script = analyseShell(u"ls; ls"_s, m_root + "/src"_L1, m_root);
    qputenv("PATH", before);
    QCOMPARE(script.unparsed, u"shfmt is not installed"_s);
}

void GateShellTest::killsWhatTakesTooLong()
{
    const auto run = [this](const QByteArray& body) {
        const QString fake = m_root + "/../slow/shfmt"_L1;
        put(fake, "#!/bin/sh\n" + body + "\n");
        QFile::setPermissions(fake, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return runShfmt(fake, "ls", std::chrono::steady_clock::now() + std::chrono::milliseconds(400));
    };
    QElapsedTimer timer;
    timer.start();
    const Result<QByteArray> slow = run("exec sleep 60");
    QVERIFY(!slow && slow.error().code == ErrorCode::Timeout);
    const Result<QByteArray> closed = run("exec >&- ; exec sleep 60");
    QVERIFY(!closed && closed.error().code == ErrorCode::Timeout);
    QVERIFY(timer.elapsed() < 8000);
    const Result<QByteArray> missing = runShfmt(m_root + "/none"_L1, "ls", std::chrono::steady_clock::now() + std::chrono::seconds(1));
    QVERIFY(!missing && missing.error().code == ErrorCode::Unavailable);
}

QTEST_GUILESS_MAIN(GateShellTest)
#include "tst_gateshell.moc"
