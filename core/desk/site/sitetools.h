// SPDX-License-Identifier: MIT
#pragma once

#include "core/desk/desktool.h"
#include "core/desk/site/sitestore.h"

namespace aios::desk {

/// `aios desk site`: posts and media of a static site, with the arguments of a WordPress server. `description` is resources/desk/site/tools.json.
[[nodiscard]] Result<DeskService> siteService(const SitePlaces& places, QByteArrayView description, const Clock& clock);

} // namespace aios::desk
