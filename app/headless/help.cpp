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
    if (arguments.isEmpty()) {
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

int completionCommand(const QStringList& arguments)
{
    QString names;
    for (const Command* command = kCommands; command->name; ++command)
        names += (names.isEmpty() ? u""_s : u" "_s) + QLatin1String(command->name);
    const QString shell = arguments.value(0);
    const QString runOptions =
        u"--project --model --mode --allow --deny --resume --continue --fork --output --include-partial-messages --max-turns --max-tokens --max-cost --record --replay --quiet --help"_s;
    if (shell == "bash"_L1) {
        console::out(u"_aios() {\n"
                     "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                     "  if [ \"$COMP_CWORD\" -eq 1 ]; then mapfile -t COMPREPLY < <(compgen -W '%1' -- \"$cur\"); return; fi\n"
                     "  case \"$prev\" in\n"
                     "    --output) mapfile -t COMPREPLY < <(compgen -W 'text json stream-json' -- \"$cur\"); return;;\n"
                     "    --mode) mapfile -t COMPREPLY < <(compgen -W 'default acceptEdits plan dontAsk' -- \"$cur\"); return;;\n"
                     "    --project|--record|--replay) mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); return;;\n"
                     "  esac\n"
                     "  case \"${COMP_WORDS[1]}\" in\n"
                     "    run) mapfile -t COMPREPLY < <(compgen -W '%2' -- \"$cur\");;\n"
                     "    session) mapfile -t COMPREPLY < <(compgen -W 'list show export log rename delete --project --json' -- \"$cur\");;\n"
                     "    project) mapfile -t COMPREPLY < <(compgen -W 'show trust --json' -- \"$cur\"; compgen -d -- \"$cur\");;\n"
                     "    *) mapfile -t COMPREPLY < <(compgen -f -- \"$cur\");;\n"
                     "  esac\n}\ncomplete -o filenames -F _aios aios\n"_s.arg(names, runOptions));
        return kExitOk;
    }
    if (shell == "zsh"_L1) {
        console::out(u"#compdef aios\n_aios() {\n  if (( CURRENT == 2 )); then compadd -- %1; return; fi\n"
                     "  case $words[2] in\n    run) compadd -- %2; _files;;\n    session) compadd -- list show export log rename delete --project --json;;\n"
                     "    project) compadd -- show trust --json; _files -/;;\n    *) _files;;\n  esac\n}\ncompdef _aios aios\n"_s.arg(names, runOptions));
        return kExitOk;
    }
    if (shell == "fish"_L1) {
        QString text = u"complete -c aios -f -n __fish_use_subcommand -a '%1'\n"_s.arg(names);
        for (const QString& option : runOptions.split(u' '))
            text += u"complete -c aios -n '__fish_seen_subcommand_from run' -l %1\n"_s.arg(option.mid(2));
        text += u"complete -c aios -n '__fish_seen_subcommand_from session' -a 'list show export log rename delete'\n"
                "complete -c aios -n '__fish_seen_subcommand_from project' -a 'show trust'\n"_s;
        console::out(text);
        return kExitOk;
    }
    const bool asked = shell == "--help"_L1 || shell == "-h"_L1;
    const QString usage = u"Usage: aios completion bash|zsh|fish\n\nPrints a completion script. For bash: source <(aios completion bash)\n"_s;
    asked ? console::out(usage) : console::errRaw(usage);
    return asked ? kExitOk : kExitUsage;
}

} // namespace aios
