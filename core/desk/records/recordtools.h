// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/desk/desktool.h"

namespace aios::desk {

/// `aios desk records`: tables, linked records and views, with the tools and arguments of an Airtable server, so that one can stand in for the other.
/// Opens (or makes) `databasePath`; a new one gets the tables of `templateJson`. `description` is resources/desk/records/tools.json.
[[nodiscard]] Result<DeskService> recordService(const QString& databasePath, QByteArrayView description, QByteArrayView templateJson,
                                                const Clock& clock);

} // namespace aios::desk
