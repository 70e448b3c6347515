// SPDX-License-Identifier: MIT
#pragma once

#include "core/markdown/frontmatter.h"

namespace aios {

/// All settings, or none and why: `problem` is the second half of a sentence, `problemLine` the 1-based line of the file it is about.
struct FrontmatterLines {
    QList<Frontmatter::Entry> entries;
    QString problem;
    int problemLine = 0;
};

/// Reads the lines between the fences (without line ends); `firstLine` is the 1-based number of lines[0] in the file.
[[nodiscard]] FrontmatterLines readFrontmatterLines(QStringList lines, int firstLine);

} // namespace aios
