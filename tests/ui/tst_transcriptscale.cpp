// SPDX-License-Identifier: MIT
// Long sessions and huge messages cost what is on screen, counted in texts laid out. How long that takes is measured by ./dev bench.
#include "chatfixtures.h"
#include "ui/chat/transcriptmodel.h"
#include "ui/chat/transcriptview.h"

#include <QScrollBar>
#include <QTest>

using namespace aios;
using namespace aios::fixtures;
using Kind = TranscriptEntry::Kind;

namespace {

/// A view on screen that counts.
class Scale {
public:
    Scale() : view(model)
    {
        view.resize(900, 800);
        view.show();
    }

    void paint()
    {
        view.settle();
        view.viewport()->grab();
    }

    /// How many texts were laid out since the last time it was asked, in whatever view.
    quint64 laidOut()
    {
        TranscriptItem item;
        item.entry = entry(u"probe"_s, Kind::Assistant, u"x"_s);
        RowLayout probe;
        probe.update(item, false, 400, view.flow().style());
        std::ignore = probe.ensure(0, view.flow().style());
        const quint64 now = probe.segments.front().serial;
        return now - 1 - std::exchange(m_asked, now);
    }

    /// Characters of the row that exist as laid-out text.
    qsizetype charactersLaidOut(int row)
    {
        qsizetype sum = 0;
        for (const Segment& each : view.flow().layout(row).segments)
            sum += each.body ? each.body->text().size() : 0;
        return sum;
    }

    TranscriptModel model;
    TranscriptView view;

private:
    quint64 m_asked = 0;
};

constexpr quint64 kScreen = TranscriptFlow::kMaxBodies; ///< More than 800 pixels ever show.

} // namespace

class TestTranscriptScale : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { fixtures::failOnOurWarnings(); }

    void tenThousandMessagesCostOneScreen()
    {
        Scale scale;
        const auto entries = conversation(10'000);
        std::ignore = scale.laidOut();
        scale.model.setEntries(entries);
        scale.paint();
        const quint64 first = scale.laidOut();
        QVERIFY(first > 0);
        QVERIFY2(first <= kScreen, qPrintable(QString::number(first)));

        scale.view.verticalScrollBar()->setValue(scale.view.verticalScrollBar()->maximum() / 2); // a long way costs a screen too
        scale.paint();
        const quint64 middle = scale.laidOut();
        QVERIFY2(middle > 0 && middle <= kScreen, qPrintable(QString::number(middle)));

        quint64 most = 0;
        quint64 sum = 0;
        for (int i = 0; i < 300; ++i) {
            scale.view.verticalScrollBar()->setValue(scale.view.verticalScrollBar()->value() - 70);
            scale.paint();
            const quint64 step = scale.laidOut();
            most = std::max(most, step);
            sum += step;
        }
        QVERIFY(sum > 0);
        QVERIFY2(most <= 8, qPrintable(QString::number(most))); // what 70 pixels uncover: a message's head, texts and fold
        QVERIFY(scale.view.flow().bodyCount() <= TranscriptFlow::kMaxBodies);
    }

    /// Also at the end of a long session and of a long answer, one more piece of text lays out its own paragraph and nothing else.
    void aDeltaCostsItsParagraph()
    {
        Scale scale;
        scale.model.setEntries(conversation(10'000));
        scale.view.scrollToEnd();
        TranscriptEntry answer = entry(u"s"_s, Kind::Assistant, {});
        answer.streaming = true;
        scale.model.applyEvents(news(EntryAdded{answer}));
        scale.paint();
        std::ignore = scale.laidOut();
        const QString text = QString(message(1) + u"\n\n"_s + message(5) + u"\n\n"_s).repeated(8);
        quint64 most = 0;
        quint64 sum = 0;
        for (qsizetype at = 0; at < text.size(); at += 24) {
            scale.model.applyEvents(news(EntryDelta{u"s"_s, text.mid(at, 24)}));
            scale.paint();
            const quint64 step = scale.laidOut();
            most = std::max(most, step);
            sum += step;
        }
        QVERIFY(sum > 0);
        QVERIFY2(most <= 4, qPrintable(QString::number(most)));
        QVERIFY(scale.view.flow().bodyCount() <= TranscriptFlow::kMaxBodies);
    }

    void hugeMessages_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("paragraphs") << QString(message(1) + u"\n\n"_s).repeated(800 * 1024 / 800);
        QTest::newRow("one word") << QString(800 * 1024, u'x');
        QTest::newRow("one code block") << u"```cpp\n"_s + u"int value = compute(1, 2);\n"_s.repeated(30'000) + u"```\n"_s;
        QTest::newRow("one list") << u"- a point of many\n"_s.repeated(45'000);
        QTest::newRow("one table") << u"| a | b |\n|---|---|\n"_s + u"| one | two |\n"_s.repeated(57'000);
    }
    void hugeMessages()
    {
        QFETCH(const QString, text);
        Scale scale;
        std::ignore = scale.laidOut();
        scale.model.setEntries({entry(u"a"_s, Kind::Assistant, text)});
        scale.paint();
        const quint64 first = scale.laidOut();
        QVERIFY2(first > 0 && first <= kScreen, qPrintable(QString::number(first)));
        const qsizetype shown = scale.charactersLaidOut(0);
        QVERIFY(shown > 0);
        QVERIFY2(shown <= text.size() / 10, qPrintable(QString::number(shown)));

        scale.view.verticalScrollBar()->setValue(scale.view.verticalScrollBar()->maximum() / 2);
        scale.paint();
        const quint64 jump = scale.laidOut();
        QVERIFY2(jump > 0 && jump <= kScreen, qPrintable(QString::number(jump)));
        QVERIFY2(scale.charactersLaidOut(0) <= text.size() / 5, qPrintable(QString::number(scale.charactersLaidOut(0))));
    }
};

QTEST_MAIN(TestTranscriptScale)
#include "tst_transcriptscale.moc"
