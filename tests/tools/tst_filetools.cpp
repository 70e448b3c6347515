// SPDX-License-Identifier: MIT
// Write and Edit, as the orchestrator calls them.
#include "core/base/hash.h"
#include "core/tools/builtin/textreplace.h"
#include "tests/tools/toolfixture.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace aios;

namespace {

QByteArray readInput(const QString& path, int offset = 0, int limit = 0)
{
    QByteArray json = R"({"file_path":)" + jsonString(path);
    if (offset > 0)
        json += R"(,"offset":)" + QByteArray::number(offset);
    if (limit > 0)
        json += R"(,"limit":)" + QByteArray::number(limit);
    return json + "}";
}

QByteArray writeInput(const QString& path, const QString& content)
{
    return inputOf({{"file_path", path}, {"content", content}});
}

QByteArray editInput(const QString& path, const QString& before, const QString& after, bool all = false)
{
    QByteArray json = inputOf({{"file_path", path}, {"old_string", before}, {"new_string", after}});
    if (all)
        json.insert(json.size() - 1, R"(,"replace_all":true)");
    return json;
}

QByteArray numberedLines(int count, const QByteArray& text = "line")
{
    QByteArray out;
    for (int i = 1; i <= count; ++i)
        out += text + ' ' + QByteArray::number(i) + '\n';
    return out;
}

} // namespace

class TestFileTools : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void writeCreates();
    void writeNeedsARead();
    void writeNeedsAWholeRead();
    void writeRefusesAChangedFile();
    void writeRefusesWhatChangedAfterApproval();
    void writeRefusesAnotherDigest();
    void writeKeepsTheModeAndGivesExactBytes();
    void writeAsksForProtectedAndHardLinked();
    void writeRefusesLinksAndFolders();
    void writeOfTheSameIsNothing();
    void keptHunks();
    void noKeptHunks();
    void structuredResults();
    void fullDiskLeavesTheOldFile();

    void edits_data();
    void edits();
    void editRefusals_data();
    void editRefusals();
    void editMakesAFile();
    void editAfterEditNeedsNoRead();
};

void TestFileTools::writeCreates()
{
    ToolFixture fixture;
    const QByteArray input = writeInput(u"content/new/x.md"_s, u"one\ntwo\n"_s);
    const ToolPlan plan = fixture.plan(u"Write"_s, input);
    QCOMPARE(plan.title, u"Write content/new/x.md"_s);
    QCOMPARE(plan.verb, u"Write File"_s);
    QVERIFY(plan.preview.creates);
    QCOMPARE(plan.preview.after, QByteArray("one\ntwo\n"));
    QCOMPARE(plan.access.grade, Grade::ChangesFiles);
    QCOMPARE(plan.access.paths.first().kind, PathAccess::Kind::Write);
    QVERIFY(!QFile::exists(fixture.at(u"content"_s))); // planning has no effect
    const ToolOutput output = fixture.run(u"Write"_s, input);
    QVERIFY2(!output.isError, qPrintable(output.text));
    QCOMPARE(fixture.get(u"content/new/x.md"_s), QByteArray("one\ntwo\n"));
    QCOMPARE(output.filesChanged.size(), 1);
    QCOMPARE(output.filesChanged.first().beforeSha256, QByteArray());
    QCOMPARE(output.filesChanged.first().afterSha256, sha256Hex("one\ntwo\n"));
    QCOMPARE(output.filesChanged.first().added, 2);
    QVERIFY(output.text.startsWith("Created content/new/x.md (2 lines)"_L1));
    QVERIFY(!fixture.run(u"Write"_s, writeInput(u"content/new/x.md"_s, u"three\n"_s)).isError); // what it wrote it has seen
}

