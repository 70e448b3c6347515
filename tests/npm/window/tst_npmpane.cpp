// SPDX-License-Identifier: MIT
#include "core/runtime/serviceslink.h"
#include "tests/npm/npmcatalogue.h"
#include "tests/ui/shellfixtures.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/services/servicespane.h"
#include "ui/services/toolsmodel.h"
#include "ui/services/trytool.h"

#include <QApplication>
#include <QCheckBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTreeView>

using namespace aios;
using namespace aios::shell;
using namespace aios::test;

/// The same servers as tst_npmservers, by hand: in the pane of services of a window, with the mouse and the keys.
class TestNpmPane : public QObject {
    Q_OBJECT

    /// A window on a folder whose person has the one service.
    struct House {
        explicit House(const QByteArray& entry, const QTemporaryDir& place) : desk(place.filePath(u"home"_s))
        {
            write(place.filePath(u"mine/CLAUDE.md"_s), "# Mine\n");
            write(place.filePath(u"home/config/mcp.json"_s), "{\"mcpServers\": {" + entry + "}}\n");
            desk.window->resize(1400, 900);
            desk.window->openFolder(place.filePath(u"mine"_s));
        }
        [[nodiscard]] ServicesPane* pane()
        {
            auto* pane = qobject_cast<ServicesPane*>(desk.window->docks().pane(u"services"_s));
            return pane;
        }
        template <typename Widget>
        [[nodiscard]] Widget* find(const QString& name)
        {
            auto* widget = pane()->findChild<Widget*>(name);
            if (!widget)
                qFatal("no %s", qPrintable(name));
            return widget;
        }
        void click(const QString& name) { QTest::mouseClick(find<QPushButton>(name), Qt::LeftButton); }
        /// What the list says of the service.
        [[nodiscard]] QString row()
        {
            const QAbstractItemModel* model = find<QListView>(u"serviceList"_s)->model();
            return model->index(0, 0).data().toString();
        }
        [[nodiscard]] bool waitForRow(const QString& start)
        {
            return QTest::qWaitFor([&] { return row().startsWith(u"one\n"_s + start) || row().startsWith(u"one\nFailed"_s); }, 60'000) &&
                   row().startsWith(u"one\n"_s + start);
        }

        Desk desk;
    };

    /// Finds the tool with the filter, opens its window, writes the input as JSON and clicks Call. What the answer says.
    static QString called(House& house, const NpmCall& call, const QString& project)
    {
        auto* filter = house.find<QLineEdit>(u"toolFilter"_s);
        filter->clear();
        QTest::keyClicks(filter, call.tool);
        auto* list = house.find<QTreeView>(u"toolList"_s);
        int row = list->model()->rowCount() - 1;
        while (row >= 0 && list->model()->index(row, 0).data().toString().section(u' ', 0, 0) != call.tool)
            --row;
        if (row < 0)
            return u"the filter does not find it"_s;
        list->setCurrentIndex(list->model()->index(row, 0));
        house.click(u"tryButton"_s);
        auto* trial = house.desk.window->findChild<TryTool*>();
        if (!trial || !trial->isVisible())
            return u"there is no window for it"_s;
        auto* asJson = trial->findChild<QCheckBox*>(u"asJson"_s);
        if (!asJson->isChecked())
            asJson->click();
        trial->findChild<QPlainTextEdit*>(u"jsonInput"_s)
            ->setPlainText(QString::fromUtf8(QByteArray(call.input).replace("PROJECT", project.toUtf8())));
        const auto* answer = trial->findChild<QPlainTextEdit*>(u"answerText"_s);
        QTest::mouseClick(trial->findChild<QPushButton*>(u"callButton"_s), Qt::LeftButton);
        std::ignore = QTest::qWaitFor([&] { return !answer->toPlainText().isEmpty(); }, 30'000);
        const QString said = trial->findChild<QLabel*>(u"answerState"_s)->text() + u'\n' + answer->toPlainText();
        trial->close();
        delete trial;
        return said;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
        noteResult(u"| server | ready | tools listed | calls | restarted | stopped |\n|---|---|---|---|---|---|\n"_s);
    }

    void fromStartToStop_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(npmServers().size()); ++i)
            QTest::newRow(qPrintable(npmServers()[i].place())) << i;
    }
    void fromStartToStop()
    {
        QFETCH(const int, index);
        const NpmServer server = npmServers()[index];
        const NpmStubs stubs;
        const QTemporaryDir place;
        const QString project = place.filePath(u"mine"_s);
        QElapsedTimer clock;
        clock.start();
        House house(npmServerEntry(server.program, project, place.path(), stubs), place);
        QTRY_VERIFY_WITH_TIMEOUT(house.pane(), 9000);
        house.desk.window->docks().showPane(u"services"_s);
        QVERIFY2(house.waitForRow(u"Ready"_s), qPrintable(house.row()));
        const qint64 ready = clock.elapsed();
        const auto tools = [&house] { return house.find<QTreeView>(u"toolList"_s)->model()->rowCount(); };
        QTRY_VERIFY(tools() >= server.tools); // more where the server offers some only to a client that can be asked
        const int listed = tools();
        for (const NpmCall& call : server.calls) {
            const QString said = called(house, call, project);
            QVERIFY2(said.contains(call.answer), qPrintable(call.tool + u": "_s + said.left(600)));
        }
        house.find<QLineEdit>(u"toolFilter"_s)->clear();

        const QList<int> before = npmProcesses(project);
        QVERIFY(!before.isEmpty());
        clock.restart();
        house.click(u"restartButton"_s);
        QVERIFY2(QTest::qWaitFor([&] { return !house.row().startsWith(u"one\nReady"_s); }, 9000), qPrintable(house.row()));
        QVERIFY2(house.waitForRow(u"Ready"_s), qPrintable(house.row()));
        const qint64 again = clock.elapsed();
        QTRY_COMPARE(tools(), listed);
        QTRY_VERIFY_WITH_TIMEOUT(std::ranges::none_of(npmProcesses(project), [&](int pid) { return before.contains(pid); }), 10'000);
        const QString once = called(house, server.calls.constLast(), project);
        QVERIFY2(once.contains(server.calls.constLast().answer), qPrintable(once.left(600)));

        clock.restart();
        house.click(u"switchButton"_s);
        QVERIFY2(house.waitForRow(u"Off"_s), qPrintable(house.row()));
        QTRY_COMPARE_WITH_TIMEOUT(npmProcesses(project), QList<int>(), 15'000);
        noteResult(u"| %1 %2 | %3 ms | %4 | %5 | %6 ms | %7 ms |\n"_s.arg(server.package, npmVersion(server.place()))
                       .arg(ready)
                       .arg(listed)
                       .arg(server.calls.size() + 1)
                       .arg(again)
                       .arg(clock.elapsed()));
    }
};

int main(int argc, char** argv)
{
    return npmMain<TestNpmPane, QApplication>(argc, argv);
}
#include "tst_npmpane.moc"
