// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/tool.h"

namespace aios {

/// The result of `tools/call` as the model gets it: texts, images as blocks, links and embedded texts in words, what cannot be shown said. Long results
/// go to a file in `scratchDir` and are cut. Blocking; for the pool.
[[nodiscard]] ToolOutput readCallResult(const QByteArray& result, const QString& scratchDir, qint64 maxChars = 0);

} // namespace aios
