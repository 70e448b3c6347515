// SPDX-License-Identifier: MIT
#include "core/base/text.h"
#include "tests/tools/toolfixture.h"

#include <sys/stat.h>
#include <unistd.h>

#include <thread>

using namespace Qt::StringLiterals;
using namespace aios;

namespace {

QString outcome(const ToolPlan& plan, const Result<GuardedPath>& checked, const ToolOutput& output)
{
    if (!checked)
        return checked.error().code == ErrorCode::Denied ? u"deny"_s : u"error"_s;
    if (!plan.refusal.isEmpty() || output.isError)
        return u"error"_s;
    return plan.access.alwaysAsk ? u"ask"_s : u"allow"_s;
}

} // namespace

class TestPathGuard : public QObject {
    Q_OBJECT

private:
    /// Makes what a row's "setup" says, in a folder of its own. False: cannot be made here.
    static bool setUp(ToolFixture& fixture, const QString& line);

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void safetyCases_data();
    void safetyCases();
    void normalises_data();
    void normalises();
    void refuses_data();
    void refuses();
    void missingFoldersAreFineForWrites();
    void showsTricks();
    void rootItself();
    void linkSwapRace();
};

bool TestPathGuard::setUp(ToolFixture& fixture, const QString& line)
{
    const QStringList words = line.split(u' ');
    const auto native = [](const QString& path) { return QFile::encodeName(path); };
    if (line.startsWith("ln -s "_L1))
        return ::symlink(native(words[2]).constData(), native(fixture.at(words[3])).constData()) == 0;
    if (line.startsWith("ln "_L1)) {
        fixture.put(fixture.outside() + u"/outside.txt"_s, "outside");
        return ::link(native(fixture.outside() + u"/outside.txt"_s).constData(), native(fixture.at(words[2])).constData()) == 0;
    }
    if (line.startsWith("mknod "_L1))
        return ::mkfifo(native(fixture.at(words[1])).constData(), 0600) == 0; // a device needs root; a pipe is as irregular
    if (line.startsWith("touch "_L1)) {
        fixture.put(words[1], "twin");
        return true;
    }
    if (line.startsWith("truncate -s 8G "_L1)) {
        fixture.put(words[3], {});
        return ::truncate(native(fixture.at(words[3])).constData(), 8LL << 30) == 0;
    }
    return line.startsWith("deny "_L1); // rules are the gate's; here it matters that both names reach it
}

