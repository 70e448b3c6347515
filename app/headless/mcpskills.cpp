// SPDX-License-Identifier: MIT
#include "app/headless/mcpskills.h"

#include "app/headless/commands.h"
#include "app/headless/console.h"
#include "core/base/text.h"
#include "core/mcp/skillshelf.h"
#include "core/runtime/projectservices.h"

#include <QEventLoop>
#include <QTimer>

namespace aios {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr auto kPatience = 15s;

bool isListing(const SkillShelf& shelf, McpServer& server)
{
    return server.state() == ServiceState::Ready && server.client().handshake().hasSkills && !shelf.isListed(server.name());
}

/// A service lists its skills just after its tools. What another one lists meanwhile is told by the same signal.
void waitForSkills(SkillShelf& shelf, McpServer& server)
{
    QEventLoop loop;
    QTimer patience;
    patience.setSingleShot(true);
    QObject::connect(&patience, &QTimer::timeout, &loop, &QEventLoop::quit);
    QObject::connect(&shelf, &SkillShelf::changed, &loop, &QEventLoop::quit);
    patience.start(kPatience);
    while (isListing(shelf, server) && patience.isActive())
        loop.exec();
}

std::optional<ServiceSkill> find(const SkillShelf& shelf, const QString& server, const QString& name)
{
    for (const ServiceSkill& skill : shelf.skills()) {
        if (skill.server == server && !skill.name.isEmpty() && (skill.name == name || skill.name == server + u':' + name))
            return skill;
    }
    console::err(u"%1 has no skill “%2”. `aios mcp skills %1` lists them."_s.arg(server, showHidden(elided(name, 60))));
    return std::nullopt;
}

QString stateOf(const ServiceSkill& skill)
{
    return !skill.problem.isEmpty()    ? u"cannot be used: "_s + skill.problem
           : !skill.tampered.isEmpty() ? skill.tampered
           : skill.changed             ? u"off: the service says something else of it than when you turned it on"_s
           : skill.on                  ? u"on"_s
                                       : u"off"_s;
}

int printText(SkillShelf& shelf, const ServiceSkill& skill, QObject* context)
{
    QEventLoop loop;
    std::optional<Result<QByteArray>> given;
    shelf.load(skill.server, skill.uri, skill.digest, false, context, [&](Result<QByteArray> text) {
        given = std::move(text);
        loop.quit();
    });
    if (!given)
        loop.exec();
    if (!*given)
        return console::report(given->error());
    for (const QString& line : QString::fromUtf8(**given).split(u'\n'))
        console::outLine(showHidden(line));
    return kExitOk;
}

} // namespace

int showSkills(Runtime& runtime, const SkillChoicesAsked& asked)
{
    McpServer* server = runtime.services()->manager().server(asked.server);
    if (!server)
        return console::report(
            {ErrorCode::NotFound, u"There is no service “%1” here. `aios mcp list` shows them."_s.arg(showHidden(elided(asked.server, 60))), {}, {}});
    SkillShelf& shelf = runtime.services()->manager().skills();
    waitForSkills(shelf, *server);
    for (const auto& [names, on] : {std::pair{asked.on, true}, std::pair{asked.off, false}}) {
        for (const QString& name : names) {
            const auto skill = find(shelf, asked.server, name);
            if (!skill)
                return kExitFailed;
            if (const auto set = shelf.setOn(skill->server, skill->uri, skill->digest, on); !set)
                return console::report(set.error());
        }
    }
    if (!asked.text.isEmpty()) {
        const auto skill = find(shelf, asked.server, asked.text);
        return skill ? printText(shelf, *skill, runtime.services()) : kExitFailed;
    }
    int count = 0;
    for (const ServiceSkill& skill : shelf.skills()) {
        if (skill.server != asked.server)
            continue;
        ++count;
        const QString name = skill.name.isEmpty() ? skill.title : skill.name;
        console::outLine(u"%1  %2 (%3 + %4 tokens)"_s.arg(showHidden(name).leftJustified(32), showHidden(stateOf(skill)))
                             .arg(skill.listTokens)
                             .arg(skill.bodyTokens));
        console::outLine(u"    "_s + showHidden(elided(skill.description.simplified(), 160)));
    }
    if (isListing(shelf, *server))
        console::err(u"%1 is still listing its skills. Try again in a moment."_s.arg(asked.server));
    else if (count == 0)
        console::err(
            u"%1 offers no skills%2."_s.arg(asked.server, server->state() == ServiceState::Ready ? QString() : u" now: it is not running"_s));
    return kExitOk;
}

} // namespace aios
