// SPDX-License-Identifier: MIT
// How a person comes to a folder from the start screen, in the real window on the real core: the sample, and a folder dropped from a file manager. What a folder would run is
// asked first, whichever way it came.
#include "app/wiring/programoptions.h"
#include "tests/ui/shellfixtures.h"
#include "ui/start/startpage.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QStatusBar>
#include <QWindow>

using namespace aios;
using namespace aios::shell;

class TestFirstDoor : public QObject {
    Q_OBJECT

private:
    /// A window that makes folders as the program does.
    struct House {
        explicit House(const QString& home) : core(home)
        {
            WindowServices services;
            services.paths = Core::paths(home);
            services.version = u"test"_s;
            services.templates = templateNames(services.paths);
            services.createFromTemplate = [paths = services.paths](const QString& name, const QString& folder) {
                return createFromTemplate(paths, name, folder);
            };
            services.claimFolder = [](const QString&) { return true; };
            services.openElsewhere = [this](const QString& folder) -> Result<void> {
                elsewhere.append(folder);
                return {};
            };
            window = std::make_unique<MainWindow>(std::move(services));
            window->resize(1100, 760);
            window->show();
            window->setCore(core.agent(), core.project(), core.models());
            QVERIFY(QTest::qWaitForWindowExposed(window.get()));
        }
        [[nodiscard]] QPushButton* startButton(const QString& name) const
        {
            const StartPage* page = window->findChild<StartPage*>();
            return page && page->isVisible() ? page->findChild<QPushButton*>(name) : nullptr;
        }
        [[nodiscard]] bool asksForTrust() const { return window->trustPage() && window->currentPage() == window->trustPage(); }
        Core core;
        std::unique_ptr<MainWindow> window;
        QStringList elsewhere;
    };
    /// What the window system does when something is dragged from another program, and let go: the events go to the window, which finds what is beneath.
    static bool drop(House& house, const QList<QUrl>& urls, const QWidget* on)
    {
        QWindow* window = house.window->windowHandle();
        const QPoint at = on->mapTo(house.window.get(), on->rect().center());
        QMimeData data;
        data.setUrls(urls);
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(window, &enter);
        QDragMoveEvent move(at, Qt::CopyAction, &data, Qt::LeftButton, {});
        move.setAccepted(enter.isAccepted()); // what was answered to the first counts on
        move.setDropAction(enter.isAccepted() ? enter.dropAction() : Qt::IgnoreAction);
        QCoreApplication::sendEvent(window, &move);
        if (!move.isAccepted()) {
            QDragLeaveEvent leave;
            QCoreApplication::sendEvent(window, &leave);
            return false;
        }
        QDropEvent dropped(at, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(window, &dropped);
        return dropped.isAccepted();
    }
    static QHash<QString, QByteArray> filesIn(const QString& folder)
    {
        QHash<QString, QByteArray> files;
        QDirIterator each(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (each.hasNext()) {
            const QString file = each.next();
            files.insert(QDir(folder).relativeFilePath(file), read(file));
        }
        return files;
    }
    static void makeFolder(const QString& folder)
    {
        copySample(folder);
        write(folder + u"/.claude/settings.local.json"_s, "{\"permissions\":{\"allow\":[\"Bash(npm test)\"]}}");
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void trySample_data()
    {
        QTest::addColumn<bool>("keys");
        QTest::newRow("by mouse") << false;
        QTest::newRow("by keys") << true;
    }
    void trySample()
    {
        QFETCH(const bool, keys);
        const QTemporaryDir dir;
        const QString home = dir.filePath(u"home"_s);
        const QString sample = home + u"/data/sample/content-engine"_s;
        {
            House house(home);
            QTRY_VERIFY(house.startButton(u"trySampleButton"_s));
            QPushButton* button = house.startButton(u"trySampleButton"_s);
            if (keys) {
                house.window->activateWindow();
                QVERIFY(QTest::qWaitForWindowActive(house.window.get()));
                for (int step = 0; !button->hasFocus() && step < 20; ++step)
                    QTest::keyClick(house.window->windowHandle(), Qt::Key_Tab);
                QVERIFY(button->hasFocus());
                QTest::keyClick(house.window->windowHandle(), Qt::Key_Space);
            } else {
                QTest::mouseClick(house.window->windowHandle(), Qt::LeftButton, {}, button->mapTo(house.window.get(), button->rect().center()));
            }
            QTRY_VERIFY_WITH_TIMEOUT(house.asksForTrust(), 9000); // it would start services: that is asked, in the sample too
            QCOMPARE(house.window->folder(), sample);
            QCOMPARE(filesIn(sample), filesIn(qEnvironmentVariable("AIOS_RESOURCES") + u"/templates/content-engine"_s));
            QVERIFY(trustByClick(*house.window));
            QTRY_VERIFY(house.window->currentPage() != house.window->trustPage());
        }
        // The next time it is the same folder, with what they did in it.
        write(sample + u"/content/mine.md"_s, "Mine.\n");
        House again(home);
        QTRY_VERIFY(again.startButton(u"trySampleButton"_s));
        QTest::mouseClick(again.startButton(u"trySampleButton"_s), Qt::LeftButton);
        QTRY_COMPARE(again.window->folder(), sample);
        QCOMPARE(read(sample + u"/content/mine.md"_s), QByteArray("Mine.\n"));
    }

    void dropOnTheStartScreen()
    {
        const QTemporaryDir dir;
        const QString folder = dir.filePath(u"a folder, 100 %"_s);
        makeFolder(folder);
        House house(dir.filePath(u"home"_s));
        QTRY_VERIFY(house.startButton(u"openFolderButton"_s));
        const auto* page = house.window->findChild<StartPage*>();
        QVERIFY(!drop(house, {QUrl::fromLocalFile(folder + u"/CLAUDE.md"_s)}, page)); // a file is no folder
        QVERIFY(!drop(house, {QUrl(u"https://example.org/folder"_s)}, page));
        QVERIFY(!drop(house, {QUrl::fromLocalFile(folder), QUrl::fromLocalFile(dir.path())}, page));
        QCOMPARE(house.window->folder(), QString());
        QVERIFY(drop(house, {QUrl::fromLocalFile(folder)}, page));
        QTRY_VERIFY_WITH_TIMEOUT(house.asksForTrust(), 9000);
        QCOMPARE(house.window->folder(), folder);
    }

    /// One window a folder: it opens in another, and asks there.
    void dropOnAWindowWithAFolder()
    {
        const QTemporaryDir dir;
        const QString first = dir.filePath(u"first"_s);
        const QString second = dir.filePath(u"second"_s);
        copySample(first);
        makeFolder(second);
        House house(dir.filePath(u"home"_s));
        house.window->openFolder(first);
        QTRY_COMPARE(house.window->folder(), first);
        QTRY_VERIFY(house.window->statusBar()->isVisible() && !house.startButton(u"openFolderButton"_s));
        const QWidget* page = house.window->currentPage();
        QVERIFY(drop(house, {QUrl::fromLocalFile(second)}, house.window->statusBar()));
        QCOMPARE(house.elsewhere, QStringList{second});
        QCOMPARE(house.window->folder(), first);
        QCOMPARE(house.window->currentPage(), page);
        QVERIFY(drop(house, {QUrl::fromLocalFile(first)}, house.window->statusBar())); // its own comes to the front
        QCOMPARE(house.elsewhere, QStringList{second});

        House other(dir.filePath(u"home"_s)); // as it is started for that folder
        other.window->openFolder(house.elsewhere.constFirst());
        QTRY_VERIFY_WITH_TIMEOUT(other.asksForTrust(), 9000);
        QCOMPARE(other.window->folder(), second);
    }
};

QTEST_MAIN(TestFirstDoor)
#include "tst_firstdoor.moc"
