// SPDX-License-Identifier: MIT
#include "tests/bench/corpus.h"
#include "tests/bench/window/barewindow.h"
#include "tests/bench/window/desk.h"
#include "tests/bench/window/measures.h"
#include "ui/chat/transcriptview.h"
#include "ui/common/highlightservice.h"
#include "ui/mainwindow/sessiontab.h"

#include <QCoreApplication>

namespace aios::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kDeltaChars = 24;

/// Everything the GUI thread does for each delta: the event, its layout, its paint, what else it set off. The window would join the deltas of 10 ms
/// into one layout; here each has its own, which is the worst case.
Samples streamInto(SessionTab& tab, const QString& before, const QString& text)
{
    TranscriptView& view = tab.view().transcript();
    const auto tell = [&tab](auto what) { tab.controller().applyEvents({AgentEvent{tab.id(), std::move(what)}}); };
    TranscriptEntry entry;
    entry.id = u"streamed-%1"_s.arg(before.size());
    entry.kind = TranscriptEntry::Kind::Assistant;
    entry.time = QDateTime::currentDateTimeUtc();
    entry.text = before;
    entry.streaming = true;
    tell(EntryAdded{entry});
    view.scrollToEnd();
    QCoreApplication::processEvents();
    Samples deltas;
    for (qsizetype at = 0; at < text.size(); at += kDeltaChars) {
        deltas.begin();
        tell(EntryDelta{entry.id, text.mid(at, kDeltaChars)});
        view.settle();
        QCoreApplication::processEvents(); // Paints what the layout changed.
        deltas.end();
    }
    entry.text = before + text;
    entry.streaming = false;
    tell(EntryChanged{entry});
    QCoreApplication::processEvents();
    return deltas;
}

void reportDeltas(Report& report, const char* what, const Samples& deltas, double bare)
{
    report.row({what, percentile(deltas.wall(), 0.99), "ms", 8.0, bare, percentile(deltas.cpu(), 0.99)});
    report.row({"  median", median(deltas.wall()), "ms", {}, bare, median(deltas.cpu())});
}

QString answers(int first, int count)
{
    QString text;
    for (int i = 0; i < count; ++i)
        text += corpusAnswer(first + i);
    return text;
}

} // namespace

void measureStream(Report& report)
{
    const double bare = bareFrameMs();
    Desk desk;
    const QString id = desk.open() ? desk.writeSession(1000) : QString();
    SessionTab* tab = id.isEmpty() ? nullptr : desk.openSession(id, 1000);
    HighlightService::instance().prepare();
    if (!tab || !spinUntil([] { return HighlightService::instance().isReady(); }))
        return report.failed(u"the window with its session did not come up"_s);
    const Samples small = streamInto(*tab, {}, answers(100, 20));
    reportDeltas(report, "a delta, laid out and painted, p99 (25 kB answer)", small, bare);
    const Samples large = streamInto(*tab, answers(1000, 250), answers(2000, 10));
    reportDeltas(report, "a delta at the end of a 300 kB answer, p99", large, bare);
}

} // namespace aios::bench
