// SPDX-License-Identifier: MIT
// aios: the core without a window, for scripts, schedulers and CI.
#include "app/headless/commands.h"
#include "app/headless/console.h"
#include "app/wiring/programoptions.h"
#include "core/base/heap.h"
#include "core/base/secret.h"

#include <QCoreApplication>

#include <clocale>

namespace aios {

const Command kCommands[] = {
    {"run", "Send a prompt or command to the model and carry it out", runCommand},
    {"new", "Make a new project folder from a template", newCommand},
    {"project", "Show what a folder says and whether it is trusted", projectCommand},
    {"session", "List, show, export, rename or delete sessions", sessionCommand},
    {"decisions", "Show who or what allowed each action", decisionsCommand},
    {"models", "List providers, keys and models", modelsCommand},
    {"desk", "Run a built-in service: records, site, social, research", deskCommand},
    {"mcp", "List, add, call and sign in at services (MCP servers)", mcpCommand},
    {"doctor", "Check this machine: keys, keychain, programs, folders", doctorCommand},
    {"completion", "Print a completion script for bash, zsh or fish", completionCommand},
    {"help", "Show help for a command", helpCommand},
    {nullptr, nullptr, nullptr},
};

namespace {

using namespace Qt::StringLiterals;

int dispatch(const QStringList& words)
{
    if (words.isEmpty() || words.first() == "--help"_L1 || words.first() == "-h"_L1)
        return helpCommand(words.isEmpty() ? words : words.mid(1));
    if (words.first() == "--version"_L1 || words.first() == "-v"_L1) {
        console::outLine(u"aios "_s + programVersion());
        return kExitOk;
    }
    for (const Command* command = kCommands; command->name; ++command) {
        if (words.first() == QLatin1String(command->name))
            return command->run(words.mid(1));
    }
    console::err(u"there is no command “%1”. `aios help` lists them."_s.arg(words.first()));
    return kExitUsage;
}

} // namespace

} // namespace aios

int main(int argc, char** argv)
{
    std::setlocale(LC_ALL, "");
    aios::useOneHeap();
    aios::forbidCoreDumps();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("aios"));
    QCoreApplication::setOrganizationDomain(QStringLiteral("aios.org"));
    QCoreApplication::setApplicationVersion(aios::programVersion());
    return aios::dispatch(QCoreApplication::arguments().mid(1));
}
