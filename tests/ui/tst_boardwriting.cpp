// SPDX-License-Identifier: MIT
// A card that is being written on the board is not lost when the file changes beneath it, nor when it cannot be added.
#include "tests/ui/boardstage.h"

#include <QLineEdit>

using namespace aios;
using namespace aios::shell;

class TestBoardWriting : public QObject {
    Q_OBJECT

    static QLineEdit* line(const BoardStage& stage, const QString& column)
    {
        const ColumnWidget* widget = stage.column(column);
        return widget ? widget->findChild<QLineEdit*>(u"newCard"_s) : nullptr;
    }
    /// As it stands: "column: text", with a star where the focus is; of every open line.
    static QStringList written(const BoardStage& stage)
    {
        QStringList all;
        for (const ColumnWidget* column : stage.page->columns()) {
            const auto* edit = column->findChild<QLineEdit*>(u"newCard"_s);
            if (edit->isVisible())
                all += QString(column->column().key.title % u": "_s % edit->text() % (edit->hasFocus() ? u"*"_s : QString()));
        }
        return all;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void goesOnWhenHeadingsChange_data()
    {
        QTest::addColumn<QByteArray>("then");
        QTest::addColumn<QString>("left");
        QTest::newRow("one comes") << QByteArray("## Ideas\n- a\n\n## In Review\n\n## Later\n") << u"Ideas: Half a*"_s;
        QTest::newRow("one in front comes") << QByteArray("## First\n\n## Ideas\n- a\n\n## In Review\n") << u"Ideas: Half a*"_s;
        QTest::newRow("another goes") << QByteArray("## Ideas\n- a\n") << u"Ideas: Half a*"_s;
        QTest::newRow("its own goes") << QByteArray("## In Review\n- b\n") << u"In Review: Half a*"_s; // the one in hand
    }
    void goesOnWhenHeadingsChange()
    {
        QFETCH(const QByteArray, then);
        QFETCH(const QString, left);
        BoardStage stage("## Ideas\n- a\n\n## In Review\n");
        QVERIFY(stage.open());
        const auto titles = [&stage] {
            QStringList all;
            for (const ColumnWidget* column : stage.page->columns())
                all += QString(column->column().key.title % (column->column().missing ? u" (missing)"_s : QString()));
            return all;
        };
        const QStringList before = titles();
        stage.column(u"Ideas"_s)->openAdding();
        QTest::keyClicks(line(stage, u"Ideas"_s), u"Half a"_s);
        QCOMPARE(written(stage), QStringList{u"Ideas: Half a*"_s});
        write(stage.file(), then);
        QTRY_VERIFY(titles() != before);
        QCOMPARE(written(stage), QStringList{left});
    }

    /// An editor that saves may leave nothing there for a moment.
    void waitsWhileThereIsNoBoard()
    {
        BoardStage stage("## Draft\n- a\n");
        QVERIFY(stage.open());
        stage.column(u"Draft"_s)->openAdding();
        QTest::keyClicks(line(stage, u"Draft"_s), u"Half a"_s);
        QVERIFY(QFile::remove(stage.file()));
        QTRY_VERIFY(!stage.core.project().board().board().exists);
        write(stage.file(), "## Draft\n- b\n");
        QTRY_VERIFY(stage.find(u"b"_s).first);
        QVERIFY2(written(stage).value(0).startsWith(u"Draft: Half a"_s), qPrintable(written(stage).join(u'\n')));
    }

    void whatIsRefusedStandsThereAgain()
    {
        BoardStage stage("## Draft\n\n```\nan open fence swallows what comes\n");
        QVERIFY(stage.open());
        const QByteArray before = read(stage.file());
        QSignalSpy refused(&stage.core.project().board(), &BoardLink::refused);
        stage.column(u"Draft"_s)->openAdding();
        QTest::keyClicks(line(stage, u"Draft"_s), u"New thought"_s);
        QTest::keyClick(line(stage, u"Draft"_s), Qt::Key_Return);
        QTest::keyClicks(line(stage, u"Draft"_s), u"next"_s); // faster than the answer
        QTRY_COMPARE(refused.size(), 1);
        QVERIFY(!stage.page->noticeText().isEmpty());
        QCOMPARE(written(stage), QStringList{u"Draft: New thought next*"_s});
        QCOMPARE(read(stage.file()), before);
    }

    /// What is added is not given back by what is refused later.
    void whatIsAddedIsGone()
    {
        BoardStage stage("## Draft\n- a\n");
        QVERIFY(stage.open());
        QSignalSpy done(&stage.core.project().board(), &BoardLink::done);
        stage.column(u"Draft"_s)->openAdding();
        QTest::keyClicks(line(stage, u"Draft"_s), u"New  thought"_s);
        QTest::keyClick(line(stage, u"Draft"_s), Qt::Key_Return);
        QTRY_COMPARE(done.size(), 1);
        QCOMPARE(read(stage.file()), QByteArray("## Draft\n- a\n- New thought\n"));
        Q_EMIT stage.core.project().board().refused(u"Something else."_s);
        QCOMPARE(written(stage), QStringList{u"Draft: *"_s});
    }
};

QTEST_MAIN(TestBoardWriting)
#include "tst_boardwriting.moc"
