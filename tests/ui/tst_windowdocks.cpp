// SPDX-License-Identifier: MIT
// The side bar goes and comes back as it was.
#include "chatfixtures.h"
#include "ui/mainwindow/windowdocks.h"

#include <QDockWidget>
#include <QMainWindow>

using namespace aios;
using namespace Qt::StringLiterals;

class TestWindowDocks : public QObject {
    Q_OBJECT

    QMainWindow* m_window = nullptr;
    WindowDocks* m_docks = nullptr;
    [[nodiscard]] QDockWidget* dock(const QString& id) const { return m_window->findChild<QDockWidget*>(u"pane-"_s + id); }
    [[nodiscard]] QStringList shown() const
    {
        QStringList all;
        for (const QDockWidget* each : m_window->findChildren<QDockWidget*>()) {
            if (each->isVisibleTo(m_window))
                all.append(each->objectName().sliced(5));
        }
        all.sort();
        return all;
    }

private Q_SLOTS:
    void init()
    {
        fixtures::failOnOurWarnings();
        m_window = new QMainWindow;
        m_window->setCentralWidget(new QWidget);
        m_window->resize(1200, 800);
        m_docks = new WindowDocks(*m_window);
        m_docks->setFolderOpen(true);
        m_window->show();
    }
    void cleanup()
    {
        m_docks->disconnect();
        delete m_window;
    }

    void whatWasOpenComesBack_data()
    {
        QTest::addColumn<QStringList>("open");
        QTest::addColumn<QStringList>("closed");
        QTest::newRow("as at first") << QStringList() << QStringList();
        QTest::newRow("one closed") << QStringList() << QStringList{u"layers"_s};
        QTest::newRow("one more") << QStringList{u"content"_s} << QStringList();
        QTest::newRow("from the right side") << QStringList{u"rules"_s} << QStringList{u"sessions"_s};
    }
    void whatWasOpenComesBack()
    {
        QFETCH(const QStringList, open);
        QFETCH(const QStringList, closed);
        for (const QString& id : open) {
            m_window->addDockWidget(Qt::LeftDockWidgetArea, dock(id));
            dock(id)->show();
        }
        for (const QString& id : closed)
            dock(id)->hide();
        const QStringList before = shown();
        QStringList right = before;
        right.removeIf([this](const QString& id) { return m_window->dockWidgetArea(dock(id)) == Qt::LeftDockWidgetArea; });
        QVERIFY(right != before);
        m_docks->toggleSideBar();
        QCOMPARE(shown(), right);
        m_docks->toggleSideBar();
        QCOMPARE(shown(), before);
    }

    void theTabInFrontStaysInFront()
    {
        dock(u"content"_s)->show();
        dock(u"layers"_s)->show();
        dock(u"layers"_s)->raise();
        QTRY_VERIFY(!dock(u"layers"_s)->visibleRegion().isEmpty() && dock(u"content"_s)->visibleRegion().isEmpty());
        m_docks->toggleSideBar();
        m_docks->toggleSideBar();
        QTRY_VERIFY(!dock(u"layers"_s)->visibleRegion().isEmpty() && dock(u"content"_s)->visibleRegion().isEmpty());
    }

    void allClosedByHandGivesWhatStandsThereAtFirst()
    {
        const QStringList first = shown();
        for (QDockWidget* each : m_window->findChildren<QDockWidget*>())
            each->hide();
        m_docks->toggleSideBar();
        QCOMPARE(shown(), first);
    }
};

QTEST_MAIN(TestWindowDocks)
#include "tst_windowdocks.moc"
