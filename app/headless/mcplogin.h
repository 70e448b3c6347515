// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/runtime.h"

namespace aios {

/// Prints each sign-in page that is to be opened, and opens it with the desktop's program for that (no shell) unless `browser` is false.
void showSignInPages(Runtime& runtime, QObject* context, bool browser);

/// `aios mcp login` and `logout`, on a folder whose services have been started as far as they can be.
[[nodiscard]] int signInAt(Runtime& runtime, const QString& server, bool browser);
[[nodiscard]] bool keepsSignIn(Runtime& runtime, const QString& which); ///< Then nothing has to run for signing out.
[[nodiscard]] int signOutOf(Runtime& runtime, const QString& which); ///< A service's name, or the address of a sign-in that is kept.
[[nodiscard]] int listSignIns(Runtime& runtime);

} // namespace aios
