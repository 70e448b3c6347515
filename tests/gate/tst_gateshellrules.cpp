// SPDX-License-Identifier: MIT
#include "gatetest.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aios;
using namespace aios::test;

/// Command lines that stay denied in any wrapping, and those that ask although the person allowed all of Bash.
class GateShellRulesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void denies_data();
    void denies();
    void asks_data();
    void asks();

private:
    QTemporaryDir m_folder;
    QString m_root;
};

void GateShellRulesTest::initTestCase()
{
    m_root = QFileInfo(m_folder.path()).canonicalFilePath() + "/proj"_L1;
    put(m_root + "/src/a.txt"_L1, "a");
    put(m_root + "/.env"_L1, "K=1");
    put(m_root + "/config/site.yaml"_L1, "k: 1");
    QVERIFY(QFile::link(m_root + "/.env"_L1, m_root + "/harmless.txt"_L1));
    QVERIFY(QDir().mkpath(m_root + "/sub"_L1));
}

void GateShellRulesTest::denies_data()
{
    QTest::addColumn<QString>("command");
    const QStringList commands{
        u"curl"_s,
        u"curl evil"_s,
        u"curl\tevil"_s,
        u"curl>out"_s,
        u"2>&1 curl x"_s,
        u"/usr/bin/curl x"_s,
        u"./curl x"_s,
        u"a && curl x"_s,
        u"a || curl x"_s,
        u"a | curl x"_s,
        u"a |& curl x"_s,
        u"a & curl x"_s,
        u"a\ncurl x"_s,
        u"{ curl x; }"_s,
        u"(curl x)"_s,
        u"((curl x))"_s,
        u"if true; then curl x; fi"_s,
        u"while curl x; do a; done"_s,
        u"for i in 1; do curl x; done"_s,
        u"case a in a) curl x;; esac"_s,
        u"f() { curl x; }"_s,
        u"! curl x"_s,
        u"time curl x"_s,
        u"time -p curl x"_s,
        u"coproc curl x"_s,
        u"echo $(curl x)"_s,
        u"echo `curl x`"_s,
        u"echo \"$(curl x)\""_s,
        u"a <(curl x)"_s,
        u"a >(curl x)"_s,
        u"cat <<< \"$(curl x)\""_s,
        u"cat <<E\n$(curl x)\nE"_s,
        u"echo ${x:-$(curl y)}"_s,
        u"X=$(curl x)"_s,
        u"a > $(curl x)"_s,
        u"echo $(( $(curl x) ))"_s,
        u"[[ -n $(curl x) ]]"_s,
        u"declare a=$(curl x)"_s,
        u"X=1 curl x"_s,
        u"c''url x"_s,
        u"c\\url x"_s,
        u"\"curl\" x"_s,
        u"'cu'\"rl\" x"_s,
        u"$'curl' x"_s,
        u"$'\\x63url' x"_s,
        u"$'\\143url' x"_s,
        u"cu\\\nrl x"_s,
        u"curl \"$URL\""_s,
        u"c'u'rl $URL"_s,
        u"env curl x"_s,
        u"env X=1 curl x"_s,
        u"env -i -u A X=1 curl x"_s,
        u"env -S 'curl x'"_s,
        u"env --split-string='curl x'"_s,
        u"/usr/bin/env curl x"_s,
        u"timeout 5 curl x"_s,
        u"timeout -k 1 -s KILL 5 curl x"_s,
        u"timeout --signal=KILL 5 curl x"_s,
        u"nice curl x"_s,
        u"nice -n 5 curl x"_s,
        u"nice -5 curl x"_s,
        u"nohup curl x"_s,
        u"stdbuf -oL curl x"_s,
        u"stdbuf -o L curl x"_s,
        u"command curl x"_s,
        u"command -p curl x"_s,
        u"builtin command curl x"_s,
        u"exec curl x"_s,
        u"exec -a n curl x"_s,
        u"xargs curl"_s,
        u"xargs -n1 curl x"_s,
        u"xargs -I {} curl {}"_s,
        u"sudo curl x"_s,
        u"sudo -u u curl x"_s,
        u"doas curl x"_s,
        u"setsid -f curl x"_s,
        u"ionice -c 3 curl x"_s,
        u"busybox curl x"_s,
        u"find . -exec curl {} \\;"_s,
        u"find . -name a -execdir curl {} +"_s,
        u"fd -x curl x"_s,
        u"bash -c 'curl x'"_s,
        u"bash -lc 'curl x'"_s,
        u"bash --norc -e -c 'curl x'"_s,
        u"sh -c \"sh -c 'curl x'\""_s,
        u"/bin/sh -c 'a; curl x'"_s,
        u"eval curl x"_s,
        u"eval 'curl x'"_s,
        u"builtin eval 'curl x'"_s,
        u"su -c 'curl x'"_s,
        u"trap 'curl x' EXIT"_s,
        u"watch curl x"_s,
        u"watch -n 1 'curl x'"_s,
        u"ssh host curl x"_s,
        u"flock f curl x"_s,
        u"flock f -c 'curl x'"_s,
        u"/lib64/ld-linux-x86-64.so.2 curl x"_s,
        u"timeout 5 env X=1 nice bash -c 'curl x'"_s,
        u"strace -f curl x"_s,
        u"parallel curl ::: x"_s,
        u"unshare -r curl x"_s,
        u"systemd-run --user curl x"_s,
        u"script -c 'curl x' out"_s,
        u"a 'unbalanced; curl x"_s,
        u"a;; curl x"_s,
        u"echo "_s + QString(3000, u'a') + u"; curl x"_s,
        QString(u"true ; "_s).repeated(51) + u"curl x"_s,
        QString(u"true && "_s).repeated(200) + u"curl x"_s,
        QString(u"a|"_s).repeated(900) + u"curl x"_s,
    };
    for (const QString& command : commands)
        QTest::addRow("%s", qPrintable(command.left(60).replace(u'\n', u'/'))) << command;
}

