// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/servedskills.h"

#include <QObject>

#include <functional>

namespace aios {

/// What services give into a prompt of the person: a resource that is mentioned (`@server:address`), or a prompt of their own (`/mcp__server__name`). Empty
/// functions: there are no services. Answers come from the event loop, and never once `context` is gone. Core thread.
struct ServiceInserts {
    using Reply = std::function<void(Result<QString>)>;
    std::function<bool(const QString& mention)> isResource; ///< It begins with the name of a service and a colon.
    /// What is read so is watched for that session from then on.
    std::function<void(const QString& mention, const QString& sessionId, QObject* context, Reply reply)> resource;
    std::function<void(const QString& command, const QString& arguments, QObject* context, Reply reply)> prompt;
    ServedSkills skills;
};

} // namespace aios
