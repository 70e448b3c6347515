// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/rootdir.h"

namespace aios::desk {

/// What kind of media the bytes are, by how they begin; empty for everything that is not shown by itself (SVG too: it can hold scripts).
[[nodiscard]] QString mediaTypeOf(QByteArrayView bytes);
/// "png" for "image/png".
[[nodiscard]] QString mediaSuffix(const QString& type);
inline constexpr qint64 kMaxMediaBytes = 50 * 1024 * 1024;

/// A media file of the project: relative, absolute inside it, or a file:// address. InvalidInput for what is no media.
[[nodiscard]] Result<FileContent> readProjectMedia(const RootDir& project, const QString& path);

} // namespace aios::desk
