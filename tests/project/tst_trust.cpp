// SPDX-License-Identifier: MIT
#include "core/base/hash.h"
#include "core/project/trust.h"
#include "core/project/trustcompare.h"
#include "tests/support/tempproject.h"

#include <QTest>

#include <sys/stat.h>

using namespace aios;
using namespace Qt::StringLiterals;
using aios::test::TempProject;

namespace {

TrustItem item(const QString& title, const QByteArray& content)
{
    return {u"hook"_s, title, u".claude/settings.json"_s, QString::fromUtf8(content), sha256Hex(content)};
}

} // namespace

class TestTrust : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void init();
    void unknownAtFirst();
    void trustsByContent();
    void refusesAndForgets();
    void replacedFolderIsUnknown();
    void linkIsTheSameFolder();
    void reportOfAReplacedFolderIsNotStored();
    void unusableStoreTrustsNothing_data();
    void unusableStoreTrustsNothing();
    void wideFolders_data();
    void wideFolders();
    void foldersDoNotMix();
    void whatWasReadIsCompared_data();
    void whatWasReadIsCompared();

private:
    std::unique_ptr<TempProject> m_temp;
    QString m_project;
    QString m_file;
};

void TestTrust::init()
{
    m_temp = std::make_unique<TempProject>();
    m_temp->folder(u"project"_s);
    m_project = m_temp->path(u"project"_s);
    m_file = m_temp->path(u"data/trust.json"_s);
}

void TestTrust::whatWasReadIsCompared_data()
{
    QTest::addColumn<QList<TrustItem>>("items");
    QTest::addColumn<quint64>("inode");
    QTest::addColumn<bool>("same");
    const QList<TrustItem> read{item(u"one"_s, "a"), item(u"two"_s, "b")};
    QTest::newRow("the same") << read << quint64(1) << true;
    QTest::newRow("in another order") << QList<TrustItem>{read[1], read[0]} << quint64(1) << true;
    QTest::newRow("one more") << QList<TrustItem>{read[0], read[1], item(u"three"_s, "c")} << quint64(1) << false;
    QTest::newRow("one less") << QList<TrustItem>{read[0]} << quint64(1) << false;
    QTest::newRow("another text") << QList<TrustItem>{read[0], item(u"two"_s, "c")} << quint64(1) << false;
    QTest::newRow("one twice") << QList<TrustItem>{read[0], read[0]} << quint64(1) << false;
    QTest::newRow("another folder") << read << quint64(2) << false;
}

void TestTrust::whatWasReadIsCompared()
{
    QFETCH(const QList<TrustItem>, items);
    QFETCH(const quint64, inode);
    QFETCH(const bool, same);
    TrustReport shown{.root = m_project, .device = 1, .inode = 1, .items = {item(u"one"_s, "a"), item(u"two"_s, "b")}};
    TrustReport now{.root = m_project, .device = 1, .inode = inode, .items = items};
    now.state = TrustState::Changed; // how it stands is no part of what was read
    QCOMPARE(listsTheSame(shown, now), same);
    shown.root += u"/other"_s;
    QVERIFY(!listsTheSame(shown, now));
}

void TestTrust::unknownAtFirst()
{
    const TrustStore store(m_file);
    const TrustReport report = store.report(m_project, {item(u"one"_s, "touch PWN")});
    QCOMPARE(report.state, TrustState::Unknown);
    QCOMPARE(report.root, m_project);
    QVERIFY(!report.tooWide);
    QVERIFY(!store.isTrusted(report, sha256Hex("touch PWN")));
    QVERIFY(!m_temp->exists(u"data/trust.json"_s)); // Looking leaves no trace.
}

void TestTrust::trustsByContent()
{
    TrustStore store(m_file);
    QVERIFY(store.trust(store.report(m_project, {item(u"one"_s, "a"), item(u"two"_s, "b")})));
    const TrustReport same = TrustStore(m_file).report(m_project, {item(u"one"_s, "a")});
    QCOMPARE(same.state, TrustState::Trusted);
    QVERIFY(store.isTrusted(same, sha256Hex("a")));
    QVERIFY(!store.isTrusted(same, sha256Hex("c")));
    QVERIFY(!store.isTrusted(same, {}));
    const TrustReport changed = store.report(m_project, {item(u"one"_s, "a"), item(u"two"_s, "b2"), item(u"three"_s, "c")});
    QCOMPARE(changed.state, TrustState::Changed);
    QCOMPARE(changed.changed, (QStringList{u"two"_s, u"three"_s}));
    QVERIFY(store.isTrusted(changed, sha256Hex("a"))); // What did not change stays trusted.
    QVERIFY(!store.isTrusted(changed, sha256Hex("b2")));
    struct stat info = {};
    QVERIFY(::stat(QFile::encodeName(m_file).constData(), &info) == 0 && (info.st_mode & 0777) == 0600);
}

void TestTrust::refusesAndForgets()
{
    TrustStore store(m_file);
    QVERIFY(store.trust(store.report(m_project, {item(u"one"_s, "a")})));
    QVERIFY(store.refuse(store.report(m_project, {item(u"one"_s, "a")})));
    const TrustReport refused = store.report(m_project, {item(u"one"_s, "a")});
    QCOMPARE(refused.state, TrustState::Refused);
    QVERIFY(!store.isTrusted(refused, sha256Hex("a")));
    QVERIFY(store.forget(m_project));
    QCOMPARE(store.report(m_project, {}).state, TrustState::Unknown);
}

