// SPDX-License-Identifier: MIT
#pragma once

#include "core/desk/desktool.h"
#include "core/desk/social/socialstore.h"

namespace aios::desk {

/// `aios desk social`: accounts and posts, with the arguments of Blotato. What is due goes out when it starts and before each call.
/// `description` and `accounts` are resources/desk/social/tools.json and accounts.json.
[[nodiscard]] Result<DeskService> socialService(const SocialPlaces& places, QByteArrayView description, QByteArrayView accounts, const Clock& clock);

} // namespace aios::desk
