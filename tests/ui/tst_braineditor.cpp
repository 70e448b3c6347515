// SPDX-License-Identifier: MIT
// The editor on the real core: bytes in, bytes out, and what happens when the disk moves on.
#include "core/base/hash.h"
#include "tests/ui/shellfixtures.h"
#include "ui/brain/braineditor.h"
#include "ui/brain/codeedit.h"
#include "ui/brain/markdownpreview.h"
#include "ui/brain/searchbar.h"
#include "ui/common/diffview.h"
#include "ui/theme/colours.h"

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

    /// The turn in which the assistant wrote exactly this text; what it knew then is one click away.
    void tellsTheTurnThatWroteIt()
    {
        write(path(u"written.md"_s), "theirs\n");
        const auto editor = open(u"written.md"_s);
        QTRY_VERIFY(editor->isLoaded());
        QTest::qWait(50); // its own look at the log is over
        DecisionRecord older;
        older.time = QDateTime::currentDateTime();
        older.sessionId = u"s1"_s;
        older.tool = u"Write"_s;
        older.by = u"person"_s;
        older.afterHash = sha256Hex("theirs\n");
        DecisionRecord newer = older;
        newer.turn = 3;
        newer.agent = u"writer"_s;
        auto* origin = editor->findChild<QToolButton*>(u"origin"_s);
        QSignalSpy turns(editor.get(), &BrainEditor::turnRequested);
        QSignalSpy sessions(editor.get(), &BrainEditor::sessionRequested);
        Q_EMIT m_core->project().fileHistoryLoaded(u"written.md"_s, {older, newer});
        QTRY_VERIFY2(origin->text().contains(u"the assistant in turn 3"_s), qPrintable(origin->text()));
        QVERIFY(origin->toolTip().contains(u"what it knew"_s) && origin->toolTip().contains(u"agent writer"_s));
        origin->click();
        QCOMPARE(turns.size(), 1);
        QCOMPARE(turns.at(0), (QVariantList{u"s1"_s, 3, u"writer"_s}));
        Q_EMIT m_core->project().fileHistoryLoaded(u"written.md"_s, {older}); // a log from before turns were recorded
        QTRY_VERIFY(!origin->text().contains(u"turn"_s));
        origin->click();
        QCOMPARE(turns.size(), 1);
        QCOMPARE(sessions.size(), 1);
    }

    void lineNumbersAndChangeBars()
    {
        const auto editor = open(u"CLAUDE.md"_s);
        QTRY_VERIFY(editor->isLoaded());
        CodeEdit& edit = editor->edit();
        QWidget* gutter = nullptr;
        for (QWidget* each : edit.findChildren<QWidget*>())
            gutter = each->accessibleName() == "Line numbers"_L1 ? each : gutter;
        QVERIFY(gutter && gutter->isVisible());
        const auto top = [&edit](int line) { return edit.cursorRect(QTextCursor(edit.document()->findBlockByNumber(line))).top(); };
        const auto pixels = [&](const QImage& image, int line, int from, int to, auto&& counts) {
            int found = 0;
            for (int y = top(line); y < top(line) + edit.fontMetrics().height(); ++y) {
                for (int x = from; x < to; ++x)
                    found += counts(image.pixelColor(x, y)) ? 1 : 0;
            }
            return found;
        };
        const auto numbered = [&](int line) {
            const QImage image = gutter->grab().toImage();
            const QColor paper = image.pixelColor(0, image.height() - 1);
            return pixels(image, line, 0, gutter->width() - 9, [&paper](const QColor& each) { return each != paper; }) > 0;
        };
        const QColor bar = Colours::of(edit.palette()).good;
        const auto barred = [&](int line) {
            return pixels(gutter->grab().toImage(), line, gutter->width() - 3, gutter->width() - 2,
                          [&bar](const QColor& each) { return each == bar; }) > 0;
        };
        for (int line = 0; line < edit.blockCount(); ++line) {
            QVERIFY2(numbered(line), qPrintable(QString::number(line)));
            QVERIFY(!barred(line));
        }
        const int narrow = edit.gutterWidth();
        editor->goToLine(3);
        QTest::keyClicks(&edit, u"new "_s);
        QTRY_VERIFY(barred(2));
        QVERIFY(!barred(0) && !barred(1) && !barred(3));
        edit.undo();
        QTRY_VERIFY(!barred(2));
        QTest::keyClicks(&edit, u"other "_s);
        QTRY_VERIFY(barred(2));
        editor->save();
        QTRY_VERIFY(!editor->isModified());
        QTRY_VERIFY(!barred(2)); // what is on disk is no change
        edit.setPlainText(QString(u"x\n"_s).repeated(10'000));
        QVERIFY(edit.gutterWidth() > narrow);
    }

    /// An agent's edit of the open file appears in the editor and is taken back there.
    void anAgentsEditIsUndoneInTheEditor()
    {
        write(path(u"notes.md"_s), "before\n");
        write(
            m_dir->filePath(u"script.yaml"_s),
            "rehearsal: 1\nsteps:\n  - when: {turn: 1}\n    say:\n      - tool: Read\n        input: {file_path: \"{{project}}/notes.md\"}\n"
            "  - when: {after: read}\n    say:\n      - tool: Edit\n        input: {file_path: \"{{project}}/notes.md\", old_string: before, new_string: after}\n"
            "  - say: [{text: Done.}]\n");
        const auto editor = open(u"notes.md"_s);
        QTRY_VERIFY(editor->isLoaded());
        AgentClient& agent = m_core->agent();
        QString session;
        connect(&agent, &AgentClient::sessionOpened, editor.get(), [&session](const SessionSummary& summary) { session = summary.id; });
        connect(&agent, &AgentClient::events, editor.get(), [&agent](const QList<AgentEvent>& events) {
            for (const AgentEvent& event : events) {
                Decision allow;
                allow.kind = Decision::Kind::Allow;
                if (const auto* asked = std::get_if<ApprovalAsked>(&event.what))
                    agent.decide(asked->request.id, asked->request.digest, allow);
            }
        });
        agent.newSession();
        QTRY_VERIFY(!session.isEmpty());
        agent.setModel(session, u"rehearsal:"_s + m_dir->filePath(u"script.yaml"_s));
        agent.send(session, u"go"_s);
        QTRY_COMPARE_WITH_TIMEOUT(read(path(u"notes.md"_s)), QByteArray("after\n"), 8000);
        QTRY_COMPARE(editor->edit().exactText(), u"after\n"_s);
        QVERIFY(!editor->isModified());
        auto* origin = editor->findChild<QToolButton*>(u"origin"_s);
        QTRY_VERIFY2(origin->text().contains(u"the assistant in turn 1"_s), qPrintable(origin->text()));
        QSignalSpy turns(editor.get(), &BrainEditor::turnRequested);
        origin->click();
        QCOMPARE(turns.value(0), (QVariantList{session, 1, QString()}));
        editor->undo();
        QCOMPARE(editor->edit().exactText(), u"before\n"_s);
        QVERIFY(editor->isModified());
        editor->save();
        QTRY_COMPARE(read(path(u"notes.md"_s)), QByteArray("before\n"));
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
