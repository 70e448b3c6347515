// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/servicesignin.h"

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <optional>

namespace aios {

/// Where a server is configured; earlier wins whole (folder.md 5.1).
enum class ServiceScope : std::uint8_t { Local, Project, User };
[[nodiscard]] QString serviceScopeName(ServiceScope scope); ///< "local", "project", "user"
[[nodiscard]] std::optional<ServiceScope> serviceScopeFromName(QStringView name);

/// What a tool of a service does, as the person chose it. Unset counts as Publishes: asked every time, never remembered.
enum class ServiceEffect : std::uint8_t { Unset, Reads, Changes, Publishes };
[[nodiscard]] QString serviceEffectName(ServiceEffect effect); ///< "unset", "reads", "changes", "publishes"
[[nodiscard]] std::optional<ServiceEffect> serviceEffectFromName(QStringView name);

enum class ServiceState : std::uint8_t { Off, Starting, Handshake, Ready, Failed, SignInNeeded };
[[nodiscard]] QString serviceStateName(ServiceState state); ///< "off", "starting", "handshake", "ready", "failed", "sign-in"

/// One tool of a service, as people see it.
struct ServiceTool {
    QString name;     ///< The service's own.
    QString toolName; ///< `mcp__server__tool`, as models and rules name it.
    QString title;
    QString description; ///< As the service wrote it: show it with hidden characters made visible.
    QByteArray inputSchemaJson; ///< As received.
    QByteArray digest;          ///< Of name, description, schema, annotations and the server's configuration.
    ServiceEffect effect = ServiceEffect::Unset;
    ServiceEffect suggested = ServiceEffect::Unset; ///< What the service says of itself. A suggestion only.
    bool on = true;
    bool fresh = false;   ///< Appeared after the person knew the service's tools: off until looked at.
    bool changed = false; ///< Says something else than when its effect was chosen, so that choice no longer counts.
    QString problem;      ///< Why it cannot be used.
    qint64 tokens = 0;    ///< Estimate of what it costs in every request.
};

/// A service at one moment.
struct ServiceStatus {
    QString name;
    ServiceScope scope = ServiceScope::Project;
    QString file;          ///< It is configured here.
    ServiceState state = ServiceState::Off;
    QString problem;       ///< Failed: what went wrong and what to do. Off: why, where the person did not switch it off.
    bool enabled = true;   ///< The person's switch.
    bool trusted = true;   ///< False: of the folder, and the folder's say on it was not approved as it is now.
    QString type;          ///< "stdio", "http"
    QString target;        ///< Resolved program and arguments, or the address; without secrets.
    std::optional<int> exitCode;
    QString errorTail;     ///< End of its standard error.
    QString protocol;      ///< Revision spoken: "2025-11-25"
    QString serverName;    ///< As it calls itself, with version.
    QString instructions;  ///< What it says of its tools, at most 2 kB: show it with hidden characters made visible.
    bool instructionsOn = true; ///< The assistant is given them.
    bool instructionsChanged = false; ///< They are otherwise than the person last saw them, and held back until they have looked.
    ServiceSignIn signIn;
    QStringList warnings;
    QList<ServiceTool> tools;
};

} // namespace aios
Q_DECLARE_METATYPE(aios::ServiceStatus)
