// SPDX-License-Identifier: MIT
#include "tests/bench/window/barewindow.h"
#include "tests/bench/window/desk.h"
#include "tests/bench/window/measures.h"
#include "ui/chat/transcriptview.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"

#include <QCoreApplication>

namespace aios::bench {

using namespace Qt::StringLiterals;

void measureSwitch(Report& report)
{
    const double bare = bareFrameMs();
    Desk desk;
    if (!desk.open())
        return report.failed(u"the window did not come up"_s);
    for (const int messages : {1000, 1000, 1000, 10'000}) {
        const QString id = desk.writeSession(messages);
        if (id.isEmpty() || !desk.openSession(id, messages))
            return report.failed(u"a session did not open"_s);
    }
    TabArea& tabs = *desk.window().tabs();
    Samples switched;
    for (int i = 0; i < 60; ++i) {
        const int next = (tabs.currentIndex() + 1) % tabs.count();
        const PaintWatch paint([&tabs, next](QObject* object) {
            const TranscriptView* view = transcriptOf(object);
            return view && tabs.widget(next)->isAncestorOf(view);
        });
        switched.begin();
        tabs.setCurrentIndex(next);
        if (!spinUntil([&paint] { return paint.seen(); }))
            return report.failed(u"a session was not painted"_s);
        switched.end();
        QCoreApplication::processEvents();
    }
    report.row(
        {"a switch to the next session, painted, p99 of 60", percentile(switched.wall(), 0.99), "ms", 50.0, bare, percentile(switched.cpu(), 0.99)});
    report.row({"  median", median(switched.wall()), "ms", {}, bare, median(switched.cpu())});
}

} // namespace aios::bench