void TestFileTools::writeNeedsARead()
{
    ToolFixture fixture;
    fixture.put(u"a.md"_s, "old\n");
    const ToolPlan plan = fixture.plan(u"Write"_s, writeInput(u"a.md"_s, u"new"_s));
    QVERIFY(plan.refusal.contains("has not been read yet"_L1));
    QVERIFY(plan.digest.isEmpty());
    fixture.markRead(u"a.md"_s);
    QVERIFY(!fixture.run(u"Write"_s, writeInput(u"a.md"_s, u"new"_s)).isError);
    QCOMPARE(fixture.get(u"a.md"_s), QByteArray("new"));
}

void TestFileTools::writeNeedsAWholeRead()
{
    ToolFixture fixture;
    fixture.put(u"a.md"_s, numberedLines(10));
    fixture.run(u"Read"_s, readInput(u"a.md"_s, 1, 3));
    QVERIFY(fixture.plan(u"Write"_s, writeInput(u"a.md"_s, u"new"_s)).refusal.contains("Only a part"_L1));
    QVERIFY(fixture.plan(u"Edit"_s, editInput(u"a.md"_s, u"line 9"_s, u"line nine"_s)).refusal.isEmpty());
}

void TestFileTools::writeRefusesAChangedFile()
{
    ToolFixture fixture;
    fixture.put(u"a.md"_s, "old\n");
    fixture.markRead(u"a.md"_s);
    fixture.put(u"a.md"_s, "by the person\n");
    for (const ToolOutput& output :
         {fixture.run(u"Write"_s, writeInput(u"a.md"_s, u"new"_s)), fixture.run(u"Edit"_s, editInput(u"a.md"_s, u"by"_s, u"x"_s))}) {
        QVERIFY(output.isError);
        QVERIFY(output.text.contains("changed since it was read"_L1));
    }
    QCOMPARE(fixture.get(u"a.md"_s), QByteArray("by the person\n"));
}

void TestFileTools::writeRefusesWhatChangedAfterApproval()
{
    ToolFixture fixture;
    const QByteArray input = writeInput(u"new.md"_s, u"new"_s);
    const ToolPlan plan = fixture.plan(u"Write"_s, input);
    fixture.put(u"new.md"_s, "somebody was quicker\n");
    const ToolOutput output = fixture.start(u"Write"_s, input, plan.digest);
    QVERIFY(output.isError);
    QCOMPARE(fixture.get(u"new.md"_s), QByteArray("somebody was quicker\n"));

    fixture.put(u"a.md"_s, "one\n");
    fixture.markRead(u"a.md"_s);
    const QByteArray change = editInput(u"a.md"_s, u"one"_s, u"two"_s);
    const ToolPlan planned = fixture.plan(u"Edit"_s, change);
    fixture.put(u"a.md"_s, "one more\n");
    fixture.markRead(u"a.md"_s); // read again, so only the digest stands between
    QVERIFY(fixture.start(u"Edit"_s, change, planned.digest).isError);
    QCOMPARE(fixture.get(u"a.md"_s), QByteArray("one more\n"));
}

void TestFileTools::writeRefusesAnotherDigest()
{
    ToolFixture fixture;
    const ToolPlan plan = fixture.plan(u"Write"_s, writeInput(u"a.md"_s, u"shown"_s));
    QVERIFY(fixture.start(u"Write"_s, writeInput(u"a.md"_s, u"swapped"_s), plan.digest).isError);
    QVERIFY(fixture.start(u"Write"_s, writeInput(u"b.md"_s, u"shown"_s), plan.digest).isError);
    QVERIFY(fixture.start(u"Write"_s, writeInput(u"a.md"_s, u"shown"_s), {}).isError);
    QVERIFY(!QFile::exists(fixture.at(u"a.md"_s)) && !QFile::exists(fixture.at(u"b.md"_s)));
}

