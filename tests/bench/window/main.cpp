// SPDX-License-Identifier: MIT
// aios-bench-window: what the window costs, inside the real ui library. Started by aios-bench, which explains it.
#include "core/base/heap.h"
#include "tests/bench/window/barewindow.h"
#include "tests/bench/window/measures.h"

#include <QApplication>

#include <cstdio>

using namespace aios::bench;

int main(int argc, char** argv)
{
    const QByteArrayView name(argc == 2 ? argv[1] : "");
    if (name != "--bare")
        aios::useOneHeap(); // as aios-desktop does
    QApplication application(argc, argv);
    if (name == "--bare")
        return runBareWindow();
    struct Row {
        const char* name;
        void (*measure)(Report&);
    };
    static constexpr Row rows[] = {{"stream", measureStream}, {"open", measureOpen},   {"huge", measureHuge},    {"switch", measureSwitch},
                                   {"card", measureCard},     {"tools", measureTools}, {"pieces", measurePieces}};
    for (const Row& row : rows) {
        if (name != row.name)
            continue;
        Report report;
        row.measure(report);
        return std::min(report.missed(), 100);
    }
    std::fputs("Usage: aios-bench-window --bare | stream | open | huge | switch | card | tools | pieces\n", stderr);
    return 102;
}
