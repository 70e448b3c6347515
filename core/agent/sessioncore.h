// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/journal.h"
#include "core/agent/sessionservices.h"
#include "core/tools/backgroundtasks.h"
#include "core/tools/webcache.h"

#include <QMap>
#include <QSet>

namespace aios {

/// What a session did, for the closing entry proposed for the session log.
struct WorkDone {
    QStringList prompts;
    QMap<QString, std::pair<int, int>> files; ///< Relative path -> lines added, removed.
    QStringList programs;
    bool any() const { return !files.isEmpty() || !programs.isEmpty(); }
};

/// What a refused call was, for the result of a run without a window.
struct PermissionDenial {
    QString toolName;
    QString toolUseId;
    QByteArray inputJson;
    QString title;
    QString reason;
};

/// A skill whose body is in the conversation; the newest are attached again after a compaction.
struct LoadedSkill {
    QByteArray digest;
    QString text;
    int order = 0;
};

/// State shared by a session's main loop and its sub-agents: one gate, one ledger, one journal. Owned by Session. Core thread.
struct SessionCore {
    SessionCore(const SessionServices& servicesIn, QString idIn, SessionJournal& journalIn)
        : services(servicesIn), id(std::move(idIn)), journal(journalIn), policy(servicesIn.permissions(), servicesIn.root),
          workingDirectory(servicesIn.root)
    {
    }

    const SessionServices& services;
    QString id;
    SessionJournal& journal;
    Policy policy;
    QList<PermissionRule> sessionRules;
    PermissionMode mode = PermissionMode::Default;
    ReadLedger ledger;
    QString workingDirectory;
    QString scratchDir;
    BackgroundTasks backgroundTasks;
    WebCache webCache;
    RequestOrigin origin; ///< Of the person's last prompt.
    int openApprovals = 0;
    std::function<void()> approvalsChanged;
    WorkDone work;
    QHash<QString, LoadedSkill> loadedSkills;
    int skillCounter = 0;
    QList<PermissionDenial> denials; ///< Since the last prompt.

    /// Settings files changed: the same session rules on the new settings.
    void reloadPolicy()
    {
        policy = Policy(services.permissions(), services.root);
        for (const PermissionRule& rule : std::as_const(sessionRules))
            policy.addRule(rule);
    }
    void addSessionRule(const PermissionRule& rule)
    {
        sessionRules.append(rule);
        policy.addRule(rule);
    }
};

/// One loop inside a session: the main one, or a sub-agent's.
struct LoopScope {
    LineOwner owner;
    QList<std::shared_ptr<const Tool>> tools;
    QSet<QString> injectedRules; ///< Path rules already given to this loop.
    QString lastText;            ///< The assistant's own last words, the "why" of a card.

    [[nodiscard]] std::shared_ptr<const Tool> tool(QStringView name) const
    {
        const auto it = std::find_if(tools.cbegin(), tools.cend(), [&](const auto& tool) { return tool->spec().name == name; });
        return it == tools.cend() ? nullptr : *it;
    }
};

} // namespace aios
