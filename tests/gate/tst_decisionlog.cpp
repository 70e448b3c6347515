// SPDX-License-Identifier: MIT
#include "gatetest.h"

#include "core/gate/decisionlog.h"

#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace aios;
using namespace aios::test;

/// The append-only log of decisions, one file a project.
class DecisionLogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void keepsEverything();
    void leavesNoFileBehind();
    void appendsOnly();
    void aFileAProject();
    void skipsWhatIsUnreadable();
    void cutsATornTail();
    void refusesForeignLines_data();
    void refusesForeignLines();

private:
    static DecisionRecord record(const QString& id)
    {
        DecisionRecord made;
        made.time = QDateTime(QDate(2026, 11, 22), QTime(3, 4, 5, 678), QTimeZone::UTC);
        made.toolUseId = id;
        made.tool = u"Write"_s;
        made.decision = u"allowed"_s;
        return made;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void DecisionLogTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void DecisionLogTest::keepsEverything()
{
    DecisionRecord whole = record(u"t1"_s);
    whole.project = u"/p"_s;
    whole.sessionId = u"s"_s;
    whole.agent = u"writer"_s;
    whole.turn = 3;
    whole.target = u"a\nb\u202e"_s;
    whole.argumentHash = "aa";
    whole.digest = "bb";
    whole.grade = Grade::ChangesFiles;
    whole.by = u"rule"_s;
    whole.rule = u"Edit(content/**)"_s;
    whole.feedback = u"“no”"_s;
    whole.beforeHash = "cc";
    whole.afterHash = "dd";
    whole.outcome = u"done"_s;
    const QByteArray line = decisionToJson(whole);
    QVERIFY(!line.contains('\n'));
    const Result<DecisionRecord> read = decisionFromJson(line);
    QVERIFY(read);
    QCOMPARE(decisionToJson(*read), line);
    QCOMPARE(read->time, whole.time);
    QCOMPARE(read->target, whole.target);
    QCOMPARE(read->grade, whole.grade);
    QCOMPARE(read->rule, whole.rule);
    QCOMPARE(read->turn, 3);
    QCOMPARE(read->afterHash, whole.afterHash);
    whole.target = QString(5000, u'x');
    QCOMPARE(decisionFromJson(decisionToJson(whole))->target.size(), 200);
}

void DecisionLogTest::leavesNoFileBehind()
{
    const DecisionLog log(m_folder->path(), u"/p"_s);
    QVERIFY(log.read() && log.read()->records.isEmpty());
    QVERIFY(QDir(m_folder->path()).isEmpty());
}

void DecisionLogTest::appendsOnly()
{
    QByteArray before;
    for (int i = 0; i < 3; ++i) {
        DecisionLog log(m_folder->path() + "/sub"_L1, u"/p/My Project"_s);
        QVERIFY(log.append(record(QString::number(i))));
        const QByteArray now = bytesOf(log.file());
        QVERIFY(now.startsWith(before) && now.endsWith('\n'));
        before = now;
        QCOMPARE(log.read()->records.size(), i + 1);
        QCOMPARE(log.read()->records.last().toolUseId, QString::number(i));
        QCOMPARE(QFileInfo(log.file()).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }
}

void DecisionLogTest::aFileAProject()
{
    QStringList files;
    for (const QString& root : {u"/p/site"_s, u"/q/site"_s, u"/p/Site"_s, u"/"_s, u"/p/../../etc"_s, u"/p/ä 🙂"_s})
        files.append(DecisionLog(m_folder->path(), root).file());
    QCOMPARE(DecisionLog(m_folder->path(), u"/p/site/"_s).file(), files[0]);
    for (const QString& file : files) {
        QCOMPARE(QFileInfo(file).absolutePath(), m_folder->path());
        QVERIFY(file.endsWith(".jsonl"_L1));
    }
    QCOMPARE(QSet<QString>(files.begin(), files.end()).size(), files.size());
}

void DecisionLogTest::skipsWhatIsUnreadable()
{
    DecisionLog log(m_folder->path(), u"/p"_s);
    QVERIFY(log.append(record(u"1"_s)));
    QFile file(log.file());
    QVERIFY(file.open(QIODevice::Append));
    file.write("garbage\n\n{\"a\":1}\n[]\n\xff\xfe\n");
    file.close();
    QVERIFY(log.append(record(u"2"_s)));
    const Result<DecisionLog::Page> page = log.read();
    QVERIFY(page);
    QCOMPARE(page->records.size(), 2);
    QCOMPARE(page->unreadable, 4);
}

void DecisionLogTest::cutsATornTail()
{
    {
        DecisionLog log(m_folder->path(), u"/p"_s);
        QVERIFY(log.append(record(u"1"_s)));
    }
    DecisionLog log(m_folder->path(), u"/p"_s);
    QFile file(log.file());
    QVERIFY(file.open(QIODevice::Append));
    file.write("{\"time\":\"2026-");
    file.close();
    QCOMPARE(log.read()->records.size(), 1);
    QVERIFY(log.append(record(u"2"_s)));
    QCOMPARE(log.read()->records.size(), 2);
}

void DecisionLogTest::refusesForeignLines_data()
{
    QTest::addColumn<QByteArray>("line");
    for (const char* line : {"", "null", "{}", "{\"time\":\"x\",\"tool\":\"a\",\"decision\":\"b\"}",
                             "{\"time\":\"2026-11-22T03:04:05Z\",\"tool\":\"a\"}", "{\"time\":5,\"tool\":\"a\",\"decision\":\"b\"}"})
        QTest::addRow("'%s'", line) << QByteArray(line);
}

void DecisionLogTest::refusesForeignLines()
{
    QFETCH(const QByteArray, line);
    QVERIFY(!decisionFromJson(line));
}

QTEST_GUILESS_MAIN(DecisionLogTest)
#include "tst_decisionlog.moc"
