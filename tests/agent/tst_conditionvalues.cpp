// SPDX-License-Identifier: MIT
// What the conditions of rules compare: names and ids of services' things, answers that found nothing, and commands that may write.
#include "core/agent/conditionvalues.h"
#include "core/agent/programwrites.h"
#include "core/gate/policy.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;
using Kind = WhenMatch::Kind;

class TestConditionValues : public QObject {
    Q_OBJECT

private:
    const QString m_tool = u"mcp__records__create_record"_s;

    [[nodiscard]] static ServiceNames told()
    {
        ServiceNames names;
        names.note(u"mcp__records__list_tables"_s,
                   u"{\"tables\":[{\"id\":\"tblWgBcOOjurBbc5c\",\"name\":\"Articles\"},{\"id\":\"tblAAAAAAAAAAAAAA\",\"name\":\"Brand Profile\"},"
                   "{\"id\":901403219,\"name\":\"Tasks\"}]}"_s);
        return names;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void when_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<bool>("listed");
        QTest::addColumn<Kind>("kind");
        QTest::newRow("as written") << QByteArray("{\"tableId\":\"Articles\"}") << false << Kind::Yes;
        QTest::newRow("another case") << QByteArray("{\"tableId\":\"articles\"}") << false << Kind::Yes;
        QTest::newRow("with spaces") << QByteArray("{\"tableId\":\" Articles \"}") << false << Kind::Yes;
        QTest::newRow("wide letters") << QByteArray("{\"tableId\":\"\xEF\xBC\xA1rticles\"}") << false << Kind::Yes;
        QTest::newRow("another table") << QByteArray("{\"tableId\":\"Brand Profile\"}") << false << Kind::No;
        QTest::newRow("its id, told") << QByteArray("{\"tableId\":\"tblWgBcOOjurBbc5c\"}") << true << Kind::Yes;
        QTest::newRow("its id, not told") << QByteArray("{\"tableId\":\"tblWgBcOOjurBbc5c\"}") << false << Kind::Doubt;
        QTest::newRow("an id without digits, not told") << QByteArray("{\"tableId\":\"tblWgBcOOjurBbcxc\"}") << false << Kind::Doubt;
        QTest::newRow("the id of another, told") << QByteArray("{\"tableId\":\"tblAAAAAAAAAAAAAA\"}") << true << Kind::No;
        QTest::newRow("the id of another, not told") << QByteArray("{\"tableId\":\"tblAAAAAAAAAAAAAA\"}") << false << Kind::Doubt;
        QTest::newRow("a number, told") << QByteArray("{\"tableId\":901403219}") << true << Kind::No;
        QTest::newRow("a number, not told") << QByteArray("{\"tableId\":901403219}") << false << Kind::Doubt;
        QTest::newRow("in a list") << QByteArray("{\"tableId\":[\"Brand Profile\",\"ARTICLES\"]}") << false << Kind::Yes;
        QTest::newRow("in an object") << QByteArray("{\"tableId\":{\"name\":\"articles\"}}") << false << Kind::Yes;
        QTest::newRow("not given") << QByteArray("{}") << false << Kind::No;
        QTest::newRow("null") << QByteArray("{\"tableId\":null}") << false << Kind::No;
    }
    void when()
    {
        QFETCH(const QByteArray, input);
        QFETCH(const bool, listed);
        QFETCH(const Kind, kind);
        QCOMPARE(matchWhen(m_tool, input, {{u"tableId"_s, u"Articles"_s}}, listed ? told() : ServiceNames()).kind, kind);
    }

    void whenWithAnIdInTheRule()
    {
        const WantedValues wanted{{u"tableId"_s, u"tblWgBcOOjurBbc5c"_s}};
        QCOMPARE(matchWhen(m_tool, "{\"tableId\":\"articles\"}", wanted, told()).kind, Kind::Yes);
        QCOMPARE(matchWhen(m_tool, "{\"tableId\":\"articles\"}", wanted, {}).kind, Kind::Doubt);
        QCOMPARE(matchWhen(m_tool, "{\"tableId\":\"Brand Profile\"}", wanted, told()).kind, Kind::No);
        // Another service's names say nothing.
        QCOMPARE(matchWhen(u"mcp__other__create_record"_s, "{\"tableId\":\"articles\"}", wanted, told()).kind, Kind::Doubt);
    }

