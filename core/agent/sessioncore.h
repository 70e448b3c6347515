// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/journal.h"
#include "core/agent/servicenames.h"
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
    /// A write of the session log itself (by /wrap) says what came before: nothing of that is left to propose.
    void addFile(const QString& relative, int added, int removed)
    {
        if (relative == QLatin1StringView("context/session-log.md")) {
            *this = {};
            return;
        }
        auto& sum = files[relative];
        sum.first += added;
        sum.second += removed;
    }
};

/// What a refused call was, for the result of a run without a window.
struct PermissionDenial {
    QString toolName;
    QString toolUseId;
    QByteArray inputJson;
    QString title;
    QString reason;
};

/// A call of a service that ended well, for the conditions of later ones.
struct WorkedCall {
    QString tool;
    QByteArray inputJson;
    bool foundNothing = false; ///< It gave back nothing, or only what is deleted.
};

/// A skill whose body is in a loop's conversation; the newest are attached again after a compaction.
struct LoadedSkill {
    QByteArray digest; ///< Of the text as it stands in the conversation; empty when it does not stand there whole any more.
    QString text;
    int order = 0;
};

/// What all loops of a session have used since the person's last prompt: the main one, its agents, summaries. The limits count this.
struct Spending {
    Usage usage;
    double costUsd = 0;
    bool costKnown = false;

    void add(const Usage& used, std::optional<double> cost)
    {
        usage += used;
        costKnown = costKnown || cost.has_value();
        costUsd += cost.value_or(0);
    }
};

/// State shared by a session's main loop and its sub-agents: one gate, one ledger, one journal. Owned by Session. Core thread.
struct SessionCore {
    SessionCore(const SessionServices& servicesIn, QString idIn, SessionJournal& journalIn)
        : services(servicesIn),
          id(std::move(idIn)),
          journal(journalIn),
          policy(servicesIn.permissions(), servicesIn.root),
          workingDirectory(servicesIn.root)
    {}

    const SessionServices& services;
    QString id;
    SessionJournal& journal;
    Policy policy;
    QList<PermissionRule> sessionRules;
    PermissionMode mode = PermissionMode::Default;
    QList<std::shared_ptr<const Tool>> servedTools; ///< Of services, for this turn.
    QList<ServiceWords> serviceWords; ///< For this turn.
    ReadLedger ledger;
    qint64 lastReply = 0; ///< Of nextOrder().
    QList<WorkedCall> worked; ///< Of services only, in order.
    ServiceNames names;       ///< As services told them.
    QString workingDirectory;
    QString scratchDir;
    BackgroundTasks backgroundTasks;
    WebCache webCache;
    std::shared_ptr<FolderMemory> folderMemory = std::make_shared<FolderMemory>();
    RequestOrigin origin; ///< Of the person's last prompt.
    int openApprovals = 0;
    std::function<void()> approvalsChanged;
    WorkDone work;
    QList<PermissionDenial> denials; ///< Since the last prompt.
    Spending spent;
    TurnLimits limits;               ///< Of the running prompt; tokens and cost bind every loop.
    QString effort;                  ///< Of the running prompt; its agents inherit it.
    QSet<QString> callIds;           ///< Of all calls so far. Rows, results and logs are kept by them, and some servers give one twice.

    void noteWorked(const QString& tool, const QByteArray& inputJson, const QString& answer)
    {
        constexpr qsizetype kMost = 2000;
        if (!tool.startsWith(QLatin1StringView("mcp__")))
            return;
        worked.append({tool, inputJson, foundNothing(answer)});
        names.note(tool, answer);
        if (worked.size() > kMost)
            worked.remove(0, kMost / 2);
    }

    /// Read or written by the session: known from now on, also when the session is opened again.
    void noteFiles(const QList<std::pair<QString, ReadRecord>>& files, qint64 order = 0)
    {
        for (const auto& [path, record] : files)
            ledger.note(path, record.sha256, record.partial, order);
        journal.files(files, order);
    }
    /// Where the first call of the next reply stands among all calls of the session.
    [[nodiscard]] qint64 nextOrder()
    {
        constexpr qint64 kMostCalls = 10'000; // of one reply
        lastReply = std::max(lastReply, ledger.lastOrder() / kMostCalls) + 1;
        return lastReply * kMostCalls;
    }

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
    QSet<QString> injectedRules; ///< Paths of the rules, and of the skills hinted at, that this loop was already given.
    QString lastText;            ///< The assistant's own last words, the "why" of a card.
    QHash<QString, LoadedSkill> loadedSkills; ///< By name.
    int skillCounter = 0;
    QSet<QString> deferredTools;  ///< Of `tools`, those of which the model is told only the name until ToolSearch gives the rest.
    ToolSearchSetting deferredBy; ///< The setting under which they were deferred.
    QStringList loadedTools;      ///< What ToolSearch has given, in that order.
    QStringList toldTools;        ///< The names it was told last.
    QMap<QString, QString> toldServices; ///< What services say of their tools, as the model was told it last.
    QStringList toldSkills;       ///< Those of services that the model knows of.
    QHash<QString, QStringList> foundTools; ///< By call, until its result is written.

    [[nodiscard]] std::shared_ptr<const Tool> tool(QStringView name) const
    {
        const auto it = std::find_if(tools.cbegin(), tools.cend(), [&](const auto& tool) { return tool->spec().name == name; });
        return it == tools.cend() ? nullptr : *it;
    }
};

} // namespace aios
