// SPDX-License-Identifier: MIT
// What is known of the states of a file: commits, the decision log, and texts out of transcripts, each checked against its hash.
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/gate/decisionlog.h"
#include "core/runtime/filehistory.h"
#include "tests/support/tempproject.h"
#include "tests/support/testrepository.h"

#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

const QString kFile = u"content/a.md"_s;
const QString kSession = u"018f0000-0000-7000-8000-000000000001"_s;

/// A folder with a log and transcripts as the program leaves them.
struct Place {
    [[nodiscard]] FileHistoryPlaces places() const { return {project.path(u"mine"_s), log().file(), project.path(u"sessions"_s)}; }
    [[nodiscard]] DecisionLog log() const { return {project.path(u"decisions"_s), project.path(u"mine"_s)}; }

    void wrote(const QString& tool, const QByteArray& before, const QByteArray& after, const QString& session = kSession,
               const QString& outcome = u"done"_s)
    {
        DecisionRecord record;
        record.time = QDateTime(QDate(2026, 11, 1), QTime(10, 0), QTimeZone::UTC).addSecs(60 * ++writes);
        record.tool = tool;
        record.target = kFile;
        record.sessionId = session;
        record.toolUseId = session.isEmpty() ? QString() : u"call-%1"_s.arg(writes);
        record.decision = u"allowed"_s;
        record.by = u"person"_s;
        record.beforeHash = before.isEmpty() ? QByteArray() : sha256Hex(before);
        record.afterHash = sha256Hex(after);
        record.outcome = outcome;
        QVERIFY(DecisionLog(log()).append(record));
    }
    void told(const QByteArray& structured)
    {
        lines += R"({"type":"tool_done","time":"","id":"call-)" + QByteArray::number(writes) + R"(","structured":)" + structured + "}\n";
        project.write(u"sessions/"_s + kSession + u".jsonl"_s, lines);
    }
    [[nodiscard]] FileHistory history() const
    {
        const std::atomic<bool> cancelled = false;
        return fileHistory(places(), kFile, cancelled);
    }
    /// "origin words: text", newest first; "?" where the text is nowhere.
    [[nodiscard]] QStringList lines_() const
    {
        static const QStringList names{u"commit"_s, u"assistant"_s, u"person"_s, u"before"_s};
        QStringList all;
        for (const FileVersion& version : history().versions)
            all += QString(names.at(static_cast<int>(version.origin)) + u' ' + version.words).trimmed() + u": "_s +
                   (version.text ? QString::fromUtf8(*version.text) : u"?"_s);
        return all;
    }

    TempProject project;
    QByteArray lines;
    int writes = 0;
};

QByteArray editOf(const QByteArray& original, const QByteArray& oldText, const QByteArray& newText, bool all = false)
{
    return R"({"originalFile":)" + (original.isNull() ? QByteArray("null") : jsonString(QByteArrayView(original))) + R"(,"oldString":)" +
           jsonString(QByteArrayView(oldText)) + R"(,"newString":)" + jsonString(QByteArrayView(newText)) + R"(,"replaceAll":)" +
           (all ? "true" : "false") + "}";
}

} // namespace

