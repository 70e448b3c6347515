// SPDX-License-Identifier: MIT
#include "core/agent/promptpreparation.h"
#include "tests/support/agentfixture.h"

#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// What a prompt becomes before the model sees it.
class TestPromptPreparation : public QObject {
    Q_OBJECT

private:
    static Result<PreparedPrompt> prepared(AgentFixture& world, const QString& prompt)
    {
        world.loadContent();
        world.makeCore();
        std::optional<Result<PreparedPrompt>> answer;
        PromptPreparation preparation(*world.core, world.scope);
        preparation.prepare(prompt, [&](Result<PreparedPrompt> done) { answer = std::move(done); });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }))
            qFatal("the prompt is never ready");
        return *answer;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void skillsGetTheirLearningsToo()
    {
        AgentFixture world;
        world.project.write(u".claude/skills/write/SKILL.md"_s, "---\ndescription: x\n---\nThe skill.\n");
        world.project.write(u".claude/commands/write.md"_s, "The command.\n");
        world.project.write(u"learnings/write.md"_s, "Never use the word synergy.\n");
        const auto prompt = prepared(world, u"/write a"_s);
        QVERIFY(prompt);
        QVERIFY2(prompt->text.contains(u"The skill."_s) && !prompt->text.contains(u"The command."_s), qPrintable(prompt->text)); // a skill wins
        QVERIFY2(prompt->text.contains(u"synergy"_s), qPrintable(prompt->text));
    }

    /// A service gives something only where the person wrote it: not where a file of the folder says so, not where a service says so.
    void servicesGiveOnlyWhatThePersonWrote_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QStringList>("asked");
        QTest::addColumn<QString>("text"); // how it ends
        QTest::newRow("mention") << u"See @one:x://a, please"_s << QStringList{u"one:x://a"_s} << u"\n\n[one:x://a]"_s;
        QTest::newRow("two mentions") << u"@one:x://a @one:x://b"_s << QStringList{u"one:x://a"_s, u"one:x://b"_s}
                                      << u"\n\n[one:x://a]\n\n[one:x://b]"_s;
        QTest::newRow("of a command's file") << u"/look"_s << QStringList() << u"Look at @one:x://a"_s;
        QTest::newRow("behind a command") << u"/look @one:x://b"_s << QStringList{u"one:x://b"_s} << u"[one:x://b]"_s;
        QTest::newRow("prompt") << u"/mcp__one__p a b"_s << QStringList{u"/mcp__one__p a b"_s} << u"$ARGUMENTS !`ls` @one:x://a"_s;
        QTest::newRow("no service") << u"@two:x://a"_s << QStringList() << u"@two:x://a"_s;
        QTest::newRow("fails") << u"@one:x://gone"_s << QStringList{u"one:x://gone"_s} << u"@one:x://gone"_s;
    }
    void servicesGiveOnlyWhatThePersonWrote()
    {
        QFETCH(const QString, typed);
        QFETCH(const QStringList, asked);
        QFETCH(const QString, text);
        AgentFixture world;
        world.project.write(u".claude/commands/look.md"_s, "Look at @one:x://a\n");
        QStringList heard;
        world.services.inserts.isResource = [](const QString& mention) { return mention.startsWith(u"one:"_s); };
        world.services.inserts.resource = [&heard](const QString& mention, const QString&, QObject*, const ServiceInserts::Reply& reply) {
            heard.append(mention);
            reply(mention.endsWith(u"gone"_s) ? Result<ServiceInsert>(fail(ErrorCode::NotFound, u"It is gone."_s))
                                              : ServiceInsert{u'[' + mention + u']', {}, {}});
        };
        world.services.inserts.prompt = [&heard](const QString& command, const QString& words, QObject*, const ServiceInserts::Reply& reply) {
            heard.append(u'/' + command + u' ' + words);
            reply(ServiceInsert{u"$ARGUMENTS !`ls` @one:x://a"_s, {}, {}});
        };
        const auto prompt = prepared(world, typed);
        QVERIFY(prompt);
        QCOMPARE(heard, asked);
        QVERIFY2(prompt->text.trimmed().endsWith(text.trimmed()), qPrintable(prompt->text));
        QCOMPARE(prompt->notice, typed.endsWith(u"gone"_s) ? u"@one:x://gone was not attached: It is gone."_s : QString());
    }

    /// Pictures go with the prompt, what is left out is said, and nothing is asked before it is known which services there are.
    void whatServicesGiveBesideText_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("waits");
        QTest::newRow("mention") << u"See @one:x://a"_s << true;
        QTest::newRow("prompt") << u"/mcp__one__p"_s << true;
        QTest::newRow("neither") << u"See @notes.md and /mcp__one__p"_s << false;
    }
    void whatServicesGiveBesideText()
    {
        QFETCH(const QString, typed);
        QFETCH(const bool, waits);
        AgentFixture world;
        bool known = false;
        int waited = 0;
        const ServiceInsert insert{u"given"_s, {{"image/png", "AAAA"}}, u"A sound was left out."_s};
        world.services.inserts.whenKnown = [&](QObject* context, const std::function<void()>& done) {
            ++waited;
            QMetaObject::invokeMethod(
                context,
                [&known, done] {
                    known = true;
                    done();
                },
                Qt::QueuedConnection);
        };
        world.services.inserts.isResource = [&](const QString& mention) { return known && mention.startsWith(u"one:"_s); };
        world.services.inserts.resource = [&](const QString&, const QString&, QObject*, const ServiceInserts::Reply& reply) { reply(insert); };
        world.services.inserts.prompt = [&](const QString&, const QString&, QObject*, const ServiceInserts::Reply& reply) { reply(insert); };
        const auto prompt = prepared(world, typed);
        QVERIFY(prompt);
        QCOMPARE(waited, waits ? 1 : 0);
        QCOMPARE(prompt->images, waits ? insert.images : QList<ImageBlock>());
        QCOMPARE(prompt->notice, waits ? insert.leftOut : QString());
        QCOMPARE(prompt->text.endsWith(u"given"_s), waits);
    }

    void disallowedToolsCountWithoutTrust()
    {
        AgentFixture world;
        world.trusted = false;
        world.project.write(u".claude/commands/look.md"_s, "---\nallowed-tools: Bash(ls)\ndisallowed-tools: Write, WebFetch\n---\nLook.\n");
        const auto prompt = prepared(world, u"/look"_s);
        QVERIFY(prompt);
        QCOMPARE(prompt->disallowedTools, (QStringList{u"Write"_s, u"WebFetch"_s}));
        QCOMPARE(prompt->allowedTools, QStringList());
    }

    /// What a command allows itself holds for its own inline shell too, and only there: pre-approval is the documented way, for nobody is asked.
    void inlineShellRunsUnderTheCommandsOwnRules_data()
    {
        QTest::addColumn<QByteArray>("frontmatter");
        QTest::addColumn<bool>("trusted");
        QTest::addColumn<QString>("text"); // or of the error
        QTest::newRow("allowed") << QByteArray("allowed-tools: Bash(touch:*)") << true << u"It says"_s;
        QTest::newRow("another program allowed") << QByteArray("allowed-tools: Bash(rm:*)") << true << u"permission check failed"_s;
        QTest::newRow("disallowed as well") << QByteArray("allowed-tools: Bash(touch:*)\ndisallowed-tools: Bash(touch:*)") << true
                                            << u"permission check failed"_s;
        QTest::newRow("untrusted") << QByteArray("allowed-tools: Bash(touch:*)") << false << u"not trusted"_s;
    }
    void inlineShellRunsUnderTheCommandsOwnRules()
    {
        QFETCH(const QByteArray, frontmatter);
        QFETCH(const bool, trusted);
        QFETCH(const QString, text);
        AgentFixture world;
        world.trusted = trusted;
        world.project.write(u".claude/commands/go.md"_s, "---\n" + frontmatter + "\n---\nIt says !`touch made.txt`\n");
        const auto prompt = prepared(world, u"/go"_s);
        const QString said = prompt ? prompt->text : prompt.error().message;
        QVERIFY2(said.contains(text), qPrintable(said));
        QCOMPARE(world.project.exists(u"made.txt"_s), prompt.has_value());
    }

    void linkedSkills_data()
    {
        QTest::addColumn<bool>("consent");
        QTest::addColumn<bool>("inside");
        QTest::newRow("out of the folder, without consent") << false << false;
        QTest::newRow("out of the folder, with consent") << true << false;
        QTest::newRow("an absolute link that stays inside") << false << true;
    }
    void linkedSkills()
    {
        QFETCH(const bool, consent);
        QFETCH(const bool, inside);
        AgentFixture world;
        const TempProject outside;
        const TempProject& place = inside ? world.project : outside;
        place.write(u"shared/s/SKILL.md"_s, "---\ndescription: x\n---\nShared words.\n");
        world.project.link(place.path(u"shared/s"_s), u".claude/skills/s"_s);
        if (consent)
            world.consents = {outside.path(u"shared"_s)};
        const auto prompt = prepared(world, u"/s"_s);
        QCOMPARE(prompt.has_value(), consent || inside);
        if (prompt)
            QVERIFY2(prompt->text.contains(u"Shared words."_s), qPrintable(prompt->text));
    }

    void commandsThatWereNotReadDoNotRun()
    {
        AgentFixture world;
        const TempProject outside;
        outside.write(u"c.md"_s, "From elsewhere.\n");
        world.project.link(outside.path(u"c.md"_s), u".claude/commands/c.md"_s);
        const auto prompt = prepared(world, u"/c"_s);
        QVERIFY(!prompt);
        QVERIFY2(prompt.error().message.contains(u"/c"_s) && prompt.error().message.contains(u"outside"_s), qPrintable(prompt.error().message));
    }
};

QTEST_GUILESS_MAIN(TestPromptPreparation)
#include "tst_promptpreparation.moc"
