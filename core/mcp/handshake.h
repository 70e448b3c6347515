// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcptransport.h"

#include <QStringList>

namespace aios {

constexpr char kModernVersion[] = "2026-07-28";
constexpr char kNewestLegacyVersion[] = "2025-11-25";
constexpr char kTasksExtension[] = "io.modelcontextprotocol/tasks";

/// What the handshake found out.
struct McpHandshake {
    McpEra era = McpEra::Legacy;
    QByteArray version;   ///< Spoken from now on.
    QString serverName;   ///< Name and version, as it calls itself.
    QString instructions; ///< At most 2 kB.
    bool hasTools = false;
    bool hasResources = false;
    bool hasPrompts = false;
    bool logs = false; ///< It can be told what to log.
    bool toolsChange = false; ///< It tells when its list of tools changes.
    bool promptsChange = false;
    bool resourcesChange = false;
    bool resourcesSubscribe = false; ///< It tells when a resource changes.
    bool completes = false; ///< It knows values for arguments of prompts and resource templates.
    bool hasSkills = false; ///< Extension io.modelcontextprotocol/skills.
    bool tellsOfTasks = false; ///< Extension io.modelcontextprotocol/tasks: it can be listened to for what becomes of them.
    bool callsAsTasks = false; ///< 2025-11-25: it takes tool calls as tasks.
};

/// Revisions of the legacy era that this client speaks.
[[nodiscard]] bool isLegacyVersion(QByteArrayView version);
[[nodiscard]] bool speaksLegacy(const QStringList& versions);

/// An answer to `server/discover`. No versions: it is none (some servers answer whatever they are asked with an empty result).
struct Discovery {
    QStringList versions;
    bool modern = false; ///< One of them is ours.
    bool legacy = false;
};
[[nodiscard]] Discovery readDiscovery(QByteArrayView result);

/// `data.supported` of the error that refuses a version.
[[nodiscard]] QStringList supportedVersions(QByteArrayView errorData);

/// Reads the result of `initialize` or `server/discover`: capabilities, name, instructions, and the version where there is one.
[[nodiscard]] McpHandshake readHandshake(QByteArrayView result);

/// A `notifications/message` as a line: level, logger, what it says.
[[nodiscard]] QString logLine(QByteArrayView params);

[[nodiscard]] Error unknownVersions(const QStringList& versions);
/// An error the server answered, in words.
[[nodiscard]] Error rpcFailed(const RpcError& error);
/// Likewise, of an answer that holds one. Network: by its HTTP status it may be another one soon.
[[nodiscard]] Error answerFailed(const RpcAnswer& answer);

} // namespace aios
