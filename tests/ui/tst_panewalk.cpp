// SPDX-License-Identifier: MIT
// Every pane by keys alone: Tab and Shift+Tab reach all of its controls, and lead out of it again.
#include "tests/ui/daystage.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/panes/panecatalogue.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTextEdit>

using namespace aios;
using namespace aios::shell;

namespace {

constexpr int kMostSteps = 150; ///< Further, nobody would look.

QString nameOf(const QWidget* widget)
{
    return widget->objectName().isEmpty() ? QString::fromLatin1(widget->metaObject()->className()) : widget->objectName();
}

QString names(const QList<const QWidget*>& widgets)
{
    QStringList all;
    for (const QWidget* widget : widgets)
        all += nameOf(widget);
    return all.join(u", "_s);
}

/// What a person may want to use. A button within a field, a bar or a list does what keys do there.
bool isControl(const QWidget* widget)
{
    if (!widget->isVisible() || !widget->isEnabled() || widget->visibleRegion().isEmpty())
        return false;
    if (qobject_cast<const QAbstractButton*>(widget)) {
        const QWidget* holder = widget->parentWidget();
        return !qobject_cast<const QLineEdit*>(holder) && !qobject_cast<const QTabBar*>(holder) && !qobject_cast<const QAbstractItemView*>(holder);
    }
    return qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QComboBox*>(widget) || qobject_cast<const QAbstractItemView*>(widget) ||
           qobject_cast<const QTabBar*>(widget) || qobject_cast<const QTextEdit*>(widget);
}

} // namespace

class TestPaneWalk : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<DayStage> m_stage;

    [[nodiscard]] QWidget* shownPane(const QString& id) const
    {
        m_stage->window().docks().showPane(id);
        return m_stage->window().docks().pane(id);
    }
    /// Where the focus goes, from the first place in the pane until it has left it. Null at its end: it never did.
    static QList<const QWidget*> walk(const QWidget& pane, Qt::Key key)
    {
        const auto inside = [&pane] { return QApplication::focusWidget() && pane.isAncestorOf(QApplication::focusWidget()); };
        QList<const QWidget*> way;
        for (int step = 0; step < kMostSteps && inside(); ++step) {
            way += QApplication::focusWidget();
            QTest::keyClick(pane.window()->windowHandle(), key, key == Qt::Key_Backtab ? Qt::ShiftModifier : Qt::NoModifier);
        }
        if (inside())
            way += nullptr;
        return way;
    }
    /// Both ways through the pane as it stands now; empty: all is well.
    static QString problemOf(const QString& id, QWidget& pane)
    {
        QSet<const QWidget*> reached;
        for (const Qt::Key key : {Qt::Key_Tab, Qt::Key_Backtab}) {
            pane.setFocus(Qt::ShortcutFocusReason);
            QList<const QWidget*> way = walk(pane, key);
            if (!way.isEmpty() && !way.constLast())
                return u"%1: no way out, by way of %2"_s.arg(id, names(way.first(std::min<qsizetype>(20, way.size() - 1))));
            for (const QWidget* widget : std::as_const(way)) {
                for (const QWidget* each = widget; each && each != &pane; each = each->parentWidget())
                    reached.insert(each);
            }
        }
        QStringList missed;
        for (const QWidget* widget : pane.findChildren<QWidget*>()) {
            const QWidget* proxy = widget->focusProxy();
            if (isControl(widget) && !reached.contains(widget) && !(proxy && reached.contains(proxy)))
                missed += nameOf(widget);
        }
        return missed.isEmpty() ? QString() : id + u": Tab does not reach "_s + missed.join(u", "_s);
    }

private Q_SLOTS:
    /// Panes that share a place have tabs with whole names, and all of them together leave the window as narrow as it may be.
    void namesOfPanesAreWhole()
    {
        MainWindow& window = m_stage->window();
        for (const PaneRow& row : paneCatalogue())
            window.docks().showPane(QLatin1StringView(row.id));
        const auto bars = [&window] {
            QList<QTabBar*> shown = window.findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly);
            shown.removeIf([](const QTabBar* bar) { return !bar->isVisible(); });
            return shown;
        };
        QTRY_VERIFY(bars().size() >= 2);
        for (const QTabBar* bar : bars()) {
            QVERIFY(bar->count() > 1);
            QTRY_COMPARE(bar->elideMode(), Qt::ElideNone);
            for (int tab = 0; tab < bar->count(); ++tab)
                QVERIFY(bar->tabRect(tab).width() > bar->fontMetrics().horizontalAdvance(bar->tabText(tab)));
        }
        QVERIFY2(window.minimumSizeHint().width() <= 900, qPrintable(QString::number(window.minimumSizeHint().width())));
    }

    void initTestCase()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_stage = std::make_unique<DayStage>(m_dir->path());
        QVERIFY(m_stage->asksForTrust());
        QVERIFY(trustByClick(m_stage->window()));
        QVERIFY(m_stage->isReady());
        m_stage->window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&m_stage->window()));
        QTRY_VERIFY(m_stage->session());
        // Something is waiting, was decided and was known.
        m_stage->session()->controller().send(u"/plan why do new pedals click"_s, {});
        QTRY_VERIFY_WITH_TIMEOUT(!m_stage->waiting().isEmpty(), DayStage::kPatience);
    }
    void cleanupTestCase()
    {
        m_stage.reset();
        m_dir.reset();
    }

    void everyPane_data()
    {
        QTest::addColumn<QString>("id");
        for (const PaneRow& row : paneCatalogue())
            QTest::newRow(row.id) << QString::fromLatin1(row.id);
    }
    void everyPane()
    {
        QFETCH(const QString, id);
        QWidget* pane = shownPane(id);
        QVERIFY(pane && pane->isVisible());
        QTRY_VERIFY(shownPane(id)->isAncestorOf(QApplication::focusWidget())); // once it has read what it shows
        QTRY_COMPARE(problemOf(id, *pane), QString()); // a button may get its turn by what is chosen on the way
        for (QTabBar* tabs : pane->findChildren<QTabBar*>()) {
            for (int tab = 0; tab < tabs->count() && tabs->isVisible(); ++tab) {
                tabs->setCurrentIndex(tab);
                QTRY_COMPARE(problemOf(id + u'/' + tabs->tabText(tab), *pane), QString());
            }
        }
    }

    /// Every service of the folder: each has tools and details of its own.
    void everyService()
    {
        QWidget* pane = shownPane(u"services"_s);
        auto* list = pane->findChild<QAbstractItemView*>(u"serviceList"_s);
        QVERIFY(list && list->model()->rowCount() >= 4);
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            const QModelIndex server = list->model()->index(row, 0);
            list->setCurrentIndex(server);
            QTRY_COMPARE(problemOf(server.data().toString(), *pane), QString());
        }
    }
};

QTEST_MAIN(TestPaneWalk)
#include "tst_panewalk.moc"
