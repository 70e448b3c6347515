// SPDX-License-Identifier: MIT
#include "app/headless/commands.h"
#include "app/headless/console.h"
#include "app/headless/projectopener.h"
#include "app/wiring/programoptions.h"
#include "core/agent/jsonline.h"
#include "core/agent/transcriptreader.h"
#include "core/base/text.h"

#include <QEventLoop>
#include <QFileInfo>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

QByteArray summaryJson(const SessionSummary& session)
{
    JsonLine line;
    line.text("id", session.id);
    line.text("title", session.title);
    line.text("created", session.created.toString(Qt::ISODate));
    line.text("updated", session.updated.toString(Qt::ISODate));
    line.number("messages", session.messages);
    line.text("model", session.model);
    if (!session.forkedFrom.isEmpty())
        line.text("forkedFrom", session.forkedFrom);
    if (!session.problem.isEmpty())
        line.text("problem", session.problem);
    return line.take();
}

QList<SessionSummary> listNow(Runtime& runtime)
{
    QEventLoop loop;
    QList<SessionSummary> sessions;
    runtime.listSessions(&runtime, [&](const QList<SessionSummary>& found) {
        sessions = found;
        loop.quit();
    });
    loop.exec();
    return sessions;
}

int list(Runtime& runtime, bool json)
{
    const QList<SessionSummary> sessions = listNow(runtime);
    if (sessions.isEmpty() && !json)
        console::err(u"there are no sessions for this folder yet. `aios run` makes one."_s);
    for (const SessionSummary& session : sessions) {
        if (json)
            console::outBytes(summaryJson(session) + '\n');
        else
            console::outLine(u"%1  %2  %3  %4"_s.arg(session.id, session.updated.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s))
                                 .arg(session.messages, 4)
                                 .arg(!session.problem.isEmpty() ? session.problem
                                      : session.title.isEmpty()  ? u"(nothing was said)"_s
                                                                 : showHidden(session.title)));
    }
    return kExitOk;
}

int show(Runtime& runtime, const QString& id, const QString& exportFile)
{
    if (!exportFile.isEmpty()) {
        if (QFileInfo::exists(exportFile))
            return console::report(
                {ErrorCode::AlreadyExists, u"%1 exists already, so nothing was written. Name another file."_s.arg(exportFile), {}, {}});
        const auto masked = runtime.exportSession(id, exportFile);
        if (!masked)
            return console::report(masked.error());
        console::outLine(u"Written to "_s + exportFile);
        if (*masked > 0)
            console::err(u"%1 texts that look like keys were masked."_s.arg(*masked));
        return kExitOk;
    }
    const auto file = runtime.transcriptFile(id);
    if (!file)
        return console::report(file.error());
    const auto record = readTranscript(*file);
    if (!record)
        return console::report(record.error());
    int masked = 0;
    console::out(showHidden(exportMarkdown(*record, &masked)));
    if (masked > 0)
        console::err(u"%1 texts that look like keys were masked."_s.arg(masked));
    if (record->unreadableLines > 0)
        console::err(u"%1 lines of this session could not be read and were left out."_s.arg(record->unreadableLines));
    return kExitOk;
}

int rename(Runtime& runtime, const QString& id, const QString& title)
{
    QEventLoop loop;
    int code = kExitOk;
    bool answered = false;
    runtime.openSession(id, [&](Result<std::pair<Session*, SessionRecord>> opened) {
        if (opened)
            opened->first->rename(title);
        else
            code = console::report(opened.error());
        answered = true;
        loop.quit();
    });
    if (!answered)
        loop.exec();
    return code;
}

/// Adds what the session did to context/session-log.md: saying the command is the person's decision.
int log(Runtime& runtime, const QString& id)
{
    const auto file = runtime.transcriptFile(id);
    const auto record = file ? readTranscript(*file) : Result<SessionRecord>(std::unexpected(file.error()));
    if (!record)
        return console::report(record.error());
    const QString entry = sessionLogEntry(*record, QDate::currentDate());
    if (entry.isEmpty()) {
        console::err(u"this session changed no file and ran no program, so there is nothing to log."_s);
        return kExitOk;
    }
    if (const auto kept = runtime.keepSessionLog(id, entry); !kept)
        return console::report(kept.error());
    console::out(entry);
    return kExitOk;
}

int wrongWords()
{
    console::err(u"say list, show ID, export ID [FILE], log ID, rename ID TITLE or delete ID. Try `aios help session`."_s);
    return kExitUsage;
}

} // namespace

int sessionCommand(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Sessions of a folder: list; show ID (as markdown); export ID FILE (markdown, what looks like a key is masked); log ID (adds what it did to context/session-log.md); rename ID TITLE; delete ID."_s);
    const QCommandLineOption project({u"C"_s, u"project"_s}, u"The folder; this one when left out."_s, u"DIR"_s, u"."_s);
    const QCommandLineOption json(u"json"_s, u"list: one JSON object a line."_s);
    parser.addOptions({project, json});
    parser.addPositionalArgument(u"list|show|export|log|rename|delete"_s, u"What to do."_s);
    parser.addPositionalArgument(u"ID"_s, u"The session."_s, u"[ID]"_s);
    parser.addPositionalArgument(u"FILE|TITLE"_s, u"Where to write, or the new title."_s, u"[FILE|TITLE]"_s);
    if (const auto done = console::parse(parser, "session", arguments))
        return *done;
    const QStringList words = parser.positionalArguments();
    const QString action = words.value(0);
    const bool needsId = action != "list"_L1;
    if (words.size() < (needsId ? 2 : 1) || words.size() > 3)
        return wrongWords();
    const auto runtime = openForCommand(parser.value(project), programOptions(nullptr));
    if (!runtime)
        return kExitFailed;
    if (action == "list"_L1)
        return list(*runtime, parser.isSet(json));
    if (action == "show"_L1)
        return show(*runtime, words[1], {});
    if (action == "export"_L1)
        return show(*runtime, words[1], words.value(2, words[1] + u".md"_s));
    if (action == "log"_L1)
        return log(*runtime, words[1]);
    if (action == "rename"_L1 && words.size() == 3)
        return rename(*runtime, words[1], words[2]);
    if (action == "delete"_L1) {
        if (const auto deleted = runtime->deleteSession(words[1]); !deleted)
            return console::report(deleted.error());
        return kExitOk;
    }
    return wrongWords();
}

} // namespace aios
