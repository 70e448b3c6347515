// SPDX-License-Identifier: MIT
#include "core/content/consent.h"

namespace aios {

QStringList awaitingConsent(const ContentSnapshot& content)
{
    QStringList paths;
    for (const BrainFile& brain : content.brain)
        paths += brain.pendingImports;
    for (const LayerFile& linked : content.linked) {
        if (!linked.problem.isEmpty() && !linked.linkTarget.isEmpty())
            paths.append(linked.linkTarget);
    }
    paths.removeDuplicates();
    return paths;
}

} // namespace aios
