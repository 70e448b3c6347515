// SPDX-License-Identifier: MIT
#include "app/headless/commands.h"
#include "app/headless/console.h"
#include "app/wiring/programoptions.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

/// What may follow a command besides files.
struct Words {
    QLatin1StringView command;
    QString words;
    bool folders = false; ///< A folder may follow, too.
};

/// What may follow an option.
struct Values {
    QLatin1StringView options; ///< With | between them.
    QString words;             ///< Empty: files.
};

QList<Words> wordsOfCommands()
{
    QStringList names;
    for (const Command* command = kCommands; command->name; ++command)
        names.append(QLatin1String(command->name));
    return {
        {"run"_L1, u"--project --model --mode --allow --deny --resume --continue --fork --output --include-partial-messages --quiet "
                   "--max-turns --max-tokens --max-cost --record --replay --help"_s},
        {"new"_L1, u"--template --help"_s, true},
        {"project"_L1, u"show trust --json --yes --help"_s, true},
        {"session"_L1, u"list show export log rename delete --project --json --help"_s},
        {"decisions"_L1, u"--json --help"_s, true},
        {"models"_L1, u"--help"_s},
        {"desk"_L1, u"records site social research --project --due --title --base-url --help"_s},
        {"mcp"_L1,
         u"list add remove tools skills call diagnose import login logout --from --yes --project --scope --env --header --effect --on --off --instructions --text --allow --no-browser --json --help"_s},
        {"doctor"_L1, u"--help"_s},
        {"completion"_L1, u"bash zsh fish"_s},
        {"help"_L1, names.join(u' ')}};
}

QList<Values> valuesOfOptions()
{
    return {{"--output|-o"_L1, u"text json stream-json"_s},
            {"--mode"_L1, u"default acceptEdits plan dontAsk"_s},
            {"--model|-m"_L1, u"rehearsal sonnet opus haiku fable"_s},
            {"--scope|-s"_L1, u"local project user"_s},
            {"--template|-t"_L1, templateNames(UserPaths::standard()).join(u' ')},
            {"--project|-C|--record|--replay"_L1, {}}};
}

QString commandNames()
{
    return wordsOfCommands().last().words;
}

QString bashScript()
{
    QString text = u"_aios() {\n"
                   "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                   "  if [ \"$COMP_CWORD\" -eq 1 ]; then mapfile -t COMPREPLY < <(compgen -W '%1 --help --version' -- \"$cur\"); return; fi\n"
                   "  case \"$prev\" in\n"_s.arg(commandNames());
    for (const Values& values : valuesOfOptions()) {
        const QString reply = values.words.isEmpty() ? u"compgen -f -- \"$cur\""_s : u"compgen -W '%1' -- \"$cur\""_s.arg(values.words);
        text += u"    %1) mapfile -t COMPREPLY < <(%2); return;;\n"_s.arg(values.options, reply);
    }
    // A session is named by its id.
    text += u"    --resume|-r) mapfile -t COMPREPLY < <(compgen -W \"$(aios session list 2>/dev/null | cut -d' ' -f1)\" -- \"$cur\"); return;;\n"
            "    --allow|--deny|--max-turns|--max-tokens|--max-cost|--title|--base-url|--env|--header|--effect|--on|--off) COMPREPLY=(); return;;\n"
            "  esac\n"
            "  if [ \"${COMP_WORDS[1]}\" = session ] && [ \"$COMP_CWORD\" -eq 3 ]; then\n"
            "    mapfile -t COMPREPLY < <(compgen -W \"$(aios session list 2>/dev/null | cut -d' ' -f1)\" -- \"$cur\"); return\n"
            "  fi\n"
            "  case \"${COMP_WORDS[1]}\" in\n"_s;
    for (const Words& words : wordsOfCommands()) {
        const QString more = words.folders ? u"; compgen -d -- \"$cur\""_s : QString();
        text += u"    %1) mapfile -t COMPREPLY < <(compgen -W '%2' -- \"$cur\"%3);;\n"_s.arg(words.command, words.words, more);
    }
    return text + u"  esac\n}\ncomplete -o filenames -F _aios aios\n"_s;
}

QString zshScript()
{
    QString text =
        u"#compdef aios\n_aios() {\n  if (( CURRENT == 2 )); then compadd -- %1 --help --version; return; fi\n  case $words[CURRENT-1] in\n"_s.arg(
            commandNames());
    for (const Values& values : valuesOfOptions())
        text += u"    %1) %2; return;;\n"_s.arg(values.options, values.words.isEmpty() ? u"_files"_s : u"compadd -- "_s + values.words);
    text +=
        u"    --resume|-r) compadd -- ${${(f)\"$(aios session list 2>/dev/null)\"}%% *}; return;;\n"
        "    --allow|--deny|--max-turns|--max-tokens|--max-cost|--title|--base-url|--env|--header|--effect|--on|--off) return;;\n  esac\n  case $words[2] in\n"_s;
    for (const Words& words : wordsOfCommands())
        text += u"    %1) compadd -- %2%3;;\n"_s.arg(words.command, words.words, words.folders ? u"; _files -/"_s : QString());
    return text + u"  esac\n}\ncompdef _aios aios\n"_s;
}

QString fishScript()
{
    QString text = u"complete -c aios -f\ncomplete -c aios -n __fish_use_subcommand -a '%1'\n"_s.arg(commandNames());
    for (const Words& words : wordsOfCommands()) {
        const QString when = u"complete -c aios -n '__fish_seen_subcommand_from %1' "_s.arg(words.command);
        for (const QString& word : words.words.split(u' ')) {
            const bool option = word.startsWith("--"_L1);
            QString values;
            for (const Values& known : valuesOfOptions()) {
                if (option && QString(known.options).split(u'|').contains(word))
                    values = known.words.isEmpty() ? u" -rF"_s : u" -x -a '%1'"_s.arg(known.words);
            }
            text += when + (option ? u"-l "_s : u"-a "_s) + (option ? word.mid(2) : word) + values + u'\n';
        }
        if (words.folders)
            text += when + u"-a '(__fish_complete_directories)'\n"_s;
    }
    return text;
}

} // namespace

int completionCommand(const QStringList& arguments)
{
    const QString shell = arguments.value(0);
    if (arguments.size() == 1 && shell == "bash"_L1) {
        console::out(bashScript());
    } else if (arguments.size() == 1 && shell == "zsh"_L1) {
        console::out(zshScript());
    } else if (arguments.size() == 1 && shell == "fish"_L1) {
        console::out(fishScript());
    } else {
        const bool asked = shell == "--help"_L1 || shell == "-h"_L1;
        const QString usage = u"Usage: aios completion bash|zsh|fish\n\nPrints a completion script. For bash: source <(aios completion bash)\n"_s;
        asked ? console::out(usage) : console::errRaw(usage);
        return asked ? kExitOk : kExitUsage;
    }
    return kExitOk;
}

} // namespace aios
