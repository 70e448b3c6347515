// SPDX-License-Identifier: MIT
#pragma once

#include "core/markdown/frontmatter.h"

namespace aios {

/// Reads the lines between the fences (without line ends); `firstLine` is the 1-based number of lines[0] in the file. The error's message
/// says which line is refused and why, as the second half of a sentence.
[[nodiscard]] Result<QList<Frontmatter::Entry>> readFrontmatterLines(QStringList lines, int firstLine);

} // namespace aios
