// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layers.h"

namespace aios {

/// One piece of what the model was given: what, why, what it cost. Recorded for every turn ("What it knew").
struct ContextPart {
    QString
        kind; ///< "system", "tools", "skills", "agents", "brain", "rule", "learning", "context", "command", "skill", "mention", "reminder", "skill-hint"
    QString title; ///< For people: relative path or name.
    QString path; ///< Absolute file, empty for built-in text.
    QString why; ///< loadReasonName or a short phrase.
    qint64 tokens = 0;
    QByteArray sha256; ///< Of the text given.
};

struct ContextEnvironment {
    QString root;
    QString platform; ///< "linux"
    QString date; ///< 2026-01-31; fixed for the session so that the prefix stays byte-stable.
    QString model; ///< Display name.
    bool toolSkillAvailable = true;
    bool toolAgentAvailable = true;
    double skillListingFraction = 0; ///< skillListingBudgetFraction when the folder sets it, else 0.
    int skillDescriptionChars = 0; ///< skillListingMaxDescChars when it is set, else 0.
    qint64 contextWindow = 0;
};

struct BuiltContext {
    QString system; ///< System prompt: product text, environment, skill listing (<= 60 kB in all), agents. Stable for the session.
    QString projectContext; ///< First user message: brain in load order, unscoped rules, active work, session-log tail.
    QList<ContextPart> parts;
};

/// Builds what every session starts with. Deterministic: equal inputs give equal bytes.
[[nodiscard]] BuiltContext buildContext(const ContentSnapshot& content, const ContextEnvironment& environment);

/// A prompt as typed, taken apart: `/name args` or plain text.
struct PromptParts {
    QString command; ///< Empty for plain text.
    QString arguments;
};
[[nodiscard]] PromptParts splitPrompt(const QString& prompt);

/// A command or skill body made ready. Inline shell (`!`cmd``) is listed for the caller to run through the gate; finish() puts the outputs in.
/// Only the file's own text is scanned for placeholders, shell and mentions: what arguments bring in is never looked at again. Arguments inside
/// inline shell are quoted for bash, so that a value stays a value; where that cannot be done safely (command substitution, here-documents, line
/// breaks in the value) the insert is not listed and its text says why it did not run.
struct PromptExpansion {
    struct ShellInsert {
        QString command;
        qsizetype begin = 0; ///< Range in `text` that its output replaces.
        qsizetype end = 0;
    };
    QString text;
    QList<ShellInsert> shell;
    QStringList fileMentions; ///< @file in the body or the arguments, without the @, in order, without duplicates.
    QStringList allowedTools; ///< For this turn, after trust.
    QStringList disallowedTools;
    QString model;
    QString effort;
    QList<ContextPart> parts; ///< command/skill + learnings file.

    [[nodiscard]] QString finish(const QStringList& outputs) const;
};

struct ExpansionVariables {
    QString sessionId;
    QString projectDir;
    QString skillDir;
    QString effort; ///< Empty: that of the command or skill itself.
};

/// All substitutions of folder.md 3.3, once over the original text, plus the command's learnings appended as a labelled block.
[[nodiscard]] PromptExpansion expandCommand(const CommandFile& command, const QString& arguments, const LearningFile* learning,
                                            const ExpansionVariables& variables);
/// The same for a skill; `body` is SKILL.md's (read when the skill is used).
[[nodiscard]] PromptExpansion expandSkill(const SkillFile& skill, const QString& body, const QString& arguments, const LearningFile* learning,
                                          const ExpansionVariables& variables);
/// @file mentions of a plain prompt, without the @, outside code: `@a/b.md`, `@"with spaces.md"`.
[[nodiscard]] QStringList fileMentions(const QString& prompt);

} // namespace aios
