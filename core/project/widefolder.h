// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace aios {

/// Folders that hold everything of a person or the machine: a home folder and what is above it, /, /tmp and their like.
[[nodiscard]] bool isTooWide(const QString& root);

} // namespace aios
