// SPDX-License-Identifier: MIT
// Pieces and folders on a real core over a copy of the sample, driven by mouse and keys.
#include "core/runtime/layerslink.h"
#include "tests/ui/panestage.h"
#include "ui/panes/content/contentpane.h"
#include "ui/panes/content/foldermodel.h"
#include "ui/panes/content/foldersview.h"
#include "ui/panes/content/piecesmodel.h"
#include "ui/panes/content/piecesview.h"
#include "ui/panes/filenotice.h"
#include "ui/panes/noticebar.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace aios;
using namespace Qt::StringLiterals;

class TestContentPane : public QObject, private shell::PaneStage {
    Q_OBJECT

private:
    static QString noteFile(int number) { return u"content/notes/note-%1.md"_s.arg(1000 + number); }

private Q_SLOTS:
    void init() { openSample(); }
    void cleanup() { closeSample(); }

    void piecesInGroups()
    {
        shell::write(m_folder + u"/content/posts/odd.md"_s, "---\ntitle: Odd\nstatus: parked\n---\nText\n");
        auto pane = make<ContentPane>();
        QTreeView& tree = pane->pieces().tree();
        QTRY_VERIFY(tree.model()->rowCount() > 3);
        QVERIFY2(rows(*tree.model()).contains(u"In Review"_s), qPrintable(rows(*tree.model()).join(u',')));
        QVERIFY(rows(*tree.model()).indexOf(u"Draft"_s) < rows(*tree.model()).indexOf(u"Published"_s));
        const QModelIndexList odd = tree.model()->match(tree.model()->index(0, 0), PiecesModel::RelativeRole, u"content/posts/odd.md"_s, 1,
                                                        Qt::MatchExactly | Qt::MatchRecursive);
        QCOMPARE(odd.size(), 1);
        QVERIFY(odd.at(0).data(Qt::ToolTipRole).toString().contains(u"“parked” is no step"_s));
        QCOMPARE(pane->pieces().model().troubled(), 0);
        tree.setCurrentIndex(odd.at(0));
        QSignalSpy open(m_host.get(), &PaneHost::openFileRequested);
        QTest::keyClick(&tree, Qt::Key_Return);
        QCOMPARE(open.at(0).at(0).toString(), u"content/posts/odd.md"_s);
        auto* grouping = pane->findChild<QComboBox*>(u"pieceGrouping"_s);
        QTest::keyClick(grouping, Qt::Key_Down);
        QVERIFY(rows(*tree.model()).contains(u"website"_s));
    }

    /// What is read and chosen stays where it is, whatever happens to one of the pieces.
    void aChangedPieceMovesAlone()
    {
        for (int i = 0; i < 120; ++i)
            shell::write(m_folder + u'/' + noteFile(i),
                         "---\ntitle: Note " + QByteArray::number(1000 + i) + "\ntype: note\nplatform: website\nstatus: Draft\n---\nText\n");
        auto pane = make<ContentPane>({420, 500});
        PiecesModel& model = pane->pieces().model();
        QTreeView& tree = pane->pieces().tree();
        const auto note = [&model](int i) { return model.find(noteFile(i)); };
        QTRY_VERIFY(note(119).isValid());
        tree.setCurrentIndex(note(60));
        tree.scrollTo(note(50), QAbstractItemView::PositionAtTop);
        QCOMPARE(tree.indexAt({}), note(50));
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        const auto loadWith = [&](int i, const QByteArray& head) {
            shell::write(m_folder + u'/' + noteFile(i), "---\n" + head + "\n---\nText\n");
            pane->pieces().reload();
        };
        // One above what is shown leaves its group.
        loadWith(10, "title: Note 1010\nplatform: website\nstatus: In Review");
        QTRY_COMPARE(note(10).parent().data().toString(), u"In Review"_s);
        QCOMPARE(tree.indexAt({}), note(50));
        QCOMPARE(tree.currentIndex(), note(60));
        // The chosen one itself: renamed, then elsewhere.
        loadWith(60, "title: Another name\nplatform: website\nstatus: Draft");
        QTRY_COMPARE(note(60).data().toString(), u"Another name"_s);
        QCOMPARE(tree.indexAt({}), note(50));
        QCOMPARE(tree.currentIndex(), note(60));
        QVERIFY(tree.selectionModel()->isSelected(note(60)));
        loadWith(60, "title: Another name\nplatform: website\nstatus: Published");
        QTRY_COMPARE(note(60).parent().data().toString(), u"Published"_s);
        QCOMPARE(tree.indexAt({}), note(50));
        QCOMPARE(tree.currentIndex(), note(60));
        QVERIFY2(pane->pieces().findChild<QLabel*>()->text().contains(u"note-1060.md"_s), qPrintable(pane->pieces().findChild<QLabel*>()->text()));
        // Gone: its neighbours stay.
        QVERIFY(QFile::remove(m_folder + u"/content/notes/note-1061.md"_s));
        pane->pieces().reload();
        QTRY_VERIFY(!note(61).isValid());
        QCOMPARE(tree.indexAt({}), note(50));
        QCOMPARE(reset.size(), 0); // all of it row by row
        // A new status makes a group of its own, and it is open.
        loadWith(62, "title: Note 1062\nplatform: website\nstatus: parked");
        QTRY_COMPARE(note(62).parent().data().toString(), u"parked"_s);
        QVERIFY(tree.isExpanded(note(62).parent()));
    }

