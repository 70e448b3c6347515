// SPDX-License-Identifier: MIT
#include "app/headless/commands.h"
#include "app/headless/console.h"
#include "app/headless/projectopener.h"
#include "app/wiring/programoptions.h"
#include "core/agent/tokenscale.h"
#include "core/base/text.h"
#include "core/content/consent.h"
#include "core/content/servicewords.h"
#include "core/content/trustkinds.h"
#include "core/runtime/projectservices.h"

#include <QEventLoop>

#include <algorithm>
#include <cstdio>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

QString stateWords(const TrustReport& report)
{
    switch (report.state) {
    case TrustState::Trusted:
        return u"trusted"_s;
    case TrustState::Changed:
        return u"changed since it was trusted"_s;
    case TrustState::Refused:
        return u"not trusted, by your decision"_s;
    case TrustState::Unknown:
        break;
    }
    return u"not trusted yet"_s;
}

/// Everything of one kind, beneath what trust does with it.
void printKind(const TrustReport& report, const QString& kind)
{
    bool any = false;
    for (const TrustItem& item : report.items) {
        if (item.kind != kind)
            continue;
        if (const TrustKind* words = trustKind(kind); !std::exchange(any, true))
            console::outLine(words ? u"\n%1. %2"_s.arg(QString::fromUtf8(words->title), QString::fromUtf8(words->meaning)) : u"\n"_s + kind + u'.');
        console::outLine(u"  %1  %2  (%3)\n      %4"_s.arg(item.kind, showHidden(item.title), showHidden(item.path), showHidden(item.detail)));
    }
}

void printTrust(const TrustReport& report)
{
    console::outLine(report.root + u": "_s + stateWords(report));
    if (!report.note.isEmpty())
        console::outLine(report.note);
    if (report.tooWide)
        console::outLine(u"This folder is very wide (a home folder or a whole disk). Open the project's own folder instead."_s);
    if (report.items.isEmpty())
        console::outLine(u"Nothing in it would run a program or allow anything by itself."_s);
    else
        console::outLine(u"What is in it that trust is about, and what becomes of each:"_s);
    QStringList kinds;
    for (const TrustKind& known : trustKinds())
        kinds.append(QStringView(known.kind).toString());
    for (const TrustItem& item : report.items) {
        if (!kinds.contains(item.kind)) // said all the same, however new
            kinds.append(item.kind);
    }
    for (const QString& kind : std::as_const(kinds))
        printKind(report, kind);
}

/// What lies outside the folder and would be read once somebody agrees.
void printOutside(const QStringList& outside)
{
    if (outside.isEmpty())
        return;
    console::outLine(u"Read from outside the folder once you agree, a folder with all that is in it:"_s);
    for (const QString& path : outside)
        console::outLine(u"      "_s + showHidden(path));
}

/// True when the person agrees to what was printed.
bool agreed()
{
    console::errRaw(u"\nTrust this folder, as listed? Type yes to trust, anything else to leave it: "_s);
    char line[64] = {};
    return std::fgets(line, sizeof line, stdin) && QByteArrayView(line).trimmed() == "yes";
}

/// Files that were not read before may themselves run or allow something: nothing of that was shown, so nothing of it is trusted.
void tellWhatCameAlong(const QString& folder)
{
    const auto again = openForCommand(folder, programOptions(nullptr));
    if (again && again->project()->trust().state != TrustState::Trusted)
        console::outLine(
            u"What was read from outside asks for things of its own, which do not count yet. Run `aios project trust` again to see them."_s);
}

int trust(Runtime& runtime, bool yes)
{
    const TrustReport& report = runtime.project()->trust();
    const QStringList outside = awaitingConsent(*runtime.project()->content());
    printTrust(report);
    printOutside(outside);
    if (report.state == TrustState::Trusted && outside.isEmpty())
        return kExitOk;
    if (!yes && !console::canAskPerson()) {
        console::err(u"nothing was changed: there is no terminal to ask. Add --yes to trust exactly what is listed."_s);
        return kExitDenied;
    }
    if (!yes && !agreed()) {
        console::err(u"left as it was."_s);
        return kExitOk;
    }
    if (const auto stored = runtime.project()->decideTrust(true); !stored)
        return console::report(stored.error());
    if (const auto stored = outside.isEmpty() ? Result<void>() : runtime.project()->consentImports(outside, true); !stored)
        return console::report(stored.error());
    console::outLine(u"Trusted."_s);
    if (!outside.isEmpty())
        tellWhatCameAlong(runtime.project()->root());
    return kExitOk;
}

