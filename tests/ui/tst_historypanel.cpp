// SPDX-License-Identifier: MIT
// Earlier versions of a file in its editor: what is recorded, what changed since, and the way back.
#include "tests/support/testrepository.h"
#include "tests/ui/chatfixtures.h"
#include "tests/ui/shellfixtures.h"
#include "ui/brain/braineditor.h"
#include "ui/brain/codeedit.h"
#include "ui/brain/historypanel.h"
#include "ui/common/diffview.h"

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace aios;
using namespace aios::shell;
using namespace aios::test;

class TestHistoryPanel : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Core> m_core;

    [[nodiscard]] QString path(const QString& name) const { return m_dir->filePath(u"project/"_s + name); }
    void openFolder()
    {
        m_core = std::make_unique<Core>(m_dir->filePath(u"home"_s));
        QSignalSpy opened(&m_core->project(), &ProjectLink::opened);
        m_core->project().open(m_dir->filePath(u"project"_s));
        QTRY_COMPARE(opened.size(), 1);
    }
    std::unique_ptr<BrainEditor> open(const QString& name)
    {
        auto editor = std::make_unique<BrainEditor>(m_core->project(), name);
        editor->resize(900, 700);
        editor->show();
        if (!QTest::qWaitFor([&] { return editor->isLoaded(); }, 5000))
            qFatal("not loaded");
        return editor;
    }
    static QStringList rows(const HistoryPanel& panel)
    {
        QStringList all;
        for (int row = 0; row < panel.list().count(); ++row)
            all += panel.list().item(row)->text().section(u'\n', 1);
        return all;
    }
    template <typename Widget>
    static Widget* find(const QWidget& in, const QString& name)
    {
        auto* widget = in.findChild<Widget*>(name);
        if (!widget)
            qFatal("no %s", qPrintable(name));
        return widget;
    }

