// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/rootdir.h"
#include "core/project/trust.h"

namespace aios {

/// Says that what a folder would run or allow came with this program, when it does: every file that holds one of the items is byte for byte that file of one
/// of the templates in `templates`. Empty when anything was added or changed, or comes from outside. A help for the person who decides; it decides nothing.
/// Blocking (small) file access.
[[nodiscard]] QString templateOrigin(const QList<TrustItem>& items, const RootDir& root, const QString& templates);

} // namespace aios
