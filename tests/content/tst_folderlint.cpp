// SPDX-License-Identifier: MIT
#include "core/content/contentloader.h"
#include "core/content/secretlint.h"
#include "tests/support/tempproject.h"

#include <git2.h>

#include <QTest>

#include <sys/stat.h>

using namespace aios;
using namespace Qt::StringLiterals;
using test::TempProject;

namespace {

/// "code|relative path:line", sorted as told.
QStringList warningsOf(const QString& root, const QStringList& prefixes)
{
    const Result<ContentSnapshot> content = loadContent(root, {.userConfigDir = {}, .readParents = false, .consentedImports = {}});
    if (!content)
        qFatal("%ls", qUtf16Printable(content.error().message));
    QStringList found;
    for (const ContentWarning& warning : content->warnings) {
        if (std::any_of(prefixes.begin(), prefixes.end(), [&](const QString& prefix) { return warning.code.startsWith(prefix); }))
            found.append(warning.code + u'|' + warning.path.sliced(root.size() + 1) + u':' + QString::number(warning.line));
    }
    found.sort();
    return found;
}

/// Makes `folder` a repository that tracks `files` (relative to it), as `git add` would.
void track(const QString& folder, const QStringList& files)
{
    git_libgit2_init();
    git_repository* repository = nullptr;
    git_index* index = nullptr;
    if (git_repository_init(&repository, QFile::encodeName(folder).constData(), 0) != 0 || git_repository_index(&index, repository) != 0)
        qFatal("no repository");
    for (const QString& file : files) {
        if (git_index_add_bypath(index, file.toUtf8().constData()) != 0)
            qFatal("cannot add %ls", qUtf16Printable(file));
    }
    if (git_index_write(index) != 0)
        qFatal("cannot write the index");
    git_index_free(index);
    git_repository_free(repository);
}

const QByteArray kKey = "api_key: s3cr3tV4lue0123456789\n";

} // namespace

