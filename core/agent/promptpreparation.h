// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/shellinserts.h"
#include "core/tools/pathguard.h"

namespace aios {

/// A prompt as the model will get it.
struct PreparedPrompt {
    QString text;
    QStringList allowedTools; ///< Rules for this turn; empty unless the folder is trusted.
    QStringList disallowedTools; ///< Rules too; they only tighten, so they count without trust.
    QString skill;            ///< Name, when the prompt runs one: its text then stands in the conversation.
    QString model;            ///< Of the command's frontmatter; empty: the session's.
    QString effort;           ///< Likewise; empty: the model's own.
    QList<ContextPart> parts; ///< Command or skill, learnings, mentioned files.
    PromptParts typed;
    QList<ImageBlock> images; ///< Of services.
    QString notice;           ///< Something the person should know (a mention that was not attached).
};

/// Turns what the person typed into what the model gets: command or skill body with substitutions and learnings, inline shell through the gate, @files
/// attached through the read rules, resources and prompts of services. An unknown /command is an error and nothing is sent. Core thread.
class PromptPreparation : public QObject {
    Q_OBJECT
public:
    PromptPreparation(SessionCore& core, LoopScope& scope);
    void prepare(const QString& prompt, std::function<void(Result<PreparedPrompt>)> done);
    void cancel();

private:
    void begin(const QString& prompt);
    [[nodiscard]] ContextPart take(const ServiceInsert& insert, const QString& written);
    void expanded(PromptExpansion expansion);
    void attach(const QStringList& mentions);
    void attachResource(const QString& mention);
    void preparePromptOfService();
    [[nodiscard]] bool isOfService(const QString& command) const;
    [[nodiscard]] Result<QString> mentioned(const GuardedPath& path);
    [[nodiscard]] QString folderList(const GuardedPath& path) const;
    void addNotice(const QString& text);
    [[nodiscard]] Result<PromptExpansion> expand(const QString& prompt);

    SessionCore& m_core;
    LoopScope& m_scope;
    ShellInserts m_inserts;
    PreparedPrompt m_prepared;
    std::function<void(Result<PreparedPrompt>)> m_done;
    QStringList m_typedMentions; ///< By the person; only these make a service give something.
    QStringList m_mentions; ///< Those that follow the one on its way.
    QString m_attached;
    int m_attempt = 0; ///< Answers of services for an earlier one no longer count.
};

/// How hard the model is to think for a prompt that runs this command or skill; empty: as usual.
[[nodiscard]] QString effortOf(const ContentSnapshot& content, const QString& command);

/// SKILL.md's body, read at the moment of use: beneath the folder through its root, else (user skills) as a plain file.
[[nodiscard]] Result<QString> readSkillBody(const SessionServices& services, const SkillFile& skill);

} // namespace aios
