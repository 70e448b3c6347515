// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/enforce.h"
#include "core/markdown/frontmatter.h"

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <memory>

namespace aios {

enum class Origin : std::uint8_t { Managed, User, Parent, Project, Local, Nested, Session, Aios };
[[nodiscard]] QString originName(Origin origin); ///< "managed", "user", ... (JSON and stream output)

/// Why a file is in the context; the field's own words (InstructionsLoaded hook) plus ours.
enum class LoadReason : std::uint8_t { NotLoaded, SessionStart, NestedTraversal, PathGlobMatch, Include, Compact, CommandRun, SkillRun, Mention };
[[nodiscard]] QString loadReasonName(LoadReason reason); ///< "session_start", "path_glob_match", ...

/// A file of a layer. A broken one never vanishes: `problem` says why it is not (fully) used.
struct LayerFile {
    QString path;     ///< Absolute.
    QString relative; ///< Beneath the project, "" when outside.
    Origin origin = Origin::Project;
    LoadReason reason = LoadReason::NotLoaded;
    qint64 bytes = 0;
    qint64 tokens = 0; ///< Estimate.
    QByteArray sha256;
    QString linkTarget; ///< Absolute, when a link that leaves the folder leads here; read only after consent.
    QString problem;
};

struct BrainFile {
    LayerFile file;
    QString text;           ///< As the model gets it: HTML comments stripped, frontmatter kept. What it imports follows as files of their own.
    QString parentPath;     ///< The file that imported it.
    QStringList pendingImports; ///< @imports outside the folder that need consent, absolute.
    QStringList deadImports;    ///< @imports whose target is missing, as written.
};

struct RuleFile {
    LayerFile file;
    QStringList paths; ///< Empty: always on.
    QString body;
    QList<EnforceRule> enforce; ///< What the program holds calls back for.
    QList<EnforceProblem> enforceProblems;
};

struct CommandFile {
    LayerFile file;
    QString name; ///< Without slash: "plan", "frontend:component".
    QString description;
    QString argumentHint;
    QStringList argumentNames;
    QStringList allowedTools;    ///< Rules, as written. Count only after trust, and never loosen protected things.
    QStringList disallowedTools;
    QString model;
    QString effort; ///< How hard the model thinks for this prompt: low, medium, high, xhigh or max; empty: as usual.
    QString whenToUse;
    bool modelInvocable = true;
    bool userInvocable = true;
    bool nameOnly = false; ///< The model is told its name, not what it does (skillOverrides).
    QString body;
    bool shadowedInClaudeCode = false; ///< A Claude Code built-in has this name.
};

struct SkillFile {
    LayerFile file;      ///< SKILL.md or the single file.
    QString name;
    QString label;       ///< Frontmatter `name`.
    QString description;
    QString whenToUse;
    QString argumentHint;
    QStringList argumentNames;
    QStringList allowedTools;
    QStringList disallowedTools;
    QStringList paths; ///< Not empty: the model hears of the skill when it is given a matching file, not before.
    QString model;
    QString effort;
    bool modelInvocable = true;
    bool userInvocable = true;
    bool nameOnly = false; ///< As for commands.
    bool singleFile = false; ///< AIOS form, invisible to Claude Code.
    qint64 frontmatterTokens = 0;
    qint64 bodyTokens = 0;
};

struct AgentFile {
    LayerFile file;
    QString name;
    QString description;
    QStringList tools;           ///< Empty and toolsGiven false: all.
    bool toolsGiven = false;
    QStringList disallowedTools;
    QString model;               ///< "inherit", alias or id.
    QString effort;              ///< Empty: that of the prompt that called it.
    int maxTurns = 0;            ///< 0: default.
    QStringList skills;
    QString body;                ///< The agent's system prompt.
};

struct LearningFile {
    LayerFile file;
    QString command;
    QString text;
};

struct ContextFile {
    LayerFile file;
    QString text; ///< active-work.md whole; session-log.md its tail.
};

struct ServiceEntry {
    LayerFile file;   ///< .mcp.json it stands in.
    QString name;
    QString type;     ///< stdio, http, sse, ws, or as written
    QString command;  ///< stdio: command and arguments, for people
    QString url;
    QString problem;
};

/// Something the person should know about a file; the same list in the window and in `aios project show`.
struct ContentWarning {
    enum class Severity : std::uint8_t { Info, Warning, Error };
    Severity severity = Severity::Warning;
    QString code;  ///< Stable: "frontmatter.broken", "brain.too-long", "import.dead", ...
    QString path;  ///< Absolute.
    int line = 0;
    QString text;  ///< One plain sentence: what is wrong, why it matters, what to do.
};

[[nodiscard]] QString severityName(ContentWarning::Severity severity); ///< "info", "warning", "error"

/// Everything the folder says, at one moment. Immutable once shared; crosses threads as shared_ptr<const>.
struct ContentSnapshot {
    QString root; ///< Absolute, canonical.
    QString name; ///< Folder name for people.
    bool isAios = false; ///< Has CLAUDE.md/AGENTS.md or .claude.
    QList<BrainFile> brain; ///< In load order.
    QList<RuleFile> rules;
    QList<SkillFile> skills;
    QList<CommandFile> commands;
    QList<AgentFile> agents;
    QList<LearningFile> learnings;
    QList<ContextFile> context;
    QList<ServiceEntry> services;
    QList<LayerFile> linked; ///< Layer files and folders that links lead out of the folder (loaded only where consent was given).
    QList<ContentWarning> warnings;
    QByteArray revision; ///< Changes when anything above changes.

    [[nodiscard]] const CommandFile* command(QStringView name) const;
    [[nodiscard]] const SkillFile* skill(QStringView name) const;
    [[nodiscard]] const AgentFile* agent(QStringView name) const;
    [[nodiscard]] const LearningFile* learning(QStringView command) const;
};

using ContentPtr = std::shared_ptr<const ContentSnapshot>;

} // namespace aios
Q_DECLARE_METATYPE(aios::ContentPtr)