void TestFileTools::writeKeepsTheModeAndGivesExactBytes()
{
    ToolFixture fixture;
    fixture.put(u"run.sh"_s, "#!/bin/sh\r\necho old\r\n");
    QVERIFY(QFile::setPermissions(fixture.at(u"run.sh"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    fixture.markRead(u"run.sh"_s);
    QVERIFY(!fixture.run(u"Write"_s, writeInput(u"run.sh"_s, u"#!/bin/sh\necho new"_s)).isError);
    QCOMPARE(fixture.get(u"run.sh"_s), QByteArray("#!/bin/sh\necho new"));
    QVERIFY(QFileInfo(fixture.at(u"run.sh"_s)).isExecutable());
}

void TestFileTools::writeAsksForProtectedAndHardLinked()
{
    ToolFixture fixture;
    for (const char* path : {".claude/settings.json", ".CLAUDE/Settings.json", ".mcp.json", ".git", ".git/hooks/pre-commit", ".vscode/settings.json",
                             "CLAUDE.md ", "CLAUDE.md.", "a\xe2\x80\xae.md"}) {
        const ToolPlan plan = fixture.plan(u"Write"_s, writeInput(QString::fromUtf8(path), u"x"_s));
        QVERIFY2(plan.refusal.isEmpty() && plan.access.alwaysAsk && !plan.access.alwaysAskReason.isEmpty(), path);
        QVERIFY2(!plan.access.neverAsks, path);
    }
    QVERIFY(!fixture.plan(u"Write"_s, writeInput(u"content/x.md"_s, u"x"_s)).access.alwaysAsk);
    fixture.put(u"a.md"_s, "a\n");
    QCOMPARE(::link(QFile::encodeName(fixture.at(u"a.md"_s)).constData(), QFile::encodeName(fixture.at(u"b.md"_s)).constData()), 0);
    fixture.markRead(u"a.md"_s);
    const QByteArray input = writeInput(u"a.md"_s, u"new\n"_s);
    const ToolPlan plan = fixture.plan(u"Write"_s, input);
    QVERIFY(plan.access.alwaysAsk);
    QVERIFY(plan.access.alwaysAskReason.contains("2 names"_L1));
    QVERIFY(!fixture.start(u"Write"_s, input, plan.digest).isError);
    QCOMPARE(fixture.get(u"b.md"_s), QByteArray("a\n"));
}

void TestFileTools::writeRefusesLinksAndFolders()
{
    ToolFixture fixture;
    fixture.put(u"a.md"_s, "a\n");
    QDir().mkpath(fixture.at(u"folder"_s));
    QVERIFY(QFile::link(u"a.md"_s, fixture.at(u"link.md"_s)));
    QVERIFY(QFile::link(u"nowhere.md"_s, fixture.at(u"dangling.md"_s)));
    QVERIFY(QFile::link(u"folder"_s, fixture.at(u"d"_s)));
    fixture.markRead(u"link.md"_s);
    for (const char* path : {"link.md", "dangling.md", "d/x.md", "folder", ".", "a.md/x.md"}) {
        const ToolOutput output = fixture.run(u"Write"_s, writeInput(QString::fromLatin1(path), u"new"_s));
        QVERIFY2(output.isError, path);
    }
    QCOMPARE(fixture.get(u"a.md"_s), QByteArray("a\n"));
    QVERIFY(!QFile::exists(fixture.at(u"nowhere.md"_s)));
    QVERIFY(!QFile::exists(fixture.at(u"folder/x.md"_s)));
}

void TestFileTools::writeOfTheSameIsNothing()
{
    ToolFixture fixture;
    fixture.put(u"a.md"_s, "same\n");
    fixture.markRead(u"a.md"_s);
    QVERIFY(fixture.plan(u"Write"_s, writeInput(u"a.md"_s, u"same\n"_s)).refusal.contains("nothing to change"_L1));
}

void TestFileTools::keptHunks()
{
    ToolFixture fixture;
    const QByteArray before = numberedLines(40);
    fixture.put(u"a.md"_s, before);
    fixture.markRead(u"a.md"_s);
    QByteArray after = before;
    after.replace("line 3\n", "LINE 3\n").replace("line 20\n", "LINE 20\n").replace("line 38\n", "LINE 38\n");
    const QByteArray input = writeInput(u"a.md"_s, QString::fromUtf8(after));
    const ToolPlan plan = fixture.plan(u"Write"_s, input);
    QCOMPARE(plan.preview.hunks.size(), 3);
    Decision decision;
    decision.kind = Decision::Kind::Allow;
    decision.keptHunks = QList<int>{1, 99, -1};
    const ToolOutput output = fixture.start(u"Write"_s, input, plan.digest, decision);
    QVERIFY2(!output.isError, qPrintable(output.text));
    QByteArray wanted = before;
    wanted.replace("line 20\n", "LINE 20\n");
    QCOMPARE(fixture.get(u"a.md"_s), wanted);
    QVERIFY(output.text.contains("kept only some"_L1));
    QVERIFY(output.text.contains("LINE 20"_L1) && !output.text.contains("LINE 38"_L1));
    QCOMPARE(output.filesChanged.first().added, 1);
    QCOMPARE(output.filesChanged.first().afterSha256, sha256Hex(wanted));
    QVERIFY(output.structured.contains("LINE 20") && !output.structured.contains("LINE 38"));
    // It does not know the whole of what is there now.
    QVERIFY(!fixture.plan(u"Write"_s, writeInput(u"a.md"_s, u"x"_s)).refusal.isEmpty());
}

void TestFileTools::noKeptHunks()
{
    ToolFixture fixture;
    Decision decision;
    decision.kind = Decision::Kind::Allow;
    decision.keptHunks = QList<int>{};
    const QByteArray input = writeInput(u"new.md"_s, u"x\n"_s);
    const ToolOutput output = fixture.start(u"Write"_s, input, fixture.plan(u"Write"_s, input).digest, decision);
    QVERIFY(!output.isError);
    QVERIFY(output.text.contains("kept none"_L1));
    QVERIFY(output.filesChanged.isEmpty());
    QVERIFY(!QFile::exists(fixture.at(u"new.md"_s)));
}

void TestFileTools::structuredResults()
{
    ToolFixture fixture;
    const json::value created = *parseJson(fixture.run(u"Write"_s, writeInput(u"a.md"_s, u"one\ntwo\n"_s)).structured);
    QCOMPARE(jsonText(created.as_object(), "type"), u"create"_s);
    QCOMPARE(jsonText(created.as_object(), "filePath"), fixture.at(u"a.md"_s));
    QVERIFY(created.as_object().at("originalFile").is_null());
    const json::value updated = *parseJson(fixture.run(u"Edit"_s, editInput(u"a.md"_s, u"two"_s, u"three"_s)).structured);
    QCOMPARE(jsonText(updated.as_object(), "originalFile"), u"one\ntwo\n"_s);
    QCOMPARE(jsonText(updated.as_object(), "newString"), u"three"_s);
    const json::object& patch = jsonArray(updated.as_object(), "structuredPatch")->at(0).as_object();
    QCOMPARE(jsonInt(patch, "oldStart"), 1);
    QCOMPARE(toJson(patch.at("lines")), QByteArray(R"([" one","-two","+three"])"));
    const json::value read = *parseJson(fixture.run(u"Read"_s, readInput(u"a.md"_s)).structured);
    QCOMPARE(jsonInt(*jsonObject(read.as_object(), "file"), "totalLines"), 2);
}

/// RLIMIT_FSIZE stands for the full disk (base tests a real one): the tool tells the model, and the old bytes are there.
void TestFileTools::fullDiskLeavesTheOldFile()
{
    ToolFixture fixture;
    fixture.put(u"a.md"_s, "old\n");
    fixture.markRead(u"a.md"_s);
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    const rlimit small{4096, before.rlim_max};
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    const ToolOutput output = fixture.run(u"Write"_s, writeInput(u"a.md"_s, QString(100'000, u'x')));
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
    QVERIFY(output.isError);
    QCOMPARE(fixture.get(u"a.md"_s), QByteArray("old\n"));
    QCOMPARE(QDir(fixture.root()).entryList(QDir::Files | QDir::Hidden), QStringList{u"a.md"_s});
}

void TestFileTools::edits_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QString>("oldText");
    QTest::addColumn<QString>("newText");
    QTest::addColumn<bool>("all");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("plain") << QByteArray("a b c\n") << u"b"_s << u"x"_s << false << QByteArray("a x c\n");
    QTest::newRow("delete") << QByteArray("a\nb\nc\n") << u"b\n"_s << QString() << false << QByteArray("a\nc\n");
    QTest::newRow("all") << QByteArray("a a a\n") << u"a"_s << u"aa"_s << true << QByteArray("aa aa aa\n");
    QTest::newRow("overlapping") << QByteArray("aaaa") << u"aa"_s << u"b"_s << true << QByteArray("bb");
    QTest::newRow("several lines") << QByteArray("a\nb\nc\n") << u"a\nb"_s << u"x\ny\nz"_s << false << QByteArray("x\ny\nz\nc\n");
    QTest::newRow("crlf") << QByteArray("a\r\nb\r\nc\r\n") << u"a\nb\n"_s << u"x\ny\nz\n"_s << false << QByteArray("x\r\ny\r\nz\r\nc\r\n");
    QTest::newRow("crlf, one line to two") << QByteArray("a\r\nb\r\n") << u"b"_s << u"b\nc"_s << false << QByteArray("a\r\nb\r\nc\r\n");
    QTest::newRow("crlf, last line without end") << QByteArray("a\r\nb") << u"b"_s << u"b\nc"_s << false << QByteArray("a\r\nb\r\nc");
    QTest::newRow("crlf given as such") << QByteArray("a\r\nb\r\n") << u"a\r\nb"_s << u"x\r\ny"_s << false << QByteArray("x\r\ny\r\n");
    QTest::newRow("crlf given to an lf file") << QByteArray("a\nb\n") << u"a\r\nb"_s << u"x\r\ny"_s << false << QByteArray("x\ny\n");
    QTest::newRow("crlf, line end alone") << QByteArray("a\r\n\r\n\r\nb\r\n") << u"a\n\n\nb"_s << u"a\n\nb"_s << false
                                          << QByteArray("a\r\n\r\nb\r\n");
    QTest::newRow("mixed, in the lf part") << QByteArray("a\r\nb\nc\n") << u"b\n"_s << u"b\nx\n"_s << false << QByteArray("a\r\nb\nx\nc\n");
    QTest::newRow("mixed, in the crlf part") << QByteArray("a\r\nb\r\nc\n") << u"a\n"_s << u"a\nx\n"_s << false << QByteArray("a\r\nx\r\nb\r\nc\n");
    QTest::newRow("lone cr stays") << QByteArray("a\rb\r\r\nc\r\n") << u"c"_s << u"x"_s << false << QByteArray("a\rb\r\r\nx\r\n");
    QTest::newRow("bom stays") << QByteArray("\xef\xbb\xbf"
                                             "a\n")
                               << u"a"_s << u"b"_s << false
                               << QByteArray("\xef\xbb\xbf"
                                             "b\n");
    QTest::newRow("not utf-8 stays") << QByteArray("gr\xfc\xdf old\n") << u"old"_s << u"new"_s << false << QByteArray("gr\xfc\xdf new\n");
    QTest::newRow("curly quotes are not touched") << QByteArray("\xe2\x80\x9cone\xe2\x80\x9d two\n") << u"two"_s << u"\"2\""_s << false
                                                  << QByteArray("\xe2\x80\x9cone\xe2\x80\x9d \"2\"\n");
    QTest::newRow("no last newline") << QByteArray("a\nb") << u"b"_s << u"c"_s << false << QByteArray("a\nc");
    QTest::newRow("regex characters") << QByteArray("a.*b\n") << u".*"_s << u"\\1$&"_s << false << QByteArray("a\\1$&b\n");
}

void TestFileTools::edits()
{
    QFETCH(QByteArray, before);
    QFETCH(QString, oldText);
    QFETCH(QString, newText);
    QFETCH(bool, all);
    QFETCH(QByteArray, after);
    ToolFixture fixture;
    fixture.put(u"a.md"_s, before);
    fixture.markRead(u"a.md"_s);
    const ToolPlan plan = fixture.plan(u"Edit"_s, editInput(u"a.md"_s, oldText, newText, all));
    QCOMPARE(plan.refusal, QString());
    QCOMPARE(plan.preview.before, before);
    QCOMPARE(plan.preview.after, after);
    const ToolOutput output = fixture.run(u"Edit"_s, editInput(u"a.md"_s, oldText, newText, all));
    QVERIFY2(!output.isError, qPrintable(output.text));
    QCOMPARE(fixture.get(u"a.md"_s), after);
}

void TestFileTools::editRefusals_data()
{
    QTest::addColumn<QString>("oldText");
    QTest::addColumn<QString>("newText");
    QTest::addColumn<QString>("says");
    QTest::newRow("same") << u"one"_s << u"one"_s << u"are the same"_s;
    QTest::newRow("missing") << u"four"_s << u"x"_s << u"was not found"_s;
    QTest::newRow("twice") << u"o"_s << u"x"_s << u"stands in the file"_s;
    QTest::newRow("empty old") << QString() << u"x"_s << u"old_string is empty"_s;
    QTest::newRow("line numbers") << u"     1\tone"_s << u"x"_s << u"line numbers"_s;
    QTest::newRow("other quotes") << u"say \"hi\""_s << u"x"_s << u"quotation marks"_s;
    QTest::newRow("other spaces") << u"two  and  more"_s << u"x"_s << u"other spaces"_s;
}

void TestFileTools::editRefusals()
{
    QFETCH(QString, oldText);
    QFETCH(QString, newText);
    QFETCH(QString, says);
    ToolFixture fixture;
    const QByteArray text = "one\ntwo and more\nsay \xe2\x80\x9chi\xe2\x80\x9d\n";
    fixture.put(u"a.md"_s, text);
    fixture.markRead(u"a.md"_s);
    const ToolPlan plan = fixture.plan(u"Edit"_s, editInput(u"a.md"_s, oldText, newText));
    QVERIFY2(plan.refusal.contains(says), qPrintable(plan.refusal));
    QCOMPARE(fixture.get(u"a.md"_s), text);
}

void TestFileTools::editMakesAFile()
{
    ToolFixture fixture;
    QVERIFY(fixture.plan(u"Edit"_s, editInput(u"a.md"_s, u"x"_s, u"y"_s)).refusal.contains("does not exist"_L1));
    QVERIFY(!fixture.run(u"Edit"_s, editInput(u"a.md"_s, QString(), u"new\n"_s)).isError);
    QCOMPARE(fixture.get(u"a.md"_s), QByteArray("new\n"));
}

void TestFileTools::editAfterEditNeedsNoRead()
{
    ToolFixture fixture;
    fixture.put(u"a.md"_s, "one\n");
    fixture.markRead(u"a.md"_s);
    QVERIFY(!fixture.run(u"Edit"_s, editInput(u"a.md"_s, u"one"_s, u"two"_s)).isError);
    QVERIFY(!fixture.run(u"Edit"_s, editInput(u"a.md"_s, u"two"_s, u"three"_s)).isError);
    QCOMPARE(fixture.get(u"a.md"_s), QByteArray("three\n"));
}

QTEST_GUILESS_MAIN(TestFileTools)
#include "tst_filetools.moc"
