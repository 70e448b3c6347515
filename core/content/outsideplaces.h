// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/contentloader.h"
#include "core/project/outsidewatch.h"

namespace aios {

/// Where a load of this folder looked outside it, or would find something new: the person's own layers, the parents', imports and the targets of links
/// that have consent. For the watcher, so that a change there is seen like one in the folder.
[[nodiscard]] WatchPlaces outsidePlaces(const ContentSnapshot& content, const ContentLoadOptions& options);

} // namespace aios
