// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QObject>

#include <functional>

namespace aios {

struct ContentSnapshot;
struct LoopScope;
struct SessionCore;

/// A skill of a service that the person has turned on.
struct ServedSkill {
    QString name; ///< `server:name`; never that of a skill of the folder.
    QString description;
    QString server;
    QString uri;
    QByteArray digest; ///< Of what the person turned on.
};

/// What services offer as skills. Empty functions: there are none. Answers come from the event loop, and never once `context` is gone. Core thread.
struct ServedSkills {
    std::function<QList<ServedSkill>()> list;
    /// Fetches and checks it. The text is made for the model: marked as the service's words.
    std::function<void(const ServedSkill& skill, QObject* context, std::function<void(Result<QString>)> reply)> load;
};

/// The folder's content with the served skills behind its own, as the listing for the model takes them. They count as told in `scope`.
[[nodiscard]] ContentSnapshot withServedSkills(const ContentSnapshot& content, const SessionCore& core, LoopScope& scope);

/// What has to be said of served skills since that listing was made: which came, which went; empty when the model knows. They count as told.
[[nodiscard]] QString tellServedSkills(const SessionCore& core, LoopScope& scope);

} // namespace aios