class TestFolderLint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void effortThatIsNone()
    {
        const TempProject project;
        project.write(u".claude/commands/a.md"_s, "---\neffort: hard\n---\nx\n");
        project.write(u".claude/commands/b.md"_s, "---\neffort: XHigh\n---\nx\n");
        project.write(u".claude/skills/c/SKILL.md"_s, "---\ndescription: d\neffort: 7\n---\nx\n");
        project.write(u".claude/agents/d.md"_s, "---\nname: d\ndescription: d\neffort: fastest\n---\nx\n");
        QCOMPARE(warningsOf(project.path(), {u"effort."_s}),
                 (QStringList{u"effort.unknown|.claude/agents/d.md:0"_s, u"effort.unknown|.claude/commands/a.md:0"_s,
                              u"effort.unknown|.claude/skills/c/SKILL.md:0"_s}));
    }

    void secretLines_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("line");
        QTest::newRow("empty") << QString() << 0;
        QTest::newRow("yaml key") << u"site:\n  api_key: s3cr3tV4lue0123\n"_s << 2;
        QTest::newRow("quoted, prefixed") << u"AIRTABLE_API_KEY=\"abcdefgh1234\"\n"_s << 1;
        QTest::newRow("json") << u"{\n \"client_secret\": \"abcdefgh1234\"}"_s << 2;
        QTest::newRow("password with spaces") << u"password: \"correct horse battery\""_s << 1;
        QTest::newRow("provider key anywhere") << u"# old: sk-ant-api03-abcdefghijklmnopqrst"_s << 1;
        QTest::newRow("private key") << u"\n\n-----BEGIN RSA PRIVATE KEY-----\n"_s << 3;
        QTest::newRow("name of a variable") << u"api_key: OPENAI_API_KEY"_s << 0;
        QTest::newRow("reference") << u"token: ${TOKEN_FROM_ELSEWHERE}"_s << 0;
        QTest::newRow("keychain") << u"password: keychain:wordpress"_s << 0;
        QTest::newRow("placeholder") << u"token: your-token-here"_s << 0;
        QTest::newRow("dots") << u"secret: abc...xyz12"_s << 0;
        QTest::newRow("short") << u"token: abc"_s << 0;
        QTest::newRow("prose") << u"No keys, passwords or tokens belong in this file."_s << 0;
        QTest::newRow("another key") << u"tokens: something-long-here\nmax_token_count: 1234567890"_s << 0;
    }
    void secretLines()
    {
        QFETCH(const QString, text);
        QFETCH(const int, line);
        QCOMPARE(secretLine(text), line);
    }

    void trackedSecrets()
    {
        const TempProject project;
        project.write(u"CLAUDE.md"_s, "x");
        project.write(u"config/site.yaml"_s, "url: x\n" + kKey);
        project.write(u"config/deep/er/tls.key"_s, "binary or not");
        project.write(u"config/fine.yaml"_s, "enabled: false\n");
        project.write(u"config/secrets/mine.yaml"_s, kKey); // Not tracked.
        project.write(u"notes/secret.yaml"_s, kKey);        // Not configuration.
        project.write(u".env.local"_s, kKey);
        track(project.path(), {u"config/site.yaml"_s, u"config/deep/er/tls.key"_s, u"config/fine.yaml"_s, u"notes/secret.yaml"_s, u".env.local"_s});
        QCOMPARE(warningsOf(project.path(), {u"config."_s}),
                 (QStringList{u"config.tracked-secret|.env.local:1"_s, u"config.tracked-secret|config/deep/er/tls.key:0"_s,
                              u"config.tracked-secret|config/site.yaml:2"_s}));
        const Result<ContentSnapshot> content = loadContent(project.path(), {.userConfigDir = {}, .readParents = false, .consentedImports = {}});
        for (const ContentWarning& warning : content->warnings)
            QVERIFY2(!warning.text.contains(u"s3cr3t"_s), qPrintable(warning.text));
    }

    void folderInsideARepository()
    {
        const TempProject outer;
        outer.write(u"a/b/config/site.yaml"_s, kKey);
        outer.write(u"config/site.yaml"_s, kKey);
        track(outer.path(), {u"a/b/config/site.yaml"_s, u"config/site.yaml"_s});
        QCOMPARE(warningsOf(outer.path(u"a/b"_s), {u"config."_s}), QStringList{u"config.tracked-secret|config/site.yaml:1"_s});
    }

    void linkedWorkTree()
    {
        const TempProject outer;
        outer.write(u"main/config/site.yaml"_s, kKey);
        track(outer.path(u"main"_s), {u"config/site.yaml"_s});
        outer.write(u"tree/config/site.yaml"_s, kKey);
        outer.write(u"tree/.git"_s, "gitdir: ../main/.git\n");
        QCOMPARE(warningsOf(outer.path(u"tree"_s), {u"config."_s}), QStringList{u"config.tracked-secret|config/site.yaml:1"_s});
    }

    void brokenRepositories_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("no index") << u".git/HEAD"_s << QByteArray("ref: refs/heads/main\n");
        QTest::newRow("torn index") << u".git/index"_s << QByteArray("DIRC\0\0\0\2\xff\xff\xff\xff", 12);
        QTest::newRow("a file that leads nowhere") << u".git"_s << QByteArray("gitdir: ../gone\n");
        QTest::newRow("a file that says nothing") << u".git"_s << QByteArray("x");
    }
    void brokenRepositories()
    {
        QFETCH(const QString, file);
        QFETCH(const QByteArray, bytes);
        const TempProject project;
        project.write(u"config/site.yaml"_s, kKey);
        project.write(file, bytes);
        QCOMPARE(warningsOf(project.path(), {u"config."_s}), QStringList());
    }

    void trackedFilesThatAreGoneOrLeadAway()
    {
        const TempProject project;
        for (const QString& file : {u"config/gone.yaml"_s, u"config/link.yaml"_s, u"config/pipe.yaml"_s})
            project.write(file, kKey);
        track(project.path(), {u"config/gone.yaml"_s, u"config/link.yaml"_s, u"config/pipe.yaml"_s});
        for (const QString& file : {u"config/gone.yaml"_s, u"config/link.yaml"_s, u"config/pipe.yaml"_s})
            project.remove(file);
        project.link(u"/etc/passwd"_s, u"config/link.yaml"_s);
        QVERIFY(::mkfifo(QFile::encodeName(project.path(u"config/pipe.yaml"_s)).constData(), 0600) == 0);
        QCOMPARE(warningsOf(project.path(), {u"config."_s}), QStringList());
    }

    void boardAndPieces()
    {
        const TempProject project;
        project.write(u"content/a.md"_s, "---\ntitle: A\nstatus: Draft\n---\n");
        project.write(u"content/b.md"_s, "---\ntitle: B\nprose\n---\n");
        QCOMPARE(warningsOf(project.path(), {u"piece."_s, u"board."_s}), QStringList()); // No board: nothing is out of step with it.
        project.write(u"context/active-work.md"_s, "## In Review\n- Article: A (a)\n- Article: C (c)\n");
        QCOMPARE(warningsOf(project.path(), {u"piece."_s, u"board."_s}),
                 (QStringList{u"board.card-without-piece|context/active-work.md:3"_s, u"piece.broken|content/b.md:3"_s,
                              u"piece.status-differs|content/a.md:3"_s}));
    }

    /// The folder says that it is out, and not where.
    void publishedWithoutProof()
    {
        const TempProject project;
        project.write(u"context/active-work.md"_s, "## Published\n");
        project.write(u"content/a.md"_s, "---\ntitle: A\nstatus: Published\n---\n");
        project.write(u"content/b.md"_s, "---\ntitle: B\nstatus: Published\nurl: https://example.org/b\n---\n");
        project.write(u"content/c.md"_s, "---\ntitle: C\nstatus: Published\npublished_id: 7\n---\n");
        project.write(u"content/d.md"_s, "---\ntitle: D\nstatus: Published\nurl:\n---\n");
        QCOMPARE(warningsOf(project.path(), {u"piece.unproven"_s}),
                 (QStringList{u"piece.unproven|content/a.md:3"_s, u"piece.unproven|content/d.md:3"_s}));
    }

    void recordsOfPieces_data()
    {
        QTest::addColumn<QByteArray>("record");
        QTest::addColumn<QStringList>("warnings"); // code:line words
        const QByteArray whole = "record:\n  service: airtable\n  base: app1\n  table: Articles\n  id: rec1\n  body: Body\n";
        const auto with = [&whole](const QByteArray& from, const QByteArray& to) { return QByteArray(whole).replace(from, to); };
        QTest::newRow("whole") << whole << QStringList();
        QTest::newRow("in braces") << QByteArray("Record: {service: airtable, base: app1, table: T, id: rec1, body: B}\n") << QStringList();
        QTest::newRow("another file's service") << with("airtable", "mine") << QStringList();
        QTest::newRow("this folder's in the file of another tool") << with("airtable", "here") << QStringList();
        QTest::newRow("another folder's") << with("airtable", "elsewhere") << QStringList{u"piece.record-service:5 “elsewhere”"_s};
        QTest::newRow("unknown service") << with("airtable", "airtabel") << QStringList{u"piece.record-service:5 “airtabel”"_s};
        QTest::newRow("missing id") << with("  id: rec1\n", "") << QStringList{u"piece.record:4 “id” is missing."_s};
        QTest::newRow("a list for an id") << with("rec1", "[rec1, rec2]") << QStringList{u"piece.record:8 “id” must be a short text."_s};
        QTest::newRow("a word") << QByteArray("record: rec1\n") << QStringList{u"piece.record:4 it must hold service, base, table, id and body."_s};
        QTest::newRow("another key") << whole + "  tool: delete\n" << QStringList{u"piece.record:10 “tool” is not known there"_s};
        QTest::newRow("all of it") << with("airtable", "nobody").replace("  id: rec1\n", "").replace("app1", "{}")
                                   << QStringList{u"piece.record-service:5 “nobody”"_s, u"piece.record:4 “id” is missing."_s,
                                                  u"piece.record:6 “base” must be a short text."_s};
        QTest::newRow("a word of the text") << QByteArray() << QStringList();
    }
    /// The piece is not on the board: a record is looked at for its own sake.
    void recordsOfPieces()
    {
        QFETCH(const QByteArray, record);
        QFETCH(const QStringList, warnings);
        const TempProject project;
        project.write(u"p/context/active-work.md"_s, "## Draft\n");
        project.write(u"p/content/a.md"_s, "---\ntitle: A\nstatus: In Review\n" + record + "---\nOf a record: nothing.\n");
        project.write(u"p/.mcp.json"_s, R"({"mcpServers": {"airtable": {"command": "a"}}})");
        project.write(u"mine.json"_s, R"({"mcpServers": {"mine": {"command": "m"}}})");
        const QByteArray root = project.path(u"p"_s).toUtf8();
        project.write(u"claude.json"_s,
                      R"({"projects": {")" + root + R"(": {"mcpServers": {"here": {}}}, "/else": {"mcpServers": {"elsewhere": {}}}}})");
        const ContentLoadOptions options{
            .userConfigDir = {},
            .readParents = false,
            .consentedImports = {},
            .serviceFiles = {project.path(u"mine.json"_s), project.path(u"not-there.json"_s), project.path(u"claude.json"_s)}};
        const auto content = loadContent(project.path(u"p"_s), options);
        QVERIFY(content);
        QStringList found;
        for (const ContentWarning& warning : content->warnings) {
            if (!warning.code.startsWith("piece.record"_L1))
                continue;
            QCOMPARE(warning.path, project.path(u"p/content/a.md"_s));
            found.append(warning.code + u':' + QString::number(warning.line) + u' ' + warning.text);
        }
        found.sort();
        QCOMPARE(found.size(), warnings.size());
        for (qsizetype i = 0; i < found.size(); ++i) {
            const QString code = warnings.at(i).section(u' ', 0, 0);
            QVERIFY2(found.at(i).startsWith(code + u' ') && found.at(i).contains(warnings.at(i).sliced(code.size() + 1)), qPrintable(found.at(i)));
            QVERIFY2(found.at(i).contains(u"orrect"_s), "it says what to do");
        }
    }

    void theSampleIsInStep()
    {
        const QString sample = QStringLiteral(AIOS_SOURCE_DIR "/resources/templates/content-engine");
        QCOMPARE(warningsOf(sample, {u"piece."_s, u"board."_s, u"config."_s, u"import."_s, u"rule."_s, u"agent."_s, u"frontmatter."_s}),
                 QStringList());
    }
};

QTEST_GUILESS_MAIN(TestFolderLint)
#include "tst_folderlint.moc"
