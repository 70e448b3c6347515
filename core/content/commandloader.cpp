// SPDX-License-Identifier: MIT
#include "core/content/layerloaders.h"
#include "core/content/parentfolders.h"

#include <array>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Commands of Claude Code itself: a file of the same name never runs there.
constexpr std::array kBuiltIns = {"add-dir"_L1,
                                  "advisor"_L1,
                                  "agents"_L1,
                                  "artifacts"_L1,
                                  "autocompact"_L1,
                                  "background"_L1,
                                  "bashes"_L1,
                                  "bg"_L1,
                                  "branch"_L1,
                                  "btw"_L1,
                                  "bug"_L1,
                                  "cd"_L1,
                                  "checkpoint"_L1,
                                  "chrome"_L1,
                                  "clear"_L1,
                                  "color"_L1,
                                  "compact"_L1,
                                  "config"_L1,
                                  "context"_L1,
                                  "continue"_L1,
                                  "copy"_L1,
                                  "cost"_L1,
                                  "desktop"_L1,
                                  "diff"_L1,
                                  "effort"_L1,
                                  "exit"_L1,
                                  "export"_L1,
                                  "fast"_L1,
                                  "feedback"_L1,
                                  "focus"_L1,
                                  "fork"_L1,
                                  "goal"_L1,
                                  "help"_L1,
                                  "hooks"_L1,
                                  "ide"_L1,
                                  "import"_L1,
                                  "init"_L1,
                                  "insights"_L1,
                                  "keybindings"_L1,
                                  "list-agents"_L1,
                                  "login"_L1,
                                  "logout"_L1,
                                  "mcp"_L1,
                                  "memory"_L1,
                                  "mobile"_L1,
                                  "model"_L1,
                                  "new"_L1,
                                  "peers"_L1,
                                  "permissions"_L1,
                                  "plan"_L1,
                                  "plugin"_L1,
                                  "quit"_L1,
                                  "rc"_L1,
                                  "recap"_L1,
                                  "release-notes"_L1,
                                  "reload-plugins"_L1,
                                  "reload-skills"_L1,
                                  "remote-control"_L1,
                                  "rename"_L1,
                                  "reset"_L1,
                                  "resume"_L1,
                                  "rewind"_L1,
                                  "routines"_L1,
                                  "sandbox"_L1,
                                  "schedule"_L1,
                                  "security-review"_L1,
                                  "skills"_L1,
                                  "stats"_L1,
                                  "status"_L1,
                                  "statusline"_L1,
                                  "stop"_L1,
                                  "subtask"_L1,
                                  "tasks"_L1,
                                  "teleport"_L1,
                                  "theme"_L1,
                                  "tui"_L1,
                                  "undo"_L1,
                                  "upgrade"_L1,
                                  "usage"_L1,
                                  "usage-credits"_L1,
                                  "voice"_L1,
                                  "workflows"_L1};

CommandFile commandFrom(LayerDocument read, const QString& name)
{
    const Frontmatter& settings = read.document.frontmatter;
    CommandFile command;
    command.name = name;
    command.description = settings.text(u"description").trimmed();
    if (command.description.isEmpty())
        command.description = firstParagraph(read.document.body);
    if (const FrontmatterValue* hint = settings.find(u"argument-hint"))
        command.argumentHint = hint->source.startsWith(u'[') ? hint->source : settings.text(u"argument-hint");
    command.argumentNames = settings.list(u"arguments", true);
    command.allowedTools = settings.list(u"allowed-tools", true);
    command.disallowedTools = settings.list(u"disallowed-tools", true);
    command.model = settings.text(u"model").trimmed();
    command.effort = settings.text(u"effort").trimmed().toLower();
    command.whenToUse = settings.text(u"when_to_use").trimmed();
    command.modelInvocable = !settings.boolean(u"disable-model-invocation").value_or(false);
    command.userInvocable = settings.boolean(u"user-invocable").value_or(true);
    command.body = std::move(read.document.body);
    command.shadowedInClaudeCode = isClaudeCodeCommand(name);
    command.file = std::move(read.file);
    return command;
}

} // namespace

bool isClaudeCodeCommand(const QString& name)
{
    return std::find(kBuiltIns.begin(), kBuiltIns.end(), name) != kBuiltIns.end();
}

QString firstParagraph(const QString& body)
{
    QString heading;
    QStringList paragraph;
    for (const QString& raw : body.split(u'\n')) {
        const QString line = raw.trimmed();
        if (line.startsWith(u'#') && paragraph.isEmpty()) {
            QString title = line;
            while (title.startsWith(u'#'))
                title.remove(0, 1);
            heading = heading.isEmpty() ? title.trimmed() : heading;
        } else if (!line.isEmpty()) {
            paragraph.append(line);
        } else if (!paragraph.isEmpty()) {
            break;
        }
    }
    return paragraph.isEmpty() ? heading : paragraph.join(u' ');
}

QList<CommandFile> loadCommands(LayerReader& reader)
{
    QList<CommandFile> commands;
    const auto addFrom = [&](const QString& folder, Origin origin) {
        for (const QString& path : reader.filesBeneath(folder, u".md"_s)) {
            std::optional<LayerDocument> read = reader.readDocument(path, origin);
            if (!read)
                continue;
            QString name = path.sliced(folder.size() + 1).chopped(3);
            name.replace(u'/', u':');
            commands.append(commandFrom(std::move(*read), name));
        }
    };
    if (!reader.options().userConfigDir.isEmpty()) // first: the person's own wins
        addFrom(reader.options().userConfigDir + u"/commands"_s, Origin::User);
    addFrom(reader.rootPath() + u"/.claude/commands"_s, Origin::Project);
    for (const QString& config : parentConfigFolders(reader.rootPath(), reader.options()))
        addFrom(config + u"/commands"_s, Origin::Parent);
    return commands;
}

} // namespace aios
