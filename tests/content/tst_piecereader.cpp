// SPDX-License-Identifier: MIT
#include "core/base/safeopen.h"
#include "core/content/contentloader.h"
#include "core/content/piecereader.h"
#include "tests/support/tempproject.h"

#include <QTest>

#include <csignal>

#include <fcntl.h>

using namespace aios;
using namespace Qt::StringLiterals;

class TestPieceReader : public QObject {
    Q_OBJECT

private:
    static constexpr PieceLimits kSoon{.settledNs = 20'000'000};

    /// Once the files are old enough for their stamps to be believed.
    static bool settles(const PieceReader& reader)
    {
        return QTest::qWaitFor([&reader] { return reader.look({})->filesRead == 0; });
    }
    static QStringList told(const PieceLook& look)
    {
        QStringList lines;
        for (const Piece& piece : look.pieces)
            lines += QString(piece.relative + u'=' + piece.title + u'/' + piece.statusName);
        return lines;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void onlyWhatChangedIsReadAgain()
    {
        const test::TempProject project;
        for (const QString& name : {u"a"_s, u"b"_s, u"c"_s})
            project.write(u"content/"_s + name + u".md"_s, "---\ntitle: One\nstatus: Draft\n---\n");
        const PieceReader reader(project.path(), kSoon);
        QCOMPARE(reader.look({})->filesRead, 3);
        QVERIFY(settles(reader));
        project.write(u"content/b.md"_s, "---\ntitle: Two\nstatus: Draft\n---\n"); // as long as before
        project.remove(u"content/a.md"_s);
        project.write(u"content/bb.md"_s, "# Three\n");
        const PieceLook look = *reader.look({});
        QCOMPARE(look.filesRead, 2);
        QCOMPARE(told(look), (QStringList{u"content/b.md=Two/Draft"_s, u"content/bb.md=Three/"_s, u"content/c.md=One/Draft"_s}));
        QVERIFY(look.pieces.at(2).changed.isValid());
        QCOMPARE(look.leftOut, QString());
    }

    /// However the times of a file are set, and whatever lies behind its name now.
    void noChangeGoesUnseen_data()
    {
        using Change = std::function<void(const test::TempProject&)>;
        QTest::addColumn<Change>("change");
        QTest::newRow("written in place, times set back") << Change([](const test::TempProject& project) {
            const QString path = project.path(u"content/a.md"_s);
            const QDateTime before = QFileInfo(path).lastModified();
            project.write(u"content/a.md"_s, "# New\n");
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadWrite) && file.setFileTime(before, QFileDevice::FileModificationTime));
        });
        QTest::newRow("another file in its place") << Change([](const test::TempProject& project) {
            project.write(u"content/new.txt"_s, "# New\n");
            QVERIFY(::rename(qPrintable(project.path(u"content/new.txt"_s)), qPrintable(project.path(u"content/a.md"_s))) == 0);
        });
        QTest::newRow("a link to another file") << Change([](const test::TempProject& project) {
            project.remove(u"content/a.md"_s);
            project.link(project.path(u"new.txt"_s), u"content/a.md"_s);
        });
        QTest::newRow("a folder on the way is another one") << Change([](const test::TempProject& project) {
            QVERIFY(::rename(qPrintable(project.path(u"content"_s)), qPrintable(project.path(u"old"_s))) == 0);
            project.write(u"content/a.md"_s, "# New\n");
        });
    }
    void noChangeGoesUnseen()
    {
        QFETCH(std::function<void(const test::TempProject&)>, change);
        const test::TempProject project;
        project.write(u"content/a.md"_s, "# Old\n");
        project.write(u"new.txt"_s, "# New\n");
        const PieceReader reader(project.path(), kSoon);
        QVERIFY(settles(reader));
        QCOMPARE(reader.look({})->pieces.value(0).title, u"Old"_s);
        change(project);
        QCOMPARE(reader.look({})->pieces.value(0).title, u"New"_s);
    }

    /// The clock of a file system goes in steps: two writes in one of them leave the same times.
    void youngFilesAreNotBelieved()
    {
        const test::TempProject project;
        project.write(u"content/a.md"_s, "# Old\n");
        const PieceReader reader(project.path());
        QCOMPARE(reader.look({})->filesRead, 1);
        QCOMPARE(reader.look({})->filesRead, 1);
    }

    /// A read that fails says nothing of the file: the next one may go well, and nothing of the file has changed then.
    void failedReadsAreTriedAgain()
    {
        const test::TempProject project;
        project.write(u"content/a.md"_s, "# Title\n");
        const PieceReader old(project.path(), kSoon);
        QVERIFY(settles(old)); // its stamp is believed
        struct sigaction before{};
        struct sigaction ignore{};
        ignore.sa_handler = SIG_IGN;
        ::sigaction(SIGIO, &ignore, &before); // how the holder of a lease is told that somebody wants to read
        const UniqueFd held(::open(qPrintable(project.path(u"content/a.md"_s)), O_RDWR | O_CLOEXEC));
        QVERIFY(bool(held));
        if (::fcntl(held.get(), F_SETLEASE, F_WRLCK) != 0)
            QSKIP("This file system has no leases.");
        const PieceReader reader(project.path(), kSoon);
        const PieceLook failed = *reader.look({});
        QVERIFY(failed.pieces.size() == 1 && !failed.pieces.first().problem.isEmpty());
        QCOMPARE(failed.filesRead, 0);
        QCOMPARE(::fcntl(held.get(), F_SETLEASE, F_UNLCK), 0);
        const PieceLook look = *reader.look({});
        QCOMPARE(look.pieces.first().problem, QString());
        QCOMPARE(look.pieces.first().title, u"Title"_s);
        QCOMPARE(reader.look({})->filesRead, 0);
        ::sigaction(SIGIO, &before, nullptr);
    }

    void statusesFollowTheFlow()
    {
        const test::TempProject project;
        project.write(u"content/a.md"_s, "---\ntitle: A\nstatus: proofread\n---\n");
        const PieceReader reader(project.path(), kSoon);
        QVERIFY(settles(reader));
        QCOMPARE(reader.look({})->pieces.at(0).status, PieceStatus::Unknown);
        StatusFlow flow;
        QVERIFY(flow.add(u"Proofread"_s, PieceStatus::InReview, true).has_value());
        const PieceLook look = *reader.look(flow);
        QCOMPARE(look.filesRead, 0);
        QCOMPARE(told(look), QStringList{u"content/a.md=A/Proofread"_s});
        QCOMPARE(look.pieces.at(0).statusRank, flow.rank(look.pieces.at(0).status));
        QCOMPARE(told(*reader.look({})), QStringList{u"content/a.md=A/"_s});
    }

    void whatIsLeftOutIsSaid()
    {
        const test::TempProject project;
        for (int i = 0; i < 20; ++i)
            project.write(u"content/%1.md"_s.arg(10 + i), QByteArray(i * 10, 'x'));
        const PieceLook some = *PieceReader(project.path(), {.maxFiles = 5, .maxFileBytes = 100}).look({});
        QCOMPARE(some.pieces.size(), 5);
        QCOMPARE(some.pieces.last().relative, u"content/14.md"_s);
        QVERIFY2(some.leftOut.startsWith(u"Not all pieces are here. content: There are more than 5 files"_s), qPrintable(some.leftOut));
        const PieceLook exactly = *PieceReader(project.path(), {.maxFiles = 20, .maxFileBytes = 100}).look({});
        QCOMPARE(exactly.pieces.size(), 20);
        QCOMPARE(exactly.leftOut, QString());
        QCOMPARE(std::ranges::count_if(exactly.pieces, [](const Piece& piece) { return !piece.problem.isEmpty(); }), 9); // too large to read
        project.write(u"content/"_s + u"deep/"_s.repeated(13) + u"a.md"_s, "x");
        const PieceLook deep = *PieceReader(project.path()).look({});
        QCOMPARE(deep.pieces.size(), 20);
        QVERIFY2(deep.leftOut.contains(u"deep/deep: The folder was not read"_s), qPrintable(deep.leftOut));
        const test::TempProject empty;
        QCOMPARE(PieceReader(empty.path()).look({})->pieces.size(), 0);
        QVERIFY(!PieceReader(empty.path(u"gone"_s)).look({}));
    }

    void thousands()
    {
        const test::TempProject project;
        project.folder(u"content/posts"_s);
        for (int i = 0; i < 5100; ++i) {
            QFile file(project.path(u"content/posts/%1.md"_s.arg(i)));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        const PieceLook look = *PieceReader(project.path()).look({});
        QCOMPARE(look.pieces.size(), 5100);
        QCOMPARE(look.leftOut, QString());
    }

    /// Lint looks with the same reader, and says once what is so with many.
    void lintSaysAFewOfEach()
    {
        const test::TempProject project;
        project.write(u"context/active-work.md"_s, "# Board\n\n## Draft\n\n- One (piece-1)\n");
        for (int i = 0; i < 52; ++i)
            project.write(u"content/piece-%1.md"_s.arg(i), "---\ntitle: T\nstatus: Draft\n---\n");
        const auto reader = std::make_shared<const PieceReader>(project.path(), PieceLimits{.maxFiles = 50, .settledNs = kSoon.settledNs});
        QVERIFY(settles(*reader));
        ContentLoadOptions options;
        options.readParents = false;
        options.pieces = reader;
        QStringList told;
        const ContentSnapshot content = *loadContent(project.path(), options);
        for (const ContentWarning& warning : content.warnings) {
            if (warning.code.startsWith("piece."_L1))
                told += QString(warning.code + u' ' + warning.text);
        }
        QCOMPARE(told.size(), 21);
        QVERIFY2(told.first().startsWith(u"piece.left-out Not all pieces are here. content: There are more than 50 files"_s),
                 qPrintable(told.first()));
        QVERIFY2(told.last().startsWith(u"piece.without-card"_s) && told.last().endsWith(u"So it is with 29 more, which are not listed."_s),
                 qPrintable(told.last()));
        QCOMPARE(reader->look({})->filesRead, 0);
    }
};

QTEST_GUILESS_MAIN(TestPieceReader)
#include "tst_piecereader.moc"
