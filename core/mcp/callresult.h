// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/tool.h"

namespace aios {

/// The result of `tools/call` as the model gets it: texts, images as blocks, links and embedded texts in words, what cannot be shown said. Long results
/// go to a file in `scratchDir` and are cut. Structured content that does not fit `outputSchema` (empty: there is none) is not passed on as such, and that
/// is said. Blocking; for the pool.
[[nodiscard]] ToolOutput readCallResult(const QByteArray& result, const QByteArray& outputSchema, const QString& scratchDir, qint64 maxChars = 0);

} // namespace aios
