// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/desk/desktool.h"
#include "core/desk/social/socialstore.h"

namespace aios::desk {

/// For which folder the built-in services work, and with what.
struct DeskPlaces {
    QString project;   ///< The folder, absolute.
    QString data;      ///< Ours for this folder: data/projects/<folder>-<hash>/desk.
    QString resources; ///< resources/desk of the program.
    QString siteTitle; ///< Empty: the folder's name.
    QString siteUrl;   ///< Where the site will be served from; empty: it is only files.
};

/// records, site, social, research
[[nodiscard]] QStringList deskServices();

/// The service of that name. Makes what it needs in `data`; writes nothing into the project before a call does (but for posts that are due).
[[nodiscard]] Result<DeskService> openDeskService(const QString& name, const DeskPlaces& places, const Clock& clock);

/// Sends out what is due on the accounts of the folder, as opening the social service does, and says what happened.
[[nodiscard]] Result<QList<SocialStore::Due>> sendDuePosts(const DeskPlaces& places, const Clock& clock);

} // namespace aios::desk
