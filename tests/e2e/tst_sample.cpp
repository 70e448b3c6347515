// SPDX-License-Identifier: MIT
#include "core/content/contentloader.h"
#include "tests/support/programrun.h"

#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// The eight commands of the sample project, rehearsed by the real program in a folder that nobody has trusted yet, so that its services are off: what each
/// writes when two rules allow it, that it writes nothing without, and that none calls a tool it was not offered.
class TestSample : public QObject {
    Q_OBJECT

private:
    /// A new project, as `aios new` makes it.
    static QString copyOfSample(const Programs& programs)
    {
        const QString from = qEnvironmentVariable("AIOS_RESOURCES") + u"/templates/content-engine"_s;
        QDirIterator files(from, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.open(QIODevice::ReadOnly))
                qFatal("no sample");
            programs.place.write(u"mine/"_s + QDir(from).relativeFilePath(file.fileName()), file.readAll());
        }
        return programs.place.path(u"mine"_s);
    }

    static QStringList changedFiles(const QMap<QString, QByteArray>& before, const QMap<QString, QByteArray>& after)
    {
        QStringList changed;
        for (auto file = after.cbegin(); file != after.cend(); ++file) {
            if (before.value(file.key()) != file.value())
                changed.append(file.key());
        }
        for (auto file = before.keyBegin(); file != before.keyEnd(); ++file) {
            if (!after.contains(*file))
                changed.append(u'-' + *file);
        }
        return changed;
    }

    /// Codes of warnings about board, pieces and layers, without those the sample is meant to show.
    static QStringList warningsOf(const QString& folder)
    {
        const Result<ContentSnapshot> content = loadContent(folder, {.userConfigDir = {}, .readParents = false, .consentedImports = {}});
        QStringList codes;
        for (const ContentWarning& warning : content ? content->warnings : QList<ContentWarning>{{}}) {
            if (warning.code != "skill.single-file"_L1 && warning.code != "command.shadowed"_L1)
                codes.append(warning.code);
        }
        return codes;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void commands_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QStringList>("writes"); // As regular expressions, sorted by path.
        QTest::addColumn<int>("code"); // 3: something was denied, or needs a person.
        QTest::addColumn<int>("codeWithoutRules");
        const QString board = u"context/active-work.md"_s;
        QTest::newRow("status") << u"/status"_s << QStringList() << 0 << 0;
        QTest::newRow("status of a piece") << u"/status chain-wear-guide"_s << QStringList() << 0 << 0;
        QTest::newRow("plan from a question") << u"/plan why do new brake pads squeal"_s
                                              << QStringList{u"content/plans/why-do-new-brake-pads-squeal.md"_s, board, u"context/sources.md"_s} << 0
                                              << 3;
        QTest::newRow("plan from a link that may not be opened")
            << u"/plan https://example.org/post"_s << QStringList{u"content/plans/post.md"_s, board, u"context/sources.md"_s} << 3 << 3;
        QTest::newRow("plan of nothing") << u"/plan"_s << QStringList() << 0 << 0;
        QTest::newRow("write an article") << u"/write quiet-drivetrain"_s
                                          << QStringList{u"content/articles/quiet-drivetrain-guide.md"_s, u"content/plans/quiet-drivetrain.md"_s,
                                                         board}
                                          << 0 << 3;
        QTest::newRow("write a post") << u"/write repair-evening-lesson"_s
                                      << QStringList{u"content/plans/repair-evening-lesson.md"_s,
                                                     u"content/posts/repair-evening-lesson-linkedin.md"_s, board}
                                      << 0 << 3;
        QTest::newRow("write what is written") << u"/write chain-wear"_s << QStringList() << 0 << 0;
        QTest::newRow("video of the approved one") << u"/video"_s
                                                   << QStringList{u"content/videos/puncture-at-work-video-storyboard.md"_s,
                                                                  u"content/videos/puncture-at-work-video.md"_s, board}
                                                   << 0 << 3;
        QTest::newRow("video that is there") << u"/video chain-wear-guide"_s << QStringList() << 0 << 0;
        QTest::newRow("publish the approved one") << u"/publish"_s << QStringList() << 0 << 0;
        QTest::newRow("publish one in review") << u"/publish brake-squeal-guide"_s << QStringList() << 0 << 0;
        QTest::newRow("signals") << u"/signals"_s << QStringList{u"content/signals/\\d{4}-\\d{2}-\\d{2}-\\d{4}.md"_s} << 0 << 3;
        QTest::newRow("setup needs a person") << u"/setup"_s << QStringList() << 3 << 3;
        QTest::newRow("wrap asks about the learning") << u"/wrap lights"_s << QStringList{u"context/session-log.md"_s} << 3 << 3;
    }

    void commands()
    {
        QFETCH(const QString, prompt);
        QFETCH(const QStringList, writes);
        QFETCH(const int, code);
        QFETCH(const int, codeWithoutRules);
        const Programs programs;
        const QString folder = copyOfSample(programs);
        const auto before = treeOf(folder);
        const Ran refused = programs.prompt(folder, prompt);
        QVERIFY2(refused.code == codeWithoutRules, refused.err.constData());
        QCOMPARE(changedFiles(before, treeOf(folder)), QStringList());
        QVERIFY2(!refused.out.contains("I did not expect that"), refused.out.constData());
        QVERIFY2(!refused.err.contains("There is no tool named"), refused.err.constData());
        if (writes.isEmpty())
            return;

        const Ran ran = programs.prompt(folder, prompt, {u"--allow"_s, u"Edit(content/**)"_s, u"--allow"_s, u"Edit(context/**)"_s});
        QVERIFY2(ran.code == code, ran.err.constData());
        QVERIFY2(!ran.out.contains("I did not expect that"), ran.out.constData());
        QVERIFY2(!ran.err.contains("There is no tool named"), ran.err.constData());
        // What a session did is proposed for the log, unless it has just been logged.
        QCOMPARE(ran.err.contains("Proposed for context/session-log.md"), !prompt.startsWith(u"/wrap"_s));
        QStringList changed = changedFiles(before, treeOf(folder));
        changed.sort();
        QVERIFY2(changed.size() == writes.size(), qPrintable(changed.join(u' ')));
        for (qsizetype i = 0; i < writes.size(); ++i)
            QVERIFY2(QRegularExpression(u'^' + writes[i] + u'$').match(changed[i]).hasMatch(), qPrintable(changed[i]));
        QCOMPARE(warningsOf(folder), QStringList()); // Board and pieces are in step afterwards, too.
    }
};

QTEST_GUILESS_MAIN(TestSample)
#include "tst_sample.moc"
