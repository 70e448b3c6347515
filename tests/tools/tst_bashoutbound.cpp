// SPDX-License-Identifier: MIT
// What leaves this computer is asked for every time, whatever rule allows Bash; what stays here is the rules' business.
#include "core/gate/policy.h"
#include "tests/tools/toolfixture.h"

using namespace Qt::StringLiterals;
using namespace aios;

class TestBashOutbound : public QObject {
    Q_OBJECT

private:
    /// The analysis has a time limit; on a busy machine it may be over before shfmt ran.
    static ToolPlan planOf(ToolFixture& fixture, const QString& command)
    {
        ToolPlan plan;
        for (int attempt = 0; attempt < 20; ++attempt) {
            plan = fixture.plan(u"Bash"_s, R"({"command":)" + jsonString(command) + "}");
            if (!plan.access.shell || !plan.access.shell->unparsed.contains("took too long"_L1))
                break;
        }
        plan.access.tool = u"Bash"_s;
        return plan;
    }
    /// Every rule a person could have made for it, of every wideness.
    static Policy allowing(const ToolFixture& fixture, const QString& command)
    {
        PermissionSettings settings;
        for (const QString& text :
             {u"Bash"_s, u"Bash(*)"_s, QString(u"Bash("_s + command + u')'), QString(u"Bash("_s + command.section(u' ', 0, 0) + u" *)"_s)})
            settings.rules.append(PermissionRule{.effect = RuleEffect::Allow, .source = RuleSource::User, .text = text});
        return {settings, fixture.root()};
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void asksEveryTime_data()
    {
        QTest::addColumn<QString>("command");
        const QStringList commands{
            u"curl http://localhost:1/create?title=x"_s,
            u"curl -d a=b example.org"_s,
            u"/usr/bin/wget2 example.org"_s,
            u"ssh host ls"_s,
            u"scp a host:b"_s,
            u"sftp host"_s,
            u"nc host 80"_s,
            u"rsync -a published/ host:/www/"_s,
            u"git push"_s,
            u"git push origin main"_s,
            u"git fetch https://example.org/x"_s,
            u"git clone https://example.org/x"_s,
            u"git submodule update"_s,
            u"gh release create v1"_s,
            u"npm publish"_s,
            u"npm install left-pad"_s,
            u"npm --registry=https://example.org publish"_s,
            u"npm --prefix test publish"_s,
            u"npm run deploy"_s,
            u"npm run release"_s,
            u"pnpm publish"_s,
            u"yarn"_s,
            u"yarn npm publish"_s,
            u"cargo publish"_s,
            u"go get example.org/x"_s,
            u"pip3.11 install x"_s,
            u"uv publish"_s,
            u"poetry publish"_s,
            u"poetry run twine upload dist/x"_s,
            u"gem push x.gem"_s,
            u"http POST example.org title=x"_s,
            u"xh example.org"_s,
            u"lftp example.org"_s,
            u"rclone copy a remote:b"_s,
            u"aws s3 cp a s3://b"_s,
            u"twine upload dist/x"_s,
            u"python3 -m twine upload dist/x"_s,
            u"websocat ws://example.org"_s,
            u"netlify deploy"_s,
            u"vercel --prod"_s,
            u"firebase deploy"_s,
            u"mkdocs gh-deploy"_s,
            u"hexo deploy"_s,
            u"make deploy"_s,
            u"./deploy.sh"_s,
            u"python3 tools/upload_media.py"_s,
            u"svn commit -m x"_s,
            u"hg push"_s,
            u"wget2 example.org"_s,
            u"lynx example.org"_s,
            u"ping example.org"_s,
            u"dig secret.example.org"_s,
            u"getent hosts secret.example.org"_s,
            u"timeout 5 curl example.org"_s,
            u"bash -c 'curl example.org'"_s,
            u"ls && curl example.org"_s,
            u"echo x > /dev/tcp/example.org/80"_s,
            u"node tools/fetch.js https://example.org/x"_s,
            u"./tools/c https://example.org/x"_s,
            u"my-tool --url=https://example.org/x"_s,
            u"my-tool https://localhost@example.org/x"_s,
            u"my-tool git@example.org:x"_s,
            u"hyperfine curl"_s,
            u"echo 'unbalanced; curl example.org"_s,
        };
        for (const QString& command : commands)
            QTest::addRow("%s", qPrintable(command)) << command;
    }
    void asksEveryTime()
    {
        QFETCH(const QString, command);
        ToolFixture fixture;
        const ToolPlan plan = planOf(fixture, command);
        QCOMPARE(plan.refusal, QString());
        QCOMPARE(plan.access.grade, Grade::LeavesComputer);
        QVERIFY(plan.access.alwaysAsk);
        const Policy policy = allowing(fixture, command);
        const Verdict verdict = policy.decide(plan.access, PermissionMode::AcceptEdits);
        QCOMPARE(verdict.effect, RuleEffect::Ask);
        QCOMPARE(verdict.by, Verdict::By::Protected);
        QVERIFY2(verdict.reason.contains("counts as publishing"_L1), qPrintable(verdict.reason));
        QCOMPARE(verdict.rememberable + verdict.widerRules, QStringList());
        QCOMPARE(policy.decide(plan.access, PermissionMode::DontAsk).effect, RuleEffect::Deny);
    }

    void staysHere_data()
    {
        QTest::addColumn<QString>("command");
        const QStringList commands{
            u"git status"_s,
            u"git log --oneline"_s,
            u"git commit -m push"_s,
            u"git stash push"_s,
            u"git remote -v"_s,
            u"git diff HEAD"_s,
            u"npm test"_s,
            u"npm run build"_s,
            u"npm ls"_s,
            u"yarn build"_s,
            u"pnpm -r test"_s,
            u"cargo test"_s,
            u"go test ./..."_s,
            u"make"_s,
            u"make release"_s,
            u"python3 tools/count.py"_s,
            u"pytest tests/test_upload.py"_s,
            u"pip list"_s,
            u"uv run pytest"_s,
            u"rsync -a a b"_s,
            u"grep -rn https://example.org content"_s,
            u"echo curl"_s,
            u"cat deploy.md"_s,
            u"ls published"_s,
            u"curl --version"_s,
            u"which curl"_s,
            u"my-tool http://localhost:3000/x"_s,
            u"my-tool file:///x"_s,
        };
        for (const QString& command : commands)
            QTest::addRow("%s", qPrintable(command)) << command;
    }
    void staysHere()
    {
        QFETCH(const QString, command);
        ToolFixture fixture;
        const ToolPlan plan = planOf(fixture, command);
        QCOMPARE(plan.access.grade, Grade::RunsProgram);
        QVERIFY2(!plan.access.alwaysAsk, qPrintable(plan.access.alwaysAskReason));
    }

    /// What nobody needs to ask for runs by a rule as before.
    void ordinaryWorkRunsByRule()
    {
        ToolFixture fixture;
        for (const QString& command : {u"git status"_s, u"npm test"_s, u"npm run build"_s, u"make"_s, u"pytest tests/test_upload.py"_s}) {
            const Verdict verdict = allowing(fixture, command).decide(planOf(fixture, command).access, PermissionMode::Default);
            QVERIFY2(verdict.effect == RuleEffect::Allow, qPrintable(command + u": "_s + verdict.reason));
        }
    }
};

QTEST_GUILESS_MAIN(TestBashOutbound)
#include "tst_bashoutbound.moc"