private Q_SLOTS:
    void init()
    {
        fixtures::failOnOurWarnings();
        m_dir = std::make_unique<QTemporaryDir>();
    }
    void cleanup() { m_core.reset(); }

    void fromACommitAndASaveBack()
    {
        write(path(u"CLAUDE.md"_s), "# Brain\n\nfirst\n");
        TestRepository repository(m_dir->filePath(u"project"_s));
        repository.commit("Begin <b>here</b>", 1'700'000'000);
        openFolder();
        auto editor = open(u"CLAUDE.md"_s);
        editor->edit().selectAll();
        QTest::keyClicks(&editor->edit(), u"# Brain, changed"_s);
        QSignalSpy saved(editor.get(), &BrainEditor::saved);
        editor->save();
        QTRY_COMPARE(saved.size(), 1);
        QTest::mouseClick(find<QToolButton>(*editor, u"historyButton"_s), Qt::LeftButton);
        auto* panel = find<HistoryPanel>(*editor, u"history"_s);
        QTRY_COMPARE(rows(*panel), (QStringList{u"Saved by you"_s, u"As it stood before that"_s, u"Ines Roth: Begin <b>here</b>"_s}));
        QVERIFY(panel->list().hasFocus());
        auto* words = find<QLabel>(*panel, u"historyWords"_s);
        auto* diff = find<DiffView>(*panel, u"historyDiff"_s);
        auto* restore = find<QPushButton>(*panel, u"restoreVersion"_s);
        QCOMPARE(words->text(), u"This is the text as it stands here."_s);
        QVERIFY(!restore->isEnabled() && !diff->isVisible());
        QTest::keyClick(&panel->list(), Qt::Key_End);
        QTRY_VERIFY(diff->isVisible());
        QCOMPARE(diff->addedLines(), 1);
        QCOMPARE(diff->removedLines(), 3);
        QVERIFY(restore->isEnabled());
        QTest::keyClick(restore, Qt::Key_Space);
        QCOMPARE(editor->edit().exactText(), u"# Brain\n\nfirst\n"_s);
        QVERIFY(editor->isModified());
        QVERIFY(editor->noticeText().contains(u"stands here now"_s));
        QTRY_COMPARE(words->text(), u"This is the text as it stands here."_s);
        QCOMPARE(read(path(u"CLAUDE.md"_s)), QByteArray("# Brain, changed")); // nothing is written by looking back
        editor->undo();
        QCOMPARE(editor->edit().exactText(), u"# Brain, changed"_s);
        editor->redo();
        editor->save();
        QTRY_COMPARE(read(path(u"CLAUDE.md"_s)), QByteArray("# Brain\n\nfirst\n"));
        QTRY_COMPARE(rows(*panel).size(), 4);
        QCOMPARE(panel->list().currentRow(), 3); // the one in hand
        QTest::keyClick(&panel->list(), Qt::Key_Escape);
        QVERIFY(!find<QToolButton>(*editor, u"historyButton"_s)->isChecked());
        QVERIFY(editor->edit().hasFocus());
    }

    void whatIsTypedIsPartOfNow()
    {
        write(path(u"CLAUDE.md"_s), "one\n");
        TestRepository repository(m_dir->filePath(u"project"_s));
        repository.commit("One", 1'700'000'000);
        openFolder();
        auto editor = open(u"CLAUDE.md"_s);
        editor->setHistoryShown(true);
        auto* panel = find<HistoryPanel>(*editor, u"history"_s);
        QTRY_COMPARE(panel->list().count(), 1);
        auto* diff = find<DiffView>(*panel, u"historyDiff"_s);
        QVERIFY(!diff->isVisible());
        QTest::keyClicks(&editor->edit(), u"two "_s);
        QTRY_VERIFY(diff->isVisible());
        QCOMPARE(diff->addedLines(), 1);
    }

    void nothingIsRecorded()
    {
        write(path(u"CLAUDE.md"_s), "one\n");
        openFolder();
        auto editor = open(u"CLAUDE.md"_s);
        editor->setHistoryShown(true);
        auto* panel = find<HistoryPanel>(*editor, u"history"_s);
        QTRY_VERIFY(find<QLabel>(*panel, u"historyWords"_s)->text().startsWith(u"Nothing is recorded"_s));
        QVERIFY(!find<QPushButton>(*panel, u"restoreVersion"_s)->isEnabled());
        QVERIFY(!find<QPushButton>(*panel, u"versionSession"_s)->isVisible());
        QTest::mouseClick(find<QPushButton>(*panel, u"closeHistory"_s), Qt::LeftButton);
        QVERIFY(!panel->isVisible());
    }

    void words_data()
    {
        using Origin = FileVersion::Origin;
        QTest::addColumn<FileVersion::Origin>("origin");
        QTest::addColumn<QString>("who");
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("words");
        QTest::newRow("commit") << Origin::Commit << u"Ines\u202E"_s << u"Fix\nit"_s << u"Ines⟨U+202E⟩: Fix it"_s;
        QTest::newRow("nameless commit") << Origin::Commit << QString() << u"Fix"_s << u"Fix"_s;
        QTest::newRow("session") << Origin::Assistant << QString() << u"Edit"_s << u"Written by the assistant (Edit)"_s;
        QTest::newRow("agent") << Origin::Assistant << u"editor"_s << u"Edit"_s << u"Written by the agent editor (Edit)"_s;
        QTest::newRow("saved") << Origin::Person << QString() << u"Editor"_s << u"Saved by you"_s;
        QTest::newRow("board") << Origin::Person << QString() << u"Board"_s << u"Changed by you (Board)"_s;
        QTest::newRow("before") << Origin::Before << QString() << QString() << u"As it stood before that"_s;
    }
    void words()
    {
        QFETCH(const FileVersion::Origin, origin);
        QFETCH(const QString, who);
        QFETCH(const QString, what);
        QTEST(versionWords({.origin = origin, .who = who, .words = what}), "words");
    }
};

QTEST_MAIN(TestHistoryPanel)
#include "tst_historypanel.moc"
