// SPDX-License-Identifier: MIT
#include "tests/bench/window/barewindow.h"

#include "tests/bench/report.h"
#include "tests/bench/window/desk.h"

#include <QApplication>
#include <QMainWindow>
#include <QPainter>

#include <cstdio>
#include <utility>

namespace aios::bench {

using namespace Qt::StringLiterals;

namespace {

class Lines : public QWidget {
public:
    int paints = 0;

protected:
    void paintEvent(QPaintEvent*) override
    {
        ++paints;
        QPainter painter(this);
        const int step = fontMetrics().height();
        for (int y = step; y < height(); y += step)
            painter.drawText(8, y, u"One line of plain text, drawn as it is, for a measure of what painting costs at all: %1"_s.arg(y));
    }
};

class BareWindow : public QMainWindow {
public:
    explicit BareWindow(bool says) : m_painted(!says)
    {
        setCentralWidget(new Lines);
        resize(1280, 800);
    }

protected:
    void paintEvent(QPaintEvent* event) override
    {
        QMainWindow::paintEvent(event);
        if (!std::exchange(m_painted, true))
            QMetaObject::invokeMethod(this, [] { std::fputs("painted\n", stderr); }, Qt::QueuedConnection);
    }

private:
    bool m_painted;
};

} // namespace

int runBareWindow()
{
    BareWindow window(true);
    window.show();
    return QApplication::exec();
}

double bareFrameMs()
{
    BareWindow window(false);
    auto* lines = static_cast<Lines*>(window.centralWidget());
    window.show();
    spinUntil([lines] { return lines->paints > 0; });
    Samples frames;
    for (int i = 0; i < 60; ++i) {
        QCoreApplication::processEvents();
        frames.begin();
        lines->repaint();
        frames.end();
    }
    return median(frames.wall());
}

} // namespace aios::bench