/// What the services say of their tools counts in every session; it is known of those that have run before. The person's own are listed with it.
QList<KeptServiceWords> wordsOfServices(Runtime& runtime, ContentSnapshot& content)
{
    QEventLoop loop;
    QList<KeptServiceWords> words;
    bool read = false;
    ProjectServices& services = *runtime.services();
    services.whenRead(&loop, [&] {
        services.manager().keptInstructions(&loop, [&](const QList<ServerManager::KeptInstructions>& all) {
            for (const ServerManager::KeptInstructions& each : all)
                words.append({each.server, each.text, each.given});
            read = true;
            loop.quit();
        });
    });
    if (!read)
        loop.exec();
    for (const KeptServiceWords& each : std::as_const(words)) {
        const McpServer* server = services.manager().server(each.service);
        if (!server || std::ranges::contains(content.services, each.service, &ServiceEntry::name))
            continue;
        const ServiceStatus status = server->status();
        ServiceEntry entry;
        entry.file.path = status.file;
        entry.file.origin = Origin::User;
        entry.name = status.name;
        entry.type = status.type;
        (server->config().url.isEmpty() ? entry.command : entry.url) = status.target;
        content.services.append(std::move(entry));
    }
    return words;
}

} // namespace

int projectCommand(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Shows every layer of a folder: files, where they come from, tokens, why they are loaded, warnings (show), or what it would run "
        "or allow, to trust it (trust)."_s);
    const QCommandLineOption json(
        u"json"_s, u"show: print JSON with the keys brain, rules, skills, commands, agents, learnings, context, services, warnings."_s);
    const QCommandLineOption yes(u"yes"_s, u"trust: do not ask."_s);
    parser.addOptions({json, yes});
    parser.addPositionalArgument(u"show|trust"_s, u"What to do."_s);
    parser.addPositionalArgument(u"DIR"_s, u"The folder; this one when left out."_s, u"[DIR]"_s);
    if (const auto done = console::parse(parser, "project", arguments))
        return *done;
    const QStringList words = parser.positionalArguments();
    const QString action = words.value(0);
    if ((action != "show"_L1 && action != "trust"_L1) || words.size() > 2) {
        console::err(u"say `aios project show DIR` or `aios project trust DIR`."_s);
        return kExitUsage;
    }
    const auto runtime = openForCommand(words.value(1, u"."_s), programOptions(nullptr));
    if (!runtime)
        return kExitFailed;
    if (action == "trust"_L1)
        return trust(*runtime, parser.isSet(yes));
    ContentSnapshot content = *runtime->project()->content();
    const QList<KeptServiceWords> said = wordsOfServices(*runtime, content);
    const TokenScale scale = tokenScaleOf(runtime->sessionsDir());
    if (parser.isSet(json))
        console::outBytes(contentToJson(content, scale, said) + '\n');
    else
        console::out(contentToText(content, scale, said));
    return kExitOk;
}

int newCommand(const QStringList& arguments)
{
    QCommandLineParser parser;
    const UserPaths paths = UserPaths::standard();
    parser.setApplicationDescription(u"Makes a new project folder from a template. Templates: "_s + templateNames(paths).join(u", "_s));
    const QCommandLineOption name({u"t"_s, u"template"_s}, u"The template to use."_s, u"NAME"_s, u"content-engine"_s);
    parser.addOption(name);
    parser.addPositionalArgument(u"DIR"_s, u"The folder to make; it must not exist or be empty."_s);
    if (const auto done = console::parse(parser, "new", arguments))
        return *done;
    if (parser.positionalArguments().size() != 1) {
        console::err(u"name one folder to make. Try `aios help new`."_s);
        return kExitUsage;
    }
    const QString folder = parser.positionalArguments().first();
    if (const auto made = createFromTemplate(paths, parser.value(name), folder); !made)
        return console::report(made.error());
    console::outLine(u"Made %1 from %2. Next: aios run --project %1 --model rehearsal \"/status\""_s.arg(folder, parser.value(name)));
    return kExitOk;
}

} // namespace aios
