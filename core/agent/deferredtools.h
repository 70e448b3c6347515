// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/sessioncore.h"

namespace aios {

/// Decides which tools of `scope` the model gets by name only: those of services, when they take more of the context window than the setting lets them, and
/// from then on in this loop as long as the setting stays what it is. Tools that are gone are forgotten.
void deferTools(LoopScope& scope, const SessionCore& core, qint64 contextWindow);

/// What the model is sent of `scope`'s tools, in their order; `loaded` tells which of them it knows by name only. Without ToolSearch where nothing is deferred.
[[nodiscard]] QList<ToolDefinition> definitionsOf(const LoopScope& scope, const Policy& policy);
/// Brings `definitions` up to what was loaded since they were made.
void markLoaded(QList<ToolDefinition>& definitions, const LoopScope& scope);

/// What has to be said of the names: all of them, or what came and went since they were last told, and what is defined with the others by now; empty when the
/// model knows. They count as told.
[[nodiscard]] QString tellDeferred(LoopScope& scope, const Policy& policy);

/// The tools for the display of the context: what each costs, the deferred ones by their names only.
[[nodiscard]] QList<ContextPart> toolParts(const LoopScope& scope, const Policy& policy);
[[nodiscard]] ContextPart loadedToolPart(const ToolDefinition& tool);
/// Loaded in the course of the conversation, so it is none of what stands before all messages.
[[nodiscard]] bool isLoadedTool(const ContextPart& part);

/// How a setting is written: what toolSearchSetting() reads.
[[nodiscard]] QString toolSearchWord(const ToolSearchSetting& setting);

/// After a resumed transcript: what ToolSearch had given.
void noteLoadedTools(const QList<Message>& history, LoopScope& scope);
/// After a compaction: the model knows nothing of them any more.
void forgetLoadedTools(LoopScope& scope);

} // namespace aios
