// SPDX-License-Identifier: MIT
// Everything that can have the focus has a name for a screen reader, and the keyboard gets everywhere.
#include "tests/ui/shellfixtures.h"
#include "ui/mainwindow/finder.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/shortcutsheet.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/panes/panecatalogue.h"
#include "ui/settings/settingsdialog.h"
#include "ui/start/startpage.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

using namespace aios;
using namespace aios::shell;

class TestAccessible : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_dir;

    /// Widgets a person can reach that no screen reader could tell apart.
    static QStringList nameless(QWidget& top)
    {
        QStringList found;
        for (QWidget* widget : top.findChildren<QWidget*>()) {
            const bool own =
                !widget->objectName().startsWith(u"qt_"_s) && !qobject_cast<QTabBar*>(widget) && !widget->inherits("QDockWidgetTitleButton");
            if (!widget->isVisibleTo(&top) || widget->focusPolicy() == Qt::NoFocus || widget->focusProxy() || !own || qobject_cast<QLabel*>(widget))
                continue;
            if (widget->parentWidget() &&
                (qobject_cast<QComboBox*>(widget->parentWidget()) || qobject_cast<QAbstractSpinBox*>(widget->parentWidget())))
                continue;
            QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
            if (!face || face->text(QAccessible::Name).isEmpty())
                found += QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName() + u" in "_s +
                         QString::fromLatin1(widget->parentWidget() ? widget->parentWidget()->metaObject()->className() : "");
        }
        return found;
    }

private Q_SLOTS:
    void theStartScreen()
    {
        Desk desk(m_dir.filePath(u"home"_s));
        desk.window->startPage()->showTemplateForm();
        QCOMPARE(nameless(*desk.window).join(u'\n'), QString());
    }

    void theWindowAtWork()
    {
        const QString sample = m_dir.filePath(u"content-engine"_s);
        copySample(sample);
        Desk desk(m_dir.filePath(u"home"_s));
        desk.window->openFolder(sample);
        QTRY_VERIFY(desk.window->tabs() && desk.window->tabs()->isVisible());
        QTRY_VERIFY(desk.window->tabs()->currentSession());
        SessionTab* tab = desk.window->tabs()->currentSession();
        tab->controller().send(u"/write quiet-drivetrain"_s, {});
        QTRY_VERIFY_WITH_TIMEOUT(!tab->controller().openApprovals().isEmpty(), 9000);
        tab->controller().send(u"and then"_s, {}); // waits
        QTRY_VERIFY(!tab->controller().queued().isEmpty());
        tab->view().composer().attachText(u"line\n"_s.repeated(100));
        for (const PaneRow& row : paneCatalogue()) {
            desk.window->docks().showPane(QLatin1StringView(row.id));
            QCOMPARE(nameless(*desk.window).join(u'\n'), QString());
        }
        desk.window->findChild<QAction*>(u"go.everything"_s)->trigger();
        QCOMPARE(nameless(*desk.window).join(u'\n'), QString());
        tab->controller().stop();
        QTRY_COMPARE(tab->controller().state(), SessionState::Idle);
    }

    void theDialogs()
    {
        Desk desk(m_dir.filePath(u"home"_s));
        desk.window->findChild<QAction*>(u"tools.settings"_s)->trigger();
        auto* settings = desk.window->findChild<SettingsDialog*>();
        QVERIFY(settings);
        for (const auto page :
             {SettingsDialog::Page::Models, SettingsDialog::Page::Services, SettingsDialog::Page::Window, SettingsDialog::Page::Keyboard}) {
            settings->showPage(page);
            QCOMPARE(nameless(*settings).join(u'\n'), QString());
        }
        ShortcutSheet sheet(true);
        sheet.setAttribute(Qt::WA_DeleteOnClose, false);
        sheet.show();
        QCOMPARE(nameless(sheet).join(u'\n'), QString());
    }

    /// Tab goes round through all of the window and comes back.
    void tabGoesRound()
    {
        const QString sample = m_dir.filePath(u"other"_s);
        copySample(sample);
        Desk desk(m_dir.filePath(u"home"_s));
        desk.window->openFolder(sample);
        QTRY_VERIFY(desk.window->tabs() && desk.window->tabs()->isVisible());
        QTRY_VERIFY(desk.window->tabs()->currentSession());
        desk.window->activateWindow();
        QTRY_VERIFY(desk.window->isActiveWindow());
        desk.window->tabs()->currentSession()->view().focusComposer();
        QWidget* start = QApplication::focusWidget();
        QVERIFY(start);
        QSet<QWidget*> seen;
        for (int i = 0; i < 60; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            if (QApplication::focusWidget() == start)
                break;
            seen.insert(QApplication::focusWidget());
        }
        QCOMPARE(QApplication::focusWidget(), start);
        for (const char* name : {"sessionList", "layerTree", "searchButton"}) {
            auto* widget = desk.window->findChild<QWidget*>(QLatin1StringView(name));
            QVERIFY2(widget && seen.contains(widget), name);
        }
    }
};

QTEST_MAIN(TestAccessible)
#include "tst_accessible.moc"
