// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/servedskills.h"
#include "core/model/message.h"

#include <QObject>

#include <functional>

namespace aios {

/// What a service gives into a prompt.
struct ServiceInsert {
    QString text;             ///< For the model, marked as the service's words.
    QList<ImageBlock> images; ///< Before the text, which says so.
    QString leftOut;          ///< A sentence for the person on what the model is not given; empty: nothing.
};

/// What services give into a prompt of the person: a resource that is mentioned (`@server:address`), or a prompt of their own (`/mcp__server__name`). Empty
/// functions: there are no services. Answers come from the event loop, and never once `context` is gone. Core thread.
struct ServiceInserts {
    using Reply = std::function<void(Result<ServiceInsert>)>;
    /// By then it is known which services there are; at once when it is.
    std::function<void(QObject* context, std::function<void()> done)> whenKnown;
    std::function<bool(const QString& mention)> isResource; ///< It begins with the name of a service and a colon.
    /// What is read so is watched for that session from then on.
    std::function<void(const QString& mention, const QString& sessionId, QObject* context, Reply reply)> resource;
    std::function<void(const QString& command, const QString& arguments, QObject* context, Reply reply)> prompt;
    ServedSkills skills;
};

} // namespace aios
