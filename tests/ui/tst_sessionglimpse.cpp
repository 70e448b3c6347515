// SPDX-License-Identifier: MIT
// A long session shows its end while all of it is read.
#include "core/base/ids.h"
#include "core/runtime/openproject.h"
#include "tests/ui/shellfixtures.h"
#include "ui/brain/braineditor.h"
#include "ui/chat/findbar.h"
#include "ui/chat/transcriptview.h"
#include "ui/mainwindow/sessionglimpsepage.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"

#include <QApplication>
#include <QListView>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

using namespace aios;
using namespace aios::shell;

class TestSessionGlimpse : public QObject {
    Q_OBJECT

private:
    static constexpr int kPrompts = 4000;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Desk> m_desk;
    QString m_id;

    [[nodiscard]] QString home() const { return m_dir->filePath(u"home"_s); }
    [[nodiscard]] QString sample() const { return m_dir->filePath(u"content-engine"_s); }
    [[nodiscard]] TabArea& tabs() const { return *m_desk->window->tabs(); }
    [[nodiscard]] SessionGlimpsePage* glimpse() const { return tabs().findChild<SessionGlimpsePage*>(); }

    void writeSession() const
    {
        QByteArray bytes = "{\"type\":\"session\",\"version\":1,\"id\":\"" + m_id.toUtf8() + "\",\"root\":\"" + sample().toUtf8() +
                           "\",\"time\":\"2026-01-02T03:04:05.000Z\"}\n";
        for (int i = 1; i <= kPrompts; ++i) {
            const QByteArray n = QByteArray::number(i);
            const QByteArray text = "Prompt " + n + ' ' + QByteArray("and some more words ").repeated(40);
            bytes += "{\"type\":\"prompt\",\"time\":\"2026-01-02T03:04:06.000Z\",\"id\":\"p" + n + "\",\"number\":" + n + ",\"prompt\":\"" + text +
                     "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}]}\n";
        }
        write(home() + u"/data/projects/"_s + projectSlug(QFileInfo(sample()).canonicalFilePath()) + u"/sessions/"_s + m_id + u".jsonl"_s, bytes);
    }

