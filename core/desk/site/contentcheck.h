// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>

namespace aios::desk {

/// HTML that may be published as it stands: a strict subset that every browser reads alike (known elements, every one closed, quoted attributes from a list,
/// no scripts, styles, forms, frames or addresses that run something). It is refused or kept byte for byte, never changed. The Error says the line and what
/// to do. Linear in the size of `html`.
[[nodiscard]] Result<void> checkContent(QByteArrayView html);

} // namespace aios::desk
