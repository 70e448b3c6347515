// SPDX-License-Identifier: MIT
#include "app/headless/commands.h"
#include "app/headless/console.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

QString overview()
{
    QString text = u"Usage: aios COMMAND [OPTIONS]\n\nWork with an AI operating system that lives in a folder, without a window.\n"
                   "Nothing is written, run or sent unless you or a rule of yours allows exactly that.\n\nCommands:\n"_s;
    for (const Command* command = kCommands; command->name; ++command)
        text += u"  %1  %2\n"_s.arg(QLatin1String(command->name), -11).arg(QLatin1String(command->summary));
    text += u"\n`aios help COMMAND` tells more. `aios --version` prints the version.\n\n"
            "Examples:\n"
            "  aios new --template content-engine my-content\n"
            "  aios run --project my-content --model rehearsal \"/status\"\n"
            "  aios run --allow 'Edit(content/**)' --allow 'Edit(context/**)' \"/plan https://example.org/post\"\n"
            "  aios project show my-content\n"
            "\nExit codes:\n"
            "  0    done\n"
            "  1    failed; the reason is on standard error\n"
            "  2    the words of the command are off\n"
            "  3    finished, but calls were denied because no rule allowed them and nobody could be asked\n"
            "  4    stopped at a limit (turns, tokens, cost, repetition)\n"
            "  130  cancelled (Ctrl+C)\n"
            "\nEnvironment:\n"
            "  ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, OPENAI_API_KEY, OPENAI_BASE_URL   keys and endpoints\n"
            "  AIOS_HOME        one folder for settings, sessions, logs and caches, instead of the XDG folders\n"
            "  AIOS_RESOURCES   where providers, rehearsals and templates are, when not beside the program\n"
            "  NO_COLOR         no colours on the terminal\n"_s;
    return text;
}

} // namespace

int helpCommand(const QStringList& arguments)
{
    if (arguments.isEmpty() || arguments.first() == "--help"_L1 || arguments.first() == "-h"_L1) {
        console::out(overview());
        return kExitOk;
    }
    for (const Command* command = kCommands; command->name; ++command) {
        if (arguments.first() == QLatin1String(command->name))
            return command->run == helpCommand ? helpCommand({}) : command->run({u"--help"_s});
    }
    console::err(u"there is no command “%1”. `aios help` lists them."_s.arg(arguments.first()));
    return kExitUsage;
}

} // namespace aios
