// SPDX-License-Identifier: MIT
#pragma once

#include <QHash>
#include <QString>

#include <sys/types.h>

namespace aios::shell {

/// Starts AIOS Desktop as a desktop does, by packaging/org.aios.Desktop.desktop with a folder chosen in the file manager: through GLib, which file managers and panels
/// use, or where that is not installed by the line Exec, taken apart as the Desktop Entry Specification says. `environment` comes on top of our own.
/// -> the program's process id; 0: it did not start, and `problem` says why.
[[nodiscard]] pid_t launchByDesktopFile(const QString& folder, const QHash<QString, QString>& environment, QString& problem);

} // namespace aios::shell
