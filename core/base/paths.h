// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace aios {

/// Where the program's own files live (XDG base directories). Every folder is made 0700 when first used.
/// AIOS_HOME, when set, holds all of them (tests, portable use).
struct UserPaths {
    QString config; ///< settings, user permission rules, editable price list
    QString data;   ///< sessions, decision log, trust store
    QString cache;  ///< what can be made again
    QString state;  ///< window layout, drafts
    QString resources; ///< read-only files shipped with the program: AIOS_RESOURCES, else beside the binary, else the install prefix

    [[nodiscard]] static UserPaths standard();
};

} // namespace aios