void TestTrust::replacedFolderIsUnknown()
{
    TrustStore store(m_file);
    QVERIFY(store.trust(store.report(m_project, {item(u"one"_s, "a")})));
    QVERIFY(QDir(m_temp->path()).rename(u"project"_s, u"aside"_s)); // Kept, so that its inode cannot be given to the new one.
    m_temp->folder(u"project"_s);
    const TrustReport report = store.report(m_project, {item(u"one"_s, "a")});
    QCOMPARE(report.state, TrustState::Unknown);
    QVERIFY(!report.note.isEmpty());
    QVERIFY(!store.isTrusted(report, sha256Hex("a")));
    // The trusted folder under another name is not trusted there either: the key is path and inode.
    QCOMPARE(store.report(m_temp->path(u"aside"_s), {}).state, TrustState::Unknown);
}

void TestTrust::linkIsTheSameFolder()
{
    TrustStore store(m_file);
    QVERIFY(store.trust(store.report(m_project, {item(u"one"_s, "a")})));
    m_temp->link(m_project, u"alias"_s);
    QCOMPARE(store.report(m_temp->path(u"alias"_s), {item(u"one"_s, "a")}).state, TrustState::Trusted);
}

void TestTrust::reportOfAReplacedFolderIsNotStored()
{
    TrustStore store(m_file);
    const TrustReport seen = store.report(m_project, {item(u"one"_s, "a")});
    QVERIFY(QDir(m_temp->path()).rename(u"project"_s, u"aside"_s));
    m_temp->folder(u"project"_s);
    const auto stored = store.trust(seen);
    QVERIFY(!stored);
    QCOMPARE(stored.error().code, ErrorCode::Changed);
    QCOMPARE(store.report(m_project, {item(u"one"_s, "a")}).state, TrustState::Unknown);
}

void TestTrust::unusableStoreTrustsNothing_data()
{
    QTest::addColumn<QByteArray>("replacement"); // "mode": only the mode is changed.
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut") << QByteArray("{\"version\":1,\"folders\":[{\"root\":");
    QTest::newRow("no object") << QByteArray("[]");
    QTest::newRow("no folders") << QByteArray("{\"version\":1}");
    QTest::newRow("another version") << QByteArray("{\"version\":2,\"folders\":[]}");
    QTest::newRow("doubled key") << QByteArray("{\"version\":1,\"folders\":[],\"folders\":[]}");
    QTest::newRow("others may write") << QByteArray("mode");
}

void TestTrust::unusableStoreTrustsNothing()
{
    QFETCH(QByteArray, replacement);
    TrustStore store(m_file);
    QVERIFY(store.trust(store.report(m_project, {item(u"one"_s, "a")})));
    if (replacement == "mode")
        QVERIFY(::chmod(QFile::encodeName(m_file).constData(), 0666) == 0);
    else
        m_temp->write(u"data/trust.json"_s, replacement);
    const TrustReport report = store.report(m_project, {item(u"one"_s, "a")});
    QCOMPARE(report.state, TrustState::Unknown);
    QVERIFY(!report.note.isEmpty());
    QVERIFY(!store.isTrusted(report, sha256Hex("a")));
    QVERIFY(store.trust(report)); // The person decides again; the unusable file stays beside it.
    QCOMPARE(store.report(m_project, {item(u"one"_s, "a")}).state, TrustState::Trusted);
    QCOMPARE(m_temp->names(u"data"_s).size(), 2);
}

void TestTrust::wideFolders_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<bool>("wide");
    QTest::newRow("root") << u"/"_s << true;
    QTest::newRow("home") << QDir::homePath() << true;
    QTest::newRow("above home") << QFileInfo(QDir::homePath()).path() << true;
    QTest::newRow("tmp") << u"/tmp"_s << true;
    QTest::newRow("etc") << u"/etc"_s << true;
    QTest::newRow("an ordinary folder") << QString() << false;
}

void TestTrust::wideFolders()
{
    QFETCH(QString, folder);
    QFETCH(bool, wide);
    QCOMPARE(TrustStore(m_file).report(folder.isEmpty() ? m_project : folder, {}).tooWide, wide);
}

void TestTrust::foldersDoNotMix()
{
    TrustStore store(m_file);
    m_temp->folder(u"project-evil"_s);
    QVERIFY(store.trust(store.report(m_project, {item(u"one"_s, "a")})));
    const TrustReport other = store.report(m_temp->path(u"project-evil"_s), {item(u"one"_s, "a")});
    QCOMPARE(other.state, TrustState::Unknown);
    QVERIFY(store.refuse(other));
    QCOMPARE(store.report(m_project, {item(u"one"_s, "a")}).state, TrustState::Trusted);
    QVERIFY(!store.report(m_temp->path(u"none"_s), {}).note.isEmpty());
}

QTEST_GUILESS_MAIN(TestTrust)
#include "tst_trust.moc"