    void aSlugSomebodyElseTookIsSaid()
    {
        shell::write(m_folder + u"/content/posts/one.md"_s, "---\ntitle: One\nslug: mine\nstatus: Draft\n---\n");
        auto pane = make<ContentPane>();
        PiecesModel& model = pane->pieces().model();
        QTRY_VERIFY(model.find(u"content/posts/one.md"_s).isValid());
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        shell::write(m_folder + u"/content/posts/two.md"_s, "---\ntitle: Two\nslug: mine\nstatus: Draft\n---\n");
        pane->pieces().reload();
        QTRY_COMPARE(model.troubled(), 2);
        const QModelIndex one = model.find(u"content/posts/one.md"_s);
        QVERIFY(one.data(Qt::ToolTipRole).toString().contains(u"has the slug “mine” too"_s));
        QVERIFY(std::ranges::any_of(changed, [&one](const QList<QVariant>& each) {
            const auto first = each.at(0).toModelIndex();
            return first.parent() == one.parent() && first.row() <= one.row() && each.at(1).toModelIndex().row() >= one.row();
        }));
    }

    void theFilterKeepsWhatFits()
    {
        auto pane = make<ContentPane>();
        PiecesModel& model = pane->pieces().model();
        QTRY_VERIFY(model.rowCount() > 3);
        auto* filter = pane->pieces().findChild<QLineEdit*>();
        const int all = model.count();
        const QString title = model.index(0, 0, model.index(0, 0)).data().toString();
        filter->setText(title.toUpper());
        QCOMPARE(rows(model, model.index(0, 0)), QStringList{title});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.count(), all);
        filter->setText(u"in review"_s); // the name of a group: all of it
        QCOMPARE(rows(model), QStringList{u"In Review"_s});
        QVERIFY(model.rowCount(model.index(0, 0)) > 0);
        QVERIFY(pane->pieces().tree().isExpanded(model.index(0, 0)));
        filter->setText(u"nothing has this"_s);
        QCOMPARE(model.rowCount(), 0);
        filter->clear();
        QVERIFY(model.rowCount() > 3);
    }

    void foldersAreReadAsTheyUnfold()
    {
        auto pane = make<ContentPane>();
        pane->showFolders(true);
        QTreeView& tree = pane->folders().tree();
        FolderModel& model = pane->folders().model();
        QTRY_VERIFY(model.rowCount() > 4);
        QCOMPARE(rows(model).first(4), (QStringList{u"brand"_s, u"playbooks"_s, u"content"_s, u"config"_s}));
        QVERIFY(!rows(model).contains(u".claude"_s));
        QVERIFY(model.indexOf(u"config"_s).data(FolderModel::SensitiveRole).toBool());
        QCOMPARE(model.indexOf(u"config"_s).siblingAtColumn(1).data().toString(), u"sensitive"_s);
        QVERIFY(!model.indexOf(u"content/posts"_s).isValid());
        tree.setCurrentIndex(model.indexOf(u"content"_s));
        QTest::keyClick(&tree, Qt::Key_Right);
        QTRY_VERIFY(model.indexOf(u"content/posts"_s).isValid());
        // What others do shows up, and what is unfolded stays so.
        shell::write(m_folder + u"/content/posts/by-hand.md"_s, "x\n");
        tree.expand(model.indexOf(u"content/posts"_s));
        QTRY_VERIFY(model.indexOf(u"content/posts/by-hand.md"_s).isValid());
        QVERIFY(QFile::remove(m_folder + u"/content/posts/by-hand.md"_s));
        pane->folders().refresh();
        QTRY_VERIFY(!model.indexOf(u"content/posts/by-hand.md"_s).isValid());
        QVERIFY(tree.isExpanded(model.indexOf(u"content/posts"_s)));
    }

    void filesAreMadeRenamedDeletedAndBack()
    {
        auto pane = make<ContentPane>();
        pane->showFolders(true);
        FoldersView& view = pane->folders();
        FolderModel& model = view.model();
        QTRY_VERIFY(model.indexOf(u"brand"_s).isValid());
        view.tree().setCurrentIndex(model.indexOf(u"brand"_s));
        QSignalSpy shown(m_host.get(), &PaneHost::showInFileManagerRequested);
        for (QAction* action : view.findChild<QMenu*>()->actions()) {
            if (action->text().contains(u"Copy Path"_s) || action->text().contains(u"File &Manager"_s))
                action->trigger();
        }
        QCOMPARE(QApplication::clipboard()->text(), m_folder + u"/brand"_s);
        QCOMPARE(shown.value(0).value(0).toString(), m_folder + u"/brand"_s);
        QSignalSpy open(m_host.get(), &PaneHost::openFileRequested);
        view.makeFile(u"tone.md"_s);
        QTRY_COMPARE(open.size(), 1);
        QCOMPARE(shell::read(m_folder + u"/brand/tone.md"_s), QByteArray("# Tone\n"));
        QTRY_COMPARE(view.tree().currentIndex(), model.indexOf(u"brand/tone.md"_s));
        view.makeFile(u"words.md"_s); // beside it, and it is there already
        QTRY_VERIFY(view.notice().bar()->text().contains(u"already"_s));
        QVERIFY(!shell::read(m_folder + u"/brand/words.md"_s).startsWith("# Words\n\n#"));
        // F2, a new name, Return.
        view.tree().setFocus();
        QTest::keyClick(&view.tree(), Qt::Key_F2);
        auto* edit = view.tree().findChild<QLineEdit*>();
        QVERIFY(edit);
        edit->selectAll();
        QTest::keyClicks(edit, u"voice.md"_s);
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_VERIFY(QFileInfo::exists(m_folder + u"/brand/voice.md"_s));
        QTRY_COMPARE(view.tree().currentIndex(), model.indexOf(u"brand/voice.md"_s));
        QVERIFY(view.tree().currentIndex().isValid());
        QTest::keyClick(&view.tree(), Qt::Key_Delete);
        QTRY_VERIFY(view.notice().bar()->text().contains(u"trash"_s));
        QVERIFY(!QFileInfo::exists(m_folder + u"/brand/voice.md"_s));
        click(view, u"undoButton"_s);
        QTRY_COMPARE(shell::read(m_folder + u"/brand/voice.md"_s), QByteArray("# Tone\n"));
        QTRY_VERIFY(model.indexOf(u"brand/voice.md"_s).isValid());
    }

    void aLargeFolderStaysFluid()
    {
        QVERIFY(QDir().mkpath(m_folder + u"/playbooks/big"_s));
        for (int i = 0; i < kMostFolderEntries + 1; ++i) {
            QFile file(m_folder + u"/playbooks/big/file-%1.md"_s.arg(i));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        auto pane = make<ContentPane>();
        pane->showFolders(true);
        FolderModel& model = pane->folders().model();
        QTRY_VERIFY(model.indexOf(u"playbooks"_s).isValid());
        pane->folders().tree().expand(model.indexOf(u"playbooks"_s));
        QTRY_VERIFY(model.indexOf(u"playbooks/big"_s).isValid());
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy listed(&m_core->project().layers(), &LayersLink::folderListed);
        pane->folders().refresh(); // nothing changed: nothing moves
        QTRY_VERIFY_WITH_TIMEOUT(listed.size() >= 2, 8000);
        QCOMPARE(inserted.size(), 0);
        pane->folders().tree().expand(model.indexOf(u"playbooks/big"_s));
        QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(model.indexOf(u"playbooks/big"_s)), kMostFolderEntries, 8000);
        QCOMPARE(inserted.size(), 1); // at once
        QVERIFY(model.indexOf(u"playbooks/big"_s).data(Qt::ToolTipRole).toString().contains(u"Only the first"_s));
    }
};

QTEST_MAIN(TestContentPane)
#include "tst_contentpane.moc"
