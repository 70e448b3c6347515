// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/rootdir.h"
#include "core/content/mediatype.h"

namespace aios::desk {

/// A media file of the project: relative, absolute inside it, or a file:// address. InvalidInput for what is no media.
[[nodiscard]] Result<FileContent> readProjectMedia(const RootDir& project, const QString& path);

} // namespace aios::desk
