// SPDX-License-Identifier: MIT
// The editor on the real core: bytes in, bytes out, and what happens when the disk moves on.
#include "tests/ui/shellfixtures.h"
#include "ui/brain/braineditor.h"
#include "ui/brain/codeedit.h"
#include "ui/brain/markdownpreview.h"
#include "ui/brain/searchbar.h"
#include "ui/common/diffview.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace aios;
using namespace aios::shell;

class TestBrainEditor : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Core> m_core;

    [[nodiscard]] QString path(const QString& name) const { return m_dir->filePath(u"project/"_s + name); }

    std::unique_ptr<BrainEditor> open(const QString& name)
    {
        auto editor = std::make_unique<BrainEditor>(m_core->project(), name);
        editor->resize(900, 600);
        editor->show();
        return editor;
    }
    static void press(BrainEditor& editor, const QString& words)
    {
        for (QPushButton* button : editor.findChildren<QPushButton*>()) {
            if (button->text() == words && button->isVisible())
                return QTest::mouseClick(button, Qt::LeftButton);
        }
        QFAIL(qPrintable(u"no button “"_s + words + u"”"_s));
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        write(path(u"CLAUDE.md"_s), "# Brain\n\nfirst\nsecond\nthird\n");
        m_core = std::make_unique<Core>(m_dir->filePath(u"home"_s));
        QSignalSpy opened(&m_core->project(), &ProjectLink::opened);
        m_core->project().open(m_dir->filePath(u"project"_s));
        QTRY_COMPARE(opened.size(), 1);
    }
    void cleanup() { m_core.reset(); }

    void bytesSurviveAnEdit_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("plain") << QByteArray("a\nb\n") << QByteArray("Xa\nb\n");
        QTest::newRow("no last line end") << QByteArray("a\nb") << QByteArray("Xa\nb");
        QTest::newRow("Windows line ends") << QByteArray("a\r\nb\r\n") << QByteArray("Xa\r\nb\r\n");
        QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF"
                                                       "a\n")
                                         << QByteArray("\xEF\xBB\xBF"
                                                       "Xa\n");
        QTest::newRow("no-break space, as French has it") << QByteArray("a\xC2\xA0!\n") << QByteArray("Xa\xC2\xA0!\n");
        QTest::newRow("line separator") << QByteArray("a\xE2\x80\xA8"
                                                      "b\n")
                                        << QByteArray("Xa\xE2\x80\xA8"
                                                      "b\n");
        QTest::newRow("tabs and trailing spaces") << QByteArray("\ta  \n") << QByteArray("X\ta  \n");
        QTest::newRow("letters beyond the first plane") << QByteArray("\xF0\x9F\x9A\xB2\n") << QByteArray("X\xF0\x9F\x9A\xB2\n");
        QTest::newRow("empty") << QByteArray() << QByteArray("X");
    }
    void bytesSurviveAnEdit()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        write(path(u"notes.md"_s), before);
        const auto editor = open(u"notes.md"_s);
        QTRY_VERIFY(editor->isLoaded());
        QVERIFY(!editor->isModified());
        QTest::keyClicks(&editor->edit(), u"X"_s);
        QVERIFY(editor->isModified());
        editor->save();
        QTRY_VERIFY(!editor->isModified());
        QCOMPARE(read(path(u"notes.md"_s)), after);
        editor->edit().undo(); // further back than the save
        QVERIFY(editor->isModified());
        QCOMPARE(editor->edit().exactText().startsWith(u'X'), false);
    }

    void whatIsNoTextIsRefusedWithAReason()
    {
        write(path(u"picture.md"_s), QByteArray("\x89PNG\0\0\0", 7));
        const auto editor = open(u"picture.md"_s);
        QTRY_VERIFY(editor->noticeText().contains(u"not text"_s));
        QVERIFY(!editor->isLoaded());
        editor->save();
        QCOMPARE(read(path(u"picture.md"_s)), QByteArray("\x89PNG\0\0\0", 7));
    }

    void aFileOutsideTheFolderIsRefused()
    {
        write(m_dir->filePath(u"outside.md"_s), "secret");
        const auto editor = open(u"../outside.md"_s);
        QTRY_VERIFY(!editor->noticeText().isEmpty());
        QCOMPARE(editor->edit().exactText(), QString());
    }

    void invisibleCharactersAreTold()
    {
        write(path(u"odd.md"_s), "a\xE2\x80\xAE"
                                 "b\n");
        const auto editor = open(u"odd.md"_s);
        QTRY_VERIFY(editor->noticeText().contains(u"1 invisible character"_s));
    }

    void anUntouchedTextFollowsTheDisk()
    {
        const auto editor = open(u"CLAUDE.md"_s);
        QTRY_VERIFY(editor->isLoaded());
        write(path(u"CLAUDE.md"_s), "# Brain\n\nfirst\nsecond, changed\nthird\n");
        QTRY_VERIFY(editor->edit().exactText().contains(u"second, changed"_s));
        QVERIFY(!editor->isModified());
    }

    void aChangeOnDiskIsNeverOverwrittenUnseen_data()
    {
        QTest::addColumn<QString>("button");
        QTest::addColumn<QByteArray>("onDisk");
        QTest::newRow("reload") << u"Reload"_s << QByteArray("theirs\n");
        QTest::newRow("keep mine") << u"Keep Mine"_s << QByteArray("mine # Brain\n\nfirst\nsecond\nthird\n");
    }
    void aChangeOnDiskIsNeverOverwrittenUnseen()
    {
        QFETCH(QString, button);
        QFETCH(QByteArray, onDisk);
        const auto editor = open(u"CLAUDE.md"_s);
        QTRY_VERIFY(editor->isLoaded());
        QTest::keyClicks(&editor->edit(), u"mine "_s);
        write(path(u"CLAUDE.md"_s), "theirs\n");
        QTRY_VERIFY(editor->noticeText().contains(u"changed on disk"_s));
        QSignalSpy refused(editor.get(), &BrainEditor::saveFailed);
        QSignalSpy looked(&m_core->project(), &ProjectLink::fileLoaded);
        editor->save();
        QTRY_COMPARE(refused.size(), 1);
        QTRY_VERIFY(looked.size() > 0);
        QVERIFY(editor->noticeText().contains(u"changed on disk"_s));
        QCOMPARE(read(path(u"CLAUDE.md"_s)), QByteArray("theirs\n"));
        press(*editor, u"Compare"_s);
        QVERIFY(editor->findChild<DiffView*>(u"comparison"_s));
        press(*editor, button);
        editor->save();
        QTRY_VERIFY(!editor->isModified());
        QTRY_COMPARE(read(path(u"CLAUDE.md"_s)), onDisk);
    }

    void unsavedTextComesBack()
    {
        QJsonObject state;
        {
            const auto editor = open(u"CLAUDE.md"_s);
            QTRY_VERIFY(editor->isLoaded());
            QTest::keyClicks(&editor->edit(), u"draft "_s);
            state = editor->saveState();
        }
        const auto again = open(u"CLAUDE.md"_s);
        again->restoreState(state);
        QTRY_VERIFY(again->isLoaded());
        QVERIFY(again->edit().exactText().startsWith(u"draft # Brain"_s));
        QVERIFY(again->isModified());
        QCOMPARE(again->noticeText(), QString());
        write(path(u"CLAUDE.md"_s), "theirs\n");
        const auto later = open(u"CLAUDE.md"_s);
        later->restoreState(state);
        QTRY_VERIFY(later->noticeText().contains(u"changed on disk"_s));
        QVERIFY(later->edit().exactText().startsWith(u"draft # Brain"_s));
    }

    void thePreviewIsSafeAndFollows()
    {
        write(path(u"preview.md"_s), "# Title\n\n<script>alert(1)</script>\n\n![x](/etc/passwd)\n");
        const auto editor = open(u"preview.md"_s);
        QTRY_VERIFY(editor->preview()->toPlainText().contains(u"Title"_s));
        QVERIFY(!editor->preview()->toHtml().contains(u"<script"_s));
        QTest::keyClicks(&editor->edit(), u"Fresh "_s);
        QTRY_VERIFY(editor->preview()->toPlainText().contains(u"Fresh"_s));
    }

    void tellsWhoWroteIt()
    {
        write(path(u"written.md"_s), "before\n");
        const auto editor = open(u"written.md"_s);
        QTRY_VERIFY(editor->isLoaded());
        auto* origin = editor->findChild<QToolButton*>(u"origin"_s);
        QVERIFY(!origin->isVisibleTo(editor.get()));
        QTest::keyClicks(&editor->edit(), u"Mine "_s);
        editor->save();
        QTRY_VERIFY(origin->isVisibleTo(editor.get()));
        QVERIFY2(origin->text().contains(u"you"_s), qPrintable(origin->text()));
        write(path(u"written.md"_s), "somebody else's\n");
        QTRY_VERIFY_WITH_TIMEOUT(!origin->isVisibleTo(editor.get()), 8000);
    }

    void findAndReplace()
    {
        const auto editor = open(u"CLAUDE.md"_s);
        QTRY_VERIFY(editor->isLoaded());
        editor->openFind(true);
        auto* query = editor->findChild<QLineEdit*>(u"findText"_s);
        QTest::keyClicks(query, u"IR"_s);
        QCOMPARE(editor->edit().textCursor().selectedText(), u"ir"_s);
        editor->findChild<QLineEdit*>(u"replaceText"_s)->setText(u"or"_s);
        QCOMPARE(editor->findChild<SearchBar*>()->replaceAll(), 2);
        QCOMPARE(editor->edit().exactText(), u"# Brain\n\nforst\nsecond\nthord\n"_s);
        editor->edit().undo();
        QCOMPARE(editor->edit().exactText(), u"# Brain\n\nfirst\nsecond\nthird\n"_s);
        QTest::keyClick(query, Qt::Key_Escape);
        QVERIFY(!query->isVisible());
    }

    void findsByExpression_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QStringList>("boxes");
        QTest::addColumn<QString>("replacement");
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("text"); // first, second, third
        const QStringList regular{u"findRegular"_s};
        QTest::newRow("plain text is no expression") << u"s.c"_s << QStringList() << u"x"_s << 0 << u"first\nsecond\nthird"_s;
        QTest::newRow("expression") << u"s.c"_s << regular << u"x"_s << 1 << u"first\nxond\nthird"_s;
        QTest::newRow("groups") << u"(\\w)ir(\\w)"_s << regular << u"\\2-$1"_s << 2 << u"s-ft\nsecond\ntd-h"_s;
        QTest::newRow("groups, whole") << u"^(.)(.*)$"_s << regular << u"$2\\1"_s << 4 << u"irstf\neconds\nhirdt"_s;
        QTest::newRow("matches of nothing") << u"x*"_s << regular << u"y"_s << 0 << u"first\nsecond\nthird"_s;
        QTest::newRow("new line") << u"ir"_s << regular << u"\\n"_s << 2 << u"f\nst\nsecond\nth\nd"_s;
        QTest::newRow("whole words") << u"first"_s << QStringList{u"findWholeWords"_s} << u"1"_s << 1 << u"1\nsecond\nthird"_s;
        QTest::newRow("part of a word") << u"fir"_s << QStringList{u"findWholeWords"_s} << u"1"_s << 0 << u"first\nsecond\nthird"_s;
        QTest::newRow("case") << u"FIRST"_s << QStringList{u"findCase"_s} << u"1"_s << 0 << u"first\nsecond\nthird"_s;
        QTest::newRow("a dollar without a group") << u"ir"_s << QStringList() << u"$1"_s << 2 << u"f$1st\nsecond\nth$1d"_s;
        QTest::newRow("not an expression") << u"("_s << regular << u"x"_s << 0 << u"first\nsecond\nthird"_s;
    }
    void findsByExpression()
    {
        QFETCH(const QString, query);
        QFETCH(const QStringList, boxes);
        QFETCH(const QString, replacement);
        const auto editor = open(u"CLAUDE.md"_s);
        QTRY_VERIFY(editor->isLoaded());
        editor->openFind(true);
        for (const QString& box : boxes)
            editor->findChild<QCheckBox*>(box)->setChecked(true);
        editor->findChild<QLineEdit*>(u"findText"_s)->setText(query);
        editor->findChild<QLineEdit*>(u"replaceText"_s)->setText(replacement);
        auto* bar = editor->findChild<SearchBar*>();
        QTEST(bar->replaceAll(), "count");
        QFETCH(const QString, text);
        QVERIFY2(editor->edit().exactText().endsWith(text + u'\n'), qPrintable(editor->edit().exactText()));
        editor->edit().undo();
        QCOMPARE(editor->edit().exactText(), u"# Brain\n\nfirst\nsecond\nthird\n"_s);
    }

    void aLargeFileOpensAsPlainText()
    {
        write(path(u"large.md"_s), QByteArray("0123456789abcde\n").repeated(100'000));
        const auto editor = open(u"large.md"_s);
        QTRY_VERIFY_WITH_TIMEOUT(editor->isLoaded(), 8000);
        QVERIFY(editor->noticeText().contains(u"large"_s));
        QVERIFY(!editor->preview()->isVisible());
    }
};

QTEST_MAIN(TestBrainEditor)
#include "tst_braineditor.moc"
