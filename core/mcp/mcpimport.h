// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/secret.h"
#include "core/mcp/mcpconfig.h"

#include <QProcessEnvironment>
#include <QSet>

namespace aios {

/// Another program's file of services, and where in it they stand for this folder.
struct ImportSource {
    QString name; ///< "claude-code", "claude-desktop"
    QString file;
    QList<std::pair<ServiceScope, QList<QByteArray>>> places; ///< Scope here, and path there; the strongest first.
};
/// Claude Code's ~/.claude.json (its user section and that of this folder), or Claude Desktop's claude_desktop_config.json. Nothing: no such program is known.
[[nodiscard]] std::optional<ImportSource> importSource(const QString& name, const QProcessEnvironment& environment, const QString& projectRoot);
[[nodiscard]] QStringList importSources();

/// One service as it would be added here. Keys that stand in it in plain text are taken out: into the keychain they go, `${NAME}` stands in their place.
struct ImportedService {
    QString name; ///< As it will be called here.
    QString shown; ///< Program and arguments, or the address; without keys.
    ServiceScope scope = ServiceScope::User;
    QByteArray entryJson;
    QList<std::pair<QString, Secret>> keys;
    QStringList notes;
    QString problem; ///< Why it is left out; empty when it can be added.
};

/// `taken`: names of the services that are stored here already, which are left as they are. Error: the file cannot be read. Pure; starts nothing.
[[nodiscard]] Result<QList<ImportedService>> readImport(const ImportSource& source, const QByteArray& bytes, const QSet<QString>& taken);

} // namespace aios
Q_DECLARE_METATYPE(aios::ImportedService)
