// SPDX-License-Identifier: MIT
// "files changed": what a session has changed is told below its transcript, and shown by a click.
#include "chatfixtures.h"
#include "ui/chat/sessionview.h"

#include <QSignalSpy>
#include <QToolButton>

using namespace aios;
using namespace aios::fixtures;

class TestSessionChanges : public QObject {
    Q_OBJECT

    static TranscriptEntry change(const QString& id, const QString& title, const QByteArray& before, const QByteArray& after, int added, int removed)
    {
        TranscriptEntry entry = tool(id, u"Edit"_s, title, ToolRow::State::Done, u"The file was written."_s);
        entry.tool.added = added;
        entry.tool.removed = removed;
        entry.tool.preview = fileRequest(before, after).preview;
        return entry;
    }
    static QToolButton* button(const SessionView& view) { return view.findChild<QToolButton*>(u"changesButton"_s); }

private Q_SLOTS:
    void init() { failOnOurWarnings(); }

    void nothingChanged()
    {
        SessionController controller(u"session"_s);
        SessionView view(controller);
        controller.load({}, {entry(u"e1"_s, TranscriptEntry::Kind::User, u"Hello"_s), tool(u"e2"_s, u"Read"_s, u"Read a.md"_s, ToolRow::State::Done)},
                        {}, PermissionMode::Default);
        QVERIFY(!button(view)->isVisibleTo(&view));
    }

    void allOfThemAreShown()
    {
        SessionController controller(u"session"_s);
        SessionView view(controller);
        SessionSummary session;
        session.id = u"session"_s;
        session.title = u"Spring"_s;
        TranscriptEntry refused = change(u"e3"_s, u"Change c.md"_s, "x\n", "y\n", 1, 1);
        refused.tool.state = ToolRow::State::Denied;
        controller.load(session, {change(u"e1"_s, u"Change a.md"_s, "one\ntwo\n", "one\n100% sure\nthree\n", 2, 1), refused}, {},
                        PermissionMode::Default);
        view.setDetail(TranscriptDetail::Summary); // in which the calls themselves are not to be seen
        controller.applyEvents(news(EntryAdded{change(u"e2"_s, u"Change b.md"_s, "", "new\n", 1, 0)}));
        QVERIFY(button(view)->isVisibleTo(&view));
        QCOMPARE(button(view)->text(), u"files changed +3 −1"_s);
        QSignalSpy asked(&view, &SessionView::openInTabRequested);
        button(view)->click();
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.at(0).at(0).toString(), u"Changes of Spring"_s);
        const QString text = asked.at(0).at(1).toString();
        QVERIFY2(text.startsWith(u"Change a.md   +2 −1\n\n"_s) && text.contains(u"− two\n"_s) && text.contains(u"+ 100% sure\n+ three"_s),
                 qPrintable(text));
        QVERIFY2(text.contains(u"Change b.md   +1 −0\n\n"_s) && text.contains(u"+ new"_s), qPrintable(text));
        QVERIFY2(!text.contains(u"c.md"_s) && !text.contains(u"was written"_s), qPrintable(text));
    }
};

QTEST_MAIN(TestSessionChanges)
#include "tst_sessionchanges.moc"