class TestFileHistory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void textsOfASession()
    {
        Place place;
        place.project.write(u"mine/"_s + kFile, "A better one.\n");
        place.wrote(u"Write"_s, "By hand.\n", "A good one.\n");
        place.told(R"({"content":"A good one.\n","originalFile":"By hand.\n"})");
        place.wrote(u"Edit"_s, "A good one.\n", "A better one.\n");
        place.told(editOf("A good one.\n", "good", "better"));
        QCOMPARE(place.lines_(), (QStringList{u"assistant Edit: A better one.\n"_s, u"assistant Write: A good one.\n"_s, u"before: By hand.\n"_s}));
        QCOMPARE(place.history().versions.at(0).sessionId, kSession);
        QCOMPARE(place.history().versions.at(0).sha256, sha256Hex("A better one.\n"));
    }

    /// A text counts only with the very hash the log holds; what nobody kept is told all the same.
    void onlyWithTheRightHash()
    {
        Place place;
        place.wrote(u"Write"_s, {}, "What was kept of it");
        place.told(R"({"content":"What was asked for","originalFile":null})");
        place.wrote(u"Bash"_s, "What was kept of it", "By a program");
        place.wrote(u"Editor"_s, "By a program", "By hand", {});
        place.wrote(u"Edit"_s, "By hand", "By hand!");
        place.told(editOf(QByteArray(), "hand", "hand!")); // too large to be kept
        QCOMPARE(place.lines_(), (QStringList{u"assistant Edit: ?"_s, u"person Editor: ?"_s, u"assistant Bash: ?"_s, u"assistant Write: ?"_s}));
    }

    /// What somebody else wrote in between is there when the next write kept it.
    void whatOthersWroteInBetween()
    {
        Place place;
        place.wrote(u"Write"_s, {}, "one");
        place.told(R"({"content":"one","originalFile":null})");
        place.wrote(u"Edit"_s, "one, by hand", "one, by both");
        place.told(editOf("one, by hand", "hand", "both"));
        QCOMPARE(place.lines_(), (QStringList{u"assistant Edit: one, by both"_s, u"before: one, by hand"_s, u"assistant Write: one"_s}));
    }

    void whatChangedNothingIsNoVersion()
    {
        Place place;
        place.wrote(u"Write"_s, "same", "same");
        place.wrote(u"Write"_s, "same", "never there", kSession, u"failed"_s);
        place.wrote(u"Write"_s, "same", "asked only", kSession, QString());
        QCOMPARE(place.lines_(), QStringList());
    }

    /// What is on disk now, or in a commit, gives the log its texts too.
    void commitsAndTheDisk()
    {
        Place place;
        place.project.write(u"mine/"_s + kFile, "one");
        TestRepository repository(place.project.path(u"mine"_s));
        repository.commit("First", 1'000'000);
        place.project.write(u"mine/"_s + kFile, "two");
        place.wrote(u"Editor"_s, "one", "two", {});
        QCOMPARE(place.lines_(), (QStringList{u"person Editor: two"_s, u"before: one"_s, u"commit First: one"_s}));
        const FileHistory history = place.history();
        QCOMPARE(history.versions.constLast().who, u"Ines Roth"_s);
        QCOMPARE(history.gitProblem, QString());
    }

    void aBrokenRepositoryHidesNothingElse()
    {
        Place place;
        place.project.write(u"mine/"_s + kFile, "one");
        place.project.write(u"mine/.git/config"_s, "[broken");
        place.project.write(u"mine/.git/HEAD"_s, "ref: refs/heads/main\n");
        place.project.folder(u"mine/.git/objects"_s);
        place.project.folder(u"mine/.git/refs"_s);
        place.wrote(u"Editor"_s, {}, "one", {});
        QCOMPARE(place.lines_(), QStringList{u"person Editor: one"_s});
        QVERIFY(!place.history().gitProblem.isEmpty());
    }

    void hostileTranscripts_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("no json") << QByteArray("{\"type\":\"tool_done\"]\n");
        QTest::newRow("a list") << QByteArray("{\"type\":\"tool_done\",\"id\":\"call-1\",\"structured\":[1]}\n");
        QTest::newRow("numbers") << QByteArray("{\"type\":\"tool_done\",\"id\":\"call-1\",\"structured\":{\"content\":1,\"originalFile\":[]}}\n");
        QTest::newRow("empty old text") << QByteArray(
            "{\"type\":\"tool_done\",\"id\":\"call-1\",\"structured\":{\"originalFile\":\"x\",\"oldString\":\"\",\"newString\":\"y\"}}\n");
        QTest::newRow("torn") << QByteArray("{\"type\":\"tool_done\",\"id\":\"call-1\",\"struc");
    }
    void hostileTranscripts()
    {
        QFETCH(const QByteArray, line);
        Place place;
        place.wrote(u"Write"_s, {}, "one");
        place.project.write(u"sessions/"_s + kSession + u".jsonl"_s, line);
        QCOMPARE(place.lines_(), QStringList{u"assistant Write: ?"_s});
    }
};

QTEST_GUILESS_MAIN(TestFileHistory)
#include "tst_filehistory.moc"
