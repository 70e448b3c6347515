// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QStringList>

namespace aios {

/// What aios-desktop was started with. Parsed before any window or application object, so that --help needs no display.
struct Arguments {
    QString folder;     ///< Absolute; empty: the start screen.
    QString screenshot; ///< --screenshot FILE
    bool tour = false;
    int tourPart = 0; ///< 1: until the piece is approved. 2: from there, where 1 has ended. 0: all of it.
    bool dark = false;
    bool help = false;
    bool version = false;

    /// Links are refused: an address must never become a setting or open a folder by itself.
    [[nodiscard]] static Result<Arguments> parse(const QStringList& words); ///< Without the program's own name.
    [[nodiscard]] static QString helpText();
};

} // namespace aios