    /// Runs `then` while the glimpse is what is there of the session.
    template <typename Then>
    void whileGlimpsed(Then then)
    {
        bool seen = false;
        connect(
            &m_desk->core.agent(), &AgentClient::sessionGlimpsed, &tabs(),
            [&seen, then] {
                seen = true;
                then();
            },
            Qt::SingleShotConnection);
        tabs().openSession(m_id);
        QTRY_VERIFY(seen);
    }

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
        m_dir = std::make_unique<QTemporaryDir>();
        m_id = newId();
        copySample(sample());
        writeSession();
        m_desk = std::make_unique<Desk>(home());
        m_desk->window->openFolder(sample());
        QTRY_VERIFY(m_desk->window->tabs() && tabs().count() > 0);
    }
    void cleanup() { m_desk.reset(); }

    void theEndIsThereFirstAndThenAllOfIt()
    {
        int place = -1;
        whileGlimpsed([this, &place] {
            QVERIFY(glimpse());
            QCOMPARE(tabs().currentWidget(), glimpse());
            QVERIFY(!tabs().sessionTab(m_id));
            TranscriptModel& rows = glimpse()->view().transcript().model();
            QCOMPARE_GT(rows.rowCount(), 20);
            QCOMPARE(rows.item(rows.rowCount() - 1).entry.id, u"p%1"_s.arg(kPrompts));
            QVERIFY(!glimpse()->view().composer().isEnabled());
            QVERIFY(tabs().tabText(tabs().currentIndex()).startsWith(u"Prompt 1 "_s));
            place = tabs().currentIndex();
        });
        QTRY_VERIFY(tabs().sessionTab(m_id));
        QCOMPARE(tabs().currentSession(), tabs().sessionTab(m_id));
        QCOMPARE(tabs().currentIndex(), place);
        QTRY_VERIFY(!glimpse());
        QCOMPARE(tabs().currentSession()->view().transcript().model().rowCount(), kPrompts);
        QVERIFY(tabs().currentSession()->view().composer().isEnabled());
    }

    /// Somebody reads, and has scrolled up a little, when all of it comes.
    void whatWasScrolledToStaysInView()
    {
        QString top;
        whileGlimpsed([this, &top] {
            TranscriptView& view = glimpse()->view().transcript();
            view.showRow(view.model().rowCount() - 12);
            QVERIFY(!view.followsEnd());
            top = view.model().item(view.rowAt(QPoint(0, 2))).entry.id;
        });
        QTRY_VERIFY(tabs().sessionTab(m_id));
        TranscriptView& view = tabs().sessionTab(m_id)->view().transcript();
        QVERIFY(!view.followsEnd());
        QTRY_COMPARE(view.model().item(view.rowAt(QPoint(0, 2))).entry.id, top);
    }

    void theFocusGoesToTheComposerOnlyFromTheGlimpse_data()
    {
        QTest::addColumn<QString>("where");
        QTest::newRow("glimpse") << u"glimpse"_s;
        QTest::newRow("its find line") << u"find"_s;
        QTest::newRow("a pane") << u"pane"_s;
    }
    void theFocusGoesToTheComposerOnlyFromTheGlimpse()
    {
        QFETCH(const QString, where);
        m_desk->window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_desk->window.get()));
        auto* list = m_desk->window->findChild<QListView*>(u"sessionList"_s);
        whileGlimpsed([this, &where, list] {
            QVERIFY(glimpse()->isAncestorOf(QApplication::focusWidget())); // it was asked for
            if (where == "pane"_L1)
                list->setFocus();
            if (where != "find"_L1)
                return;
            glimpse()->view().openFind();
            QTest::keyClicks(QApplication::focusWidget(), u"words"_s);
        });
        QTRY_VERIFY(tabs().sessionTab(m_id));
        const SessionTab* tab = tabs().sessionTab(m_id);
        QCOMPARE(tabs().currentWidget(), tab);
        QWidget* focus = QApplication::focusWidget();
        QCOMPARE(focus == list, where == "pane"_L1);
        QCOMPARE(tab->view().composer().isAncestorOf(focus), where == "glimpse"_L1);
        QCOMPARE(tab->findChild<FindBar*>()->isAncestorOf(focus), where == "find"_L1);
        QCOMPARE(tab->findChild<FindBar*>()->query(), where == "find"_L1 ? u"words"_s : QString());
    }

    void whoHasGoneElsewhereIsNotFetchedBack()
    {
        whileGlimpsed([this] { tabs().openFile(u"CLAUDE.md"_s); });
        QTRY_VERIFY(tabs().sessionTab(m_id));
        QVERIFY(tabs().currentEditor());
    }

    void closedEarlyItDoesNotComeBack()
    {
        QSignalSpy opened(&m_desk->core.agent(), &AgentClient::sessionOpened);
        const int before = tabs().count();
        whileGlimpsed([this] { tabs().closeTab(tabs().indexOf(glimpse())); });
        QTRY_COMPARE(opened.size(), 1);
        QCOMPARE(tabs().count(), before);
        QVERIFY(!tabs().sessionTab(m_id));
        tabs().openSession(m_id); // and is opened again when that is wanted
        QTRY_VERIFY(tabs().sessionTab(m_id));
    }

    /// Closed while it came back from the last time: what is open afterwards is still kept.
    void closedWhileItComesBack()
    {
        whileGlimpsed([] {});
        QTRY_VERIFY(tabs().sessionTab(m_id));
        const auto restart = [this](auto meanwhile) {
            m_desk.reset(); // writes what is open
            m_desk = std::make_unique<Desk>(home());
            connect(&m_desk->core.project(), &ProjectLink::opened, m_desk->window.get(),
                    [this, meanwhile] { // behind its tabs, which are there by now
                        connect(&m_desk->core.agent(), &AgentClient::sessionGlimpsed, m_desk->window.get(), meanwhile);
                    });
            m_desk->window->openFolder(sample());
            QTRY_VERIFY(m_desk->window->tabs());
        };
        bool closed = false;
        restart([this, &closed] {
            QVERIFY(glimpse());
            tabs().closeTab(tabs().indexOf(glimpse()));
            closed = true;
        });
        QSignalSpy opened(&m_desk->core.agent(), &AgentClient::sessionOpened);
        QTRY_VERIFY(closed);
        QTRY_VERIFY(!opened.isEmpty());
        tabs().openFile(u"CLAUDE.md"_s);
        QTRY_VERIFY(tabs().currentEditor());
        restart([] {});
        QTRY_VERIFY(tabs().findChild<BrainEditor*>());
        QVERIFY(!tabs().sessionTab(m_id) && !glimpse());
    }

    void aPlaceFurtherUpIsNotShownByTheEnd()
    {
        whileGlimpsed([] {});
        QTRY_VERIFY(tabs().sessionTab(m_id));
        tabs().currentSession()->view().showEntry(u"p100"_s);
        tabs().saveStates();
        tabs().closeTab(tabs().currentIndex());
        QTRY_VERIFY(!tabs().sessionTab(m_id));
        whileGlimpsed([this] { QVERIFY(!glimpse()); });
        QTRY_VERIFY(tabs().sessionTab(m_id));
        QVERIFY(!tabs().currentSession()->view().transcript().followsEnd());
    }
};

QTEST_MAIN(TestSessionGlimpse)
#include "tst_sessionglimpse.moc"
