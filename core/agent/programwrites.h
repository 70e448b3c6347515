// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/access.h"

#include <QString>

namespace aios {

/// Why a command line, or a service's tool for files, may write what a rule about edits speaks of, such as Edit(content/**): words that follow "because".
/// Empty when it names nothing of that and is understood, when all its programs only read, or when the rule is about something else. `root`: of the folder.
[[nodiscard]] QString mayWrite(const QString& rule, const AccessRequest& access, const QString& root);

/// Whether a rule about edits speaks of this file (relative).
[[nodiscard]] bool isAboutFile(const QString& rule, const QString& relative, const QString& root);

} // namespace aios