    void with_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<bool>("matches");
        QTest::newRow("as written") << QByteArray("{\"tableId\":\"Articles\"}") << true;
        QTest::newRow("another case") << QByteArray("{\"tableId\":\"articles\"}") << true;
        QTest::newRow("its id") << QByteArray("{\"tableId\":\"tblWgBcOOjurBbc5c\"}") << true;
        QTest::newRow("another name") << QByteArray("{\"tableId\":\"Art-icles\"}") << false;
        QTest::newRow("another id") << QByteArray("{\"tableId\":\"tblAAAAAAAAAAAAAA\"}") << false;
        QTest::newRow("a list") << QByteArray("{\"tableId\":[\"Articles\"]}") << false;
        QTest::newRow("not given") << QByteArray("{}") << false;
    }
    void with()
    {
        QFETCH(const QByteArray, input);
        QFETCH(const bool, matches);
        QCOMPARE(matchesWith(m_tool, input, {{u"tableId"_s, u"Articles"_s}}, told()), matches);
    }

    void nothingFound_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<bool>("nothing");
        QTest::newRow("no records") << u"{\"records\":[]}"_s << true;
        QTest::newRow("an empty list") << u"[]"_s << true;
        QTest::newRow("inside") << u"{\"data\":{\"items\":[]},\"total\":0}"_s << true;
        QTest::newRow("deleted") << u"{\"records\":[{\"id\":\"rec1\",\"deleted\":true}]}"_s << true;
        QTest::newRow("one") << u"{\"records\":[{\"id\":\"rec1\",\"fields\":{}}]}"_s << false;
        QTest::newRow("a record") << u"{\"id\":\"rec1\",\"fields\":{\"Tags\":[]}}"_s << false;
        QTest::newRow("words") << u"Created the record."_s << false;
        QTest::newRow("an empty object") << u"{}"_s << false;
        QTest::newRow("with words of the program") << u"{\"records\":[]}\n\n<system-reminder>\nx\n</system-reminder>"_s << true;
    }
    void nothingFound()
    {
        QFETCH(const QString, answer);
        QFETCH(const bool, nothing);
        QCOMPARE(foundNothing(answer), nothing);
    }

    /// Answers that do not agree make an id stand for both: stricter for `when`, nothing for `with`.
    void answersThatDoNotAgree()
    {
        ServiceNames names = told();
        names.note(u"mcp__records__x"_s, u"{\"id\":\"tblWgBcOOjurBbc5c\",\"name\":\"Brand Profile\"}"_s);
        const QByteArray input("{\"tableId\":\"tblWgBcOOjurBbc5c\"}");
        QCOMPARE(matchWhen(m_tool, input, {{u"tableId"_s, u"Articles"_s}}, names).kind, Kind::Yes);
        QVERIFY(!matchesWith(m_tool, input, {{u"tableId"_s, u"Articles"_s}}, names));
    }

    void commands_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("command");
        QTest::addColumn<bool>("may");
        const QString articles = u"Edit(content/articles/**)"_s;
        const auto row = [&articles](const char* command, bool may) {
            QTest::addRow("%s", command) << articles << QString::fromUtf8(command) << may;
        };
        row("cp README.md content/articles/x.md", true);
        row("cp README.md ./content/articles/", true);
        row("cp -r drafts content", true);
        row("cp -r drafts .", true);
        row("mv a.md content/articles/a.md", true);
        row("tee content/articles/a.md", true);
        row("sed -i s/a/b/ content/articles/a.md", true);
        row("cd content/articles && cp ../../README.md x.md", true);
        row("cd content && touch articles/x.md", true);
        row("python3 -c 'open(\"content/articles/x.md\",\"w\")'", true);
        row("bash -c 'cp README.md content/articles/x.md'", true);
        row("cp README.md \"$(echo content)/articles/x.md\"", true);
        row("cp README.md $PLACE", true);
        row("cat README.md > $PLACE", true);
        row("for f in a b; do cp $f x; done", true);
        row("git checkout -- content/articles/a.md", true);
        row("git mv a.md content/articles/a.md", true);
        row("cat content/articles/a.md", false);
        row("grep -rn x content/articles | head -3", false);
        row("wc -w content/articles/*.md", false);
        row("git diff content/articles", false);
        row("git add content/articles/a.md", false);
        row("git status", false);
        row("npm test", false);
        row("python3 tools/count.py", false);
        row("cp README.md notes/x.md", false);
        row("cp content/posts/a.md notes/", false);
        row("make", false);
        QTest::newRow("a rule about everything") << u"Edit"_s << u"cp a b"_s << true;
        QTest::newRow("a rule about everything, reading") << u"Edit"_s << u"cat a"_s << false;
        QTest::newRow("no rule about edits") << u"mcp__records__create_record"_s << u"cp a content/articles/b"_s << false;
        QTest::newRow("a rule with the older name") << u"Write(content/articles/**)"_s << u"cp a content/articles/b"_s << true;
    }
    void commands()
    {
        QFETCH(const QString, rule);
        QFETCH(const QString, command);
        QFETCH(const bool, may);
        const QTemporaryDir folder;
        const QString root = QFileInfo(folder.path()).canonicalFilePath();
        QVERIFY(QDir(root).mkpath(u"content/articles"_s) && QDir(root).mkpath(u"notes"_s));
        AccessRequest access;
        access.tool = u"Bash"_s;
        access.grade = Grade::RunsProgram;
        for (int attempt = 0; attempt < 20; ++attempt) { // the analysis has a time limit; on a busy machine it may be over before shfmt ran
            access.shell = analyseShell(command, root, root);
            if (!access.shell->unparsed.contains("took too long"_L1))
                break;
        }
        const QString why = mayWrite(rule, access, root);
        QVERIFY2(why.isEmpty() != may, qPrintable(why));
    }

    void alsoFromAFolderInside()
    {
        const QTemporaryDir folder;
        const QString root = QFileInfo(folder.path()).canonicalFilePath();
        QVERIFY(QDir(root).mkpath(u"content/articles"_s));
        AccessRequest access;
        access.tool = u"Bash"_s;
        access.shell = analyseShell(u"make all"_s, root + u"/content/articles"_s, root);
        QVERIFY(!mayWrite(u"Edit(content/articles/**)"_s, access, root).isEmpty());
        QVERIFY(mayWrite(u"Edit(notes/**)"_s, access, root).isEmpty());
    }

    void servicesThatWriteFiles_data()
    {
        QTest::addColumn<QString>("tool");
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<bool>("may");
        const QByteArray there("{\"path\":\"content/articles/x.md\",\"content\":\"x\"}");
        QTest::newRow("writes") << u"mcp__files__write_file"_s << there << true;
        QTest::newRow("moves") << u"mcp__files__move_file"_s << QByteArray("{\"source\":\"a\",\"destination\":\"./content/articles\"}") << true;
        QTest::newRow("elsewhere") << u"mcp__files__write_file"_s << QByteArray("{\"path\":\"notes/x.md\"}") << false;
        QTest::newRow("publishes") << u"mcp__site__create_post"_s << there << false;
    }
    void servicesThatWriteFiles()
    {
        QFETCH(const QString, tool);
        QFETCH(const QByteArray, input);
        QFETCH(const bool, may);
        AccessRequest access;
        access.tool = tool;
        access.inputJson = input;
        QCOMPARE(mayWrite(u"Edit(content/articles/**)"_s, access, u"/folder"_s).isEmpty(), !may);
        access.grade = Grade::Read;
        QCOMPARE(mayWrite(u"Edit(content/articles/**)"_s, access, u"/folder"_s), QString());
    }
};

QTEST_GUILESS_MAIN(TestConditionValues)
#include "tst_conditionvalues.moc"
