// SPDX-License-Identifier: MIT
#include "chatfixtures.h"
#include "ui/chat/transcriptmodel.h"
#include "ui/chat/transcriptview.h"

#include <QAccessible>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::fixtures;
using namespace std::chrono_literals;
using Kind = TranscriptEntry::Kind;

namespace {

struct Stage {
    TranscriptModel model;
    TranscriptView view{model};

    explicit Stage(const QList<TranscriptEntry>& entries, QSize size = {700, 500})
    {
        model.setEntries(entries);
        view.resize(size);
        view.show();
        view.settle();
    }
    [[nodiscard]] int topOf(const QString& entryId) { return view.rowRect(model.rowOfEntry(entryId)).top(); }
    void drag(QPoint from, QPoint to)
    {
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(view.viewport(), to);
        QMouseEvent move(QEvent::MouseMove, to, view.viewport()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(view.viewport(), &move);
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, to);
    }
};

} // namespace

class TestTranscriptView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { fixtures::failOnOurWarnings(); }

    /// A menu eats a single "&", and another address would stand there than the one that is opened.
    void theMenuNamesTheWholeAddress()
    {
        Stage stage({entry(u"a"_s, Kind::Assistant, u"See [this](https://example.org/?a=1&b=2&&c)."_s)});
        stage.view.setCurrentRow(0);
        QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, {});
        QCoreApplication::sendEvent(stage.view.viewport(), &event);
        const auto* menu = stage.view.findChild<QMenu*>();
        QVERIFY(menu);
        QStringList links;
        for (const QAction* action : menu->actions()) {
            if (action->text().contains(u"Link"_s))
                links += action->text().replace(u"&&"_s, u"&"_s);
        }
        QCOMPARE(links, (QStringList{u"Open Link https://example.org/?a=1&b=2&&c"_s, u"Copy Link https://example.org/?a=1&b=2&&c"_s}));
    }

    void opensAtTheEndAndFollowsTheStream()
    {
        Stage stage(conversation(200));
        QVERIFY(stage.view.followsEnd());
        QCOMPARE(stage.view.verticalScrollBar()->value(), stage.view.verticalScrollBar()->maximum());
        TranscriptEntry answer = entry(u"s"_s, Kind::Assistant, u"Start. "_s);
        answer.streaming = true;
        stage.model.applyEvents(news(EntryAdded{answer}));
        for (int i = 0; i < 40; ++i) {
            stage.model.applyEvents(news(EntryDelta{u"s"_s, u"More words arrive in this paragraph.\n\n"_s}));
            stage.view.settle();
        }
        QVERIFY(stage.view.followsEnd());
        QVERIFY(stage.view.rowRect(stage.model.rowCount() - 1).bottom() <= stage.view.viewport()->height());
    }

    void partialRepaintsLeaveTheSameScreenAsAWholeOne()
    {
        Stage stage(conversation(40));
        QVERIFY(QTest::qWaitForWindowExposed(&stage.view));
        const auto expectTrueScreen = [&stage](const char* when) {
            QCoreApplication::processEvents();
            const QImage screen = stage.view.screen()->grabWindow(stage.view.winId()).toImage().convertToFormat(QImage::Format_RGB32);
            QVERIFY(!screen.isNull());
            const QImage whole = stage.view.grab().toImage().convertToFormat(QImage::Format_RGB32);
            QVERIFY2(screen == whole, when);
        };
        expectTrueScreen("at the start");
        QTest::mouseMove(stage.view.viewport(), QPoint(300, 200));
        TranscriptEntry answer = entry(u"s"_s, Kind::Assistant, u"# Start\n\n"_s);
        answer.streaming = true;
        stage.model.applyEvents(news(EntryAdded{answer}));
        stage.view.settle();
        expectTrueScreen("an answer began");
        const QStringList deltas{u"Some words "_s,         u"of a paragraph that wraps at the end of its line, as most of them do, "_s,
                                 u"and ends.\n\n"_s,       u"```cpp\nint a;\n"_s,
                                 u"int b;\n```\n\n"_s,     u"| a | b |\n|---|---|\n| 1 | 2 |\n"_s,
                                 u"\n1. one\n2. two\n\n"_s};
        for (int i = 0; i < 28; ++i) {
            stage.model.applyEvents(news(EntryDelta{u"s"_s, deltas.at(i % deltas.size())}));
            stage.view.settle();
            expectTrueScreen("a delta came");
        }
        answer.text = stage.model.item(stage.model.rowCount() - 1).entry.text;
        answer.streaming = false;
        stage.model.applyEvents(news(EntryChanged{answer}));
        stage.view.settle();
        expectTrueScreen("the answer ended");
        for (const int step : {-30, -7, 12, -200, 90, -1000, 3}) {
            QScrollBar* bar = stage.view.verticalScrollBar();
            bar->setValue(bar->value() + step);
            expectTrueScreen("scrolled");
        }
    }

    void aReplyCanBeRated_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<bool>("good");
        QTest::newRow("good") << u"More Like This: Propose a Learning"_s << true;
        QTest::newRow("bad") << u"Not Like This: Propose a Learning"_s << false;
    }
    void aReplyCanBeRated()
    {
        QFETCH(QString, action);
        QFETCH(bool, good);
        Stage stage({entry(u"u1"_s, Kind::User, u"/plan x"_s), entry(u"a1"_s, Kind::Assistant, u"Planned."_s),
                     entry(u"u2"_s, Kind::User, u"/write x"_s), entry(u"a2"_s, Kind::Assistant, u"Reading."_s),
                     entry(u"a3"_s, Kind::Assistant, u"*Written*."_s)});
        QSignalSpy rated(&stage.view, &TranscriptView::rated);
        const auto choose = [&](int row) {
            const QPoint place = stage.view.rowRect(row).center();
            QContextMenuEvent event(QContextMenuEvent::Mouse, place, stage.view.viewport()->mapToGlobal(place));
            QCoreApplication::sendEvent(stage.view.viewport(), &event);
            QAction* found = nullptr;
            QMenu* menu = stage.view.findChild<QMenu*>();
            for (QAction* each : menu->actions())
                found = each->text() == action ? each : found;
            if (found)
                found->trigger();
            menu->close();
            delete menu;
            return found != nullptr;
        };
        QVERIFY(!choose(2)); // a prompt is no reply
        QVERIFY(choose(4));
        QCOMPARE(rated.size(), 1);
        QCOMPARE(rated.at(0), (QVariantList{u"*Written*."_s, u"/write x"_s, good}));
        QVERIFY(choose(1));
        QCOMPARE(rated.at(1), (QVariantList{u"Planned."_s, u"/plan x"_s, good}));
    }

    void aPromptUnderTheMouseCanBeEditedAskedAgainAndCopied()
    {
        Stage stage({entry(u"u"_s, Kind::User, u"Write it *up*."_s), entry(u"a"_s, Kind::Assistant, u"Done."_s)});
        QSignalSpy rewound(&stage.view, &TranscriptView::rewindRequested);
        const QRect row = stage.view.rowRect(0);
        const auto clickFromLeft = [&](int from) { // The places stand at the right end, on the row's upper edge.
            for (int x = from; x < row.right(); x += 4) {
                const auto before = rewound.size();
                QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, QPoint(x, qMax(0, row.top()) + 6));
                if (rewound.size() > before)
                    return x;
            }
            return -1;
        };
        QCOMPARE(clickFromLeft(row.left()), -1); // Not before the mouse is over it.
        QTest::mouseMove(stage.view.viewport(), row.center());
        QMouseEvent over(QEvent::MouseMove, row.center(), stage.view.viewport()->mapToGlobal(row.center()), Qt::NoButton, Qt::NoButton, {});
        QCoreApplication::sendEvent(stage.view.viewport(), &over);
        const int edit = clickFromLeft(row.left());
        QVERIFY(edit > 0);
        QCOMPARE(rewound.at(0), (QVariantList{u"u"_s, u"Write it *up*."_s, false}));
        int last = edit;
        while (rewound.constLast().at(2).toBool() == false && last > 0)
            last = clickFromLeft(last + 4);
        QVERIFY(last > 0);
        QCOMPARE(rewound.constLast(), (QVariantList{u"u"_s, u"Write it *up*."_s, true}));
        QGuiApplication::clipboard()->clear();
        while (last > 0)
            last = clickFromLeft(last + 4);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"Write it *up*."_s); // As it was written.
    }

    void readingAboveIsNotMoved()
    {
        Stage stage(conversation(200));
        stage.view.verticalScrollBar()->setValue(stage.view.verticalScrollBar()->maximum() - 900);
        stage.view.settle();
        QVERIFY(!stage.view.followsEnd());
        const int row = stage.view.rowAt(QPoint(300, 200));
        QVERIFY(row > 0);
        const QString read = stage.model.item(row).entry.id;
        const int top = stage.topOf(read);

        TranscriptEntry answer = entry(u"s"_s, Kind::Assistant, u"Text"_s);
        answer.streaming = true;
        stage.model.applyEvents(news(EntryAdded{answer}));
        stage.model.applyEvents(news(EntryDelta{u"s"_s, message(5).repeated(4)}));
        stage.view.settle();
        QCOMPARE(stage.topOf(read), top);
        QCOMPARE(stage.view.newCount(), 1);

        // A row far above grows: what is read stays as well.
        TranscriptEntry longer = entry(u"e2"_s, Kind::Assistant, message(2).repeated(10));
        stage.model.applyEvents(news(EntryChanged{longer}));
        stage.view.settle();
        QCOMPARE(stage.topOf(read), top);

        stage.view.scrollToEnd();
        QCOMPARE(stage.view.newCount(), 0);
        QVERIFY(stage.view.followsEnd());
    }

    void scrollingUpByStepsIsExact()
    {
        // Rows above were never laid out: their heights are guesses until the walk meets them, and the walk must not jump.
        Stage stage(conversation(300));
        for (int i = 0; i < 80; ++i) {
            const TranscriptFlow::Shown seen = stage.view.flow().shown().front();
            QScrollBar* bar = stage.view.verticalScrollBar();
            bar->setValue(bar->value() - 60);
            const auto& shown = stage.view.flow().shown();
            const auto again = std::ranges::find_if(shown, [&](const auto& each) { return each.row == seen.row && each.segment == seen.segment; });
            QVERIFY(again != shown.end());
            QCOMPARE(again->top, seen.top + 60);
        }
        QVERIFY(stage.view.flow().bodyCount() <= TranscriptFlow::kMaxBodies);
    }

    /// A session behind other tabs keeps nothing that is laid out, and is where it was when it comes back.
    void hiddenItLetsGo()
    {
        Stage stage(conversation(300));
        QVERIFY(QTest::qWaitForWindowExposed(&stage.view));
        QCoreApplication::processEvents(); // the scroll bar takes its place
        stage.view.verticalScrollBar()->setValue(stage.view.verticalScrollBar()->maximum() / 2);
        stage.view.settle();
        const TranscriptFlow::Shown seen = stage.view.flow().shown().front();
        const QImage before = stage.view.viewport()->grab().toImage();
        QVERIFY(stage.view.flow().bodyCount() > 0);
        stage.view.hide();
        QTRY_COMPARE_WITH_TIMEOUT(stage.view.flow().bodyCount(), 0, TranscriptView::kReleaseAfter + 3s);
        stage.view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&stage.view));
        stage.view.settle();
        const TranscriptFlow::Shown again = stage.view.flow().shown().front();
        QCOMPARE(std::tuple(again.row, again.segment, again.top), std::tuple(seen.row, seen.segment, seen.top));
        QCOMPARE(stage.view.viewport()->grab().toImage(), before);
    }

    void jumpsToBothEnds()
    {
        Stage stage(conversation(300));
        stage.view.setFocus();
        QTest::keyClick(&stage.view, Qt::Key_Home);
        QCOMPARE(stage.view.verticalScrollBar()->value(), 0);
        QCOMPARE(stage.view.rowAt(QPoint(300, 20)), 0);
        QTest::keyClick(&stage.view, Qt::Key_PageDown);
        QVERIFY(stage.view.verticalScrollBar()->value() > 0);
        QTest::keyClick(&stage.view, Qt::Key_End);
        QVERIFY(stage.view.followsEnd());
    }

    void selectsAndCopiesAcrossRows()
    {
        Stage stage({entry(u"u"_s, Kind::User, u"First question"_s), tool(u"t"_s, u"Read"_s, u"Read a.md"_s, ToolRow::State::Done),
                     entry(u"a"_s, Kind::Assistant, u"Some **bold** words.\n\n```sh\nls -l\n```\n\nLast line."_s)});
        const QRect first = stage.view.rowRect(0);
        const QRect last = stage.view.rowRect(2);
        stage.drag(QPoint(first.left() + 4, first.top() + first.height() / 2), QPoint(last.right() - 2, last.bottom() - 2));
        const QString text = stage.view.selectedText();
        QCOMPARE(text, u"First question\n\nRead a.md\n\nSome bold words.\nls -l\nLast line."_s);

        QTest::keyClick(&stage.view, Qt::Key_C, Qt::ControlModifier);
        const QMimeData* data = QGuiApplication::clipboard()->mimeData();
        QCOMPARE(data->text(), text);
        QVERIFY2(data->html().contains(u"bold</"_s), qPrintable(data->html()));
        QVERIFY(data->html().contains(u"<pre>ls -l</pre>"_s));
    }

    void shiftClickExtendsAndSelectAllTakesEverything()
    {
        Stage stage(conversation(30));
        QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, QPoint(120, 60));
        QVERIFY(stage.view.selectedText().isEmpty());
        QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, Qt::ShiftModifier, QPoint(400, 380));
        QVERIFY(stage.view.selectedText().size() > 50);
        stage.view.setFocus();
        QTest::keyClick(&stage.view, Qt::Key_A, Qt::ControlModifier);
        const QString all = stage.view.selectedText();
        QVERIFY(all.startsWith(u"Please look at item 0"_s));
        QVERIFY(all.contains(u"Message 27"_s));
        QVERIFY(all.contains(u"print(step(10))"_s));
    }

    void toolRowsUnfoldByMouseAndKeyboard()
    {
        TranscriptEntry row = tool(u"t"_s, u"Bash"_s, u"Run the checks"_s, ToolRow::State::Done, u"line\n"_s.repeated(100));
        Stage stage({row, entry(u"a"_s, Kind::Assistant, u"ok"_s)});
        QVERIFY(!stage.model.isExpanded(0));
        const int folded = stage.view.rowRect(0).height();
        QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, stage.view.rowRect(0).center());
        QVERIFY(stage.model.isExpanded(0));
        QVERIFY(stage.view.rowRect(0).height() > folded * 5);
        bool saysHowMany = false;
        for (const Segment& segment : stage.view.flow().layout(0).segments)
            saysHowMany |= segment.kind == Segment::Kind::Fold && segment.source.contains(u"85"_s);
        QVERIFY(saysHowMany);
        stage.view.setFocus();
        stage.view.setCurrentRow(0);
        QTest::keyClick(&stage.view, Qt::Key_Return);
        QVERIFY(!stage.model.isExpanded(0));
    }

    void linksOnlyAsk_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<bool>("asks");
        QTest::newRow("web") << u"https://example.org/a"_s << true;
        QTest::newRow("relative") << u"brand/voice.md"_s << true;
        QTest::newRow("script") << u"javascript:alert(1)"_s << false;
        QTest::newRow("file") << u"file:///etc/passwd"_s << false;
    }
    void linksOnlyAsk()
    {
        QFETCH(const QString, target);
        QFETCH(const bool, asks);
        Stage stage({entry(u"a"_s, Kind::Assistant, u"[aaaaaaaaaaaaaaaaaaaaaaaaa](%1)"_s.arg(target))});
        QSignalSpy activated(&stage.view, &TranscriptView::linkActivated);
        const QRect rect = stage.view.rowRect(0);
        QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, QPoint(rect.left() + 30, rect.top() + rect.height() / 2));
        QCOMPARE(activated.size(), asks ? 1 : 0);
        if (asks)
            QCOMPARE(activated.at(0).at(0).toString(), target);
    }

    void codeCanBeCopiedAndSaved()
    {
        Stage stage({entry(u"a"_s, Kind::Assistant, u"Look:\n\n```python\nprint(1)\nprint(2)\n```"_s)});
        QSignalSpy save(&stage.view, &TranscriptView::saveCodeRequested);
        TranscriptPaintState state;
        state.left = stage.view.rowRect(0).left();
        TranscriptPainter painter(stage.view.flow(), state);
        QList<TranscriptZone> zones;
        for (const auto& shown : stage.view.flow().shown())
            zones += painter.zones(shown);
        QCOMPARE(zones.size(), 2);
        for (const TranscriptZone& zone : zones)
            QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, zone.rect.center());
        QCOMPARE(QGuiApplication::clipboard()->text(), u"print(1)\nprint(2)"_s);
        QCOMPARE(save.size(), 1);
        QCOMPARE(save.at(0).at(0).toString(), u"code.py"_s);
        QCOMPARE(save.at(0).at(1).toString(), u"print(1)\nprint(2)\n"_s);
    }

    void findStepsThroughAllHits()
    {
        Stage stage(conversation(120));
        stage.view.openFind();
        auto* edit = stage.view.findChild<QLineEdit*>();
        QVERIFY(edit->hasFocus() || edit->isVisible());
        QTest::keyClicks(edit, u"item 4"_s);
        QVERIFY(stage.view.findCount() > 0);
        const int count = stage.view.findCount();
        QCOMPARE(stage.view.findIndex(), count);
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(stage.view.findIndex(), 1);
        QVERIFY(!stage.view.rowRect(stage.model.rowOfEntry(u"e4"_s)).isEmpty());
        QTest::keyClick(edit, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(stage.view.findIndex(), count);
        QTest::keyClick(edit, Qt::Key_Escape);
        QCOMPARE(stage.view.findCount(), 0);
        QVERIFY(!edit->isVisible());
    }

    void cardsLiveAtTheirRow()
    {
        Stage stage(conversation(40));
        stage.model.applyEvents(news(EntryAdded{tool(u"w"_s, u"Write"_s, u"Write x"_s, ToolRow::State::Waiting)}));
        auto* button = new QPushButton(u"a card"_s);
        button->setFixedHeight(120);
        stage.view.setCard(u"c"_s, button);
        stage.model.addCard(u"c"_s, u"toolu-w"_s, u"Approval"_s);
        stage.view.settle();
        const int row = stage.model.rowOfEntry(u"card:c"_s);
        QCOMPARE(row, stage.model.rowCount() - 1);
        QVERIFY(stage.view.rowRect(row).contains(button->geometry()));
        QCOMPARE(button->height(), 120);
        QPointer<QPushButton> guard(button);
        stage.view.verticalScrollBar()->setValue(0);
        QVERIFY(!stage.view.viewport()->rect().intersects(button->geometry()));
        stage.view.showCard(u"c"_s);
        QVERIFY(stage.view.viewport()->rect().intersects(button->geometry()));
        stage.model.removeCard(u"c"_s);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(!guard);
    }

    void assistiveTechnologySeesRows()
    {
        Stage stage({entry(u"u"_s, Kind::User, u"Hello"_s), entry(u"a"_s, Kind::Assistant, u"Some *text*."_s),
                     tool(u"t"_s, u"Bash"_s, u"Run it"_s, ToolRow::State::Failed)});
        QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&stage.view);
        QVERIFY(list);
        QCOMPARE(list->role(), QAccessible::List);
        QCOMPARE(list->childCount(), 3);
        QAccessibleInterface* answer = list->child(1);
        QCOMPARE(answer->role(), QAccessible::ListItem);
        QVERIFY(answer->text(QAccessible::Name).contains(u"Some text."_s));
        QVERIFY(answer->textInterface() && answer->textInterface()->characterCount() > 5);
        QCOMPARE(list->indexOfChild(answer), 1);
        QVERIFY(list->child(2)->text(QAccessible::Name).contains(u"failed"_s));
        QVERIFY(list->child(2)->state().expandable);
        QCOMPARE(list->child(1), answer); // The same object while the row lives.
        stage.model.applyEvents(news(EntryRemoved{u"a"_s}));
        QCOMPARE(list->childCount(), 2);
        QVERIFY(!answer->isValid());
    }

    void followsFontAndPalette()
    {
        Stage stage(conversation(40));
        const int before = stage.view.rowRect(stage.model.rowCount() - 1).height();
        QFont font = stage.view.font();
        font.setPointSizeF(font.pointSizeF() * 1.8);
        stage.view.setFont(font);
        QVERIFY(stage.view.rowRect(stage.model.rowCount() - 1).height() > before);
        QPalette dark(QColor(40, 40, 44), QColor(30, 30, 34));
        stage.view.setPalette(dark);
        QVERIFY(stage.view.flow().style().colours.dark);
        QVERIFY(stage.view.followsEnd());
    }

    void survivesEmptyAndNarrow()
    {
        Stage stage({}, {60, 40});
        stage.view.setEmptyText(u"Nothing yet"_s, u"Type below."_s);
        QVERIFY(!stage.view.grab().isNull());
        QTest::keyClick(&stage.view, Qt::Key_Down);
        stage.model.setEntries(conversation(20));
        stage.view.settle();
        stage.model.setEntries({});
        stage.view.settle();
        QVERIFY(!stage.view.grab().isNull());
    }
};

QTEST_MAIN(TestTranscriptView)
#include "tst_transcriptview.moc"
