// SPDX-License-Identifier: MIT
#include "app/headless/commands.h"
#include "app/headless/console.h"
#include "app/headless/desklines.h"
#include "app/wiring/programoptions.h"
#include "core/base/text.h"
#include "core/desk/localdesk.h"
#include "core/project/widefolder.h"
#include "core/runtime/openproject.h"

#include <QFileInfo>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

const QString kDescription =
    u"Runs one of the built-in services of Local Desk for a folder: a small MCP server on standard input and output, for .mcp.json and for any MCP client.\n\n"
    "  records   tables with linked records, in the folder's part of your data\n"
    "  site      posts and media of a static site, in published/site of the folder\n"
    "  social    posts to accounts that are folders, in published/social; scheduled ones go out at the next start or call\n"
    "  research  keyword volumes and search results: made-up sample data\n\n"
    "Nothing of it reaches a network. An entry in .mcp.json:  \"records\": {\"command\": \"aios\", \"args\": [\"desk\", \"records\"]}"_s;

int sendDue(const desk::DeskPlaces& places)
{
    const auto done = desk::sendDuePosts(places, Clock::system());
    if (!done)
        return console::report(done.error());
    int failed = 0;
    for (const desk::SocialStore::Due& due : *done) {
        if (due.problem.isEmpty()) {
            console::outLine(u"posted to %1: %2"_s.arg(due.post.account, QString::fromUtf8(desk::SocialStore::publishedPath(due.post))));
            continue;
        }
        ++failed;
        console::err(u"the post %1 for %2 could not go out: %3"_s.arg(due.post.id, due.post.account, showHidden(due.problem)));
    }
    if (done->isEmpty())
        console::outLine(u"Nothing is due."_s);
    return failed > 0 ? kExitFailed : kExitOk;
}

/// The folder's places, or why services do not work there.
Result<desk::DeskPlaces> placesFor(const QString& folder)
{
    const auto root = RootDir::open(QFileInfo(folder).absoluteFilePath());
    if (!root)
        return std::unexpected(root.error());
    if (isTooWide(root->path()))
        return fail(ErrorCode::Denied,
                    u"%1 is very wide (a home folder or a whole disk), so no service works in it. Name a project's own folder with --project."_s.arg(
                        root->path()));
    const UserPaths paths = UserPaths::standard();
    return desk::DeskPlaces{.project = root->path(),
                            .data = paths.data + u"/projects/"_s + projectSlug(root->path()) + u"/desk"_s,
                            .resources = paths.resources + u"/desk"_s};
}

} // namespace

int deskCommand(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(kDescription);
    const QCommandLineOption project({u"C"_s, u"project"_s}, u"The folder to work for; this one when left out."_s, u"DIR"_s, u"."_s);
    const QCommandLineOption due(u"due"_s, u"social: send out what is due, say what was sent, and end; for a timer."_s);
    const QCommandLineOption title(u"title"_s, u"site: its name; the folder's name when left out."_s, u"TEXT"_s);
    const QCommandLineOption url(u"base-url"_s, u"site: the address it will be served from; links to files when left out."_s, u"URL"_s);
    parser.addOptions({project, due, title, url});
    parser.addPositionalArgument(u"SERVICE"_s, desk::deskServices().join(u", "_s));
    if (const auto done = console::parse(parser, "desk", arguments))
        return *done;
    const QString service = parser.positionalArguments().value(0);
    if (parser.positionalArguments().size() != 1 || !desk::deskServices().contains(service)) {
        console::err(u"name one service: %1. `aios help desk` tells more."_s.arg(desk::deskServices().join(u", "_s)));
        return kExitUsage;
    }
    if ((parser.isSet(due) && service != "social"_L1) || ((parser.isSet(title) || parser.isSet(url)) && service != "site"_L1)) {
        console::err(u"--due belongs to social, --title and --base-url to site."_s);
        return kExitUsage;
    }
    auto places = placesFor(parser.value(project));
    if (!places)
        return console::report(places.error());
    places->siteTitle = parser.value(title);
    places->siteUrl = parser.value(url);
    if (parser.isSet(due))
        return sendDue(*places);
    auto opened = desk::openDeskService(service, *places, Clock::system());
    if (!opened)
        return console::report(opened.error());
    if (console::canAskPerson())
        console::err(u"%1 for %2 waits for MCP messages, one a line. Ctrl+D ends it."_s.arg(QString::fromUtf8(opened->title), places->project));
    desk::DeskServer server(std::move(*opened), programVersion().toUtf8());
    return serveLines(server);
}

} // namespace aios
