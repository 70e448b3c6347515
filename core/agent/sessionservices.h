// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"
#include "core/agent/serviceinserts.h"
#include "core/agent/servicevoices.h"
#include "core/agent/toolsearchsetting.h"
#include "core/agent/turnlimits.h"
#include "core/base/clock.h"
#include "core/base/workpool.h"
#include "core/content/layers.h"
#include "core/content/statusflow.h"
#include "core/gate/approval.h"
#include "core/gate/decisionlog.h"
#include "core/gate/policy.h"
#include "core/model/model.h"
#include "core/tools/tool.h"

#include <functional>

namespace aios {

/// What every session of an open folder shares. Owned by the runtime; outlives its sessions. Core thread.
struct SessionServices {
    QString root;
    std::shared_ptr<const RootDir> rootDir;
    std::shared_ptr<const PathGuard> guard;
    WorkPool* pool = nullptr;
    HttpTransport* transport = nullptr;
    ApprovalBroker* broker = nullptr;
    DecisionLog* decisions = nullptr;
    const Clock* clock = nullptr;
    QString sessionsDir;
    QString scratchDir;
    QString projectRulesFile; ///< Where "remember in this project" stores rules.
    QList<std::shared_ptr<const Tool>> tools;
    /// The tools of the folder's services as they are now, and what the person should know of those that are missing; answers once no service is on its
    /// way any more, within seconds. May be empty: there are none.
    std::function<void(QObject* context, std::function<void(QList<std::shared_ptr<const Tool>> tools, const QString& notice)> reply)> servedTools;
    ToolSearchSetting toolSearch;
    std::function<bool(const Tool& tool)> alwaysLoaded; ///< A service's tool that is never deferred; empty: there are none.
    ServiceInserts inserts;
    ServiceVoices voices;
    bool canAsk = true; ///< False without a person: what no rule allows is denied.
    TurnLimits limits;
    std::function<ContentPtr()> content;
    std::function<PermissionSettings()> permissions;
    std::function<bool()> trusted; ///< Everything in the folder that runs or loosens is trusted as it is now.
    std::function<void(const QString& selector, QObject* context, std::function<void(Result<std::shared_ptr<Model>>)> reply)> resolveModel;
    std::function<void(const QString& relative, const QByteArray& sha256)> noteOwnWrite;
    std::function<void(AgentEvent)> emitEvent;
    std::function<StatusFlow()> statusFlow; ///< Which statuses the assistant may give; empty: by the program's own flow.
    std::function<void()> rulesChanged; ///< A project rule was remembered.
};

} // namespace aios
