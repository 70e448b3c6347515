// SPDX-License-Identifier: MIT
#include "core/project/githistory.h"
#include "tests/support/tempproject.h"
#include "tests/support/testrepository.h"

#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

class TestGitHistory : public QObject {
    Q_OBJECT

private:
    static GitHistory of(const QString& root, const QString& relative, const GitHistoryLimits& limits = {})
    {
        const std::atomic<bool> cancelled = false;
        auto history = gitHistory(root, relative, cancelled, limits);
        if (!history)
            qFatal("%ls", qUtf16Printable(history.error().message));
        return std::move(*history);
    }
    static QStringList told(const GitHistory& history)
    {
        QStringList lines;
        for (const GitVersion& version : history.versions)
            lines += version.summary + u": "_s + QString::fromUtf8(version.bytes);
        return lines;
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void onlyWhatChangedTheFile()
    {
        const TempProject place;
        TestRepository repository(place.path());
        place.write(u"content/a.md"_s, "one");
        place.write(u"other.md"_s, "x");
        repository.commit("First", 1'000'000);
        place.write(u"other.md"_s, "y");
        repository.commit("Not this file", 1'000'100);
        place.write(u"content/a.md"_s, "two");
        repository.commit("Second\n\nWith a body.", 1'000'200);
        QFile::remove(place.path(u"content/a.md"_s));
        repository.commit("Gone", 1'000'300);
        place.write(u"content/a.md"_s, "two");
        repository.commit("Back", 1'000'400);
        const GitHistory history = of(place.path(), u"content/a.md"_s);
        QCOMPARE(told(history), (QStringList{u"Back: two"_s, u"Second: two"_s, u"First: one"_s}));
        QCOMPARE(history.cut, false);
        QCOMPARE(history.versions.at(2).author, u"Ines Roth"_s);
        QCOMPARE(history.versions.at(2).time, QDateTime::fromSecsSinceEpoch(1'000'000, QTimeZone::UTC));
        QCOMPARE(history.versions.at(2).commit.size(), 40);
        QCOMPARE(told(of(place.path(), u"content"_s)), QStringList()); // a folder
        QCOMPARE(told(of(place.path(), u"never.md"_s)), QStringList());
    }

    void theFolderMayLieInARepository()
    {
        const TempProject place;
        TestRepository repository(place.path());
        place.write(u"mine/a.md"_s, "one");
        repository.commit("First", 1'000'000);
        QCOMPARE(told(of(place.path(u"mine"_s), u"a.md"_s)), QStringList{u"First: one"_s});
    }

    void noneIsNoError_data()
    {
        QTest::addColumn<bool>("repository");
        QTest::newRow("no repository") << false;
        QTest::newRow("without a commit") << true;
    }
    void noneIsNoError()
    {
        QFETCH(const bool, repository);
        const TempProject place;
        std::optional<TestRepository> made;
        if (repository)
            made.emplace(place.path());
        place.write(u"a.md"_s, "one");
        QCOMPARE(told(of(place.path(), u"a.md"_s)), QStringList());
    }

    void aBrokenOneSaysSo()
    {
        const TempProject place;
        place.write(u".git/HEAD"_s, "nonsense\n");
        place.folder(u".git/objects"_s);
        place.folder(u".git/refs"_s);
        place.write(u".git/config"_s, "[broken");
        const std::atomic<bool> cancelled = false;
        const auto history = gitHistory(place.path(), u"a.md"_s, cancelled);
        QVERIFY(!history);
        QVERIFY2(history.error().message.startsWith(u"The history of git cannot be read"_s), qPrintable(history.error().message));
    }

    void limits_data()
    {
        QTest::addColumn<int>("commits");
        QTest::addColumn<int>("versions");
        QTest::addColumn<qint64>("fileBytes");
        QTest::addColumn<QStringList>("told");
        QTest::addColumn<bool>("cut");
        const auto row = [](const char* name, const GitHistoryLimits& limits, const QStringList& told, bool cut) {
            QTest::newRow(name) << limits.commits << limits.versions << limits.fileBytes << told << cut;
        };
        row("commits", {.commits = 2}, {u"4: 4444"_s, u"3: 333"_s}, true);
        row("versions", {.versions = 1}, {u"4: 4444"_s}, true);
        row("size", {.fileBytes = 2}, {u"2: 22"_s, u"1: 1"_s}, false);
    }
    void limits()
    {
        QFETCH(const int, commits);
        QFETCH(const int, versions);
        QFETCH(const qint64, fileBytes);
        QFETCH(const bool, cut);
        const TempProject place;
        TestRepository repository(place.path());
        for (int i = 1; i <= 4; ++i) {
            place.write(u"a.md"_s, QByteArray(i, static_cast<char>('0' + i)));
            repository.commit(QByteArray::number(i).constData(), 1'000'000 + i);
        }
        const GitHistory history = of(place.path(), u"a.md"_s, {.commits = commits, .versions = versions, .fileBytes = fileBytes});
        QTEST(told(history), "told");
        QCOMPARE(history.cut, cut);
    }

    void endsWhenItIsNotWanted()
    {
        const TempProject place;
        TestRepository repository(place.path());
        place.write(u"a.md"_s, "one");
        repository.commit("First", 1'000'000);
        const std::atomic<bool> cancelled = true;
        const auto history = gitHistory(place.path(), u"a.md"_s, cancelled);
        QVERIFY(history && history->versions.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestGitHistory)
#include "tst_githistory.moc"
