// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/runtime.h"

namespace aios {

/// What both programs set up alike: paths, environment, keychain (not owned by the result).
[[nodiscard]] Runtime::Options programOptions(SecretStore* keychain);

/// Names of the shipped templates, sorted.
[[nodiscard]] QStringList templateNames(const UserPaths& paths);

/// Copies a template into `folder`, which must not exist or be empty. Nothing is left behind when it fails.
[[nodiscard]] Result<void> createFromTemplate(const UserPaths& paths, const QString& name, const QString& folder);

/// The program's version, for --version and user agents.
[[nodiscard]] QString programVersion();

} // namespace aios
