// SPDX-License-Identifier: MIT
#pragma once

#include <QMetaType>

#include <cstdint>

namespace aios {

/// Why changes that others make in the open folder are not, or not at once, noticed.
enum class WatchTrouble : std::uint8_t {
    None,
    NoInstances,    ///< Too many programs watch files: the kernel gives no further watcher. Looked at once a minute.
    NoWatches,      ///< The kernel watches no more folders for this person. Looked at once a minute.
    TooManyFolders, ///< More folders than we watch of one (WatchScan's cap).
    OtherFolder,    ///< What stands at the path now is another folder: unmounted, or replaced.
};

} // namespace aios
Q_DECLARE_METATYPE(aios::WatchTrouble)
