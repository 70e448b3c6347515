// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <optional>

namespace aios {

/// What the first bytes of a file say about an image. Only the header is looked at, nothing is decoded.
struct ImageInfo {
    QByteArray mediaType; ///< "image/png", "image/jpeg", "image/gif", "image/webp"
    int width = 0;        ///< 0 when the header does not tell.
    int height = 0;
};

/// The four formats models take; nothing for anything else.
[[nodiscard]] std::optional<ImageInfo> sniffImage(QByteArrayView bytes);

} // namespace aios
