// SPDX-License-Identifier: MIT
// The list of sessions while they work: what is in hand, what is being renamed and what a menu was opened on stay those sessions.
#include "tests/ui/panestage.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/panes/sessions/sessionlistmodel.h"
#include "ui/panes/sessions/sessionspane.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>

using namespace aios;
using namespace aios::shell;

class TestSessionsPane : public QObject, private PaneStage {
    Q_OBJECT

    static QList<SessionSummary> sessions(const QString& ids)
    {
        QList<SessionSummary> all;
        for (const QChar id : ids) {
            SessionSummary session;
            session.id = id;
            session.title = u"Session "_s + id;
            session.messages = static_cast<int>(ids.size());
            all.append(session);
        }
        return all;
    }
    static QString order(const SessionListModel& model)
    {
        QString ids;
        for (int row = 0; row < model.rowCount(); ++row)
            ids += model.session(row).id;
        return ids;
    }
    /// The pane with the sessions a to d, of which a is in front.
    std::unique_ptr<SessionsPane> paneOfFour()
    {
        QSignalSpy listed(&m_core->agent(), &AgentClient::sessionsListed);
        auto pane = make<SessionsPane>();
        std::ignore = QTest::qWaitFor([&listed] { return !listed.isEmpty(); }, 9000); // its own, of a folder without sessions
        while (listed.wait(300)) // and what was asked for when the folder came
            ;
        Q_EMIT m_core->agent().sessionsListed(sessions(u"abcd"_s));
        m_host->setCurrentSession(u"a"_s);
        return pane;
    }
    static QListView* list(const SessionsPane& pane) { return pane.findChild<QListView*>(u"sessionList"_s); }
    static QString inHand(const SessionsPane& pane) { return list(pane)->currentIndex().data(SessionListModel::IdRole).toString(); }
    static QLineEdit* editor(const SessionsPane& pane) { return qobject_cast<QLineEdit*>(list(pane)->indexWidget(list(pane)->currentIndex())); }

private Q_SLOTS:
    void init() { openSample(); }
    void cleanup() { closeSample(); }

    void rowsAreChangedInPlace_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::newRow("the same") << u"abcd"_s << u"abcd"_s;
        QTest::newRow("last to the front") << u"abcd"_s << u"dabc"_s;
        QTest::newRow("turned round") << u"abcd"_s << u"dcba"_s;
        QTest::newRow("one gone, one new") << u"abcd"_s << u"xbdc"_s;
        QTest::newRow("none any more") << u"abcd"_s << QString();
        QTest::newRow("none before") << QString() << u"ab"_s;
    }
    void rowsAreChangedInPlace()
    {
        QFETCH(const QString, before);
        QFETCH(const QString, after);
        SessionListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSessions(sessions(before));
        QHash<QString, QPersistentModelIndex> places;
        for (int row = 0; row < model.rowCount(); ++row)
            places.insert(model.session(row).id, model.index(row));
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setSessions(sessions(after));
        QCOMPARE(order(model), after);
        QCOMPARE(reset.size(), 0);
        for (auto place = places.cbegin(); place != places.cend(); ++place)
            QCOMPARE(place.value().data(SessionListModel::IdRole).toString(), after.contains(place.key()) ? place.key() : QString());
        for (int row = 0; row < model.rowCount(); ++row)
            QCOMPARE(model.session(row).messages, static_cast<int>(after.size()));
    }

    void whatIsInHandStays()
    {
        const auto pane = paneOfFour();
        QCOMPARE(inHand(*pane), u"a"_s);
        list(*pane)->setCurrentIndex(pane->model().index(2));
        Q_EMIT m_core->agent().sessionsListed(sessions(u"acdb"_s)); // a turn has ended somewhere
        QCOMPARE(inHand(*pane), u"c"_s);
        Q_EMIT m_core->agent().sessionsListed(sessions(u"abd"_s)); // it was deleted
        QVERIFY(inHand(*pane) != u"c"_s);
    }

    void aNameThatIsWrittenIsNotLost()
    {
        const auto pane = paneOfFour();
        QSignalSpy renamed(&pane->model(), &SessionListModel::renamed);
        pane->rename(u"c"_s);
        const QPointer<QLineEdit> field = editor(*pane);
        QVERIFY(field);
        field->selectAll();
        QTest::keyClicks(field, u"My na"_s);
        Q_EMIT m_core->agent().sessionsListed(sessions(u"dcab"_s));
        Q_EMIT m_host->sessionStateChanged(u"c"_s, SessionState::Running);
        pane->model().setTitle(u"c"_s, u"What the model calls it"_s);
        m_host->setCurrentSession(u"d"_s);
        QVERIFY(field);
        QCOMPARE(field->text(), u"My na"_s);
        QTest::keyClicks(field, u"me"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(renamed.size(), 1);
        QCOMPARE(renamed.at(0), (QVariantList{u"c"_s, u"My name"_s}));
    }

    void theMenuMeansTheSessionItWasOpenedOn()
    {
        const auto pane = paneOfFour();
        QListView* view = list(*pane);
        Q_EMIT view->customContextMenuRequested(view->visualRect(pane->model().index(1)).center());
        auto* menu = pane->findChild<QMenu*>(u"sessionMenu"_s);
        QVERIFY(menu && menu->isVisible());
        m_host->setCurrentSession(u"d"_s); // something came to the front meanwhile
        Q_EMIT m_core->agent().sessionsListed(sessions(u"dcab"_s));
        QSignalSpy failed(&m_core->agent(), &AgentClient::sessionFailed); // these sessions exist in the list only
        const QList<QAction*> actions = menu->actions();
        const auto fork = std::ranges::find_if(actions, [](const QAction* action) { return action->text() == "&Fork"_L1; });
        QVERIFY(fork != actions.cend());
        (*fork)->trigger();
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed.at(0).at(0).toString(), u"b"_s);
    }
};

QTEST_MAIN(TestSessionsPane)
#include "tst_sessionspane.moc"
