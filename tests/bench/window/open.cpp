// SPDX-License-Identifier: MIT
#include "tests/bench/corpus.h"
#include "tests/bench/window/barewindow.h"
#include "tests/bench/window/desk.h"
#include "tests/bench/window/measures.h"
#include "ui/chat/transcriptview.h"
#include "ui/mainwindow/sessiontab.h"

#include <QCoreApplication>
#include <QScrollBar>

namespace aios::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMessages = 10'000;

/// `count` frames, the view moved by `pixels` before each.
Samples scroll(TranscriptView& view, int pixels, int count)
{
    Samples frames;
    for (int i = 0; i < count; ++i) {
        frames.begin();
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->value() + pixels);
        view.viewport()->repaint();
        QCoreApplication::processEvents();
        frames.end();
    }
    return frames;
}

} // namespace

void measureOpen(Report& report)
{
    const double bare = bareFrameMs();
    Desk desk;
    if (!desk.open())
        return report.failed(u"the window did not come up"_s);
    QList<double> opened, cpu, read, seen;
    long long readAt = 0;
    QObject::connect(&desk.agent(), &AgentClient::sessionOpened, &desk.window(), [&readAt] { readAt = nowNs(); });
    SessionTab* tab = nullptr;
    for (int i = 0; i < 5; ++i) {
        const QString id = desk.writeSession(kMessages);
        double took = 0, first = 0;
        const double used = processCpuMs();
        const long long begin = nowNs();
        tab = id.isEmpty() ? nullptr : desk.openSession(id, kMessages, &took, &first);
        if (!tab)
            return report.failed(u"the session did not open"_s);
        opened += took;
        seen += first;
        cpu += processCpuMs() - used;
        read += static_cast<double>(readAt - begin) / 1e6;
    }
    report.row({"10,000 messages, from the click to the first paint", median(seen), "ms", 200.0, bare});
    report.row({"  until all of them are there and painted", median(opened), "ms", {}, bare, median(cpu)});
    report.row({"  of that until the core has read it and the window has it", median(read), "ms", {}, bare});

    TranscriptView& view = tab->view().transcript();
    Samples filled;
    const QList<TranscriptEntry> entries = corpusEntries(kMessages);
    for (int i = 0; i < 5; ++i) {
        filled.begin();
        view.model().setEntries(entries);
        view.settle();
        view.viewport()->repaint();
        filled.end();
    }
    report.row({"  of that the transcript itself: model, layout, paint", median(filled.wall()), "ms", {}, bare, median(filled.cpu())});
    scroll(view, -70, 20); // wakes the highlighter
    const auto frames = [&report, bare](const char* what, const Samples& samples) {
        report.row({what, percentile(samples.wall(), 0.99), "ms", 16.0, bare, percentile(samples.cpu(), 0.99)});
        report.row({"  median", median(samples.wall()), "ms", {}, bare, median(samples.cpu())});
    };
    frames("a frame while scrolling, 70 pixels a step, p99", scroll(view, -70, 600));
    frames("a frame while scrolling, a page a step, p99", scroll(view, -view.viewport()->height(), 200));
    frames("a frame while dragging the bar over all, p99", scroll(view, -view.verticalScrollBar()->maximum() / 120, 100));
}

} // namespace aios::bench
