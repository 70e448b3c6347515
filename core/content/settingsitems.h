// SPDX-License-Identifier: MIT
#pragma once

#include "core/project/trust.h"

namespace aios {

/// What one settings file of the folder would run, connect or loosen: kinds "hook", "helper", "env", "allow-rule", "setting", and "refused" for
/// what is never taken from a folder, whoever trusts it (endpoints, keys, proxies, loaders). A file that is no JSON object counts as empty.
[[nodiscard]] QList<TrustItem> settingsTrustItems(const QByteArray& bytes, const QString& path);

/// True for environment variables that a folder may never set: they would redirect keys, traffic or program start.
[[nodiscard]] bool isForbiddenVariable(const QString& name);

} // namespace aios