void TestPathGuard::safetyCases_data()
{
    QTest::addColumn<QByteArray>("row");
    QFile file(QStringLiteral(AIOS_SOURCE_DIR "/tests/tools/data/path-cases.jsonl"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    while (!file.atEnd()) {
        const QByteArray line = file.readLine();
        const json::value row = *parseJson(line);
        QTest::newRow(qPrintable(jsonText(row.as_object(), "id") + u' ' + jsonText(row.as_object(), "title"))) << line;
    }
}

void TestPathGuard::safetyCases()
{
    QFETCH(QByteArray, row);
    const json::value parsed = *parseJson(row);
    const json::object& all = parsed.as_object();
    const json::object& input = *jsonObject(all, "input");
    ToolFixture fixture;
    fixture.put(u"a.md"_s, "text\n");
    fixture.put(u"notes/a.md"_s, "text\n");
    fixture.put(u"cafe\u0301.md"_s, "decomposed\n");
    fixture.put(u"caf\u00e9.md"_s, "composed\n");
    fixture.put(u"secrets/key.txt"_s, "secret\n");
    for (const json::value& step : *jsonArray(input, "setup")) {
        const QString text = toQString(step.as_string());
        if (text.startsWith("mount "_L1) || text.startsWith("touch caf"_L1))
            continue; // the mount has a test of its own in base; both spellings of café are there
        QVERIFY2(setUp(fixture, text), qPrintable(text));
    }
    QString path = jsonText(input, "path");
    path.replace("/home/u/proj/.."_L1, fixture.root() + "/.."_L1);
    path.replace("/home/u/proj/"_L1, fixture.root() + u'/');
    const bool write = jsonText(input, "op") == "write"_L1;
    if (write)
        fixture.markRead(path);
    const QString name = write ? u"Write"_s : u"Read"_s;
    const QByteArray call = write ? inputOf({{"file_path", path}, {"content", u"new"_s}}) : inputOf({{"file_path", path}});
    const ToolPlan plan = fixture.plan(name, call);
    const auto checked = fixture.context.guard->check(path, write ? PathAccess::Kind::Write : PathAccess::Kind::Read);
    const ToolOutput output = plan.refusal.isEmpty() && !write ? fixture.start(name, call, plan.digest) : ToolOutput();
    QString got = outcome(plan, checked, output);
    QStringList good{jsonText(all, "expected")};
    if (const json::array* also = jsonArray(all, "also_ok")) {
        for (const json::value& one : *also)
            good.append(toQString(one.as_string()));
    }
    const QString id = jsonText(all, "id");
    if (id == "PTH-017"_L1) {
        // The gate denies by either name, so it must be given both.
        QCOMPARE(plan.access.paths.first().path, fixture.at(u"link.txt"_s));
        QCOMPARE(plan.access.paths.first().realPath, fixture.at(u"secrets/key.txt"_s));
        return;
    }
    if (id == "PTH-046"_L1)
        QCOMPARE(output.text, u"     1\tdecomposed\n"_s);
    if (id == "PTH-053"_L1)
        good.append(u"error"_s); // without the mount there is no such file
    QVERIFY2(good.contains(got), qPrintable(id + u": got "_s + got + u" "_s + plan.refusal + output.text));
}

void TestPathGuard::normalises_data()
{
    QTest::addColumn<QString>("named");
    QTest::addColumn<QByteArray>("relative");
    QTest::newRow("plain") << u"a.md"_s << QByteArray("a.md");
    QTest::newRow("dot") << u"./a.md"_s << QByteArray("a.md");
    QTest::newRow("double slash") << u"notes//a.md"_s << QByteArray("notes/a.md");
    QTest::newRow("dots inside") << u"notes/../notes/./a.md"_s << QByteArray("notes/a.md");
    QTest::newRow("trailing slash") << u"notes/"_s << QByteArray("notes");
    QTest::newRow("absolute") << u"%ROOT%/notes/a.md"_s << QByteArray("notes/a.md");
    QTest::newRow("absolute with dots") << u"%ROOT%/../proj/notes/a.md"_s << QByteArray("notes/a.md");
    QTest::newRow("absolute double slash") << u"/%ROOT%//notes/a.md"_s << QByteArray("notes/a.md");
    QTest::newRow("tilde file") << u"./~x"_s << QByteArray("~x");
    QTest::newRow("colon") << u"notes/a:b.md"_s << QByteArray("notes/a:b.md");
    QTest::newRow("three dots") << u".../a"_s << QByteArray(".../a");
}

void TestPathGuard::normalises()
{
    QFETCH(QString, named);
    QFETCH(QByteArray, relative);
    ToolFixture fixture;
    for (const char* file : {"a.md", "notes/a.md", "~x", "notes/a:b.md", ".../a"})
        fixture.put(QString::fromLatin1(file), "x");
    const auto path = fixture.context.guard->check(named.replace("%ROOT%"_L1, fixture.root()), PathAccess::Kind::Read);
    QVERIFY2(path, qPrintable(path ? QString() : path.error().message));
    QCOMPARE(path->relative, relative);
    QCOMPARE(path->realRelative, relative);
    QCOMPARE(path->absolute, fixture.at(QString::fromUtf8(relative)));
    QVERIFY(path->exists);
}

void TestPathGuard::refuses_data()
{
    QTest::addColumn<QString>("named");
    QTest::addColumn<int>("code");
    const int denied = int(ErrorCode::Denied);
    const int invalid = int(ErrorCode::InvalidInput);
    QTest::newRow("empty") << QString() << invalid;
    QTest::newRow("nul") << u"a\0b"_s << invalid;
    QTest::newRow("lone surrogate") << QString(QChar(0xd800)) << invalid;
    QTest::newRow("lone low surrogate") << u"a"_s + QChar(0xdc00) << invalid;
    QTest::newRow("tilde") << u"~"_s << denied;
    QTest::newRow("tilde user") << u"~root/x"_s << denied;
    QTest::newRow("http url") << u"https://example.org/x"_s << denied;
    QTest::newRow("file url") << u"FILE:/etc/passwd"_s << denied;
    QTest::newRow("odd scheme") << u"vscode-remote://x/y"_s << denied;
    QTest::newRow("parent") << u".."_s << denied;
    QTest::newRow("deep parent") << u"a/../../x"_s << denied;
    QTest::newRow("etc") << u"/etc/passwd"_s << denied;
    QTest::newRow("slash") << u"/"_s << denied;
    QTest::newRow("sibling prefix") << u"%ROOT%-evil/a"_s << denied;
    QTest::newRow("back and out") << u"%ROOT%/../../x"_s << denied;
    QTest::newRow("proc") << u"/proc/self/root/etc/passwd"_s << denied;
    QTest::newRow("link dir out") << u"out/passwd"_s << denied;
    QTest::newRow("absolute link back in") << u"self/a.md"_s << denied;
    QTest::newRow("long name") << QString(300, u'a') << invalid;
    QTest::newRow("long path") << QString(3000, u'a').replace(u"aaa"_s, u"a/b"_s) + QString(2000, u'c').replace(u"ccc"_s, u"c/d"_s) << invalid;
    QTest::newRow("missing") << u"nothing.md"_s << int(ErrorCode::NotFound);
    QTest::newRow("dangling") << u"dangling"_s << int(ErrorCode::NotFound);
}

void TestPathGuard::refuses()
{
    QFETCH(QString, named);
    QFETCH(int, code);
    ToolFixture fixture;
    fixture.put(u"a.md"_s, "x");
    QVERIFY(QFile::link(u"/etc"_s, fixture.at(u"out"_s)));
    QVERIFY(QFile::link(fixture.root(), fixture.at(u"self"_s)));
    QVERIFY(QFile::link(u"gone"_s, fixture.at(u"dangling"_s)));
    const auto path = fixture.context.guard->check(named.replace("%ROOT%"_L1, fixture.root()), PathAccess::Kind::Read);
    QVERIFY(!path);
    QCOMPARE(int(path.error().code), code);
    QVERIFY(!path.error().message.isEmpty());
    QVERIFY(!hasHidden(path.error().message));
}

void TestPathGuard::missingFoldersAreFineForWrites()
{
    ToolFixture fixture;
    const auto path = fixture.context.guard->check(u"new/folder/x.md"_s, PathAccess::Kind::Write);
    QVERIFY2(path, qPrintable(path ? QString() : path.error().message));
    QVERIFY(!path->exists);
    QCOMPARE(path->realRelative, QByteArray("new/folder/x.md"));
    // … but not through a link on the way, wherever it leads
    QDir().mkpath(fixture.at(u"real"_s));
    QVERIFY(QFile::link(u"real"_s, fixture.at(u"link"_s)));
    const auto linked = fixture.context.guard->check(u"link/new/x.md"_s, PathAccess::Kind::Write);
    QVERIFY(!linked);
    QCOMPARE(linked.error().code, ErrorCode::Denied);
}

void TestPathGuard::showsTricks()
{
    ToolFixture fixture;
    const auto shown = [&fixture](const QString& named) { return fixture.context.guard->check(named, PathAccess::Kind::Write)->shown; };
    QCOMPARE(shown(u"CLAUDE.md "_s), u"CLAUDE.md⟨U+0020⟩"_s);
    QCOMPARE(shown(u"CLAUDE.md."_s), u"CLAUDE.md⟨.⟩"_s);
    QCOMPARE(shown(u"dir. /x.md"_s), u"dir⟨.⟩⟨U+0020⟩/x.md"_s);
    QCOMPARE(shown(u"a\u202Egpj.md"_s), u"a⟨U+202E⟩gpj.md"_s);
    QVERIFY(fixture.context.guard->check(u"CLAUDE.md "_s, PathAccess::Kind::Write)->looksLikeAnother);
    QVERIFY(!fixture.context.guard->check(u"CLAUDE.md"_s, PathAccess::Kind::Write)->looksLikeAnother);
}

void TestPathGuard::rootItself()
{
    ToolFixture fixture;
    for (const QString& named : QStringList{u"."_s, u"./"_s, fixture.root(), fixture.root() + u"/x/.."_s}) {
        const auto path = fixture.context.guard->check(named, PathAccess::Kind::Read);
        QVERIFY(path);
        QCOMPARE(path->relative, QByteArray("."));
        QCOMPARE(path->absolute, fixture.root());
    }
}

/// A name that flips between a file inside and a link outside while it is read through the tool: never a byte from outside.
void TestPathGuard::linkSwapRace()
{
    ToolFixture fixture;
    fixture.put(fixture.outside() + u"/secret.txt"_s, "OUTSIDE\n");
    fixture.put(u"inside.txt"_s, "inside\n");
    const QByteArray name = QFile::encodeName(fixture.at(u"flip.txt"_s));
    const QByteArray staged = name + ".new";
    const QByteArray inside = "inside.txt";
    const QByteArray secret = "../secret.txt";
    std::atomic_bool stop = false;
    const auto flipper = std::unique_ptr<QThread>(QThread::create([&] {
        for (bool out = true; !stop; out = !out) {
            ::symlink((out ? secret : inside).constData(), staged.constData());
            ::rename(staged.constData(), name.constData());
            std::this_thread::sleep_for(std::chrono::microseconds(out ? 100 : 300)); // else no read ever finds two looks alike
        }
    }));
    flipper->start();
    int reads = 0;
    const QByteArray call = inputOf({{"file_path", u"flip.txt"_s}});
    for (int i = 0; i < 1'000; ++i) {
        const ToolOutput output = fixture.run(u"Read"_s, call);
        QVERIFY2(!output.text.contains("OUTSIDE"_L1), "read through a link to the outside");
        reads += output.isError ? 0 : 1;
    }
    stop = true;
    flipper->wait();
    QVERIFY2(reads > 0, "the link inside was never followed, so nothing was tried");
}

QTEST_GUILESS_MAIN(TestPathGuard)
#include "tst_pathguard.moc"
