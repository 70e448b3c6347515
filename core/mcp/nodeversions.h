// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/diagnosis.h"

#include <QProcessEnvironment>
#include <QVersionNumber>

namespace aios {

/// One Node.js on this computer.
struct NodeInstallation {
    QString program;
    QVersionNumber version; ///< Null: not known.

    friend bool operator==(const NodeInstallation&, const NodeInstallation&) = default;
};

/// Those of version managers (nvm, fnm, mise, volta, asdf) beneath this home, newest first. Small directory reads.
[[nodiscard]] QList<NodeInstallation> nodeInstallations(const QProcessEnvironment& environment);

/// The Node.js that a program's last words ask for; null: they ask for none.
[[nodiscard]] QVersionNumber wantedNode(const QString& errors);
/// The one that they say it ran with; null: they do not say.
[[nodiscard]] QVersionNumber runningNode(const QString& errors);

/// Adds to a failed step which Node.js was used, which is wanted and where there is one; as it was, where the words ask for none.
void explainNode(DiagnosisLine& line, const QString& errors, const NodeInstallation& used, const QList<NodeInstallation>& others);

} // namespace aios
