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

constexpr qsizetype kChars = 800 * 1024;

QString prose()
{
    QString text;
    for (int i = 0; text.size() < kChars; ++i)
        text += corpusAnswer(i);
    return text.first(kChars);
}

struct Shape {
    const char* what;
    QString text;
};

QList<Shape> shapes()
{
    return {{"prose and code", prose()},
            {"one word", QString(kChars, u'x')},
            {"one block of code", u"```cpp\n"_s + u"int value = compute(1, 2);\n"_s.repeated(kChars / 27) + u"```\n"_s},
            {"one list", u"- a point of many\n"_s.repeated(kChars / 18)},
            {"one table", u"| a | b |\n|---|---|\n"_s + u"| one | two |\n"_s.repeated(kChars / 14)}};
}

} // namespace

void measureHuge(Report& report)
{
    const double bare = bareFrameMs();
    Desk desk;
    SessionTab* tab = desk.open() ? desk.newSession() : nullptr;
    if (!tab)
        return report.failed(u"the window did not come up"_s);
    TranscriptView& view = tab->view().transcript();
    for (const Shape& shape : shapes()) {
        TranscriptEntry entry;
        entry.id = u"huge"_s;
        entry.kind = TranscriptEntry::Kind::Assistant;
        entry.text = shape.text;
        Samples painted, middle;
        for (int i = 0; i < 7; ++i) {
            painted.begin();
            view.model().setEntries({entry});
            view.settle();
            view.viewport()->repaint();
            painted.end();
            middle.begin();
            view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() / 2);
            view.viewport()->repaint();
            middle.end();
            QCoreApplication::processEvents();
        }
        const QByteArray what = QByteArray("800 KiB, ") + shape.what + ", to the first paint";
        report.row({what.constData(), median(painted.wall()), "ms", 100.0, bare, median(painted.cpu())});
        report.row({"  then a jump to its middle", median(middle.wall()), "ms", {}, bare, median(middle.cpu())});
    }
}

} // namespace aios::bench
