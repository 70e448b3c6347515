// SPDX-License-Identifier: MIT
#include "tests/bench/window/barewindow.h"
#include "tests/bench/window/desk.h"
#include "tests/bench/window/measures.h"

#include "core/runtime/serviceslink.h"
#include "ui/services/toolspanel.h"

#include <QCoreApplication>
#include <QLineEdit>
#include <QTreeView>

namespace aios::bench {

using namespace Qt::StringLiterals;

namespace {

ServiceStatus serverOf(int tools)
{
    ServiceStatus status;
    status.name = u"large"_s;
    status.state = ServiceState::Ready;
    for (int i = 0; i < tools; ++i) {
        ServiceTool tool;
        tool.name = u"%1_record_%2"_s.arg(QStringList{u"create"_s, u"list"_s, u"update"_s, u"search"_s}[i % 4]).arg(i);
        tool.toolName = u"mcp__large__"_s + tool.name;
        tool.description = u"Works on table %1 of the base and gives back what it holds, one record a line, with all fields. "_s.arg(i).repeated(3);
        tool.inputSchemaJson = "{}";
        tool.tokens = 120;
        status.tools.append(tool);
    }
    return status;
}

} // namespace

/// Each key into the filter of a service's tools, until the list is painted.
void measureTools(Report& report)
{
    const double bare = bareFrameMs();
    Desk desk;
    if (!desk.open())
        return report.failed(u"the window did not come up"_s);
    ServicesLink services(desk.runtime());
    ToolsPanel panel(services);
    panel.resize(420, 700);
    panel.showServer(serverOf(1000));
    panel.show();
    auto* list = panel.findChild<QTreeView*>(u"toolList"_s);
    auto* filter = panel.findChild<QLineEdit*>(u"toolFilter"_s);
    const QString words = u"update table 99"_s;
    Samples filtered;
    for (int round = 0; round < 4; ++round) {
        for (qsizetype length = 1; length <= words.size(); ++length) {
            const PaintWatch paint([list](QObject* object) { return object == list->viewport(); });
            list->viewport()->update(); // also where the key leaves all rows as they were
            filtered.begin();
            filter->setText(words.first(length));
            if (!spinUntil([&paint] { return paint.seen(); }))
                return report.failed(u"the list was not painted"_s);
            filtered.end();
            QCoreApplication::processEvents();
        }
        filter->clear();
    }
    report.row({"a key into the filter of 1,000 tools, painted, p99", percentile(filtered.wall(), 0.99), "ms", 50.0, bare,
                percentile(filtered.cpu(), 0.99)});
    report.row({"  median", median(filtered.wall()), "ms", {}, bare, median(filtered.cpu())});
}

} // namespace aios::bench
