// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcpimport.h"

#include <QObject>

namespace aios {

class ProjectServices;

/// What importing from another program (importSources()) would add to the open folder's services; the file is read on the pool, and never written.
void planImport(ProjectServices& services, const QString& from, const QProcessEnvironment& environment, QObject* context,
                std::function<void(Result<QList<ImportedService>>)> planned);

/// Adds those that have no problem, one after the other: keys to the keychain first, then the entry. `done`: what could not be done, in sentences; the
/// entry is added all the same where only its key could not be kept. Nothing is started by it that would not start anyway.
void importServices(ProjectServices& services, const QList<ImportedService>& wanted, std::function<void(QStringList problems)> done);

} // namespace aios