void GateShellRulesTest::denies()
{
    QFETCH(const QString, command);
    const AccessRequest request = bash(command, m_root);
    const Policy policy(settings({u"Bash"_s, u"Bash(*)"_s}, {u"Bash(curl:*)"_s}), m_root);
    for (const PermissionMode mode : {PermissionMode::Default, PermissionMode::AcceptEdits, PermissionMode::Plan, PermissionMode::DontAsk}) {
        const Verdict verdict = policy.decide(request, mode);
        QCOMPARE(effectName(verdict.effect), u"deny"_s);
        QCOMPARE(verdict.rule, u"Bash(curl:*)"_s);
    }
}

void GateShellRulesTest::asks_data()
{
    QTest::addColumn<QString>("command");
    const QStringList commands{
        // Expansion, control and state.
        u"{ls,-l}"_s,
        u"ls {a,b}"_s,
        u"ls {1..3}"_s,
        u"ls *.c"_s,
        u"ls a?"_s,
        u"ls [ab]"_s,
        u"ls ~"_s,
        u"ls ~root"_s,
        u"ls $HOME"_s,
        u"ls${IFS}-l"_s,
        u"ls $'\\n'"_s,
        u"ls $\"x\""_s,
        u"ls @(a|b)"_s,
        u"ls a &"_s,
        u"f() { ls; }; f"_s,
        u"for i in a; do ls; done"_s,
        u"if ls; then ls; fi"_s,
        u"[[ -f a ]]"_s,
        u"((1))"_s,
        u"let x=1"_s,
        u"export PATH=.; ls"_s,
        u"X=1"_s,
        u"PATH=. ls"_s,
        u"LD_PRELOAD=./x ls"_s,
        u"GIT_SSH_COMMAND=x git fetch"_s,
        u"cd src && ls"_s,
        u"cd src; git status"_s,
        u"pushd src && ls"_s,
        u"(cd src; ls)"_s,
        // Files by redirection or by name.
        u"echo x > out"_s,
        u"echo x >> src/a.txt"_s,
        u"echo x > /dev/tcp/h/80"_s,
        u"cat < .env"_s,
        u"cat <<E\nx\nE"_s,
        u"cat <<< x"_s,
        u"cat .env"_s,
        u"cat config/site.yaml"_s,
        u"cat ./config/../config/site.yaml"_s,
        u"cat harmless.txt"_s,
        u"cat /etc/passwd"_s,
        u"cat ../x"_s,
        u"cp a CLAUDE.md"_s,
        u"cp a .claude/settings.json"_s,
        u"cp a .CLAUDE/x"_s,
        u"mv .git x"_s,
        u"cp a --target-directory=.git/hooks"_s,
        u"cp -t.git/hooks a"_s,
        u"rm -rf ."_s,
        u"rm -rf /"_s,
        u"chmod -R 777 ./"_s,
        u"rm -rf '~'"_s,
        // Programs that run programs, write files or evaluate words.
        u"find . -exec ls ;"_s,
        u"find . -delete"_s,
        u"find . -fls out"_s,
        u"find . -ok ls \\;"_s,
        u"fd -x ls"_s,
        u"fd --exec ls"_s,
        u"rg --pre cat x"_s,
        u"rg --pre=cat x"_s,
        u"rg --hostname-bin x y"_s,
        u"sed -i s/a/b/ f"_s,
        u"sed --in-place s/a/b/ f"_s,
        u"sed -n 'w out' f"_s,
        u"sed e f"_s,
        u"sed s/a/b/e f"_s,
        u"sed -n '1e date' f"_s,
        u"sed s/a/b/w f"_s,
        u"sed -ns/a/b/ f"_s,
        u"sed -f x f"_s,
        u"awk '{print}' f"_s,
        u"gawk 'BEGIN{system(\"x\")}'"_s,
        u"git -c core.pager=x log"_s,
        u"git -C sub status"_s,
        u"git --git-dir=x status"_s,
        u"git --exec-path=. x"_s,
        u"git config alias.x '!y'"_s,
        u"git st"_s,
        u"git submodule foreach x"_s,
        u"git bisect run x"_s,
        u"git grep -Ox y"_s,
        u"git fetch --upload-pack=x"_s,
        u"git fetch --upl=x ."_s,
        u"git diff --ext-diff"_s,
        u"git log --output=x"_s,
        u"git fetch ext::x"_s,
        u"git difftool"_s,
        u"git rebase -x y"_s,
        u"git archive --exec=x"_s,
        u"git remote add o u"_s,
        u"tar -I x -cf a b"_s,
        u"tar xf a"_s,
        u"tar -xf a"_s,
        u"tar -tf a --to-command=x"_s,
        u"tar tf a --checkpoint-action=exec=x"_s,
        u"tar -tf a --use-comp x"_s,
        u"sort --compress-prog=x f"_s,
        u"sort -o f g"_s,
        u"sort -rof g"_s,
        u"uniq a b"_s,
        u"split --filter=x f"_s,
        u"xargs ls"_s,
        u"env ls"_s,
        u"env -S 'ls x'"_s,
        u"ssh h ls"_s,
        u"ssh -o ProxyCommand=x h"_s,
        u"ls | tee f"_s,
        u"dd if=a of=b"_s,
        u"python3 -c 'x'"_s,
        u"python -m x"_s,
        u"python"_s,
        u"python3.12 -"_s,
        u"perl -e x"_s,
        u"perl -pi -e x f"_s,
        u"node -e x"_s,
        u"node --eval x"_s,
        u"ruby -e x"_s,
        u"php -r x"_s,
        u"bash x.sh"_s,
        u"sh -c ls"_s,
        u"eval ls"_s,
        u"builtin eval ls"_s,
        u"exec ls"_s,
        u"source x"_s,
        u". x"_s,
        u"trap ls EXIT"_s,
        u"alias ls=x"_s,
        u"unalias ls"_s,
        u"hash -p x ls"_s,
        u"enable -f x y"_s,
        u"set -x"_s,
        u"shopt -s x"_s,
        u"read x"_s,
        u"unset 'a[0]'"_s,
        u"mapfile -C x"_s,
        u"printf -v x y"_s,
        u"printf '%s' '$(x)'"_s,
        u"test -v x"_s,
        u"test -v 'a[$(x)]'"_s,
        u"[ -v 'a[$(x)]' ]"_s,
        u"wait -p x"_s,
        u"man -P x ls"_s,
        u"less f"_s,
        u"vim f"_s,
        u"watch ls"_s,
        u"setsid ls"_s,
        u"flock f ls"_s,
        u"sudo ls"_s,
        u"busybox ls"_s,
        u"nice -n 5 find . -delete"_s,
        u"timeout 5 sed -i x f"_s,
        u"timeout"_s,
        u"command -v ls"_s,
        u"/lib64/ld-linux-x86-64.so.2 /bin/ls"_s,
        u"make --eval=x"_s,
        u"make SHELL=x"_s,
        u"npm exec x"_s,
        u"npx x"_s,
        u"curl -o f u"_s,
        u"curl -K f"_s,
        u"curl -T f u"_s,
        u"curl -d @f u"_s,
        u"wget u"_s,
        u"aios mcp call site create_post {} --allow"_s,
        u"aios desk site"_s,
        u"zip a b -TT x"_s,
        u"rsync -e x a b"_s,
        u"jq -f f"_s,
        u"date -f f"_s,
        u"go run x"_s,
        u"crontab f"_s,
        u"gdb -ex x"_s,
        u"docker run x"_s,
        u"tree -o f"_s,
    };
    for (const QString& command : commands)
        QTest::addRow("%s", qPrintable(command.left(60).replace(u'\n', u'/'))) << command;
}

void GateShellRulesTest::asks()
{
    QFETCH(const QString, command);
    const Verdict verdict = Policy(settings({u"Bash"_s, u"Bash(*)"_s}), m_root).decide(bash(command, m_root), PermissionMode::Default);
    QCOMPARE(effectName(verdict.effect), u"ask"_s);
    QVERIFY(verdict.rememberable.isEmpty());
    QVERIFY(verdict.reason.startsWith("Asks because "_L1) && verdict.reason.endsWith(u'.'));
}

QTEST_GUILESS_MAIN(GateShellRulesTest)
#include "tst_gateshellrules.moc"
