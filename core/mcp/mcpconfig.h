// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/mcp/servicestatus.h"

#include <functional>

namespace aios {

/// A server as a file configures it. Nothing is expanded yet.
struct McpServerConfig {
    enum class Type : std::uint8_t { Stdio, Http, Sse, Ws, Other };
    QString name;
    ServiceScope scope = ServiceScope::Project;
    QString file;
    Type type = Type::Stdio;
    QString typeName; ///< As written, or what it amounts to.
    QString command;
    QStringList arguments;
    QList<std::pair<QString, QString>> environment;
    QString url;
    QList<std::pair<QString, QString>> headers;
    QString headersHelper; ///< A shell command that prints headers for each connection; empty: none.
    QList<std::pair<QString, QString>> oauth; ///< What is said about signing in there.
    qint64 timeoutMs = 0; ///< Of one call, whatever happens; 0: none.
    bool alwaysLoad = false; ///< Its tools are never sent by name only.
    QByteArray raw;       ///< The entry as it stands in the file.
    QByteArray trustSha256; ///< TrustItem::sha256 of a project's entry: of every byte of it.
    QByteArray hash;      ///< Of what decides what runs: command, arguments, names of variables, address.
    QString problem;      ///< Why it cannot be used; in plain words.
    QStringList warnings;
};

/// One file that holds servers. `path`: keys that lead to the object with the entries (`mcpServers`, or in ~/.claude.json the project's).
struct McpConfigFile {
    ServiceScope scope = ServiceScope::Project;
    QString file;
    QByteArray bytes; ///< Empty: there is none.
    QList<QByteArray> path{QByteArrayLiteral("mcpServers")};
};

struct McpConfigSet {
    QList<McpServerConfig> servers; ///< By name; the winning entry of each, whole.
    QStringList problems;           ///< Files that cannot be read.
};

/// Reads files given in the order of precedence, the strongest first (folder.md 5.1: local, project, user). Pure.
[[nodiscard]] McpConfigSet readMcpConfig(const QList<McpConfigFile>& files);

/// Where the value of `${NAME}` comes from. Nothing: it is not set.
using McpVariables = std::function<std::optional<QByteArray>(const QString& name)>;

/// Replaces `${NAME}` and `${NAME:-default}`. What is not set and has no default stays as written and is named in `missing` (folder.md 5.2).
[[nodiscard]] QByteArray expandVariables(const QString& text, const McpVariables& variables, QStringList& missing);
/// The names a configuration refers to, in order.
[[nodiscard]] QStringList variablesOf(const McpServerConfig& config);

/// The text of `bytes` with the server added or replaced (`entryJson`: its raw entry), or removed: a splice, every other byte stays. An empty file
/// becomes one. InvalidInput: the name or the entry cannot be used, or the file is not JSON; NotFound: there is no such server to remove.
[[nodiscard]] Result<QByteArray> withServer(const QByteArray& bytes, const QList<QByteArray>& path, const QString& name, const QByteArray& entryJson);
[[nodiscard]] Result<QByteArray> withoutServer(const QByteArray& bytes, const QList<QByteArray>& path, const QString& name);

/// A program and its arguments, or an address, as one entry.
[[nodiscard]] QByteArray serverEntry(const McpServerConfig& config);

} // namespace aios
