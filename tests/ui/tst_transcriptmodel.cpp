// SPDX-License-Identifier: MIT
#include "chatfixtures.h"
#include "ui/chat/transcriptmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::fixtures;
using Kind = TranscriptEntry::Kind;

class TestTranscriptModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { fixtures::failOnOurWarnings(); }

    void appliesEventsInOrder()
    {
        TranscriptModel model;
        QAbstractItemModelTester tester(&model);
        QSignalSpy finished(&model, &TranscriptModel::messageFinished);
        model.applyEvents(news(EntryAdded{entry(u"u"_s, Kind::User, u"Hello"_s)}));
        TranscriptEntry answer = entry(u"a"_s, Kind::Assistant, u"Hi"_s);
        answer.streaming = true;
        model.applyEvents(news(EntryAdded{answer}));
        const int generation = model.item(1).generation;
        model.applyEvents(news(EntryDelta{u"a"_s, u" there"_s}));
        QCOMPARE(model.item(1).entry.text, u"Hi there"_s);
        QCOMPARE(model.item(1).generation, generation); // Text appended at the end keeps what is laid out.
        QCOMPARE(finished.size(), 0);
        answer.text = u"Hi there"_s;
        answer.streaming = false;
        model.applyEvents(news(EntryChanged{answer}));
        QCOMPARE(finished.size(), 1);
        QVERIFY(finished.at(0).at(0).toString().contains(u"Hi there"_s));
        model.applyEvents(news(EntryRemoved{u"u"_s}));
        QCOMPARE(model.rowCount(), 1);
        model.applyEvents(news(EntryDelta{u"gone"_s, u"text"_s})); // Late news of a removed entry.
        QCOMPARE(model.rowCount(), 1);
    }

    void subAgentRowsStandUnderTheirCall()
    {
        TranscriptModel model;
        QAbstractItemModelTester tester(&model);
        model.applyEvents(news(EntryAdded{tool(u"agent"_s, u"Agent"_s, u"Ask researcher"_s, ToolRow::State::Running)}));
        model.applyEvents(news(EntryAdded{tool(u"other"_s, u"Read"_s, u"Read a.md"_s, ToolRow::State::Done)}));
        TranscriptEntry child = tool(u"child"_s, u"Grep"_s, u"Search b"_s, ToolRow::State::Running);
        child.parentToolId = u"toolu-agent"_s;
        model.applyEvents(news(EntryAdded{child}));
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.item(1).entry.id, u"child"_s);
        QCOMPARE(model.item(1).depth, 1);
        QCOMPARE(model.item(2).entry.id, u"other"_s);
        model.addCard(u"card"_s, u"toolu-child"_s, u"Approval"_s);
        QCOMPARE(model.item(2).cardId, u"card"_s);
        model.setExpanded(0, false); // Folding the agent hides its steps, never what waits for the person.
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.item(1).cardId, u"card"_s);
        model.setExpanded(0, true);
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.item(1).entry.id, u"child"_s);
        model.removeCard(u"card"_s);
        QCOMPARE(model.rowCount(), 3);
    }

    void detailLevels_data()
    {
        QTest::addColumn<TranscriptDetail>("detail");
        QTest::addColumn<QStringList>("shown");
        QTest::newRow("normal") << TranscriptDetail::Normal << QStringList{u"u"_s, u"t"_s, u"read"_s, u"edit"_s, u"bad"_s, u"a"_s};
        QTest::newRow("verbose") << TranscriptDetail::Verbose << QStringList{u"u"_s, u"t"_s, u"read"_s, u"edit"_s, u"bad"_s, u"a"_s};
        QTest::newRow("summary") << TranscriptDetail::Summary << QStringList{u"u"_s, u"edit"_s, u"bad"_s, u"a"_s};
    }
    void detailLevels()
    {
        QFETCH(const TranscriptDetail, detail);
        QFETCH(const QStringList, shown);
        TranscriptEntry edit = tool(u"edit"_s, u"Edit"_s, u"Change a.md"_s, ToolRow::State::Done);
        edit.tool.added = 2;
        TranscriptModel model;
        QAbstractItemModelTester tester(&model);
        model.setEntries({entry(u"u"_s, Kind::User, u"q"_s), entry(u"t"_s, Kind::Thinking, u"hm"_s),
                          tool(u"read"_s, u"Read"_s, u"Read a"_s, ToolRow::State::Done), edit,
                          tool(u"bad"_s, u"Bash"_s, u"Run x"_s, ToolRow::State::Failed), entry(u"a"_s, Kind::Assistant, u"done"_s)});
        model.setDetail(detail);
        QStringList ids;
        for (int row = 0; row < model.rowCount(); ++row)
            ids += model.data(model.index(row), TranscriptModel::EntryIdRole).toString();
        QCOMPARE(ids, shown);
        const int edited = static_cast<int>(shown.indexOf(u"edit"_s));
        QCOMPARE(model.isExpanded(edited), detail == TranscriptDetail::Verbose);
    }

    void saysEveryToolState_data()
    {
        QTest::addColumn<ToolRow::State>("state");
        QTest::addColumn<QString>("by");
        QTest::addColumn<QString>("words");
        using State = ToolRow::State;
        QTest::newRow("waiting") << State::Waiting << u""_s << u"waits for you"_s;
        QTest::newRow("person") << State::Done << u"person"_s << u"done, approved by you"_s;
        QTest::newRow("rule") << State::Done << u"rule Edit(content/**)"_s << u"done, allowed by rule Edit(content/**)"_s;
        QTest::newRow("denied by rule") << State::Denied << u"rule Bash(rm *)"_s << u"refused by rule Bash(rm *)"_s;
        QTest::newRow("rejected") << State::Denied << u"person"_s << u"rejected"_s;
        QTest::newRow("unknown") << State::Unknown << u""_s << u"outcome unknown"_s;
    }
    void saysEveryToolState()
    {
        QFETCH(const ToolRow::State, state);
        QFETCH(const QString, by);
        QFETCH(const QString, words);
        TranscriptEntry row = tool(u"t"_s, u"Edit"_s, u"Change a.md"_s, state);
        row.tool.decidedBy = by;
        TranscriptModel model;
        model.setEntries({row});
        QVERIFY2(model.data(model.index(0), Qt::AccessibleTextRole).toString().contains(words), qPrintable(model.text(0)));
    }

    void findsWhatIsShown_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("query");
        QTest::addColumn<int>("count");
        QTest::newRow("plain, any case") << u"One apple, two Apples."_s << u"apple"_s << 2;
        QTest::newRow("through emphasis") << u"the **spring** series"_s << u"spring series"_s << 1;
        QTest::newRow("inside code") << u"```\nlet x = 1\n```"_s << u"let x"_s << 1;
        QTest::newRow("marks are not text") << u"a **b** c"_s << u"**b**"_s << 0;
        QTest::newRow("absent") << u"nothing here"_s << u"apple"_s << 0;
        QTest::newRow("empty query") << u"nothing here"_s << QString() << 0;
    }
    void findsWhatIsShown()
    {
        QFETCH(const QString, source);
        QFETCH(const QString, query);
        QFETCH(const int, count);
        TranscriptModel model;
        model.setEntries({entry(u"a"_s, Kind::Assistant, source)});
        const auto matches = model.find(query);
        QCOMPARE(matches.isEmpty() ? 0 : matches.first().count, count);
    }

    void hiddenCharactersAreVisible()
    {
        TranscriptModel model;
        model.setEntries({tool(u"t"_s, u"Bash"_s, u"Run rm\u202E txt"_s, ToolRow::State::Waiting), entry(u"u"_s, Kind::User, u"a\u200Bb"_s)});
        QVERIFY(model.text(0).contains(u"⟨U+202E⟩"_s));
        QVERIFY(!model.data(model.index(0), Qt::AccessibleTextRole).toString().contains(QChar(0x202E)));
        QVERIFY(model.text(1).contains(u"⟨U+200B⟩"_s));
    }

    void exportsRowsAsText()
    {
        TranscriptModel model;
        model.setEntries({entry(u"u"_s, Kind::User, u"Question"_s), entry(u"a"_s, Kind::Assistant, u"**Answer** one\n\n- point"_s)});
        const QString text = model.text(0, 5);
        QVERIFY2(text.startsWith(u"Question\n\nAnswer one"_s), qPrintable(text));
        QVERIFY(text.contains(u"point"_s));
    }
};

QTEST_GUILESS_MAIN(TestTranscriptModel)
#include "tst_transcriptmodel.moc"
