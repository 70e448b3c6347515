// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/base/paths.h"

#include <QStringList>

#include <functional>

namespace aios {

/// What the window needs from the program around it. The functions are called on the GUI thread unless they say otherwise.
struct WindowServices {
    UserPaths paths;
    QString version;
    QStringList templates;
    /// Copies a template; blocking, called on a pool thread.
    std::function<Result<void>(const QString& name, const QString& folder)> createFromTemplate;
    /// This window wants `folder`. False: another window has it and was raised.
    std::function<bool(const QString& folder)> claimFolder;
    /// Opens a folder in a window of its own.
    std::function<Result<void>(const QString& folder)> openElsewhere;
    /// Shows a file or folder in the desktop's file manager; absolute path. Returns at once. May be empty.
    std::function<void(const QString& path)> showInFileManager;
};

} // namespace aios
