// SPDX-License-Identifier: MIT
#include "app/headless/commands.h"
#include "app/headless/console.h"
#include "app/headless/projectopener.h"
#include "app/wiring/programoptions.h"
#include "core/base/text.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

QString row(const DecisionRecord& record)
{
    QString what = record.outcome.isEmpty() ? record.decision : record.decision + u", "_s + record.outcome;
    QString by = record.by;
    if (!record.rule.isEmpty())
        by += u' ' + record.rule;
    QString text = u"%1  %2  %3  %4  by %5"_s.arg(record.time.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s), what.leftJustified(16),
                                                  record.tool.leftJustified(10), showHidden(record.target), showHidden(by));
    if (!record.agent.isEmpty())
        text += u"  (agent "_s + showHidden(record.agent) + u")"_s;
    if (!record.feedback.isEmpty())
        text += u"\n                     "_s + showHidden(record.feedback);
    return text;
}

} // namespace

int decisionsCommand(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Shows who or what allowed or denied each action in a folder, newest last."_s);
    const QCommandLineOption json(u"json"_s, u"The log's own lines, one JSON object each."_s);
    parser.addOption(json);
    parser.addPositionalArgument(u"DIR"_s, u"The folder; this one when left out."_s, u"[DIR]"_s);
    if (const auto done = console::parse(parser, "decisions", arguments))
        return *done;
    if (parser.positionalArguments().size() > 1) {
        console::err(u"name one folder."_s);
        return kExitUsage;
    }
    const auto runtime = openForCommand(parser.positionalArguments().value(0, u"."_s), programOptions(nullptr));
    if (!runtime)
        return kExitFailed;
    const auto page = runtime->project()->decisions().read();
    if (!page)
        return console::report(page.error());
    if (page->records.isEmpty() && !parser.isSet(json))
        console::err(u"nothing has been decided in this folder yet."_s);
    for (const DecisionRecord& record : page->records)
        parser.isSet(json) ? console::outBytes(decisionToJson(record) + '\n') : console::outLine(row(record));
    if (page->unreadable > 0)
        console::err(u"%1 lines of the log could not be read."_s.arg(page->unreadable));
    return kExitOk;
}

} // namespace aios
