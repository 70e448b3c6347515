// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/access.h"

#include <QString>
#include <QStringList>

namespace aios {

/// What "remember" could store for an edit. Both empty for what must be asked each time.
struct EditRules {
    QStringList file;
    QStringList folder;
};
[[nodiscard]] EditRules rememberableForPaths(const AccessRequest& request, const QStringList& roots);

/// The same for other tools: the host of a plain address, an agent's or skill's name, a service tool that only reads.
[[nodiscard]] QStringList rememberableForTool(const AccessRequest& request, const QString& host);

} // namespace aios
