// SPDX-License-Identifier: MIT
// The budgets of a transcript. Debug and sanitizer builds are slower than what is shipped, so the limits here leave room; ./dev bench measures exactly.
#include "chatfixtures.h"
#include "ui/chat/transcriptmodel.h"
#include "ui/chat/transcriptview.h"

#include <QElapsedTimer>
#include <QScrollBar>
#include <QTest>

#include <algorithm>

using namespace aios;
using namespace aios::fixtures;
using Kind = TranscriptEntry::Kind;

namespace {
#ifdef __SANITIZE_ADDRESS__
constexpr double kSlack = 15;
#else
constexpr double kSlack = 3;
#endif

double milliseconds(const QElapsedTimer& timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

double percentile99(QList<double> samples)
{
    std::ranges::sort(samples);
    return samples.at(samples.size() * 99 / 100);
}
} // namespace

class TestTranscriptScale : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { fixtures::failOnOurWarnings(); }

    void tenThousandMessagesPaintAtOnce()
    {
        const auto entries = conversation(10'000);
        TranscriptModel model;
        TranscriptView view(model);
        view.resize(900, 800);
        view.show();
        QElapsedTimer timer;
        timer.start();
        model.setEntries(entries);
        view.settle();
        const QPixmap frame = view.viewport()->grab();
        const double fill = milliseconds(timer);
        qInfo("10,000 messages to first paint: %.1f ms", fill);
        QVERIFY(!frame.isNull());
        QVERIFY2(fill <= 200 * kSlack, qPrintable(QString::number(fill)));

        QList<double> frames;
        for (int i = 0; i < 300; ++i) {
            timer.restart();
            view.verticalScrollBar()->setValue(view.verticalScrollBar()->value() - 70);
            view.viewport()->grab();
            frames += milliseconds(timer);
        }
        qInfo("scroll frame p99: %.2f ms", percentile99(frames));
        QVERIFY(percentile99(frames) <= 16 * kSlack);
        QVERIFY(view.flow().bodyCount() <= TranscriptFlow::kMaxBodies);

        view.scrollToEnd();
        TranscriptEntry answer = entry(u"s"_s, Kind::Assistant, {});
        answer.streaming = true;
        model.applyEvents(news(EntryAdded{answer}));
        const QString text = QString(message(1) + u"\n\n"_s + message(5) + u"\n\n"_s).repeated(8);
        QList<double> deltas;
        for (qsizetype at = 0; at < text.size(); at += 24) {
            timer.restart();
            model.applyEvents(news(EntryDelta{u"s"_s, text.mid(at, 24)}));
            view.settle();
            view.viewport()->grab();
            deltas += milliseconds(timer);
        }
        qInfo("streamed delta with paint p99: %.2f ms over %lld deltas", percentile99(deltas), static_cast<long long>(deltas.size()));
        QVERIFY(percentile99(deltas) <= 8 * kSlack);
        QVERIFY(view.flow().bodyCount() <= TranscriptFlow::kMaxBodies);
    }

    void hugeMessages_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("paragraphs") << QString(message(1) + u"\n\n"_s).repeated(800 * 1024 / 800);
        QTest::newRow("one word") << QString(800 * 1024, u'x');
        QTest::newRow("one code block") << u"```cpp\n"_s + u"int value = compute(1, 2);\n"_s.repeated(30'000) + u"```\n"_s;
        QTest::newRow("one list") << u"- a point of many\n"_s.repeated(45'000);
    }
    void hugeMessages()
    {
        QFETCH(const QString, text);
        TranscriptModel model;
        TranscriptView view(model);
        view.resize(900, 800);
        view.show();
        QElapsedTimer timer;
        timer.start();
        model.setEntries({entry(u"a"_s, Kind::Assistant, text)});
        view.settle();
        view.viewport()->grab();
        const double took = milliseconds(timer);
        qInfo("800 KiB message, %s: %.1f ms", QTest::currentDataTag(), took);
        QVERIFY2(took <= 100 * kSlack, qPrintable(QString::number(took)));
        timer.restart();
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() / 2);
        view.viewport()->grab();
        qInfo("jump to its middle: %.1f ms", milliseconds(timer));
        QVERIFY(milliseconds(timer) <= 100 * kSlack);
    }
};

QTEST_MAIN(TestTranscriptScale)
#include "tst_transcriptscale.moc"
