// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QStringList>

namespace aios::desk {

/// HTML that may be published as it stands: a strict subset that every browser reads alike (known elements, every one closed, quoted attributes from a list,
/// no scripts, styles, forms, frames or addresses that run something). It is refused or kept byte for byte, never changed. The Error says the line and what
/// to do. Linear in the size of `html`. Gives the addresses of the images and media that it shows, decoded.
[[nodiscard]] Result<QStringList> checkContent(QByteArrayView html);

/// The file, relative to the site, that a page in the folder `slug` of it shows under an address of checkContent(); empty: it leads out of the site.
[[nodiscard]] QString fileInSite(const QString& slug, const QString& address);

} // namespace aios::desk
