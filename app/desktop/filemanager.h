// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace aios {

/// Shows a file or folder in the desktop's file manager, chosen there where that can be (org.freedesktop.FileManager1), else opens the folder it is in.
/// Returns at once. GUI thread.
void showInFileManager(const QString& absolutePath);

} // namespace aios
